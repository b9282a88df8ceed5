// SPDX-License-Identifier: Apache-2.0
// The server is killed fifty times while eight programs write. What was acknowledged is there,
// once; what was under way is there once after it was sent again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client } from './lib/api.mjs';
import { rows } from './lib/database.mjs';
import { run, start } from './lib/server.mjs';

const rounds = 50;
const writers = 8;

/** A program that adds accounts and reprices a deal of its own, noting what was acknowledged. */
class Writer {
    constructor(number, deal) {
        this.number = number;
        this.deal = deal;
        this.value = 0;
        this.sent = 0;
        this.acknowledged = [];
    }

    /* An account has a name of its own, so that doubles are seen; its key makes it repeatable. */
    async create(api, name) {
        const answer = await api.post('/api/v1/accounts', { name }, { 'idempotency-key': name });
        assert.equal(answer.status, 201, JSON.stringify(answer.body));
        this.acknowledged.push({ name, id: answer.body.id });
        this.underWay = undefined;
    }

    async reprice(api, value) {
        const path = `/api/v1/deals/${this.deal.id}`;
        const answer = await api.patch(path, { value: `${value}.00` },
            { 'if-match': `"${this.deal.version}"` });
        if (answer.status === 412 && answer.body.current.value.amount === `${value}.00`) {
            this.deal.version = answer.body.current.version; // it was kept before the kill
        } else {
            assert.equal(answer.status, 200, JSON.stringify(answer.body));
            this.deal.version = answer.body.version;
        }
        this.value = value;
        this.underWay = undefined;
    }

    step(api) {
        const name = `Writer ${this.number} account ${this.sent}`;
        const value = this.value + 1;
        this.underWay = this.sent++ % 3 < 2
            ? (again) => this.create(again, name) : (again) => this.reprice(again, value);
        return this.underWay(api);
    }

    /** Writes until the connection breaks; tells of each write that was acknowledged. */
    async write(api, tell) {
        try {
            for (;;) {
                await this.step(api);
                tell();
            }
        } catch (fault) {
            if (!(fault instanceof TypeError)) {
                throw fault;
            }
        }
    }

    /** What the kill interrupted is sent again. */
    async repeat(api) {
        await this.underWay?.(api);
    }
}

/** All write at once; the server dies after so many acknowledgements, in the middle of others. */
async function writeAndKill(server, key, all, acknowledgements) {
    const api = client(server.origin, key);
    let left = acknowledgements;
    let killed;
    const tell = () => {
        if (--left === 0) {
            killed = server.kill();
        }
    };
    await Promise.all(all.map((writer) => writer.write(api, tell)));
    await killed;
}

function assertAllThereOnce(server, all, seen) {
    const stored = rows(server.database, 'SELECT id, name FROM account WHERE id > ?', seen.id);
    for (const { id, name } of stored) {
        assert.ok(!seen.names.has(name), `${name} is there twice`);
        seen.names.set(name, id);
        seen.id = id;
    }
    for (const writer of all) {
        for (const { name, id } of writer.acknowledged) {
            assert.equal(seen.names.get(name), id, `${name} was acknowledged`);
        }
        const [{ value, version }] = rows(server.database,
            'SELECT value, version FROM deal WHERE id = ?', writer.deal.id);
        assert.equal(value, writer.value * 100);
        assert.equal(version, writer.deal.version);
        const [{ told }] = rows(server.database, `SELECT count(*) AS told FROM entry WHERE
            record = 'deal' AND record_id = ? AND kind = 'changed'`, writer.deal.id);
        assert.equal(told, writer.value);
        writer.acknowledged = [];
    }
}

async function assertClean(server) {
    const { stdout } = await run('check', '--database', server.database);
    assert.match(stdout, /everything adds up/);
}

test(`${rounds} kills under load lose nothing acknowledged and double nothing`, async (t) => {
    const server = await start(t);
    const first = await server.client();
    const all = [];
    for (let number = 0; number < writers; number++) {
        const asked = { name: `Deal of writer ${number}`, value: '0.00' };
        const { body } = await first.post('/api/v1/deals', asked);
        all.push(new Writer(number, body));
    }
    const seen = { id: 0, names: new Map() };
    for (let round = 0; round < rounds; round++) {
        await writeAndKill(server, first.key, all, 10 + (round * 7) % 31);
        await server.serve();
        const api = client(server.origin, first.key);
        await Promise.all(all.map((writer) => writer.repeat(api)));
        assertAllThereOnce(server, all, seen);
        await assertClean(server);
    }
    assert.ok(seen.names.size > rounds * 4, `only ${seen.names.size} accounts were written`);
});
