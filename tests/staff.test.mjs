// SPDX-License-Identifier: Apache-2.0
// Who works here beside reps and managers: support teams and executives; alerts, refusals and the
// report of what was done all the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { enter, hire } from './lib/people.mjs';
import { start } from './lib/server.mjs';

async function company(t) {
    const server = await start(t, { clock: '2026-03-14T14:00:00Z' });
    const ada = await server.client();
    const billing = await made(ada.post('/api/v1/teams', { name: 'Billing' }));
    const eve = await hire(server, ada, 'Eve', { executive: true });
    const mona = await hire(server, ada, 'Mona', { manager: true, reports_to_id: eve.id });
    const rick = await hire(server, ada, 'Rick', { rep: true, reports_to_id: mona.id });
    const sue = await hire(server, ada, 'Sue', { support: true, team_id: billing.id });
    return { server, ada, billing, eve, mona, rick, sue };
}

test('a team has a name of its own, a lead who is there, and its people', async (t) => {
    const { ada, billing, sue } = await company(t);
    await blamed(ada.post('/api/v1/teams', { name: 'BILLING' }), 'name');
    await blamed(ada.post('/api/v1/teams', { name: 'Print', lead_id: 999 }), 'lead_id');
    const led = await got(ada.patch(`/api/v1/teams/${billing.id}`, { lead_id: sue.id }));
    assert.equal(led.lead_id, sue.id);
    const { items } = await got(ada.get(`/api/v1/users?team_id=${billing.id}`));
    assert.deepEqual(items.map(({ name }) => name), ['Sue']);
    assert.equal((await got(ada.get('/api/v1/teams'))).count, 1);
    assert.equal((await got(ada.get(`/api/v1/teams/${billing.id}/history`))).items.length, 2);
});

test('an executive reads the deals below and changes none, and support reads none', async (t) => {
    const { rick, eve, sue, ada } = await company(t);
    const deal = await made(rick.api.post('/api/v1/deals', { name: 'Beds' }));
    assert.equal((await got(eve.api.get(`/api/v1/deals/${deal.id}`))).name, 'Beds');
    await refused(eve.api.patch(`/api/v1/deals/${deal.id}`, { name: 'Mine' }), 403);
    await refused(sue.api.get(`/api/v1/deals/${deal.id}`), 403);
    const { body } = await sue.api.get('/api/v1/find?q=beds');
    assert.ok(!JSON.stringify(body).includes('Beds'));
    const page = await enter(ada, eve);
    const room = await page.get(`/deals/${deal.id}`);
    assert.equal(room.status, 200);
    assert.ok(!room.body.includes('Log a touch on') && !room.body.includes('id="composer"'));
    assert.equal((await page.get('/')).status, 200);
    const support = await enter(ada, sue);
    const first = await support.get('/');
    assert.equal(first.status, 200);
    assert.ok(!first.body.includes('href="/deals"'));
});

test('no user has a switch that takes him out of clocks, gates or alerts', async (t) => {
    const { ada, rick } = await company(t);
    const known = ['active', 'administrator', 'alert_mail', 'created', 'email', 'executive', 'id',
        'manager', 'mentor_id', 'name', 'office', 'on_duty', 'outside_id', 'rep', 'reports_to_id',
        'started_on', 'support', 'team_id', 'updated', 'version'];
    const user = await got(ada.get(`/api/v1/users/${rick.id}`));
    assert.deepEqual(Object.keys(user).sort(), known);
});

test('each chooses for himself which alerts reach him by mail', async (t) => {
    const { ada, rick } = await company(t);
    assert.equal((await rick.api.post('/api/v1/me/alerts', { alert_mail: 'urgent' })).status, 204);
    assert.equal((await got(rick.api.get('/api/v1/me'))).alert_mail, 'urgent');
    await blamed(rick.api.post('/api/v1/me/alerts', { alert_mail: 'often' }), 'alert_mail');
    await blamed(ada.patch(`/api/v1/users/${rick.id}`, { alert_mail: 'none' }), 'alert_mail');
    const page = await enter(ada, rick);
    assert.equal((await page.post('/me/alerts', { alert_mail: 'all' })).status, 303);
    assert.match((await page.get('/me')).body, /<option value="all" selected>/);
});

