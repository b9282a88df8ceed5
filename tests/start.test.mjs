// SPDX-License-Identifier: Apache-2.0
// The program starts, says that it is well, shows its first page, ends when told, starts again.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { client } from './lib/api.mjs';
import { looks, looksRight, openBrowser, openPage, screenshot, signIn } from './lib/browser.mjs';
import { admin, onServer, program, run, start } from './lib/server.mjs';

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

/* What a command says, wherever it says it, that is told of a database by the environment alone. */
async function said(database, ...words) {
    const env = { ...process.env, COUNTERPART_DATABASE: database };
    const { code = 0, stdout, stderr } = await promisify(execFile)(program, words, { env })
        .catch((error) => error);
    return { code, text: stdout + stderr };
}

const nowhere = [
    'postgresql://role:hush-hush@/db?host=/nowhere', 'postgresql://role:hush/hush@host/db',
    'postgresql://role:hu@hush@127.0.0.1:1/db', 'postgresql://role:hush%zz@host/db',
    'postgresql://role:hush@[host/db', 'postgresql://role:hush?hush@host/db',
    'postgresql:///db?host=/nowhere&password=hush', 'postgresql://role:hush@host/db?colour=red',
];

test('no message shows the password of an address that does not answer', async () => {
    const commands = [['serve'], ['check'], ['key', '--user', admin.email], ['backup', 'to'],
        ['export', '--record', 'deal'], ['restore', 'from'], ['import', '--all', '.']];
    const tried = nowhere.flatMap((database) => [
        said(database, 'check'), said('', 'check', '--database', database),
        said('', 'check', database), said('', 'serve', `--databse=${database}`)]);
    for (const command of commands) {
        tried.push(said(nowhere[0], ...command));
    }
    for (const { code, text } of await Promise.all(tried)) {
        assert.ok(code > 0 && text.startsWith('counterpart: '), text);
        assert.doesNotMatch(text, /hush/);
    }
});

test('the environment says which database, and nobody else sees it', async (t) => {
    const server = await start(t, { args: ['--log-level', 'debug', '--slow-ms', '0'] });
    const shows = async () => [server.log,
        await readFile(`/proc/${server.process.pid}/cmdline`, 'latin1')].join();
    const [, password] = server.database.match(/:\/\/\w+:(\w+)@/) ?? [];
    await server.client();
    assert.ok(!password || !(await shows()).includes(password));
    await server.stop();
    server.env.COUNTERPART_DATABASE = server.database;
    await server.serve();
    const key = await said(server.database, 'key', '--user', admin.email);
    assert.equal(key.code, 0, key.text);
    const { status } = await client(server.origin, key.text.trim()).get('/api/v1/deals');
    assert.equal(status, 200);
    assert.ok(!(await shows()).includes(password ?? server.database));
    const check = await said(server.database, 'check');
    assert.match(check.text, /^everything adds up/);
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
