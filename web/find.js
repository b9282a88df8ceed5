// SPDX-License-Identifier: Apache-2.0
// Search as one types: the command menu (Ctrl K), and the inputs that take an account or a person.

const pauseMs = 120;

/** What begins with text: [{kind, id, title, detail, url}]. */
async function find(text, kind, signal, path = "find", more = "") {
    const query = new URLSearchParams(kind ? { q: text, kind } : { q: text });
    const answer = await fetch(`/api/v1/${path}?${query}${more}`, { signal });
    return answer.ok ? (await answer.json()).items : [];
}

/** Names that begin so, then what has the words anywhere, then the page with all of it. */
async function findAll(text, kind, signal) {
    const names = await find(text, kind, signal);
    const more = await find(text, kind, signal, "search", "&limit=3");
    const url = `/search?${new URLSearchParams({ q: text })}`;
    const others = more.filter((item) => !names.some((name) => name.url === item.url));
    return [...names, ...others, { title: `Search for “${text}”`, url }];
}

/**
 * Returns a function that takes what is typed and, when it rests, calls show(items). An answer that
 * was overtaken is not shown.
 */
function finder(kind, show, look = find) {
    let timer;
    let asked = new AbortController();

    return (text) => {
        clearTimeout(timer);
        asked.abort();
        asked = new AbortController();
        const { signal } = asked;
        timer = setTimeout(async () => {
            try {
                show(text ? await look(text, kind, signal) : []);
            } catch {
                // Overtaken, or not connected: what is typed can still be sent.
            }
        }, text ? pauseMs : 0);
    };
}

/** One line of a list of what was found. */
function option(item, list, i) {
    const line = build("li", { role: "option", id: `${list.id}-${i}`, "aria-selected": "false" });

    line.append(build("span", {}, item.title));
    const detail = item.excerpt || item.detail;
    if (detail) {
        line.append(build("small", {}, detail));
    }
    Object.assign(line.dataset, { href: item.url, id: item.id, title: item.title });
    return line;
}

/** Arrows, Enter and clicks choose among the options of list while input keeps the focus. */
function choices(input, list, choose) {
    const chosen = () => $('[aria-selected="true"]', list);

    function select(line) {
        chosen()?.setAttribute("aria-selected", "false");
        input.removeAttribute("aria-activedescendant");
        if (line) {
            line.setAttribute("aria-selected", "true");
            line.scrollIntoView({ block: "nearest" });
            input.setAttribute("aria-activedescendant", line.id);
        }
    }

    function step(by) {
        const lines = $$('[role="option"]:not([hidden])', list);
        select(lines.at((lines.indexOf(chosen()) + by) % lines.length));
    }

    input.addEventListener("keydown", (event) => {
        if (list.hidden) {
            return;
        }
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            step(event.key === "ArrowDown" ? 1 : -1);
        } else if (event.key === "Enter" && chosen()) {
            event.preventDefault();
            choose(chosen());
        }
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
        const line = event.target.closest('[role="option"]');
        if (line) {
            choose(line);
        }
    });
    return { select, first: () => select($('[role="option"]:not([hidden])', list)) };
}

// ---- the command menu ----

function startCommands(dialog) {
    const input = $("#cmdq");
    const list = $("#cmdl");
    const pick = choices(input, list, (line) => {
        dialog.close();
        go(line.dataset);
    });
    const verbs = $$(".verb", list);
    const ask = finder("", (items) => {
        $$("li:not(.verb)", list).forEach((line) => line.remove());
        list.prepend(...items.map((item, i) => {
            const line = option(item, list, i);
            if (item.kind) {
                line.append(build("kbd", {}, item.kind));
            }
            return line;
        }));
        pick.first();
        say(`${Math.max(items.length - 1, 0)} found`);
    }, findAll);

    function filter() {
        const words = input.value.trim().toLowerCase();
        for (const verb of verbs) {
            verb.hidden = !verb.textContent.toLowerCase().includes(words)
                || (verb.dataset.verb === "compose" && !composer());
        }
        pick.first();
        ask(input.value.trim());
    }

    input.addEventListener("input", filter);
    return () => {
        if (!dialog.open) {
            dialog.showModal();
            input.value = "";
            filter();
        }
    };
}

const openCommands = $("#cmdk") && startCommands($("#cmdk"));

// ---- inputs that refer to a record ----

const refInput = '.ref > input:not([type="hidden"])';

/** Gives the input its list; the hidden one beside it holds the number of what was chosen. */
function startRef(input) {
    const ref = input.parentElement;
    const id = $('input[type="hidden"]', ref);
    const was = id.value;
    const list = build("ul", {
        class: "suggestions", role: "listbox", id: `${input.id}-list`, "aria-label": "Suggestions",
    });
    const show = (open) => {
        list.hidden = !open;
        input.setAttribute("aria-expanded", String(open));
    };
    const pick = choices(input, list, (line) => {
        input.value = line.dataset.title;
        id.value = line.dataset.id;
        show(false);
        input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    const ask = finder(ref.dataset.ref, (items) => {
        list.replaceChildren(...items.map((item, i) => option(item, list, i)));
        show(items.length > 0 && document.activeElement === input);
        pick.first();
    });

    for (const [name, value] of Object.entries({
        role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id,
    })) {
        input.setAttribute(name, value);
    }
    ref.append(list);
    show(false);
    input.addEventListener("input", () => {
        id.value = "";
        ask(input.value.trim());
    });
    input.addEventListener("blur", () => show(false));
    input.form?.addEventListener("reset", () => { id.value = was; });
    input.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !list.hidden) {
            event.stopPropagation();
            show(false);
        }
    });
}

on("focusin", refInput, (event, input) => {
    if (!input.hasAttribute("role")) {
        startRef(input);
    }
});

// A number says which one is meant even if two have the same name.
document.addEventListener("formdata", ({ target, formData }) => {
    for (const input of $$(refInput, target)) {
        const id = $('input[type="hidden"]', input.parentElement);
        if (id.value) {
            formData.delete(input.name);
            formData.set(id.dataset.name, id.value);
        }
    }
});
