// SPDX-License-Identifier: Apache-2.0
// How people come in, what ends it, and who may manage whom; over plain HTTP, as a browser without
// JavaScript does it.
import assert from 'node:assert/strict';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { after } from './lib/after.mjs';
import { admin, run, start } from './lib/server.mjs';

const password = 'another long password';

/** What a browser keeps between requests: one cookie, and the token of the page it saw last. */
class Visitor {
    constructor(origin) {
        this.origin = origin;
        this.cookie = '';
        this.csrf = '';
    }

    async ask(path, options) {
        const answer = await fetch(`${this.origin}${path}`, {
            redirect: 'manual',
            ...options,
            headers: { cookie: this.cookie },
        });
        const [cookie] = answer.headers.getSetCookie();
        this.cookie = cookie ? cookie.split(';')[0] : this.cookie;
        const text = await answer.text();
        this.csrf = text.match(/name="_csrf" value="([^"]+)"/)?.[1] ?? this.csrf;
        return { status: answer.status, location: answer.headers.get('location'), cookie, text };
    }

    get(path) {
        return this.ask(path);
    }

    post(path, form = {}) {
        const body = new URLSearchParams({ _csrf: this.csrf, ...form });
        return this.ask(path, { method: 'POST', body });
    }

    signIn(who, to = '/me') {
        return this.post('/sign-in', { email: who.email, password: who.password, to });
    }
}

/** The server, its administrator's API, and a rep who has set his password by a link. */
async function staffed(t) {
    const server = await start(t);
    const api = await server.client();
    const who = { name: 'Ben', email: 'ben@example.com' };
    const { body: ben } = await api.post('/api/v1/users', who);
    const { body: { link } } = await api.post(`/api/v1/users/${ben.id}/invite`);
    const visitor = new Visitor(server.origin);
    const path = new URL(link).pathname;
    const joined = await visitor.post(path, { password, repeat: password });
    assert.equal(joined.status, 303);
    return { server, api, visitor, path, ben: { ...ben, password } };
}

