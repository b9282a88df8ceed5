// SPDX-License-Identifier: Apache-2.0
// What was closed, and why: value given along the way (S0-31), losses with who, why and how long
// the buyer had waited (S0-38), our speed beside the market (S0-68). Ray sells, Mo is his manager;
// Rui is of another team.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { enter, hire } from './lib/people.mjs';
import { folderFor, run, start } from './lib/server.mjs';

const file = { after };
const mail = join(await folderFor(file), 'mail');
const server = await start(file, {
    clock: '2026-02-02T10:00:00Z', args: ['--mail-folder', mail],
});
const admin = await server.client();
const mo = await hire(server, admin, 'Mo', { manager: true, reports_to_id: 1 });
const ray = await hire(server, admin, 'Ray', { rep: true, reports_to_id: mo.id });
const rui = await hire(server, admin, 'Rui', { rep: true });
const desk = await made(admin.post('/api/v1/products', { name: 'Desk', price: '900.00',
    options: 'Oak', delivery: 'A week', payment_terms: '30 days', how_to_order: 'By mail',
    returns: '14 days', who_to_ask: 'Ray' }));
const acme = await made(ray.api.post('/api/v1/accounts', { name: 'Acme' }));
const pat = await made(ray.api.post('/api/v1/contacts',
    { name: 'Pat', email: 'pat@acme.example', account_id: acme.id }));

const deal = (name, more) => made(ray.api.post('/api/v1/deals',
    { name, account_id: acme.id, value: '900.00', ...more }));
const touch = ({ id }, more) => made(ray.api.post('/api/v1/touches', {
    deal_id: id, channel: 'email', direction: 'outbound', details: 'For her.', next_step: 'Hear',
    next_step_due: '2026-02-09T10:00:00Z', ...more,
}));
const move = ({ id }, body) => got(ray.api.post(`/api/v1/deals/${id}/stage`, body));
const report = async (name, who = mo) => got(who.api.get(
    `/api/v1/reports/${name}?from=2026-02-01&to=2026-02-28`));

test('deals that we only took through stand apart from those that got something of value',
    async () => {
        const given = await deal('Got a hint');
        const only = await deal('Stewarded');
        const lost = await deal('Stewarded and lost');
        await touch(given, { shared: 'How others light such rooms' });
        await touch(only, {});
        await admin.setClock('2026-02-04T10:00:00Z');
        await move(given, { stage: 'Won' });
        await admin.setClock('2026-02-05T10:30:00Z');
        await move(only, { stage: 'Won' });
        await move(lost, { stage: 'Lost', lost_reason: 'Budget was cut' });
        const { rows, says } = await report('value');
        assert.equal(says, '2 of 3 closed deals got nothing of value from us.');
        const [value, stewarded, ...each] = rows;
        assert.deepEqual([value.count, value.won, value.rate, value.order_time, value.touches],
            [1, 1, 100, 2880, 1]);
        assert.deepEqual([stewarded.count, stewarded.won, stewarded.rate, stewarded.order_time],
            [2, 1, 50, 4350]);
        assert.deepEqual(each.map(({ deals, ended, order_time: time }) => [deals, ended, time]),
            [['Stewarded and lost', 'lost', null], ['Stewarded', 'won', 4350]]);
        assert.deepEqual((await report('value', rui)).rows, []);
        const page = await enter(admin, mo);
        const shown = await page.get('/reports/value?from=2026-02-01&to=2026-02-28');
        assert.match(shown.body, /Stewarded and lost<\/a>/);
        assert.match(shown.body, /<svg/);
        const csv = await page.get('/reports/value?from=2026-02-01&to=2026-02-28&format=csv');
        assert.match(csv.body, /^deals,owner,ended,count,won,rate,order_time,touches\r\n/);
    });

