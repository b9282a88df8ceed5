// SPDX-License-Identifier: Apache-2.0
// Story 0, seen from the enquiry: Amy asks on a Saturday for MD-1, which she needs by Friday. She
// is ready to buy, pays herself, and her insurer has agreed. Rick is to answer; Mona is his manager,
// Eve the executive.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client } from './lib/api.mjs';
import { got, made, refused } from './lib/expect.mjs';
import { hire } from './lib/people.mjs';
import { start } from './lib/server.mjs';

const saturday = '2026-03-14T14:00:00Z';
const asked = {
    name: 'Amy', email: 'amy@buyer.example', item: 'MD-1', budget: '4,800-5,000',
    need_by: '2026-03-20', urgency: 'urgent', buyer_stage: 'ready_to_buy', payment_path: 'self_pay',
    insurer: 'Blue', insurer_agreed: true, insurer_verified: '2026-03-14', channel: 'email',
    phone_allowed: 'once', knowledge: 'homework_done',
    message: 'I need an MD-1 by Friday, and pay it myself.',
};

/** The company, at 14:00 on that Saturday. */
async function company(t) {
    const server = await start(t, { clock: saturday });
    const ada = await server.client();
    const eve = await hire(server, ada, 'Eve', { executive: true });
    const mona = await hire(server, ada, 'Mona', { manager: true, reports_to_id: eve.id });
    const rick = await hire(server, ada, 'Rick', { rep: true, reports_to_id: mona.id });
    const ana = await hire(server, ada, 'Ana', { rep: true, reports_to_id: mona.id });
    await made(ada.post('/api/v1/products', { name: 'MD-1', price: '4800.00' }));
    return { server, ada, eve, mona, rick, ana, anyone: client(server.origin) };
}

/** Amy's question at 14:10: what she was told, and her deal. */
async function amyAsks({ ada, rick, anyone }, more = {}) {
    await ada.setClock('2026-03-14T14:10:00Z');
    const { status, body } = await anyone.post('/api/v1/enquiries', { ...asked, ...more });
    assert.equal(status, 201, JSON.stringify(body));
    const { items: [deal] } = await got(rick.api.get('/api/v1/deals'));
    return { told: body, deal };
}

async function lettersOf(api, kind) {
    const { items } = await got(api.get('/api/v1/outbox'));
    return items.filter((letter) => letter.kind === kind);
}

async function alertsOf(api, email, kind) {
    const { items } = await got(api.get(`/api/v1/alerts?to=${email}`));
    return items.filter((alert) => alert.kind === kind);
}

function call(deal, more) {
    return {
        deal_id: deal.id, channel: 'phone', direction: 'outbound', details: 'We spoke.',
        needs: 'A monitor that runs on batteries', clarity: 'Model, price and delivery',
        urgency: 'urgent', next_step: 'Send the price', next_step_due: '2026-03-16T13:20:00Z',
        ...more,
    };
}

test('0.2: a question on a Saturday is a deal with an owner, and has its receipt', async (t) => {
    const all = await company(t);
    const { told, deal } = await amyAsks(all);
    assert.deepEqual(Object.keys(told).sort(), ['answer_by', 'answer_by_words', 'reference']);
    assert.match(told.reference, /^CP-[2-9A-HJKMNP-Z]{5}$/);
    assert.equal(told.answer_by, '2026-03-16T10:00:00Z');
    assert.equal(deal.buyer_stage, 'ready_to_buy');
    assert.equal(deal.rep_stage, null);
    assert.equal(deal.owner, 'Rick');
    assert.equal(deal.probability, 80);
    assert.equal(deal.value_source, 'list_price');
    assert.equal(deal.need_by, '2026-03-20');
    assert.deepEqual([deal.urgency_source, deal.need_by_source, deal.budget_source],
        ['buyer', 'buyer', 'buyer']);
    assert.deepEqual([deal.budget_from.amount, deal.budget.amount], ['4800.00', '5000.00']);
    await all.ada.setClock('2026-03-14T14:11:00Z');
    const [receipt, ...others] = await lettersOf(all.rick.api, 'receipt');
    assert.equal(others.length, 0);
    assert.equal(receipt.to, 'amy@buyer.example');
    for (const words of [told.reference, 'Rick', 'a person answers by Mon 16 Mar 10:00',
        '$4,800', '/b/']) {
        assert.ok(receipt.text.includes(words), `${words} in ${receipt.text}`);
    }
    assert.doesNotMatch(deal.next_step, /discover/i);
    const { steps } = await got(all.rick.api.get(`/api/v1/deals/${deal.id}/plan`));
    assert.match(steps[0].what, /price/i);
    assert.ok(steps.every(({ what }) => !/discover|approval/i.test(what)));
    const forecast = await got(all.mona.api.get('/api/v1/forecast?year=2026&quarter=0'));
    assert.ok(JSON.stringify(forecast).includes('3840.00'), JSON.stringify(forecast));
});

