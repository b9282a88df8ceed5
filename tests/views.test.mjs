// SPDX-License-Identifier: Apache-2.0
// Lists as people keep them: columns in the address, the CSV that follows them, saved views; and
// one's own change taken back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { enter, hire } from './lib/people.mjs';
import { startForAll } from './lib/server.mjs';

const server = await startForAll({ clock: '2017-03-15T10:00:00Z' });
const ada = await server.client();
const mona = await hire(server, ada, 'Mona', { manager: true });
const rita = await hire(server, ada, 'Rita', { rep: true, reports_to_id: mona.id });
const sam = await hire(server, ada, 'Sam', { rep: true });
for (const person of [mona, rita, sam]) {
    person.page = await enter(ada, person);
}
const account = await made(rita.api.post('/api/v1/accounts', { name: 'Acme', country: 'Norway' }));
const desks = await made(rita.api.post('/api/v1/deals', {
    name: 'Desks', value: '1000.10', account_id: account.id,
}));
await made(sam.api.post('/api/v1/deals', { name: 'Chairs', value: '70.00' }));

const head = /<th scope="col" class="(?:number)?" ?[^>]*>(.*?)<\/th>/g;
const heads = (html) => [...html.matchAll(head)]
    .map(([, text]) => text.replace(/<[^>]*>/g, '').trim());
const tabs = (html) => [...html.match(/<nav class="tabs".*?<\/nav>/s)[0]
    .matchAll(/<a href="([^"]*)" ?(aria-current="page")?>(.*?)<\/a>/g)]
    .map(([, url, current, text]) => (
        { url: url.replaceAll('&amp;', '&'), current: !!current, name: text.replace(/ <.*/, '') }));

async function shown(page, path) {
    const answer = await page.get(path);
    assert.equal(answer.status, 200, path);
    return answer.body;
}

test('a list shows the columns of its address in their order', async () => {
    const usual = heads(await shown(rita.page, '/deals'));
    assert.equal(usual[0], 'Deal');
    assert.ok(usual.includes('Expected close'));
    const html = await shown(rita.page, '/deals?columns=value,name,urgency');
    assert.deepEqual(heads(html), ['Value', 'Deal', 'Urgency']);
    const accounts = await shown(rita.page, '/accounts?columns=country,website');
    assert.deepEqual(heads(accounts), ['Name', 'Country', 'Website']);
    await made(rita.api.post('/api/v1/contacts', { name: 'Cara', mobile: '123' }));
    await made(mona.api.post('/api/v1/products', { name: 'Booth', code: 'B1' }));
    assert.deepEqual(heads(await shown(rita.page, '/contacts?columns=mobile')), ['Name', 'Mobile']);
    assert.deepEqual(heads(await shown(rita.page, '/products?columns=code')), ['Name', 'Code']);
    assert.deepEqual(heads(await shown(rita.page, '/users?columns=email')), ['Name', 'Email']);
});

test('what is no column, or never leaves, is refused by name', async () => {
    for (const path of ['/deals?columns=name,colour', '/users?columns=password']) {
        assert.equal((await rita.page.get(path)).status, 422, path);
    }
    await blamed(rita.api.get('/api/v1/deals?columns=name'), 'columns');
});

test('boxes and places are answered with the address they stand for', async () => {
    const boxes = '/deals?state=open&sort=-value&column=name&column=value&column=urgency'
        + '&place.name=1&place.value=9&place.urgency=2';
    const { status, headers } = await rita.page.get(boxes);
    assert.equal(status, 303);
    assert.equal(headers.get('location'),
        '/deals?columns=name,urgency,value&state=open&sort=-value');
});

test('the CSV of a list has its rows and its columns', async () => {
    const html = await shown(mona.page, '/deals?columns=name,account_id,value&sort=-value');
    const [, url] = html.match(/href="(\/export\/deal[^"]*)"/);
    const { body } = await mona.page.get(url.replaceAll('&amp;', '&'));
    assert.equal(body, 'name,account_id,account,value,value_currency\r\n'
        + `Desks,${account.id},Acme,1000.10,USD\r\n`);
    assert.doesNotMatch(await shown(rita.page, '/deals'), /\/export\//);
    const { body: whole } = await ada.get('/api/v1/export/deal');
    assert.match(whole, /^id,name,.*Desks.*Chairs/s);
    await blamed(ada.get('/api/v1/export/deal?colour=red'), 'colour');
});

