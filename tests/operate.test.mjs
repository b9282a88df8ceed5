// SPDX-License-Identifier: Apache-2.0
// What whoever runs the server sees: numbers of requests, lines in the log, readiness, metrics, and
// a stop that loses nothing.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { client } from './lib/api.mjs';
import { parse, value } from './lib/prometheus.mjs';
import { Wire, head } from './lib/raw.mjs';
import { admin, folderFor, onServer, run, start } from './lib/server.mjs';

const json = 'Content-Type: application/json';

/** The lines of a JSON log, and each is one. */
function events(server) {
    return server.log.trim().split('\n').map((line) => JSON.parse(line));
}

/** The line that a request left, once it is there. */
async function lineOf(server, request) {
    const find = () => events(server).find((event) => event.msg === 'request'
        && event.request === request);
    while (!find()) {
        await once(server.process.stderr, 'data');
    }
    return find();
}

test('a request is found in the log by the number in its answer', async (t) => {
    const server = await start(t, { args: ['--log-format', 'json'] });
    const api = await server.client();
    const made = await api.post('/api/v1/accounts', { name: 'Acme' });
    const line = await lineOf(server, made.headers.get('x-request-id'));
    const { method, route, status, user, client: from } = line;
    assert.deepEqual({ method, route, status, user, from },
        { method: 'POST', route: '/api/v1/accounts', status: 201, user: 1, from: '127.0.0.1' });
    assert.ok((onServer || line.steps > 0) && line.ms > 0 && line.bytes > 0);
    const missing = await api.get('/api/v1/accounts/99');
    assert.equal(missing.body.request_id, missing.headers.get('x-request-id'));
    assert.equal((await lineOf(server, missing.body.request_id)).code, 'not_found');
    const page = await client(server.origin).get('/no/such/page', { accept: 'text/html' });
    assert.ok(page.body.includes(`<code>${page.headers.get('x-request-id')}</code>`));
});

test('nothing that opens a door is in the log, and nothing can forge a line', async (t) => {
    const server = await start(t, { args: ['--log-format', 'json', '--log-level', 'debug'] });
    const api = await server.client();
    const secret = 'secret-0123456789';
    await client(server.origin).get(`/join/${secret}`);
    await client(server.origin).get(`/b/${secret}?a=${secret}`);
    await client(server.origin, secret).get('/api/v1/deals');
    await api.get('/healthz', { cookie: `session=${secret}` });
    await api.get('/healthz', { 'x-forwarded-for': 'evil"', 'x-request-id': secret });
    const wire = new Wire(server.origin);
    wire.send(head(`GET /%0Alevel=info${secret} HTTP/1.1`, 'Host: x', 'Connection: close'));
    await wire.closed;
    await server.stop();
    assert.ok(events(server).filter(({ msg }) => msg === 'request').length >= 6);
    assert.ok(!server.log.includes('secret'), server.log);
    assert.ok(!server.log.includes(api.key), 'the key');
    assert.ok(!server.log.includes(admin.email), 'who it is');
});

test('a slow statement is logged with its plan, and what was typed is not', async (t) => {
    const server = await start(t, { args: ['--log-format', 'json', '--slow-ms', '0.001'] });
    const api = await server.client();
    const isTold = ({ msg, plan, sql }) => msg === 'slow statement' && plan && /\$1/.test(sql);
    const find = () => events(server).find(isTold);
    for (let i = 0; !find(); i++) { // one a second is told
        await api.post('/api/v1/accounts', { name: `Typed words ${i}` });
    }
    const { ms, sql, plan, rows, level } = find();
    assert.equal(level, 'warn');
    assert.ok(ms > 0 && rows >= 0);
    assert.match(sql, /^(--\w+\n)*(SELECT|INSERT|UPDATE|DELETE) /); // one that lib/db made
    assert.match(plan, onServer ? /Scan|Result|Insert/ : /^(SCAN|SEARCH) /);
    assert.ok(!server.log.includes('Typed'));
    const { body } = await client(server.origin).get('/metrics');
    assert.ok(value(parse(body), 'counterpart_slow_statements_total') > 10);
});

test('options that are not understood are named', async (t) => {
    const server = await start(t);
    await server.stop();
    const wrong = {
        'log-format': 'xml', 'log-level': 'loud', 'slow-ms': '1.2345', drain: '-1', threads: '0',
        'metrics-token-file': '/dev/null',
    };
    for (const [name, given] of Object.entries(wrong)) {
        const serve = run('serve', '--database', server.database, `--${name}`, given);
        await assert.rejects(serve, ({ code, stderr }) => code === 2
            && (stderr.includes(`--${name}`) || stderr.includes(given)));
    }
});

/* Letters that cannot leave, and a statement that a busy machine took long over, are warnings. */
test('a log level leaves out what is below it', async (t) => {
    const letters = ['--mail-folder', join(await folderFor(t), 'mail')];
    const server = await start(t, { args: ['--log-level', 'warn', '--slow-ms', '0', ...letters] });
    const { status } = await client(server.origin).get('/api/v1/deals');
    assert.equal(status, 401);
    await server.stop();
    assert.equal(server.log, '');
});

