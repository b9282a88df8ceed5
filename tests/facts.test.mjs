// SPDX-License-Identifier: Apache-2.0
// What is known of a buyer, with his words in inbound touches: provenance, age, what is withdrawn,
// special prices, third parties. Story 2, from which it comes, is told in tests/stories.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { rows } from './lib/database.mjs';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { enter, hire } from './lib/people.mjs';
import { onServer, run, start } from './lib/server.mjs';

/** Ray and Rosa below Mo, Rui of another team; Eve above Mo. */
async function company(t, clock) {
    const server = await start(t, { clock });
    const admin = await server.client();
    const eve = await hire(server, admin, 'Eve', { executive: true });
    const mo = await hire(server, admin, 'Mo', { manager: true, reports_to_id: eve.id });
    const ray = await hire(server, admin, 'Ray', { rep: true, reports_to_id: mo.id });
    const rui = await hire(server, admin, 'Rui', { rep: true });
    const acme = await made(ray.api.post('/api/v1/accounts', { name: 'Acme' }));
    const pat = await made(ray.api.post('/api/v1/contacts', {
        name: 'Pat', email: 'pat@acme.example', account_id: acme.id,
    }));
    return { server, admin, eve, mo, ray, rui, acme, pat };
}

const said = (api, deal_id, details, more = {}) => made(api.post('/api/v1/touches', {
    deal_id, channel: 'web', direction: 'inbound', details, next_step: 'Answer her',
    next_step_due: '2026-03-27T09:00:00Z', ...more,
}));
const put = (api, fields) => api.post('/api/v1/facts', fields);
const known = async (api, id) => (await got(
    api.get(`/api/v1/facts?deal_id=${id}&current=true&limit=100`))).items;
const alerts = async (api, to, kind) => (await got(api.get(`/api/v1/alerts?to=${to}`))).items
    .filter((alert) => alert.kind === kind);

async function addsUp(server) {
    const { stdout } = await run('check', '--database', server.database);
    assert.match(stdout, /everything adds up/);
}

/** 2.1 and 2.2: a deal that is only presumed, and one rumour about it. */
async function presumed({ ray, acme, pat }) {
    const asked = {
        name: 'D2', account_id: acme.id, contact_id: pat.id, value: '100000.00',
        expected_close: '2026-03-27',
    };
    const problem = await refused(ray.api.post('/api/v1/deals', { ...asked, probability: 40 }),
        409, 'presumptions_open');
    assert.equal(problem.highest_allowed, 25);
    assert.match(problem.detail, /highest allowed is 25 %/);
    assert.ok(problem.next.length > 0);
    assert.deepEqual((await got(ray.api.get('/api/v1/deals'))).items, []);
    return made(ray.api.post('/api/v1/deals', { ...asked, probability: 25 }));
}

/** 2.3: what Pat says of herself. */
async function heard({ ray }, { id }) {
    const touch = await said(ray.api, id, 'We are seriously comparing.', {
        buyer_stage: 'comparing', buyer_close: '2026-03-27',
    });
    const words = {
        commitment: 'seriously comparing', timeline: 'decide by 2026-03-27',
        requirements: 'three of them', authority: 'I decide with our board',
    };
    for (const [name, value] of Object.entries(words)) {
        const fact = await made(put(ray.api, {
            deal_id: id, name, value, provenance: 'buyer_confirmed', touch_id: touch.id,
        }));
        assert.equal(fact.provenance, 'buyer_confirmed');
    }
    return touch;
}

