// SPDX-License-Identifier: Apache-2.0
// What does not work at the buyer's page: wrong links, scanners, forms sent twice or from
// elsewhere, numbers of others, hostile words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { promise, promisesOf, visit } from './lib/amy.mjs';
import { contents } from './lib/database.mjs';
import { got, made, refused } from './lib/expect.mjs';
import { Page } from './lib/page.mjs';
import { enter } from './lib/people.mjs';

test('a GET changes nothing, as a scanner of mail would send it', async (t) => {
    const all = await visit(t);
    const before = JSON.stringify(contents(all.server.database));
    const { keys } = await all.amy.open().then(() => all.amy);
    for (const action of ['', '/ask', '/bought', '/leave', '/keep', '/manager', '/nonsense']) {
        const query = new URLSearchParams({ ...keys, words: 'x', kind: 'price' });
        const answer = await fetch(`${all.server.origin}${all.amy.path}${action}?${query}`);
        assert.ok([200, 422].includes(answer.status), `${action}: ${answer.status}`);
        const head = await fetch(`${all.server.origin}${all.amy.path}${action}`, {
            method: 'HEAD',
        });
        assert.ok(head.status < 500);
    }
    assert.equal(JSON.stringify(contents(all.server.database)), before);
});

test('a form sent twice is done once, and the page says so', async (t) => {
    const all = await visit(t);
    await all.amy.open();
    const form = { ...all.amy.keys, words: 'Does it run on batteries?' };
    const send = () => all.amy.call('POST', `${all.amy.path}/ask`, form);
    const both = await Promise.all([send(), send()]);
    assert.deepEqual(both.map(({ status }) => status), [200, 200]);
    assert.equal(both.filter(({ text }) => text.includes('We have this already')).length, 1);
    assert.equal((await promisesOf(all)).length, 1);
    await all.amy.does('ask', { words: 'Does it run on batteries?' });
    assert.equal((await promisesOf(all)).length, 2, 'asked again on a new page, it is meant');
});

test('a form from elsewhere, or without its token, changes nothing', async (t) => {
    const all = await visit(t);
    await all.amy.open();
    const before = JSON.stringify(contents(all.server.database));
    const { status } = await all.amy.call('POST', `${all.amy.path}/bought`, { reason: 'price' });
    assert.equal(status, 403);
    assert.ok(all.amy.text.includes('out of date'));
    await all.amy.open();
    const forged = await fetch(`${all.server.origin}${all.amy.path}/bought`, {
        method: 'POST', body: new URLSearchParams(all.amy.keys),
        headers: { origin: 'https://elsewhere.example' },
    });
    assert.equal(forged.status, 403);
    const wrong = { ...all.amy.keys, _csrf: 'A'.repeat(86) };
    assert.equal((await all.amy.call('POST', `${all.amy.path}/bought`, wrong)).status, 403);
    assert.equal(JSON.stringify(contents(all.server.database)), before);
});

test('guessed, revoked and expired links are answered alike, and clearly', async (t) => {
    const all = await visit(t);
    const guess = all.amy.path.replace(/[0-9a-f]{8}$/, (s) => (s === 'aaaaaaaa' ? 'bbbbbbbb'
        : 'aaaaaaaa'));
    const asGuessed = await new Page(all.server.origin, `${all.server.origin}${guess}`).open();
    assert.equal(asGuessed.status, 404);
    assert.match(asGuessed.text, /does not open anything.*newest letter/);
    const posted = await new Page(all.server.origin, `${all.server.origin}${guess}`)
        .call('POST', `${guess}/bought`, {});
    assert.equal(posted.status, 404);
    const links = await got(all.rick.api.get(`/api/v1/deals/${all.deal.id}/links`));
    assert.deepEqual(links.items.map(({ state, contact }) => [state, contact]),
        [['open', 'Amy']]);
    assert.ok(!JSON.stringify(links).includes(all.amy.path.slice(3)));
    const page = await enter(all.ada, all.rick);
    assert.match((await page.get(`/deals/${all.deal.id}/links`)).body, /Revoke/);
    const [{ id }] = links.items;
    const one = `/api/v1/deals/${all.deal.id}/links/${id}/revoke`;
    assert.equal((await all.rick.api.post(one, {})).status, 204);
    await refused(all.rick.api.post(one, {}), 404);
    const revoked = await all.amy.open();
    assert.deepEqual([revoked.status, revoked.text], [404, asGuessed.text]);
    const revokeAll = `/api/v1/deals/${all.deal.id}/links/revoke`;
    assert.equal((await all.rick.api.post(revokeAll, {})).status, 204);
});

