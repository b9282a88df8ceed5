// SPDX-License-Identifier: Apache-2.0
// app.js is page.js, find.js, keys.js, edit.js, lists.js, board.js and stages.js, one behind the
// other: one module, one scope. Everything works without it; it makes the same forms and links
// quicker to use. It listens on the document, so that a page read again needs no second start. The
// policy of our pages allows no HTML made from text: nodes are built, or come from a page that was
// parsed.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** An element with these attributes and children. */
function build(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
}

/** Calls handler(event, element) for events inside what selector names, now or later. */
function on(type, selector, handler) {
    document.addEventListener(type, (event) => {
        const element = event.target.closest?.(selector);
        if (element) {
            handler(event, element);
        }
    });
}

/** What was chosen here before; where storage is forbidden, nothing is. */
const kept = {
    get(name) {
        try {
            return localStorage.getItem(name);
        } catch {
            return null;
        }
    },
    set(name, value) {
        try {
            if (value) {
                localStorage.setItem(name, value);
            } else {
                localStorage.removeItem(name);
            }
        } catch {
            // It holds until the page is left.
        }
    },
};

// ---- messages ----

/** Tells a screen reader. */
function say(text) {
    const live = $("#live");
    if (live) {
        live.textContent = text;
    }
}

let toastTimer;

/** Shows a message in the corner for as long as it takes to read, with a button if there is one. */
function toast(text, button) {
    const box = $("#toast");
    const hide = () => {
        const isUsed = box.contains(document.activeElement) || box.matches(":hover");
        box.hidden = !isUsed;
        toastTimer = isUsed && setTimeout(hide, 2000);
    };
    box.hidden = false;
    box.replaceChildren(text, ...(button ? [" ", button] : []));
    clearTimeout(toastTimer);
    toastTimer = setTimeout(hide, (button ? 8000 : 3000) + 60 * text.length);
}

// ---- the server ----

const unreachable = {
    detail: "Counterpart cannot be reached.",
    next: ["Look whether you are connected, then try again."],
};

/** Sends items as a form would: {ok, status, data}, data being the record or the problem. */
async function send(method, url, items) {
    const body = new URLSearchParams(items).toString();
    const headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-CSRF-Token": $('meta[name="csrf"]').content,
    };
    try {
        // keepalive lets it finish when the page is left; browsers take 64 KiB that way.
        const answer = await fetch(url, { method, body, headers, keepalive: body.length < 60000 });
        const data = answer.status === 204 ? {} : await answer.json();
        return { ok: answer.ok, status: answer.status, data };
    } catch {
        return { ok: false, status: 0, data: unreachable };
    }
}

/** A problem in one line: the sentences about fields if there are any, and what to do. */
function problemText({ detail, errors = [], next = [] }) {
    const sentences = errors.length ? errors.map((error) => error.detail) : [detail];
    return [...sentences, ...next.slice(0, 1)].join(" ");
}

/** The page at this address as a document of its own, or null. */
function readPage(url) {
    return new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.responseType = "document";
        request.onload = () => resolve(request.status === 200 ? request.response : null);
        request.onerror = () => resolve(null);
        request.open("GET", url);
        request.send();
    });
}

// ---- the same page, read again ----

const scrolled = ".board, .cards, .table-wrap";

/** Finds the element that stands for this one after the page was read again. */
function twinOf(element) {
    const { form, name, id } = element;
    const action = form?.getAttribute("action");
    const moved = element.closest("[data-move]")?.dataset.move;
    const href = element.getAttribute("href");

    if (action && name) {
        const again = $$("form").find((other) => other.getAttribute("action") === action);
        return again?.elements.namedItem(name);
    }
    if (moved) {
        return handleOf($$("[data-move]").find((card) => card.dataset.move === moved));
    }
    return id ? document.getElementById(id)
        : href && $$("main a").find((link) => link.getAttribute("href") === href);
}

/** What is being typed goes on where it was. */
function focusAgain(before) {
    const again = before !== document.body && twinOf(before);
    if (!again) {
        return;
    }
    again.focus({ preventScroll: true });
    if ("selectionStart" in before && before.value !== before.defaultValue && !isSent(before)) {
        again.value = before.value;
    }
}

/** The old page goes: that its inputs lose the focus is nobody's doing. */
let replacing = false;

/** Puts what the server says now in place of what is shown. */
async function refresh() {
    const page = await readPage(location.href);
    if (!page || !$("main", page)) {
        location.reload();
        return;
    }
    $$("script", page).forEach((script) => script.remove());
    const before = document.activeElement;
    const places = $$(scrolled).map((box) => [box.scrollLeft, box.scrollTop]);
    replacing = true;
    for (const part of ["#side nav", "main"]) {
        $(part)?.replaceWith(document.adoptNode($(part, page)));
    }
    replacing = false;
    $$(scrolled).forEach((box, i) => {
        [box.scrollLeft, box.scrollTop] = places[i] ?? [0, 0];
    });
    focusAgain(before);
    startBoard();
    startStages();
}

// A filter shows its list at once, and the keyboard stays on it.
on("change", "[data-submit]", (event, { form }) => {
    const items = [...new FormData(form)].filter(([, value]) => value);
    history.pushState(null, "", `${form.action}?${new URLSearchParams(items)}`);
    refresh();
});
addEventListener("popstate", refresh);

// What decides about other items of the form asks for them at once.
on("change", "select:has(+ [name='_again'])", (event, select) => {
    select.nextElementSibling.click();
});

// What goes on by itself, an import, is shown as it goes on.
function watch() {
    setTimeout(async () => {
        if ($("[data-again]")) {
            await refresh();
            watch();
        }
    }, 1000);
}

watch();

// ---- the menu of a phone ----

const menu = $("a.menu");
const side = $("#side");

function openMenu(open) {
    side.classList.toggle("open", open);
    menu.setAttribute("aria-expanded", String(open));
    (open ? $("nav a", side) : menu).focus();
}

if (menu) {
    menu.setAttribute("role", "button");
    menu.setAttribute("aria-expanded", "false");
    on("click", "a.menu, .side .close", (event, link) => {
        event.preventDefault();
        openMenu(link === menu);
    });
    document.addEventListener("click", (event) => {
        if (side.matches(".open") && !event.target.closest("#side, a.menu")) {
            openMenu(false);
        }
    });
    side.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && side.matches(".open")) {
            openMenu(false);
        }
    });
}

// A click beside what is open closes it.
document.addEventListener("click", ({ target }) => {
    if (target.matches("dialog")) {
        target.close();
    }
    $$(".ending[open]").filter((box) => !box.contains(target)).forEach((box) => {
        box.open = false;
    });
});

// ---- the theme ----

const themes = { auto: "sun-moon", light: "sun", dark: "moon" };

function showTheme(theme) {
    const button = $('button[data-verb="theme"]');
    const use = button && $("use", button);

    if (theme === "auto") {
        delete document.documentElement.dataset.theme;
    } else {
        document.documentElement.dataset.theme = theme;
    }
    if (!button) {
        return;
    }
    button.hidden = false;
    button.title = theme === "auto" ? "Theme: as the system" : `Theme: ${theme}`;
    $(".sr", button).textContent = button.title;
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${themes[theme]}`));
}

function nextTheme() {
    const names = Object.keys(themes);
    const theme = names[(names.indexOf(kept.get("theme") ?? "auto") + 1) % names.length];

    kept.set("theme", theme === "auto" ? "" : theme);
    showTheme(theme);
    say($('button[data-verb="theme"]').title);
}

showTheme(kept.get("theme") ?? "auto");
