// SPDX-License-Identifier: Apache-2.0
// Pipelines in the browser: an administrator shapes one, a rep works on its board. The tests follow
// one another.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
    join, looks, looksRight, openBrowser, openPage, screenshot, signIn,
} from '../lib/browser.mjs';
import { got, made } from '../lib/expect.mjs';
import { hire } from '../lib/people.mjs';
import { start } from '../lib/server.mjs';

const file = { after };
const server = await start(file, { clock: '2027-03-10T09:00:00Z' });
const browser = await openBrowser(file);
const ada = await server.client();
const boss = await openPage(file, browser);
await signIn(boss, server.origin);
const user = await hire(server, ada, 'Rosa', { rep: true, reports_to_id: 1 });
const { link } = await got(ada.post(`/api/v1/users/${user.id}/invite`));
const rosa = await openPage(file, browser);
await join(rosa, link, user.email);

const card = (name) => boss.getByRole('region', { name, exact: true });
const stagesOf = (name) => card(name).locator('.stagelist input[name=name]')
    .evaluateAll((inputs) => inputs.map(({ value }) => value));

test('a pipeline is made and its stages are put in order by the keyboard', async () => {
    await boss.goto(`${server.origin}/settings`);
    await boss.getByRole('link', { name: 'Pipelines and stages' }).click();
    const another = boss.getByRole('region', { name: 'Another pipeline' });
    await another.getByLabel('Name').fill('Renewals');
    await another.getByLabel('Name').press('Enter');
    await card('Renewals').waitFor();
    for (const name of ['Reminder', 'Talk']) {
        await card('Renewals').getByLabel('Another stage').fill(name);
        await card('Renewals').getByRole('button', { name: 'Add a stage to Renewals' })
            .press('Enter');
        await boss.getByText('Added.').waitFor();
    }
    assert.deepEqual(await stagesOf('Renewals'), ['New', 'Reminder', 'Talk', 'Won', 'Lost']);
    await card('Renewals').getByRole('button', { name: 'Move Talk up' }).press('Enter');
    await boss.getByText('Moved.').waitFor();
    assert.deepEqual(await stagesOf('Renewals'), ['New', 'Talk', 'Reminder', 'Won', 'Lost']);
});

test('a stage is dragged to its place by the grip', async () => {
    await boss.goto(`${server.origin}/settings/pipelines`);
    const lines = card('Renewals').locator('.stagelist > li');
    await card('Renewals').evaluate((section) => section.scrollIntoView());
    const from = await lines.nth(0).locator('.grip').boundingBox();
    const to = await lines.nth(2).boundingBox();
    await boss.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await boss.mouse.down();
    await boss.mouse.move(from.x + 8, from.y + 30, { steps: 5 });
    await boss.mouse.move(from.x + 8, to.y + to.height - 6, { steps: 15 });
    await boss.mouse.up();
    await boss.locator('#live', { hasText: 'New is now in place' }).waitFor();
    const said = await boss.locator('#live').textContent();
    const order = await stagesOf('Renewals');
    assert.ok(order.indexOf('New') > 0); // how far a slow machine lets it fall is no matter
    assert.equal(said, `New is now in place ${order.indexOf('New') + 1}`);
    const { items } = await got(ada.get('/api/v1/stages?pipeline=Renewals&limit=200'));
    const kept = items.sort((a, b) => a.position - b.position).map(({ name }) => name);
    assert.deepEqual(kept, order);
    const { id } = items.find(({ name }) => name === 'New');
    await got(ada.patch(`/api/v1/stages/${id}`, { position: 3 }));
});

