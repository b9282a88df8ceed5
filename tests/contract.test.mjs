// SPDX-License-Identifier: Apache-2.0
// What holds all answers against the API's document notices when they are not alike.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

delete process.env.COUNTERPART_EXERCISED; // what is wrong here is meant to be
const { conforms } = await import('./lib/contract.mjs');
const { startForAll } = await import('./lib/server.mjs');
const { origin } = await startForAll();

const health = { status: 200, type: 'application/json', body: '{"status":"ok"}' };
const problem = {
    type: '/problems/not_found', title: 'Not found', status: 404, code: 'not_found',
    detail: 'There is nothing.', next: [], request_id: '1',
};

function check({ method = 'GET', path = '/healthz', json, status, type, body, etag }) {
    const headers = new Headers(etag ? { etag } : {});
    if (type) {
        headers.set('content-type', type);
    }
    conforms({ method, url: origin + path, json }, { status, headers, body });
}

const good = {
    'an answer': health,
    'a problem': {
        ...health, status: 404, type: 'application/problem+json', body: JSON.stringify(problem),
    },
    'a problem where nothing is': {
        status: 404, path: '/api/v1/nothing', type: 'application/problem+json',
        body: JSON.stringify(problem),
    },
    'nothing new': { path: '/api/v1/deals/7', status: 304, body: '', etag: '"1"' },
};

for (const [what, answer] of Object.entries(good)) {
    test(`${what} as documented is fine`, () => check(answer));
}

const wrong = {
    'a member that is not documented': [{ ...health, body: '{"status":"ok","more":1}' },
        /additional/],
    'a member that is missing': [{ ...health, body: '{}' }, /required/],
    'a value of another kind': [{ ...health, body: '{"status":7}' }, /must be string/],
    'a word that is none': [{ ...health, body: '{"status":"fine"}' }, /allowed values/],
    'a status that is not documented': [{ ...health, status: 202 }, /status is not documented/],
    'a body of another type': [{ ...health, type: 'text/plain' }, /text\/plain/],
    'no body': [{ ...health, body: '' }, /no body/],
    'a problem without its next steps': [{
        status: 404, type: 'application/problem+json',
        body: JSON.stringify({ ...problem, next: undefined }),
    }, /required/],
    'a header that is missing': [{
        path: '/api/openapi.json', status: 200, type: 'application/json', body: '{}',
    }, /ETag is missing/],
    'a query that is not documented, when it was done': [{ ...health, path: '/healthz?deep=1' },
        /\?deep/],
    'a body that is not documented, when it was done': [{
        method: 'POST', path: '/test/clock', json: '{"then":"2017-03-15T10:00:00Z"}', status: 200,
        type: 'application/json', body: '{"now":"2017-03-15T10:00:00Z"}',
    }, /required/],
};

for (const [what, [answer, sentence]] of Object.entries(wrong)) {
    test(`${what} is noticed`, () => assert.throws(() => check(answer), sentence));
}

test('fetch itself is watched', async () => {
    const answer = await fetch(`${origin}/healthz`);
    assert.equal(answer.status, 200);
    await assert.rejects(fetch(`${origin}/healthz?deep=1`), /\?deep is not documented/);
});

/** What exercised.mjs says when these lines were noted. */
async function verdict(t, lines) {
    const folder = await mkdtemp(join(tmpdir(), 'counterpart-test-'));
    t.after(() => rm(folder, { recursive: true }));
    const operation = { responses: { 200: {}, default: {} } };
    const paths = { '/a': { get: operation }, '/b': { put: { responses: { 409: {} } } } };
    await writeFile(join(folder, 'noted'), lines.join('\n'));
    await writeFile(join(folder, 'noted.json'), JSON.stringify({ paths }));
    const script = fileURLToPath(new URL('lib/exercised.mjs', import.meta.url));
    const call = promisify(execFile)(process.execPath, [script, join(folder, 'noted')]);
    const { stdout, code = 0 } = await call.catch((fault) => fault);
    return { code, lines: stdout.trim().split('\n') };
}

test('a path and method that was never answered as it should be fails the run', async (t) => {
    const all = await verdict(t, ['GET /a 200', 'GET /a 404', 'PUT /b 409']);
    assert.equal(all.code, 0);
    assert.deepEqual(all.lines, ['ok api: GET /a is exercised', 'ok api: PUT /b is exercised']);
    const some = await verdict(t, ['GET /a 404', 'PUT /b 409']);
    assert.equal(some.code, 1);
    assert.equal(some.lines[0], 'not ok api: GET /a: no test had it answer 200');
});

test('an answer that was not as documented fails the run, whatever its test did', async (t) => {
    const { code, lines } = await verdict(t, ['GET /a 200', 'PUT /b 409', 'wrong GET /a 200: why']);
    assert.equal(code, 1);
    assert.equal(lines.at(-1), 'not ok api: wrong GET /a 200: why');
});
