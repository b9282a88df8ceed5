// SPDX-License-Identifier: Apache-2.0
// The buyer at his own page: what he sees, and every form he can send.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alertsTo, dealOf, email, promise, promisesOf, visit } from './lib/amy.mjs';
import { contents } from './lib/database.mjs';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { enter } from './lib/people.mjs';

// ---- seeing ----

test('the page needs no account and says who acts, by when, and what is known', async (t) => {
    const { amy } = await visit(t);
    const { status, headers, text, html } = await amy.open();
    assert.equal(status, 200);
    for (const words of ['MD-1', 'Rick', 'A person answers you by Mon 16 Mar 10:00',
        'Ready to buy', '20 Mar 2026', 'You can order now', 'Tell the manager',
        'Useful to share', 'I have bought elsewhere']) {
        assert.ok(text.includes(words), `${words} is missing: ${text}`);
    }
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('set-cookie'), null);
    assert.ok(!/<script/.test(html));
    assert.ok(html.length < 40960, `${html.length} bytes`);
});

test('both sides see the same promises, late ones too, and what was agreed first', async (t) => {
    const all = await visit(t);
    await all.ada.setClock('2026-03-16T09:20:00Z');
    const made1 = await made(promise(all));
    const { text } = await all.amy.open();
    assert.ok(text.includes('Send the price due by Mon 16 Mar 13:20'), text);
    await all.ada.setClock('2026-03-16T13:21:00Z');
    const late = (await all.amy.open()).text;
    assert.ok(late.includes('Send the price late : it was due Mon 16 Mar 13:20'), late);
    const done = await all.amy.does('move', {
        id: made1.id, due: '2026-03-17 10:00', why: 'I am away',
    });
    assert.ok(done.includes('Tue 17 Mar 10:00'), done);
    const page = (await all.amy.open()).text;
    assert.ok(page.includes('Agreed first: Mon 16 Mar 13:20 . Now: Tue 17 Mar 10:00'), page);
    const [now] = await promisesOf(all);
    assert.equal(now.agreed, '2026-03-16T13:20:00Z');
    assert.equal(now.due, '2026-03-17T10:00:00Z');
    assert.equal(now.moved_by, 'buyer');
});

test('nothing that is only ours stands on the page', async (t) => {
    const all = await visit(t);
    await made(all.rick.api.post('/api/v1/touches', {
        deal_id: all.deal.id, channel: 'letter', direction: 'inbound',
        details: 'INTERNAL: he would pay more', next_step: 'Send the price',
        next_step_due: '2026-03-16T12:00:00Z',
    }));
    await got(all.rick.api.patch(`/api/v1/deals/${all.deal.id}`, {
        name: 'WHALE', seller_target: '2026-03-31', lost_reason: '',
        deadline: '2026-03-31', deadline_of: 'seller_target',
    }));
    const { html } = await all.amy.open();
    for (const words of ['INTERNAL', 'WHALE', '31 Mar', 'robability', 'forecast']) {
        assert.ok(!html.includes(words), `${words} is on the page`);
    }
    await got(all.rick.api.patch(`/api/v1/deals/${all.deal.id}`, { deadline_of: 'law' }));
    assert.ok((await all.amy.open()).text.includes('Deadline 31 Mar 2026 (the law)'));
});

// ---- asking, ordering, saying ----

test('a question is a promise of ours with a clock, and Rick hears at once', async (t) => {
    const all = await visit(t);
    const done = await all.amy.does('ask', { words: 'Does it run on batteries?' });
    assert.ok(done.includes('Rick answers by Mon 16 Mar 10:00'), done);
    const [p] = await promisesOf(all);
    assert.deepEqual([p.by, p.kind, p.due, p.what],
        ['us', 'answer', '2026-03-16T10:00:00Z', 'Answer: Does it run on batteries?']);
    assert.equal((await alertsTo(all, 'rick', 'buyer_said')).length, 1);
    assert.ok((await all.amy.open()).text.includes('Answer: Does it run on batteries?'));
    await all.ada.setClock('2026-03-16T10:01:00Z');
    assert.equal((await alertsTo(all, 'rick', 'promise_late')).length, 1);
    assert.equal((await alertsTo(all, 'mona', 'promise_late')).length, 1);
});