test('a rep changes the board to another pipeline and adds a deal to it', async () => {
    await rosa.goto(`${server.origin}/board`);
    await rosa.getByRole('navigation', { name: 'Pipeline' }).getByRole('link', { name: 'Renewals' })
        .click();
    await rosa.getByRole('heading', { name: 'Talk' }).waitFor();
    await rosa.goto(`${server.origin}/deals/new`);
    await rosa.getByLabel('Deal').fill('Second year');
    await rosa.getByLabel('Pipeline').selectOption('Sales');
    await rosa.getByLabel('Stage', { exact: true }).locator('option', { hasText: 'Engaging' })
        .waitFor({ state: 'attached' });
    assert.equal(await rosa.getByLabel('Deal').inputValue(), 'Second year');
    await rosa.getByLabel('Pipeline').selectOption('Renewals');
    await rosa.getByLabel('Stage', { exact: true }).locator('option', { hasText: 'Reminder' })
        .waitFor({ state: 'attached' });
    await rosa.getByLabel('Stage', { exact: true }).selectOption('Reminder');
    await rosa.getByRole('button', { name: 'Add deal' }).click();
    await rosa.getByRole('heading', { name: 'Second year', level: 1 }).waitFor();
    await rosa.goto(`${server.origin}/board`);
    const column = rosa.getByRole('region', { name: 'Reminder' });
    await column.locator('.deal', { hasText: 'Second year' }).waitFor();
});

test('a card moved to Won without a value is asked for it, and the board comes back', async () => {
    const line = rosa.locator('.deal', { hasText: 'Second year' });
    const board = rosa.url();
    for (const stage of ['New', 'Won']) {
        await line.focus();
        await rosa.keyboard.press('Alt+ArrowRight');
        if (stage === 'New') {
            await rosa.locator('#live', { hasText: 'Second year is now in New' }).waitFor();
        }
    }
    await rosa.getByLabel('Value it was won for').fill('1,200');
    await rosa.getByRole('button', { name: 'Move' }).click();
    await rosa.waitForURL(board);
    await rosa.getByRole('region', { name: 'Won' }).locator('.deal', { hasText: 'Second year' })
        .waitFor();
    const [deal] = (await got(ada.get('/api/v1/deals?pipeline=Renewals&state=won'))).items;
    assert.equal(deal.value.amount, '1200.00');
});

test('without JavaScript a deal goes to another pipeline by a form', async (t) => {
    const deal = await made(user.api.post('/api/v1/deals', { name: 'Third year' }));
    const page = await openPage(t, browser, { script: false });
    const again = await got(ada.post(`/api/v1/users/${user.id}/invite`));
    await join(page, again.link, user.email);
    await page.goto(`${server.origin}/deals/${deal.id}`);
    await page.getByRole('link', { name: 'move elsewhere' }).click();
    await page.getByRole('link', { name: 'Renewals' }).click();
    await page.getByLabel('To stage').selectOption('Lost');
    await page.getByRole('button', { name: 'Move' }).click();
    await page.getByLabel('Why was it lost?').fill('No budget');
    await page.getByRole('button', { name: 'Move' }).click();
    await page.getByText('Lost: No budget').waitFor();
});

test('the pages of pipelines and sessions look right', async (t) => {
    const { items } = await got(ada.get('/api/v1/stages?limit=200'));
    const stage = items.find(({ name }) => name === 'Prospecting');
    const deal = await made(ada.post('/api/v1/deals', { name: 'Fleet', value: '10.00' }));
    for (const look of looks) {
        const page = await openPage(t, browser, { look });
        await signIn(page, server.origin);
        for (const [name, path] of [
            ['pipelines', '/settings/pipelines'], ['stage-remove', `/stages/${stage.id}/remove`],
            ['board-of-two', '/board?pipeline_id=1'], ['deal-move', `/deals/${deal.id}/stage`],
            ['deals-of-two', '/deals?pipeline_id=any'], ['me', '/me'], ['deal-new', '/deals/new'],
        ]) {
            await page.goto(`${server.origin}${path}`);
            await looksRight(page);
            await screenshot(page, `${name}-${look.theme}-${look.width}`);
        }
    }
});
