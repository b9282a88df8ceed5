// SPDX-License-Identifier: Apache-2.0
// Where somebody is signed in, what ends it, and that a stranger's failures make nobody wait.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blamed, got, refused } from './lib/expect.mjs';
import { enter, hire, Visitor } from './lib/people.mjs';
import { admin, start } from './lib/server.mjs';

const password = 'another long password';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** Signs in from an address, as a browser with these cookies: {status, text, cookies}. */
async function knock(server, who, { address, cookie = '', agent = firefox } = {}) {
    const headers = { cookie, 'user-agent': agent };
    if (address) {
        headers['x-forwarded-for'] = address;
    }
    const answer = await fetch(`${server.origin}/sign-in`, {
        method: 'POST', headers, redirect: 'manual', body: new URLSearchParams(who),
    });
    const cookies = answer.headers.getSetCookie().map((text) => text.split(';')[0]);
    return { status: answer.status, text: await answer.text(), cookies };
}

const cookieOf = (cookies, name) => cookies.find((text) => text.startsWith(`${name}=`));

/** A page of who signed in with these cookies. */
async function visitor(server, cookies) {
    const page = new Visitor(server.origin, cookies.join('; '));
    const { body } = await page.get('/me');
    [, page.csrf] = body.match(/name="_csrf" value="([^"]+)"/);
    return page;
}

/** Somebody signed in in two places, with a key. */
async function twice(t) {
    const server = await start(t, { args: ['--trusted-proxy', '127.0.0.1'] });
    const ada = await server.client();
    const ben = await hire(server, ada, 'Ben');
    const here = await enter(ada, ben);
    const who = { email: ben.email, password };
    const elsewhere = await knock(server, who, { address: '192.0.2.77' });
    assert.equal(elsewhere.status, 303);
    return { server, ada, ben, here, there: await visitor(server, elsewhere.cookies) };
}

test('who is signed in sees where, by network and browser, and ends one', async (t) => {
    const { here, there } = await twice(t);
    const { body } = await here.get('/me');
    assert.match(body, /Firefox on Linux/);
    assert.match(body, /192\.0\.2\.x/);
    assert.doesNotMatch(body, /192\.0\.2\.77/);
    assert.equal(body.match(/This one/g).length, 1);
    const line = /<li>\s*<form[^>]*action="(\/me\/sessions\/\d+\/end)"([^]*?)<\/li>/g;
    const ends = [...body.matchAll(line)];
    assert.equal(ends.length, 2);
    const [, path] = ends.find(([text]) => !text.includes('This one'));
    assert.equal((await there.get('/me')).status, 200);
    assert.equal((await here.post(path)).headers.get('location'), '/me?done=session');
    assert.equal((await there.get('/me')).status, 303);
    assert.equal((await here.get('/me')).status, 200);
    assert.equal((await here.post(path)).status, 404);
});

test('all others end at once, and only they', async (t) => {
    const { here, there } = await twice(t);
    assert.equal((await there.post('/me/sessions/end-others')).status, 303);
    assert.equal((await here.get('/me')).status, 303);
    assert.equal((await there.get('/me')).status, 200);
});

test('the API lists own sessions and keys with their last use, and nobody else\'s', async (t) => {
    const { ada, ben } = await twice(t);
    const sessions = await got(ben.api.get('/api/v1/me/sessions'));
    assert.deepEqual(sessions.items.map(({ current }) => current), [false, false]);
    assert.ok(sessions.items.some(({ network, browser }) => (
        network === '192.0.2.x' && browser === 'Firefox on Linux')));
    const [{ id }] = sessions.items;
    await refused(ada.post(`/api/v1/me/sessions/${id}/end`), 404);
    assert.equal((await ben.api.post(`/api/v1/me/sessions/${id}/end`)).status, 204);
    assert.equal((await got(ben.api.get('/api/v1/me/sessions'))).items.length, 1);
    assert.equal((await ben.api.post('/api/v1/me/sessions/end-others')).status, 204);
    assert.equal((await got(ben.api.get('/api/v1/me/sessions'))).items.length, 0);
    let keys = [];
    for (const until = Date.now() + 5000; !keys[0]?.used && Date.now() < until;) {
        keys = (await got(ben.api.get('/api/v1/me/keys'))).items;
    }
    assert.equal(keys.length, 1);
    assert.ok(Math.abs(Date.parse(keys[0].used) - Date.now()) < 60000);
    assert.equal((await ben.api.post(`/api/v1/me/keys/${keys[0].id}/revoke`)).status, 204);
    await refused(ben.api.get('/api/v1/me/keys'), 401, 'key_unknown');
});

