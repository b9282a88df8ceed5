// SPDX-License-Identifier: Apache-2.0
// Letters to buyers, from the API to a folder and to a mail server (X-07, S0-26, S0-27, S0-32).
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderFor, start } from './lib/server.mjs';
import { lettersIn, sink } from './lib/sink.mjs';

const clock = '2026-03-16T09:00:00Z';
const step = { next_step: 'Hear what she says', next_step_due: '2026-03-18T12:00:00Z' };
const pack = {
    options: 'Cuff S, M or L.',
    delivery: '2-day air, 45.00.',
    payment_terms: 'Card, or invoice within 30 days.',
    how_to_order: 'Answer this letter with "order".',
    returns: '30 days, unopened.',
    who_to_ask: 'Ana, ana@example.com.',
};

async function added(api, path, body) {
    const answer = await api.post(`/api/v1${path}`, body);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
}

async function amy(api, more = {}) {
    const contact = await added(api, '/contacts',
        { name: 'Amy', email: 'amy@example.com', ...more });
    const product = await added(api, '/products',
        { name: 'MD-1', price: { amount: '4800.00', currency: 'USD' }, ...pack });
    const deal = await added(api, '/deals',
        { name: 'MD-1 for Amy', contact_id: contact.id, product_id: product.id });
    return { contact, product, deal };
}

async function outbox(api, query = '') {
    const answer = await api.get(`/api/v1/outbox${query}`);
    assert.equal(answer.status, 200);
    return answer.body.items;
}

/** Everything that is due has happened. */
async function settled(api, now = clock) {
    assert.equal((await api.setClock(now)).status, 200);
}

async function begin(t, more = []) {
    const folder = await folderFor(t);
    const mail = join(folder, 'mail');
    const args = more.length ? more : ['--mail-folder', mail];
    const server = await start(t, { clock, args });
    return { server, api: await server.client(), mail, folder };
}

/** Arguments of `serve` for letters by that server. */
function by(server, ...more) {
    return ['--smtp', server.url, '--mail-from', 'sales@example.com', ...more];
}

test('a letter goes out with what a person wrote, and the outbox says so', async (t) => {
    const { api, mail } = await begin(t);
    const { deal, contact } = await amy(api, { name: 'Zoë Müller' });
    const message = await added(api, '/messages', {
        deal_id: deal.id, channel: 'email', kind: 'answer', subject: 'Größe & Preis',
        text: 'Dear Zoë,\n\nyes – it fits.\n', ...step,
    });
    await settled(api);
    const [row] = await outbox(api, `?deal_id=${deal.id}`);
    assert.deepEqual([row.to, row.kind, row.channel, row.state, row.subject, row.human],
        ['amy@example.com', 'answer', 'email', 'sent', 'Größe & Preis', true]);
    assert.equal(row.queued, clock);
    assert.equal(row.sent, clock);
    assert.equal(row.id, message.letter_id);
    assert.equal(row.contact_id, contact.id);
    const [eml] = await lettersIn(mail);
    assert.deepEqual(eml.headers.subject, ['Größe & Preis']);
    assert.deepEqual(eml.headers.to, ['Zoë Müller <amy@example.com>']);
    assert.deepEqual(eml.headers['message-id'], [`<${row.message_id}>`]);
    assert.equal(eml.headers['auto-submitted'], undefined);
    assert.match(eml.text, /^Dear Zoë,\n\nyes – it fits\.\n/);
    assert.match(eml.text, /\/b\/[0-9a-f]{64}\n$/);
    const touches = (await api.get(`/api/v1/touches?deal_id=${deal.id}`)).body.items;
    assert.equal(touches[0].id, message.touch_id);
    assert.equal((await api.get(`/api/v1/deals/${deal.id}`)).body.next_step, step.next_step);
});

test('a price goes out as the whole pack, and what is missing is named', async (t) => {
    const { api, mail } = await begin(t);
    const { deal, product } = await amy(api);
    const price = {
        deal_id: deal.id, kind: 'price_info', subject: 'Your price', text: 'Here.', ...step,
    };
    assert.equal((await api.patch(`/api/v1/products/${product.id}`, { returns: '' })).status, 200);
    const refused = await api.post('/api/v1/messages', price);
    assert.deepEqual([refused.status, refused.body.code], [409, 'pack_incomplete']);
    assert.equal(refused.body.detail, 'The information pack of MD-1 lacks: returns.');
    assert.equal((await outbox(api)).length, 0);
    await api.patch(`/api/v1/products/${product.id}`, { returns: pack.returns });
    await added(api, '/messages', price);
    await settled(api);
    const [{ text }] = await lettersIn(mail);
    for (const part of ['Price: $4,800.00', ...Object.values(pack)])
        assert.ok(text.includes(part), `${part} is not in ${text}`);
});

