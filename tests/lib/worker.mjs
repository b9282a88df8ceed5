// SPDX-License-Identifier: Apache-2.0
// People who work, and files that are imported, while the server is killed at moments that are
// counted.
import assert from 'node:assert/strict';
import { rows } from './database.mjs';
import { got, made } from './expect.mjs';

/** Somebody who goes on working until the server dies, and then sends the last request again. */
export class Worker {
    constructor(number) {
        this.number = number;
        this.sent = 0;
        this.acknowledged = new Map();
    }

    async create(api, name) {
        const { id } = await made(api.post('/api/v1/accounts', { name },
            { 'idempotency-key': name }));
        this.acknowledged.set(name, id);
        this.underWay = undefined;
    }

    async work(api) {
        try {
            for (;;) {
                this.underWay = `Worker ${this.number} ${this.sent++}`;
                await this.create(api, this.underWay);
            }
        } catch (fault) {
            if (!(fault instanceof TypeError)) {
                throw fault;
            }
        }
    }

    async repeat(api) {
        if (this.underWay) {
            await this.create(api, this.underWay);
        }
    }

    assertThereOnce(server) {
        const stored = rows(server.database, 'SELECT id, name FROM account WHERE name LIKE ?',
            `Worker ${this.number} %`);
        assert.deepEqual(new Map(stored.map(({ id, name }) => [name, id])), this.acknowledged);
        assert.equal(stored.length, this.acknowledged.size);
    }
}

const csv = {
    account: ['outside_id,name,notes', (i) => `A${i},Account ${i},${'Notes. '.repeat(8)}`],
    deal: ['outside_id,name,account_id,value',
        (i) => `D${i},Deal ${i},Account ${i % 50},${i}.00`],
};

/** A file of so many lines. */
export function csvOf(record, lines) {
    const [head, line] = csv[record];
    return [head, ...Array.from({ length: lines }, (_, i) => line(i)), ''].join('\n');
}

/** Each line is there once. */
export function assertImported(server, record, lines) {
    const [{ n, different }] = rows(server.database, `SELECT count(*) AS n,
        count(DISTINCT outside_id) AS different FROM ${record} WHERE outside_id <> ''`);
    assert.deepEqual({ n, different }, { n: lines, different: lines });
}

/** What has become of it. */
export async function waitForImport(api, id) {
    for (;;) {
        const { state } = await got(api.get(`/api/v1/imports/${id}`));
        if (state !== 'running') {
            return state;
        }
    }
}