test('an order is confirmed by a time, and no approval stands before it', async (t) => {
    const all = await visit(t);
    const done = await all.amy.does('order', {
        what: 'MD-1', by: '2026-03-18', words: '2-day air',
    });
    assert.ok(done.includes('Rick confirms it by Mon 16 Mar 10:00'), done);
    const [p] = await promisesOf(all);
    assert.deepEqual([p.kind, p.what], ['order', 'Confirm the order: MD-1']);
    assert.equal((await dealOf(all)).need_by, '2026-03-18');
    const { status } = await all.amy.send('order', { what: '', by: '2026-02-30' });
    assert.equal(status, 422);
    assert.ok(all.amy.text.includes('Give a day that exists'), all.amy.text);
});

test('his stage, urgency and date are his, down as well as up', async (t) => {
    const all = await visit(t);
    const done = await all.amy.does('state', {
        stage: 'looking', urgency: 'normal', need_by: '2026-04-30',
    });
    assert.match(done, /none of us can change it.*The plan now:/);
    const deal = await dealOf(all);
    assert.deepEqual([deal.buyer_stage, deal.urgency, deal.need_by, deal.urgency_source],
        ['looking', 'normal', '2026-04-30', 'buyer']);
    await refused(all.rick.api.patch(`/api/v1/deals/${deal.id}`, { urgency: 'urgent' }), 409,
        'buyer_owned');
});

test('what he shares is his word, and what he marks confidential is kept nowhere', async (t) => {
    const all = await visit(t);
    const done = await all.amy.does('share', {
        stage: 'comparing', decide_by: '2026-03-27', requirements: 'quiet\nwashable\nlight',
        authority: 'I decide with our board', budget: '5,000', days: '14', channel: 'email',
        confidential: 'XYZZY-SECRET',
    });
    for (const words of ['was not kept', 'What fits so far: MD-1, $4,800', 'no question left',
        'at most every 14 days']) {
        assert.ok(done.includes(words), `${words} is missing: ${done}`);
    }
    const deal = await dealOf(all);
    assert.deepEqual([deal.expected_close, deal.close_source, deal.right_person],
        ['2026-03-27', 'buyer', 'confirmed']);
    const { items } = await got(all.rick.api.get(`/api/v1/facts?deal_id=${deal.id}`));
    const known = items.filter(({ value }) => value);
    assert.deepEqual(known.map(({ name }) => name).sort(),
        ['authority', 'budget', 'commitment', 'requirements', 'timeline']);
    assert.ok(known.every(({ provenance }) => provenance === 'buyer_confirmed'));
    assert.ok(!JSON.stringify(contents(all.server.database)).includes('XYZZY'));
    const { text } = await all.amy.open();
    assert.ok(text.includes('washable') && text.includes('you said so, 14 Mar 2026'), text);
});

test('a change keeps old and new, and what stands in the way has an owner', async (t) => {
    const all = await visit(t);
    await all.ada.setClock('2026-03-16T11:00:00Z');
    await all.amy.does('change', { kind: 'budget', words: '5,000' });
    const done = await all.amy.does('change', {
        kind: 'budget', words: '4,500', roadblock: '10% too dear',
    });
    assert.ok(done.includes('Rick answers by Tue 17 Mar 11:00'), done);
    const { items: [newest] } = await got(all.rick.api.get(
        `/api/v1/changes?deal_id=${all.deal.id}`));
    assert.deepEqual([newest.kind, newest.old_value, newest.new_value, newest.provenance],
        ['budget', '5,000', '4,500', 'buyer_confirmed']);
    assert.ok(all.amy.text.includes('10% too dear'), all.amy.text);
    const { status } = await all.amy.send('change', { kind: 'mood', words: 'bad' });
    assert.equal(status, 422);
});

