// SPDX-License-Identifier: Apache-2.0
// The prospect who is gathering information: what is only presumed holds the forecast down, what
// she tells us herself lifts it, and a price that is too dear is decided by who may. Ray sells to
// Pat of Acme, below Mo; Rui sells in another team. Office hours are Mon-Fri 09:00-17:00, all times
// UTC.
import assert from 'node:assert/strict';
import { contents } from '../lib/database.mjs';
import { blamed, got, made, refused } from '../lib/expect.mjs';
import { Buyer, tell } from '../lib/story.mjs';

const secret = 'a rival offers eighty apiece';

tell('story 2: presumed, then said, then ten per cent too dear', '2026-02-02T09:00:00Z',
    async (story) => {
    const eve = await story.hire(story.admin, 'Eve', { executive: true });
    const mo = await story.hire(story.admin, 'Mo', { manager: true, reports_to_id: eve.id });
    const ray = await story.hire(story.admin, 'Ray', { rep: true, reports_to_id: mo.id });
    const rui = await story.hire(story.admin, 'Rui', { rep: true });
    const desk = await made(story.admin.post('/api/v1/products',
        { name: 'Oak desk', price: '2500.00' }));
    const acme = await made(ray.api.post('/api/v1/accounts', { name: 'Acme' }));
    const contact = await made(ray.api.post('/api/v1/contacts',
        { name: 'Pat', email: 'pat@acme.example', account_id: acme.id }));

    // 2.1 Ray calls; she gathers information. A call has a next step, or is not kept.
    await story.at('2026-02-02T10:00:00Z');
    const { id } = await made(ray.api.post('/api/v1/deals', {
        name: 'D2', account_id: acme.id, contact_id: contact.id, product_id: desk.id,
        direction: 'outbound', purpose: 'gathering_information',
    }));
    const deal = (who = ray) => got(who.api.get(`/api/v1/deals/${id}`));
    const call = { deal_id: id, channel: 'phone', direction: 'outbound',
        details: 'She gathers information.', needs: 'Desks for forty people.' };
    await refused(ray.api.post('/api/v1/touches', call), 409, 'next_step_required');
    const { id: called } = await made(ray.api.post('/api/v1/touches', { ...call,
        next_step: 'Ask what they compare', next_step_due: '2026-02-09T10:00:00Z' }));
    assert.equal((await got(ray.api.get(`/api/v1/accounts/${acme.id}`))).kind, 'prospect');
    const { items: seen } = await got(mo.api.get(`/api/v1/touches?deal_id=${id}`));
    assert.deepEqual(seen.map(({ details }) => details), [call.details]);
    for (const path of [`deals/${id}`, `touches/${called}`]) {
        await refused(rui.api.get(`/api/v1/${path}`), 404);
    }

    // 2.2 What is presumed is worth a quarter at most, and a rumour is called one.
    await story.at('2026-02-02T10:05:00Z');
    const offer = { value: '100000.00', expected_close: '2026-03-27' };
    const tooMuch = await refused(ray.api.patch(`/api/v1/deals/${id}`,
        { ...offer, probability: 40 }), 409, 'presumptions_open');
    assert.equal(tooMuch.highest_allowed, 25);
    const presumed = await got(ray.api.patch(`/api/v1/deals/${id}`, { ...offer, probability: 25 }));
    assert.equal(presumed.close_source, 'rep_guess');
    const rumour = await made(ray.api.post('/api/v1/facts',
        { deal_id: id, name: 'budget', value: 'approved', provenance: 'hearsay' }));
    await refused(rui.api.get(`/api/v1/facts/${rumour.id}`), 404);
    const known = async () => (await got(mo.api.get(`/api/v1/facts?deal_id=${id}&current=true`)))
        .items.map(({ name, provenance }) => `${name}: ${provenance}`).sort();
    assert.deepEqual(await known(), ['budget: hearsay']);
    const quarter = async (more = '') => {
        const { weighted, commit } = await story.forecast(`year=2026&quarter=1${more}`);
        return [weighted.amount, commit.amount];
    };
    assert.deepEqual(await quarter(), ['25000.00', '0.00']);

    // 2.3 Pat has the link of what was read back to her. What she shares is her word, and she gets
    // something for it at once; what she marks confidential is kept nowhere.
    await story.at('2026-02-09T11:00:00Z');
    const pat = new Buyer(story, (await story.letters(id)).at(-1));
    const thanks = await pat.send('share', {
        stage: 'comparing', decide_by: '2026-03-27', requirements: 'quiet\nadjustable\nin oak',
        authority: 'I decide with our board', channel: 'email', days: '14', confidential: secret,
    });
    assert.match(thanks, /What fits so far: Oak desk, \$2,500/);
    assert.match(thanks, /not before Mon 16 Feb 10:00/);
    assert.match(thanks, /confidential was not kept/);
    assert.deepEqual(await known(), ['authority: buyer_confirmed', 'budget: hearsay',
        'commitment: buyer_confirmed', 'requirements: buyer_confirmed',
        'timeline: buyer_confirmed']);
    const said = await deal();
    assert.deepEqual([said.interest, said.right_person, said.potential, said.close_source],
        ['confirmed', 'confirmed', 'confirmed', 'buyer']);
    assert.deepEqual((await got(mo.api.get('/api/v1/search?q=rival'))).items ?? [], []);
    assert.ok(!(await pat.words()).includes(secret));
    assert.ok(!JSON.stringify(contents(story.server.database)).includes(secret));
    await got(ray.api.patch(`/api/v1/deals/${id}`, { probability: 40 }));
    assert.deepEqual(await quarter(), ['40000.00', '0.00']);

    // 2.6 Her budget has changed, and what is in her way has an owner and a time. Ray may not give
    // ten per cent away: he asks for it, and Mo hears at once.
    await story.at('2026-03-04T11:00:00Z');
    const heard = await pat.send('change',
        { kind: 'budget', words: '90,000', roadblock: '10% too dear' });
    assert.match(heard, /Ray answers by Thu 5 Mar 11:00/);
    const { items: [change] } = await got(ray.api.get(`/api/v1/changes?deal_id=${id}`));
    assert.deepEqual([change.kind, change.old_value, change.new_value, change.provenance],
        ['budget', 'approved', '90,000', 'buyer_confirmed']);
    const { items: [block] } = await got(ray.api.get(`/api/v1/roadblocks?deal_id=${id}`));
    assert.deepEqual([block.what, block.due], ['10% too dear', '2026-03-05T11:00:00Z']);
    const request = await made(ray.api.post('/api/v1/approvals', { deal_id: id,
        amount: '90000.00', reason: 'Her budget was cut.', roadblock_id: block.id }));
    assert.deepEqual([request.state, request.approver_id], ['open', mo.id]);
    assert.equal((await story.alerts('mo@example.com', 'approval')).length, 1);
    assert.deepEqual(await quarter(), ['40000.00', '0.00']);

    // 2.7 Mo says yes, and why: from that minute it counts, and what was counted before stays. Ray
    // answers her, and only she says whether that helped.
    await story.at('2026-03-05T10:00:00Z');
    const approve = (how) => mo.api.post(`/api/v1/approvals/${request.id}/approve`, how);
    await blamed(approve({}), 'reason');
    await got(approve({ reason: 'It keeps her.' }));
    assert.equal((await deal()).value.amount, '90000.00');
    assert.deepEqual(await quarter(), ['36000.00', '0.00']);
    assert.deepEqual(await quarter('&as_of=2026-03-04'), ['40000.00', '0.00']);
    await got(ray.api.post(`/api/v1/roadblocks/${block.id}/answer`,
        { answer: 'Ten per cent less, as you asked.' }));
    await made(ray.api.post('/api/v1/messages', {
        deal_id: id, channel: 'email', kind: 'answer', subject: 'Ten per cent',
        text: 'We take ten per cent off.', next_step: 'Hear her board',
        next_step_due: '2026-03-27T10:00:00Z',
    }));
    await story.at('2026-03-05T10:01:00Z');
    const sent = (await story.letters(id)).filter(({ state }) => state === 'sent')
        .map(({ kind }) => kind);
    assert.ok(sent.includes('decided') && sent.includes('answer'), sent.join());
    await pat.sendAt('10% too dear', 'helped', { helped: 'yes' });
    const { items: [done] } = await got(ray.api.get(`/api/v1/roadblocks?deal_id=${id}`));
    assert.equal(done.helped, 'yes');
});