test('a view is kept, found among the tabs, and opened', async () => {
    const asked = '/deals?sort=-value&stage_id=1';
    const before = await shown(rita.page, asked);
    assert.match(before, /\/views\/new\?url=/);
    const form = { url: asked, name: 'By value' };
    const { status, headers } = await rita.page.post('/views', form);
    assert.equal(status, 303);
    assert.equal(headers.get('location'), '/deals?sort=-value&stage_id=1');
    const html = await shown(rita.page, '/deals?stage_id=1&sort=-value');
    assert.deepEqual(tabs(html).find(({ current }) => current).name, 'By value');
    assert.doesNotMatch(html, /\/views\/new\?url=/);
});

test('a view is private until a manager shares his, and shows each his own', async () => {
    const named = (html, name) => tabs(html).some((tab) => tab.name === name);
    assert.ok(!named(await shown(sam.page, '/deals'), 'By value'));
    await refused(rita.api.post('/api/v1/views', { name: 'For all', url: '/deals', shared: true }),
        403, 'not_allowed');
    const view = await made(mona.api.post('/api/v1/views', {
        name: 'Any state', url: '/deals?state=any', shared: true,
    }));
    assert.equal(view.url, '/deals?state=any');
    assert.ok(named(await shown(sam.page, '/deals'), 'Any state'));
    const html = await shown(sam.page, view.url);
    assert.match(html, /Chairs/);
    assert.doesNotMatch(html, /Desks/);
    await refused(sam.api.patch(`/api/v1/views/${view.id}`, { name: 'Mine' }), 403);
    const { items } = await got(rita.api.get('/api/v1/views'));
    const byValue = items.find(({ name }) => name === 'By value');
    await refused(mona.api.get(`/api/v1/views/${byValue.id}`), 404);
    await got(mona.api.patch(`/api/v1/views/${view.id}`, { shared: false }));
    await refused(sam.api.get(`/api/v1/views/${view.id}`), 404);
});

test('only the lists of this program can be kept, with what they know', async () => {
    const keep = (url) => rita.api.post('/api/v1/views', { name: 'Bad', url });
    for (const url of [
        'https://elsewhere.example/deals', '//elsewhere.example/deals', '/settings', '/deals/1',
        '/deals?colour=red', '/deals?columns=password', '/deals?sort=colour', '/board?stage_id=1',
        '', `/deals?q=${'x'.repeat(1600)}`,
    ]) {
        await blamed(keep(url), 'url');
    }
    const untidy = '/deals?sort=-value&after=i1.1&_changed=deals.1.2&stage_id=&columns=name';
    const view = await made(rita.api.post('/api/v1/views', { name: 'Tidy', url: untidy }));
    assert.equal(view.url, '/deals?columns=name&sort=-value');
    await made(rita.api.post('/api/v1/views', { name: 'Mine', url: `/board?owner_id=${rita.id}` }));
    assert.ok(tabs(await shown(rita.page, '/board')).some(({ name }) => name === 'Mine'));
});

test('a name is taken once, or replaced when that is meant', async () => {
    const body = { name: 'by VALUE', url: '/deals?sort=value' };
    await refused(rita.api.post('/api/v1/views', body), 409, 'view_exists');
    const form = await rita.page.post('/views', body);
    assert.equal(form.status, 409);
    assert.match(form.body, /Replace the one there is/);
    const view = await made(rita.api.post('/api/v1/views', { ...body, replace: true }));
    assert.equal(view.url, '/deals?sort=value');
    assert.equal(view.version, 2);
});

test('a list begins with the default view, until all of it is asked for', async () => {
    const { items } = await got(rita.api.get('/api/v1/views'));
    const view = items.find(({ name }) => name === 'Tidy');
    const begun = await got(rita.api.post(`/api/v1/views/${view.id}/default`, { default: true }));
    assert.equal(begun.default, true);
    const { status, headers } = await rita.page.get('/deals');
    assert.equal(status, 303);
    assert.equal(headers.get('location'), view.url);
    const all = tabs(await shown(rita.page, view.url))[0];
    assert.deepEqual([all.name, all.url], ['Open deals', '/deals?_all=yes']);
    await shown(rita.page, all.url);
    await shown(mona.page, '/deals');
    const dropped = await rita.api.delete(`/api/v1/views/${view.id}`);
    assert.equal(dropped.status, 204);
    await shown(rita.page, '/deals');
});

