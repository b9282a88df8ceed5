// SPDX-License-Identifier: Apache-2.0
// Promises of either side, and what another team is asked before, by the test clock. The stories
// they come from are told in tests/stories.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { enter, hire } from './lib/people.mjs';
import { start } from './lib/server.mjs';

/** Ada administers; Eve above Mona above Rick; Sue in the team. */
async function company(t, clock, team = 'Billing') {
    const server = await start(t, { clock });
    const ada = await server.client();
    const itsTeam = await made(ada.post('/api/v1/teams', { name: team }));
    const eve = await hire(server, ada, 'Eve', { executive: true });
    const mona = await hire(server, ada, 'Mona', { manager: true, reports_to_id: eve.id });
    const rick = await hire(server, ada, 'Rick', { rep: true, reports_to_id: mona.id });
    const sue = await hire(server, ada, 'Sue', { support: true, team_id: itsTeam.id });
    return { server, ada, team: itsTeam, eve, mona, rick, sue };
}

async function buyerOf(rick, name, more = {}) {
    const contact = await made(rick.api.post('/api/v1/contacts', {
        name, email: `${name.toLowerCase()}@buyer.example`,
    }));
    return made(rick.api.post('/api/v1/deals', {
        name: `Deal of ${name}`, contact_id: contact.id, value: '4800', ...more,
    }));
}

async function alertsOf(api, email, kind) {
    const { items } = await got(api.get(`/api/v1/alerts?to=${email}@example.com&limit=100`));
    return items.filter((alert) => alert.kind === kind);
}

async function promised(api, deal, what) {
    return made(api.post('/api/v1/promises', { deal_id: deal.id, by: 'us', channel: 'email',
        ...what }));
}

const kept = (api, promise, body = {}) => api.post(`/api/v1/promises/${promise.id}/keep`, body);