test('a question of ours is answered in one step, and what is known is corrected', async (t) => {
    const all = await visit(t);
    await made(all.rick.api.post('/api/v1/questions', {
        deal_id: all.deal.id, name: 'authority', words: 'Who decides?',
    }));
    await all.amy.open();
    assert.ok(all.amy.text.includes('Who decides?'));
    const answered = await all.amy.does('answer', {
        id: all.amy.idOf('answer', 'We ask instead of guessing'), words: 'I do',
    });
    assert.ok(answered.includes('nobody asks you again'), answered);
    const id = all.amy.idOf('correct', 'Authority');
    await all.amy.does('correct', { id, words: 'My sister does' });
    assert.ok(all.amy.text.includes('My sister does'));
    const gone = await all.amy.does('correct', {
        id: all.amy.idOf('correct', 'Authority'), words: '', take: 'confidential',
    });
    assert.ok(gone.includes('gone from our pages'), gone);
    assert.ok(!JSON.stringify(contents(all.server.database)).includes('My sister'));
});

test('how he is reached counts for all of us at once', async (t) => {
    const all = await visit(t);
    const done = await all.amy.does('prefer', { channel: 'email', only: 'yes', days: 'weekly' });
    assert.match(done, /only by e-?mail/);
    await refused(all.rick.api.post('/api/v1/touches', {
        deal_id: all.deal.id, channel: 'phone', direction: 'outbound', details: 'Hello?',
        next_step: 'Again', next_step_due: '2026-03-20T12:00:00Z',
    }), 409, 'channel_preference');
    const { status } = await all.amy.send('prefer', { channel: 'pigeon', days: 'often' });
    assert.equal(status, 422);
    assert.ok(all.amy.text.includes('Give a number of days'));
});

test('help takes along what was entered, and nobody asks for it again', async (t) => {
    const all = await visit(t);
    await all.amy.does('help', { step: 'order', what: 'MD-1', words: 'with a stand?' });
    const { items } = await got(all.rick.api.get(`/api/v1/touches?deal_id=${all.deal.id}`));
    const [newest] = items;
    assert.match(newest.details, /^Wants help with: order\nwhat: MD-1\nwords: with a stand\?$/);
    assert.equal((await promisesOf(all))[0].what, 'Help with: order');
    const { items: [help] } = await got(
        all.rick.api.get(`/api/v1/consults?deal_id=${all.deal.id}`));
    assert.deepEqual([help.kind, help.step, help.entered, help.state, help.expert, help.user_id],
        ['help', 'order', 'what: MD-1\nwords: with a stand?', 'open', 'Rick', null]);
    assert.deepEqual([help.channel, help.due], ['email', '2026-03-16T10:00:00Z']);
    assert.match(help.context, /^Urgent\. .*Known: item MD-1/);
    await all.ada.setClock('2026-03-16T10:00:00Z'); // its own clock rings, the promise's too
    const late = await got(all.rick.api.get(`/api/v1/consults/${help.id}`));
    assert.equal(late.late, '2026-03-16T10:00:00Z');
    assert.equal((await alertsTo(all, 'mona', 'consult_late')).length, 1);
    const path = `/api/v1/consults/${help.id}/answer`;
    await blamed(all.rick.api.post(path, { answer: '' }), 'answer');
    await blamed(all.rick.api.post(path, { answer: 'Yes.', touch_id: items[0].id }), 'touch_id');
    const call = await made(all.rick.api.post('/api/v1/touches', {
        deal_id: all.deal.id, channel: 'email', direction: 'outbound', details: 'Yes, a stand.',
        next_step: 'Hear', next_step_due: '2026-03-17T10:00:00Z',
    }));
    const done = await got(all.rick.api.post(path, { answer: 'A stand.', touch_id: call.id }));
    assert.deepEqual([done.state, done.touch_id, done.letter_id], ['answered', call.id, null]);
    const [alert] = await alertsTo(all, 'mona', 'consult_late');
    assert.equal(alert.open, false);
    await refused(all.rick.api.post(path, { answer: 'Again.' }), 409, 'consult_settled');
});

