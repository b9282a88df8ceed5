// SPDX-License-Identifier: Apache-2.0
// The buyer at his own page, without a browser: he opens the link of a letter and sends the forms
// that stand there.
import assert from 'node:assert/strict';
import { got } from './expect.mjs';

const link = /\/b\/[0-9a-f]{64}/;

/** The link in the newest letter to this address, as it stands in the letter. */
export async function linkTo(api, email) {
    const { items } = await got(api.get('/api/v1/outbox'));
    const letters = items.filter(({ to, text }) => to === email && link.test(text));
    assert.ok(letters.length > 0, `no letter to ${email} has a link`);
    return letters[0].text.match(/https?:\/\/\S+/)[0];
}

function entities(text) {
    const known = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
    return text.replace(/&(amp|lt|gt|quot|#39);/g, (whole, name) => known[name]);
}

/** What somebody reads of a page: without tags, white space folded. */
export function textOf(html) {
    return entities(html.replace(/<(style|head)[\s\S]*?<\/\1>/g, '').replace(/<[^>]+>/g, ' '))
        .replace(/\s+/g, ' ').trim();
}

export class Page {
    constructor(origin, url) {
        this.origin = origin;
        this.path = new URL(url).pathname;
    }

    async call(method, path, form) {
        const answer = await fetch(this.origin + path, {
            method, redirect: 'manual', body: form && new URLSearchParams(form),
        });
        this.html = await answer.text();
        this.text = textOf(this.html);
        return { status: answer.status, headers: answer.headers, html: this.html, text: this.text };
    }

    open() {
        return this.call('GET', this.path);
    }

    /** The keys that stand in each form of the page as it was last seen. */
    get keys() {
        const [, csrf] = this.html.match(/name="_csrf" value="([^"]+)"/);
        const [, once] = this.html.match(/name="_once" value="([^"]+)"/);
        return { _csrf: csrf, _once: once };
    }

    /** Sends a form, from the page as it stands now. */
    async send(action, form = {}) {
        await this.open();
        return this.call('POST', `${this.path}/${action}`, { ...this.keys, ...form });
    }

    /** The same, and it is done: what he is told has changed. */
    async does(action, form = {}) {
        const { status, html } = await this.send(action, form);
        assert.equal(status, 200, this.text);
        const [, done] = html.match(/<section class="done"[^>]*>([\s\S]*?)<\/section>/) ?? [];
        assert.ok(done, `nothing is said to have changed: ${this.text}`);
        return textOf(done);
    }

    /** What is hidden in the form of this action that has these words, or else in the first behind
     * them. */
    hidden(action, words) {
        const near = this.html.indexOf(words);
        assert.ok(near >= 0, `${words} is not on the page: ${this.text}`);
        const forms = [...this.html.matchAll(/<form[\s\S]*?<\/form>/g)]
            .filter(([form]) => form.includes(`/${action}"`));
        const found = forms.find(([form]) => form.includes(words))
            ?? forms.find(({ index }) => index > near);
        assert.ok(found, `${words} has no form ${action}`);
        const inputs = found[0].matchAll(/<input type="hidden" name="([a-z]+)" value="([^"]*)"/g);
        return Object.fromEntries([...inputs].map(([, name, value]) => [name, value]));
    }

    /** The number in that form. */
    idOf(action, words) {
        return Number(this.hidden(action, words).id);
    }
}
