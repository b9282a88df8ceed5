// SPDX-License-Identifier: Apache-2.0
// Letters to a mail server, both killed at random: none is lost, and one comes twice only where a
// kill fell between the server's 250 and our commit, under the same Message-ID.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { senderLeaseEnds } from './lib/database.mjs';
import { folderFor, start } from './lib/server.mjs';
import { sink } from './lib/sink.mjs';
import { randomOf } from './lib/random.mjs';

const letters = Number(process.env.COUNTERPART_LETTERS ?? 200);
const seed = Number(process.env.COUNTERPART_SEED ?? Date.now() % 1000000);
const below = randomOf(seed);
const steps = 150; // of 18 minutes: within the two days that a letter is tried
const begins = Date.parse('2026-03-16T09:00:00Z');

function instant(hours) {
    return new Date(begins + hours * 3600000).toISOString().replace('.000', '');
}

async function written(api, n) {
    const amy = { name: 'Amy', email: 'amy@example.com' };
    const { id } = (await api.post('/api/v1/contacts', amy)).body;
    const deal = (await api.post('/api/v1/deals', { name: 'Desks', contact_id: id })).body;
    for (let i = 1; i <= n; i += 1) {
        const answer = await api.post('/api/v1/messages', {
            deal_id: deal.id,
            kind: 'other',
            subject: `Letter ${i}`,
            text: `It is number ${i}.`,
            next_step: `Hear about ${i}`,
            next_step_due: '2026-05-01T12:00:00Z',
        });
        assert.equal(answer.status, 201, JSON.stringify(answer.body));
    }
    return deal;
}

async function all(api, deal) {
    const rows = [];
    let next = '';
    do {
        const after = next && `&after=${next}`;
        const { body } = await api.get(`/api/v1/outbox?deal_id=${deal.id}&limit=200${after}`);
        rows.push(...body.items);
        next = body.next;
    } while (next);
    return rows;
}

test('no letter is lost and none is sent twice but by a kill at the wrong moment', async (t) => {
    const mail = await sink(t, await folderFor(t));
    const server = await start(t, {
        clock: instant(0),
        args: ['--smtp', mail.url, '--mail-from', 'sales@example.com', '--smtp-seconds', '2'],
    });
    const api = await server.client();
    await mail.kill(); // so that nothing leaves while they are written
    const deal = await written(api, letters);
    await mail.begin();
    let kills = 0;
    for (let step = 1; mail.taken < letters && step < steps; step += 1) {
        const moved = api.setClock(instant(step * 0.3)).catch(() => null);
        await Promise.race([moved, mail.takes(mail.taken + 1 + below(letters / 20))]);
        const which = below(10);
        kills += 1;
        if (which < 6) {
            await server.kill();
            await moved;
            senderLeaseEnds(server.database);
            await server.serve();
            api.origin = server.origin;
        } else {
            await mail.kill();
            await mail.begin();
        }
        await moved;
    }
    assert.equal((await api.setClock(instant(46))).status, 200);
    const rows = await all(api, deal);
    assert.equal(rows.length, letters);
    const others = rows.filter((row) => row.state !== 'sent');
    assert.deepEqual(others.map((row) => [row.state, row.why]), []);
    const taken = await mail.letters();
    const ids = new Map();
    for (const letter of taken) {
        const [id] = letter.headers['message-id'];
        const same = ids.get(id);
        if (same)
            assert.deepEqual(letter, same);
        ids.set(id, letter);
    }
    assert.deepEqual(new Set(ids.keys()), new Set(rows.map((row) => `<${row.message_id}>`)));
    const twice = taken.length - letters;
    t.diagnostic(`seed ${seed}: ${letters} letters, ${kills} kills, ${twice} came twice`);
    assert.ok(kills > 0 && twice <= kills, `${twice} came twice at ${kills} kills`);
});
