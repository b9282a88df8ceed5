// SPDX-License-Identifier: Apache-2.0
// The medical buyer who was not answered: Amy has money, a deadline and her homework done. In the
// first telling her deal is handed over in time; in the second nobody acts. Office hours are
// Mon-Fri
// 09:00-17:00, all times UTC.
import assert from 'node:assert/strict';
import { got, made, refused } from '../lib/expect.mjs';
import { Buyer, tell } from '../lib/story.mjs';

const pack = {
    options: 'None needed.', delivery: '2-day air, 45.00', payment_terms: 'Card, at once.',
    how_to_order: 'On your own page.', returns: 'Within 30 days.', who_to_ask: 'Rick.',
};

/** 0.2 to 0.10: she asks on a Saturday, Rick promises on Monday, and is late. */
async function asked(story) {
    const { admin } = story;
    const mona = await story.hire(admin, 'Mona', { manager: true });
    const rick = await story.hire(admin, 'Rick', { rep: true, reports_to_id: mona.id,
        started_on: '2006-01-01' });
    await story.hire(admin, 'Ana', { rep: true, reports_to_id: mona.id, on_duty: false });
    await made(admin.post('/api/v1/teams', { name: 'billing' }));
    await made(admin.post('/api/v1/products', { name: 'MD-1', price: '4800.00', ...pack }));

    // 0.2 Amy asks; one letter tells her who answers, and by when.
    await story.at('2026-03-14T14:10:00Z');
    const { status, body } = await story.anyone.post('/api/v1/enquiries', {
        name: 'Amy', email: 'amy@example.org', message: 'I know what I need.', item: 'MD-1',
        budget: '5000', need_by: '2026-03-20', urgency: 'urgent', buyer_stage: 'ready_to_buy',
        payment_path: 'self_pay', channel: 'email', insurer: 'MediCo', insurer_agreed: true,
    });
    assert.equal(status, 201, JSON.stringify(body));
    assert.equal(body.answer_by, '2026-03-16T10:00:00Z');
    assert.equal(body.deal_id, undefined);
    await story.at('2026-03-14T14:11:00Z');
    const { items: [deal] } = await got(admin.get('/api/v1/deals'));
    assert.equal(deal.buyer_stage, 'ready_to_buy');
    assert.equal(deal.rep_stage, null);
    assert.equal(deal.probability, 80);
    assert.equal(deal.owner, 'Rick');
    const [receipt, ...more] = await story.letters(deal.id);
    assert.equal(more.length, 0);
    assert.equal(receipt.state, 'sent');
    assert.match(receipt.text, new RegExp(body.reference));
    assert.match(receipt.text, /Rick/);
    assert.match(receipt.text, /Mon 16 Mar 10:00/);
    assert.doesNotMatch(deal.next_step, /discover|call/i);
    const quarter = await story.forecast('year=2026&quarter=1');
    assert.equal(quarter.weighted.amount, '3840.00');
    const amy = new Buyer(story, receipt);

    // 0.4 Rick calls at 09:20, in time; "quickly" is no due time.
    await story.at('2026-03-16T09:20:00Z');
    await made(rick.api.post('/api/v1/touches', {
        deal_id: deal.id, channel: 'phone', direction: 'outbound', details: 'Spoke with Amy.',
        needs: 'MD-1 at home', urgency: 'urgent', clarity: 'She knows what she needs.',
        next_step: 'Email the price', next_step_due: '2026-03-16T13:20:00Z',
    }));
    const met = await got(rick.api.get(`/api/v1/deals/${deal.id}`));
    assert.equal(met.first_answered, '2026-03-16T09:20:00Z');
    const promise = { deal_id: deal.id, by: 'us', channel: 'email' };
    const vague = await refused(rick.api.post('/api/v1/promises',
        { ...promise, kind: 'price_info', what: 'Email pricing', due: 'quickly' }), 409,
    'due_required');
    assert.match(vague.next.join(' '), /Mon 16 Mar 13:20/);

    // 0.5 Three promises; billing has a request of its own, due before the buyer's.
    await story.at('2026-03-16T09:21:00Z');
    const p1 = await made(rick.api.post('/api/v1/promises',
        { ...promise, kind: 'price_info', what: 'Email pricing', due: '2026-03-16T13:20:00Z' }));
    const p2 = await made(rick.api.post('/api/v1/promises', { ...promise, kind: 'check',
        what: 'Billing checks insurance', due: '2026-03-17T12:00:00Z', team: 'billing' }));
    const p3 = await made(rick.api.post('/api/v1/promises',
        { ...promise, kind: 'answer', what: 'Get back to Amy', due: '2026-03-17T15:00:00Z' }));
    const { items: [request] } = await got(admin.get('/api/v1/requests'));
    assert.equal(request.due, '2026-03-17T11:00:00Z');
    assert.equal(request.blocking, false);
    await story.at('2026-03-16T09:22:00Z');
    const readBack = (await story.letters(deal.id)).at(-1);
    assert.equal(readBack.kind, 'read_back');
    for (const what of ['Email pricing', 'Billing checks insurance', 'Get back to Amy']) {
        assert.match(readBack.text, new RegExp(what));
        assert.match(await amy.words(), new RegExp(what));
    }

    // 0.6 What she said stays hers.
    await story.at('2026-03-16T09:25:00Z');
    await refused(rick.api.patch(`/api/v1/deals/${deal.id}`, { urgency: 'normal' }), 409,
        'buyer_owned');

    // 0.7 Nobody does anything, and the clocks do.
    await story.at('2026-03-16T11:20:00Z');
    assert.equal((await story.alerts('rick@example.com', 'promise_half')).length, 1);
    await story.at('2026-03-16T12:50:00Z');
    assert.equal((await story.alerts('rick@example.com', 'promise_warn')).length, 1);

    // 0.8 Late: both hear of it, and Amy sees it.
    await story.at('2026-03-16T13:21:00Z');
    for (const who of ['rick@example.com', 'mona@example.com']) {
        const [late, ...twice] = await story.alerts(who, 'promise_late');
        assert.equal(late.created, '2026-03-16T13:20:00Z');
        assert.equal(twice.length, 0);
    }
    assert.match(await amy.words(), /late/i);

    // 0.9 It is not kept by saying so, and its time stays what it was.
    await story.at('2026-03-16T13:25:00Z');
    await refused(rick.api.post(`/api/v1/promises/${p1.id}/keep`, {}), 409, 'no_evidence');
    await refused(rick.api.patch(`/api/v1/promises/${p1.id}`, { due: '2026-03-16T17:00:00Z' }), 409,
        'history_is_fixed');

    // 0.10 An apology needs a remedy.
    await story.at('2026-03-16T13:30:00Z');
    const before = (await story.letters(deal.id)).length;
    const sorry = await refused(rick.api.post('/api/v1/messages', {
        deal_id: deal.id, channel: 'email', kind: 'answer', subject: 'Sorry',
        text: 'Sorry for the inconvenience.', next_step: 'Wait',
        next_step_due: '2026-03-17T09:00:00Z',
    }), 409, 'apology_needs_remedy');
    assert.ok(sorry.next.length >= 2);
    assert.equal((await story.letters(deal.id)).length, before);
    return { deal, amy, p1, p2, p3, rick };
}

