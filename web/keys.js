// SPDX-License-Identifier: Apache-2.0
// The keyboard. Which keys there are stands in src/frame/keys.c; the help dialog carries the table.

const sequenceMs = 1200;

/** Where a touch is written down, on pages that have it. */
function composer() {
    return $("#composer textarea");
}

function rowStep(by) {
    const rows = $$("[data-row], .todo, .found > li").map((row) => $("a", row)).filter(Boolean);
    const at = rows.findIndex((link) => (
        link.closest("tr, li").contains(document.activeElement)));
    rows.at(at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1))?.focus();
}

const verbs = {
    search: () => openCommands?.(),
    help: () => $("#help").showModal(),
    theme: nextTheme,
    compose: () => composer()?.focus(),
    next: () => rowStep(1),
    previous: () => rowStep(-1),
};

/** Follows the link or does the verb of a key or a command. */
function go({ href, verb }) {
    if (href) {
        location.assign(href);
    } else {
        verbs[verb]?.();
    }
}

function isTyping(target) {
    return target.closest('textarea, select, [contenteditable], input:not([type="checkbox"])');
}

// Letters alone can get in the way of a screen reader or of speech: they can be turned off.
function startLetters(box) {
    box.checked = kept.get("letters") !== "off";
    box.addEventListener("change", () => kept.set("letters", box.checked ? "" : "off"));
}

function startKeys(help) {
    const table = new Map($$("[data-keys]", help).map((row) => [row.dataset.keys, row.dataset]));
    let before = "";
    let timer;

    function press(key) {
        const keys = before ? `${before} ${key}` : key;
        clearTimeout(timer);
        before = [...table.keys()].some((known) => known.startsWith(`${keys} `)) ? keys : "";
        timer = setTimeout(() => { before = ""; }, sequenceMs);
        return table.get(keys);
    }

    document.addEventListener("keydown", (event) => {
        if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
            event.preventDefault();
            verbs.search();
            return;
        }
        if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented
            || isTyping(event.target) || $("dialog[open]") || !$("#letters").checked) {
            return;
        }
        const found = press(event.key);
        if (found) {
            event.preventDefault();
            go(found);
        }
    });
}

if ($("#help")) {
    startLetters($("#letters"));
    startKeys($("#help"));
}

on("click", "button[data-verb], a[data-verb]", (event, { dataset }) => {
    event.preventDefault();
    go({ verb: dataset.verb });
});