test('a view that somebody else changed meanwhile is not overwritten', async () => {
    const { items: [view] } = await got(rita.api.get('/api/v1/views'));
    const path = `/api/v1/views/${view.id}`;
    await got(rita.api.patch(path, { name: 'Once' }, { 'if-match': `"${view.version}"` }));
    const behind = { 'if-match': `"${view.version}"` };
    await refused(rita.api.patch(path, { name: 'Twice' }, behind), 412);
});

test('one person has so many views and no more', async () => {
    await got(ada.patch('/api/v1/policies/views_most', { value: 1 }));
    await made(sam.api.post('/api/v1/views', { name: 'One', url: '/accounts?sort=-name' }));
    const second = { name: 'Two', url: '/accounts?columns=name' };
    await refused(sam.api.post('/api/v1/views', second), 409, 'views_full');
    await got(ada.patch('/api/v1/policies/views_most', { value: 50 }));
});

// ---- one's own change taken back ----

const path = `/api/v1/deals/${desks.id}`;

test('an undo is a new change, and is refused when somebody edited since', async () => {
    await got(rita.api.patch(path, { value: '5.00' }));
    const back = await got(rita.api.post(`${path}/undo`, {}));
    assert.deepEqual(back.value, { amount: '1000.10', currency: 'USD' });
    await got(rita.api.patch(path, { value: '6.00' }));
    const { items: [entry] } = await got(rita.api.get(`${path}/history?limit=1`));
    await got(mona.api.patch(path, { value: '7.00' }));
    const problem = await refused(rita.api.post(`${path}/undo`, { seq: entry.seq }), 409,
        'edited_since');
    assert.equal(problem.detail, 'Mona changed Value to $7 in the meantime.');
    await refused(rita.api.post(`${path}/undo`, {}), 403, 'not_yours');
    await refused(sam.api.post(`${path}/undo`, {}), 404);
    await refused(rita.api.post(`${path}/undo`, { seq: 999 }), 404);
    await blamed(rita.api.post(`${path}/undo`, { seq: 'last' }), 'seq');
});

test('a form save leads to a note with the way back, without JavaScript', async () => {
    const place = `/accounts/${account.id}`;
    const saved = await rita.page.post(`${place}/country`, { country: 'Sweden', _version: '1' });
    assert.equal(saved.status, 303);
    const noted = await shown(rita.page, saved.headers.get('location'));
    assert.match(noted, /class="note changed"/);
    const [, seq] = noted.match(/action="\/accounts\/1\/undo".*?name="seq" value="(\d+)"/s);
    const undone = await rita.page.post(`${place}/undo`, { seq });
    assert.match(await shown(rita.page, undone.headers.get('location')), /is as it was before/);
    assert.equal((await got(rita.api.get(`/api/v1${place}`))).country, 'Norway');
    const again = await got(rita.api.post(`/api/v1${place}/undo`, {}));
    assert.equal(again.country, 'Sweden');
    const forged = await shown(sam.page, saved.headers.get('location'));
    assert.doesNotMatch(forged, /class="note changed"/);
});

test('contacts and products are taken back too, users are not', async () => {
    const contact = await made(rita.api.post('/api/v1/contacts', { name: 'Cleo' }));
    await got(rita.api.patch(`/api/v1/contacts/${contact.id}`, { position: 'Buyer' }));
    const blank = await got(rita.api.post(`/api/v1/contacts/${contact.id}/undo`, {}));
    assert.equal(blank.position, '');
    const product = await made(mona.api.post('/api/v1/products', { name: 'Chair', price: '9.00' }));
    await got(mona.api.patch(`/api/v1/products/${product.id}`, { price: '8.00' }));
    const back = await got(mona.api.post(`/api/v1/products/${product.id}/undo`, {}));
    assert.equal(back.price.amount, '9.00');
    await refused(ada.post(`/api/v1/users/${sam.id}/undo`, {}), 404);
});
