// SPDX-License-Identifier: Apache-2.0
// A rep's morning in the browser, what his manager sees of it, and what another team does not.
// The tests follow one another, as the morning does.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { join, openBrowser, openPage, signIn } from '../lib/browser.mjs';
import { confirm } from '../lib/buyer.mjs';
import { got, made, refused } from '../lib/expect.mjs';
import { hire } from '../lib/people.mjs';
import { start } from '../lib/server.mjs';

const file = { after };
const server = await start(file, { clock: '2027-03-10T09:00:00Z' }); // a Wednesday
const browser = await openBrowser(file);
const admin = await server.client();
const deals = {};

/** A user, and a page at which he has set his password and is signed in. */
async function employ(name, roles) {
    const user = await hire(server, admin, name, roles);
    const { link } = await got(admin.post(`/api/v1/users/${user.id}/invite`));
    const page = await openPage(file, browser);
    return { ...user, page, ...await join(page, link, user.email) };
}

const mia = await employ('Mia', { manager: true, reports_to_id: 1 });
const rosa = await employ('Rosa', { rep: true, reports_to_id: mia.id });
const otto = await employ('Otto', { rep: true, reports_to_id: 1 });
const { page } = rosa;

const account = await made(rosa.api.post('/api/v1/accounts', { name: 'Acme Labs' }));
for (const [name, value, probability] of [
    ['Desks', '1000.10', 20], ['Chairs', '2500.60', 10], ['Booths', '400.00', 10],
]) {
    deals[name] = await made(rosa.api.post('/api/v1/deals', {
        name, value, probability, account_id: account.id, expected_close: '2027-03-25',
        next_step: 'Call back', next_step_due: '2027-03-10T15:00:00Z',
    }));
}

const stageOf = async (deal) => (await got(rosa.api.get(`/api/v1/deals/${deal.id}`))).stage;
const goTo = (path, who = rosa) => who.page.goto(`${server.origin}${path}`);

/** The four sums at the top of the quarter's forecast, as this person reads them. */
async function forecast(who) {
    await goTo('/forecast?year=2027&quarter=1', who);
    const texts = async (part) => who.page.locator(`.stat ${part}`).allTextContents();
    const [names, values] = [await texts('h2'), await texts('b')];
    return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}
/** What Log is asked for: words, and what comes next and when if there is something. */
async function log(words, nextStep = '', due = '') {
    const form = page.getByRole('form', { name: 'Log a touch' });
    await form.getByLabel('What was said').fill(words);
    const why = form.getByLabel('Why you speak'); // a first contact says it
    if (await why.count() > 0) {
        await why.selectOption('Active buying');
    }
    await form.getByLabel('Next step').fill(nextStep);
    await form.getByLabel('When', { exact: true }).fill(due);
    await form.getByRole('button', { name: 'Log' }).click();
}

/** Edits a value where it stands. */
async function setTo(label, value) {
    const input = page.getByLabel(label, { exact: true });
    await input.fill(value);
    await input.press('Enter');
    await page.locator('#live', { hasText: 'Saved' }).waitFor();
    await page.locator('#live').evaluate((live) => { live.textContent = ''; });
}

test('a rep signs in and Today shows what is due', async (t) => {
    const fresh = await openPage(t, browser);
    await signIn(fresh, server.origin, rosa);
    await fresh.getByRole('heading', { name: 'Today', level: 1 }).waitFor();
    for (const name of Object.keys(deals)) {
        const row = fresh.locator('.todo', { hasText: name });
        await row.getByText('today 15:00').waitFor();
    }
});

test('a card is dragged to the next stage', async () => {
    await goTo('/board');
    const column = (stage) => page.getByRole('region', { name: stage });
    const card = (stage) => column(stage).getByRole('listitem').filter({ hasText: 'Chairs' });
    const from = await card('Prospecting').boundingBox();
    const to = await column('Engaging').locator('.cards').boundingBox();
    await page.mouse.move(from.x + 60, from.y + 12);
    await page.mouse.down();
    await page.mouse.move(from.x + 90, from.y + 12, { steps: 5 });
    await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 10 });
    await page.mouse.up();
    await page.locator('#live', { hasText: 'Chairs is now in Engaging' }).waitFor();
    await card('Engaging').waitFor();
    assert.equal(await stageOf(deals.Chairs), 'Engaging');
});

test('a card is moved with Alt and the right arrow, and keeps the focus', async () => {
    await goTo('/board');
    const card = page.locator(`[data-id="${deals.Booths.id}"]`);
    await card.focus();
    await page.keyboard.press('Alt+ArrowRight');
    await page.locator('#live', { hasText: 'Booths is now in Engaging' }).waitFor();
    assert.ok(await card.evaluate((element) => element === document.activeElement));
    assert.equal(await stageOf(deals.Booths), 'Engaging');
});