test('story 0, 0.4 to 0.9: a promise has an exact time, a clock, and is kept by evidence',
    async (t) => {
    const { ada, mona, rick, sue } = await company(t, '2026-03-16T09:20:00Z');
    const deal = await buyerOf(rick, 'Amy', { urgency: 'urgent' });

    // 0.4 "quickly" is no due time; one is offered.
    const email = { deal_id: deal.id, by: 'us', kind: 'price_info', channel: 'email',
        what: 'Email pricing' };
    const gate = await refused(rick.api.post('/api/v1/promises', { ...email, due: 'quickly' }),
        409, 'due_required');
    assert.match(gate.next[0], /Mon 16 Mar 13:20.*2026-03-16T13:20:00Z/);
    for (const due of ['soon', 'this week', 'asap', '', null, undefined])
        await refused(rick.api.post('/api/v1/promises', { ...email, due }), 409, 'due_required');
    for (const due of ['2026-02-30', '2026-02-30T10:00:00Z', '2026-03-16T09:19:00Z',
        '2026-02-29 10:00'])
        await blamed(rick.api.post('/api/v1/promises', { ...email, due }), 'due');

    // 0.5 three promises; billing is asked along with its check, due an hour before, holding up
    // nothing.
    await ada.setClock('2026-03-16T09:21:00Z');
    const p1 = await made(rick.api.post('/api/v1/promises', { ...email,
        due: '2026-03-16T13:20:00Z' }));
    const p2 = await promised(rick.api, deal, {
        kind: 'check', what: 'Billing checks the insurance', due: '2026-03-17T12:00:00Z',
    });
    const p3 = await promised(rick.api, deal, {
        kind: 'call', channel: 'phone', what: 'Get back', due: '2026-03-17T15:00:00Z',
    });
    assert.deepEqual([p1.state, p2.state, p3.state], ['open', 'open', 'open']);
    const queue = await got(sue.api.get('/api/v1/requests'));
    assert.equal(queue.waiting, 1);
    assert.equal(queue.items[0].due, '2026-03-17T11:00:00Z');
    assert.equal(queue.items[0].blocking, false);
    assert.equal(queue.items[0].need, 'Billing checks the insurance');

    // 0.7 a prompt at half of the time, a warning half an hour before.
    await ada.setClock('2026-03-16T11:19:59Z');
    assert.equal((await alertsOf(ada, 'rick', 'promise_half')).length, 0);
    await ada.setClock('2026-03-16T11:20:00Z');
    assert.equal((await alertsOf(ada, 'rick', 'promise_half')).length, 1);
    await ada.setClock('2026-03-16T12:50:00Z');
    assert.equal((await alertsOf(ada, 'rick', 'promise_warn')).length, 1);

    // 0.8 late: rep and manager hear of it once.
    await ada.setClock('2026-03-16T13:21:00Z');
    const late = await got(rick.api.get(`/api/v1/promises/${p1.id}`));
    assert.deepEqual([late.state, late.late, late.status, late.missed],
        ['open', true, 'late', '2026-03-16T13:20:00Z']);
    for (const who of ['rick', 'mona']) {
        const [alert, ...more] = await alertsOf(ada, who, 'promise_late');
        assert.equal(alert.due, '2026-03-16T13:20:00Z');
        assert.deepEqual(more, []);
    }
    assert.equal((await alertsOf(ada, 'eve', 'promise_late')).length, 0);
    for (const before of ['promise_half', 'promise_warn']) {
        const [{ open, settled }] = await alertsOf(ada, 'rick', before);
        assert.deepEqual([open, settled], [false, '2026-03-16T13:20:00Z'], before);
    }

    // 0.9 no evidence, also not by a mail that is only written down; what was agreed stays.
    await ada.setClock('2026-03-16T13:25:00Z');
    await refused(kept(rick.api, p1), 409, 'no_evidence');
    const touch = await made(rick.api.post('/api/v1/touches', {
        deal_id: deal.id, channel: 'email', happened: '2026-03-16T13:00:00Z', details: 'Sent it.',
        next_step: 'Wait', next_step_due: '2026-03-18T10:00:00Z',
    }));
    await refused(kept(rick.api, p1), 409, 'no_evidence');
    await refused(kept(rick.api, p1, { touch_id: touch.id }), 409, 'no_evidence');
    const moved = { due: '2026-03-16T17:00:00Z', agreed: '2026-03-16T17:00:00Z' };
    await refused(rick.api.patch(`/api/v1/promises/${p1.id}`, moved), 409, 'history_is_fixed');
    await refused(rick.api.put(`/api/v1/promises/${p1.id}`, moved), 409, 'history_is_fixed');
    await refused(rick.api.delete(`/api/v1/promises/${p1.id}`), 409, 'history_is_fixed');
    assert.equal((await got(rick.api.get(`/api/v1/promises/${p1.id}`))).agreed,
        '2026-03-16T13:20:00Z');

    // 0.16 the team's lateness alerts before the buyer's time; each once.
    await ada.setClock('2026-03-17T11:00:00Z');
    assert.equal((await alertsOf(ada, 'rick', 'request_late')).length, 1);
    await ada.setClock('2026-03-17T15:01:00Z');
    assert.equal((await alertsOf(ada, 'rick', 'promise_late')).length, 3);
    assert.equal((await alertsOf(ada, 'mona', 'promise_late')).length, 3);
    const { items } = await got(mona.api.get(`/api/v1/promises?deal_id=${deal.id}`));
    assert.deepEqual(items.map(({ late: isLate }) => isLate), [true, true, true]);
    const counts = await got(mona.api.get(
        '/api/v1/promises/counts?by=person&from=2026-03-01&to=2026-03-31'));
    assert.deepEqual(counts.items.map(({ name, late: n, kept: k, broken }) => [name, k, n, broken]),
        [['Rick', 0, 3, 0]]);
});