tell('story 0: asked on a Saturday, late on Monday, caught', '2026-03-14T14:00:00Z',
    async (story) => {
        const { deal, amy, p1, p2, p3 } = await asked(story);
        const { Mona, Ana } = story.people;

        // 0.11 Mona hands it to Ana, with everything; Amy is told once.
        await story.at('2026-03-16T13:40:00Z');
        await got(Mona.api.patch(`/api/v1/deals/${deal.id}`, { owner_id: Ana.id }));
        for (const p of [p1, p2, p3]) {
            const seen = await got(Ana.api.get(`/api/v1/promises/${p.id}`));
            assert.equal(seen.agreed, p.agreed);
        }
        await story.at('2026-03-16T13:49:00Z');
        const told = (await story.letters(deal.id)).filter(({ kind }) => kind === 'handover');
        assert.equal(told.length, 1);

        // 0.12 The whole pack in one letter keeps the promise, 30 minutes late, on both sides.
        await story.at('2026-03-16T13:50:00Z');
        await made(Ana.api.post('/api/v1/messages', {
            deal_id: deal.id, channel: 'email', kind: 'price_info', subject: 'MD-1: all of it',
            text: 'Here is everything.', pack: true, next_step: 'Take the order',
            next_step_due: '2026-03-17T09:00:00Z',
        }));
        await story.at('2026-03-16T13:51:00Z');
        const kept = await got(Ana.api.get(`/api/v1/promises/${p1.id}`));
        assert.equal(kept.state, 'kept_late');
        assert.equal(kept.late_minutes, 30);
        const letter = (await story.letters(deal.id)).find(({ kind }) => kind === 'price_info');
        for (const part of ['4,800', ...Object.values(pack)]) {
            assert.ok(letter.text.includes(part), part);
        }
        assert.match(await amy.words(), /30 min/);

        // Act C: nothing goes to others in her name without her consent.
        const insurer = await made(Ana.api.post('/api/v1/parties', { deal_id: deal.id,
            role: 'insurer', name: 'MediCo', email: 'claims@medico.example' }));
        await refused(Ana.api.post(`/api/v1/deals/${deal.id}/third-party-messages`, {
            party_id: insurer.id, action: 'claim', subject: 'Claim', text: 'For Amy.',
        }), 409, 'consent_required');
    });

