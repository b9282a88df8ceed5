// SPDX-License-Identifier: Apache-2.0
// Story 0 as its people see it: Amy on her telephone, without an account or JavaScript; Rick, Mona,
// Ana and Sue of billing each at a browser of their own; letters in a mail server's hands. Each
// test goes on from the one before.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { join, looksRight, openBrowser, openPage, screenshot } from '../lib/browser.mjs';
import { got, made } from '../lib/expect.mjs';
import { hire } from '../lib/people.mjs';
import { folderFor, start } from '../lib/server.mjs';
import { sink } from '../lib/sink.mjs';

const file = { after };
const post = await sink(file, await folderFor(file));
const server = await start(file, { clock: '2026-03-14T14:10:00Z', // a Saturday
    args: ['--smtp', post.url, '--mail-from', 'sales@example.com'] });
const browser = await openBrowser(file);
const admin = await server.client();
const at = (moment) => got(admin.setClock(moment));

async function employ(name, roles) {
    const user = await hire(server, admin, name, roles);
    const { link } = await got(admin.post(`/api/v1/users/${user.id}/invite`));
    const page = await openPage(file, browser);
    await join(page, link, user.email);
    return { ...user, page, go: (path) => page.goto(`${server.origin}${path}`) };
}

const billing = await made(admin.post('/api/v1/teams', { name: 'Billing' }));
const mona = await employ('Mona', { manager: true, reports_to_id: 1 });
const rick = await employ('Rick', { rep: true, reports_to_id: mona.id, started_on: '2006-01-01' });
const ana = await employ('Ana', { rep: true, reports_to_id: mona.id, on_duty: false });
const sue = await employ('Sue', { support: true, team_id: billing.id });
const pack = {
    options: 'None needed.', delivery: '2-day air, 45.00', payment_terms: 'Card, at once.',
    how_to_order: 'On your own page.', returns: 'Within 30 days.', who_to_ask: 'Rick.',
};
await made(admin.post('/api/v1/products', { name: 'MD-1', price: '4800.00', ...pack }));
const look = { width: 390, height: 844, theme: 'light' };
const amy = await openPage(file, browser, { look, script: false });
let room; // the deal's page, for those of us

const toAmy = async () => (await post.letters())
    .filter(({ to }) => to.includes('amy@home.example'));
const itsPromise = (page, what) => page.locator('.prom', { hasText: what });

async function promise(page, what, kind, due) {
    const form = page.getByRole('form', { name: 'Promise something' });
    await page.getByText('Promise something', { exact: true }).click();
    await form.getByLabel('What').fill(what);
    await form.getByLabel('Kind').selectOption(kind);
    if (due) {
        await form.getByLabel('Due').fill(due);
    }
    await form.getByRole('button', { name: 'Promise' }).click();
    await itsPromise(page, what).waitFor();
}

test('on a Saturday Amy asks on her telephone, and has the receipt within a minute', async () => {
    await amy.goto(`${server.origin}/ask`);
    await amy.getByLabel('What do you need?').fill('An MD-1 by Friday.');
    await amy.getByLabel('Product', { exact: true }).fill('MD-1');
    await amy.getByLabel('Your name').fill('Amy');
    await amy.getByLabel('Your e-mail address').fill('amy@home.example');
    await amy.getByLabel('How urgent is it?').selectOption('urgent');
    await amy.getByLabel('By when do you need it?').fill('next fri');
    await amy.getByText('Say more, so that nobody asks you again').click();
    await amy.getByLabel('Where are you with it?').selectOption('ready_to_buy');
    await amy.getByRole('button', { name: 'Send' }).click();
    await amy.getByText('Mon 16 Mar 10:00').waitFor();
    await at('2026-03-14T14:11:00Z');
    const [receipt, ...more] = await toAmy();
    assert.deepEqual(more, []);
    assert.match(receipt.text, /CP-[2-9A-Z]{5}/);
    assert.match(receipt.text, /Rick/);
    assert.match(receipt.text, /Mon 16 Mar 10:00/);
    await amy.goto(receipt.text.match(/\S+\/b\/[0-9a-f]{64}/)[0]);
    await amy.getByText('A person answers you by Mon 16 Mar 10:00').waitFor();
});

