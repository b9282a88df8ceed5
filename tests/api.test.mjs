// SPDX-License-Identifier: Apache-2.0
// The API tells a deal's story: made, worked, changed with who and why, won or lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confirm } from './lib/buyer.mjs';
import { contents, rows } from './lib/database.mjs';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { hire } from './lib/people.mjs';
import { start, startForAll } from './lib/server.mjs';

const today = '2017-03-15';
const soon = '2017-03-22T15:00:00Z';
const server = await startForAll({ clock: `${today}T10:00:00Z` });
const api = await server.client();
const me = await got(api.get('/api/v1/me'));
const account = await made(api.post('/api/v1/accounts', { name: 'Acme' }));

function deal(more = {}) {
    return made(api.post('/api/v1/deals', { name: 'Fleet', account_id: account.id, ...more }));
}

function touch(deal_id, more = {}) {
    return {
        deal_id, channel: 'phone', direction: 'outbound', details: 'We spoke about the fleet.',
        next_step: 'Send the offer', next_step_due: soon, ...more,
    };
}

function said(deal_id, buyer_close) {
    return made(api.post('/api/v1/touches', touch(deal_id, { direction: 'inbound', buyer_close })));
}

async function history(id) {
    return (await got(api.get(`/api/v1/deals/${id}/history`))).items;
}

/** What the newest "changed" entry says of one field. */
async function lastChange(id, field) {
    const entry = (await history(id)).find(({ kind, body }) => (
        kind === 'changed' && body.changes.some((change) => change.field === field)));
    return entry && { ...entry.body.changes.find((change) => change.field === field), entry };
}

test('a new account needs nothing but its name and is a prospect', async () => {
    const { id, version } = await made(api.post('/api/v1/accounts', { name: 'Globex' }));
    const { body, headers } = await api.get(`/api/v1/accounts/${id}`);
    assert.equal(body.name, 'Globex');
    assert.equal(body.customer_since, null);
    assert.equal(headers.get('etag'), `"${version}"`);
});

test('a new deal begins in the first stage and belongs to who adds it', async () => {
    const { id } = await deal();
    const fresh = await got(api.get(`/api/v1/deals/${id}`));
    const { items: [stage] } = await got(api.get('/api/v1/stages'));
    assert.equal(fresh.stage_id, stage.id);
    assert.equal(fresh.pipeline_id, stage.pipeline_id);
    assert.equal(fresh.probability, stage.probability);
    assert.equal(fresh.owner_id, me.id);
    assert.equal(fresh.state, 'open');
    assert.equal(fresh.urgency, 'normal');
    assert.equal(fresh.close_source, 'rep_guess');
    assert.equal(fresh.value, null);
});

test('a stage can be given by its name', async () => {
    const { stage_id } = await deal({ stage: 'Proposal' });
    const { items } = await got(api.get('/api/v1/stages'));
    assert.equal(items.find(({ id }) => id === stage_id).name, 'Proposal');
});

test('an unknown stage is refused by its name', async () => {
    const asked = { name: 'Fleet', account_id: account.id };
    await blamed(api.post('/api/v1/deals', { ...asked, stage: 'Dreaming' }), 'stage');
    await blamed(api.post('/api/v1/deals', { ...asked, stage_id: 999 }), 'stage_id');
});

test('a touch without a next step is refused, kept as a refusal, and changes nothing', async () => {
    const { id } = await deal();
    const untouched = contents(server.database, 'refusal');
    const call = api.post('/api/v1/touches', touch(id, { next_step: '', next_step_due: null }));
    const problem = await refused(call, 409, 'next_step_required');
    assert.ok(problem.next.length > 0 && problem.next.every((action) => action.length > 0));
    const fields = problem.errors.map(({ field }) => field);
    assert.deepEqual(fields.sort(), ['next_step', 'next_step_due']);
    assert.deepEqual(contents(server.database, 'refusal'), untouched);
    const [kept] = rows(server.database, 'SELECT * FROM refusal ORDER BY id DESC LIMIT 1');
    assert.equal(kept.code, 'next_step_required');
    assert.equal(kept.subject_id, id);
    assert.equal(kept.user_id, me.id);
});

