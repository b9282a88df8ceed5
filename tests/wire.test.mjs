// SPDX-License-Identifier: Apache-2.0
// Bytes that no HTTP client sends: what RFC 9112 forbids is refused, who is slow is cut off, and
// everybody else notices nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client } from './lib/api.mjs';
import { Wire, head, statusOf } from './lib/raw.mjs';
import { startForAll } from './lib/server.mjs';

const host = 'Host: localhost';
const json = 'Content-Type: application/json';
const server = await startForAll();
const { key } = await server.client();

const forbidden = {
    'two Hosts': [head('GET /healthz HTTP/1.1', host, host), 400],
    'no Host': [head('GET /healthz HTTP/1.1', 'Accept: */*'), 400],
    'a Host with a space': [head('GET /healthz HTTP/1.1', 'Host: a b'), 400],
    'two different lengths': [`${head('POST /api/v1/accounts HTTP/1.1', host, json,
        'Content-Length: 2', 'Content-Length: 3')}{}`, 400],
    'the same length twice': [`${head('POST /api/v1/accounts HTTP/1.1', host, json,
        'Content-Length: 2', 'Content-Length: 2')}{}`, 400],
    'a length beside chunks': [`${head('POST /api/v1/accounts HTTP/1.1', host, json,
        'Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`, 400],
    'chunks beside a length': [`${head('POST /api/v1/accounts HTTP/1.1', host, json,
        'Transfer-Encoding: chunked', 'Content-Length: 5')}0\r\n\r\n`, 400],
    'a length that is no number': [head('POST /api/v1/accounts HTTP/1.1', host,
        'Content-Length: two'), 400],
    'a negative length': [head('POST /api/v1/accounts HTTP/1.1', host, 'Content-Length: -2'), 400],
    'a coding that is not known': [head('POST /api/v1/accounts HTTP/1.1', host,
        'Transfer-Encoding: gzip, chunked'), 501],
    'a folded header': [head('GET /healthz HTTP/1.1', host, 'X-Long: a', ' b'), 400],
    'a method in small letters': [head('get /healthz HTTP/1.1', host), 400],
    'a method that nobody knows': [head('FETCH /healthz HTTP/1.1', host), 501],
    'a NUL in a header': [head('GET /healthz HTTP/1.1', host, 'X-Nul: a\0b'), 400],
    'a NUL in the path': [head('GET /healthz\0x HTTP/1.1', host), 400],
    'a space before the colon': [head('GET /healthz HTTP/1.1', host, 'X-Space : a'), 400],
    'bare line feeds': [`GET /healthz HTTP/1.1\n${host}\n\n`, 400],
    'one bare line feed': [`GET /healthz HTTP/1.1\r\n${host}\nX-A: b\r\n\r\n`, 400],
    'a control character in a header': [head('GET /healthz HTTP/1.1', host, 'X-Bell: a\x07b'), 400],
    'two spaces in the request line': [head('GET  /healthz HTTP/1.1', host), 400],
    'another version of HTTP': [head('GET /healthz HTTP/3.0', host), 400, 505],
    'a header that is no header': [head('GET /healthz HTTP/1.1', host, 'just words'), 400],
    'a header over its ceiling': [head('GET /healthz HTTP/1.1', host, `X-A: ${'a'.repeat(15000)}`),
        431, 400, 413],
    'a path over its ceiling': [head(`GET /${'a'.repeat(20000)} HTTP/1.1`, host), 414, 431, 400],
    'thousands of headers': [head('GET /healthz HTTP/1.1', host,
        ...Array.from({ length: 2000 }, (_, i) => `X-${i}: a`)), 431, 400],
    'a path that climbs': [head('GET /api/../healthz HTTP/1.1', host), 400],
    'a path that climbs in disguise': [head('GET /api/%2e%2e/healthz HTTP/1.1', host), 400],
    'an encoded slash': [head('GET /api%2fv1/deals HTTP/1.1', host), 400],
    'an encoded NUL': [head('GET /healthz%00 HTTP/1.1', host), 400],
    'a backslash': [head('GET /api\\v1 HTTP/1.1', host), 400],
    'an encoded backslash': [head('GET /api%5cv1 HTTP/1.1', host), 400],
    'half an escape': [head('GET /api/%2 HTTP/1.1', host), 400],
    'a path that is not UTF-8': [head('GET /%ff%fe HTTP/1.1', host), 400],
    'raw bytes above ASCII': [head('GET /\xe4 HTTP/1.1', host), 400],
    'two slashes': [head('GET //healthz HTTP/1.1', host), 404],
    'a whole URL as its path': [head('GET http://localhost/healthz HTTP/1.1', host), 400],
};