test('a session begins with the right password, in a cookie no script can read', async (t) => {
    const server = await start(t);
    const visitor = new Visitor(server.origin);
    const { status, location, cookie } = await visitor.signIn(admin);
    assert.equal(status, 303);
    assert.equal(location, '/me');
    assert.match(cookie, /^session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
    assert.match((await visitor.get('/me')).text, /ada@example\.com/);
});

test('signing out ends the session everywhere, not only in the browser', async (t) => {
    const server = await start(t);
    const visitor = new Visitor(server.origin);
    await visitor.signIn(admin);
    await visitor.get('/me');
    const kept = visitor.cookie;
    assert.equal((await visitor.post('/sign-out')).location, '/sign-in');
    visitor.cookie = kept;
    assert.equal((await visitor.get('/me')).location, '/sign-in?to=%2Fme');
});

test('a wrong password and an unknown email read the same', async (t) => {
    const server = await start(t);
    const texts = [];
    for (const email of [admin.email, 'eve@example.com']) {
        const visitor = new Visitor(server.origin);
        const { status, text } = await visitor.signIn({ email, password: 'wrong but long' });
        assert.equal(status, 422);
        assert.match(text, new RegExp(`value="${email}"`));
        texts.push(text.replaceAll(email, 'X').replaceAll(/nonce="[^"]*"/g, ''));
    }
    assert.equal(texts[0], texts[1]);
});

test('what is missing is named, and what was typed stays', async (t) => {
    const server = await start(t);
    const { status, text } = await new Visitor(server.origin).signIn({ email: '', password: '' });
    assert.equal(status, 422);
    assert.match(text, /Give your email\./);
    assert.match(text, /Give your password\./);
});

test('after ten failures even the right password waits', async (t) => {
    const server = await start(t);
    const visitor = new Visitor(server.origin);
    for (let i = 0; i < 10; i += 1) {
        const { status } = await visitor.signIn({ ...admin, password: 'wrong but long' });
        assert.equal(status, 422);
    }
    const { status, text } = await visitor.signIn(admin);
    assert.equal(status, 429);
    assert.match(text, /Try again in \d+ minutes\./);
});

test('sign-in leads to our own pages only', async (t) => {
    const server = await start(t);
    const visitor = new Visitor(server.origin);
    const strange = ['//evil.example', '/\\evil.example', 'https://evil.example', '', '/a\r\nX: y'];
    for (const to of strange) {
        assert.equal((await visitor.signIn(admin, to)).location, '/', to);
    }
    assert.equal((await visitor.signIn(admin, '/users?sort=name')).location, '/users?sort=name');
});

test('a link sets a password once, and looking at it changes nothing', async (t) => {
    const { server, path, ben } = await staffed(t);
    const again = await new Visitor(server.origin).get(path);
    assert.equal(again.status, 404);
    assert.match(again.text, /This link has been used\./);
    assert.equal((await new Visitor(server.origin).signIn(ben)).status, 303);
});

test('a password that is short or typed in two ways is refused by name', async (t) => {
    const { server, api, ben } = await staffed(t);
    const { body: { link } } = await api.post(`/api/v1/users/${ben.id}/invite`);
    const visitor = new Visitor(server.origin);
    const path = new URL(link).pathname;
    assert.equal((await visitor.get(path)).status, 200);
    const short = await visitor.post(path, { password: 'short', repeat: 'short' });
    assert.equal(short.status, 422);
    assert.match(short.text, /Use 12 characters or more\./);
    const two = await visitor.post(path, { password, repeat: `${password}!` });
    assert.match(two.text, /This is not the same as above\./);
    assert.equal((await visitor.post(path, { password, repeat: password })).status, 303);
});

test('deactivation ends sessions and keys at the next request', async (t) => {
    const { server, api, visitor, ben } = await staffed(t);
    const key = await server.client(ben.email);
    assert.equal((await visitor.get('/me')).status, 200);
    assert.equal((await key.get('/api/v1/me')).status, 200);
    await api.patch(`/api/v1/users/${ben.id}`, { active: false });
    assert.equal((await visitor.get('/me')).status, 303);
    assert.equal((await key.get('/api/v1/me')).status, 401);
    assert.equal((await new Visitor(server.origin).signIn(ben)).status, 422);
});

test('a new password signs out everybody else and needs the old one', async (t) => {
    const { server, visitor, ben } = await staffed(t);
    const other = new Visitor(server.origin);
    await other.signIn(ben);
    await visitor.get('/me');
    const wrong = await visitor.post('/me/password', { old: 'guess', password: `${password} 2` });
    assert.match(wrong.text, /This is not your password\./);
    const right = await visitor.post('/me/password', { old: password, password: `${password} 2` });
    assert.equal(right.location, '/me?done=password');
    assert.equal((await visitor.get('/me')).status, 200);
    assert.equal((await other.get('/me')).status, 303);
});

test('a key is shown once, works, and is revoked by its owner', async (t) => {
    const { visitor, server } = await staffed(t);
    await visitor.get('/me');
    const { text } = await visitor.post('/me/keys', { label: 'nightly' });
    const [key] = text.match(/cp_[\w-]{43}/);
    const authorization = { authorization: `Bearer ${key}` };
    const ask = () => fetch(`${server.origin}/api/v1/me`, { headers: authorization });
    assert.equal((await ask()).status, 200);
    const page = await visitor.get('/me');
    assert.ok(!page.text.includes(key));
    const [, revoke] = page.text.match(/action="(\/me\/keys\/\d+\/revoke)"/);
    assert.equal((await visitor.post(revoke)).status, 303);
    assert.equal((await ask()).status, 401);
});

test('a rep manages neither users nor settings', async (t) => {
    const { server, visitor, ben } = await staffed(t);
    const key = await server.client(ben.email);
    await visitor.get('/me');
    assert.equal((await visitor.get('/users/new')).status, 403);
    assert.equal((await visitor.get('/settings')).status, 403);
    assert.equal((await visitor.post('/users', { name: 'Eve' })).status, 403);
    assert.equal((await key.patch(`/api/v1/users/${ben.id}`, { administrator: true })).status, 403);
    assert.equal((await key.post('/api/v1/users/1/invite')).status, 403);
    assert.equal((await key.get('/api/v1/policies')).status, 403);
    assert.equal((await key.get('/api/v1/users')).status, 200);
});

test('a form without our token changes nothing', async (t) => {
    const { visitor } = await staffed(t);
    await visitor.get('/me');
    visitor.csrf = 'made-up';
    assert.equal((await visitor.post('/me/keys', { label: 'x' })).status, 403);
});

test('users are kept by the API with all faults named at once', async (t) => {
    const { api, ben } = await staffed(t);
    const path = `/api/v1/users/${ben.id}`;
    const bad = await api.patch(path, { email: 'no', rep: 'yes', password: 'x', hat: 1, name: '' });
    assert.equal(bad.status, 422);
    const named = bad.body.errors.map(({ field }) => field).sort();
    assert.deepEqual(named, ['email', 'hat', 'name', 'password', 'rep']);
    const stale = await api.patch(path, { office: 'West' }, { 'if-match': '"999"' });
    assert.equal(stale.status, 412);
    assert.equal(stale.body.current.id, ben.id);
    const last = await api.patch('/api/v1/users/1', { administrator: false });
    assert.equal(last.status, 409);
    assert.equal(last.body.code, 'last_administrator');
    assert.ok(!JSON.stringify((await api.get(path)).body).includes('argon2'));
});

test('a number of the business is changed within its bounds, with who and when', async (t) => {
    const server = await start(t);
    const api = await server.client();
    const { body: { items: [first] } } = await api.get('/api/v1/policies');
    const path = `/api/v1/policies/${first.name}`;
    for (const value of [first.max + 1, first.min - 1, '3', 1.5, null, true]) {
        const { status, body } = await api.patch(path, { value });
        assert.equal(status, 422, String(value));
        assert.equal(body.errors[0].field, 'value');
    }
    assert.equal(first.changed, null);
    const other = first.value === first.max ? first.min : first.max;
    const { body } = await api.patch(path, { value: other });
    assert.equal(body.value, other);
    assert.ok(body.changed && body.changed_by);
    assert.equal((await api.patch('/api/v1/policies/nothing', { value: 1 })).status, 404);
});

test('a database that cannot be begun leaves no file', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'counterpart-test-'));
    after(t, () => rm(folder, { recursive: true }));
    const file = join(folder, 'password');
    const database = join(folder, 'a.db');
    await writeFile(file, 'short\n');
    const bad = ['--admin', 'nobody', '--currency', 'ABC', '--zone', 'Nowhere'];
    const init = run('init', '--database', database, '--password-file', file, ...bad);
    await assert.rejects(init, ({ code, stderr }) => {
        assert.equal(code, 1);
        assert.match(stderr, /admin:.*\n.*currency:.*\n.*zone:.*\n.*password-file:/);
        return true;
    });
    await assert.rejects(access(database));
});

test('a key for nobody is refused in a sentence', async (t) => {
    const server = await start(t);
    const key = run('key', '--database', server.database, '--user', 'eve@example.com');
    await assert.rejects(key, ({ code, stderr }) => (
        code === 1 && stderr.includes('Nobody signs in as eve@example.com.')));
});
