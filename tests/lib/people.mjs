// SPDX-License-Identifier: Apache-2.0
// People who work in the company under test, each with a key for the API and, where a test wants
// pages, a session.
import assert from 'node:assert/strict';
import { got, made } from './expect.mjs';

/** A new user, with .api to speak as him. roles: { rep: true, reports_to_id: 2 }. */
export async function hire(server, admin, name, roles = { rep: true }) {
    const email = `${name.toLowerCase()}@example.com`;
    const user = await made(admin.post('/api/v1/users', { name, email, ...roles }));
    return { ...user, api: await server.client(email) };
}

const password = 'another long password';

/** Somebody at the plain pages: a cookie, and the token that our own forms carry. */
export class Visitor {
    constructor(origin, cookie) {
        this.origin = origin;
        this.cookie = cookie;
    }

    async call(method, path, form) {
        const headers = this.cookie ? { cookie: this.cookie } : {};
        const body = form && new URLSearchParams(this.csrf ? { _csrf: this.csrf, ...form } : form);
        const answer = await fetch(this.origin + path, {
            method, headers, body, redirect: 'manual',
        });
        return { status: answer.status, headers: answer.headers, body: await answer.text() };
    }

    get(path) {
        return this.call('GET', path);
    }

    post(path, form = {}) {
        return this.call('POST', path, form);
    }
}

/** Sets a password by the link that the administrator hands over, and stays signed in. */
export async function enter(admin, user) {
    const { link } = await got(admin.post(`/api/v1/users/${user.id}/invite`));
    const visitor = new Visitor(admin.origin);
    const path = new URL(link).pathname;
    const { status, headers } = await visitor.post(path, { password, repeat: password });
    assert.equal(status, 303);
    [visitor.cookie] = headers.get('set-cookie').split(';');
    const page = await visitor.get('/me');
    assert.equal(page.status, 200);
    [, visitor.csrf] = page.body.match(/name="_csrf" value="([^"]+)"/);
    return visitor;
}
