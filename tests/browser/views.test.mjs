// SPDX-License-Identifier: Apache-2.0
// Lists as people keep them, in the browser: columns, a saved view, many rows changed at once, and
// the way back; by mouse, by keyboard, and without JavaScript.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { join, looks, looksRight, openBrowser, openPage, signIn } from '../lib/browser.mjs';
import { got, made } from '../lib/expect.mjs';
import { hire } from '../lib/people.mjs';
import { start } from '../lib/server.mjs';

const file = { after };
const server = await start(file, { clock: '2027-03-10T09:00:00Z' });
const browser = await openBrowser(file);
const admin = await server.client();
const rosa = await hire(server, admin, 'Rosa', { rep: true });
const { link } = await got(admin.post(`/api/v1/users/${rosa.id}/invite`));
const page = await openPage(file, browser);
const account = await join(page, link, rosa.email);
const deals = {};
for (const [name, value] of [['Desks', '1000.00'], ['Chairs', '250.00'], ['Booths', '400.00']]) {
    deals[name] = await made(rosa.api.post('/api/v1/deals', {
        name, value, next_step: 'Call', next_step_due: '2027-03-12T09:00:00Z',
    }));
}

const goTo = (path, where = page) => where.goto(`${server.origin}${path}`);
const read = (name) => got(rosa.api.get(`/api/v1/deals/${deals[name].id}`));
const heads = async (where) => (await where.locator('thead th:not(.pick)').allTextContents())
    .map((text) => text.trim());

/** Everything a person does on the way from columns to a saved view. */
async function choose(where, name) {
    await goTo('/deals', where);
    await where.getByText('Columns', { exact: true }).click();
    await where.getByLabel('Urgency', { exact: true }).check();
    await where.getByLabel('Probability', { exact: true }).uncheck();
    await where.getByLabel('Place of Urgency', { exact: true }).fill('2');
    await where.getByRole('button', { name: 'Show these' }).click();
    await where.getByRole('columnheader', { name: 'Urgency' }).waitFor();
    const shown = await heads(where);
    assert.deepEqual(shown.slice(0, 3), ['Deal', 'Account', 'Urgency']);
    assert.ok(!shown.includes('Probability'));
    await where.getByRole('link', { name: 'Save this view' }).click();
    await where.getByLabel('Name').fill(name);
    await where.getByRole('button', { name: 'Save view' }).click();
    const tab = where.getByRole('navigation', { name: 'Saved views' }).getByText(name);
    assert.equal(await tab.getAttribute('aria-current'), 'page');
}

/** Ticks two deals and gives them another probability. */
async function changeTwo(where, probability) {
    await goTo('/deals', where);
    await where.getByLabel('Choose Desks').check();
    await where.getByLabel('Choose Chairs').check();
    await where.getByRole('button', { name: 'Change the chosen' }).click();
    await where.getByRole('button', { name: 'Probability' }).click();
    await where.getByLabel('Probability').fill(String(probability));
    await where.getByRole('button', { name: 'Preview' }).click();
    await where.getByText('2 of 2 would change').waitFor();
    assert.notEqual((await read('Desks')).probability, probability);
    await where.getByRole('button', { name: 'Change them' }).click();
    await where.getByText('2 changed').waitFor();
    assert.equal((await read('Desks')).probability, probability);
    assert.equal((await read('Chairs')).probability, probability);
}

test('columns are chosen, put in order, and kept as a view', async () => {
    await choose(page, 'By urgency');
});

test('a column is moved with the button beside it', async () => {
    await goTo('/deals');
    await page.getByText('Columns', { exact: true }).click();
    const raise = page.getByRole('button', { name: /Further left: Stage$/ });
    await raise.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Show these' }).click();
    await page.waitForURL(/columns=/);
    assert.deepEqual((await heads(page)).slice(0, 3), ['Deal', 'Stage', 'Account']);
});

test('two deals are changed at once, and put back at once', async () => {
    await changeTwo(page, 21);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Put them back' }).click();
    await page.getByText('2 changed').waitFor();
    assert.equal((await read('Desks')).probability, deals.Desks.probability);
    assert.equal((await read('Booths')).version, deals.Booths.version);
});

/* A message with a button goes after a while; here it waits for the slowest machine. */
async function timeStops(t) {
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
    t.after(() => page.clock.resume());
}

test('a value edited in place is taken back with the button in the message', async (t) => {
    await goTo(`/deals/${deals.Booths.id}`);
    await timeStops(t);
    const saved = [];
    const note = (request) => request.method() === 'PATCH' && saved.push(request.url());
    page.on('request', note);
    t.after(() => page.off('request', note));
    const value = page.getByLabel('Value', { exact: true });
    await value.fill('999');
    await value.press('Enter');
    const undo = page.locator('#toast').getByRole('button', { name: 'Undo' });
    await undo.focus();
    await page.keyboard.press('Enter');
    await page.locator('#toast').getByRole('button', { name: 'Redo' }).waitFor();
    assert.equal((await read('Booths')).value.amount, '400.00');
    assert.equal(saved.length, 1); // leaving the field for the button saves nothing again
});

test('a card moved by keyboard goes back the same way', async (t) => {
    await goTo('/board');
    await timeStops(t);
    const card = page.locator(`[data-id="${deals.Booths.id}"]`);
    await card.focus();
    await page.keyboard.press('Alt+ArrowRight');
    const undo = page.locator('#toast').getByRole('button', { name: 'Undo' });
    await undo.waitFor();
    assert.notEqual((await read('Booths')).stage_id, deals.Booths.stage_id);
    await undo.click();
    await page.locator('#toast').getByRole('button', { name: 'Redo' }).waitFor();
    assert.equal((await read('Booths')).stage_id, deals.Booths.stage_id);
});

test('all of it works without JavaScript', async (t) => {
    const { items } = await got(rosa.api.get('/api/v1/views'));
    await rosa.api.delete(`/api/v1/views/${items[0].id}`);
    const plain = await openPage(t, browser, { script: false });
    await signIn(plain, server.origin, account);
    await choose(plain, 'Plain');
    await changeTwo(plain, 22);
    await goTo('/board', plain);
    await plain.locator(`[data-id="${deals.Booths.id}"]`).getByText('Move').click();
    await plain.locator(`[data-id="${deals.Booths.id}"]`)
        .getByRole('button', { name: 'Engaging' }).click();
    const note = plain.locator('.note.changed');
    await note.getByText('was changed').waitFor();
    assert.notEqual((await read('Booths')).stage_id, deals.Booths.stage_id);
    await note.getByRole('button', { name: 'Undo' }).click();
    await plain.locator('.note.changed').getByText('as it was before').waitFor();
    assert.equal((await read('Booths')).stage_id, deals.Booths.stage_id);
    assert.equal(new URL(plain.url()).pathname, '/board');
});

test('the pages look right in both themes and widths', async (t) => {
    for (const look of looks) {
        const seen = await openPage(t, browser, { look });
        await signIn(seen, server.origin, account);
        for (const path of ['/deals?columns=name,urgency', '/accounts', '/views', '/bulk',
            '/bulk/1', `/bulk/new?record=deal&id=${deals.Desks.id}&field=stage_id`,
            '/views/new?url=/deals%3Fsort%3D-value', '/board']) {
            await goTo(path, seen);
            await looksRight(seen);
        }
    }
});
