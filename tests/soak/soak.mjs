// SPDX-License-Identifier: Apache-2.0
// soak.mjs ENGINE MINUTES - a long day in short: people read, write, import, export and back up; in
// the first half the server is killed again and again, in the second it lives on and must not grow;
// on SQLite then ten thousand connections that want nothing. Prints a table of figures; ends with
// status 1 when something did not hold. The other long tests of `./run soak` are those of `./run
// check`, made longer by DISKS and EVERY.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { floodFigures } from './flooded.mjs';
import { mixedFigures } from './mixed.mjs';

const [, , engine = 'SQLite', minutes = 30] = process.argv;
const undone = [];
const t = { after: (step) => undone.push(step) };
let failures = 0;

function row({ what, figure, wanted, holds = true }) {
    failures += !holds;
    console.log(`| ${what} | ${figure} | ${wanted ?? ''} | ${holds ? 'holds' : '**misses**'} |`);
}

async function main() {
    const folder = await mkdtemp(join(tmpdir(), 'counterpart-soak-'));
    t.after(() => rm(folder, { recursive: true }));
    console.log(`| on ${engine} | figure | wanted | |\n| --- | --- | --- | --- |`);
    for await (const figure of mixedFigures(t, folder, Number(minutes), engine)) {
        row(figure);
    }
    if (engine !== 'SQLite') { // the front is the same
        return;
    }
    for await (const figure of floodFigures(t)) {
        row(figure);
    }
}

/* What went wrong first is what counts. */
async function tried(step) {
    await step().catch((fault) => {
        failures++;
        console.error(fault);
    });
}

await tried(main);
for (const step of undone.reverse()) {
    await tried(async () => step());
}
process.exit(failures ? 1 : 0);
