// SPDX-License-Identifier: Apache-2.0
// Programs that write, note what was acknowledged, and send again what was under way when their
// server died; and what must be true after it has.
import assert from 'node:assert/strict';
import { isAddress, rows } from './database.mjs';
import { run } from './server.mjs';

/** A program that adds accounts and reprices a deal of its own, noting what was acknowledged. */
export class Writer {
    constructor(number, deal) {
        this.number = number;
        this.deal = deal;
        this.value = 0;
        this.sent = 0;
        this.acknowledged = [];
        this.hasKeys = true;
    }

    /* An account has a name of its own, so that doubles are seen; its key makes it repeatable. */
    async create(api, name) {
        const headers = this.hasKeys ? { 'idempotency-key': name } : {};
        const answer = await api.post('/api/v1/accounts', { name }, headers);
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

/** seen: {id: 0, names: new Map()} before the first time, and the same one from then on. */
export function assertAllThereOnce(server, all, seen) {
    if (isAddress(server.database)) { // what was begun first may be kept last there
        seen.id = 0;
        seen.names.clear();
    }
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

/** Sums, states and history add up, and the engine finds its file whole. */
export async function assertClean({ database }) {
    const { stdout } = await run('check', '--database', database);
    assert.match(stdout, /everything adds up/);
    if (!isAddress(database)) {
        const [{ integrity_check: whole }] = rows(database, 'PRAGMA integrity_check');
        assert.equal(whole, 'ok');
    }
}