test('what the buyer said of himself nobody of us overwrites', async (t) => {
    const all = await company(t, '2026-02-09T11:00:00Z');
    const { server, ray, mo, admin } = all;
    const { id } = await presumed(all);
    const touch = await heard(all, { id });
    const ours = { deal_id: id, name: 'commitment', value: 'none at all', provenance: 'observed' };
    for (const api of [ray.api, mo.api, admin]) {
        await refused(put(api, ours), 409, 'buyer_owned');
    }
    const out = await made(ray.api.post('/api/v1/touches', {
        deal_id: id, channel: 'phone', direction: 'outbound', details: 'I told her so.',
        next_step: 'Wait', next_step_due: '2026-02-20T09:00:00Z',
    }));
    await refused(put(ray.api, { ...ours, provenance: 'buyer_confirmed' }), 409, 'buyer_owned');
    await refused(put(ray.api, { ...ours, touch_id: out.id }), 409, 'buyer_owned');
    const { items } = await got(ray.api.get(`/api/v1/facts?deal_id=${id}`));
    assert.deepEqual(items.filter(({ name }) => name === 'commitment').map(({ value }) => value),
        ['seriously comparing']);
    await blamed(put(ray.api, { ...ours, provenance: 'buyer_confirmed', touch_id: 9999 }),
        'touch_id');
    await blamed(put(ray.api, { deal_id: id, name: 'Big Budget', value: 'x', said: '2027-01-01' }),
        'name', 'said');
    await blamed(put(ray.api, { deal_id: id, name: 'budget', value: '' }), 'value');
    await made(put(ray.api, {
        ...ours, value: 'decided', provenance: 'buyer_confirmed', touch_id: touch.id,
    }));
    const other = await known(ray.api, id);
    assert.equal(other.find(({ name }) => name === 'commitment').value, 'decided');
    await addsUp(server);
});