test('alerts are asked for by e-mail or number, within the line', async (t) => {
    const { ada, rick } = await company(t);
    for (const to of ['rick@example.com', 'RICK@example.com', rick.id]) {
        assert.deepEqual((await got(ada.get(`/api/v1/alerts?to=${to}`))).items, []);
    }
    await blamed(ada.get('/api/v1/alerts?to=nobody@example.com'), 'to');
    await refused(rick.api.post('/api/v1/alerts/1/seen'), 404);
});

test('a refusal is listed with its sentence, for those above and nobody else', async (t) => {
    const { ada, rick, mona, eve, sue } = await company(t);
    const deal = await made(rick.api.post('/api/v1/deals', { name: 'Beds' }));
    const call = { deal_id: deal.id, channel: 'phone', details: 'We spoke.' };
    await refused(rick.api.post('/api/v1/touches', call), 409, 'next_step_required');
    for (const who of [ada, mona.api, eve.api]) {
        const { items } = await got(who.get('/api/v1/refusals?code=next_step_required'));
        assert.equal(items.length, 1);
        const [one] = items;
        assert.equal(one.user, 'Rick');
        assert.equal(one.subject_id, deal.id);
        assert.equal(one.when, '2026-03-14T14:00:00Z');
        assert.match(one.sentence, /next step/i);
    }
    assert.deepEqual((await got(ada.get('/api/v1/refusals?user=eve@example.com'))).items, []);
    assert.deepEqual((await got(ada.get('/api/v1/refusals?to=2026-03-13'))).items, []);
    await blamed(ada.get('/api/v1/refusals?from=soon&user=nobody'), 'from', 'user');
    await refused(rick.api.get('/api/v1/refusals'), 403);
    await refused(sue.api.get('/api/v1/refusals'), 403);
    const page = await enter(ada, mona);
    assert.match((await page.get('/refusals')).body, /next_step_required/);
});

test('refusals come page by page', async (t) => {
    const { rick, mona } = await company(t);
    const deal = await made(rick.api.post('/api/v1/deals', { name: 'Beds' }));
    const call = { deal_id: deal.id, channel: 'phone', details: 'We spoke.' };
    for (let i = 0; i < 3; i += 1) {
        await refused(rick.api.post('/api/v1/touches', call), 409);
    }
    const first = await got(mona.api.get('/api/v1/refusals?limit=2'));
    assert.equal(first.items.length, 2);
    const second = await got(mona.api.get(`/api/v1/refusals?limit=2&before=${first.before}`));
    assert.equal(second.items.length, 1);
    assert.equal(second.before, null);
});

test('changed numbers stand in the report with who, when, before and then', async (t) => {
    const { ada, eve, mona } = await company(t);
    await got(ada.patch('/api/v1/policies/silent_days', { value: 5 }));
    await ada.setClock('2026-03-15T09:00:00Z');
    await got(ada.patch('/api/v1/policies/silent_days', { value: 6 }));
    const report = await got(eve.api.get('/api/v1/overrides?from=2026-03-14&to=2026-03-15'));
    assert.deepEqual(report.policy_changes.map(({ name, was, value, user, when }) => (
        [name, was, value, user, when])), [
        ['silent_days', 5, 6, 'ada', '2026-03-15T09:00:00Z'],
        ['silent_days', 7, 5, 'ada', '2026-03-14T14:00:00Z'],
    ]);
    const earlier = await got(ada.get('/api/v1/overrides?from=2026-03-14&to=2026-03-14'));
    assert.equal(earlier.policy_changes.length, 1);
    const csv = await eve.api.get('/api/v1/overrides?format=csv');
    assert.match(csv.body, /^kind,when,name,reason,was,value,user,about\r\npolicy,/);
    await refused(mona.api.get('/api/v1/overrides'), 403);
    await blamed(ada.get('/api/v1/overrides?from=2026-03-15&to=2026-03-14'), 'to');
    const page = await enter(ada, eve);
    assert.match((await page.get('/overrides')).body, /Days without contact/);
});
