// SPDX-License-Identifier: Apache-2.0
// A story is told in steps, each at its time. It is told twice: to a server that goes on, and to
// one that is killed (SIGKILL) and started again between any two steps.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client } from './api.mjs';
import { got } from './expect.mjs';
import { hire } from './people.mjs';
import { folderFor, start } from './server.mjs';

class Story {
    constructor(server, kills) {
        this.server = server;
        this.kills = kills;
        this.people = {};
    }

    /** Somebody who works here, known to the story by name. */
    async hire(boss, name, roles) {
        this.people[name] = await hire(this.server, boss, name, roles);
        return this.people[name];
    }

    /** What is told from now on happens at that moment, after what fell due before it. */
    async at(moment) {
        if (this.kills) {
            await this.server.kill();
            await this.server.serve();
            for (const api of [this.admin, ...Object.values(this.people).map((one) => one.api)]) {
                api.origin = this.server.origin;
            }
        }
        await got(this.admin.setClock(moment));
    }

    /** Somebody without a key. */
    get anyone() {
        return client(this.server.origin);
    }

    async letters(deal) {
        const { items } = await got(this.admin.get(`/api/v1/outbox?deal_id=${deal}&limit=200`));
        return items.filter((letter) => letter.channel === 'email').reverse();
    }

    /** The kinds of what was told to this person, oldest first. */
    async alerts(email, kind) {
        const { items } = await got(this.admin.get(
            `/api/v1/alerts?to=${encodeURIComponent(email)}&limit=200`));
        return items.filter((alert) => !kind || alert.kind === kind).reverse();
    }

    async forecast(query) {
        return got(this.admin.get(`/api/v1/forecast?${query}`));
    }
}

/** Tells it both ways; from: the moment at which the test clock begins. */
export function tell(title, from, steps) {
    for (const kills of [false, true]) {
        test(kills ? `${title}, killed between any two steps` : title, async (t) => {
            // Beside a file letters find a folder by themselves; on a server one says where.
            const args = ['--mail-folder', await folderFor(t)];
            const server = await start(t, { clock: from, args });
            const story = new Story(server, kills);
            story.admin = await server.client();
            await steps(story, t);
        });
    }
}

/** A buyer at his own page: he has the link of a letter and no account. */
export class Buyer {
    constructor(story, letter) {
        const [, token] = letter.text.match(/\/b\/([A-Za-z0-9_-]+)/);
        this.story = story;
        this.path = `/b/${token}`;
    }

    async page() {
        const answer = await fetch(this.story.server.origin + this.path);
        assert.equal(answer.status, 200);
        return answer.text();
    }

    /** What his page says, without its markup. */
    async words() {
        return (await this.page()).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    }

    /** Sends one of the forms of his page, filled in; gives the words of what he then sees. */
    async send(action, fields) {
        const page = await this.page();
        const form = page.split('<form').find((part) => part.includes(`${this.path}/${action}"`));
        assert.ok(form, `the page has a form ${action}`);
        const hidden = [...form.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
        const body = new URLSearchParams(hidden.map(([, name, value]) => [name, value]));
        Object.entries(fields).forEach(([name, value]) => body.set(name, value));
        const answer = await fetch(`${this.story.server.origin}${this.path}/${action}`, {
            method: 'POST', body, redirect: 'follow',
            headers: { origin: this.story.server.origin },
        });
        const text = await answer.text();
        assert.equal(answer.status, 200, text);
        return text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    }
}
