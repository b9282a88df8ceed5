// SPDX-License-Identifier: Apache-2.0
// The page of exchange rates and a deal in another currency, as an administrator and manager works
// them: entered by keyboard, a file brought, looked at in both themes at both widths.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
    looksRight, openBrowser, openPage, pageLooks, screenshot, signIn,
} from '../lib/browser.mjs';
import { got, made } from '../lib/expect.mjs';
import { start } from '../lib/server.mjs';

const file = { after };
const server = await start(file, { clock: '2027-03-10T09:00:00Z' });
const browser = await openBrowser(file);
const api = await server.client();
const page = await openPage(file, browser);
await signIn(page, server.origin);

const day = (n) => new Date(Date.parse('2026-12-20') + n * 86400000).toISOString().slice(0, 10);
const wave = (middle, n, turn) => (middle * (1 + Math.sin(n / turn) / 40)).toFixed(4);

/** Eighty days of the European Central Bank's, as its file has them. */
function bank() {
    const lines = Array.from({ length: 80 }, (_, n) => (
        `${day(n)},${wave(1.084, n, 9)},${wave(160.5, n, 14)},${wave(0.871, n, 6)},N/A,`));
    return ['Date,USD,JPY,GBP,CYP,', ...lines].join('\n');
}

const deal = await made(api.post('/api/v1/deals', {
    name: 'Desks for Lyon', value: { amount: '10000.00', currency: 'EUR' },
    expected_close: '2027-03-25', next_step: 'Call', next_step_due: '2027-03-11T10:00:00Z',
}));
await made(api.post('/api/v1/deals', { name: 'Bern', value: '500 CHF' }));

async function look(path, name) {
    for (const { width, height } of pageLooks) {
        await page.setViewportSize({ width, height });
        for (const theme of ['light', 'dark']) {
            await page.emulateMedia({ colorScheme: theme });
            await page.goto(server.origin + path);
            await screenshot(page, `${name}-${width}-${theme}`);
            await looksRight(page);
        }
    }
    await page.setViewportSize(pageLooks[0]);
}

test('without rates the page says what deals wait for', async () => {
    await page.goto(`${server.origin}/rates`);
    const waiting = page.getByText('Deals wait for a rate').locator('..');
    await assert.doesNotReject(waiting.getByText('CHF').waitFor());
    await look('/rates', 'rates-none');
    await page.goto(`${server.origin}/deals/${deal.id}`);
    await page.getByText('no exchange rate yet, so it is in no sum').waitFor();
});

test('a file is brought, and says what it held', async () => {
    await page.goto(`${server.origin}/rates`);
    await page.getByLabel('CSV file').setInputFiles({
        name: 'eurofxref-hist.csv', mimeType: 'text/csv', buffer: Buffer.from(bank()),
    });
    await page.getByRole('button', { name: 'Bring it' }).click();
    await page.getByText('240 rates read: 240 entered, 0 were here already.').waitFor();
    await looksRight(page);
    assert.equal((await got(api.get(`/api/v1/deals/${deal.id}`))).value_rate_day, '2027-03-09');
});

test('a rate is entered with the keyboard alone', async () => {
    await page.goto(`${server.origin}/rates`);
    await page.getByLabel('One', { exact: true }).focus();
    await page.keyboard.type('CHF');
    await page.keyboard.press('Tab');
    await page.keyboard.type('1.13');
    await page.keyboard.press('Enter');
    await page.getByText('Entered: 1 CHF = 1.13 USD of 10 Mar 2027.').waitFor();
    await page.getByLabel('One', { exact: true }).fill('chf');
    await page.getByLabel('is worth').fill('1.1350');
    await page.keyboard.press('Enter');
    await page.getByText('Entered: 1 CHF = 1.1350 USD').waitFor();
    await page.getByText('corrected').waitFor();
});

test('what is wrong stands beside what was typed', async () => {
    await page.getByLabel('One', { exact: true }).fill('CHF');
    await page.getByLabel('is worth').fill('much');
    await page.keyboard.press('Enter');
    await page.getByText('Give a number above zero').waitFor();
    assert.equal(await page.getByLabel('is worth').inputValue(), 'much');
    await looksRight(page);
});

test('the page, one currency of it, and the deal look right', async () => {
    await look('/rates', 'rates');
    await look('/rates?currency=CHF', 'rates-one');
    await look(`/deals/${deal.id}`, 'deal-euro');
});

test('a manager has a deal counted at the rate of today', async () => {
    await made(api.post('/api/v1/rates', { base: 'EUR', rate: '1.1000' }));
    await page.goto(`${server.origin}/deals/${deal.id}`);
    await page.getByRole('button', { name: 'Count it at today’s rate' }).click();
    await page.getByText('= $11,000 at 1.1000 of 10 Mar 2027').waitFor();
});
