// SPDX-License-Identifier: Apache-2.0
// The board: a card is dragged, or moved with Alt and the arrows, and stands there at once; if the
// server refuses, it goes back and the reason is shown. Arrows alone walk from card to card.

/** What takes the focus of a card. */
function handleOf(card) {
    return card?.matches("[tabindex]") ? card : card && $("a", card);
}

const stageOf = (list) => $("h2", list.closest(".col")).textContent.trim();
const nameOf = (card) => $("a", card).textContent.trim();

/** A won deal has a value: the page that moves deals asks for it, and comes back to this one. */
function askForValue(card, stage) {
    const back = location.pathname + location.search;
    const asked = new URLSearchParams({ stage_id: stage, back });
    location.assign(`${card.dataset.move}?${asked}`);
}

async function moved(card, list, back) {
    const items = { stage_id: list.dataset.stage };
    if ("wins" in list.dataset && "unpriced" in card.dataset) {
        askForValue(card, items.stage_id);
        return;
    }
    if (card.dataset.version) {
        items._version = card.dataset.version;
    }
    const { ok, data } = await send("POST", `/api/v1${card.dataset.move}`, items);
    if (!ok) {
        back();
        toast(`${nameOf(card)} stays where it was. ${problemText(data)}`);
        return;
    }
    await refresh();
    say(`${nameOf(card)} is now in ${stageOf(list)}`);
    offerUndo(card.dataset.move.replace(/\/stage$/, ""),
        `${nameOf(card)} is now in ${stageOf(list)}.`);
}

/** A function that puts the card back where it stands now. */
function placeOf(card) {
    const { parentElement, nextElementSibling } = card;
    return () => parentElement.insertBefore(card, nextElementSibling);
}

function move(card, by) {
    const lists = $$(".cards");
    const list = lists[lists.indexOf(card.closest(".cards")) + by];
    if (!list) {
        return;
    }
    const back = placeOf(card);
    list.prepend(card);
    handleOf(card).focus();
    moved(card, list, () => {
        back();
        handleOf(card).focus();
    });
}

function neighbour(card, key) {
    if (key === "ArrowDown") {
        return card.nextElementSibling;
    }
    if (key === "ArrowUp") {
        return card.previousElementSibling;
    }
    const lists = $$(".cards");
    const list = lists[lists.indexOf(card.closest(".cards")) + (key === "ArrowRight" ? 1 : -1)];
    const cards = list ? $$("[data-move]", list) : [];
    const at = [...card.parentElement.children].indexOf(card);
    return cards[Math.min(at, cards.length - 1)];
}

on("keydown", "[data-move]", (event, card) => {
    if (!event.key.startsWith("Arrow") || isTyping(event.target)) {
        return;
    }
    event.preventDefault();
    if (!event.altKey) {
        handleOf(neighbour(card, event.key))?.focus();
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
        move(card, event.key === "ArrowRight" ? 1 : -1);
    }
});

/** Only the page of the board loads what drags. */
function startBoard() {
    for (const list of $$(".board .cards[data-stage]")) {
        let back;
        new Sortable(list, {
            group: "deals",
            draggable: "[data-move]",
            filter: "summary, button, input, select",
            preventOnFilter: false,
            sort: false,
            animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
            delay: 150,
            delayOnTouchOnly: true,
            onStart: ({ item }) => { back = placeOf(item); },
            onEnd: ({ item, from, to }) => from !== to && moved(item, to, back),
        });
    }
}

document.addEventListener("DOMContentLoaded", startBoard);