test('a team that says no offers what is true, the buyer takes one, who helped is named',
    async (t) => {
    const { ada, mona, rick, sue, team } = await company(t, '2026-05-22T10:00:00Z', 'Print');
    const deal = await buyerOf(rick, 'Dana');
    const ready = { kind: 'delivery', what: 'Certificates ready', due: '2026-06-12T17:00:00Z' };
    const ask = {
        deal_id: deal.id, team_id: team.id, need: 'AGM on 19 June', promised: 'Ready on 12 June',
        deadline: '2026-06-19T09:00:00Z', deadline_owner: 'buyer', wanted: '2026-06-12T17:00:00Z',
        if_missed: 'The AGM has no certificates',
    };
    for (const part of ['promised', 'deadline', 'deadline_owner', 'if_missed'])
        await refused(rick.api.post('/api/v1/requests', { ...ask, [part]: undefined }), 409,
            'need_missing');
    const { id } = await made(rick.api.post('/api/v1/requests', ask));
    const answer = (which, how) => sue.api.post(`/api/v1/requests/${which}/answer`, how);
    await refused(rick.api.post(`/api/v1/requests/${id}/answer`, { answer: 'yes' }), 403);
    await got(answer(id, { answer: 'yes_if', conditions: [
        { what: 'Deposit of 5,000', by: 'buyer', kind: 'deposit', due: '2026-06-01T17:00:00Z' },
    ] }));
    await refused(answer(id, { answer: 'yes' }), 409, 'already_answered');
    const { conditions } = await got(rick.api.post(`/api/v1/requests/${id}/agree`, {}));
    const deposit = { id: conditions[0].promise_id };
    const pr1 = await promised(rick.api, deal, ready);

    // He insists on the telephone: the rep passes it on, and a choice needs the buyer's word.
    const again = await got(rick.api.post(`/api/v1/promises/${pr1.id}/insist`,
        { words: 'I still expect the 12th' }));
    assert.deepEqual([again.due, again.need, again.after_promise, again.answer],
        ['2026-05-22T14:00:00Z', 'AGM on 19 June', true, 'waits']);
    await got(answer(again.id, { answer: 'no', words: 'Not all of it by the 12th.', choices: [
        { what: 'All of it by 17 June', due: '2026-06-17T17:00:00Z' },
        { what: 'The first 200 by 12 June', due: '2026-06-12T17:00:00Z' },
    ] }));
    const choose = (how) => rick.api.post(`/api/v1/requests/${again.id}/choose`, how);
    await blamed(choose({ choice: 1 }), 'touch_id');
    const said = await made(rick.api.post('/api/v1/touches', {
        deal_id: deal.id, channel: 'phone', direction: 'inbound', details: 'She takes the 17th.',
        next_step: 'Wait for the text', next_step_due: '2026-06-08T17:00:00Z',
    }));
    await blamed(choose({ choice: 3, touch_id: said.id }), 'choice');
    await got(choose({ choice: 1, touch_id: said.id }));
    await refused(choose({ choice: 2, touch_id: said.id }), 409, 'choice_made');
    const ours = await got(rick.api.get(`/api/v1/promises/${pr1.id}`));
    assert.deepEqual([ours.agreed, ours.due, ours.moved_by, ours.moved_why, ours.state],
        ['2026-06-12T17:00:00Z', '2026-06-17T17:00:00Z', 'buyer', 'All of it by 17 June',
            'renegotiated']);

    // 3.17 to 3.19: paid; delivered; who helped is named.
    await ada.setClock('2026-06-09T12:00:00Z');
    await refused(kept(rick.api, deposit), 409, 'no_evidence');
    assert.equal((await got(kept(rick.api, deposit, { note: 'Bank, 9 June' }))).state,
        'kept_late');
    await ada.setClock('2026-06-17T15:00:00Z');
    await refused(kept(rick.api, pr1), 409, 'no_evidence');
    const arrived = await made(rick.api.post('/api/v1/touches', {
        deal_id: deal.id, channel: 'phone', direction: 'inbound', details: 'It arrived, all right.',
        next_step: 'Invoice', next_step_due: '2026-06-18T17:00:00Z',
    }));
    await refused(kept(rick.api, pr1, { touch_id: arrived.id }), 409, 'credit_required');
    const done = await got(kept(rick.api, pr1, { touch_id: arrived.id, credit: 'Sue' }));
    assert.deepEqual([done.state, done.credit], ['kept', 'Sue']);
    const credits = await got(mona.api.get(`/api/v1/credits?user_id=${sue.id}`));
    assert.equal(credits.items.length, 1);
    const shown = await (await enter(ada, mona)).get(`/users/${sue.id}`);
    assert.match(shown.body, /Helped to keep 1 promise</);
    assert.ok(shown.body.includes(credits.items[0].what));
});