for (const [what, [bytes, ...statuses]] of Object.entries(forbidden)) {
    test(`a request with ${what} is refused`, async () => {
        const status = await statusOf(server.origin, bytes);
        assert.ok(statuses.includes(status), `answered ${status}`);
        assert.equal((await client(server.origin).get('/healthz')).status, 200);
    });
}

test('a proper request by hand is answered', async () => {
    assert.equal(await statusOf(server.origin, head('GET /healthz HTTP/1.1', host)), 200);
});

test('what is refused does not leave its body to be read as the next request', async () => {
    const wire = new Wire(server.origin);
    const inner = head('GET /healthz HTTP/1.1', host);
    wire.send(head('POST /api/v1/accounts HTTP/1.1', host, json, `Content-Length: ${inner.length}`,
        'Transfer-Encoding: chunked') + inner);
    assert.equal(await wire.status(), 400);
    await wire.closed;
    assert.equal(wire.text.match(/^HTTP\/1\.1 /gm).length, 1);
});

test('a chunked body is read', async () => {
    const body = '{"name":"Chunky"}';
    const status = await statusOf(server.origin, `${head('POST /api/v1/accounts HTTP/1.1', host,
        json, `Authorization: Bearer ${key}`, 'Transfer-Encoding: chunked')}${
        body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);
    assert.equal(status, 201);
});

/** Sends one byte every now and then until the server cuts it off: how many seconds that took. */
async function trickle(wire, byte) {
    const began = performance.now();
    const drip = setInterval(() => wire.send(byte), 300);
    await wire.closed;
    clearInterval(drip);
    return (performance.now() - began) / 1000;
}

/** The slowest of the requests that go on beside the others until they end. */
async function slowestBeside(others) {
    let slowest = 0;
    let isOver = false;
    const end = Promise.all(others).finally(() => { isOver = true; });
    while (!isOver) {
        const began = performance.now();
        assert.equal((await client(server.origin).get('/healthz')).status, 200);
        slowest = Math.max(slowest, performance.now() - began);
        await Promise.race([end, new Promise((resolve) => { setTimeout(resolve, 50); })]);
    }
    return slowest / 1000;
}

test('who trickles a header or a body is cut off, and costs the others nothing', async () => {
    const headers = Array.from({ length: 20 }, () => new Wire(server.origin));
    const bodies = Array.from({ length: 20 }, () => new Wire(server.origin));
    headers.forEach((wire) => wire.send('GET /healthz HTTP/1.1\r\nX-Slow: '));
    bodies.forEach((wire) => wire.send(head('POST /api/v1/accounts HTTP/1.1', host, json,
        `Authorization: Bearer ${key}`, 'Content-Length: 60000')));
    const ends = [...headers.map((wire) => trickle(wire, 'a')),
        ...bodies.map((wire) => trickle(wire, ' '))];
    const slowest = await slowestBeside(ends);
    const lasted = Math.max(...await Promise.all(ends));
    assert.ok(lasted < 20, `one was let trickle for ${lasted} s`);
    assert.ok(slowest < 2, `another request took ${slowest} s`);
});
