// SPDX-License-Identifier: Apache-2.0
// A real company's CRM comes in from the command line beside the running server, shows exactly the
// figures known of it, and comes in again without doubling anything. So does a small company of our
// own with the same dirt in it, which is all there is where the real files are not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { objects } from './lib/csv.mjs';
import { contents } from './lib/database.mjs';
import { got } from './lib/expect.mjs';
import { Visitor } from './lib/people.mjs';
import { admin, run, start } from './lib/server.mjs';
import { fixture, shared } from './lib/shared.mjs';

const maven = {
    name: 'Maven',
    folder: shared('crm_maven_opportunities'),
    deals: 8800, accounts: 85, products: 7, won: 4238, lost: 2473, value: '10005534.00',
    shown: '10,005,534', rate: '63.150', days: '51.782',
    open: { Engaging: [1589, '3892229.00'], Prospecting: [500, '1073986.00'] },
    quarters: ['1134672.00', '3086111.00', '2982255.00', '2802496.00'],
    managers: {
        'Melvin Marxen': '2251930.00', 'Summer Sewald': '1964750.00',
        'Rocco Neubert': '1960545.00', 'Celia Rouche': '1603897.00', 'Cara Losch': '1130049.00',
        'Dustin Brinkmann': '1094363.00',
    },
    reps: {
        'Darcel Schlecht': '1153214.00', 'Vicki Laflamme': '478396.00',
        'Kary Hendrixson': '454298.00',
    },
    dirt: {
        product_guessed: 1480, account_missing: 1425, value_missing: 2089, engaged_missing: 500,
        parent_by_name: 15, sector_unusual: 12,
    },
};

const small = {
    name: 'the small company',
    folder: fixture('maven'),
    deals: 12, accounts: 5, products: 3, won: 5, lost: 2, value: '17302.00', shown: '17,302',
    rate: '71.429', days: '94.800',
    open: { Engaging: [3, '17360.00'], Prospecting: [2, '240.00'] },
    quarters: ['1121.00', '950.00', '15100.00', '131.00'],
    managers: { 'Tom Baster': '15231.00', 'Mara Quill': '2071.00' },
    reps: { 'Noor Haddad': '15231.00', 'Pia Lund': '1121.00', 'Otto Brandt': '950.00' },
    dirt: {
        product_guessed: 3, account_missing: 3, value_missing: 5, engaged_missing: 2,
        parent_by_name: 2, sector_unusual: 1,
    },
};

function bring(server, company, ...options) {
    return run('import', '--database', server.database, ...options, '--preset', 'maven',
        company.folder);
}

/** [[name, amount], …] of the won value by something. */
function wonBy(lines, name) {
    return lines.map((line) => [line[name], line.won_value.amount]);
}

async function assertResults(api, company) {
    const results = await got(api.get('/api/v1/results?year=2017'));
    assert.equal(results.won, company.won);
    assert.equal(results.lost, company.lost);
    assert.equal(results.won_value.amount, company.value);
    assert.equal(results.win_rate, company.rate);
    assert.equal(results.days_to_win, company.days);
    assert.deepEqual(results.quarters.map(({ won_value }) => won_value.amount), company.quarters);
    assert.deepEqual(wonBy(results.managers, 'manager'), Object.entries(company.managers));
    const best = wonBy(results.reps, 'rep').slice(0, Object.keys(company.reps).length);
    assert.deepEqual(best, Object.entries(company.reps));
    for (const { stage, deals } of results.open) {
        assert.equal(deals, company.open[stage]?.[0] ?? 0, stage);
    }
}

async function assertForecast(api, company) {
    const forecast = await got(api.get('/api/v1/forecast?year=2017'));
    assert.deepEqual(forecast.closed_won, { amount: company.value, currency: 'USD' });
    for (const [i, amount] of company.quarters.entries()) {
        const { closed_won } = await got(api.get(`/api/v1/forecast?year=2017&quarter=${i + 1}`));
        assert.equal(closed_won.amount, amount);
    }
}

async function exported(server, record) {
    const { stdout } = await run('export', '--database', server.database, '--record', record,
        '--format', 'csv');
    return objects(stdout);
}