test('an administrator ends all sessions of a user; his keys work on', async (t) => {
    const { ada, ben, here, there } = await twice(t);
    await refused(ben.api.post(`/api/v1/users/${ben.id}/end-sessions`), 403);
    assert.equal((await ada.post(`/api/v1/users/${ben.id}/end-sessions`)).status, 204);
    assert.equal((await here.get('/me')).status, 303);
    assert.equal((await there.get('/me')).status, 303);
    await got(ben.api.get('/api/v1/me'));
});

/** Ten failures for this email, each from its own address. */
async function failuresOfStrangers(server, email) {
    for (let i = 0; i < 10; i += 1) {
        const { status } = await knock(server, { email, password: 'wrong but long' },
            { address: `203.0.113.${i + 1}` });
        assert.equal(status, 422);
    }
}

test('strangers\' failures do not slow a browser or network that signed in before', async (t) => {
    const server = await start(t, { args: ['--trusted-proxy', '127.0.0.1'] });
    const { cookies } = await knock(server, admin, { address: '198.51.100.7' });
    const device = cookieOf(cookies, 'device');
    assert.match(device, /^device=[\w-]{43}$/);
    await failuresOfStrangers(server, admin.email);
    const stranger = await knock(server, admin, { address: '203.0.113.99' });
    assert.equal(stranger.status, 429);
    const browser = await knock(server, admin, { address: '203.0.113.98', cookie: device });
    assert.equal(browser.status, 303);
    assert.equal(cookieOf(browser.cookies, 'device'), device);
    const network = await knock(server, admin, { address: '198.51.100.200' });
    assert.equal(network.status, 303);
});

test('a browser that is known has ten attempts too, and is no way in for others', async (t) => {
    const server = await start(t, { args: ['--trusted-proxy', '127.0.0.1'] });
    const ada = await server.client();
    const ben = await hire(server, ada, 'Ben');
    await enter(ada, ben);
    const { cookies } = await knock(server, admin, { address: '198.51.100.7' });
    const cookie = cookieOf(cookies, 'device');
    const wrong = { email: admin.email, password: 'wrong but long' };
    for (let i = 0; i < 10; i += 1) {
        const { status } = await knock(server, wrong, { address: `203.0.113.${i + 1}`, cookie });
        assert.equal(status, 422);
    }
    const last = await knock(server, admin, { address: '203.0.113.50', cookie });
    assert.equal(last.status, 429);
    await failuresOfStrangers(server, ben.email);
    const other = await knock(server, { email: ben.email, password },
        { address: '203.0.113.60', cookie });
    assert.equal(other.status, 429);
});

test('a new password forgets the browsers that were known', async (t) => {
    const { server, ben, here, there } = await twice(t);
    const before = there.cookie.split('; ').find((text) => text.startsWith('device='));
    await here.post('/me/password', { old: password, password: `${password} 2` });
    await failuresOfStrangers(server, ben.email);
    const knocked = await knock(server, { email: ben.email, password: `${password} 2` },
        { address: '203.0.113.80', cookie: before });
    assert.equal(knocked.status, 429);
});

test('a list of one is no value: it is refused by name', async (t) => {
    const server = await start(t);
    const api = await server.client();
    for (const name of [['Acme'], [], [null], ['Acme', 'Other']]) {
        await blamed(api.post('/api/v1/accounts', { name }), 'name');
    }
    await blamed(api.post('/api/v1/deals', { name: 'X', value: [5], owner: ['ada@example.com'] }),
        'value', 'owner');
});