test('a promise of his: done, or another time, or something he needs first', async (t) => {
    const all = await visit(t);
    const text = await made(promise(all, {
        by: 'buyer', kind: 'input', what: 'Send the text', due: '2026-03-18T17:00:00Z',
    }));
    const deposit = await made(promise(all, {
        by: 'buyer', kind: 'deposit', what: 'Pay the deposit', due: '2026-03-18T17:00:00Z',
    }));
    assert.ok((await all.amy.does('keep', { id: text.id })).includes('it counts as kept'));
    const paused = await all.amy.does('pause', { id: deposit.id, words: 'A sample on paper' });
    assert.ok(paused.includes('stands still'), paused);
    const states = Object.fromEntries((await promisesOf(all)).map((p) => [p.what, p.state]));
    assert.equal(states['Send the text'], 'kept');
    assert.equal(states['Decide: A sample on paper'], 'open');
    const { status } = await all.amy.send('move', { id: deposit.id, due: 'soon' });
    assert.equal(status, 409);
    const { status: unreal } = await all.amy.send('move', {
        id: deposit.id, due: '2026-02-30 10:00',
    });
    assert.equal(unreal, 422);
});

test('what one side sees otherwise stands beside the promise on both pages', async (t) => {
    const all = await visit(t);
    const p = await made(promise(all));
    await all.amy.does('differ', { id: p.id, words: 'You said noon' });
    await made(all.rick.api.post('/api/v1/differences', {
        promise_id: p.id, words: 'I said 13:20',
    }));
    const { text } = await all.amy.open();
    assert.ok(text.includes('You: You said noon') && text.includes('We: I said 13:20'), text);
    const { items } = await got(all.rick.api.get(`/api/v1/differences?deal_id=${all.deal.id}`));
    assert.deepEqual(items.map(({ by }) => by).sort(), ['buyer', 'us']);
    const page = await enter(all.ada, all.rick);
    assert.match((await page.get('/differences')).body, /You said noon/);
});

test('what he does not need any more, nobody works on', async (t) => {
    const all = await visit(t);
    const p = await made(promise(all));
    await all.amy.does('release', { id: p.id, why: 'I found it myself' });
    assert.equal((await promisesOf(all))[0].state, 'released');
    const { status } = await all.amy.send('release', { id: p.id });
    assert.equal(status, 409);
});

test('others take part by his consent alone, which he takes back as easily', async (t) => {
    const all = await visit(t);
    const party = await made(all.rick.api.post('/api/v1/parties', {
        deal_id: all.deal.id, name: 'Blue Insurance', role: 'insurer', email: 'claims@blue.example',
        agreed: 'Pays 80 percent',
    }));
    const { text } = await all.amy.open();
    assert.ok(text.includes('Blue Insurance (Insurer): Pays 80 percent'), text);
    const form = { id: party.id, action: 'claim' };
    const allowed = await all.amy.does('consent', { ...form, give: 'yes' });
    assert.ok(allowed.includes('We may do this towards Blue Insurance'), allowed);
    const consents = () => got(all.rick.api.get(`/api/v1/consents?deal_id=${all.deal.id}`));
    const [given] = (await consents()).items;
    assert.deepEqual([given.action, given.withdrawn, given.user_id], ['claim', null, null]);
    const taken = await all.amy.does('consent', { ...form, give: 'no' });
    assert.ok(taken.includes('refuses us this'), taken);
    assert.ok((await consents()).items[0].withdrawn);
});

test('whether an answer helped, only he says', async (t) => {
    const all = await visit(t);
    await all.amy.does('change', { kind: 'budget', words: '4,500', roadblock: '10% too dear' });
    const blocks = () => got(all.rick.api.get(`/api/v1/roadblocks?deal_id=${all.deal.id}`));
    const [block] = (await blocks()).items;
    await got(all.rick.api.post(`/api/v1/roadblocks/${block.id}/answer`, {
        answer: 'Ten percent less with a contract.',
    }));
    assert.ok((await all.amy.open()).text.includes('Ten percent less with a contract.'));
    await all.amy.does('helped', { id: block.id, helped: 'partly' });
    assert.equal((await blocks()).items[0].helped, 'partly');
});