test('a loss says to whom, why, and how long the buyer had waited', async () => {
    const quick = await deal('Somebody else was faster');
    await touch(quick, { direction: 'inbound', details: 'We take it.',
        buyer_stage: 'ready_to_buy', happened: '2026-02-05T10:00:00Z' });
    await admin.setClock('2026-02-09T12:00:00Z');
    await blamed(ray.api.post(`/api/v1/deals/${quick.id}/stage`,
        { stage: 'Lost', lost_reason: 'Too slow', lost_cause: 'weather' }), 'lost_cause');
    const gone = await move(quick, {
        stage: 'Lost', lost_reason: 'We took a week', lost_cause: 'speed', lost_to: 'Zed Ltd',
    });
    assert.deepEqual([gone.lost_cause, gone.lost_to, gone.ready_minutes],
        ['speed', 'Zed Ltd', 98 * 60]);
    await blamed(ray.api.patch(`/api/v1/deals/${quick.id}`, { ready_minutes: 1 }),
        'ready_minutes');
    const { rows: [row, other], says } = await report('losses');
    assert.equal(says, '1 of 2 went because somebody else was faster or easier to buy from.');
    assert.deepEqual([row.deal, row.lost_to, row.cause, row.reason, row.hours, row.by, row.lost],
        ['Somebody else was faster', 'Zed Ltd', 'Somebody else was faster', 'We took a week', 98,
            'us', '2026-02-09T12:00:00Z']);
    assert.deepEqual([other.hours, other.cause], [null, 'Not said']);
    assert.deepEqual((await report('losses', rui)).rows, []);

    const page = await enter(admin, ray);
    const again = await deal('On the page');
    const { items } = await got(ray.api.get('/api/v1/stages'));
    const lost = items.find(({ name }) => name === 'Lost').id;
    const asks = await page.post(`/deals/${again.id}/stage`, {
        stage_id: lost, lost_cause: 'price', lost_to: 'Okapi Ltd',
    });
    assert.equal(asks.status, 422); // the reason is missing; the rest is kept
    assert.match(asks.body, /value="price" selected/);
    assert.match(asks.body, /value="Okapi Ltd"/);
    const done = await page.post(`/deals/${again.id}/stage`, {
        stage_id: lost, lost_cause: 'price', lost_to: 'Okapi Ltd', lost_reason: 'A tenth more',
    });
    assert.equal(done.status, 303);
    const reopened = await move(again, { stage: 'Proposal' });
    assert.deepEqual([reopened.lost_cause, reopened.lost_to, reopened.ready_minutes],
        ['unsaid', '', null]);
    await refused(ray.api.get('/api/v1/reports/weather'), 404);
});

test('our times stand beside what the buyers can get elsewhere', async () => {
    const won = await deal('Took a week', { contact_id: pat.id });
    await admin.setClock('2026-02-16T10:00:00Z');
    const price = await made(ray.api.post('/api/v1/promises', {
        deal_id: won.id, by: 'us', kind: 'price_info', what: 'The price',
        due: '2026-02-20T10:00:00Z',
    }));
    await made(ray.api.post('/api/v1/messages', {
        deal_id: won.id, kind: 'price_info', subject: 'The price', text: 'As follows.',
        product_id: desk.id, next_step: 'Hear', next_step_due: '2026-02-18T10:00:00Z',
    }));
    await got(admin.setClock('2026-02-16T10:01:00Z'));
    assert.equal((await got(ray.api.get(`/api/v1/promises/${price.id}`))).state, 'kept');
    const offer = (more) => ray.api.post('/api/v1/alternatives', { deal_id: won.id, ...more });
    const said = await touch(won, { direction: 'inbound', details: 'Zed has it in two days.',
        next_step_due: '2026-02-18T10:00:00Z' });
    await refused(offer({ who: 'Zed', days: 2 }), 409, 'buyer_owned');
    await blamed(offer({ touch_id: said.id }), 'who');
    await blamed(offer({ touch_id: said.id, who: 'Zed', days: 9999 }), 'days');
    const zed = await made(offer({ touch_id: said.id, who: 'Zed', days: 2, price: '850.00' }));
    assert.deepEqual([zed.user_id, zed.contact_id, zed.price.amount], [ray.id, pat.id, '850.00']);
    await got(ray.api.get(`/api/v1/alternatives/${zed.id}`));
    const page = await enter(admin, ray);
    const added = await page.post('/alternatives', { deal_id: won.id, who: 'Okapi', days: '9' });
    assert.equal(added.status, 303);
    assert.match((await page.get(`/deals/${won.id}`)).body, /Okapi, within 9 days/);
    const { items } = await got(ray.api.get(`/api/v1/alternatives?deal_id=${won.id}`));
    assert.deepEqual(items.map(({ who }) => who), ['Zed', 'Okapi']);
    await admin.setClock('2026-02-17T10:00:30Z');
    await move(won, { stage: 'Won' });
    const { rows, says } = await report('market');
    assert.deepEqual(rows.map(({ deal: name, ended, elsewhere, days }) => (
        [name, ended, elsewhere, days])), [['Took a week', 'won', 'Zed', 2],
        ['Took a week', 'won', 'Okapi', 9]]);
    assert.deepEqual([rows[0].price.amount, rows[0].our_price.amount, rows[0].to_delivery],
        ['850.00', '900.00', null]);
    assert.equal(rows[0].to_order, 1440); // it left at 10:00 on the day before
    assert.ok(rows[0].to_price > 0);
    assert.match(says, /delivery never after the order\. Half of what buyers can get elsewhere/);
    assert.deepEqual((await report('market', rui)).rows, []);
    const { stdout } = await run('check', '--database', server.database);
    assert.match(stdout, /everything adds up/);
});
