// SPDX-License-Identifier: Apache-2.0
// Time passes with nobody signed in: everything that is due happens once, in the order of its own
// times, whoever is killed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { rows } from './lib/database.mjs';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { hire } from './lib/people.mjs';
import { randomOf } from './lib/random.mjs';
import { start } from './lib/server.mjs';
import { assertClean } from './lib/writer.mjs';

const longestMs = 60000;
const monday = '2026-03-16T09:00:00Z';
const eightDaysLater = '2026-03-24T09:00:00Z';

async function company(t, options = { clock: monday }) {
    const server = await start(t, options);
    const ada = await server.client();
    const mona = await hire(server, ada, 'Mona', { manager: true });
    const rick = await hire(server, ada, 'Rick', { rep: true, reports_to_id: mona.id });
    const contact = { name: 'Bea Buyer', email: 'bea@example.com' };
    const { id } = await made(rick.api.post('/api/v1/contacts', contact));
    const deal = await made(rick.api.post('/api/v1/deals', { name: 'Desks', contact_id: id }));
    return { server, ada, mona, rick, deal };
}

function promise({ rick, deal }, what, due) {
    return made(rick.api.post('/api/v1/promises', {
        deal_id: deal.id, by: 'us', kind: 'other', channel: 'email', what, due,
    }));
}

function lateClocks(database) {
    return rows(database, `SELECT subject, due, ended, state FROM clock
        WHERE kind = 'promise_late' ORDER BY ended, id`);
}

/** That each rang, once, and told everybody of it once. */
async function assertRungOnce({ server, mona }, n) {
    const clocks = lateClocks(server.database);
    assert.deepEqual(clocks.map(({ state }) => state), clocks.map(() => 1));
    assert.equal(new Set(clocks.map(({ subject }) => subject)).size, n);
    assert.equal(clocks.length, n);
    const told = rows(server.database, `SELECT subject, user_id, count(*) AS n FROM alert
        WHERE kind = 'promise_late' GROUP BY subject, user_id`);
    assert.ok(told.every(({ n: times }) => times === 1));
    assert.equal(told.filter(({ user_id: id }) => id === mona.id).length, n);
    await assertClean(server);
}

test('a jump of eight days happens in due order, each thing at its own time', async (t) => {
    const here = await company(t);
    const due = ['2026-03-20T10:00:00Z', '2026-03-16T10:00:00Z', '2026-03-18T08:30:00Z'];
    for (const at of due) {
        await promise(here, `By ${at}`, at);
    }
    assert.equal((await got(here.rick.api.setClock(eightDaysLater))).now, eightDaysLater);
    const clocks = lateClocks(here.server.database);
    assert.deepEqual(clocks.map(({ subject }) => subject), [2, 3, 1]);
    const times = [due[1], due[2], due[0]].map((at) => Date.parse(at));
    assert.deepEqual(clocks.map((clock) => clock.ended), times);
    assert.deepEqual(clocks.map((clock) => clock.due), times);
    const alerts = await got(here.mona.api.get('/api/v1/alerts'));
    const late = alerts.items.filter(({ kind, to }) => kind === 'promise_late'
        && to === here.mona.email);
    assert.deepEqual(late.map(({ created }) => created).sort(), [...due].sort());
    await assertRungOnce(here, 3);
});

test('time stands at the end of a jump and only moves forward', async (t) => {
    const { server, rick } = await company(t);
    await got(rick.api.setClock(eightDaysLater));
    await got(rick.api.setClock(eightDaysLater));
    await blamed(rick.api.setClock(monday), 'now');
    await blamed(rick.api.setClock('soon'), 'now');
    await blamed(rick.api.setClock('2027-02-30T09:00:00Z'), 'now');
    await server.kill();
    await server.serve();
    const api = await server.client();
    assert.equal((await got(api.get('/test/clock'))).now, eightDaysLater);
});

test('without a test clock there is none to move', async (t) => {
    const server = await start(t);
    const ada = await server.client();
    await refused(ada.setClock(eightDaysLater), 404, 'not_found');
});

async function until(done, what) {
    for (const began = performance.now(); performance.now() - began < longestMs;) {
        if (await done()) {
            return;
        }
        await wait(50);
    }
    assert.fail(`${what} within ${longestMs} ms`);
}

test('with nobody signed in what falls due happens by itself', async (t) => {
    const here = await company(t, {});
    await promise(here, 'Ring me', new Date(Date.now() + 1500).toISOString());
    await until(() => lateClocks(here.server.database)[0].state === 1, 'the promise is late');
    await assertRungOnce(here, 1);
    const metrics = await (await fetch(`${here.server.origin}/metrics`)).text();
    assert.match(metrics, /^counterpart_clocks_rung_total [1-9]/m);
    assert.match(metrics, /^counterpart_clocks_failed_total 0$/m);
});

test('after hours off each overdue clock rings once, in due order', async (t) => {
    const here = await company(t);
    const { server } = here;
    const due = ['2026-03-16T12:00:00Z', '2026-03-16T10:00:00Z', '2026-03-16T11:00:00Z'];
    for (const at of due) {
        await promise(here, `By ${at}`, at);
    }
    await server.kill();
    server.args = ['--test-clock', '2026-03-16T12:00:00Z'];
    await server.serve();
    await until(() => lateClocks(server.database).every(({ state }) => state === 1), 'all ring');
    const clocks = rows(server.database, `SELECT subject, ended FROM clock
        WHERE kind = 'promise_late' ORDER BY ended, due`);
    assert.deepEqual(clocks.map(({ subject }) => subject), [2, 3, 1]);
    const told = rows(server.database, `SELECT subject FROM alert
        WHERE kind = 'promise_late' AND user_id = ${here.mona.id} ORDER BY id`);
    assert.deepEqual(told.map(({ subject }) => subject), [2, 3, 1]);
    assert.deepEqual([...new Set(clocks.map(({ ended }) => ended))],
        [Date.parse('2026-03-16T12:00:00Z')]);
    await server.kill();
    await server.serve();
    await got((await server.client()).setClock('2026-03-16T12:00:01Z'));
    await assertRungOnce(here, 3);
});

test('killed in the middle of a jump, it goes on from there', async (t) => {
    const here = await company(t);
    const { server } = here;
    const n = 60;
    const began = Date.parse(monday);
    for (let i = 1; i <= n; i += 1) {
        const due = new Date(began + ((i * 37) % n + 1) * 60 * 60 * 1000).toISOString();
        await promise(here, `No. ${i}`, due);
    }
    const chance = randomOf(7);
    let kills = 0;
    for (let done = false; !done;) {
        const api = await server.client();
        const jump = api.setClock(eightDaysLater).catch(() => undefined);
        if (kills < 8) {
            await wait(chance(120));
            await server.kill();
            await jump;
            await server.serve();
            kills += 1;
        } else {
            assert.equal((await jump).status, 200);
            done = true;
        }
    }
    await assertRungOnce(here, n);
    const clocks = lateClocks(server.database);
    assert.deepEqual(clocks.map(({ ended }) => ended), clocks.map(({ due }) => due));
});
