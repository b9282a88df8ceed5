// SPDX-License-Identifier: Apache-2.0
// A rep writes to a buyer from the deal's page, in a browser, without JavaScript too.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { colours, looks, looksRight, openBrowser, openPage, screenshot, signIn }
    from './lib/browser.mjs';
import { folderFor, start } from './lib/server.mjs';

async function company(t) {
    const args = ['--mail-folder', join(await folderFor(t), 'mail')];
    const server = await start(t, { clock: '2026-03-24T16:00:00Z', args });
    const api = await server.client();
    const made = async (path, body) => {
        const answer = await api.post(`/api/v1${path}`, body);
        assert.equal(answer.status, 201, JSON.stringify(answer.body));
        return answer.body;
    };
    const contact = await made('/contacts',
        { name: 'Amy Buyer', email: 'amy@example.com', only_by: 'email' });
    const deal = await made('/deals', {
        name: 'MD-1 for Amy', contact_id: contact.id, need_by: '2026-03-20',
        payment_path: 'self_pay', next_step: 'Send the price', next_step_due: '2026-03-25',
    });
    return { server, api, contact, deal };
}

async function write(page, deal, text) {
    await page.getByRole('link', { name: 'Write' }).click();
    await page.waitForURL(`**/deals/${deal.id}/write`);
    await page.getByLabel('Subject').fill('Your desks');
    await page.getByLabel('Text').fill(text);
    await page.getByLabel('Next step').fill('Hear what she says');
    await page.getByLabel('When', { exact: true }).fill('next fri');
    await page.getByRole('button', { name: 'Send' }).click();
}

for (const script of [true, false]) {
    const how = script ? 'with' : 'without';
    test(`an apology is refused until it has a remedy, ${how} JavaScript`, async (t) => {
        const { server, api, deal } = await company(t);
        const browser = await openBrowser(t);
        const page = await openPage(t, browser, { script });
        await signIn(page, server.origin);
        await page.goto(`${server.origin}/deals/${deal.id}`);
        await write(page, deal, 'Sorry for the inconvenience.');
        await page.getByText('An apology without a remedy').waitFor();
        await page.getByLabel('What we will do').fill('Send the price');
        await page.getByLabel('By when').fill('tomorrow 12:00');
        assert.equal(await page.getByLabel('Text').inputValue(), 'Sorry for the inconvenience.');
        await page.getByRole('button', { name: 'Send' }).click();
        await page.waitForURL(`**/deals/${deal.id}`);
        await api.setClock('2026-03-24T16:01:00Z');
        await page.reload();
        await page.getByText('Sent', { exact: true }).waitFor();
        await page.getByRole('link', { name: 'Your desks' }).click();
        await page.getByText('What we will do: Send the price, by Wed 25 Mar 12:00.').waitFor();
    });
}

test('what belongs to letters looks right', async (t) => {
    const { server, api, contact, deal } = await company(t);
    await api.post('/api/v1/messages', {
        deal_id: deal.id, kind: 'answer', subject: 'Your desks', text: 'Dear Amy,\n\nthey fit.\n',
        next_step: 'Hear what she says', next_step_due: '2026-03-27',
    });
    await api.setClock('2026-03-24T16:01:00Z');
    const browser = await openBrowser(t);
    for (const look of looks) {
        const page = await openPage(t, browser, { look });
        await signIn(page, server.origin);
        const pages = { room: `/deals/${deal.id}`, write: `/deals/${deal.id}/write`,
            parties: `/deals/${deal.id}/parties`,
            outbox: '/outbox', letter: '/outbox/1', contact: `/contacts/${contact.id}` };
        for (const [name, path] of Object.entries(pages)) {
            await page.goto(`${server.origin}${path}`);
            await looksRight(page, look.theme === 'light' ? undefined : colours);
            await screenshot(page, `mail-${name}-${look.width}-${look.theme}`);
        }
    }
});