test('facts grow old after ninety days', async (t) => {
    const { ray, ...all } = await company(t, '2026-02-02T10:00:00Z');
    const { id } = await presumed({ ray, ...all });
    const fact = await made(put(ray.api, { deal_id: id, name: 'need', value: 'more room' }));
    assert.equal(fact.provenance, 'assumption');
    await made(put(ray.api, {
        deal_id: id, name: 'budget', value: '90000', provenance: 'hearsay',
    }));
    const shaky = async () => (await got(ray.api.get(`/api/v1/deals/${id}/before`))).shaky;
    assert.equal((await shaky()).length, 1); // before a proposal is written, it stands there
    await ray.api.setClock('2026-05-03T10:00:00Z');
    assert.equal((await got(ray.api.get(`/api/v1/facts/${fact.id}`))).outdated, false);
    await ray.api.setClock('2026-05-04T10:00:00Z');
    assert.equal((await got(ray.api.get(`/api/v1/facts/${fact.id}`))).outdated, true);
    assert.match((await shaky()).join('; '), /budget: 90000 \(outdated, of .*; need: more room/);
    const page = await (await enter(all.admin, ray)).get(`/deals/${id}/write`);
    assert.match(page.body, /Only assumed, or outdated: ask before you build on it/);
});

/** The bytes of the file and its log, once the erasing thread is done. */
async function kept(server) {
    const due = 'SELECT name FROM db_words WHERE due <> 0';
    for (let tries = 0; rows(server.database, due).length > 0 && tries < 200; tries += 1) {
        await pause(50);
    }
    const [file, log] = await Promise.all(['', '-wal'].map(
        (ending) => readFile(`${server.database}${ending}`)));
    return Buffer.concat([file, log]);
}

test('what is confidential or withdrawn is nowhere but as a stub', async (t) => {
    const all = await company(t, '2026-02-09T11:00:00Z');
    const { server, ray, mo } = all;
    const { id } = await presumed(all);
    const touch = await said(ray.api, id, 'She told us more than she should have.');
    const of = { deal_id: id, provenance: 'buyer_confirmed', touch_id: touch.id };
    const secret = await made(put(ray.api, {
        ...of, name: 'note', value: 'board is split zebra', confidential: true,
    }));
    assert.deepEqual([secret.value, secret.confidential, secret.current], ['', true, false]);
    const key = { 'idempotency-key': 'ceiling' };
    const fact = await made(ray.api.post('/api/v1/facts', {
        ...of, name: 'budget', value: 'ceiling okapi 120000',
    }, key));
    await made(ray.api.post('/api/v1/changes', {
        ...of, kind: 'budget', new_value: '90000',
    }));
    const found = await got(ray.api.get('/api/v1/search?q=okapi'));
    assert.match(JSON.stringify(found), /okapi|"fact"/);
    const gone = await got(ray.api.post(`/api/v1/facts/${fact.id}/withdraw`, {}));
    assert.deepEqual([gone.value, gone.name, gone.current], ['', 'budget', false]);
    assert.equal(gone.withdrawn, '2026-02-09T11:00:00Z');
    for (const path of [`/api/v1/facts?deal_id=${id}`, `/api/v1/changes?deal_id=${id}`,
        `/api/v1/deals/${id}/history`, `/api/v1/facts/${fact.id}`]) {
        assert.doesNotMatch(JSON.stringify(await got(mo.api.get(path))), /okapi|zebra/);
    }
    const again = await ray.api.post('/api/v1/facts', {
        ...of, name: 'budget', value: 'ceiling okapi 120000',
    }, key);
    assert.doesNotMatch(JSON.stringify(again.body), /okapi/);
    const { items } = await got(ray.api.get('/api/v1/search?q=okapi'));
    assert.deepEqual(items ?? [], []);
    if (!onServer) {
        const bytes = await kept(server);
        assert.deepEqual(['okapi', 'zebra'].filter((word) => bytes.includes(word)), []);
    }
    await addsUp(server);
});

test('a change and a roadblock are taken back with their words', async (t) => {
    const all = await company(t, '2026-02-09T11:00:00Z');
    const { server, ray, mo } = all;
    const { id } = await presumed(all);
    const touch = await said(ray.api, id, 'She told us more than she should have.');
    const of = { deal_id: id, touch_id: touch.id };
    const change = await made(ray.api.post('/api/v1/changes', {
        ...of, provenance: 'buyer_confirmed', kind: 'players', new_value: 'gnu joins the board',
    }));
    const gone = await got(ray.api.post(`/api/v1/changes/${change.id}/withdraw`, {}));
    assert.deepEqual([gone.new_value, gone.withdrawn], ['', '2026-02-09T11:00:00Z']);
    const fact = await got(ray.api.get(`/api/v1/facts/${change.fact_id}`));
    assert.deepEqual([fact.value, fact.current], ['', false]);
    const block = await made(ray.api.post('/api/v1/roadblocks', { ...of, what: 'gnu is against' }));
    const path = `/api/v1/roadblocks/${block.id}`;
    await got(ray.api.post(`${path}/answer`, { answer: 'We ask gnu.' }));
    const back = await got(ray.api.post(`${path}/withdraw`, {}));
    assert.deepEqual([back.what, back.answer, back.withdrawn], ['', '', '2026-02-09T11:00:00Z']);
    for (const where of [`changes?deal_id=${id}`, `roadblocks?deal_id=${id}`,
        `facts?deal_id=${id}`, `deals/${id}/history`]) {
        assert.doesNotMatch(JSON.stringify(await got(mo.api.get(`/api/v1/${where}`))), /gnu/);
    }
    await ray.api.setClock('2026-02-12T11:00:00Z'); // past its time: nothing is left to be late
    assert.deepEqual(await alerts(mo.api, mo.email, 'roadblock_late'), []);
    await addsUp(server);
});

test('a first contact says who reached out and why, and who gathers information is not closed',
    async (t) => {
        const { server, admin, ray, acme } = await company(t, '2026-02-02T10:00:00Z');
        const deal = (name) => made(ray.api.post('/api/v1/deals', { name, account_id: acme.id }));
        const call = ({ id }, more) => made(ray.api.post('/api/v1/touches', {
            deal_id: id, channel: 'phone', direction: 'outbound', details: 'We spoke.',
            next_step: 'Send it', next_step_due: '2026-02-04T09:00:00Z', ...more,
        }));
        const now = ({ id }) => got(ray.api.get(`/api/v1/deals/${id}`));
        const plan = async ({ id }) => (await got(ray.api.get(`/api/v1/deals/${id}/plan`))).steps
            .map(({ what }) => what).join('; ');
        const looks = await deal('Looks');
        await call(looks, { purpose: 'gathering_information' });
        const looking = await now(looks);
        assert.deepEqual([looking.direction, looking.purpose, looking.buyer_stage],
            ['outbound', 'gathering_information', 'looking']);
        assert.match(await plan(looks), /what he asked for, and nothing else/);
        assert.doesNotMatch(await plan(looks), /order|price/i);
        await said(ray.api, looks.id, 'We take it.', { buyer_stage: 'ready_to_buy' });
        assert.equal((await now(looks)).purpose, 'active_buying');
        assert.match(await plan(looks), /Take the order/);

        const silent = await deal('Left a message'); // his words did not come into it
        await call(silent, { purpose: 'gathering_information', answered: 'message_left' });
        assert.equal((await now(silent)).buyer_stage, 'unknown');
        assert.doesNotMatch(await plan(silent), /order|price/i);
        const unsaid = await deal('Not said');
        await said(ray.api, unsaid.id, 'Hello.', {});
        assert.deepEqual([(await now(unsaid)).direction, (await now(unsaid)).purpose],
            ['inbound', 'other']);
        await blamed(ray.api.post('/api/v1/touches', { deal_id: silent.id, purpose: 'pushing',
            details: 'x' }), 'purpose');

        const page = await enter(admin, ray);
        const typed = { channel: 'phone', direction: 'outbound', details: 'Crates of okapi',
            next_step: 'Call', next_step_due: '2026-02-04' };
        const fresh = await deal('On a page');
        const again = await page.post(`/deals/${fresh.id}/touches`, typed);
        assert.equal(again.status, 422);
        assert.match(again.body, /Crates of okapi/);
        assert.match(again.body, /id="purpose-error">Say why/);
        const chosen = { ...typed, purpose: 'active_buying' };
        assert.equal((await page.post(`/deals/${fresh.id}/touches`, chosen)).status, 303);
        assert.equal((await now(fresh)).purpose, 'active_buying');
        assert.equal((await page.post(`/deals/${fresh.id}/touches`, typed)).status, 303);
        await addsUp(server);
    });

test('no stage has to be gone through, and what the buyer passes over is marked as his choice',
    async (t) => {
        const { server, ray, mo, acme } = await company(t, '2026-02-02T10:00:00Z');
        const { items: stages } = await got(ray.api.get('/api/v1/stages'));
        const open = stages.filter(({ ending }) => ending === 'open').map(({ name }) => name);
        assert.deepEqual(open.sort(), ['Engaging', 'Negotiation', 'Proposal', 'Prospecting']);
        const deal = (name) => made(ray.api.post('/api/v1/deals',
            { name, account_id: acme.id, value: '900.00' }));
        const move = ({ id }, stage, more) => got(ray.api.post(`/api/v1/deals/${id}/stage`,
            { stage, ...more }));
        const skipped = async ({ id }) => (await got(
            mo.api.get(`/api/v1/deals/${id}/skipped`))).items;
        const marks = async (of) => (await skipped(of)).map(
            ({ mark, stage, buyer_stage: his }) => `${stage ?? his} ${mark}`);

        const straight = await deal('Straight to an order');
        const touch = await said(ray.api, straight.id, 'We take it, now.',
            { buyer_stage: 'ready_to_buy' });
        assert.deepEqual(await marks(straight), ['looking skipped_by_buyer',
            'comparing skipped_by_buyer', 'wants_demo skipped_by_buyer']);
        await move(straight, 'Won');
        assert.deepEqual((await marks(straight)).slice(3), ['Engaging skipped_by_buyer',
            'Proposal skipped_by_buyer', 'Negotiation skipped_by_buyer']);

        const ours = await deal('Our own jump');
        await move(ours, 'Negotiation');
        assert.deepEqual(await marks(ours), ['Engaging skipped', 'Proposal skipped']);
        await refused(ray.api.post(`/api/v1/deals/${ours.id}/stage`,
            { stage: 'Prospecting', said_by_buyer: true }), 409, 'buyer_owned');
        const his = await said(ray.api, ours.id, 'We start again, from the needs.', {});
        await refused(ray.api.post(`/api/v1/deals/${ours.id}/stage`,
            { stage: 'Prospecting', touch_id: touch.id }), 409, 'buyer_owned'); // of another deal
        await move(ours, 'Engaging', { touch_id: his.id });
        assert.deepEqual(await marks(ours), ['Proposal skipped_by_buyer']); // been in Engaging now
        await move(ours, 'Prospecting', { said_by_buyer: true });
        const [proposal] = await skipped(ours);
        assert.deepEqual([proposal.mark, proposal.touch_id], ['skipped_by_buyer', his.id]);

        const back = await deal('Back and on');
        await move(back, 'Proposal', { said_by_buyer: false });
        await said(ray.api, back.id, 'Not yet.', {});
        const [first] = await skipped(back);
        assert.deepEqual([first.mark, first.touch_id], ['skipped', null]);
        await blamed(ray.api.post(`/api/v1/deals/${back.id}/stage`,
            { stage: 'Won', said_by_buyer: 'perhaps' }), 'said_by_buyer');
        const report = await got(mo.api.get('/api/v1/reports/accountability'));
        assert.ok(report.rows.every(({ state }) => state === 'on its way' || /step/.test(state)));
        assert.doesNotMatch(JSON.stringify(report), /skip|violation/i);
        await addsUp(server);
    });

/** 2.3 is over, and Ray has set 40. */
async function likely(all) {
    const deal = await presumed(all);
    await heard(all, deal);
    await got(all.ray.api.patch(`/api/v1/deals/${deal.id}`, { probability: 40 }));
    return deal;
}

test('only who may grants a special price, and only the buyer says if an answer helped',
    async (t) => {
    const all = await company(t, '2026-03-04T11:00:00Z');
    const { server, ray, mo, eve } = all;
    const { id } = await likely(all);
    const path = `/api/v1/deals/${id}`;
    const touch = await said(ray.api, id, 'Our budget was cut. 10% too dear.');
    const of = { deal_id: id, touch_id: touch.id };
    await made(put(ray.api, { deal_id: id, name: 'budget', value: '100000' }));
    const change = await made(ray.api.post('/api/v1/changes', {
        ...of, provenance: 'buyer_confirmed', kind: 'budget', new_value: '90000',
    }));
    assert.deepEqual([change.old_value, change.new_value, change.said],
        ['100000', '90000', '2026-03-04']);
    const marked = await got(ray.api.get(path));
    assert.equal(marked.review_since, '2026-03-04T11:00:00Z');
    assert.deepEqual([marked.probability, marked.value.amount], [40, '100000.00']);
    const block = await made(ray.api.post('/api/v1/roadblocks', { ...of, what: '10% too dear' }));
    assert.equal(block.owner_id, ray.id);

    const request = await made(ray.api.post('/api/v1/approvals', {
        deal_id: id, amount: '90000.00', reason: 'She has an offer.', roadblock_id: block.id,
    }));
    assert.deepEqual([request.due, request.discount], ['2026-03-05T11:00:00Z', 10]);
    const approve = `/api/v1/approvals/${request.id}/approve`;
    await refused(ray.api.post(approve, { reason: 'x' }), 403);
    await refused(ray.api.patch(path, { value: '90000.00' }), 409, 'price_waits');
    const done = await got(mo.api.post(approve, { reason: 'It keeps her.' }));
    assert.deepEqual([done.state, done.decided_by_id, done.decision],
        ['approved', mo.id, 'It keeps her.']);
    const { items } = await got(ray.api.get(`/api/v1/outbox?deal_id=${id}`));
    assert.deepEqual(items.filter(({ kind }) => kind === 'decided').map(({ to }) => to),
        ['pat@acme.example']);
    await got(ray.api.post(`/api/v1/roadblocks/${block.id}/answer`,
        { answer: 'We take 10 % off.' }));
    await refused(ray.api.post(`/api/v1/roadblocks/${block.id}/helped`, { helped: 'yes' }),
        409, 'helped_is_buyers');
    const thanks = await said(ray.api, id, 'That helps.');
    const helped = await got(ray.api.post(`/api/v1/roadblocks/${block.id}/helped`,
        { helped: 'yes', touch_id: thanks.id }));
    assert.equal(helped.helped, 'yes');
    await got(ray.api.post(`/api/v1/changes/${change.id}/review`, { review: 'Still by March.' }));
    assert.equal((await got(ray.api.get(path))).review_since, null);
    await got(eve.api.get(`/api/v1/approvals?approver_id=${mo.id}&state=approved`));
    await addsUp(server);
});

test('an answer that comes too late goes up, and is void when the buyer closes', async (t) => {
    const all = await company(t, '2026-03-09T09:00:00Z');
    const { ray, mo, eve } = all;
    const { id } = await likely(all);
    const ask = (amount) => made(ray.api.post('/api/v1/approvals', {
        deal_id: id, amount, reason: 'She waits on the line.', buyer_waits: true,
    }));
    const request = await ask('88000.00');
    assert.equal(request.due, '2026-03-09T10:00:00Z');
    const { items } = await got(ray.api.get(`/api/v1/outbox?deal_id=${id}`));
    assert.match(items.find(({ kind }) => kind === 'decide_by').text, /Mon 9 Mar 10:00/);
    await ray.api.setClock('2026-03-09T10:00:30Z');
    const later = await got(ray.api.get(`/api/v1/approvals/${request.id}`));
    assert.deepEqual([later.approver_id, later.escalated], [eve.id, 1]);
    assert.equal((await alerts(eve.api, eve.email, 'approval')).length, 1);
    await got(ray.api.post(`/api/v1/deals/${id}/stage`,
        { stage: 'Lost', lost_reason: 'Bought elsewhere' }));
    const letters = (await got(ray.api.get(`/api/v1/outbox?deal_id=${id}`))).items.length;
    assert.equal((await got(ray.api.get(`/api/v1/approvals/${request.id}`))).state, 'void');
    for (const who of [mo, eve]) {
        await refused(who.api.post(`/api/v1/approvals/${request.id}/approve`,
            { reason: 'We got a deal for you.' }), 409, 'approval_void');
    }
    assert.equal((await got(ray.api.get(`/api/v1/outbox?deal_id=${id}`))).items.length, letters);
    await refused(ray.api.post(`/api/v1/approvals/${request.id}/withdraw`, { reason: 'x' }),
        409, 'approval_void');
});

test('below his own limit a rep needs nobody; a manager may decline', async (t) => {
    const all = await company(t, '2026-03-09T09:00:00Z');
    const { ray, mo } = all;
    const { id } = await likely(all);
    const own = await made(ray.api.post('/api/v1/approvals',
        { deal_id: id, amount: '96000.00', reason: 'A round number.' }));
    assert.equal(own.state, 'approved');
    assert.equal((await got(ray.api.get(`/api/v1/deals/${id}`))).value.amount, '96000.00');
    const more = await made(ray.api.post('/api/v1/approvals',
        { deal_id: id, amount: '92000.00', reason: 'Once more.' }));
    assert.deepEqual([more.state, more.discount], ['open', 8]); // both together
    await got(mo.api.post(`/api/v1/approvals/${more.id}/decline`, { reason: 'Twice is enough.' }));
    assert.equal((await got(ray.api.get(`/api/v1/deals/${id}`))).value.amount, '96000.00');
    const terms = await made(ray.api.post('/api/v1/approvals',
        { deal_id: id, kind: 'terms', terms: 'Pays in 60 days', reason: 'Her board asks.' }));
    await got(ray.api.post(`/api/v1/approvals/${terms.id}/withdraw`, { reason: 'She pays now.' }));
});

test('nobody verifies again what the buyer has verified, without a reason', async (t) => {
    const all = await company(t, '2026-03-16T09:25:00Z');
    const { ray } = all;
    const { id } = await presumed(all);
    const touch = await said(ray.api, id, 'My insurance company agreed on Saturday.');
    await made(put(ray.api, {
        deal_id: id, name: 'insurer', value: 'agrees', provenance: 'buyer_confirmed',
        verified: '2026-03-14', verified_with: 'my insurance company', touch_id: touch.id,
    }));
    const step = { next_step: 'Verify with insurer again', next_step_due: '2026-03-17T12:00:00Z' };
    const { warning, needs_reason: needs } = await got(ray.api.get(
        `/api/v1/deals/${id}/verified?step=${encodeURIComponent(step.next_step)}`));
    assert.match(warning, /verified by buyer 2026-03-14/);
    assert.equal(needs, true);
    const problem = await refused(ray.api.patch(`/api/v1/deals/${id}`, step), 409,
        'already_verified');
    assert.match(problem.detail, /verified by buyer 2026-03-14 with my insurance company/);
    const call = {
        deal_id: id, channel: 'phone', direction: 'outbound', details: 'We look into it.', ...step,
    };
    await refused(ray.api.post('/api/v1/touches', call), 409, 'already_verified');
    await made(ray.api.post('/api/v1/touches', { ...call, again_why: 'The number was misread.' }));
    await got(ray.api.patch(`/api/v1/deals/${id}`,
        { ...step, next_step: 'Confirm insurance', why: 'They asked us to.' }));
    const promise = {
        deal_id: id, by: 'us', kind: 'check', what: 'Verify with your insurer',
        due: '2026-03-17T12:00:00Z',
    };
    await refused(ray.api.post('/api/v1/promises', promise), 409, 'already_verified');
    await made(ray.api.post('/api/v1/promises', { ...promise, again_why: 'She asked for it.' }));
});

test('nothing goes to a third party without consent of the buyer', async (t) => {
    const all = await company(t, '2026-03-16T09:25:00Z');
    const { ray, acme } = all;
    const { id } = await presumed(all);
    const clerk = await made(ray.api.post('/api/v1/contacts',
        { name: 'Clerk', email: 'clerk@insurer.example', account_id: acme.id }));
    const party = await made(ray.api.post('/api/v1/parties', {
        deal_id: id, role: 'insurer', name: 'Insurer', email: 'claims@insurer.example',
        contact_id: clerk.id, agreed: 'It pays four fifths.',
    }));
    await got(ray.api.patch(`/api/v1/parties/${party.id}`, { agreed: 'It pays all.' }));
    await got(ray.api.get(`/api/v1/parties/${party.id}`));
    assert.equal((await got(ray.api.get(`/api/v1/parties?deal_id=${id}`))).items.length, 1);
    const claim = { party_id: party.id, action: 'claim', subject: 'Claim', text: 'For Amy.' };
    const send = () => ray.api.post(`/api/v1/deals/${id}/third-party-messages`, claim);
    await refused(send(), 409, 'consent_required');
    const letters = async () => (await got(ray.api.get(`/api/v1/outbox?deal_id=${id}`))).items;
    assert.deepEqual(await letters(), []);
    await refused(ray.api.post('/api/v1/touches', {
        deal_id: id, contact_id: clerk.id, channel: 'phone', direction: 'outbound',
        details: 'Asked.', next_step: 'Wait', next_step_due: '2026-03-18T09:00:00Z',
    }), 409, 'consent_required');
    const asked = { party_id: party.id, action: 'claim', words: 'Send the claim for MD-1.' };
    await refused(ray.api.post('/api/v1/consents', asked), 409, 'buyer_owned');
    const touch = await said(ray.api, id, 'Do send them the claim.');
    const consent = await made(ray.api.post('/api/v1/consents', { ...asked, touch_id: touch.id }));
    assert.equal(consent.given, '2026-03-16T09:25:00Z');
    assert.equal((await made(send())).to, 'claims@insurer.example');
    await refused(ray.api.post(`/api/v1/deals/${id}/third-party-messages`,
        { ...claim, action: 'credit_check' }), 409, 'consent_required');
    await got(ray.api.post(`/api/v1/consents/${consent.id}/withdraw`, {}));
    assert.ok((await got(ray.api.get(`/api/v1/consents/${consent.id}`))).withdrawn);
    await got(ray.api.get(`/api/v1/consents?deal_id=${id}`));
    await refused(send(), 409, 'consent_required');
    assert.equal((await letters()).length, 1);
});

test('a deal has a page for third parties and what the buyer allowed', async (t) => {
    const all = await company(t, '2026-03-16T09:25:00Z');
    const { ray } = all;
    const { id } = await presumed(all);
    const page = await enter(all.admin, ray);
    const path = `/deals/${id}/parties`;
    const at = async () => (await page.get(path)).body;
    const sent = (to, fields) => page.post(to, fields);
    assert.match(await at(), /No payer, insurer, agent or broker is on this deal/);
    const bad = await sent(path, { name: '', role: 'insurer' });
    assert.equal(bad.status, 422);
    const there = { name: 'Insurer <b>', role: 'insurer', email: 'claims@insurer.example' };
    assert.equal((await sent(path, there)).headers.get('location'), path);
    assert.match(await at(), /Insurer &lt;b&gt;[^]*No consent: nobody contacts them/);
    const [{ id: party }] = (await got(ray.api.get(`/api/v1/parties?deal_id=${id}`))).items;
    const allows = { party_id: party, action: 'claim', words: 'Send the claim.' };
    const refusal = await sent(`/deals/${id}/consents`, allows);
    assert.equal(refusal.status, 409);
    assert.match(refusal.body, /role="alert"/);
    const touch = await said(ray.api, id, 'Do send them the claim.');
    assert.match(await at(), /<option value="\d+">16 Mar 2026: Do send them the claim/);
    const good = await sent(`/deals/${id}/consents`, { ...allows, touch_id: touch.id });
    assert.equal(good.headers.get('location'), path);
    assert.match(await at(), /May be contacted[^]*Send a claim[^]*Send the claim\./);
    const [{ id: consent }] = (await got(ray.api.get(`/api/v1/consents?deal_id=${id}`))).items;
    const back = await sent(`/consents/${consent}/withdraw`, {});
    assert.equal(back.headers.get('location'), path);
    assert.match(await at(), /No consent: nobody contacts them[^]*withdrawn/);
});

test('what is unknown is asked, and what he says answers it', async (t) => {
    const all = await company(t, '2026-03-16T09:25:00Z');
    const { ray, pat } = all;
    const { id } = await presumed(all);
    const unknown = async () => (await got(ray.api.get(`/api/v1/deals/${id}/unknown`))).items;
    assert.deepEqual((await unknown()).map(({ name }) => name),
        ['commitment', 'timeline', 'requirements', 'authority', 'budget']);
    const question = await made(ray.api.post('/api/v1/questions', { deal_id: id, name: 'budget' }));
    assert.match(question.words, /set aside/);
    const twice = await made(ray.api.post('/api/v1/questions', { deal_id: id, name: 'budget' }));
    assert.equal(twice.id, question.id);
    assert.equal((await unknown()).at(-1).asked, true);
    const call = (more) => ray.api.post(`/api/v1/questions/${question.id}/answer`,
        { value: '90000', ...more });
    await refused(call(), 409, 'buyer_owned');
    const touch = await said(ray.api, id, 'Ninety thousand.');
    const fact = await made(call({ touch_id: touch.id }));
    assert.deepEqual([fact.name, fact.value, fact.provenance],
        ['budget', '90000', 'buyer_confirmed']);
    const answered = await got(ray.api.get(`/api/v1/questions/${question.id}`));
    assert.equal(answered.fact_id, fact.id);
    assert.equal((await unknown()).length, 4);
    await got(ray.api.get(`/api/v1/questions?deal_id=${id}`));
    const { level } = await got(ray.api.get(`/api/v1/contacts/${pat.id}/permission`));
    assert.equal(level, 'answered_once');
});

test('tags and reasons judge nobody, and a deadline has an owner', async (t) => {
    const all = await company(t, '2026-06-02T17:00:00Z');
    const { ray } = all;
    const { id } = await presumed(all);
    const path = `/api/v1/deals/${id}`;
    for (const tags of ['rude', 'agm, Liar', 'TIME-WASTER', 'unhöflich', 'menteur']) {
        const problem = await refused(ray.api.patch(path, { tags }), 409, 'neutral_words');
        assert.match(problem.next.join(' '), /fact.*reason/is);
    }
    assert.equal((await got(ray.api.patch(path, { tags: 'agm,  paper, agm' }))).tags, 'agm, paper');
    await refused(ray.api.post(`${path}/stage`, { stage: 'Lost', lost_reason: 'Time waster' }),
        409, 'neutral_words');
    await refused(put(ray.api, { deal_id: id, name: 'liar', value: 'yes' }), 409, 'neutral_words');
    await blamed(ray.api.patch(path, { deadline: '2026-06-19' }), 'deadline_of');
    const set = await got(ray.api.patch(path,
        { deadline: '2026-06-19', deadline_of: 'buyer_need' }));
    assert.deepEqual([set.deadline, set.deadline_of], ['2026-06-19', 'buyer_need']);
});

test('a stage brings no probability along that is only presumed', async (t) => {
    const all = await company(t, '2026-02-02T10:00:00Z');
    const { ray } = all;
    const { id } = await presumed(all);
    const moved = await got(ray.api.post(`/api/v1/deals/${id}/stage`, { stage: 'Negotiation' }));
    assert.deepEqual([moved.stage, moved.probability, moved.probability_held],
        ['Negotiation', 25, true]);
    await said(ray.api, id, 'We buy.', { buyer_stage: 'ready_to_buy' });
    const free = await got(ray.api.patch(`/api/v1/deals/${id}`, { probability: 75 }));
    assert.deepEqual([free.probability, free.probability_held], [75, false]);
});
