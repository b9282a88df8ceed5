// SPDX-License-Identifier: Apache-2.0
// Runs before the first paint: the theme that was chosen must not flash, and what only makes sense
// with or without JavaScript is shown by the class.
"use strict";

(() => {
    const root = document.documentElement;
    root.classList.add("js");
    try {
        const theme = localStorage.getItem("theme");
        if (theme) {
            root.dataset.theme = theme;
        }
    } catch {
        // Storage is forbidden here: the theme follows the system.
    }
})();
