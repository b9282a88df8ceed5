// SPDX-License-Identifier: Apache-2.0
// The program starts, says that it is well, shows its first page, ends when told, starts again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client } from './lib/api.mjs';
import { looks, looksRight, openBrowser, openPage, screenshot, signIn } from './lib/browser.mjs';
import { onServer, run, start } from './lib/server.mjs';

test('a server on a fresh database says that it is well', async (t) => {
    const server = await start(t);
    const { status } = await client(server.origin).get('/healthz');
    assert.equal(status, 200);
});

test('a request without a key is refused', async (t) => {
    const server = await start(t);
    const { status, headers } = await client(server.origin).get('/api/v1/deals');
    assert.equal(status, 401);
    assert.match(headers.get('content-type'), /^application\/problem\+json/);
});

test('a key of the administrator opens the API', async (t) => {
    const server = await start(t);
    const api = await server.client();
    const { status, body } = await api.get('/api/v1/deals');
    assert.equal(status, 200);
    assert.deepEqual(body.items, []);
});

test('a second server on the same file is refused with the pid of the first', {
    skip: onServer,
}, async (t) => {
    const server = await start(t);
    const second = run('serve', '--database', server.database, '--listen', '127.0.0.1:0');
    await assert.rejects(second, (error) => error.stderr.includes(String(server.process.pid)));
});

test('a server that was killed starts again on its database', async (t) => {
    const server = await start(t);
    await server.kill();
    await server.serve();
    const { status } = await client(server.origin).get('/healthz');
    assert.equal(status, 200);
});

test('the administrator signs in and the first page looks right', async (t) => {
    const server = await start(t);
    const browser = await openBrowser(t);
    for (const look of looks) {
        const page = await openPage(t, browser, { look });
        await page.goto(`${server.origin}/`);
        await looksRight(page);
        await screenshot(page, `sign-in-${look.width}-${look.theme}`);
        await signIn(page, server.origin);
        await looksRight(page);
        await screenshot(page, `first-${look.width}-${look.theme}`);
    }
});
