// SPDX-License-Identifier: Apache-2.0
// What the buyer wants besides a price: an expert's answer, a demo, to be left to his own pace.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { alertsTo, dealOf, email, promisesOf, visit } from './lib/amy.mjs';
import { client } from './lib/api.mjs';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { Page, linkTo } from './lib/page.mjs';
import { enter, hire } from './lib/people.mjs';
import { folderFor } from './lib/server.mjs';

/** Bob compares, has no product in mind, and has the link to his page. */
async function comparing({ server, ada }) {
    const answer = await client(server.origin).post('/api/v1/enquiries', {
        name: 'Bob', email: 'bob@buyer.example', item: 'Something else', message: 'What is there?',
        buyer_stage: 'comparing',
    });
    assert.equal(answer.status, 201);
    await ada.setClock('2026-03-14T14:11:30Z');
    return { url: await linkTo(ada, 'bob@buyer.example') };
}

test('a sequence gives way to what the buyer says, and the rep sees why', async (t) => {
    const all = await visit(t);
    const { ada, rick, deal, amy } = all;
    await ada.setClock('2026-03-16T09:00:00Z');
    const path = `/api/v1/deals/${deal.id}/sequence`;
    const start = (steps) => rick.api.post(path, { steps });
    const plan = '1 call: Introduce yourself\n2 email: Send the leaflet\n6 call: Ask\n\n9 email';
    for (const steps of ['', 'tomorrow call', '0 call', '3 pigeon: Fly', '400 call',
        '1 call\n'.repeat(21)]) {
        await blamed(start(steps), 'steps');
    }
    const { items } = await got(start(plan));
    assert.deepEqual(items.map(({ channel, due, state }) => [channel, due, state]), [
        ['phone', '2026-03-16T09:00:00Z', 'planned'], ['email', '2026-03-17T09:00:00Z', 'planned'],
        ['phone', '2026-03-23T09:00:00Z', 'planned'], // a Saturday's step waits for Monday
        ['email', '2026-03-24T09:00:00Z', 'planned'],
    ]);
    await refused(start(plan), 409, 'sequence_runs');
    await ada.setClock('2026-03-16T09:01:00Z');
    assert.equal((await alertsTo(all, 'rick', 'cadence_due')).length, 1);
    const out = { deal_id: deal.id, direction: 'outbound', details: 'We spoke.',
        next_step: 'Send it', next_step_due: '2026-03-17T10:00:00Z' };
    await made(rick.api.post('/api/v1/touches', { ...out, channel: 'phone' }));
    const now = async () => (await got(rick.api.get(`/api/v1/cadences?deal_id=${deal.id}`))).items;
    assert.equal((await now())[0].state, 'done');

    // at most every seven days, counted from the call; and no calls
    await amy.does('prefer', { channel: 'email', no_calls: 'yes', days: 7 });
    const [, call, leaflet, last] = await now();
    assert.deepEqual([leaflet.state, leaflet.due, leaflet.planned],
        ['planned', '2026-03-23T09:01:00Z', '2026-03-17T09:00:00Z']);
    assert.match(leaflet.why, /Tue 17 Mar 09:00: he hears from us at most every 7 days/);
    assert.deepEqual([call.state, call.why], ['cancelled', 'The buyer said: no calls.']);
    assert.equal(last.due, '2026-03-30T09:01:00Z');
    assert.equal((await alertsTo(all, 'rick', 'cadence_gave_way')).length, 1);

    await amy.does('state', { stage: 'comparing' });
    const left = (await now()).filter(({ state }) => state === 'cancelled');
    assert.deepEqual(left.map(({ why }) => why).slice(1),
        Array(2).fill('The buyer says of himself: Comparing.'));
    const page = await enter(ada, rick);
    assert.match((await page.get(`/deals/${deal.id}`)).body, /says of himself: Comparing/);
    const again = await page.post(`/deals/${deal.id}/sequence`, { steps: '2 letter: Write' });
    assert.equal(again.status, 303);
    assert.equal((await got(rick.api.get(`/api/v1/cadences/${last.id}`))).state, 'cancelled');
    const { items: stopped } = await got(rick.api.post(`${path}/stop`, { why: 'She is away' }));
    assert.ok(stopped.some(({ channel, why }) => channel === 'letter' && why === 'She is away'));
    await got(start('1 email: Send'));
    await amy.does('ask', { words: 'Is it heavy?' });
    assert.ok((await now()).some(({ why }) => /answer him instead/.test(why)));
});

