// SPDX-License-Identifier: Apache-2.0
// Story 0, seen from the enquiry: Amy asks on a Saturday for MD-1, which she needs by Friday. She
// is ready to buy, pays herself, and her insurer has agreed. Rick is to answer; Mona is his
// manager,
// Eve the executive.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
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
    const asked = () => alertsOf(all.rick.api, 'rick@example.com', 'enquiry_urgent');
    assert.deepEqual((await asked()).map(({ open, weight }) => [open, weight]), [[true, 2]]);
    await made(all.rick.api.post('/api/v1/touches', call(deal)));
    assert.deepEqual((await asked()).map(({ open }) => open), [false]);
    const now = await got(all.rick.api.get(`/api/v1/deals/${deal.id}`));
    assert.equal(now.first_answered, '2026-03-16T09:20:00Z');
    await all.ada.setClock('2026-03-16T12:00:00Z');
    assert.equal((await alertsOf(all.mona.api, 'mona@example.com', 'first_answer_missed')).length,
        0);
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
        assert.equal((await alertsOf(all.eve.api, 'eve@example.com', 'first_answer_late')).length,
            0);
        await all.ada.setClock('2026-03-16T11:00:00Z');
        assert.equal((await alertsOf(all.eve.api, 'eve@example.com', 'first_answer_late')).length,
            1);
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
    const [warned] = await alertsOf(all.mona.api, 'mona@example.com', 'silence_warn');
    assert.equal(warned.open, false); // what is worse takes its place
    for (const [api, email] of [[all.mona.api, 'mona@example.com'], [all.eve.api,
        'eve@example.com']]) {
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
            ...asked, message: 'Does it run on batteries?', urgency: 'normal',
                need_by: '2026-06-01',
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

test('0.5: what was heard and promised is read back within a minute, and not twice', async (t) => {
    const all = await company(t);
    const { deal } = await amyAsks(all);
    await all.ada.setClock('2026-03-16T09:20:00Z');
    await made(all.rick.api.post('/api/v1/touches', call(deal)));
    await all.ada.setClock('2026-03-16T09:21:00Z');
    for (const [kind, what, due] of [['price_info', 'E-mail the price', '2026-03-16T13:20:00Z'],
        ['follow_up', 'Get back to you', '2026-03-17T15:00:00Z']]) {
        await made(all.rick.api.post('/api/v1/promises', {
            deal_id: deal.id, by: 'us', kind, channel: 'email', what, due,
        }));
    }
    await all.ada.setClock('2026-03-16T09:22:00Z');
    const letters = await lettersOf(all.rick.api, 'read_back');
    const [last] = letters;
    assert.equal(letters.length, 2);
    for (const words of ['E-mail the price, by Mon 16 Mar 13:20',
        'Get back to you, by Tue 17 Mar 15:00', 'You need it by Fri 20 Mar 2026',
        'you pay up front', 'A monitor that runs on batteries', '/b/']) {
        assert.ok(last.text.includes(words), `${words} in ${last.text}`);
    }
    await made(all.rick.api.post('/api/v1/touches', call(deal, { channel: 'visit' })));
    await all.ada.setClock('2026-03-16T09:25:00Z');
    assert.equal((await lettersOf(all.rick.api, 'read_back')).length, 2);
    const now = await got(all.rick.api.get(`/api/v1/deals/${deal.id}`));
    assert.equal(now.human_contact, '2026-03-16T09:22:00Z');
});

test('0.11: handed over, the deal keeps what was promised, and Amy hears of it once', async (t) => {
    const all = await company(t);
    const { deal } = await amyAsks(all);
    await all.ada.setClock('2026-03-16T09:20:00Z');
    const promise = await made(all.rick.api.post('/api/v1/promises', {
        deal_id: deal.id, by: 'us', kind: 'price_info', channel: 'email', what: 'E-mail the price',
        due: '2026-03-16T13:20:00Z',
    }));
    await all.ada.setClock('2026-03-16T13:40:00Z');
    await got(all.mona.api.patch(`/api/v1/deals/${deal.id}`, { owner_id: all.ana.id }));
    const { items: [same] } = await got(all.ana.api.get(`/api/v1/promises?deal_id=${deal.id}`));
    assert.deepEqual([same.id, same.due, same.agreed], [promise.id, promise.due, promise.agreed]);
    const letters = await lettersOf(all.ana.api, 'handover');
    assert.equal(letters.length, 1);
    assert.ok(letters[0].text.includes('Ana'));
    assert.equal((await alertsOf(all.ana.api, 'ana@example.com', 'handed_over')).length, 1);
});

test('a rep whom the buyer asked to keep gets his next question, and goes only with a reason',
    async (t) => {
        const all = await company(t);
        const { deal } = await amyAsks(all);
        const { contact_id } = await got(all.rick.api.get(`/api/v1/deals/${deal.id}`));
        const keep = `/api/v1/contacts/${contact_id}/preferred`;
        await refused(all.rick.api.post(keep, { user_id: all.rick.id }), 409, 'buyer_owned');
        const said = await made(all.rick.api.post('/api/v1/touches', call(deal, {
            channel: 'email', direction: 'inbound', details: 'Please let Rick look after me.',
        })));
        const { status } = await all.rick.api.post(keep, { user_id: all.rick.id,
            touch_id: said.id });
        assert.equal(status, 204);
        const other = await made(all.ada.post('/api/v1/enquiries', {
            name: 'Amy', email: 'amy@buyer.example', item: 'A chair',
        }));
        assert.equal(other.owner, 'Rick');
        await refused(all.mona.api.patch(`/api/v1/deals/${deal.id}`, { owner_id: all.ana.id }), 409,
            'preferred_rep');
        await got(all.mona.api.patch(`/api/v1/deals/${deal.id}`,
            { owner_id: all.ana.id, why: 'Rick is ill' }));
    });

test('a lead from elsewhere says on what consent, and is accepted or goes back', async (t) => {
    const all = await company(t);
    const lead = { name: 'Leo', email: 'leo@example.net', item: 'MD-1', lead_source: 'Fair' };
    await refused(all.mona.api.post('/api/v1/enquiries', lead), 409, 'consent_basis_missing');
    const offer = async (email) => made(all.mona.api.post('/api/v1/enquiries', {
        ...lead, email, consent_basis: 'Signed at the fair', owner_id: all.rick.id,
    }));
    const first = await offer('leo@example.net');
    assert.equal(first.state, 'offered');
    assert.equal(first.owner, 'Mona');
    const accepted = await got(all.rick.api.post(`/api/v1/enquiries/${first.id}/accept`));
    assert.equal(accepted.state, 'accepted');
    assert.equal((await got(all.rick.api.get(`/api/v1/deals/${first.deal_id}`))).owner, 'Rick');
    const second = await offer('lea@example.net');
    const back = await got(all.rick.api.post(`/api/v1/enquiries/${second.id}/return`,
        { why: 'Not my region' }));
    assert.equal(back.state, 'returned');
    const third = await offer('lou@example.net');
    await all.ada.setClock('2026-03-18T18:00:00Z');
    const { items } = await got(all.mona.api.get('/api/v1/enquiries'));
    assert.equal(items.find(({ id }) => id === third.id).state, 'returned');
    assert.equal((await alertsOf(all.mona.api, 'mona@example.com', 'lead_returned')).length, 2);
    await refused(all.rick.api.post(`/api/v1/enquiries/${first.id}/accept`), 409, 'not_offered');
    await refused(all.rick.api.post(`/api/v1/enquiries/${third.id}/accept`), 404);
    assert.equal((await lettersOf(all.mona.api, 'receipt')).length, 0);
});

test('who is new is not alone with what is urgent: his mentor hears what he hears', async (t) => {
    const all = await company(t);
    await got(all.ada.patch(`/api/v1/users/${all.rick.id}`, { started_on: '2026-03-01' }));
    const { told } = await amyAsks(all);
    assert.ok(told.reference);
    const { items: [anas] } = await got(all.ana.api.get('/api/v1/deals'));
    assert.equal(anas.owner, 'Ana');
    await got(all.ada.patch(`/api/v1/users/${all.rick.id}`, { mentor_id: all.ana.id }));
    await refused(all.ada.post('/api/v1/enquiries', {
        ...asked, email: 'full@example.net', owner_id: all.eve.id,
    }), 422);
    const ricks = await made(all.ada.post('/api/v1/enquiries', {
        ...asked, email: 'bob@example.net', owner_id: all.rick.id,
    }));
    const deal = await got(all.ana.api.get(`/api/v1/deals/${ricks.deal_id}`));
    assert.equal(deal.mentor_id, all.ana.id);
    await all.ada.setClock('2026-03-16T10:00:00Z');
    const alerts = await alertsOf(all.ana.api, 'ana@example.com', 'first_answer_missed');
    assert.ok(alerts.some(({ deal_id }) => deal_id === ricks.deal_id));
});

test('a rule sends a product to one person; a certificate that others have is asked for',
    async (t) => {
    const all = await company(t);
    const { items: [product] } = await got(all.ada.get('/api/v1/products'));
    const rule = await made(all.ada.post('/api/v1/assignments', {
        user_id: all.ana.id, product_id: product.id,
    }));
    const first = await made(all.ada.post('/api/v1/enquiries', { email: 'a@x.example',
        item: 'MD-1' }));
    const second = await made(all.ada.post('/api/v1/enquiries', { email: 'b@x.example',
        item: 'MD-1' }));
    const other = await made(all.ada.post('/api/v1/enquiries', { email: 'c@x.example',
        item: 'Chair' }));
    assert.deepEqual([first.owner, second.owner, other.owner], ['Ana', 'Ana', 'Rick']);
    const changed = await got(all.ada.patch(`/api/v1/assignments/${rule.id}`,
        { user_id: all.rick.id }));
    assert.deepEqual([changed.user_id, changed.name], [all.rick.id, 'MD-1: Rick']);
    const third = await made(all.ada.post('/api/v1/enquiries', { email: 'e@x.example',
        item: 'MD-1' }));
    assert.equal(third.owner, 'Rick');
    assert.equal((await all.ada.post(`/api/v1/assignments/${rule.id}/remove`)).status, 204);
    const certificate = await made(all.ada.post('/api/v1/certificates', {
        user_id: all.ana.id, side: 'product', product_id: product.id,
    }));
    const certified = await made(all.ada.post('/api/v1/enquiries', {
        email: 'd@x.example', item: 'MD-1', urgency: 'urgent',
    }));
    assert.equal(certified.owner, 'Ana');
    await got(all.ada.patch(`/api/v1/certificates/${certificate.id}`,
        { passed: '2025-01-02', expires: '2025-12-31' }));
    const expired = await made(all.ada.post('/api/v1/enquiries', {
        email: 'f@x.example', item: 'MD-1', urgency: 'urgent',
    }));
    assert.equal(expired.owner, 'ada'); // nobody is certified any more, so the top manager holds it
});

test('a flood from one address ends; who asked from there before still gets through', async (t) => {
    const all = await company(t);
    await amyAsks(all);
    const { status: set } = await all.ada.patch('/api/v1/policies/enquiries_per_address',
        { value: 5 });
    assert.equal(set, 200);
    const answers = [];
    for (let i = 0; i < 9; i += 1) {
        answers.push(await all.anyone.post('/api/v1/enquiries', {
            email: `flood${i}@example.net`, message: `Flood ${i}`,
        }));
    }
    assert.deepEqual(answers.map(({ status }) => status), [201, 201, 201, 201, 429, 429, 429, 429,
        429]);
    const [, , , , limited] = answers;
    assert.ok(Number(limited.headers.get('retry-after')) > 60);
    assert.ok(limited.body.next.length > 0);
    const { status } = await all.anyone.post('/api/v1/enquiries', {
        ...asked, message: 'One thing more: does it come with a case?',
    });
    assert.equal(status, 201);
    const byKey = await all.ada.post('/api/v1/enquiries', { email: 'x@example.net', item: 'MD-1' });
    assert.equal(byKey.status, 201);
});

/** The big list of naughty strings, where it is there. */
async function naughty() {
    for (const folder of ['../shared/data', '../../shared/data']) {
        const text = await readFile(`${folder}/text_blns/blns.json`, 'utf8').catch(() => null);
        if (text) {
            return JSON.parse(text);
        }
    }
    return [];
}

test('hostile text in every field is kept as text, or refused with its field', async (t) => {
    const all = await company(t);
    const few = ['\u0000', '\r\nBcc: all@example.com', '<script>alert(1)</script>', '=1+1',
        "'; DROP TABLE deal; --", '\u202Etxt.exe', 'Ω≈ç√∫˜µ≤≥÷', '../../../etc/passwd', '%00%0d%0a',
        '${7*7}', '\ud83d\ude00'.repeat(60), '\ufeff'];
    const many = await naughty();
    let n = 0;
    for (const field of ['name', 'company', 'item', 'region', 'message', 'options', 'insurer',
        'phone']) {
        for (const text of field === 'name' || field === 'message' ? [...few, ...many] : few) {
            const { status } = await all.ada.post('/api/v1/enquiries', {
                item: 'A chair', email: `h${n}@example.net`, [field]: text,
            });
            assert.ok([201, 400, 422].includes(status),
                `${field} ${JSON.stringify(text)}: ${status}`);
            n += 1;
        }
    }
    await all.ada.setClock('2026-03-14T14:10:00Z');
    const { items } = await got(all.ada.get('/api/v1/outbox?limit=200'));
    assert.ok(items.length > 40);
    assert.ok(items.every(({ subject, to }) => !/[\r\n]/.test(subject + to)));
});
