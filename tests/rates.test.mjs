// SPDX-License-Identifier: Apache-2.0
// Deals in several currencies: each value is counted once, at the rate of its day; what comes later
// changes only what was still waiting. Figures were counted with Python's decimal, ROUND_HALF_UP.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { holdNothing } from './lib/buyer.mjs';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { enter, hire } from './lib/people.mjs';
import { shared } from './lib/shared.mjs';
import { onServer, run, start, startForAll } from './lib/server.mjs';

const server = await startForAll({ clock: '2017-03-15T10:00:00Z' });
const ada = await server.client();
await holdNothing(ada);
const mona = await hire(server, ada, 'Mona', { manager: true });
const rita = await hire(server, ada, 'Rita', { rep: true, reports_to_id: mona.id });
const rate = (fields) => ada.post('/api/v1/rates', fields);
const usd = (amount) => ({ amount, currency: 'USD' });

const sell = (name, value, more = {}) => made(rita.api.post('/api/v1/deals', {
    name, value, expected_close: '2017-03-30', probability: 50, ...more,
}));
const again = async ({ id }) => got(rita.api.get(`/api/v1/deals/${id}`));
const forecast = (more = '') => got(rita.api.get(`/api/v1/forecast?year=2017&quarter=1${more}`));
const importing = (csv, more = {}) => ada.post('/api/v1/rates/import', { csv, ...more });

async function checked(where = server) {
    const { stdout } = await run('check', '--database', where.database);
    assert.match(stdout, /^everything adds up/);
}

test('a rate is entered for today, and is there', async () => {
    const entered = await made(rate({ base: 'EUR', rate: '1.0840' }));
    assert.equal(entered.day, '2017-03-15');
    assert.equal(entered.currency, 'USD');
    assert.equal(entered.user_id, 1);
    const one = await got(ada.get(`/api/v1/rates/${entered.id}`));
    assert.equal(one.rate, '1.0840');
    const { items } = await got(rita.api.get('/api/v1/rates?base=EUR'));
    assert.deepEqual(items.map(({ id }) => id), [entered.id]);
});

test('all that is wrong with a rate is said at once', async () => {
    await blamed(rate({}), 'base', 'rate');
    await blamed(rate({ base: 'EURO', rate: '1', day: '2017-02-30' }), 'base', 'day');
    await blamed(rate({ base: 'DEM', rate: '1,08', currency: 'X' }), 'base', 'rate', 'currency');
    await blamed(rate({ base: 'EUR', rate: 1.084 }), 'rate');
    await refused(rita.api.post('/api/v1/rates', { base: 'EUR', rate: '1' }), 403);
});

test('a value in euros counts in dollars, and its history says the rate', async () => {
    const deal = await sell('Euros', { amount: '10000.00', currency: 'EUR' });
    assert.equal(deal.value_base, 1084000);
    assert.deepEqual([deal.value_rate, deal.value_rate_day], ['1.0840', '2017-03-15']);
    const { items } = await got(rita.api.get(`/api/v1/deals/${deal.id}/history`));
    assert.deepEqual(items[0].body.changes.map(({ label, new_shown }) => [label, new_shown]),
        [['Value', '€10,000'], ['Exchange rate', '1.0840'], ['Rate of', '15 Mar 2017']]);
    const sums = await forecast();
    assert.deepEqual(sums.best_case, usd('10840.00'));
    assert.deepEqual(sums.weighted, usd('5420.00'));
});

test('a later rate changes nothing that is there; a manager may ask for it', async () => {
    const deal = await sell('Steady', '€20,000');
    await made(rate({ base: 'EUR', rate: '1.1000' }));
    assert.equal((await again(deal)).value_base, 2168000);
    await refused(rita.api.post(`/api/v1/deals/${deal.id}/rate`, {}), 403);
    const now = await got(mona.api.post(`/api/v1/deals/${deal.id}/rate`, { why: 'The bank says' }));
    assert.deepEqual([now.value_base, now.value_rate], [2200000, '1.1000']);
    const { items } = await got(rita.api.get(`/api/v1/deals/${deal.id}/history`));
    assert.equal(items[0].body.why, 'The bank says');
    assert.deepEqual(items[0].body.changes.map((change) => [change.old, change.new]),
        [['1.0840', '1.1000']]);
});

test('what needs no rate, or has none, is not counted anew', async () => {
    const dollars = await sell('Dollars', '100.00');
    const path = ({ id }) => `/api/v1/deals/${id}/rate`;
    await refused(mona.api.post(path(dollars), {}), 409, 'own_currency');
    const francs = await sell('Francs', { amount: '100.00', currency: 'CHF' });
    const { next } = await refused(mona.api.post(path(francs), {}), 409, 'no_rate');
    assert.match(next[0], /administrator/);
});