test('a card is moved by its form without JavaScript', async (t) => {
    const plain = await openPage(t, browser, { script: false });
    await signIn(plain, server.origin, rosa);
    await plain.goto(`${server.origin}/board`);
    const card = plain.locator(`[data-id="${deals.Booths.id}"]`);
    await card.getByText('Move', { exact: true }).click();
    await card.getByRole('button', { name: 'Proposal' }).click();
    const proposals = plain.getByRole('region', { name: 'Proposal' });
    await proposals.locator(`[data-id="${deals.Booths.id}"]`).waitFor();
    assert.equal(await stageOf(deals.Booths), 'Proposal');
});

test('a call without a next step is refused and keeps what was typed', async () => {
    await goTo(`/deals/${deals.Desks.id}`);
    await log('He wants twelve desks');
    await page.getByRole('alert').filter({ hasText: /next step/i }).waitFor();
    assert.equal(await page.getByLabel('What was said').inputValue(), 'He wants twelve desks');
    const { items } = await got(rosa.api.get(`/api/v1/touches?deal_id=${deals.Desks.id}`));
    assert.deepEqual(items, []);
});

test('with a next step in words the call stands in the timeline', async () => {
    await log('He wants twelve desks', 'Send the offer', 'next fri');
    const entry = page.locator('.ev', { hasText: 'He wants twelve desks' });
    await entry.getByText('Send the offer').waitFor();
    const { next_step_due: due } = await got(rosa.api.get(`/api/v1/deals/${deals.Desks.id}`));
    assert.match(due, /^2027-03-19T/); // Wednesday's next Friday is not the day after tomorrow
});

test('value and probability are changed where they stand, with Enter', async () => {
    await confirm(rosa.api, deals.Desks); // or it would stay at 25 %, as Booths does
    await goTo(`/deals/${deals.Desks.id}`);
    await setTo('Value', '1200.20');
    await setTo('Probability', '60');
    const { value, probability } = await got(rosa.api.get(`/api/v1/deals/${deals.Desks.id}`));
    assert.deepEqual([value.amount, probability], ['1200.20', 60]);
});

test('the changes stand in the timeline with who, old and new', async () => {
    await goTo(`/deals/${deals.Desks.id}`);
    for (const words of ['Value: $1,000.10 → $1,200.20', 'Probability: 20% → 60%']) {
        const entry = page.locator('.ev', { hasText: words });
        assert.match(await entry.innerText(), /^Rosa /);
        await entry.locator('time').waitFor();
    }
});

test('the forecast follows to the cent', async () => {
    assert.deepEqual(await forecast(rosa), {
        'Closed won': '$0', Commit: '$0', Weighted: '$1,445.27', 'Best case': '$4,100.80',
    });
});

test('the manager sees it at once', async () => {
    assert.deepEqual(await forecast(mia), await forecast(rosa));
    await goTo(`/deals/${deals.Desks.id}`, mia);
    await mia.page.locator('.ev', { hasText: 'Value: $1,000.10 → $1,200.20' }).waitFor();
    await mia.page.getByText('He wants twelve desks').waitFor();
});

test('a rep of another team gets 404 on page and API', async () => {
    const answer = await goTo(`/deals/${deals.Desks.id}`, otto);
    assert.equal(answer.status(), 404);
    assert.doesNotMatch(await otto.page.innerText('body'), /Desks/);
    await refused(otto.api.get(`/api/v1/deals/${deals.Desks.id}`), 404);
    await refused(otto.api.patch(`/api/v1/deals/${deals.Desks.id}`, { probability: 1 }), 404);
    assert.deepEqual((await forecast(otto)).Weighted, '$0');
});

/** What Ctrl-K finds for this person; each of it is shown. */
async function search(who, text) {
    await goTo('/', who);
    await who.page.keyboard.press('Control+k');
    const answered = who.page.waitForResponse((answer) => answer.url().endsWith(`q=${text}`));
    await who.page.getByRole('combobox', { name: 'Search or run a command' }).fill(text);
    const { items } = await (await answered).json();
    for (const { title } of items) {
        await who.page.getByRole('option', { name: title }).waitFor();
    }
    return items.map(({ title }) => title);
}

test('Ctrl-K finds the deal for its team and for nobody else', async () => {
    assert.deepEqual(await search(rosa, 'Des'), ['Desks']);
    assert.deepEqual(await search(mia, 'Des'), ['Desks']);
    assert.deepEqual(await search(otto, 'Des'), []);
});
