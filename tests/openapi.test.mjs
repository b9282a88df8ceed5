// SPDX-License-Identifier: Apache-2.0
// The document of the API: a validator accepts it, it has every route, and it can be read by
// anybody. That answers are as it says is checked by every other test: lib/contract.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { client } from './lib/api.mjs';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { run, startForAll } from './lib/server.mjs';

const server = await startForAll({ clock: '2017-03-15T10:00:00Z' });
const anybody = client(server.origin);
const document = await got(anybody.get('/api/openapi.json'));
const { schemas } = document.components;

const operations = Object.entries(document.paths).flatMap(([path, methods]) => (
    Object.entries(methods).map(([method, operation]) => (
        { name: `${method.toUpperCase()} ${path}`, path, operation }))));

function operation(name) {
    return operations.find((one) => one.name === name).operation;
}

/** Every object of the document that is one of those that pick chooses. */
function all(part, pick) {
    if (part === null || typeof part !== 'object') {
        return [];
    }
    const below = Object.values(part).flatMap((inner) => all(inner, pick));
    return pick(part) ? [part, ...below] : below;
}

function at(part) {
    const [, , group, name] = part.$ref?.split('/') ?? [];
    return group ? document.components[group][name] : part;
}

test('a validator of OpenAPI 3.1 accepts the document', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    assert.ok(valid, JSON.stringify(errors));
    assert.equal(document.openapi, '3.1.0');
});

test('it has every route of the API and no other', async () => {
    const { stdout } = await run('routes');
    const routes = stdout.trim().split('\n').map((line) => line.split(' '));
    const api = routes.filter(([, , doors]) => doors.includes('api'))
        .map(([method, path]) => `${method} /api/v1${path}`);
    const plain = routes.filter(([, , doors]) => doors.includes('plain'))
        .map(([method, path]) => `${method} ${path}`);
    const shape = (name) => name.replace(/\{\w+\}/g, '{}');
    assert.deepEqual(operations.map(({ name }) => shape(name)).sort(),
        [...api, ...plain].map(shape).sort());
});

test('every operation says what it is for, what it answers and what can go wrong', () => {
    const ids = operations.map((one) => one.operation.operationId);
    assert.equal(new Set(ids).size, ids.length);
    for (const { name, operation: { summary, responses } } of operations) {
        assert.ok(summary, `${name} has no summary: its route names no struct api`);
        const success = Object.keys(responses).find((status) => status < '300') ?? '409';
        const { content } = at(responses[success]);
        assert.ok(success === '204' || Object.keys(content ?? {}).length > 0,
            `${name} does not say what it answers`);
        assert.ok(responses.default, name);
    }
});

test('every parameter of a path is described, and every name is one', () => {
    for (const { name, path, operation: { parameters } } of operations) {
        const described = parameters.map(at).filter((one) => one.in === 'path');
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, word]) => word);
        assert.deepEqual(described.map((one) => one.name).sort(), inPath.sort(), name);
        const keys = parameters.map(at).map((one) => `${one.in} ${one.name}`);
        assert.equal(new Set(keys).size, keys.length, name);
    }
});

test('every reference leads somewhere, and nothing is left over', () => {
    const used = new Set(all(document, (part) => typeof part.$ref === 'string')
        .map(({ $ref }) => $ref));
    for (const ref of used) {
        assert.ok(at({ $ref: ref }), ref);
    }
    for (const group of ['schemas', 'responses', 'parameters', 'headers']) {
        for (const name of Object.keys(document.components[group])) {
            assert.ok(used.has(`#/components/${group}/${name}`), `nothing refers to ${name}`);
        }
    }
});

test('what is sent may have no members that are not named', () => {
    const bodies = operations.flatMap(({ operation: { requestBody } }) => (
        requestBody ? [at(requestBody.content['application/json'].schema)] : []));
    assert.ok(bodies.length > 10);
    for (const schema of all(bodies, (part) => part.type === 'object')) {
        assert.equal(schema.additionalProperties, false);
    }
});