test('a deal without a rate stands apart until one of its day comes', async () => {
    const deal = await sell('Yen', { amount: '1000000', currency: 'JPY' });
    assert.deepEqual([deal.value_base, deal.value_rate], [0, '']);
    const before = await forecast();
    const apart = before.apart.without_rate.find(({ value }) => value.currency === 'JPY');
    assert.deepEqual(apart, { deals: 1, value: { amount: '1000000', currency: 'JPY' } });
    assert.equal((await ada.setClock('2017-03-20T10:00:00Z')).status, 200);
    await made(rate({ base: 'EUR', currency: 'JPY', rate: '160.50', day: '2017-03-15' }));
    const now = await again(deal);
    assert.deepEqual([now.value_base, now.value_rate], [685358, '1.1000/160.50']);
    const { items } = await got(rita.api.get(`/api/v1/deals/${deal.id}/history`));
    assert.deepEqual([items[0].user_id, items[0].door], [null, 'clock']);
    assert.equal(items[0].body.why, 'A rate for 15 Mar 2017 was entered.');
    const then = await forecast('&as_of=2017-03-16');
    assert.deepEqual(then.best_case, before.best_case);
    assert.deepEqual(then.apart.without_rate, before.apart.without_rate);
    const was = await got(rita.api.get(`/api/v1/deals/${deal.id}/state?on=2017-03-16`));
    assert.deepEqual([was.counts_as, was.in_base], ['without_rate', null]);
    const is = await got(rita.api.get(`/api/v1/deals/${deal.id}/state?on=2017-03-20`));
    assert.deepEqual([is.value, is.in_base, is.rate],
        [{ amount: '1000000', currency: 'JPY' }, usd('6853.58'), '1.1000/160.50']);
    await checked();
});

test('sums are the sum of their parts, to the cent', async () => {
    const { items } = await got(rita.api.get('/api/v1/deals?limit=200'));
    const rated = items.filter(({ value_base }) => value_base);
    const cents = rated.reduce((sum, deal) => sum + deal.value_base, 0);
    assert.ok(new Set(rated.map(({ value }) => value.currency)).size >= 3);
    assert.equal((await forecast()).best_case.amount, (cents / 100).toFixed(2));
    const sorted = await got(rita.api.get('/api/v1/deals?sort=-value&limit=200'));
    const bases = sorted.items.map(({ value_base }) => value_base);
    assert.deepEqual(bases, bases.toSorted((a, b) => b - a));
});

test('a won deal without a rate stands apart in the results', async () => {
    const deal = await sell('Kuwait', { amount: '12.345', currency: 'KWD' });
    const moved = await rita.api.post(`/api/v1/deals/${deal.id}/stage`, { stage: 'Won' });
    assert.equal(moved.status, 200);
    const results = await got(rita.api.get('/api/v1/results?year=2017'));
    assert.deepEqual(results.without_rate,
        [{ deals: 1, value: { amount: '12.345', currency: 'KWD' } }]);
    assert.deepEqual(results.won_value, usd('0.00'));
    await made(rate({ base: 'KWD', rate: '3.2800' }));
    const now = await got(rita.api.get('/api/v1/results?year=2017'));
    assert.deepEqual([now.without_rate, now.won_value], [[], usd('40.49')]);
});

/* On a server the command is a process with a clock of its own. */
test('an imported deal that is closed is counted at its closing day', {
    skip: onServer,
}, async () => {
    await made(rate({ base: 'EUR', rate: '1.0600', day: '2016-11-10' }));
    const file = join(server.folder, 'deals.csv');
    await writeFile(file, 'name,stage,value,currency,close date\n'
        + 'Old one,Won,1000.00,EUR,2016-11-30\nNew one,Prospecting,1000.00,EUR,2017-06-30\n');
    await run('import', '--database', server.database, '--record', 'deal', file)
        .catch(({ stdout }) => assert.match(stdout, /2 created/));
    const { items } = await got(ada.get('/api/v1/deals?limit=200'));
    const rateOf = (wanted) => items.find(({ name }) => name === wanted).value_rate;
    assert.deepEqual([rateOf('Old one'), rateOf('New one')], ['1.0600', '1.1000']);
    await checked();
});

test('a file of the European Central Bank is read, and read again enters nothing', async () => {
    const csv = 'Date,USD,JPY,CHF,CYP,\n2017-03-17,1.0737,121.69,1.0706,N/A,\n';
    assert.deepEqual(await got(importing(csv)),
        { read: 3, entered: 3, unchanged: 0, left_out: [] });
    assert.deepEqual(await got(importing(csv)),
        { read: 3, entered: 0, unchanged: 3, left_out: [] });
    await blamed(importing('name,city\nAcme,Bonn\n'), 'file');
    await blamed(importing('day,currency,rate\n2017-03-17,USD,1\n'), 'base');
    await blamed(importing(''), 'csv');
    await refused(rita.api.post('/api/v1/rates/import', { csv }), 403);
});

