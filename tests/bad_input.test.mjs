// SPDX-License-Identifier: Apache-2.0
// Whatever is sent, the answer says what is wrong with it, and the server goes on serving.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { contents } from './lib/database.mjs';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { records, required, wrongValues } from './lib/fields.mjs';
import { shared } from './lib/shared.mjs';
import { startForAll } from './lib/server.mjs';

const soon = '2017-03-22T15:00:00Z';
const server = await startForAll({ clock: '2017-03-15T10:00:00Z' });
const api = await server.client();
const account = await made(api.post('/api/v1/accounts', { name: 'Acme' }));
const deal = await made(api.post('/api/v1/deals', { name: 'Fleet', account_id: account.id }));
const good = {
    accounts: { name: 'Good' }, contacts: { name: 'Good' }, products: { name: 'Good' },
    deals: { name: 'Good' }, users: { name: 'Good' },
    touches: { deal_id: deal.id, details: 'Good', next_step: 'More', next_step_due: soon },
};

afterEach(async () => {
    assert.equal((await api.get('/healthz')).status, 200);
});

const computed = {
    accounts: ['customer_since', 'kind'],
    contacts: ['prefers_stated'],
    products: [],
    deals: ['state', 'buyer_stage', 'buyer_stage_day', 'value_base', 'value_day', 'value_rate',
        'value_rate_day', 'value_source', 'close_source', 'closed_on', 'last_touch', 'last_heard',
        'rep_stage_id', 'rep_stage', 'urgency_source', 'urgency_said', 'need_by_source',
        'need_by_said', 'budget_source', 'health', 'asked', 'first_answer_due', 'first_answered',
        'human_contact', 'mentor_id', 'closed_by', 'interest', 'right_person', 'potential',
        'probability_held', 'review_since', 'ready_minutes'],
    touches: ['user_id', 'erased'],
    users: ['alert_mail'],
};

for (const record of Object.keys(records)) {
    // A stage and an owner are told by their names as well.
    test(`every field of ${record} is tried here`, async () => {
        const row = await made(api.post(`/api/v1/${record}`, good[record]));
        const ours = ['id', 'version', 'created', 'updated', 'stage', 'owner', ...computed[record]];
        const settable = Object.keys(row).filter((name) => !ours.includes(name));
        const tried = Object.keys(records[record]);
        assert.deepEqual(settable.filter((name) => !tried.includes(name)), []);
    });

    test(`what ${record} need is asked for`, async () => {
        const path = `/api/v1/${record}`;
        await blamed(api.post(path, {}), ...required[record]);
        const empty = Object.fromEntries(required[record].map((name) => [name, null]));
        await blamed(api.post(path, { ...good[record], ...empty }), ...required[record]);
    });

    for (const [name, field] of Object.entries(records[record])) {
        test(`${record} refuse every wrong ${name} by its name`, async () => {
            for (const value of wrongValues(field)) {
                const { status, body } = await api.post(`/api/v1/${record}`,
                    { ...good[record], [name]: value });
                const what = `${JSON.stringify(value).slice(0, 60)}: ${JSON.stringify(body)}`;
                assert.equal(status, 422, what);
                const named = body.errors.map((error) => error.field.split('.')[0]);
                assert.deepEqual([...new Set(named)], [name], what);
            }
        });
    }

    test(`${record} name all that is wrong at once`, async () => {
        const fields = Object.entries(records[record]);
        const all = fields.map(([name, field]) => [name, wrongValues(field)[0]]);
        const sent = { ...Object.fromEntries(all), unheard_of: 1, version: 3 };
        await blamed(api.post(`/api/v1/${record}`, sent), ...Object.keys(sent));
    });

    test(`a computed field of ${record} cannot be sent`, async () => {
        for (const name of ['id', 'version', 'created', 'updated', ...computed[record]]) {
            await blamed(api.post(`/api/v1/${record}`, { ...good[record], [name]: 1 }), name);
        }
    });
}