// ---- leaving ----

test('bought elsewhere: one step, and nothing of ours leaves any more', async (t) => {
    const all = await visit(t);
    await all.ada.setClock('2026-03-16T09:20:00Z');
    await made(promise(all));
    await all.ada.setClock('2026-03-19T10:00:00Z');
    const done = await all.amy.does('bought', {
        reason: 'trust', supplier: 'RivalCo', days: 2, price: '4,500',
    });
    assert.ok(done.includes('Nobody of us contacts you any more'), done);
    const deal = await dealOf(all);
    assert.deepEqual([deal.state, deal.closed_by, deal.lost_to], ['lost', 'buyer', 'RivalCo']);
    assert.equal((await promisesOf(all))[0].state, 'broken');
    for (const who of ['rick', 'mona']) {
        assert.equal((await alertsTo(all, who, 'bought_elsewhere')).length, 1);
    }
    const { items: [other] } = await got(
        all.mona.api.get(`/api/v1/alternatives?deal_id=${deal.id}`));
    assert.deepEqual([other.who, other.days, other.price.amount, other.user_id],
        ['RivalCo', 2, '4500.00', null]);
    const { items: [exit] } = await got(all.mona.api.get('/api/v1/exits'));
    assert.deepEqual([exit.kind, exit.reason, exit.supplier, exit.minutes],
        ['bought_elsewhere', 'trust', 'RivalCo', 4 * 1440 + 19 * 60 + 50]);
    const mailed = await got(all.ada.get('/api/v1/outbox'));
    await refused(all.rick.api.post('/api/v1/touches', {
        deal_id: deal.id, channel: 'phone', direction: 'outbound', details: 'Great news!',
    }), 409, 'closed_by_buyer');
    assert.equal((await got(all.ada.get('/api/v1/outbox'))).count, mailed.count);
    const page = await enter(all.ada, all.mona);
    assert.match((await page.get('/exits')).body, /RivalCo/);
    await all.ada.setClock('2026-03-20T10:00:00Z');
    assert.ok((await all.amy.open()).text.includes('You ended this on 19 Mar 2026'));
    await all.amy.does('ask', { words: 'Do you still have it?' });
    const touch = await all.rick.api.post('/api/v1/touches', {
        deal_id: deal.id, channel: 'email', direction: 'outbound', details: 'We do.',
    });
    assert.equal(touch.status, 201, 'he spoke again, and may be answered');
});

for (const [kind, more, state, words] of [
    ['not_a_fit', {}, 'lost', 'It is closed'],
    ['chose_another', { supplier: 'RivalCo' }, 'lost', 'It is closed'],
    ['not_interested', {}, 'lost', 'It is closed'],
    ['on_hold', { until: '2026-10-01' }, 'open', 'On hold until'],
    ['price', { words: 'RivalCo is cheaper' }, 'open', 'answers on the price by'],
    ['not_my_decision', {}, 'open', 'finds out who decides now'],
    ['wrong_person', { name: 'Neil', email: 'neil@buyer.example' }, 'open', 'turns to Neil'],
]) {
    test(`leaving: ${kind} leads in one step to a state of its own`, async (t) => {
        const all = await visit(t);
        const done = await all.amy.does('leave', { kind, ...more });
        assert.ok(done.includes(words), done);
        const deal = await dealOf(all);
        assert.equal(deal.state, state);
        assert.equal((await alertsTo(all, 'mona', kind === 'chose_another'
            ? 'bought_elsewhere' : 'buyer_left')).length, 1);
        if (kind === 'on_hold') {
            assert.equal(deal.next_step_due, '2026-10-01T09:00:00Z');
        }
        if (kind === 'wrong_person') {
            assert.equal(deal.right_person, 'presumed');
            const neil = await got(all.rick.api.get(`/api/v1/contacts/${deal.contact_id}`));
            assert.equal(neil.name, 'Neil');
        }
    });
}

