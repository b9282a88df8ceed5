// SPDX-License-Identifier: Apache-2.0
// A real company's CRM comes in through the browser, its results stand on a page to the dollar, and
// one of its reps dates his open deals. Without ../shared/data a small fixture stands in for it.
// The tests follow one another.
import assert from 'node:assert/strict';
import { join as pathOf } from 'node:path';
import { after, test } from 'node:test';
import { join, openBrowser, openPage, signIn } from '../lib/browser.mjs';
import { got } from '../lib/expect.mjs';
import { start } from '../lib/server.mjs';
import { fixture, shared } from '../lib/shared.mjs';

const real = shared('crm_maven_opportunities');
const folder = real ?? fixture('maven');
const names = ['sales_teams.csv', 'products.csv', 'accounts.csv', 'sales_pipeline.csv'];

const file = { after };
const server = await start(file, { clock: '2017-12-31T12:00:00Z' });
const browser = await openBrowser(file);
const api = await server.client();
const page = await openPage(file, browser);
await signIn(page, server.origin);

/** What ../shared/data/README.md says of the real files. */
const ofReal = {
    lines: 8927,
    seen: ['Darcel Schlecht', 'GTX Plus Pro', 'technolgy'],
    dirt: {
        'No product is written like this': '1,480', 'names no account': '1,425',
        'gives no value': '2,089', 'parent is given by name': '15', 'probably technology': '12',
        'does not say since when': '500',
    },
    stats: ['$10,005,534', '2,473', '63.150 %', '51.782'],
    won: '4,238',
    quarters: {
        '2017 Q1': '$1,134,672', '2017 Q2': '$3,086,111', '2017 Q3': '$2,982,255',
        '2017 Q4': '$2,802,496',
    },
    managers: {
        'Melvin Marxen': '$2,251,930', 'Summer Sewald': '$1,964,750',
        'Rocco Neubert': '$1,960,545', 'Celia Rouche': '$1,603,897', 'Cara Losch': '$1,130,049',
        'Dustin Brinkmann': '$1,094,363',
    },
    reps: {
        'Darcel Schlecht': '$1,153,214', 'Vicki Laflamme': '$478,396',
        'Kary Hendrixson': '$454,298',
    },
    open: { Prospecting: ['500', '$1,073,986'], Engaging: ['1,589', '$3,892,229'] },
    rep: 'Darcel Schlecht',
    dates: 5,
};

/** The same, counted by hand, of the fixture. */
const ofFixture = {
    lines: 23,
    seen: ['Pia Lund', 'Bolt Max', 'technolgy'],
    dirt: {
        'No product is written like this': '3', 'names no account': '3', 'gives no value': '5',
        'parent is given by name': '2', 'probably technology': '1', 'does not say since when': '2',
    },
    stats: ['$17,302', '2', '71.429 %', '94.800'],
    won: '5',
    quarters: {
        '2017 Q1': '$1,121', '2017 Q2': '$950', '2017 Q3': '$15,100', '2017 Q4': '$131',
    },
    managers: { 'Mara Quill': '$2,071', 'Tom Baster': '$15,231' },
    reps: { 'Noor Haddad': '$15,231', 'Pia Lund': '$1,121', 'Otto Brandt': '$950' },
    open: { Prospecting: ['2', '$240'], Engaging: ['3', '$17,360'] },
    rep: 'Pia Lund',
    dates: 2,
};
const expected = real ? ofReal : ofFixture;

test('four files are uploaded, and every problem is seen before anything is written', async () => {
    await page.goto(`${server.origin}/import`);
    await page.getByLabel('CSV files').setInputFiles(names.map((name) => pathOf(folder, name)));
    await page.getByRole('button', { name: 'Look through them' }).click({ timeout: 60000 });
    await page.getByText('Nothing is written yet.').waitFor();
    for (const name of names) {
        await page.getByRole('heading', { name }).waitFor();
    }
    for (const cell of expected.seen) {
        await page.getByRole('cell', { name: cell }).first().waitFor();
    }
    await page.getByRole('heading', { name: 'Problems', exact: true }).waitFor();
    assert.deepEqual((await got(api.get('/api/v1/deals'))).items, []);
});

/** Looks again until the import has ended; how many of how many lines it told on the way. */
async function told() {
    const seen = [];
    for (;;) {
        const now = await page.locator('progress').evaluateAll((bars) => (
            bars.map(({ value, max }) => ({ value, max }))));
        if (now.length === 0) {
            return seen;
        }
        seen.push(...now);
        await page.reload();
    }
}

