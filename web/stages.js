// SPDX-License-Identifier: Apache-2.0
// The stages of a pipeline are dragged to their place by the grip; the buttons do the same.

async function stagePlaced(item, place, back) {
    const items = { position: place + 1, _version: item.dataset.version };
    const { places } = item.parentElement.dataset;
    const { ok, data } = await send("PATCH", places + item.dataset.id, items);
    if (!ok) {
        back();
        toast(`${item.dataset.name} stays where it was. ${problemText(data)}`);
        return;
    }
    await refresh();
    say(`${item.dataset.name} is now in place ${place + 1}`);
}

function startStages() {
    for (const list of $$("[data-places]")) {
        let back;
        new Sortable(list, {
            handle: ".grip",
            animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
            onStart: ({ item }) => { back = placeOf(item); },
            onEnd: ({ item, oldIndex, newIndex }) => (
                oldIndex !== newIndex && stagePlaced(item, newIndex, back)),
        });
    }
}

document.addEventListener("DOMContentLoaded", startStages);