test('a link is good for a year, and then like one that never was', async (t) => {
    const all = await visit(t);
    await all.ada.setClock('2027-03-14T14:09:00Z');
    assert.equal((await all.amy.open()).status, 200);
    await all.ada.setClock('2027-03-14T14:11:00Z');
    assert.equal((await all.amy.open()).status, 404);
});

test('who tries many links has to wait, and the token stands in no log and no table', async (t) => {
    const all = await visit(t);
    const wrong = (i) => fetch(`${all.server.origin}/b/${String(i).padStart(64, '0')}`);
    const statuses = [];
    for (let i = 0; i < 25; i += 1) {
        statuses.push((await wrong(i)).status);
    }
    assert.equal(statuses[0], 404);
    assert.equal(statuses[24], 429);
    const token = all.amy.path.slice(3);
    const tables = contents(all.server.database, 'letter');
    assert.ok(!JSON.stringify(tables).includes(token));
    await all.amy.open();
    await all.server.stop();
    assert.ok(!all.server.log.includes(token));
    assert.ok(all.server.log.includes('route=/b/{word}'));
});

test('what is refused him keeps the pattern of the address, not his key', async (t) => {
    const all = await visit(t);
    const { status } = await all.amy.send('keep', { id: (await made(promise(all))).id });
    assert.equal(status, 409);
    const { items: [one] } = await got(all.ada.get('/api/v1/refusals?door=buyer'));
    assert.deepEqual([one.code, one.path, one.user_id], ['no_evidence', '/b/{word}/{word}', null]);
});

test('a promise or a question of somebody else is not here', async (t) => {
    const all = await visit(t);
    const other = await made(all.rick.api.post('/api/v1/deals', { name: 'Other' }));
    const foreign = await made(promise(all, { deal_id: other.id }));
    for (const action of ['keep', 'move', 'release', 'differ', 'insist', 'pause', 'answer',
        'correct', 'choose', 'helped', 'consent']) {
        const { status, html } = await all.amy.send(action, {
            id: foreign.id, words: 'x', why: 'x', due: '2026-03-20 10:00', choice: '1',
            helped: 'yes', action: 'contact', give: 'yes',
        });
        assert.ok([404, 422].includes(status), `${action}: ${status}`);
        assert.match(html, /Nothing was changed/);
    }
});

test('hostile words do no harm anywhere', async (t) => {
    const all = await visit(t);
    const hostile = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>\r\nBcc: x@y.example'
        + ' ${7*7} {{7*7}} =cmd|calc \u202e %00 ../../etc';
    for (const [action, form] of [['ask', { words: hostile }], ['manager', { words: hostile }],
        ['thank', { words: hostile }], ['order', { what: hostile }],
        ['share', { requirements: hostile, authority: hostile }],
        ['change', { kind: 'situation', words: hostile, roadblock: hostile }],
        ['help', { step: hostile, x: hostile }], ['prefer', { phone: hostile, hours: hostile }],
        ['bought', { supplier: hostile, words: hostile }]]) {
        const { status, html } = await all.amy.send(action, form);
        assert.ok([200, 422].includes(status), `${action}: ${status}`);
        assert.ok(!html.includes('<script>') && !html.includes('<img src'), action);
    }
    const long = 'a'.repeat(3000);
    const { status } = await all.amy.send('ask', { words: long });
    assert.equal(status, 422);
    const huge = await all.amy.send('ask', { words: 'a'.repeat(70000) });
    assert.equal(huge.status, 413);
});