test('a record\'s fields carry their kinds, words and limits', () => {
    const { Deal, DealCreate, DealChange, TouchCreate, Account } = schemas;
    assert.deepEqual(Deal.properties.state.enum, ['open', 'won', 'lost']);
    assert.equal(Deal.properties.expected_close.format, 'date');
    assert.deepEqual(Deal.properties.expected_close.type, ['string', 'null']);
    assert.equal(Deal.properties.created.type, 'string');
    assert.equal(Deal.required.length, Object.keys(Deal.properties).length);
    assert.deepEqual(Account.properties.kind.enum, ['customer', 'prospect']);
    assert.deepEqual(DealCreate.required, ['name']);
    assert.equal(DealCreate.properties.name.maxLength, 200);
    assert.equal(DealCreate.properties.probability.maximum, 100);
    assert.equal(DealCreate.properties.state, undefined);
    assert.deepEqual(DealChange.required, []);
    assert.equal(DealChange.properties.why.maxLength, 500);
    assert.deepEqual(TouchCreate.required, ['deal_id', 'details']);
    assert.equal(schemas.TouchChange, undefined);
});

test('no secret is spoken of', () => {
    const names = all(document, (part) => part.properties)
        .flatMap(({ properties }) => Object.keys(properties));
    assert.ok(!names.includes('password') && !names.includes('last_seq'));
});

test('headers that a route understands are named where it does', () => {
    const headers = (name) => operation(name).parameters.map(at)
        .filter((one) => one.in === 'header').map((one) => one.name);
    assert.deepEqual(headers('POST /api/v1/deals'), ['Idempotency-Key']);
    assert.deepEqual(headers('POST /api/v1/imports/{id}/run'), ['Idempotency-Key']);
    assert.deepEqual(headers('PATCH /api/v1/deals/{id}'), ['If-Match']);
    assert.deepEqual(headers('GET /api/v1/deals/{id}'), ['If-None-Match']);
    assert.deepEqual(headers('GET /api/v1/deals'), []);
    assert.ok(operation('PATCH /api/v1/deals/{id}').responses['412']);
    assert.equal(operation('POST /api/v1/deals').responses['412'], undefined);
    assert.deepEqual(operation('GET /healthz').security, []);
    assert.equal(operation('GET /api/v1/deals').security, undefined);
});

test('who has the document is told that it is still the same', async () => {
    const { headers } = await anybody.get('/api/openapi.json');
    const etag = headers.get('etag');
    const again = await anybody.get('/api/openapi.json', { 'if-none-match': etag });
    assert.equal(again.status, 304);
    assert.equal(again.body, '');
    await blamed(anybody.get('/api/openapi.json?a=b'), 'a');
});

test('the words of a sort are those that a list takes', async () => {
    const api = await server.client();
    const { schema } = operation('GET /api/v1/deals').parameters
        .find(({ name }) => name === 'sort');
    for (const sort of schema.enum) {
        await got(api.get(`/api/v1/deals?sort=${sort}`));
    }
    assert.ok(schema.enum.includes('-value'));
});

test('a list is narrowed by the name of what it refers to', async () => {
    const api = await server.client();
    const { id } = await made(api.post('/api/v1/accounts', { name: 'Named' }));
    await made(api.post('/api/v1/deals', { name: 'Wanted', account: 'named' }));
    await made(api.post('/api/v1/deals', { name: 'Other' }));
    const { items } = await got(api.get('/api/v1/deals?account=NAMED'));
    assert.deepEqual(items.map((deal) => [deal.name, deal.account_id]), [['Wanted', id]]);
    await blamed(api.get('/api/v1/deals?account=nobody'), 'account');
});

test('what is logged is refused to be replaced, as documented', async () => {
    const api = await server.client();
    const deal = await made(api.post('/api/v1/deals', { name: 'Logged' }));
    const touch = await made(api.post('/api/v1/touches', {
        deal_id: deal.id, details: 'We spoke.', next_step: 'Call', next_step_due: '2017-03-22',
    }));
    const path = `/api/v1/touches/${touch.id}`;
    await refused(api.put(path, { details: 'Never.' }), 409, 'history_is_fixed');
    const { headers } = await api.get(path);
    assert.equal(headers.get('etag'), `"${touch.version}"`);
});
