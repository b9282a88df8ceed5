// SPDX-License-Identifier: Apache-2.0
// What is known of a buyer on his deal's page: a fact in one step, a question, a change that is
// looked at, a special price that a manager grants.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
    join, looks, looksRight, openBrowser, openPage, screenshot, signIn,
} from '../lib/browser.mjs';
import { got, made } from '../lib/expect.mjs';
import { hire } from '../lib/people.mjs';
import { start } from '../lib/server.mjs';

const file = { after };
const server = await start(file, { clock: '2026-03-04T11:00:00Z' });
const browser = await openBrowser(file);
const admin = await server.client();

async function employ(name, roles) {
    const user = await hire(server, admin, name, roles);
    const { link } = await got(admin.post(`/api/v1/users/${user.id}/invite`));
    const page = await openPage(file, browser);
    return { ...user, page, account: await join(page, link, user.email) };
}

const mo = await employ('Mo', { manager: true, reports_to_id: 1 });
const ray = await employ('Ray', { rep: true, reports_to_id: mo.id });
const { page, api } = ray;
const pat = await made(api.post('/api/v1/contacts', { name: 'Pat', email: 'pat@acme.example' }));
const deal = await made(api.post('/api/v1/deals', {
    name: 'Forty desks', value: '100000.00', contact_id: pat.id, expected_close: '2026-03-27',
    next_step: 'Call', next_step_due: '2026-03-09T10:00:00Z',
}));
const touch = await made(api.post('/api/v1/touches', {
    deal_id: deal.id, channel: 'email', direction: 'inbound', details: 'We compare.',
    next_step: 'Answer', next_step_due: '2026-03-05T10:00:00Z',
}));
await made(api.post('/api/v1/facts', { deal_id: deal.id, name: 'budget', value: '100,000' }));

const here = () => page.goto(`${server.origin}/deals/${deal.id}`);
const known = page.locator('#known');

async function add(name, value, from) {
    await known.getByText('Add a fact').click();
    await known.getByLabel('What').fill(name);
    await known.getByLabel('Is', { exact: true }).fill(value);
    await known.getByLabel('Comes from').selectOption(from);
    await known.getByRole('button', { name: 'Add', exact: true }).click();
    await known.getByText(value).waitFor();
}

test('a fact is added in one step, with where it comes from', async () => {
    await here();
    await add('Right person', 'Signs herself', 'The buyer, in his last touch');
    const [fact] = (await got(api.get(`/api/v1/facts?deal_id=${deal.id}`))).items
        .filter(({ name }) => name === 'right_person');
    assert.deepEqual([fact.provenance, fact.touch_id], ['buyer_confirmed', touch.id]);
    await known.getByText('Confirmed by the buyer').first().waitFor();
    await add('Need', 'More room', 'Somebody told me');
    await known.locator('.fact', { hasText: 'More room' }).getByText('Hearsay').waitFor();
});

test('what is not known is asked with one click', async () => {
    await here();
    await page.getByRole('button', { name: /Ask him.*Timeline/ }).click();
    await page.getByText('On his page').waitFor();
    const { items } = await got(api.get(`/api/v1/questions?deal_id=${deal.id}`));
    assert.deepEqual(items.map(({ name }) => name), ['timeline']);
});

test('a change waits until somebody has looked at it', async () => {
    await made(api.post('/api/v1/changes', {
        deal_id: deal.id, kind: 'budget', new_value: '90,000', provenance: 'buyer_confirmed',
        touch_id: touch.id,
    }));
    await here();
    const change = known.locator('.fact', { hasText: '100,000' });
    await change.getByText('To be looked at').waitFor();
    await looksRight(page);
    await change.getByRole('button', { name: /Looked at/ }).click();
    await known.getByText('To be looked at').waitFor({ state: 'detached' });
    assert.equal((await got(api.get(`/api/v1/deals/${deal.id}`))).review_since, null);
});

test('a roadblock is answered, and a special price asked for it', async () => {
    await here();
    await page.getByText('Add what he says').click();
    await page.getByLabel('What is in the way').fill('10% too dear');
    await page.locator('form[action="/roadblocks"]').getByRole('button').click();
    await page.getByText('10% too dear').first().waitFor();
    await page.getByText('Ask for a special price').click();
    await page.getByRole('textbox', { name: 'Price' }).fill('90000');
    await page.getByLabel('Why', { exact: true }).fill('She has an offer.');
    await page.getByLabel('Answers', { exact: true }).selectOption('10% too dear');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByText('Mo decides by').waitFor();
    await page.getByLabel('Answer', { exact: true }).fill('We ask.');
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await page.getByText('We ask.').first().waitFor();
});

test('the manager finds it in his queue and decides', async () => {
    await mo.page.goto(`${server.origin}/approvals`);
    await mo.page.getByText('10% too dear').waitFor();
    await looksRight(mo.page);
    await screenshot(mo.page, 'approvals');
    await mo.page.getByLabel('Why, for Forty desks').fill('It keeps her.');
    await mo.page.getByRole('button', { name: 'Approve Forty desks' }).click();
    await mo.page.getByText('Nobody waits for a decision').waitFor();
    const now = await got(api.get(`/api/v1/deals/${deal.id}`));
    assert.equal(now.value.amount, '90000.00');
    await here();
    await page.getByText('It keeps her.').first().waitFor();
});

test('the pages look right on a phone and in the dark, and work without JavaScript', async (t) => {
    for (const look of looks) {
        const other = await openPage(t, browser, { look });
        await signIn(other, server.origin, ray.account);
        await other.goto(`${server.origin}/deals/${deal.id}`);
        await looksRight(other);
        await screenshot(other, `facts-${look.width}-${look.theme}`);
    }
    const plain = await openPage(t, browser, { script: false });
    await signIn(plain, server.origin, ray.account);
    await plain.goto(`${server.origin}/deals/${deal.id}`);
    const there = plain.locator('#known');
    await there.getByText('Add a fact').click();
    await there.getByLabel('What').fill('Colour');
    await there.getByLabel('Is', { exact: true }).fill('Oak');
    await there.getByRole('button', { name: 'Add', exact: true }).click();
    await there.getByText('Oak').waitFor();
    const line = there.locator('.fact', { hasText: 'Oak' });
    await line.getByRole('button', { name: 'Withdraw Colour' }).click();
    await line.waitFor({ state: 'detached' });
});
