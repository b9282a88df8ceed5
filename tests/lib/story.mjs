// SPDX-License-Identifier: Apache-2.0
// A story is told in steps, each at its time. It is told twice: to a server that goes on, and to
// one that is killed (SIGKILL) and started again between any two steps.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client } from './api.mjs';
import { got } from './expect.mjs';
import { Page } from './page.mjs';
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
        [this.link] = letter.text.match(/\S+\/b\/[0-9a-f]{64}/);
        this.story = story;
    }

    get page() {
        return new Page(this.story.server.origin, this.link);
    }

    /** What his page says, without its markup. */
    async words() {
        const { status, text } = await this.page.open();
        assert.equal(status, 200, text);
        return text;
    }

    /** Sends one of the forms of his page, filled in; gives what he is told has changed. */
    send(action, fields) {
        return this.page.does(action, fields);
    }

    /** The same with the form that stands at these words on his page. */
    async sendAt(words, action, fields = {}) {
        const page = this.page;
        await page.open();
        return page.does(action, { ...page.hidden(action, words), ...fields });
    }
}