test('while it is on hold nobody reaches out, and on its day one of us does once', async (t) => {
    const all = await visit(t);
    await all.amy.does('leave', { kind: 'on_hold', until: '2026-10-01' });
    const deal = await dealOf(all);
    const touch = {
        deal_id: deal.id, channel: 'phone', direction: 'outbound', details: 'And now?',
        next_step: 'Hear', next_step_due: '2026-12-01T12:00:00Z',
    };
    const letter = {
        deal_id: deal.id, kind: 'follow_up', subject: 'Now?', text: 'And now?',
        next_step: 'Hear', next_step_due: '2026-12-01T12:00:00Z',
    };
    await all.ada.setClock('2026-09-30T09:00:00Z');
    for (const [path, body] of [['/touches', touch], ['/messages', letter]]) {
        const no = await refused(all.rick.api.post(`/api/v1${path}`, body), 409,
            'contact_too_soon');
        assert.match(no.detail, /on hold until 1 Oct 2026: ask then, once/);
        assert.equal(no.earliest, '2026-10-01T09:00:00Z');
    }
    await all.ada.setClock('2026-10-01T09:00:00Z');
    assert.equal((await all.rick.api.post('/api/v1/messages', letter)).status, 201);
    await all.ada.setClock('2026-10-02T09:00:00Z');
    const { items: [sent] } = await got(all.rick.api.get(`/api/v1/outbox?deal_id=${deal.id}`));
    assert.equal(sent.subject, 'Now?');
    assert.notEqual(sent.state, 'cancelled');
    const again = await refused(all.rick.api.post('/api/v1/touches', touch), 409,
        'contact_too_soon');
    assert.match(again.detail, /was asked once since/);
    assert.equal(again.earliest, undefined);
    await all.amy.does('ask', { words: 'Yes, now. What does it cost?' });
    await all.ada.setClock('2026-10-02T10:00:00Z');
    assert.equal((await all.rick.api.post('/api/v1/touches', touch)).status, 201);
});

test('on hold without a day, or until one that has passed, is asked again', async (t) => {
    const { amy } = await visit(t);
    for (const until of ['', '2026-03-01', 'never']) {
        const { status, html } = await amy.send('leave', { kind: 'on_hold', until });
        assert.equal(status, 422);
        assert.match(html, /Nothing was changed/);
    }
});

// ---- the manager, and thanks ----

test('what he tells the manager is answered by a time, and Rick does not find it', async (t) => {
    const all = await visit(t);
    await all.ada.setClock('2026-03-16T15:00:00Z');
    const words = 'Rick phoned me at night.';
    const done = await all.amy.does('manager', { words });
    assert.ok(done.includes('Mona has your message'), done);
    assert.ok(done.includes('Tue 17 Mar 15:00'), done);
    assert.equal((await alertsTo(all, 'mona', 'complaint')).length, 1);
    const { items: [k] } = await got(all.mona.api.get('/api/v1/complaints'));
    assert.deepEqual([k.words, k.due, k.about_id], [words, '2026-03-17T15:00:00Z', all.rick.id]);
    await refused(all.rick.api.get(`/api/v1/complaints/${k.id}`), 404);
    await refused(all.rick.api.post(`/api/v1/complaints/${k.id}/answer`, { answer: 'x' }), 403);
    const ricks = await enter(all.ada, all.rick);
    for (const path of [`/deals/${all.deal.id}`, '/', '/alerts', '/complaints', '/outbox',
        '/search?q=phoned', `/complaints/${k.id}`]) {
        const { body } = await ricks.get(path);
        assert.ok(!body.includes('at night') && !body.includes('has your message'), path);
    }
    for (const path of ['/alerts', '/outbox', '/complaints', '/touches', '/search?q=night',
        `/deals/${all.deal.id}/history`]) {
        const asking = path === '/touches' ? `${path}?deal_id=${all.deal.id}` : path;
        const { body } = await all.rick.api.get(`/api/v1${asking}`);
        assert.ok(!/night|complaint/.test(JSON.stringify(body)), path);
    }
    await all.ada.setClock('2026-03-17T15:01:00Z');
    assert.equal((await alertsTo(all, 'eve', 'complaint_late')).length, 1);
    assert.equal((await alertsTo(all, 'rick', 'complaint_late')).length, 0);
});