test('wrong input changes nothing', async () => {
    const untouched = contents(server.database);
    for (const [record, fields] of Object.entries(records)) {
        for (const [name, field] of Object.entries(fields)) {
            const sent = { ...good[record], [name]: wrongValues(field)[0] };
            assert.equal((await api.post(`/api/v1/${record}`, sent)).status, 422);
        }
    }
    assert.deepEqual(contents(server.database), untouched);
});

const brokenBodies = {
    'an open object': '{"name":"a"',
    'a trailing comma': '{"name":"a",}',
    'single quotes': '{\'name\':\'a\'}',
    'a comment': '{"name":"a"}//',
    'something behind it': '{"name":"a"}{}',
    'half a surrogate pair': '{"name":"\\ud800"}',
    'a NUL in a text': '{"name":"a\\u0000b"}',
    'a NUL in a name': '{"na\\u0000me":"a"}',
    'a NUL byte': '{"name":"a\u0000b"}',
    'a NUL byte behind it': '{"name":"a"}\u0000',
    'bytes that are not UTF-8': Buffer.from('7b226e616d65223a22ff227d', 'hex'),
    'an overlong encoding': Buffer.from('7b226e616d65223a22c0af227d', 'hex'),
    'a member given twice': '{"name":"a","name":"b"}',
    'a list instead of an object': '["a"]',
    'a text instead of an object': '"a"',
    'nothing but a number': '1',
    'nesting a thousand deep': `{"name":${'['.repeat(1000)}${']'.repeat(1000)}}`,
    'objects nested ten deep': `${'{"a":'.repeat(10)}1${'}'.repeat(10)}`,
    'more members than anybody sends': `{${
        Array.from({ length: 1001 }, (_, i) => `"m${i}":1`).join()}}`,
    'a name longer than names are': `{"${'n'.repeat(300)}":1}`,
    'a dot in a name': '{"value.amount":"1.00"}',
};

for (const [what, body] of Object.entries(brokenBodies)) {
    test(`a body with ${what} is refused as it is`, async () => {
        await refused(api.post('/api/v1/accounts', body), 400);
    });
}

test('a body of a kind that is not understood gets 415', async () => {
    for (const type of ['text/plain', 'application/xml', 'application/jsonish', '']) {
        const call = api.post('/api/v1/accounts', '{"name":"a"}', { 'content-type': type });
        await refused(call, 415, 'content_type');
    }
});

test('a body over its ceiling gets 413, announced or not', async () => {
    const long = JSON.stringify({ name: 'a', notes: 'x'.repeat(70000) });
    await refused(api.post('/api/v1/accounts', long), 413, 'too_large');
    const pieces = new ReadableStream({
        pull(stream) {
            stream.enqueue(new Uint8Array(50000).fill(0x20));
            if (++this.sent === 2) {
                stream.close();
            }
        },
        sent: 0,
    });
    const answer = await fetch(`${server.origin}/api/v1/accounts`, {
        method: 'POST', body: pieces, duplex: 'half',
        headers: { authorization: `Bearer ${api.key}`, 'content-type': 'application/json' },
    });
    assert.equal(answer.status, 413);
});

test('a body where none belongs is refused', async () => {
    const call = api.call('DELETE', `/api/v1/touches/${deal.id}`, '{"a":', {});
    assert.ok([400, 409, 404].includes((await call).status));
});

test('an If-Match that is no version, and keys that are too long, get 400', async () => {
    const path = `/api/v1/deals/${deal.id}`;
    await refused(api.patch(path, { item: 'x' }, { 'if-match': 'seven' }), 400, 'if_match');
    await refused(api.patch(path, { item: 'x' }, { 'if-match': '"1", "2"' }), 400, 'if_match');
    await refused(api.post('/api/v1/accounts', { name: 'a' },
        { 'idempotency-key': 'k'.repeat(201) }), 400, 'bad_request');
});

