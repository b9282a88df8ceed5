// SPDX-License-Identifier: Apache-2.0
// Two servers of one organisation on PostgreSQL: clocks ring on exactly one of them, and on the
// other when that one stops or is killed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test as tried } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { rows } from './lib/database.mjs';
import { made } from './lib/expect.mjs';
import { folderFor, onServer, serverIn, start } from './lib/server.mjs';
import { assertClean } from './lib/writer.mjs';

const test = (name, body) => tried(name, { skip: !onServer && 'of a server' }, body);

const longestMs = 60000;

async function twoNodes(t) {
    const first = await start(t);
    await holds(first);
    const second = serverIn(t, await folderFor(t));
    second.database = first.database;
    await second.serve();
    return [first, second];
}

async function until(done, what) {
    for (const began = performance.now(); performance.now() - began < longestMs;) {
        if (await done()) {
            return;
        }
        await wait(50);
    }
    assert.fail(`${what} within ${longestMs} ms`);
}

/* A node tells in its log when it begins to ring. */
function holds(server) {
    const before = server.heard ?? 0;
    const times = () => server.log.split('this node rings the clocks').length - 1;
    return until(() => times() > before, 'a node rings').then(() => { server.heard = times(); });
}

async function rungBy({ origin }) {
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    return Number(metrics.match(/^counterpart_clocks_rung_total (\d+)/m)[1]);
}

/** A promise of a new deal that is due in a moment, made on this node; its number. */
async function promiseSoon(server) {
    const api = await server.client();
    const contact = await made(api.post('/api/v1/contacts', { name: 'Bea Buyer' }));
    const deal = await made(api.post('/api/v1/deals', { name: 'Desks', contact_id: contact.id }));
    const due = new Date(Date.now() + 1000).toISOString();
    const { id } = await made(api.post('/api/v1/promises', {
        deal_id: deal.id, by: 'us', kind: 'other', channel: 'phone', what: 'Ring', due,
    }));
    return id;
}

function late(database, id) {
    return rows(database, `SELECT state FROM clock WHERE kind = 'promise_late' AND subject = ?`,
        id);
}

async function ringsOnce(database, id) {
    await until(() => late(database, id)[0].state === 1, `promise ${id} is late`);
    assert.equal(late(database, id).length, 1);
    const [{ n }] = rows(database, `SELECT count(*) AS n FROM alert WHERE kind = 'promise_late'
        AND subject = ?`, id);
    assert.equal(n, 1);
}

test('what either starts rings on the one that has the lease', async (t) => {
    const [first, second] = await twoNodes(t);
    for (const node of [first, second, second]) {
        await ringsOnce(first.database, await promiseSoon(node));
    }
    assert.ok(await rungBy(first) >= 3);
    assert.equal(await rungBy(second), 0);
    await assertClean(first);
});

test('one that stops hands it over at once', async (t) => {
    const [first, second] = await twoNodes(t);
    const began = performance.now();
    await first.stop();
    await holds(second);
    assert.ok(performance.now() - began < 20000, 'long before the lease would have ended');
    await ringsOnce(second.database, await promiseSoon(second));
});

test('one that is killed loses it at once to another on its machine', async (t) => {
    const [first, second] = await twoNodes(t);
    const id = await promiseSoon(first);
    const began = performance.now();
    await first.kill();
    await holds(second);
    assert.ok(performance.now() - began < 20000, 'long before the lease would have ended');
    await ringsOnce(second.database, id);
    await first.serve();
    await ringsOnce(second.database, await promiseSoon(first));
    assert.equal(await rungBy(first), 0);
});

test('what a node elsewhere has taken is its own until the lease ends', async (t) => {
    const server = await start(t);
    await holds(server);
    await server.stop();
    const until = Date.now() + 3000;
    execFileSync('psql', ['-qAtX', '-v', 'ON_ERROR_STOP=1', server.database], {
        input: `UPDATE db_lease SET holder = 'elsewhere 1 1', until = ${until}
            WHERE name = 'clocks'`,
    });
    await server.serve();
    await holds(server);
    assert.ok(Date.now() >= until);
    await ringsOnce(server.database, await promiseSoon(server));
});
