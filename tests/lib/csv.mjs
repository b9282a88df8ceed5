// SPDX-License-Identifier: Apache-2.0
// CSV as RFC 4180 has it, read strictly: what we export must not need a kind reader.
import assert from 'node:assert/strict';

const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;

/** The rows of a text, each an array of cells. */
export function cells(text) {
    const rows = [[]];
    for (cell.lastIndex = 0; cell.lastIndex < text.length;) {
        const at = cell.lastIndex;
        const found = cell.exec(text);
        assert.ok(found, `no CSV from byte ${at}: ${text.slice(at, at + 40)}`);
        rows.at(-1).push(found[1] === undefined ? found[2] : found[1].replaceAll('""', '"'));
        if (found[3] === '\r\n' && cell.lastIndex < text.length) {
            rows.push([]);
        }
    }
    return rows;
}

/** The rows of a text as objects by the names of its first row. */
export function objects(text) {
    const [names, ...rows] = cells(text);
    return rows.map((row) => {
        assert.equal(row.length, names.length);
        return Object.fromEntries(row.map((value, i) => [names[i], value]));
    });
}