test('a touch with a next step is logged and becomes the deal\'s next step', async () => {
    const { id } = await deal();
    const logged = await made(api.post('/api/v1/touches', touch(id)));
    assert.equal(logged.user_id, me.id);
    const { next_step, next_step_due, last_touch } = await got(api.get(`/api/v1/deals/${id}`));
    assert.equal(next_step, 'Send the offer');
    assert.equal(next_step_due, soon);
    assert.equal(last_touch, `${today}T10:00:00Z`);
    const entry = (await history(id)).find(({ kind }) => kind === 'touch');
    assert.equal(entry.body.touch_id, logged.id);
});

test('an open deal does not lose its next step', async () => {
    const { id } = await deal();
    await made(api.post('/api/v1/touches', touch(id)));
    const call = api.patch(`/api/v1/deals/${id}`, { next_step: '', next_step_due: null });
    await refused(call, 409, 'next_step_required');
});

const changes = {
    value: [{ amount: '4800.00', currency: 'USD' }, '', '4800.00 USD'],
    probability: [60, '10', '60'],
    expected_close: ['2017-05-31', '', '2017-05-31'],
};

for (const [field, [value, old, now]] of Object.entries(changes)) {
    test(`a changed ${field} stands in history with who, when and why`, async () => {
        const { id } = await deal();
        await confirm(api, { id });
        await got(api.patch(`/api/v1/deals/${id}`, { [field]: value, why: 'They told us so.' }));
        const change = await lastChange(id, field);
        assert.equal(change.old, old);
        assert.equal(change.new.replace(/ USD$/, ''), now.replace(/ USD$/, ''));
        assert.equal(change.entry.user_id, me.id);
        assert.equal(change.entry.entered, `${today}T10:00:00Z`);
        assert.equal(change.entry.body.why, 'They told us so.');
        assert.equal(change.entry.door, 'api');
    });
}

test('a changed stage stands in history and brings its probability along', async () => {
    const { id } = await deal();
    await confirm(api, { id });
    await got(api.patch(`/api/v1/deals/${id}`, { stage: 'Negotiation' }));
    const change = await lastChange(id, 'stage_id');
    assert.equal(change.old_shown, 'Prospecting');
    assert.equal(change.new_shown, 'Negotiation');
    assert.equal((await got(api.get(`/api/v1/deals/${id}`))).probability, 75);
});

test('a deal handed over stands in history under both names', async () => {
    const { id } = await deal();
    const rep = await hire(server, api, 'Hanna');
    await got(api.patch(`/api/v1/deals/${id}`, { owner_id: rep.id }));
    const change = await lastChange(id, 'owner_id');
    assert.equal(change.old_shown, me.name);
    assert.equal(change.new_shown, 'Hanna');
});

const others = {
    accounts: { sector: 'retail' }, contacts: { position: 'Buyer' }, products: { series: 'Fleet' },
};

for (const [record, change] of Object.entries(others)) {
    test(`one of the ${record} is changed, and its history says so`, async () => {
        const { id, version } = await made(api.post(`/api/v1/${record}`, { name: 'Changed' }));
        const behind = { 'if-match': `"${version}"` };
        const now = await got(api.patch(`/api/v1/${record}/${id}`, change, behind));
        assert.equal(now.version, version + 1);
        const [field, value] = Object.entries(change)[0];
        assert.equal(now[field], value);
        const { items } = await got(api.get(`/api/v1/${record}/${id}/history`));
        assert.deepEqual(items.map(({ kind }) => kind), ['changed', 'created']);
        assert.equal(items[0].body.changes[0].field, field);
        await refused(api.patch(`/api/v1/${record}/${id}`, change, behind), 412);
    });
}

test('the first of a deal\'s people becomes its contact, the next one joins him', async () => {
    const { id } = await deal();
    const buyer = await made(api.post('/api/v1/contacts', { name: 'Bea', account_id: account.id }));
    const payer = await made(api.post('/api/v1/contacts', { name: 'Pat', account_id: account.id }));
    for (const { id: contact_id } of [buyer, payer]) {
        const answer = await api.post(`/api/v1/deals/${id}/people`, { contact_id });
        assert.equal(answer.status, 204);
    }
    assert.equal((await got(api.get(`/api/v1/deals/${id}`))).contact_id, buyer.id);
    const [joined] = rows(server.database,
        `SELECT contact_id FROM deal_contact WHERE deal_id = ${id}`);
    assert.equal(joined.contact_id, payer.id);
    await blamed(api.post(`/api/v1/deals/${id}/people`, {}), 'contact_id');
});