test('0.4: a call at 09:20 meets the answer promised for 10:00; nobody is alarmed', async (t) => {
    const all = await company(t);
    const { deal } = await amyAsks(all);
    await all.ada.setClock('2026-03-16T09:20:00Z');
    await made(all.rick.api.post('/api/v1/touches', call(deal)));
    const now = await got(all.rick.api.get(`/api/v1/deals/${deal.id}`));
    assert.equal(now.first_answered, '2026-03-16T09:20:00Z');
    await all.ada.setClock('2026-03-16T12:00:00Z');
    assert.equal((await alertsOf(all.mona.api, 'mona@example.com', 'first_answer_missed')).length, 0);
});

test('an answer that is missed is known to rep and manager at once, then to the executive',
    async (t) => {
        const all = await company(t);
        await amyAsks(all);
        await all.ada.setClock('2026-03-16T10:00:00Z');
        for (const [api, email] of [[all.rick.api, 'rick@example.com'],
            [all.mona.api, 'mona@example.com']]) {
            assert.equal((await alertsOf(api, email, 'first_answer_missed')).length, 1, email);
        }
        assert.equal((await alertsOf(all.eve.api, 'eve@example.com', 'first_answer_late')).length, 0);
        await all.ada.setClock('2026-03-16T11:00:00Z');
        assert.equal((await alertsOf(all.eve.api, 'eve@example.com', 'first_answer_late')).length, 1);
    });

test('0.6: what Amy said is hers: nobody lowers it, her own words do', async (t) => {
    const all = await company(t);
    const { deal } = await amyAsks(all);
    await all.ada.setClock('2026-03-16T09:25:00Z');
    for (const change of [{ urgency: 'normal' }, { need_by: '2026-05-01' }, { budget: '100.00' }]) {
        const problem = await refused(
            all.rick.api.patch(`/api/v1/deals/${deal.id}`, change), 409, 'buyer_owned');
        assert.ok(problem.next.length > 0);
    }
    await refused(all.mona.api.patch(`/api/v1/deals/${deal.id}`, { urgency: 'normal' }), 409,
        'buyer_owned');
    await refused(all.rick.api.post('/api/v1/touches', call(deal, { urgency: 'normal' })), 409,
        'buyer_owned');
    const { items } = await got(all.mona.api.get('/api/v1/refusals'));
    assert.ok(items.filter(({ code }) => code === 'buyer_owned').length >= 5);
    await made(all.rick.api.post('/api/v1/touches', call(deal, {
        channel: 'email', direction: 'inbound', urgency: 'normal', need_by: '2026-04-30',
    })));
    const now = await got(all.rick.api.get(`/api/v1/deals/${deal.id}`));
    assert.equal(now.urgency, 'normal');
    assert.equal(now.urgency_source, 'buyer');
    assert.equal(now.need_by, '2026-04-30');
});