test('a new time counts by the yes of the buyer, and is shown as ours without', async (t) => {
    const { ada, mona, rick } = await company(t, '2026-03-16T09:00:00Z');
    const deal = await buyerOf(rick, 'Amy');
    const call = await promised(rick.api, deal, { kind: 'call', channel: 'phone', what: 'Call',
        due: '2026-03-16T12:00:00Z' });
    const path = `/api/v1/promises/${call.id}`;
    await refused(rick.api.post(`${path}/renegotiate`, { due: 'soon', why: 'Busy' }), 409,
        'due_required');
    await blamed(rick.api.post(`${path}/renegotiate`, { due: '2026-03-17T12:00:00Z' }), 'why');
    await blamed(rick.api.post(`${path}/renegotiate`, { due: '2026-03-16T08:00:00Z',
        why: 'Busy' }), 'due');

    // Alone: he sees the new time, and it is late by the old one.
    const alone = await got(rick.api.post(`${path}/renegotiate`, { due: '2026-03-17T12:00:00Z',
        why: 'Busy' }));
    assert.deepEqual([alone.state, alone.due, alone.agreed, alone.counted, alone.moved_by],
        ['open', '2026-03-17T12:00:00Z', '2026-03-16T12:00:00Z', '2026-03-16T12:00:00Z', 'us']);
    const letters = (await got(ada.get('/api/v1/outbox'))).items.filter((
        { kind }) => kind === 'promise_moved');
    assert.equal(letters.length, 1);
    await ada.setClock('2026-03-16T12:01:00Z');
    assert.equal((await got(rick.api.get(path))).late, true);

    // With his yes: renegotiated, and that it was late stays.
    const yes = await made(rick.api.post('/api/v1/touches', {
        deal_id: deal.id, channel: 'text', direction: 'inbound', details: 'Thursday is fine.',
        next_step: 'Call', next_step_due: '2026-03-19T12:00:00Z',
    }));
    const agreed = await got(rick.api.post(`${path}/renegotiate`, { due: '2026-03-19T12:00:00Z',
        why: 'He is away', touch_id: yes.id }));
    assert.deepEqual([agreed.state, agreed.counted, agreed.missed], ['renegotiated',
        '2026-03-19T12:00:00Z', '2026-03-16T12:00:00Z']);
    await ada.setClock('2026-03-19T10:00:00Z');
    await made(rick.api.post('/api/v1/touches', {
        deal_id: deal.id, channel: 'phone', details: 'We spoke.', next_step: 'Offer',
            next_step_due: '2026-03-20T12:00:00Z',
    }));
    assert.equal((await got(rick.api.get(path))).state, 'kept');
    const { items } = await got(mona.api.get(
        '/api/v1/promises/counts?by=company&from=2026-03-01&to=2026-03-31'));
    assert.deepEqual(items.map(({ name, kept: k, late }) => [name, k, late]), [['We', 0, 1]]);

    // Only he releases ours.
    const other = await promised(rick.api, deal, { kind: 'call', channel: 'phone', what: 'Call',
        due: '2026-03-20T12:00:00Z' });
    await refused(rick.api.post(`/api/v1/promises/${other.id}/release`, { why: 'Not needed' }),
        409, 'release_is_theirs');
    await blamed(rick.api.post(`/api/v1/promises/${other.id}/release`, { why: 'Not needed',
        touch_id: 999 }), 'touch_id');
    await refused(kept(rick.api, call), 409, 'promise_settled');
});

