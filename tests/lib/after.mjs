// SPDX-License-Identifier: Apache-2.0
// What a test has to undo, the last thing first: pages are judged before their browser closes, and
// the browser closes before its server does. (node:test runs after-hooks in the order given.)
const undone = new WeakMap();

async function undo(steps) {
    const faults = [];
    for (const step of steps.reverse()) {
        try {
            await step();
        } catch (fault) {
            faults.push(fault);
        }
    }
    if (faults.length > 0) {
        throw faults.length === 1 ? faults[0] : new AggregateError(faults);
    }
}

/** Runs step when the test t has ended, before everything that was asked for earlier. */
export function after(t, step) {
    if (!undone.has(t)) {
        const steps = [];
        undone.set(t, steps);
        t.after(() => undo(steps));
    }
    undone.get(t).push(step);
}
