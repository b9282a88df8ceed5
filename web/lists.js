// SPDX-License-Identifier: Apache-2.0
// Rows chosen together, and columns put in order. Both are plain forms; this counts and moves.

const picks = () => $$(".table td.pick input");

function showChosen() {
    const place = $("[data-chosen]");
    const all = $("[data-pick-all]");
    const chosen = picks().filter((box) => box.checked).length;

    if (place) {
        place.textContent = chosen ? `${chosen} chosen` : "";
    }
    if (all) {
        all.checked = chosen > 0 && chosen === picks().length;
        all.indeterminate = chosen > 0 && !all.checked;
    }
}

on("change", ".table td.pick input", showChosen);
on("change", "[data-pick-all]", (event, all) => {
    picks().forEach((box) => { box.checked = all.checked; });
    showChosen();
});

// A column goes one place further left; the numbers follow.
on("click", "[data-raise]", (event, button) => {
    const item = button.closest("li");
    const list = item.parentElement;

    if (item.previousElementSibling) {
        list.insertBefore(item, item.previousElementSibling);
    }
    $$(".num", list).forEach((input, i) => { input.value = i + 1; });
    button.focus();
    say(`Place ${[...list.children].indexOf(item) + 1}`);
});
