// SPDX-License-Identifier: Apache-2.0
// What ten thousand connections that want nothing cost those who work: the p99 with them over the
// p99 without, the median of interleaved pairs.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Visitor, descriptors, sizeOf } from '../lib/flood.mjs';
import { start } from '../lib/server.mjs';

const pairs = 7;
const requests = 2000;
const mostMiB = 320; // 4,000 connections with a request begun: 80 KiB each
const leftMiB = 32;
const all = descriptors(10000);
const kinds = [
    { name: '3,000 idle', n: 3000, bytes: '' },
    { name: `${all.toLocaleString('en')} idle`, n: all, bytes: '' },
    { name: `${all.toLocaleString('en')} trickling`, n: all, bytes: 'GET / HTTP/1.1\r\nX-Slow: ' },
];

function p99(times) {
    return times[Math.floor(times.length * 0.99)];
}

function median(numbers) {
    return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

async function flooded(server, kind, measure) {
    const process = fork(fileURLToPath(new URL('flooder.mjs', import.meta.url)));
    process.send({ origin: server.origin, n: kind.n, bytes: kind.bytes });
    await once(process, 'message');
    const measured = await measure();
    process.disconnect();
    await once(process, 'exit');
    return measured;
}

async function figures(server, key, kind, keeps) {
    const person = new Visitor(server.origin, '/api/v1/deals?limit=1', key, { keeps });
    const measure = async () => p99(await person.times(requests));
    const found = [];
    await measure();
    for (let i = 0; i < pairs; i++) {
        const alone = await measure();
        found.push({ alone, crowded: await flooded(server, kind, measure) });
    }
    person.end();
    const ratio = median(found.map(({ alone, crowded }) => crowded / alone));
    const [alone, crowded] = ['alone', 'crowded'].map((which) => (
        median(found.map((pair) => pair[which])).toFixed(2)));
    return { what: `p99 with ${kind.name} connections, ${keeps ? 'a kept' : 'a new'} one each`,
        figure: `${ratio.toFixed(2)} (${alone} ms alone, ${crowded} ms beside them)`,
        wanted: '≤ 2', holds: ratio <= 2 };
}

/* The watchdog gives memory back within a second of the end of a crowd. */
async function settled(pid, before) {
    for (let i = 0; i < 50 && sizeOf(pid) - before > leftMiB; i++) {
        await wait(100);
    }
    return sizeOf(pid) - before;
}

export async function* floodFigures(t) {
    const server = await start(t, { on: '' });
    const { key } = await server.client();
    const { pid } = server.process;
    const before = sizeOf(pid);
    let most = 0;
    const watching = setInterval(() => { most = Math.max(most, sizeOf(pid) - before); }, 100);
    for (const kind of kinds) {
        for (const keeps of [true, false]) {
            yield await figures(server, key, kind, keeps);
        }
    }
    clearInterval(watching);
    yield { what: 'memory for the crowd', figure: `${most.toFixed(0)} MiB`,
        wanted: `≤ ${mostMiB} MiB`, holds: most <= mostMiB };
    const left = await settled(pid, before);
    yield { what: 'of which remains when it has gone', figure: `${left.toFixed(0)} MiB`,
        wanted: `≤ ${leftMiB} MiB`, holds: left <= leftMiB };
    await server.stop();
}