test('a deposit stands still while we decide about a sample', async (t) => {
    const { ada, rick } = await company(t, '2026-06-01T09:30:00Z');
    const deal = await buyerOf(rick, 'Dana');
    const deposit = await promised(rick.api, deal, { by: 'buyer', kind: 'deposit', what: 'Deposit',
        due: '2026-06-02T17:00:00Z' });
    const decision = await made(rick.api.post(`/api/v1/promises/${deposit.id}/pause`,
        { why: 'a free sample' }));
    assert.deepEqual([decision.kind, decision.due, decision.pauses_id], ['answer',
        '2026-06-02T09:30:00Z', deposit.id]);
    await ada.setClock('2026-06-03T09:30:00Z');
    let still = await got(rick.api.get(`/api/v1/promises/${deposit.id}`));
    assert.deepEqual([still.status, still.missed], ['paused', null]);
    assert.equal((await alertsOf(ada, 'rick', 'promise_wait')).length, 0);
    const yes = await made(rick.api.post('/api/v1/touches', {
        deal_id: deal.id, channel: 'phone', direction: 'inbound', details: 'No sample needed.',
        next_step: 'Deposit', next_step_due: '2026-06-05T12:00:00Z',
    }));
    await got(rick.api.post(`/api/v1/promises/${decision.id}/release`, { why: 'He needs none',
        touch_id: yes.id }));
    still = await got(rick.api.get(`/api/v1/promises/${deposit.id}`));
    assert.deepEqual([still.status, still.agreed, still.due, still.moved_by],
        ['open', '2026-06-02T17:00:00Z', '2026-06-04T17:00:00Z', 'buyer']);
});

test('three misses of a buyer ask for the real reason, and stand by kind', async (t) => {
    const { ada, mona, rick } = await company(t, '2026-06-01T09:30:00Z');
    const deal = await buyerOf(rick, 'Dana');
    for (const [kind, day] of [['input', '02'], ['call', '03'], ['call', '04']]) {
        await promised(rick.api, deal, { by: 'buyer', kind, what: kind,
            due: `2026-06-${day}T12:00:00Z` });
    }
    await ada.setClock('2026-06-04T13:00:00Z');
    assert.equal((await alertsOf(ada, 'rick', 'promise_review')).length, 0);
    await ada.setClock('2026-06-05T13:00:00Z');
    assert.equal((await alertsOf(ada, 'rick', 'promise_review')).length, 1);
    const { items } = await got(mona.api.get(
        '/api/v1/promises/counts?by=contact&from=2026-06-01&to=2026-06-30'));
    assert.deepEqual(items.map(({ name, kind, late }) => [name, kind, late]), [['Dana', 'call', 2],
        ['Dana', 'input', 1]]);
});

test('who asks for what in a rush, after promising, or changes it, stands in the load',
    async (t) => {
    const { ada, mona, rick, sue, team } = await company(t, '2026-05-22T10:00:00Z', 'Print');
    const deal = await buyerOf(rick, 'Dana');
    const ask = (wanted) => made(rick.api.post('/api/v1/requests', {
        deal_id: deal.id, team: team.name, need: 'AGM', promised: 'Ready',
            deadline: '2026-06-19T09:00:00Z',
        deadline_owner: 'law', if_missed: 'Nothing', wanted,
    }));
    const first = await ask('2026-05-22T16:00:00Z');
    const second = await ask('2026-06-12T17:00:00Z');
    await got(sue.api.post(`/api/v1/requests/${second.id}/answer`, { answer: 'yes' }));
    const changed = await got(rick.api.patch(`/api/v1/requests/${second.id}`,
        { wanted: '2026-06-10T17:00:00Z' }));
    assert.deepEqual([changed.answer, changed.changes], ['waits', 1]);
    await got(sue.api.post(`/api/v1/requests/${first.id}/rate`, { rating: 2, words: 'Too late' }));
    await promised(rick.api, deal, { kind: 'check', team: 'print', what: 'Look at the paper',
        due: '2026-05-26T12:00:00Z' });
    const { items } = await got(mona.api.get(
        '/api/v1/requests/load?from=2026-05-01&to=2026-05-31'));
    assert.deepEqual(items.map(({ name, asked, rush, changed: n, rating_sum: sum }) => [name,
        asked, rush, n, sum]),
        [['Rick', 3, 1, 1, 2]]);
});

