// SPDX-License-Identifier: Apache-2.0
// Programs that work while their server's database comes and goes: what is refused for now is sent
// again, with the same key, until it is done. Each refusal must say what programs and people need.
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from './api.mjs';
import { Writer } from './writer.mjs';

const pauseMs = 100;

/** True when it was refused for now, in a way one can go on from. */
export function assertTold({ status, headers, body }) {
    const said = JSON.stringify(body);
    if (status !== 503 && status !== 507) {
        return false;
    }
    assert.match(headers.get('content-type'), /^application\/problem\+json/);
    assert.ok(status === 507 || /^[1-9]\d*$/.test(headers.get('retry-after')), said);
    assert.match(body.code, /^[a-z_]+$/, said);
    assert.ok(body.detail.length > 0 && body.next?.[0]?.length > 0, said);
    return true;
}

/** What was refused for now is counted by its code in told. */
export class Patient extends Client {
    constructor(origin, key, told = {}) {
        super(origin, key);
        this.told = told;
    }

    async call(...request) {
        for (;;) {
            const answer = await super.call(...request);
            if (!assertTold(answer)) {
                return answer;
            }
            this.told[answer.body.code] = (this.told[answer.body.code] ?? 0) + 1;
            await wait(pauseMs);
        }
    }
}

/** A promise that is kept after so many calls. */
function countdown(n) {
    let left = n;
    let done;
    const reached = new Promise((resolve) => { done = resolve; });
    return { reached, tell: () => (--left === 0 ? done() : undefined) };
}

/** Writers and readers at work on one server, until told to stop. */
export class Crew {
    constructor(server, key) {
        this.server = server;
        this.told = {};
        this.api = new Patient(server.origin, key, this.told);
        this.seen = { id: 0, names: new Map() };
        this.waiting = new Set();
        this.done = 0;
    }

    /** hasKeys: what they send twice is done once; without, it would be seen. */
    async hire(writers, hasKeys = true) {
        this.writers = [];
        for (let number = 0; number < writers; number++) {
            const asked = { name: `Deal of writer ${number}`, value: '0.00' };
            const { body } = await this.api.post('/api/v1/deals', asked);
            this.writers.push(Object.assign(new Writer(number, body), { hasKeys }));
        }
    }

    tell() {
        this.done++;
        this.waiting.forEach((tell) => tell());
    }

    /** When so many more writes were acknowledged; how many ms that took. */
    async more(n) {
        const began = performance.now();
        const count = countdown(n);
        this.waiting.add(count.tell);
        await Promise.race([count.reached, this.working]);
        this.waiting.delete(count.tell);
        return performance.now() - began;
    }

    async read() {
        for (let i = 0; !this.isOver; i++) {
            const deal = this.writers[i % this.writers.length].deal.id;
            const { status } = await this.api.get(`/api/v1/deals/${deal}`);
            assert.equal(status, 200);
        }
    }

    async write(writer) {
        while (!this.isOver) {
            await writer.step(this.api);
            this.tell();
        }
    }

    begin() {
        this.isOver = false;
        this.working = Promise.all([this.read(), this.read(),
            ...this.writers.map((writer) => this.write(writer))]);
        this.working.catch(() => { this.isOver = true; }); // whoever waits for it is told
    }

    async end() {
        this.isOver = true;
        await this.working;
    }
}