test('a promised price is kept by the letter that the server took, and by no other', async (t) => {
    const { api } = await begin(t);
    const { deal } = await amy(api);
    const promise = await added(api, '/promises', {
        deal_id: deal.id, by: 'us', kind: 'price_info', channel: 'email', what: 'The price',
        due: '2026-03-16T13:20:00Z',
    });
    const message = { deal_id: deal.id, subject: 'Call me', text: 'Give me a call.', ...step };
    await added(api, '/messages', { ...message, kind: 'answer' });
    await settled(api, '2026-03-16T10:00:00Z');
    assert.equal((await api.get(`/api/v1/promises/${promise.id}`)).body.state, 'open');
    await added(api, '/messages', { ...message, kind: 'price_info', next_step: 'Hear again' });
    await settled(api, '2026-03-16T10:01:00Z');
    const kept = (await api.get(`/api/v1/promises/${promise.id}`)).body;
    assert.equal(kept.state, 'kept');
    assert.ok(kept.letter_id);
});

const ofPat = {
    contact_hours: 'Mon-Fri 09:00-12:00', contact_days: 14, zone: 'America/New_York',
    only_by: 'email',
};

test('a letter waits for the hours of its contact, by the clocks of his zone', async (t) => {
    const { api, mail } = await begin(t);
    const { deal, contact } = await amy(api, { name: 'Pat', ...ofPat, contact_days: null });
    const message = {
        deal_id: deal.id, kind: 'answer', subject: 'Yes', text: 'It fits.', ...step,
    };
    const before = (await api.get(`/api/v1/deals/${deal.id}/before`)).body;
    assert.equal(before.times, 'Mon-Fri 09:00-12:00 (America/New_York)');
    const until = 'Pat wants to be reached Mon-Fri 09:00-12:00 (America/New_York): '
        + 'from Mon 16 Mar 09:00 (America/New_York) on.';
    assert.equal(before.wait, until);
    await added(api, '/messages', message);
    await settled(api, '2026-03-16T12:59:00Z');
    let [row] = await outbox(api);
    assert.deepEqual([row.state, row.due, row.why, row.tries],
        ['queued', '2026-03-16T13:00:00Z', until, 0]);
    assert.deepEqual(await lettersIn(mail), []);
    await settled(api, '2026-03-16T13:00:00Z');
    [row] = await outbox(api);
    assert.deepEqual([row.state, row.sent], ['sent', '2026-03-16T13:00:00Z']);
    assert.equal((await lettersIn(mail)).length, 1);
    const call = { deal_id: deal.id, contact_id: contact.id, channel: 'phone', details: 'Hi' };
    const calls = { only_by: 'unknown', no_phone: false };
    assert.equal((await api.patch(`/api/v1/contacts/${contact.id}`, calls)).status, 200);
    await settled(api, '2026-03-16T16:00:00Z');
    const late = await api.post('/api/v1/touches', { ...call, ...step, next_step: 'Go on' });
    assert.deepEqual([late.status, late.body.code, late.body.earliest],
        [409, 'channel_preference', '2026-03-17T13:00:00Z']);
    const at = { happened: '2026-03-16T15:59:00Z' };
    await added(api, '/touches', { ...call, ...step, next_step: 'Go on', ...at });
    for (const bad of [{ contact_hours: 'whenever' }, { zone: 'Europe/Atlantis' }]) {
        const answer = await api.patch(`/api/v1/contacts/${contact.id}`, bad);
        assert.equal(answer.status, 422);
        assert.equal(answer.body.errors[0].field, Object.keys(bad)[0]);
    }
});