test('the test clock says what time it is', async () => {
    assert.equal((await got(api.get('/test/clock'))).now, `${today}T10:00:00Z`);
});

test('a change that changes nothing leaves version and history alone', async () => {
    const { id, version } = await deal({ probability: 20 });
    const again = await got(api.patch(`/api/v1/deals/${id}`, { probability: 20 }));
    assert.equal(again.version, version);
    assert.equal((await history(id)).length, 1);
});

test('a change of a version that is behind gets 412 with both versions', async () => {
    const { id, version } = await deal();
    const behind = { 'if-match': `"${version}"` };
    await got(api.patch(`/api/v1/deals/${id}`, { probability: 20 }, behind));
    const call = api.patch(`/api/v1/deals/${id}`, { probability: 24 }, behind);
    const problem = await refused(call, 412);
    assert.equal(problem.sent_version, version);
    assert.equal(problem.current.version, version + 1);
    assert.equal(problem.current.probability, 20);
    assert.equal((await got(api.get(`/api/v1/deals/${id}`))).probability, 20);
});

test('a request repeated with its Idempotency-Key is answered again and done once', async () => {
    const asked = { name: 'Once', account_id: account.id };
    const key = { 'idempotency-key': 'once-1' };
    const first = await api.post('/api/v1/deals', asked, key);
    const second = await api.post('/api/v1/deals', asked, key);
    assert.equal(first.status, 201);
    assert.equal(second.status, 201);
    assert.deepEqual(second.body, first.body);
    assert.equal(second.headers.get('location'), first.headers.get('location'));
    assert.equal(second.headers.get('etag'), first.headers.get('etag'));
    assert.equal((await got(api.get('/api/v1/deals?q=once'))).items.length, 1);
});

test('an Idempotency-Key used for something else gets 409', async () => {
    const key = { 'idempotency-key': 'twice-1' };
    await made(api.post('/api/v1/accounts', { name: 'First' }, key));
    await refused(api.post('/api/v1/accounts', { name: 'Second' }, key), 409,
        'idempotency_key_used');
    await refused(api.post('/api/v1/deals', { name: 'First' }, key), 409, 'idempotency_key_used');
});

test('an Idempotency-Key of somebody else is another key', async () => {
    const rep = await hire(server, api, 'Ida');
    const key = { 'idempotency-key': 'shared-1' };
    const mine = await made(api.post('/api/v1/accounts', { name: 'Mine' }, key));
    const his = await made(rep.api.post('/api/v1/accounts', { name: 'Mine' }, key));
    assert.notEqual(his.id, mine.id);
});

test('an Idempotency-Key of a refused request may be used again', async () => {
    const key = { 'idempotency-key': 'refused-1' };
    await blamed(api.post('/api/v1/accounts', { name: '' }, key), 'name');
    await made(api.post('/api/v1/accounts', { name: 'Good now' }, key));
});

test('a date is the buyer\'s only through a touch in which he said it', async () => {
    const { id } = await deal({ expected_close: '2017-06-30' });
    const ours = await made(api.post('/api/v1/touches', touch(id)));
    await blamed(api.patch(`/api/v1/deals/${id}`, { close_source: 'buyer' }), 'close_source');
    const claim = { expected_close: '2017-05-31', close_touch_id: ours.id };
    await refused(api.patch(`/api/v1/deals/${id}`, claim), 409, 'buyer_owned');
    const his = await said(id, '2017-05-31');
    const now = await got(api.get(`/api/v1/deals/${id}`));
    assert.equal(now.expected_close, '2017-05-31');
    assert.equal(now.close_source, 'buyer');
    assert.equal(now.close_touch_id, his.id);
});