/* The whole story of an import on one server, so that thousands of deals come in only twice. */
async function imported(t, company) {
    const server = await start(t, { clock: '2017-12-31T12:00:00Z' });
    const api = await server.client();
    const { stdout } = await bring(server, company);

    await t.test('the figures are exactly those known of it', async () => {
        await assertResults(api, company);
        await assertForecast(api, company);
    });

    await t.test('the page of results shows them', async () => {
        const visitor = new Visitor(server.origin);
        const { headers } = await visitor.post('/sign-in', admin);
        [visitor.cookie] = headers.get('set-cookie').split(';');
        const { status, body } = await visitor.get('/results?year=2017');
        assert.equal(status, 200);
        assert.ok(body.includes(company.shown) && body.includes(Object.keys(company.managers)[0]));
    });

    await t.test('the dirt in it is reported, kind by kind and line by line', () => {
        for (const [code, n] of Object.entries(company.dirt)) {
            assert.match(stdout, new RegExp(`^ *${n} × ${code}: `, 'm'));
        }
        assert.match(stdout, /sales_pipeline\.csv line \d+/);
    });

    await t.test('the API lists the same dirt', async () => {
        const { items: [{ id }] } = await got(api.get('/api/v1/imports'));
        const { kinds } = await got(api.get(`/api/v1/imports/${id}`));
        const counts = Object.fromEntries(kinds.map(({ code, count }) => [code, count]));
        for (const [code, n] of Object.entries(company.dirt)) {
            assert.equal(counts[code], n, code);
            const { items } = await got(api.get(`/api/v1/imports/${id}/problems?code=${code}`));
            assert.ok(items.length > 0 && items.every(({ line }) => line > 1), code);
        }
    });

    await t.test('nothing of it is lost', async () => {
        const deals = await exported(server, 'deal');
        assert.equal(deals.length, company.deals);
        assert.equal(new Set(deals.map(({ outside_id }) => outside_id)).size, company.deals);
        assert.equal((await exported(server, 'account')).length, company.accounts);
        assert.equal((await exported(server, 'product')).length, company.products);
    });

    await t.test('every agent can be found and sees his own deals only', async () => {
        const [name] = Object.keys(company.reps);
        const { items: [rep] } = await got(api.get(
            `/api/v1/users?q=${encodeURIComponent(name)}`));
        const { count } = await got(api.get(`/api/v1/deals?owner_id=${rep.id}&stage=Won`));
        const { reps } = await got(api.get('/api/v1/results?year=2017'));
        assert.equal(count, reps.find((line) => line.rep === name).won);
    });

    await t.test('the same files again change nothing', async () => {
        const ours = ['import', 'import_file', 'import_problem', 'import_range'];
        const untouched = contents(server.database, ...ours);
        const again = await bring(server, company);
        assert.match(again.stdout, new RegExp(`^sales_pipeline.csv: ${company.deals} read, `
            + `0 created, 0 updated, ${company.deals} unchanged, 0 left out`, 'm'));
        assert.deepEqual(contents(server.database, ...ours), untouched);
    });

    await t.test('the kept sums equal their parts', async () => {
        const check = await run('check', '--database', server.database);
        assert.match(check.stdout, new RegExp(`everything adds up: .*\\b${company.deals} deals`));
    });
}

async function importedAtListPrice(t, company) {
    const server = await start(t, { clock: '2017-12-31T12:00:00Z' });
    const api = await server.client();
    await bring(server, company, '--list-price');
    const { open } = await got(api.get('/api/v1/results?year=2017'));
    const values = open.filter(({ deals }) => deals > 0).map((line) => (
        [line.stage, [line.deals, line.value.amount]]));
    assert.deepEqual(Object.fromEntries(values), company.open);
    const { items } = await got(api.get('/api/v1/deals?stage=Engaging&limit=10'));
    assert.ok(items.every(({ value_source }) => value_source === 'list_price'));
    const { apart } = await got(api.get('/api/v1/forecast?year=2017'));
    const all = Object.values(company.open);
    assert.equal(apart.undated.deals, all.reduce((n, [deals]) => n + deals, 0));
    const total = all.reduce((n, [, amount]) => n + Number(amount), 0);
    assert.equal(Number(apart.undated.value.amount), total);
}

for (const company of [maven, small]) {
    test(`${company.name} comes in beside the running server`, { skip: !company.folder },
        (t) => imported(t, company));
    test(`open deals of ${company.name} may take the list price`, { skip: !company.folder },
        (t) => importedAtListPrice(t, company));
}

test('an import without a server leaves the same figures', async (t) => {
    const server = await start(t, { clock: '2017-12-31T12:00:00Z' });
    await server.stop();
    await bring(server, small);
    await server.serve();
    await assertResults(await server.client(), small);
});

test('a key that is made while the server runs opens it at once', async (t) => {
    const server = await start(t);
    const api = await server.client();
    await got(api.get('/api/v1/deals'));
});

test('an import of a folder that is not one says what is missing', async (t) => {
    const server = await start(t);
    await assert.rejects(bring(server, { folder: '/nowhere' }), (error) => {
        assert.notEqual(error.code, 0);
        assert.match(error.stderr, /\/nowhere/);
        return true;
    });
});
