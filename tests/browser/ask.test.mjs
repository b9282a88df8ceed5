// SPDX-License-Identifier: Apache-2.0
// Somebody asks on a phone, without JavaScript and without an account; staff take a question by
// hand
// and set routing up.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    looks, looksRight, openBrowser, openPage, screenshot, signIn, weigh,
} from '../lib/browser.mjs';
import { got, made } from '../lib/expect.mjs';
import { hire } from '../lib/people.mjs';
import { start } from '../lib/server.mjs';

async function company(t) {
    const server = await start(t, { clock: '2026-03-14T14:10:00Z' });
    const ada = await server.client();
    const rick = await hire(server, ada, 'Rick');
    await made(ada.post('/api/v1/products', { name: 'MD-1', price: '4800.00' }));
    return { server, ada, rick };
}

const phone = { look: { width: 390, height: 844, theme: 'light' }, script: false };

test('a question is asked on a phone, a mistake stands at its field, and the receipt is told',
    async (t) => {
    const { server, rick } = await company(t);
    const page = await openPage(t, await openBrowser(t), phone);
    await page.goto(`${server.origin}/ask`);
    await page.getByLabel('What do you need?').fill('An MD-1 by Friday.');
    await page.getByLabel('Product', { exact: true }).fill('MD-1');
    await page.getByLabel('Your e-mail address').fill('amy@buyer.example');
    await page.getByLabel('How urgent is it?').selectOption('urgent');
    await page.getByLabel('By when do you need it?').fill('30 Feb');
    await page.getByRole('button', { name: 'Send' }).click();
    assert.equal(await page.getByLabel('By when do you need it?').getAttribute('aria-invalid'),
        'true');
    assert.equal(await page.getByLabel('What do you need?').inputValue(), 'An MD-1 by Friday.');
    await page.getByLabel('By when do you need it?').fill('next fri');
    await page.getByText('Say more, so that nobody asks you again').click();
    await page.getByLabel('Where are you with it?').selectOption('ready_to_buy');
    await page.getByLabel('Your budget').fill('4,800-5,000');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Mon 16 Mar 10:00').waitFor();
    await page.getByText(/CP-[2-9A-Z]{5}/).waitFor();
    const { items: [deal] } = await got(rick.api.get('/api/v1/deals'));
    assert.deepEqual([deal.need_by, deal.buyer_stage, deal.urgency, deal.budget.amount],
        ['2026-03-20', 'ready_to_buy', 'urgent', '5000.00']);
});

test('what fills the field that nobody sees is told so, and nothing is kept', async (t) => {
    const { server, rick } = await company(t);
    const body = new URLSearchParams({
        message: 'Buy', email: 'bot@example.net', website: 'http://spam.example',
    });
    const answer = await fetch(`${server.origin}/ask`, { method: 'POST', body });
    assert.equal(answer.status, 422);
    assert.equal((await got(rick.api.get('/api/v1/deals'))).items.length, 0);
});

test('the form costs little', async (t) => {
    const { server } = await company(t);
    const weight = await weigh(await openPage(t, await openBrowser(t)), `${server.origin}/ask`);
    assert.ok(weight < 40 * 1024, `${weight} bytes`);
});

for (const look of looks) {
    test(`the pages of an enquiry, ${look.width} wide, ${look.theme}`, async (t) => {
        const { server, ada } = await company(t);
        const { deal_id } = await made(ada.post('/api/v1/enquiries', {
            name: 'Amy', email: 'amy@buyer.example', item: 'MD-1', budget: '4,800-5,000',
            need_by: '2026-03-20', urgency: 'urgent', buyer_stage: 'ready_to_buy',
            payment_path: 'self_pay', insurer: 'Blue', insurer_agreed: true,
            insurer_verified: '2026-03-14', message: 'I need it by Friday.',
        }));
        const page = await openPage(t, await openBrowser(t), { look });
        const name = `${look.width}-${look.theme}`;
        await page.goto(`${server.origin}/ask`);
        await looksRight(page);
        await screenshot(page, `ask-${name}`);
        await signIn(page, server.origin);
        for (const [path, shot] of [['/enquiries/new', 'enquiry-new'], ['/settings/routing',
            'routing'],
            ['/enquiries', 'enquiries'], ['/enquiries/1', 'enquiry'], [`/deals/${deal_id}`,
                'enquiry-deal']]) {
            await page.goto(server.origin + path);
            await looksRight(page);
            await screenshot(page, `${shot}-${name}`);
        }
    });
}