test('who wants a letter every fourteen days gets no more, but answers', async (t) => {
    const { api } = await begin(t);
    const { deal, contact } = await amy(api, { name: 'Pat', contact_days: 14 });
    const message = {
        deal_id: deal.id, kind: 'follow_up', subject: 'New', text: 'Look.', ...step,
    };
    await added(api, '/messages', message);
    const next = { ...message, next_step: 'Hear again', next_step_due: '2026-04-18T12:00:00Z' };
    const soon = () => api.post('/api/v1/messages', next);
    assert.equal((await soon()).body.code, 'contact_too_soon');
    await settled(api, '2026-03-20T09:00:00Z');
    const refused = await soon();
    assert.deepEqual([refused.status, refused.body.code, refused.body.earliest],
        [409, 'contact_too_soon', '2026-03-30T09:00:00Z']);
    assert.match(refused.body.detail, /at most every 14 days.*earliest is Mon 30 Mar 2026 09:00/);
    assert.ok(refused.body.next.length > 0);
    await added(api, '/touches', {
        deal_id: deal.id, contact_id: contact.id, direction: 'inbound', channel: 'email',
        details: 'What does it weigh?', ...step, next_step: 'Answer',
        next_step_due: '2026-03-20T15:00:00Z',
    });
    await settled(api, '2026-03-20T10:00:00Z');
    await added(api, '/messages', { ...next, kind: 'answer', next_step: 'Hear' });
    await settled(api, '2026-03-20T10:00:00Z');
    assert.equal((await soon()).body.earliest, '2026-04-03T10:00:00Z');
    await settled(api, '2026-04-03T10:00:00Z');
    await added(api, '/messages', next);
    const log = (await api.get('/api/v1/refusals')).body.items.map((row) => row.code);
    assert.equal(log.filter((code) => code === 'contact_too_soon').length, 3);
});

test('an apology needs a remedy, which becomes a promise', async (t) => {
    const { api } = await begin(t);
    const { deal } = await amy(api);
    const text = 'Sorry for the inconvenience.';
    const sorry = { deal_id: deal.id, kind: 'answer', subject: 'Late', text, ...step };
    const refused = await api.post('/api/v1/messages', sorry);
    assert.deepEqual([refused.status, refused.body.code], [409, 'apology_needs_remedy']);
    assert.ok(refused.body.next.length >= 2);
    assert.equal((await outbox(api)).length, 0);
    const marked = await api.post('/api/v1/messages',
        { ...sorry, text: 'It was late.', apology: true });
    assert.equal(marked.body.code, 'apology_needs_remedy');
    const soon = await api.post('/api/v1/messages', { ...sorry, remedy: 'We send it' });
    assert.equal(soon.status, 422);
    const sent = await added(api, '/messages',
        { ...sorry, remedy: 'We send the price', remedy_due: '2026-03-16T12:00:00Z' });
    const promise = (await api.get(`/api/v1/promises/${sent.promise_id}`)).body;
    assert.deepEqual([promise.what, promise.due, promise.state],
        ['We send the price', '2026-03-16T12:00:00Z', 'open']);
    await settled(api);
    const [row] = await outbox(api);
    assert.match(row.text, /What we will do: We send the price, by Mon 16 Mar 12:00\./);
    await added(api, '/messages', { ...sorry, elsewhere: 'Acme has it.', next_step: 'Hear' });
});

test('who cannot meet a need says how it can be met', async (t) => {
    const { api } = await begin(t);
    const { deal } = await amy(api);
    const text = 'Not by Friday.';
    const no = { deal_id: deal.id, kind: 'cannot', subject: 'MD-1', text, ...step };
    const refused = await api.post('/api/v1/messages', no);
    assert.equal(refused.body.code, 'suggestion_needed');
    await added(api, '/messages', { ...no, elsewhere: 'Acme has one in stock.' });
    await settled(api);
    assert.match((await outbox(api))[0].text, /Another way: Acme has one in stock\./);
});

