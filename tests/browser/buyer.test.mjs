// SPDX-License-Identifier: Apache-2.0
// The buyer on a telephone, without JavaScript: he opens the link of his letter, reads, asks,
// shares, tells the manager, leaves. What those of us see of it stands beside it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client } from '../lib/api.mjs';
import { join, looks, looksRight, openBrowser, openPage, screenshot, signIn, weigh } from
    '../lib/browser.mjs';
import { got, made } from '../lib/expect.mjs';
import { linkTo } from '../lib/page.mjs';
import { hire } from '../lib/people.mjs';
import { start } from '../lib/server.mjs';

const email = 'amy@buyer.example';
const phone = { width: 390, height: 844, theme: 'light' };

async function visit(t) {
    const server = await start(t, { clock: '2026-03-14T14:10:00Z' });
    const ada = await server.client();
    const mona = await hire(server, ada, 'Mona', { manager: true });
    const rick = await hire(server, ada, 'Rick', { rep: true, reports_to_id: mona.id });
    await made(ada.post('/api/v1/products', { name: 'MD-1', price: '4800.00' }));
    await client(server.origin).post('/api/v1/enquiries', {
        name: 'Amy', email, item: 'MD-1', urgency: 'urgent', need_by: '2026-03-20',
        buyer_stage: 'ready_to_buy', message: 'I need an MD-1 by Friday.',
    });
    const { items: [deal] } = await got(rick.api.get('/api/v1/deals'));
    const url = await linkTo(ada, email);
    await ada.setClock('2026-03-16T09:20:00Z');
    await made(rick.api.post('/api/v1/promises', {
        deal_id: deal.id, by: 'us', kind: 'price_info', channel: 'email',
        what: 'Send the price and all seven parts', due: '2026-03-16T13:20:00Z',
    }));
    await made(rick.api.post('/api/v1/promises', {
        deal_id: deal.id, by: 'buyer', kind: 'input', channel: 'email',
        what: 'Send the address', due: '2026-03-17T12:00:00Z',
    }));
    await made(rick.api.post('/api/v1/questions', {
        deal_id: deal.id, name: 'authority', words: 'Who decides, and how?',
    }));
    await made(rick.api.post('/api/v1/facts', {
        deal_id: deal.id, name: 'room', value: 'Third floor, no lift', provenance: 'hearsay',
    }));
    await ada.setClock('2026-03-16T13:25:00Z');
    return { server, ada, mona, rick, deal, url };
}

test('the buyer reads, asks, answers and leaves on a telephone, without a script', async (t) => {
    const { url, ada, mona, server } = await visit(t);
    const browser = await openBrowser(t);
    const page = await openPage(t, browser, { look: phone, script: false });
    await page.goto(url);
    await page.getByText('Send the price and all seven parts').waitFor();
    assert.equal(await page.locator('b.late').count(), 2); // the promise, and the first answer
    await page.getByText('Ask a question').click();
    await page.getByLabel('Your question').fill('Does it run on batteries?');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByRole('heading', { name: 'What changed' }).waitFor();
    await page.getByText('Rick answers by Mon 16 Mar 14:25').waitFor();
    await screenshot(page, 'buyer-asked');
    await page.getByLabel('Who decides, and how?').fill('I do');
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('nobody asks you again').waitFor();
    await page.getByText('Tell the manager', { exact: true }).first().click();
    await page.getByLabel('What should he know?').fill('Rick is late.');
    await page.getByRole('button', { name: 'Tell the manager' }).click();
    await page.getByText('Mona has your message').waitFor();
    await page.getByText('I have bought elsewhere').first().click();
    await page.locator('#bought-reason-0').selectOption('trust');
    await page.getByRole('button', { name: 'I have bought elsewhere' }).click();
    await page.getByText('It is closed, as you said').waitFor();
    await screenshot(page, 'buyer-left');
    const { link } = await got(ada.post(`/api/v1/users/${mona.id}/invite`));
    const office = await openPage(t, browser);
    const who = await join(office, link, mona.email);
    await office.goto(`${server.origin}/`);
    await office.getByText('Bought elsewhere').first().waitFor();
    await looksRight(office);
    await screenshot(office, 'alerts-today');
    await office.goto(`${server.origin}/complaints`);
    await office.getByText('Rick is late.').click();
    await office.getByLabel('Your answer to the buyer').fill('I am sorry; I call you today.');
    await looksRight(office);
    await screenshot(office, 'complaint');
    await office.getByRole('button', { name: 'Answer' }).click();
    await office.getByText('Answered by Mona').waitFor();
    assert.ok(who.email);
});

test('the page is right in both themes at both widths, closed, wrong and full', async (t) => {
    const { url, server } = await visit(t);
    const browser = await openBrowser(t);
    for (const look of looks) {
        const page = await openPage(t, browser, { look });
        await page.goto(url);
        await looksRight(page);
        await screenshot(page, `buyer-${look.width}-${look.theme}`);
        for (const summary of await page.locator('summary').all()) {
            await summary.click();
        }
        await looksRight(page);
        await page.locator('#state-need_by-0').fill('2020-01-01');
        await page.locator('form[action$="/state"] button').first().click();
        await page.getByText('Nothing was changed').waitFor();
        await looksRight(page);
        await page.goto(`${server.origin}/b/${'0'.repeat(64)}`);
        await page.getByText('does not open anything').waitFor();
        await looksRight(page);
    }
});

test('the page costs at most 40 KB, with all it needs', async (t) => {
    const { url } = await visit(t);
    const browser = await openBrowser(t);
    const page = await openPage(t, browser, { look: phone });
    const bytes = await weigh(page, url);
    assert.ok(bytes < 40960, `${bytes} bytes`);
});

test('those of us see alerts, links, refusals and overrides as they should look', async (t) => {
    const { server, deal } = await visit(t);
    const browser = await openBrowser(t);
    for (const look of [looks[0], looks[3]]) {
        const page = await openPage(t, browser, { look });
        await signIn(page, server.origin);
        for (const [path, name] of [['/alerts?view=team', 'alerts'], ['/refusals', 'refusals'],
            ['/overrides', 'overrides'], [`/deals/${deal.id}/links`, 'links'],
            ['/complaints', 'complaints'], ['/teams', 'teams'], ['/me', 'me-alerts'],
            ['/praises', 'praises'], ['/exits', 'exits'], ['/differences', 'differences']]) {
            await page.goto(server.origin + path);
            await looksRight(page);
            await screenshot(page, `${name}-${look.width}-${look.theme}`);
        }
    }
});