test('a server told to stop says so first, answers on, and ends well', async (t) => {
    const server = await start(t, { args: ['--drain', '2'] });
    const api = await server.client();
    assert.deepEqual((await api.get('/readyz')).body, { status: 'ready' });
    server.process.kill('SIGTERM');
    await once(server.process.stderr, 'data');
    let answer;
    do {
        answer = await client(server.origin).get('/readyz');
    } while (answer.status === 200);
    assert.equal(answer.status, 503);
    assert.equal(answer.body.code, 'stopping');
    assert.equal((await api.get('/healthz')).status, 200);
    assert.equal((await api.post('/api/v1/accounts', { name: 'Late' })).status, 201);
    const [status] = await server.ended;
    assert.equal(status, 0);
});

test('a request under way when the server is stopped is answered', async (t) => {
    const server = await start(t);
    const api = await server.client();
    const body = JSON.stringify({ name: 'Half sent' });
    const wire = new Wire(server.origin);
    wire.send(head('POST /api/v1/accounts HTTP/1.1', 'Host: x', json, `Content-Length: ${
        body.length}`, `Authorization: Bearer ${api.key}`, 'Expect: 100-continue'));
    while (!wire.text.includes('100 Continue')) {
        await once(wire.socket, 'data');
    }
    wire.send(body.slice(0, 5));
    server.process.kill('SIGINT');
    while (await fetch(`${server.origin}/healthz`).then(() => true, () => false)) {
        // it still listens
    }
    wire.send(body.slice(5));
    await wire.closed;
    assert.match(wire.text, /^HTTP\/1\.1 201 /m);
    const [status] = await server.ended;
    assert.equal(status, 0);
});

test('a second signal ends it at once', async (t) => {
    const server = await start(t, { args: ['--drain', '600'] });
    server.process.kill('SIGTERM');
    await once(server.process.stderr, 'data');
    while ((await client(server.origin).get('/readyz')).status === 200) {
        // the signal has not come yet
    }
    server.process.kill('SIGTERM');
    const [status] = await server.ended;
    assert.equal(status, 128 + 15);
});

async function metrics(server, key) {
    const answer = await client(server.origin, key).get('/metrics');
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    return parse(answer.body);
}

test('metrics are what Prometheus reads, and count what happened', async (t) => {
    const server = await start(t, { args: ['--threads', '1'] });
    const api = await server.client();
    const before = await metrics(server);
    for (let i = 0; i < 5; i++) {
        await api.post('/api/v1/accounts', { name: `Number ${i}` });
    }
    await api.post('/api/v1/accounts', { name: '' });
    await api.get('/api/v1/accounts/1');
    const after = await metrics(server);
    const grew = (name, labels) => value(after, name, labels) - (value(before, name, labels) ?? 0);
    const creates = { route: '/api/v1/accounts', method: 'POST' };
    assert.equal(grew('counterpart_http_requests_total', { ...creates, code: '201' }), 5);
    assert.equal(grew('counterpart_http_requests_total', { ...creates, code: '422' }), 1);
    assert.equal(grew('counterpart_http_request_duration_seconds_count', creates), 6);
    assert.equal(grew('counterpart_http_faults_total', { code: 'bad_input' }), 1);
    assert.equal(value(after, 'counterpart_http_requests_total',
        { route: '/api/v1/accounts/{id}', method: 'GET', code: '200' }), 1);
    assert.ok(grew('counterpart_writer_jobs_total') >= 5);
    assert.ok(grew('counterpart_writer_commits_total') >= 1);
    assert.equal(grew('counterpart_writer_failed_commits_total'), 0);
    assert.ok(onServer || value(after, 'counterpart_wal_pages') > 0);
    assert.ok(value(after, 'process_resident_memory_bytes') > 1e6);
    assert.ok(value(after, 'counterpart_http_connections') >= 1);
    assert.equal(value(after, 'counterpart_build_info'), 1);
});

test('metrics are not for everybody', async (t) => {
    const token = 'prometheus-0123456789';
    const server = await start(t, { args: ['--public-url', 'https://crm.example.com'] });
    const asked = client(server.origin);
    const closed = await asked.get('/metrics');
    assert.equal(closed.status, 404);
    assert.equal(closed.body.code, 'metrics_closed');
    assert.match(closed.body.next[0], /--metrics-token-file/);
    await server.stop();
    const file = join(server.folder, 'token');
    await writeFile(file, `${token}\n`);
    server.args.push('--metrics-token-file', file);
    await server.serve();
    assert.equal((await client(server.origin).get('/metrics')).status, 404);
    assert.equal((await client(server.origin, `${token}x`).get('/metrics')).status, 404);
    await metrics(server, token);
});
