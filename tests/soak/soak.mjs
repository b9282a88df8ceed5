// SPDX-License-Identifier: Apache-2.0
// soak.mjs MINUTES - a long day in short: people read, write, import, export and back up; in the
// first half the server is killed again and again, in the second it lives on and must not grow;
// then ten thousand connections that want nothing. Prints a table of figures; ends with status 1
// when something did not hold. The other long tests of `./run soak` are those of `./run check`,
// made longer by DISKS and EVERY.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { floodFigures } from './flooded.mjs';
import { mixedFigures } from './mixed.mjs';

const minutes = Number(process.argv[2] ?? 30);
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
    console.log('| what | figure | wanted | |\n| --- | --- | --- | --- |');
    for await (const figure of mixedFigures(t, folder, minutes)) {
        row(figure);
    }
    for await (const figure of floodFigures(t)) {
        row(figure);
    }
}

try {
    await main();
} finally {
    for (const step of undone.reverse()) {
        await step();
    }
}
process.exit(failures ? 1 : 0);
