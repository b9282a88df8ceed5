// SPDX-License-Identifier: Apache-2.0
// An administrator says when the office works: looked at in both themes at both widths.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    looks, looksRight, openBrowser, openPage, screenshot, signIn, weigh,
} from '../lib/browser.mjs';
import { start } from '../lib/server.mjs';

test('hours and a holiday are set, and a mistake stands at its field', async (t) => {
    const server = await start(t, { clock: '2026-03-14T14:10:00Z' });
    const browser = await openBrowser(t);
    const page = await openPage(t, browser, { script: false });
    await signIn(page, server.origin);
    await page.goto(`${server.origin}/settings`);
    await page.getByRole('link', { name: 'Office hours and holidays' }).click();
    await page.getByLabel('Office hours').fill('Mon-Fri 08:00-12:00,13:00-16:00');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('The office hours are changed.').waitFor();
    await page.getByLabel('Day', { exact: true }).fill('someday');
    await page.getByLabel('Name').fill('Christmas Day');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByText('Give a day like 2026-12-25.').waitFor();
    const day = page.getByLabel('Day', { exact: true });
    assert.equal(await day.getAttribute('aria-invalid'), 'true');
    await day.fill('2026-12-25');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByText('Friday, 25 Dec 2026: Christmas Day').waitFor();
    const weight = await weigh(await openPage(t, browser), `${server.origin}/settings/office`);
    assert.ok(weight < 100 * 1024, `${weight} bytes`);
});

for (const look of looks) {
    test(`the page of office hours, ${look.width} wide, ${look.theme}`, async (t) => {
        const server = await start(t, { clock: '2026-03-14T14:10:00Z' });
        const api = await server.client();
        await api.post('/api/v1/office/holidays', { day: '2026-01-01', name: 'New Year' });
        await api.post('/api/v1/office/holidays', { day: '2026-12-25', name: 'Christmas Day' });
        const page = await openPage(t, await openBrowser(t), { look });
        await signIn(page, server.origin);
        await page.goto(`${server.origin}/settings/office`);
        await looksRight(page);
        await screenshot(page, `office-${look.width}-${look.theme}`);
    });
}
