// SPDX-License-Identifier: Apache-2.0
// Ten thousand connections that want nothing, more than the server takes: those who work are served
// all the same, newcomers too, and the idle are closed. What it costs in time is measured in
// `./run soak`, not here.
import assert from 'node:assert/strict';
import { test as tried } from 'node:test';
import { after } from './lib/after.mjs';
import { Flood, Visitor, descriptors, sizeOf } from './lib/flood.mjs';
import { onServer, start } from './lib/server.mjs';

// Which engine there is makes no difference here.
const test = (name, body) => tried(name, { skip: onServer }, body);

const wanted = descriptors(10000);
const limit = 4000; // of the server
const eachMiB = 0.1; // what a connection may cost, in a build that watches its memory
const request = 'GET / HTTP/1.1\r\nX-Slow: ';

async function flooded(t, n, bytes) {
    const server = await start(t);
    const { key } = await server.client();
    const people = [true, false].map((keeps) => (
        new Visitor(server.origin, '/api/v1/deals?limit=1', key, { keeps })));
    await Promise.all(people.map((person) => person.times(20)));
    const before = sizeOf(server.process.pid);
    const flood = new Flood(server.origin);
    after(t, () => flood.end());
    after(t, () => people.forEach((person) => person.end()));
    await flood.come(n, bytes);
    return { server, flood, people, before };
}

async function assertServed(people) {
    const times = await Promise.all(people.map((person) => person.times(50)));
    const slowest = Math.max(...times.flat());
    assert.ok(slowest < 5000, `one waited for ${slowest} ms`);
}

test('connections below the limit stay open and cost the others nothing', async (t) => {
    const { server, flood, people, before } = await flooded(t, 2000);
    await assertServed(people);
    assert.equal(flood.closed, 0);
    const each = (sizeOf(server.process.pid) - before) / 2000;
    assert.ok(each < eachMiB, `${each} MiB for a connection`);
});

for (const [what, bytes] of [['say nothing', ''], ['trickle a header', request]]) {
    test(`of ${wanted} that ${what} the oldest make way for who works`, async (t) => {
        const { server, flood, people, before } = await flooded(t, wanted, bytes);
        if (bytes) {
            flood.trickle('a');
        }
        await assertServed(people);
        const closed = await flood.untilClosed(wanted - limit, 20);
        assert.ok(closed >= wanted - limit, `only ${closed} were closed`);
        await assertServed(people);
        const size = sizeOf(server.process.pid) - before;
        assert.ok(size < limit * eachMiB, `${size} MiB more`);
        if (bytes) { // a header has ten seconds
            assert.equal(await flood.untilClosed(wanted, 25), wanted);
        }
    });
}