test('a date that we change afterwards is our guess again', async () => {
    const { id } = await deal();
    await said(id, '2017-05-31');
    await got(api.patch(`/api/v1/deals/${id}`, { expected_close: '2017-07-31' }));
    const { close_source, close_touch_id } = await got(api.get(`/api/v1/deals/${id}`));
    assert.equal(close_source, 'rep_guess');
    assert.equal(close_touch_id, null);
});

test('the buyer\'s words on another deal prove nothing', async () => {
    const other = await deal();
    const { id } = await deal();
    const his = await said(other.id, '2017-05-31');
    const claim = { expected_close: '2017-05-31', close_touch_id: his.id };
    await refused(api.patch(`/api/v1/deals/${id}`, claim), 409, 'buyer_owned');
});

test('an outbound touch cannot carry the buyer\'s date or stage', async () => {
    const { id } = await deal();
    const words = { buyer_close: '2017-05-31', buyer_stage: 'comparing' };
    await blamed(api.post('/api/v1/touches', touch(id, words)), 'buyer_close', 'buyer_stage');
});

test('a logged touch is neither changed nor removed', async () => {
    const { id } = await deal();
    const logged = await made(api.post('/api/v1/touches', touch(id)));
    const path = `/api/v1/touches/${logged.id}`;
    await refused(api.patch(path, { details: 'Never said.' }), 409, 'history_is_fixed');
    await refused(api.delete(path), 409, 'history_is_fixed');
    assert.equal((await got(api.get(path))).details, logged.details);
});

test('a touch is not logged before it has happened', async () => {
    const { id } = await deal();
    const ahead = touch(id, { happened: '2017-04-01T10:00:00Z' });
    await blamed(api.post('/api/v1/touches', ahead), 'happened');
});

test('a deal is won only with a value, and its account becomes a customer', async () => {
    const buyer = await made(api.post('/api/v1/accounts', { name: 'Buyer' }));
    const { id } = await deal({ account_id: buyer.id });
    await made(api.post('/api/v1/touches', touch(id)));
    await blamed(api.patch(`/api/v1/deals/${id}`, { stage: 'Won' }), 'value');
    const won = await got(api.patch(`/api/v1/deals/${id}`, { stage: 'Won', value: '99.95' }));
    assert.equal(won.state, 'won');
    assert.equal(won.probability, 100);
    assert.equal(won.closed_on, today);
    assert.equal(won.next_step, '');
    const { customer_since } = await got(api.get(`/api/v1/accounts/${buyer.id}`));
    assert.equal(customer_since, today);
    await got(api.patch(`/api/v1/deals/${id}`, { stage: 'Negotiation' }));
    const again = await got(api.get(`/api/v1/accounts/${buyer.id}`));
    assert.equal(again.customer_since, null);
});

test('a deal is lost only with a reason', async () => {
    const { id } = await deal({ value: '10.00' });
    await blamed(api.patch(`/api/v1/deals/${id}`, { stage: 'Lost' }), 'lost_reason');
    const reason = { stage: 'Lost', lost_reason: 'Too late.' };
    const lost = await got(api.patch(`/api/v1/deals/${id}`, reason));
    assert.equal(lost.state, 'lost');
    assert.equal(lost.probability, 0);
});

test('what is computed cannot be sent', async () => {
    const asked = { name: 'Fleet', account_id: account.id };
    const computed = {
        id: 7, version: 3, state: 'won', value_base: 1, value_source: 'given', closed_on: today,
        close_source: 'buyer', last_touch: soon, created: soon, last_seq: 4,
    };
    await blamed(api.post('/api/v1/deals', { ...asked, ...computed }), ...Object.keys(computed));
});

/** All pages of a list, one after the other. */
async function allOf(path, limit) {
    const found = [];
    for (let next = ''; next !== null;) {
        const after = next ? `&after=${encodeURIComponent(next)}` : '';
        const page = await got(api.get(`${path}&limit=${limit}${after}`));
        assert.ok(page.items.length <= limit);
        found.push(...page.items);
        ({ next } = page);
    }
    return found;
}

const amounts = [undefined, '10.00', '10.00', '250.50', '9999999.99', '0.00'];
const dates = [undefined, '2017-04-01', '2017-04-01', '2017-12-31'];
const sorts = ['id', 'name', 'value', 'expected_close', 'next_step_due'];
const lots = 23;
let listed;