test('the manager answers on the buyer\'s page, and may share it', async (t) => {
    const all = await visit(t);
    await all.amy.does('manager', { words: 'Nobody calls back.' });
    const { items: [k] } = await got(all.mona.api.get('/api/v1/complaints'));
    const page = await enter(all.ada, all.mona);
    assert.match((await page.get(`/complaints/${k.id}`)).body, /Nobody calls back/);
    assert.equal((await page.post(`/complaints/${k.id}/answer`, { answer: '' })).status, 422);
    const answered = await got(all.mona.api.post(`/api/v1/complaints/${k.id}/answer`, {
        answer: 'I call you at ten.',
    }));
    assert.ok(answered.answered);
    await refused(all.mona.api.post(`/api/v1/complaints/${k.id}/answer`, { answer: 'Again' }),
        409, 'complaint_answered');
    assert.ok((await all.amy.open()).text.includes('I call you at ten.'));
    const { items } = await got(all.ada.get('/api/v1/outbox'));
    assert.ok(items.some(({ kind, to, text }) => kind === 'complaint_answer' && to === email
        && text.includes('I call you at ten.')));
    assert.equal((await all.mona.api.post(`/api/v1/complaints/${k.id}/share`, {})).status, 204);
    assert.equal((await got(all.rick.api.get(`/api/v1/complaints/${k.id}`))).id, k.id);
    await got(all.mona.api.get(`/api/v1/complaints/${k.id}`));
});

test('thanks go to the person, and he stays with him who asks for it', async (t) => {
    const all = await visit(t);
    const done = await all.amy.does('thank', { words: 'So helpful!', keep: 'yes' });
    assert.ok(done.includes('What you ask us next goes to Rick first'), done);
    const { items: [one] } = await got(all.rick.api.get('/api/v1/praises'));
    assert.deepEqual([one.words, one.user_id], ['So helpful!', all.rick.id]);
    const { status } = await all.amy.send('thank', { words: 'x', user_id: '1' });
    assert.equal(status, 422, 'nobody is thanked who has nothing to do with it');
    const page = await enter(all.ada, all.rick);
    assert.match((await page.get('/praises')).body, /So helpful!/);
});

test('an alert is seen by whom it is for, and comes by mail when he chose so', async (t) => {
    const all = await visit(t);
    assert.equal((await all.rick.api.post('/api/v1/me/alerts', { alert_mail: 'urgent' })).status,
        204);
    await all.amy.does('ask', { words: 'Does it run on batteries?' });
    const [alert] = await alertsTo(all, 'rick', 'buyer_said');
    assert.equal(alert.open, true);
    assert.equal(alert.label, 'The buyer said something');
    const { items } = await got(all.rick.api.get('/api/v1/outbox'));
    assert.ok(items.some(({ kind, to }) => kind === 'alert' && to === 'rick@example.com'));
    const page = await enter(all.ada, all.rick);
    assert.match((await page.get('/')).body, /Answer: Does it run on batteries\?/);
    await refused(all.mona.api.post(`/api/v1/alerts/${alert.id}/seen`), 403);
    assert.equal((await all.rick.api.post(`/api/v1/alerts/${alert.id}/seen`)).status, 204);
    assert.equal((await page.post(`/alerts/${alert.id}/seen`, { back: '/' })).status, 303);
    const open = await got(all.rick.api.get('/api/v1/alerts?open=true&kind=buyer_said'));
    assert.deepEqual(open.items, []);
    const [seen] = await alertsTo(all, 'rick', 'buyer_said');
    assert.ok(seen.seen && !seen.open);
    for (const view of ['open', 'all', 'team']) {
        assert.equal((await page.get(`/alerts?view=${view}`)).status, 200);
    }
});