test('who asks for a demo is asked nothing: he sees it at once, or takes an open time',
    async (t) => {
        const all = await visit(t);
        const { server, ada, mona, rick, amy } = all;
        const { url } = await comparing(all);
        const ana = await hire(server, ada, 'Ana', { rep: true, reports_to_id: mona.id });
        const bob = new Page(server.origin, url);
        const dealsOf = async () => (await got(rick.api.get('/api/v1/deals'))).items;
        const [his] = (await dealsOf()).filter(({ buyer_stage: stage }) => stage === 'comparing');
        const told = await bob.does('demo', {});
        assert.ok(told.includes('Rick answers by Mon 16 Mar 13:00'), told); // nothing is open yet
        assert.equal((await dealsOf()).find(({ id }) => id === his.id).buyer_stage, 'wants_demo');

        const open = (api, starts, more) => api.post('/api/v1/slots', { starts, ...more });
        await blamed(open(rick.api, '2026-03-13T10:00:00Z'), 'starts');
        await blamed(open(rick.api, '2026-03-17T10:00:00Z', { user_id: ana.id }), 'user_id');
        const first = await made(open(rick.api, '2026-03-17T10:00:00Z'));
        assert.deepEqual([first.user_id, first.minutes, first.deal_id], [rick.id, 30, null]);
        await blamed(open(rick.api, '2026-03-17T10:15:00Z'), 'starts');
        const moved = await got(rick.api.patch(`/api/v1/slots/${first.id}`,
            { starts: '2026-03-17T11:00:00Z' }));
        assert.equal(moved.starts, '2026-03-17T11:00:00Z');
        const spare = await made(open(rick.api, '2026-03-18T11:00:00Z'));
        assert.equal((await rick.api.post(`/api/v1/slots/${spare.id}/remove`)).status, 204);
        assert.ok((await bob.open()).text.includes('Tue 17 Mar 11:00'));
        const taken = await bob.does('demo', { slot: first.id });
        assert.ok(taken.includes('Rick shows it to you on Tue 17 Mar 11:00'), taken);
        const [p] = (await got(rick.api.get(`/api/v1/promises?deal_id=${his.id}`))).items
            .filter(({ kind }) => kind === 'appointment');
        assert.deepEqual([p.due, p.what], ['2026-03-17T11:00:00Z', 'Demo with Rick, 30 minutes']);
        assert.equal((await amy.send('demo', { slot: first.id })).status, 409);
        assert.ok(amy.text.includes('This time is taken'), amy.text);
        await refused(rick.api.patch(`/api/v1/slots/${first.id}`, { minutes: 60 }), 409,
            'slot_taken');
        await refused(rick.api.post(`/api/v1/slots/${first.id}/remove`), 409, 'slot_taken');
        await refused(ana.api.get(`/api/v1/slots/${first.id}`), 404);

        const product = `/api/v1/products/${all.deal.product_id}`;
        await blamed(ada.patch(product, { demo_url: 'javascript:alert(1)' }), 'demo_url');
        await got(ada.patch(product, { demo: 'Press start.', demo_url: 'https://demo.example/' }));
        assert.ok((await amy.does('demo', {})).includes('Here it is'));
        const { html } = await amy.open();
        assert.match(html, /Press start\.<\/p><p><a href="https:\/\/demo\.example\/"/);
        assert.equal((await dealOf(all)).buyer_stage, 'ready_to_buy'); // he was further already
        const page = await enter(ada, rick);
        assert.match((await page.get('/slots')).body, /17 Mar/);
    });

test('who knows the product answers what the rep cannot, and asks nothing again', async (t) => {
    const all = await visit(t, ['--mail-folder', join(await folderFor(t), 'mail')]);
    const { server, ada, mona, rick, deal, amy } = all;
    const ana = await hire(server, ada, 'Ana', { rep: true, reports_to_id: mona.id });
    await ada.setClock('2026-03-16T09:00:00Z');
    const ask = (more) => rick.api.post('/api/v1/consults',
        { deal_id: deal.id, words: 'Does it run at 4 °C?', ...more });
    const { next } = await refused(ask(), 409, 'no_expert');
    assert.match(next.join(' '), /expert_id/);
    await blamed(ask({ expert_id: 999 }), 'expert_id');
    await refused(ana.api.get(`/api/v1/deals/${deal.id}`), 404);
    await made(ada.post('/api/v1/certificates', {
        user_id: ana.id, side: 'product', product_id: deal.product_id,
    }));
    const asked = await made(ask());
    assert.deepEqual([asked.kind, asked.expert, asked.due],
        ['expert', 'Ana', '2026-03-16T10:00:00Z']);
    assert.match(asked.context, /Known: item MD-1/);
    assert.equal((await alertsTo(all, 'ana', 'consult_asked')).length, 1);
    assert.equal((await got(ana.api.get(`/api/v1/deals/${deal.id}`))).id, deal.id);
    assert.ok((await amy.open()).text.includes('Ana answers: Does it run at 4 °C?'));
    const page = await enter(ada, ana);
    const shown = await page.get(`/deals/${deal.id}`);
    assert.match(shown.body, /Does it run at 4 °C\?/);
    assert.match(shown.body, /Do not ask again/);
    const sent = await page.post(`/consults/${asked.id}/answer`, { answer: 'From 0 °C on.' });
    assert.equal(sent.status, 303);
    await got(ada.setClock('2026-03-16T09:05:00Z'));
    const { items: letters } = await got(rick.api.get(`/api/v1/outbox?deal_id=${deal.id}`));
    const letter = letters.find(({ kind }) => kind === 'answer');
    assert.deepEqual([letter.to, letter.state], [email, 'sent']);
    assert.match(letter.text, /From 0 °C on\./);
    assert.equal((await promisesOf(all))[0].state, 'kept');
    assert.equal((await alertsTo(all, 'rick', 'consult_answered')).length, 1);

    const told = await amy.does('ask', { words: 'And at 40 °C?', expert: 'yes' });
    assert.ok(told.includes('Ana, who knows it best, has your question'), told);
    const { items: [his] } = await got(ana.api.get(
        `/api/v1/consults?expert_id=${ana.id}&state=open`));
    assert.deepEqual([his.words, his.user_id], ['And at 40 °C?', null]);
    await ada.setClock('2026-03-16T10:05:00Z');
    for (const who of ['ana', 'mona']) {
        assert.equal((await alertsTo(all, who, 'consult_late')).length, 1, who);
    }
});