async function lotsOfDeals() {
    if (!listed) {
        listed = await made(api.post('/api/v1/accounts', { name: 'Lots' }));
        for (let i = 0; i < lots; i++) {
            await deal({
                account_id: listed.id, name: `Deal ${i % 7}`, urgency: i % 3 ? 'normal' : 'urgent',
                value: amounts[i % amounts.length], expected_close: dates[i % dates.length],
            });
        }
    }
    return `/api/v1/deals?account_id=${listed.id}`;
}

for (const sort of sorts.flatMap((name) => [name, `-${name}`])) {
    test(`a list sorted by ${sort} is complete and without doubles, page by page`, async () => {
        const path = `${await lotsOfDeals()}&sort=${sort}`;
        const whole = await allOf(path, 200);
        assert.equal(whole.length, lots);
        for (const limit of [1, 4, lots]) {
            const pages = await allOf(path, limit);
            assert.deepEqual(pages.map(({ id }) => id), whole.map(({ id }) => id));
        }
    });
}

test('a list sorted by value has the largest first when asked', async () => {
    const items = await allOf(`${await lotsOfDeals()}&sort=-value`, 200);
    const values = items.map(({ value_base }) => value_base);
    assert.deepEqual(values, values.toSorted((a, b) => b - a));
    assert.equal(items[0].value.amount, '9999999.99');
});

test('filters narrow a list, and its count is the count of what is left', async () => {
    const path = await lotsOfDeals();
    assert.equal((await got(api.get(path))).count, lots);
    const urgent = await got(api.get(`${path}&urgency=urgent&limit=2`));
    assert.equal(urgent.count, Math.ceil(lots / 3));
    assert.equal(urgent.items.length, 2);
    assert.ok(urgent.items.every((item) => item.urgency === 'urgent'));
    const dated = await got(api.get(`${path}&expected_close_from=2017-04-02&limit=50`));
    const undated = dated.items.filter((item) => item.expected_close !== '2017-12-31');
    assert.deepEqual(undated.map((item) => item.expected_close).filter(Boolean), []);
    const none = await got(api.get(`${path}&stage=Lost`));
    assert.deepEqual([none.items, none.count, none.next], [[], 0, null]);
});

test('a list asked for in a way it does not know says what it knows', async () => {
    await blamed(api.get('/api/v1/deals?sort=colour'), 'sort');
    await blamed(api.get('/api/v1/deals?limit=0'), 'limit');
    await blamed(api.get('/api/v1/deals?limit=201'), 'limit');
    await blamed(api.get('/api/v1/deals?after=there'), 'after');
    await blamed(api.get('/api/v1/deals?stage=Dreaming'), 'stage');
    await blamed(api.get('/api/v1/deals?colour=red'), 'colour');
});

test('a deal can be seen as it was on a past day', async (t) => {
    const past = await start(t, { clock: '2017-01-10T10:00:00Z' });
    const theirs = await past.client();
    const { id: account_id } = await made(theirs.post('/api/v1/accounts', { name: 'Acme' }));
    const asked = { name: 'Fleet', account_id, value: '100.00', probability: 20 };
    const { id } = await made(theirs.post('/api/v1/deals', asked));
    await theirs.setClock('2017-02-10T10:00:00Z');
    await confirm(theirs, { id });
    const changed = { value: '250.00', probability: 60, stage: 'Proposal' };
    await got(theirs.patch(`/api/v1/deals/${id}`, changed));
    const on = (day) => got(theirs.get(`/api/v1/deals/${id}/state?on=${day}`));
    const then = await on('2017-02-09');
    assert.equal(then.value.amount, '100.00');
    assert.equal(then.probability, 20);
    assert.equal(then.stage, 'Prospecting');
    const now = await on('2017-02-10');
    assert.equal(now.value.amount, '250.00');
    assert.equal(now.probability, 60);
    assert.equal(now.stage, 'Proposal');
    assert.equal((await on('2017-01-09')).existed, false);
    await blamed(theirs.get(`/api/v1/deals/${id}/state?on=2017-02-11`), 'on');
});