test('on Monday Rick finds her first, answers, and promises the price by 13:20', async () => {
    await at('2026-03-16T09:20:00Z');
    const { page } = rick;
    await rick.go('/');
    const row = page.locator('.todo:not(.told)', { hasText: 'MD-1' }).first();
    await row.getByText('4 days to need-by').waitFor();
    await row.getByRole('link', { name: /^Log/ }).click();
    const log = page.getByRole('form', { name: 'Log a touch' });
    await log.getByLabel('What was said').fill('Spoke with Amy.');
    await log.getByLabel('Channel').selectOption('phone');
    await log.getByLabel('Next step').fill('E-mail the price');
    await log.getByLabel('When', { exact: true }).fill('today 13:20');
    await log.getByText('More', { exact: true }).click();
    await log.getByLabel('What the buyer needs').fill('MD-1 at home');
    await log.getByRole('button', { name: 'Log' }).click();
    await page.locator('.ev', { hasText: 'Spoke with Amy.' }).waitFor();
    room = new URL(page.url()).pathname;
    await promise(page, 'E-mail the price', 'price_info', 'today 13:20');
    await promise(page, 'Billing checks the insurance', 'check', 'tomorrow 12:00');
    await at('2026-03-16T09:22:00Z');
    const readBack = (await toAmy()).at(-1);
    assert.match(readBack.text, /E-mail the price[\s\S]*Billing checks the insurance/);
    await amy.reload();
    await amy.locator('.promise', { hasText: 'E-mail the price' }).getByText('Mon 16 Mar 13:20')
        .waitFor();
});

test('Sue of billing answers what her team was asked', async () => {
    const { page } = sue;
    await sue.go('/');
    await page.getByRole('link', { name: 'Answer Billing checks the insurance' }).click();
    await page.getByLabel('Yes', { exact: true }).check();
    await page.getByLabel('In your words').fill('The policy covers it.');
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await page.getByText('The policy covers it.').waitFor();
    await rick.go('/');
    await rick.page.getByText('Billing says Yes').first().waitFor();
});

test('Rick is late and may not call it kept, Mona and Amy see that it is late', async () => {
    await at('2026-03-16T13:25:00Z');
    await rick.go(room);
    const item = itsPromise(rick.page, 'E-mail the price');
    await item.getByText('late', { exact: false }).first().waitFor();
    await item.getByText('Change').click();
    await item.getByRole('button', { name: 'Kept' }).click();
    await rick.page.getByText('A promise is kept when the record shows it.').waitFor();
    await mona.go('/');
    const late = mona.page.locator('section', { hasText: 'Late promises' });
    await late.getByRole('link', { name: 'E-mail the price' }).first().waitFor();
    await screenshot(mona.page, 'story0-mona');
    await amy.reload();
    const hers = amy.locator('.promise', { hasText: 'E-mail the price' });
    await hers.getByText('it was due Mon 16 Mar 13:20').waitFor();
    await screenshot(amy, 'story0-amy-late');
});

test('Mona hands the deal over to Ana, who has it with all that was promised', async () => {
    await at('2026-03-16T13:40:00Z');
    await mona.go(`${room}/edit`);
    await mona.page.getByText('More details').click();
    await mona.page.getByLabel('Owner').fill('Ana');
    await mona.page.getByRole('button', { name: 'Save' }).click();
    await mona.page.getByText('Owner Ana', { exact: true }).waitFor();
    await ana.go(room);
    assert.match(await itsPromise(ana.page, 'E-mail the price').innerText(), /Mon 16 Mar 13:20/);
    await amy.reload();
    await amy.locator('.now').getByText('Ana').first().waitFor();
});

test('Ana sends the whole pack: kept, 30 minutes late, on our page and on Amy’s', async (t) => {
    await at('2026-03-16T13:50:00Z');
    const { page } = ana;
    await ana.go(`${room}/write`);
    await page.getByLabel('It is', { exact: true }).selectOption('price_info');
    await page.getByLabel('Subject').fill('MD-1: all of it');
    await page.getByLabel('Text').fill('Here is everything.');
    await page.getByLabel('With the information pack').check();
    await page.getByLabel('Next step').fill('Take the order');
    await page.getByLabel('When', { exact: true }).fill('tomorrow 09:00');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.waitForURL((url) => url.pathname === room);
    await at('2026-03-16T13:51:00Z');
    const letter = (await toAmy()).at(-1);
    for (const part of ['4,800', ...Object.values(pack)]) {
        assert.ok(letter.text.includes(part), part);
    }
    await ana.go(room);
    await itsPromise(page, 'E-mail the price').getByText('30 min').waitFor();
    await looksRight(page);
    await screenshot(page, 'story0-ana');
    await amy.goto(letter.text.match(/\S+\/b\/[0-9a-f]{64}/)[0]);
    await amy.locator('.promise', { hasText: 'E-mail the price' })
        .getByText('kept, 30 minutes late').waitFor();
    await screenshot(amy, 'story0-amy-kept');
    const seen = await openPage(t, browser, { look }); // axe needs a script
    await seen.goto(amy.url());
    await looksRight(seen);
});