test('0.15, 0.17: 24 and 48 hours without a human word', async (t) => {
    const all = await company(t);
    const { deal } = await amyAsks(all);
    await all.ada.setClock('2026-03-16T09:20:00Z');
    await made(all.rick.api.post('/api/v1/touches', call(deal)));
    await all.ada.setClock('2026-03-16T09:21:00Z');
    await made(all.rick.api.post('/api/v1/promises', {
        deal_id: deal.id, by: 'us', kind: 'price_info', channel: 'email',
        what: 'E-mail the price', due: '2026-03-16T13:20:00Z',
    }));
    await all.ada.setClock('2026-03-17T09:19:00Z');
    assert.equal((await alertsOf(all.mona.api, 'mona@example.com', 'silence_warn')).length, 0);
    await all.ada.setClock('2026-03-17T09:20:00Z');
    assert.equal((await alertsOf(all.mona.api, 'mona@example.com', 'silence_warn')).length, 1);
    assert.equal((await got(all.rick.api.get(`/api/v1/deals/${deal.id}`))).health, 'silent');
    await all.ada.setClock('2026-03-18T09:20:00Z');
    const gone = await got(all.rick.api.get(`/api/v1/deals/${deal.id}`));
    assert.equal(gone.health, 'presumed_gone');
    assert.equal(gone.probability, 10);
    for (const [api, email] of [[all.mona.api, 'mona@example.com'], [all.eve.api, 'eve@example.com']]) {
        const alerts = await alertsOf(api, email, 'presumed_gone');
        assert.equal(alerts.length, 1, email);
        assert.equal(alerts[0].due, '2026-03-18T09:20:00Z');
    }
    const forecast = await got(all.mona.api.get('/api/v1/forecast?year=2026&quarter=0'));
    assert.ok(JSON.stringify(forecast).includes('"480.00"'), JSON.stringify(forecast));
    const { items } = await got(all.rick.api.get(`/api/v1/deals/${deal.id}/history`));
    assert.ok(items.some(({ body }) => body.changes?.some(
        ({ field, old, new: to }) => field === 'probability' && old === '80' && to === '10')));
    await refused(all.rick.api.patch(`/api/v1/deals/${deal.id}`, { probability: 60 }), 409,
        'buyer_is_gone');
});

test('the same words sent twice are one question; the answer tells nothing of what is there',
    async (t) => {
        const all = await company(t);
        const { told } = await amyAsks(all);
        const again = await all.anyone.post('/api/v1/enquiries', asked);
        assert.equal(again.body.reference, told.reference);
        const more = await all.anyone.post('/api/v1/enquiries', {
            ...asked, message: 'Does it run on batteries?', urgency: 'normal', need_by: '2026-06-01',
        });
        assert.equal(more.status, 201);
        assert.notEqual(more.body.reference, told.reference);
        assert.deepEqual(Object.keys(more.body).sort(), Object.keys(told).sort());
        const { items } = await got(all.rick.api.get('/api/v1/deals'));
        assert.equal(items.length, 1);
        assert.equal(items[0].urgency, 'urgent');
        assert.equal(items[0].need_by, '2026-03-20');
        assert.equal((await lettersOf(all.rick.api, 'receipt')).length, 2);
    });

test('a stranger gets five receipts a day to an address, and no words of his own into them',
    async (t) => {
        const all = await company(t);
        for (let i = 0; i < 8; i += 1) {
            const { status } = await all.anyone.post('/api/v1/enquiries', {
                name: 'Win at www.casino.example', email: 'victim@example.net',
                message: `Buy ${i} now: http://casino.example`,
            });
            assert.equal(status, 201);
        }
        const receipts = await lettersOf(all.rick.api, 'receipt');
        assert.equal(receipts.length, 5);
        assert.ok(receipts.every(({ text, subject }) => !`${text}${subject}`.includes('casino')));
    });

test('three buyers have three plans', async (t) => {
    const all = await company(t);
    const key = all.rick.api;
    const firsts = [];
    for (const stage of ['looking', 'wants_demo', 'ready_to_buy']) {
        const { deal_id } = await made(key.post('/api/v1/enquiries', {
            name: stage, email: `${stage}@example.net`, item: 'MD-1', buyer_stage: stage,
        }));
        const { steps } = await got(all.ada.get(`/api/v1/deals/${deal_id}/plan`));
        firsts.push(steps[0].what);
    }
    assert.equal(new Set(firsts).size, 3);
});

test('a program without a key is told what is wrong with what it sent', async (t) => {
    const { anyone } = await company(t);
    const bad = await anyone.post('/api/v1/enquiries', {
        email: 'no address', need_by: '30 Feb', urgency: 'soon', lead_source: 'x', owner_id: 1,
    });
    assert.equal(bad.status, 422);
    const named = new Set(bad.body.errors.map(({ field }) => field));
    for (const field of ['email', 'need_by', 'urgency', 'lead_source', 'owner_id']) {
        assert.ok(named.has(field), field);
    }
    const huge = await anyone.post('/api/v1/enquiries', {
        email: 'a@example.net', message: 'x'.repeat(1 << 20),
    });
    assert.equal(huge.status, 413);
});