test('promises are listed page by page, and their counts go out as CSV', async (t) => {
    const { ada, mona, rick } = await company(t, '2026-03-16T09:00:00Z');
    const deals = [await buyerOf(rick, 'Ann'), await buyerOf(mona, '=Bob')];
    const due = (i) => `2026-03-${20 + i % 3}T12:00:00Z`;
    const ids = [];
    for (let i = 0; i < 9; i += 1) {
        const api = i % 2 ? mona.api : rick.api;
        ids.push((await promised(api, deals[i % 2], { kind: 'other', what: `No. ${i}`,
            due: due(i), ...(i ? {} : { kind: 'call', channel: 'phone' }) })).id);
    }
    const all = async (more) => {
        const rows = [];
        let next = '';
        do {
            const page = await got(mona.api.get(`/api/v1/promises?limit=2${more}${
                next && `&after=${next}`}`));
            assert.ok(page.items.length > 0 && page.items.length <= 2);
            rows.push(...page.items);
            next = page.next;
        } while (next);
        return rows.map((row) => row.id);
    };
    const byDue = ids.map((id, i) => [due(i), id]).sort((a, b) => (
        a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1]));
    assert.deepEqual(await all(''), byDue.map(([, id]) => id));
    assert.deepEqual(await all('&show=all'), ids.toReversed());
    assert.deepEqual((await all('&whose=mine')).length, 4);
    await blamed(mona.api.get('/api/v1/promises?after=x&limit=0'), 'after', 'limit');
    const monasPage = await enter(ada, mona);
    const page = await monasPage.get('/promises?whose=team&limit=2');
    assert.match(page.body, /href="\/promises\?[^"]*after=\d+\.\d+[^"]*"[^>]*>Next page/);
    const counts = '/promises/counts?by=person&from=2026-03-01&to=2026-03-31';
    const csv = await mona.api.get(`/api/v1${counts}&format=csv`);
    assert.equal(csv.status, 200);
    assert.match(csv.headers.get('content-type'), /^text\/csv/);
    assert.equal(csv.body, 'name,kind,kept,late,broken,open,renegotiated,released\r\n'
        + 'Mona,,0,0,0,4,0,0\r\nRick,,0,0,0,5,0,0\r\n');
    await blamed(mona.api.get(`/api/v1${counts}&format=pdf`), 'format');
    await made(rick.api.post('/api/v1/touches', { deal_id: deals[0].id, channel: 'phone',
        details: 'Done.', next_step: 'Go on', next_step_due: '2026-03-25T12:00:00Z' }));
    const drawn = await monasPage.get(counts);
    assert.match(drawn.body, /<svg[^]*Rick, Kept: 1/);
    assert.match(drawn.body, /format=csv"[^>]*>CSV/);
});

test('two keep one promise at once: one keeps it, the other is told so', async (t) => {
    const { ada, mona, rick } = await company(t, '2026-03-16T09:00:00Z');
    const deal = await buyerOf(rick, 'Amy');
    const pay = await promised(rick.api, deal, { by: 'buyer', kind: 'payment', what: 'Pay',
        due: '2026-03-20T12:00:00Z' });
    const answers = await Promise.all([rick, mona, ada, rick, mona].map((who) => (
        kept(who.api ?? who, pay, { note: 'Bank' }))));
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [200, 409, 409, 409, 409]);
    const { items } = await got(ada.get(`/api/v1/deals/${deal.id}/history?limit=50`));
    assert.deepEqual(items.filter(({ kind }) => kind === 'promise').map(({ body }) => body.event),
        ['kept', 'made']);
});
