// SPDX-License-Identifier: Apache-2.0
// Chance that a seed repeats (mulberry32).

/** A function of n: a whole number below it. */
export function randomOf(seed) {
    let state = seed | 0;
    return (n) => {
        state = (state + 0x6d2b79f5) | 0;
        let x = Math.imul(state ^ (state >>> 15), 1 | state);
        x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
        return Math.floor((((x ^ (x >>> 14)) >>> 0) / 2 ** 32) * n);
    };
}