test('a query that is not one gets 400 or 422, never a list', async () => {
    for (const query of ['limit=%', 'q=%ff', 'q=%00', 'limit=ten', 'sort=', 'a=b', 'after=%zz']) {
        const { status } = await api.get(`/api/v1/deals?${query}`);
        assert.ok(query === 'sort=' ? status === 200 : [400, 422].includes(status), query);
    }
});

test('an unknown address is 404 and a known one says which methods it has', async () => {
    for (const path of ['/api/v1/nothing', '/api/v1/deals/0', '/api/v1/deals/-1', '/api/v1/deals/x',
        '/api/v1/deals/99999999999999999999', '/api/v2/deals', '/api/v1/deals/']) {
        await refused(api.get(path), 404);
    }
    const answer = await api.call('DELETE', '/api/v1/deals');
    assert.equal(answer.status, 405);
    assert.match(answer.headers.get('allow'), /GET, HEAD, POST/);
    assert.equal((await api.call('PUT', '/api/v1/deals/1', {})).status, 405);
});

test('an unknown key is 401, however it looks', async () => {
    for (const value of ['Bearer nothing', 'Bearer ', 'Basic YTpi', `Bearer ${'x'.repeat(5000)}`]) {
        await refused(api.get('/api/v1/deals', { authorization: value }), 401);
    }
});

/** The documents of Nicolas Seriot's suite whose names begin so, with their bytes. */
async function documents(folder, prefix) {
    const names = (await readdir(folder)).filter((name) => name.startsWith(prefix));
    return Promise.all(names.map(async (name) => (
        { name, bytes: await readFile(join(folder, name)) })));
}

/* Each as a body, and as the value of a member: most of them are no objects. */
function asMember(bytes) {
    return Buffer.concat([Buffer.from('{"name":'), bytes, Buffer.from('}')]);
}

const suite = shared('json_testsuite/test_parsing');

test('everything that is not JSON is refused', { skip: !suite }, async () => {
    for (const { name, bytes } of await documents(suite, 'n_')) {
        for (const body of bytes.length === 0 ? [asMember(bytes)] : [bytes, asMember(bytes)]) {
            const { status } = await api.post('/api/v1/accounts', body);
            assert.ok([400, 413].includes(status), `${name} is answered ${status}`);
        }
    }
});

test('everything that is JSON is read', { skip: !suite }, async () => {
    for (const { name, bytes } of await documents(suite, 'y_')) {
        const { body } = await api.post('/api/v1/accounts', asMember(bytes));
        assert.notEqual(body.code, 'bad_json', `${name}: ${body.detail}`);
        const isObject = bytes.toString('latin1').trimStart().startsWith('{');
        const bare = isObject ? await api.post('/api/v1/accounts', bytes) : { status: 422 };
        const isKnownShape = /duplicated_key|empty_key|escaped_null/.test(name);
        assert.equal(bare.status, isKnownShape ? 400 : 422, name);
    }
});

test('a page tells a person, and not a program, what was wrong', async () => {
    const answer = await fetch(`${server.origin}/nothing`);
    assert.equal(answer.status, 404);
    assert.match(answer.headers.get('content-type'), /^text\/html/);
});

test('a form is read by the same rules as JSON', async () => {
    const bodies = ['name=%', 'name=%zz', 'name=%ff', 'name=a%00b'];
    for (const body of bodies) {
        await refused(api.post('/api/v1/accounts', body,
            { 'content-type': 'application/x-www-form-urlencoded' }), 400, 'bad_form');
    }
    const { name } = await made(api.post('/api/v1/accounts', 'name=B%C3%A4r+%26+Co',
        { 'content-type': 'application/x-www-form-urlencoded' }));
    assert.equal(name, 'Bär & Co');
    assert.equal((await got(api.get('/api/v1/accounts?q=b%C3%A4r'))).items.length, 1);
});
