// SPDX-License-Identifier: Apache-2.0
// Values that are edited where they stand: Enter or a choice saves, Esc takes back. What the server
// refuses stays typed, with its sentence below it.

/** The form's items as text, to see whether something was changed. */
const itemsOf = (form) => new URLSearchParams(new FormData(form));

const asFound = new WeakMap();
/** The version that our own last save made, by record: two saves in a row are no conflict. */
const versions = new Map();
let saving = Promise.resolve();

/** Nothing was typed there since it was saved, or since one came. */
const isSent = ({ form }) => asFound.get(form) === (form && itemsOf(form).toString());

on("focusin", "form[data-inline]", (event, form) => {
    if (!asFound.has(form)) {
        asFound.set(form, itemsOf(form).toString());
    }
});

function showError(form, problem) {
    const input = $(".input, [type=checkbox]", form);
    const id = `${input.id}-error`;
    const old = document.getElementById(id);

    old?.remove();
    if (!problem) {
        input.removeAttribute("aria-invalid");
        return;
    }
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", id);
    form.after(build("p", { class: "error", id, role: "alert" }, problemText(problem)));
    form.classList.add("dirty");
}

// ---- taking it back ----

async function undo(record, seq) {
    const { ok, data } = await send("POST", `/api/v1${record}/undo`, { seq });
    if (!ok) {
        toast(problemText(data));
        return;
    }
    versions.set(record, data.version);
    await refresh();
    say("Taken back");
    offerUndo(record, "Taken back.");
}

/** A message with a button for the newest change of this record ("/deals/42"), if it is ours. */
async function offerUndo(record, text) {
    if (record.startsWith("/users/")) {
        return;
    }
    const answer = await fetch(`/api/v1${record}/history?limit=1`);
    const { items: [newest] = [] } = answer.ok ? await answer.json() : {};
    if (newest?.kind !== "changed" || newest.user_id !== Number(document.body.dataset.user)) {
        return;
    }
    const button = build("button", { type: "button", class: "btn btn-sm" },
        newest.body.undoes ? "Redo" : "Undo");
    button.addEventListener("click", () => {
        $("#toast").hidden = true;
        undo(record, newest.seq);
    });
    toast(text, button);
}

on("submit", "form[data-undo]", (event, form) => {
    event.preventDefault();
    undo(recordOf(form), new FormData(form).get("seq"));
});

// The note of the change before is not shown again when the page is.
const address = new URL(location.href);
if (address.searchParams.has("_changed")) {
    address.searchParams.delete("_changed");
    history.replaceState(null, "", address);
}

/** "/deals/42/value" is a page's; the record itself is at /api/v1/deals/42. */
function recordOf(form) {
    return form.getAttribute("action").replace(/\/[^/]*$/, "");
}

async function save(form, items) {
    const record = recordOf(form);
    const version = Math.max(versions.get(record) ?? 0, Number(items.get("_version")));

    items.delete("_csrf");
    items.set("_version", version);
    const { ok, status, data } = await send("PATCH", `/api/v1${record}`, items);
    if (status === 404 || status === 405) {
        form.submit();
        return;
    }
    if (!ok) {
        showError(form, data);
        return;
    }
    versions.set(record, data.version);
    form.classList.remove("dirty");
    await refresh();
    say("Saved");
    offerUndo(record, "Saved.");
}

/** One save after the other, in the order they were asked for. */
function saveLater(form) {
    const items = itemsOf(form);

    if (replacing || asFound.get(form) === items.toString() || !form.reportValidity()) {
        return;
    }
    asFound.set(form, items.toString());
    showError(form, null);
    form.classList.add("dirty");
    form.setAttribute("aria-busy", "true");
    saving = saving.then(() => save(form, items)).finally(() => form.removeAttribute("aria-busy"));
}

on("submit", "form[data-inline]", (event, form) => {
    event.preventDefault();
    saveLater(form);
});

on("change", "form[data-inline]", (event, form) => saveLater(form));
on("focusout", "form[data-inline]", (event, form) => saveLater(form));

on("keydown", "form[data-inline]", (event, form) => {
    if (event.key === "Escape" && !event.isComposing) {
        form.reset();
        form.classList.remove("dirty");
        asFound.set(form, itemsOf(form).toString());
        showError(form, null);
        event.target.blur();
    }
});

// Where Enter begins a new line, Ctrl Enter sends.
on("keydown", "textarea", (event, { form }) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        form?.requestSubmit();
    }
});
