// SPDX-License-Identifier: Apache-2.0
// The server is killed fifty times (on PostgreSQL, where a look takes longer, twenty-five) while
// eight programs write. What was acknowledged is there, once; what was under way is there once
// after it was sent again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client } from './lib/api.mjs';
import { onServer, start } from './lib/server.mjs';
import { Writer, assertAllThereOnce, assertClean } from './lib/writer.mjs';

const rounds = onServer ? 25 : 50;
const writers = 8;

/** All write at once; the server dies after so many acknowledgements, in the middle of others. */
async function writeAndKill(server, key, all, acknowledgements) {
    const api = client(server.origin, key);
    let left = acknowledgements;
    let killed;
    const tell = () => {
        if (--left === 0) {
            killed = server.kill();
        }
    };
    await Promise.all(all.map((writer) => writer.write(api, tell)));
    await killed;
}

test(`${rounds} kills under load lose nothing acknowledged and double nothing`, async (t) => {
    const server = await start(t);
    const first = await server.client();
    const all = [];
    for (let number = 0; number < writers; number++) {
        const asked = { name: `Deal of writer ${number}`, value: '0.00' };
        const { body } = await first.post('/api/v1/deals', asked);
        all.push(new Writer(number, body));
    }
    const seen = { id: 0, names: new Map() };
    for (let round = 0; round < rounds; round++) {
        await writeAndKill(server, first.key, all, 10 + (round * 7) % 31);
        await server.serve();
        const api = client(server.origin, first.key);
        await Promise.all(all.map((writer) => writer.repeat(api)));
        assertAllThereOnce(server, all, seen);
        await assertClean(server);
    }
    assert.ok(seen.names.size > rounds * 4, `only ${seen.names.size} accounts were written`);
});