test('a letter, a message and what the buyer said can be read', async (t) => {
    const { api } = await begin(t);
    const { deal, contact } = await amy(api);
    const sent = await added(api, '/messages',
        { deal_id: deal.id, kind: 'other', subject: 'Hello', text: 'Hello.', ...step });
    assert.equal((await api.get(`/api/v1/messages/${sent.id}`)).body.letter_id, sent.letter_id);
    assert.equal((await api.get(`/api/v1/messages?deal_id=${deal.id}`)).body.items.length, 1);
    assert.equal((await api.get(`/api/v1/outbox/${sent.letter_id}`)).body.subject, 'Hello');
    await api.patch(`/api/v1/contacts/${contact.id}`, { only_by: 'email' });
    await api.patch(`/api/v1/deals/${deal.id}`, { payment_path: 'self_pay' });
    await added(api, '/facts', {
        deal_id: deal.id,
        name: 'insurer',
        value: 'agreed',
        provenance: 'hearsay',
        said: '2026-03-14',
    });
    await added(api, '/facts', { deal_id: deal.id, name: 'need', value: 'more room' });
    const told = (await api.get(`/api/v1/deals/${deal.id}/before`)).body;
    assert.match(told.shaky[0], /^need: more room \(assumed on 16 Mar/);
    assert.deepEqual(told, {
        deal_id: deal.id,
        closed: false,
        closed_words: '',
        late: [],
        known: ['The buyer pays for it without anybody else.'],
        shaky: [told.shaky[0]],
        need_by_passed: '',
        wish: 'only by email',
        times: '',
        wait: '',
    });
    const call = await api.post('/api/v1/touches',
        { deal_id: deal.id, channel: 'phone', details: 'I called.', ...step });
    assert.deepEqual([call.status, call.body.code], [409, 'channel_preference']);
    assert.match(call.body.detail, /only by email/);
    assert.ok(call.body.next.includes('Write an e-mail.'));
});

test('text of any kind becomes no header', async (t) => {
    const { api, mail } = await begin(t);
    const { deal } = await amy(api);
    const base = { deal_id: deal.id, kind: 'answer', subject: 'Yes', text: 'Yes.', ...step };
    const bcc = 'Bcc: all@example.com';
    for (const evil of [`a\r\n${bcc}`, `a\n${bcc}`, `a\r${bcc}`, 'a\u0000b', 'a\u0007']) {
        const refused = await api.post('/api/v1/messages', { ...base, subject: evil });
        assert.ok([400, 422].includes(refused.status), JSON.stringify(refused.body));
    }
    await added(api, '/messages',
        { ...base, text: `.\r\n${bcc}\r\n\r\n.\r\nQUIT\r\nFrom me` });
    await settled(api);
    const [eml] = await lettersIn(mail);
    assert.equal(eml.headers.bcc, undefined);
    assert.match(eml.text, /^\.\nBcc: all@example\.com\n\n\.\nQUIT\nFrom me\n/);
});

test('what a mail server says decides what becomes of a letter', async (t) => {
    const folder = await folderFor(t);
    const server = await sink(t, folder);
    const { api } = await begin(t, by(server, '--smtp-seconds', '1'));
    const { deal } = await amy(api);
    for (const name of ['later', 'nobody', 'refused', 'amy2']) {
        const contact = await added(api, '/contacts', { name, email: `${name}@example.com` });
        await added(api, '/messages', {
            deal_id: deal.id,
            contact_id: contact.id,
            kind: 'other',
            subject: name,
            text: 'Hello.',
            next_step: `Hear from ${name}`,
            next_step_due: step.next_step_due,
        });
    }
    await settled(api);
    const state = async () => Object.fromEntries(
        (await outbox(api)).map((row) => [row.subject, row]));
    let rows = await state();
    assert.deepEqual(Object.values(rows).map((row) => row.state).sort(),
        ['bounced', 'failed', 'queued', 'sent']);
    assert.equal(rows.nobody.state, 'bounced');
    assert.match(rows.nobody.why, /550 5\.1\.1 No such person/);
    assert.equal(rows.refused.state, 'failed');
    assert.match(rows.later.why, /451 4\.2\.0 Come again/);
    const [taken] = await server.letters();
    assert.deepEqual([taken.from, taken.to], ['sales@example.com', ['amy2@example.com']]);
    assert.equal(taken.headers['reply-to'][0], '<ada@example.com>');
    const alerts = (await api.get('/api/v1/alerts')).body.items;
    assert.deepEqual(alerts.filter((a) => a.kind === 'letter_failed').map((a) => a.text).sort(), [
        'The letter “nobody” to nobody@example.com did not arrive.',
        'The letter “refused” to refused@example.com did not arrive.',
    ]);
    await settled(api, '2026-03-17T09:00:00Z');
    rows = await state();
    assert.equal(rows.later.state, 'queued');
    assert.ok(rows.later.tries > 5);
    await settled(api, '2026-03-19T09:00:00Z');
    assert.equal((await state()).later.state, 'failed');
});

const report = (id, action, words) => [
    'From: MAILER-DAEMON@mx.example.com', 'Message-ID: <report@mx.example.com>',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=B', '', '--B', '',
    'It did not arrive.', '--B', 'Content-Type: message/delivery-status', '',
    'Reporting-MTA: dns; mx.example.com', '', 'Final-Recipient: rfc822; amy@example.com',
    `Action: ${action}`, 'Status: 5.1.1', `Diagnostic-Code: smtp; ${words}`, '', '--B',
    'Content-Type: text/rfc822-headers', '', `Message-ID: <${id}>`, '--B--', '',
].join('\r\n');

test('a bounce that comes later is a fact, alerts the owner, and keeps no promise', async (t) => {
    const { api } = await begin(t);
    const { deal, contact } = await amy(api);
    const promise = await added(api, '/promises', {
        deal_id: deal.id, by: 'us', kind: 'price_info', channel: 'email', what: 'The price',
        due: '2026-03-16T13:20:00Z',
    });
    await added(api, '/messages',
        { deal_id: deal.id, kind: 'price_info', subject: 'Price', text: 'Here.', ...step });
    await settled(api);
    const state = async () => (await api.get(`/api/v1/promises/${promise.id}`)).body.state;
    assert.equal(await state(), 'kept');
    const [{ id, message_id: message }] = await outbox(api);
    const tell = (...words) => api.post('/api/v1/bounces', { message: report(...words) });
    const later = await tell(message, 'delayed', '421 busy');
    assert.deepEqual([later.status, later.body.id, later.body.state, later.body.why],
        [200, id, 'sent', '5.1.1, smtp; 421 busy']);
    assert.equal(await state(), 'kept');
    const why = '5.1.1, smtp; 550 No such person here';
    for (let twice = 0; twice < 2; twice += 1) {
        const gone = await tell(message, 'failed', '550 No such person here');
        assert.deepEqual([gone.status, gone.body.state, gone.body.why], [200, 'bounced', why]);
    }
    assert.equal(await state(), 'open');
    const alerts = (await api.get('/api/v1/alerts?limit=100')).body.items
        .filter(({ kind }) => kind === 'letter_failed');
    assert.deepEqual(alerts.map(({ text }) => text),
        ['The letter “Price” to amy@example.com did not arrive.']);
    const facts = (await api.get(`/api/v1/facts?deal_id=${deal.id}`)).body.items
        .filter(({ name }) => name === 'mail_does_not_arrive');
    assert.deepEqual(facts.map((fact) => [fact.value, fact.provenance, fact.contact_id]),
        [[`amy@example.com: ${why}`, 'observed', contact.id]]);
    await settled(api, '2026-03-16T13:21:00Z');
    const late = (await api.get(`/api/v1/promises/${promise.id}`)).body;
    assert.deepEqual([late.state, late.missed, late.letter_id],
        ['open', '2026-03-16T13:20:00Z', null]);
    const refused = await api.post(`/api/v1/promises/${promise.id}/keep`, {});
    assert.equal(refused.body.code, 'no_evidence');
    for (const body of ['Thanks!', '', report('1.other@localhost', 'failed', '550')]) {
        const no = await api.post('/api/v1/bounces', { message: body });
        assert.deepEqual([no.status, no.body.errors[0].field], [422, 'message']);
    }
});

test('a server that hangs holds up nobody but its letter', async (t) => {
    const folder = await folderFor(t);
    const server = await sink(t, folder);
    const { api } = await begin(t, by(server, '--smtp-seconds', '1'));
    const { deal } = await amy(api);
    const contact = await added(api, '/contacts', { name: 'Hang', email: 'slow@example.com' });
    await added(api, '/messages', {
        deal_id: deal.id,
        contact_id: contact.id,
        kind: 'other',
        subject: 'Hello',
        text: 'Hello.',
        ...step,
    });
    const moved = settled(api);
    await added(api, '/contacts', { name: 'Meanwhile', email: 'm@example.com' });
    await moved;
    const [row] = await outbox(api);
    assert.deepEqual([row.state, row.tries], ['queued', 1]);
});

test('a server that wants a name and a password gets them', async (t) => {
    const folder = await folderFor(t);
    const server = await sink(t, folder, '--login', 'sales', 'a secret');
    const file = join(folder, 'password');
    await writeFile(file, 'a secret\n');
    const { api, server: program } = await begin(t,
        by(server, '--smtp-user', 'sales', '--smtp-password-file', file));
    const { deal } = await amy(api);
    await added(api, '/messages',
        { deal_id: deal.id, kind: 'other', subject: 'Hello', text: 'Hello.', ...step });
    await settled(api);
    assert.equal((await outbox(api))[0].state, 'sent', JSON.stringify(await outbox(api)));
    assert.equal((await server.letters()).length, 1);
    assert.doesNotMatch(program.log, /a secret/);
});
