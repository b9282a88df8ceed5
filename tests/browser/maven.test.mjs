// SPDX-License-Identifier: Apache-2.0
// A real company's CRM comes in through the browser, its results stand on a page to the dollar, and
// one of its reps dates his open deals. Without ../shared/data the small fixture stands in for it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { join, openBrowser, openPage, signIn } from '../lib/browser.mjs';
import { got } from '../lib/expect.mjs';
import { run, start } from '../lib/server.mjs';
import { fixture, shared } from '../lib/shared.mjs';

const real = shared('crm_maven_opportunities');
const folder = real ?? fixture('maven');
const file = { after };
const server = await start(file, { clock: '2017-12-31T12:00:00Z' });
const browser = await openBrowser(file);
const api = await server.client();
const page = await openPage(file, browser);
await signIn(page, server.origin);
await run('import', '--database', server.database, '--preset', 'maven', '--list-price', folder);
test('x', async () => {
    await page.goto(`${server.origin}/results`);
    console.log(await page.locator('main').innerText());
    await page.goto(`${server.origin}/users`);
    console.log(await page.locator('main').innerText());
    await page.getByRole('link', { name: 'Darcel Schlecht' }).click();
    console.log(await page.locator('main').innerText());
});