tell('story 0: nobody acts, and Amy buys elsewhere', '2026-03-14T14:00:00Z', async (story) => {
    await story.hire(story.admin, 'Eve', { executive: true });
    const { deal, amy, rick, p1, p2, p3 } = await asked(story);

    // 0.15 24 hours after the last human word; the automatic read-back did not count.
    await story.at('2026-03-17T09:21:00Z');
    assert.equal((await story.alerts('mona@example.com', 'silence_warn')).length, 1);

    // 0.16 Billing is late, and so are the other promises; each rings once.
    await story.at('2026-03-17T15:01:00Z');
    assert.equal((await story.alerts('rick@example.com', 'request_late')).length, 1);
    assert.equal((await story.alerts('rick@example.com', 'promise_late')).length, 3);

    // 0.17 48 hours: presumed gone, and the forecast says so.
    await story.at('2026-03-18T09:21:00Z');
    const gone = await got(story.admin.get(`/api/v1/deals/${deal.id}`));
    assert.equal(gone.health, 'presumed_gone');
    assert.equal(gone.probability, 10);
    assert.equal((await story.forecast('year=2026&quarter=1')).weighted.amount, '480.00');
    const [heard] = await story.alerts('eve@example.com');
    assert.equal(heard.created, '2026-03-18T09:20:00Z');

    // 0.18 Amy says the truth in one step.
    await story.at('2026-03-19T10:00:00Z');
    await amy.send('bought', { words: 'No reply for days.' });
    const lost = await got(story.admin.get(`/api/v1/deals/${deal.id}`));
    assert.equal(lost.state, 'lost');
    assert.equal(lost.closed_by, 'buyer');
    for (const p of [p1, p2, p3]) {
        assert.equal((await got(story.admin.get(`/api/v1/promises/${p.id}`))).state, 'broken');
    }

    // 0.19 Too late to call.
    await story.at('2026-03-24T16:00:00Z');
    const letters = (await story.letters(deal.id)).length;
    await refused(rick.api.post('/api/v1/touches', {
        deal_id: deal.id, channel: 'phone', direction: 'outbound',
        details: 'Great news! We can chat about pricing.',
    }), 409, 'closed_by_buyer');
    assert.equal((await story.letters(deal.id)).length, letters);

    // 0.20 What she did stands beside what we did.
    const period = 'from=2026-03-01&to=2026-03-31';
    const { rows: steps } = await got(story.admin.get(`/api/v1/reports/loss?deal_id=${deal.id}`));
    assert.ok(steps.some(({ side }) => side === 'buyer'));
    assert.ok(steps.some(({ side, what }) => side === 'us' && /Email pricing/.test(what)));
    const { rows } = await got(story.admin.get(`/api/v1/reports/scorecard?${period}`));
    const score = rows.find(({ who }) => who === 'Rick');
    assert.equal(score.broken, 3);
    assert.equal(score.kept, 0);
    assert.ok(score.silence_hours >= 48);
});