test('the import runs, tells how far it is, and lists the dirt', async () => {
    await page.getByLabel(/list price/).check();
    const lines = expected.lines.toLocaleString('en');
    await page.getByRole('button', { name: `Import ${lines} lines` }).click();
    await page.getByRole('heading', { name: 'What came in' }).waitFor();
    for (const { value, max } of await told()) {
        assert.ok(value <= max && max === expected.lines, `${value} of ${max}`);
    }
    await page.getByText('Done', { exact: true }).waitFor();
    const kinds = page.getByRole('region', { name: 'Kinds of problems' });
    for (const [means, n] of Object.entries(expected.dirt)) {
        const row = kinds.getByRole('row').filter({ hasText: means });
        assert.equal(await row.locator('.number').innerText(), n, means);
    }
});

/** What the table under this heading says: {name: [cells]}. */
async function table(heading) {
    const rows = page.locator('main h2', { hasText: heading }).locator('+ .table-wrap tbody tr');
    return Object.fromEntries(await rows.evaluateAll((lines) => lines.map((line) => (
        [...line.cells].map((cell) => cell.innerText.trim()))).map(([name, ...rest]) => (
        [name, rest]))));
}

async function wonBy(heading, values) {
    const lines = await table(heading);
    for (const [name, value] of Object.entries(values)) {
        assert.equal(lines[name]?.[2], value, `${heading}: ${name}`);
    }
}

test('the results of 2017 are what they were, to the dollar', async () => {
    await page.goto(`${server.origin}/results`);
    assert.deepEqual(await page.locator('.stat b').allInnerTexts(), expected.stats);
    assert.equal(await page.locator('.stat p .num').innerText(), expected.won);
    await wonBy('By quarter', expected.quarters);
    await wonBy('By manager', expected.managers);
    await wonBy('By rep', expected.reps);
    const open = await table('Open now');
    for (const [stage, cells] of Object.entries(expected.open)) {
        assert.deepEqual(open[stage], cells);
    }
});

/** Gives an imported rep an e-mail and his link, as an administrator does. */
async function invite(name, email) {
    await page.goto(`${server.origin}/users`);
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByLabel('Email', { exact: true }).fill(email);
    await page.getByLabel('Email', { exact: true }).press('Enter');
    await page.getByText('Cannot sign in yet: add an email first.').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Make a link to join' }).click();
    return page.getByLabel('The link, shown this once').inputValue();
}

const cents = (amount) => BigInt(amount.replace('.', ''));

/** The quarter's sums of open deals, in cents, as the API says them. */
async function outlook() {
    const sums = await got(api.get('/api/v1/forecast?year=2017&quarter=4'));
    return { weighted: cents(sums.weighted.amount), best: cents(sums.best_case.amount) };
}

/** The same as a person reads them on the page. */
async function read(shown) {
    await shown.goto(`${server.origin}/forecast?year=2017&quarter=4`);
    const stat = (name) => shown.locator('.stat', { hasText: name }).locator('b').innerText();
    return { weighted: await stat('Weighted'), best: await stat('Best case') };
}

const dollars = new Intl.NumberFormat('en-US', {
    style: 'currency', currency: 'USD', trailingZeroDisplay: 'stripIfInteger',
});
const asRead = ({ weighted, best }) => ({
    weighted: dollars.format(Number(weighted) / 100), best: dollars.format(Number(best) / 100),
});

test('a rep dates open deals, each in two actions, and the forecast follows', async (t) => {
    const link = await invite(expected.rep, 'rep@example.com');
    const his = await openPage(t, browser);
    await join(his, link, 'rep@example.com');
    await his.goto(`${server.origin}/deals?state=open`);
    const sum = await outlook();
    const links = his.locator('tr:has(.dateform) th a');
    const paths = await links.evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    for (const path of paths.slice(0, expected.dates)) {
        const loaded = his.waitForEvent('load');
        const input = his.locator(`tr:has(a[href="${path}"]) .dateform input.input`);
        await input.fill('2017-12-31');
        await input.press('Enter');
        await loaded;
        const deal = await got(api.get(`/api/v1${path}`));
        assert.equal(deal.expected_close, '2017-12-31');
        sum.weighted += cents(deal.value.amount) * BigInt(deal.probability) / 100n;
        sum.best += cents(deal.value.amount);
    }
    assert.equal(paths.slice(0, expected.dates).length, expected.dates);
    assert.deepEqual(await outlook(), sum);
    assert.deepEqual(await read(page), asRead(sum));
    assert.deepEqual(await read(his), asRead(sum));
});