test('what is exported goes into another place as it was', async (t) => {
    const other = await start(t, { clock: '2017-03-20T10:00:00Z' });
    const file = join(other.folder, 'rates.csv');
    const all = (where) => run('rates', '--database', where.database, '--export');
    const { stdout } = await all(server);
    await writeFile(file, stdout);
    const { stdout: said } = await run('rates', '--database', other.database, file);
    assert.match(said, new RegExp(`^${stdout.trim().split('\n').length - 1} read`));
    const plain = (text) => text.trim().split('\n').map((line) => (
        line.split(',').slice(0, 4).join()));
    assert.deepEqual(plain((await all(other)).stdout), plain(stdout));
});

test('the page shows and takes rates without JavaScript', async () => {
    const otto = await hire(server, ada, 'Otto', { administrator: true });
    const page = await enter(ada, otto);
    const pounds = { base: 'GBP', currency: 'USD', day: '' };
    const wrong = await page.post('/rates', { ...pounds, rate: 'much' });
    assert.equal(wrong.status, 422);
    assert.match(wrong.body, /id="rate-error"/);
    assert.match(wrong.body, /value="much"/);
    const done = await page.post('/rates', { ...pounds, rate: '1.2400' });
    assert.equal(done.status, 303);
    const { body } = await page.get(done.headers.get('location'));
    assert.match(body, /Entered: 1 GBP = 1\.2400 USD of 20 Mar 2017\./);
    const rep = await enter(ada, rita);
    const seen = (await rep.get('/rates')).body;
    assert.match(seen, /1 GBP/);
    assert.doesNotMatch(seen, /action="\/rates/);
    assert.equal((await rep.get('/rates?format=csv')).headers.get('content-type'),
        'text/csv; charset=utf-8');
});

test('the page of a deal shows both amounts, the rate and its day', async () => {
    const page = await enter(ada, mona);
    const { items } = await got(rita.api.get('/api/v1/deals?limit=200'));
    const shows = async (wanted) => (
        await page.get(`/deals/${items.find(({ name }) => name === wanted).id}`)).body;
    assert.match(await shows('Euros'), /= \$10,840 at 1\.0840 of 15 Mar 2017/);
    assert.match(await shows('Yen'), /= \$6,853\.58 at 0\.0068536 \(1\.1000\/160\.50\) of 15 Mar/);
    assert.doesNotMatch(await shows('Dollars'), /today’s rate/);
    assert.match(await shows('Euros'), /today’s rate/);
});

test('the currency is chosen before the first deal, and then fixed', async (t) => {
    const young = await start(t);
    const api = await young.client();
    assert.equal((await got(api.get('/api/v1/organisation'))).currency, 'USD');
    await blamed(api.patch('/api/v1/organisation', { currency: 'DM' }), 'currency');
    const euros = { currency: 'EUR' };
    assert.deepEqual((await got(api.patch('/api/v1/organisation', euros))).currency, 'EUR');
    const deal = await made(api.post('/api/v1/deals', { name: 'First', value: '10.00' }));
    assert.deepEqual([deal.value.currency, deal.value_base], ['EUR', 1000]);
    const { next } = await refused(api.patch('/api/v1/organisation', { currency: 'USD' }), 409,
        'currency_fixed');
    assert.match(next[0], /new database/);
    assert.equal((await got(api.get('/api/v1/organisation'))).currency, 'EUR');
    await got(api.patch('/api/v1/organisation', euros));
});

const monthly = shared('ref_exchange_rates/data/monthly.csv');
test('the rates of 55 years come in from one file', { skip: !monthly }, async (t) => {
    const old = await start(t, { clock: '2017-03-15T10:00:00Z' });
    const api = await old.client();
    const yen = await made(api.post('/api/v1/deals', {
        name: 'Yen', value: { amount: '1000000', currency: 'JPY' }, expected_close: '2017-03-30',
    }));
    await writeFile(join(old.folder, 'm.csv'), await readFile(monthly));
    const { stdout } = await run('rates', '--database', old.database, join(old.folder, 'm.csv'));
    assert.match(stdout, /^12950 read, 12950 entered, 0 unchanged\n/);
    assert.match(stdout, /378 left out from line 16861 on: “Venezuela”/);
    const now = await got(api.get(`/api/v1/deals/${yen.id}`));
    assert.deepEqual([now.value_base, now.value_rate, now.value_rate_day],
        [885610, '1/112.9165', '2017-03-01']);
    await checked(old);
});
