// SPDX-License-Identifier: Apache-2.0
// A promise in the browser: made by a rep on the deal's page, asked of a team and answered by it,
// late in the manager's sight. The tests follow one another.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, test } from 'node:test';
import { join, looks, looksRight, openBrowser, openPage, signIn } from '../lib/browser.mjs';
import { got, made } from '../lib/expect.mjs';
import { hire } from '../lib/people.mjs';
import { start } from '../lib/server.mjs';

const file = { after };
const server = await start(file, { clock: '2026-03-16T09:20:00Z' }); // a Monday
const browser = await openBrowser(file);
const admin = await server.client();
mkdirSync('build/screens', { recursive: true });

async function employ(name, roles) {
    const user = await hire(server, admin, name, roles);
    const { link } = await got(admin.post(`/api/v1/users/${user.id}/invite`));
    const page = await openPage(file, browser, { script: name !== 'Sue' });
    return { ...user, page, ...await join(page, link, user.email) };
}

const team = await made(admin.post('/api/v1/teams', { name: 'Billing' }));
const mona = await employ('Mona', { manager: true, reports_to_id: 1 });
const rick = await employ('Rick', { rep: true, reports_to_id: mona.id });
const sue = await employ('Sue', { support: true, team_id: team.id });
const contact = await made(rick.api.post('/api/v1/contacts', { name: 'Amy Gray',
    email: 'amy@buyer.example' }));
const deal = await made(rick.api.post('/api/v1/deals', {
    name: 'Monitor MD-1', value: '4800', urgency: 'urgent', contact_id: contact.id,
    next_step: 'Send the prices', next_step_due: '2026-03-16T13:00:00Z',
}));
const goTo = (path, who) => who.page.goto(`${server.origin}${path}`);

async function promise(page, what, { due, kind, by, channel } = {}) {
    const form = page.getByRole('form', { name: 'Promise something' });
    if (!await form.isVisible()) {
        await page.getByText('Promise something', { exact: true }).click();
    }
    await form.getByLabel('What').fill(what);
    if (by) {
        await form.getByLabel('Who promises').selectOption(by);
    }
    if (kind) {
        await form.getByLabel('Kind').selectOption(kind);
    }
    if (channel) {
        await form.getByLabel('By', { exact: true }).selectOption(channel);
    }
    if (due !== undefined) {
        await form.getByLabel('Due').fill(due);
    }
    await form.getByRole('button', { name: 'Promise' }).click();
}

test('a rep promises in one step, at the time that is offered', async () => {
    const { page } = rick;
    await goTo(`/deals/${deal.id}`, rick);
    await page.getByText('Promise something', { exact: true }).click();
    assert.equal(await page.locator('#p-due').inputValue(), 'Mon 16 Mar 13:20');
    await promise(page, 'E-mail the prices');
    await page.locator('.prom.seller', { hasText: 'E-mail the prices' }).waitFor();
    assert.match(await page.locator('.prom.seller').first().innerText(), /Mon 16 Mar 13:20/);
});

test('"soon" is refused where it was typed, and the words stay', async () => {
    const { page } = rick;
    await promise(page, 'Call back', { due: 'soon', kind: 'call' });
    const form = page.getByRole('form', { name: 'Promise something' });
    assert.match(await form.getByRole('alert').innerText(), /exact time[\s\S]*Mon 16 Mar 13:20/);
    assert.equal(await form.getByLabel('What').inputValue(), 'Call back');
    await promise(page, 'Call back', { due: 'tomorrow 15:00', kind: 'call', channel: 'phone' });
    await page.locator('.prom.seller', { hasText: 'Call back' }).waitFor();
    await promise(page, 'Billing checks the insurance', { due: 'tomorrow 12:00', kind: 'check' });
    await page.locator('.prom.seller', { hasText: 'Billing checks' }).waitFor();
    await promise(page, 'Send the signed form', { by: 'buyer', due: 'wed 12:00', kind: 'input' });
    await page.locator('.prom.buyer', { hasText: 'signed form' }).waitFor();
});

test('the team answers from its queue, without JavaScript', async () => {
    const { page } = sue;
    await goTo('/', sue);
    await page.getByRole('link', { name: 'Answer Billing checks the insurance' }).click();
    await page.getByLabel('Yes', { exact: true }).check();
    await page.getByLabel('In your words').fill('The policy covers it.');
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await page.getByText('The policy covers it.').waitFor();
});

test('late, both the rep and his manager see it; kept without evidence it is refused', async () => {
    await admin.setClock('2026-03-16T13:50:00Z');
    await goTo('/', rick);
    await rick.page.getByRole('heading', { name: 'Promises due' }).waitFor();
    await goTo('/', mona);
    await mona.page.getByRole('heading', { name: 'Late promises' }).waitFor();
    await goTo(`/deals/${deal.id}`, rick);
    const item = rick.page.locator('.prom', { hasText: 'E-mail the prices' });
    assert.match(await item.innerText(), /30 min late/);
    await item.getByText('Change').click();
    await item.getByRole('button', { name: 'Kept' }).click();
    assert.match(await rick.page.locator('main').innerText(), /kept when the record shows it/);
});

test('the pages look right at both widths in both themes', async (t) => {
    const shots = [[rick, `/deals/${deal.id}`, 'promises-room'], [rick, '/promises',
        'promises-list'],
        [mona, '/', 'promises-today'], [sue, '/requests?show=all', 'requests'], [sue,
            '/requests/1', 'request'],
        [rick, `/deals/${deal.id}/ask`, 'request-form'], [mona, '/promises/counts',
            'promises-counts'],
        [mona, '/requests/load', 'requests-load'], [sue, '/', 'requests-today']];
    for (const look of looks) {
        for (const who of [rick, mona, sue]) {
            const page = await openPage(t, browser, { look });
            await signIn(page, server.origin, who);
            for (const [, path, name] of shots.filter(([whose]) => whose === who)) {
                await page.goto(`${server.origin}${path}`);
                await looksRight(page);
                const picture = `build/screens/${name}-${look.width}-${look.theme}.png`;
                await page.screenshot({ path: picture, fullPage: true });
            }
            await page.context().close();
        }
    }
});
