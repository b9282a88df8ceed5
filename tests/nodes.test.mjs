// SPDX-License-Identifier: Apache-2.0
// Two servers of one organisation on PostgreSQL: the first deal on one and a new currency on the
// other, at the same moment. Only one of them can be first, and the other follows it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test as tried } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { after } from './lib/after.mjs';
import { client } from './lib/api.mjs';
import { rows } from './lib/database.mjs';
import { got, made, refused } from './lib/expect.mjs';
import { folderFor, onServer, serverIn, start } from './lib/server.mjs';
import { assertClean } from './lib/writer.mjs';

const test = (name, body) => tried(name, { skip: !onServer && 'of a server' }, body);

const longestMs = 10000;

async function twoNodes(t) {
    const first = await start(t);
    const { key } = await first.client();
    const second = serverIn(t, await folderFor(t));
    second.database = first.database;
    await second.serve();
    const apis = [first, second].map(({ origin }) => client(origin, key));
    return { database: first.database, apis };
}

/** Somebody who holds the row that says the currency, and lets it go. */
async function holdCurrency(t, database) {
    const psql = spawn('psql', ['-qAtX', database], { stdio: ['pipe', 'pipe', 'inherit'] });
    after(t, () => psql.kill());
    psql.stdin.write(`BEGIN; SELECT value FROM setting WHERE name = 'currency' FOR UPDATE;\n`);
    await once(psql.stdout, 'data');
    return () => psql.stdin.end('COMMIT;\n');
}

/** Until so many wait for a row that somebody has. */
async function waiting(database, n) {
    for (const began = performance.now(); performance.now() - began < longestMs;) {
        const [found] = rows(database, `SELECT count(*) AS n FROM pg_stat_activity
            WHERE usename = current_user AND wait_event_type = 'Lock'`);
        if (found.n === n) {
            return;
        }
        await wait(20);
    }
    assert.fail(`${n} should wait for the currency's row`);
}

function currencyOf(api) {
    return got(api.get('/api/v1/organisation')).then(({ currency }) => currency);
}

test('a currency that is changed while the first deal is made is refused', async (t) => {
    const { database, apis: [one, other] } = await twoNodes(t);
    const letGo = await holdCurrency(t, database);
    const deal = made(one.post('/api/v1/deals', { name: 'First', value: '10.00' }));
    await waiting(database, 1);
    const change = refused(other.patch('/api/v1/organisation', { currency: 'EUR' }), 409,
        'currency_fixed');
    await waiting(database, 2);
    letGo();
    assert.deepEqual((await deal).value, { amount: '10.00', currency: 'USD' });
    await change;
    assert.deepEqual(await Promise.all([one, other].map(currencyOf)), ['USD', 'USD']);
    await assertClean({ database });
});

test('a first deal that is made while the currency is changed is in the new one', async (t) => {
    const { database, apis: [one, other] } = await twoNodes(t);
    const letGo = await holdCurrency(t, database);
    const change = got(other.patch('/api/v1/organisation', { currency: 'EUR' }));
    await waiting(database, 1);
    const deal = made(one.post('/api/v1/deals', { name: 'First', value: '10.00' }));
    await waiting(database, 2);
    letGo();
    await change;
    const { value, value_base: base } = await deal;
    assert.deepEqual({ value, base }, { value: { amount: '10.00', currency: 'EUR' }, base: 1000 });
    await assertClean({ database });
});

test('a currency that was changed on one server is known to the other', async (t) => {
    const { apis: [one, other] } = await twoNodes(t);
    for (const currency of ['EUR', 'CHF', 'USD']) {
        await got(one.patch('/api/v1/organisation', { currency }));
        assert.equal(await currencyOf(other), currency);
    }
    await got(other.patch('/api/v1/organisation', { currency: 'EUR' }));
    const { value } = await made(one.post('/api/v1/deals', { name: 'First', value: '10.00' }));
    assert.equal(value.currency, 'EUR');
});
