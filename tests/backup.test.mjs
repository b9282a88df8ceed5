// SPDX-License-Identifier: Apache-2.0
// The drill: a backup while people write, then the server is killed and its files are ruined; the
// backup comes back, adds up, and holds what was acknowledged before it began, nothing by half.
import assert from 'node:assert/strict';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { client } from './lib/api.mjs';
import { rows } from './lib/database.mjs';
import { got, made } from './lib/expect.mjs';
import { run, start } from './lib/server.mjs';

const writers = 6;

/** A program that makes a deal and logs a touch on it, one after the other, until it is cut off. */
class Writer {
    constructor(number) {
        this.number = number;
        this.kept = []; /* the deals as answered after their touch, in order */
    }

    async step(api) {
        const name = `Writer ${this.number} deal ${this.kept.length}`;
        const deal = await made(api.post('/api/v1/deals', { name, value: '100.00' }));
        await made(api.post('/api/v1/touches', {
            deal_id: deal.id, details: `About ${name}`, direction: 'inbound',
            next_step: 'Ring', next_step_due: '2030-01-01T10:00:00Z',
        }));
        this.kept.push(await got(api.get(`/api/v1/deals/${deal.id}`)));
    }

    async write(api, tell) {
        try {
            for (;;) {
                await this.step(api);
                tell();
            }
        } catch (fault) {
            if (!(fault instanceof TypeError)) {
                throw fault; /* TypeError: the connection broke */
            }
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

function counts(all) {
    return all.map((writer) => writer.kept.length);
}

/** Writes under way before, during and after the backup; the server dies among the last. */
async function saveUnderLoad(server, api, all, to) {
    const begin = countdown(60);
    const more = countdown(120);
    const writing = Promise.all(all.map((writer) => writer.write(api, () => {
        begin.tell();
        more.tell();
    })));
    await begin.reached;
    const before = counts(all);
    const { stdout } = await run('backup', '--database', server.database, to);
    const after = counts(all);
    assert.match(stdout, /^Saved .* \d+ bytes\.\nTo bring it back: counterpart restore /);
    await more.reached;
    await server.kill();
    await writing;
    return { before, after };
}

/** A disk that failed: what is read from it is not what was written. */
async function ruin(database) {
    for (const file of [database, `${database}-wal`]) {
        const { size } = await stat(file);
        await writeFile(file, Buffer.alloc(size, 'ruined '));
    }
    await assert.rejects(run('check', '--database', database));
}

/* A deal stands in the backup with its touch, without it, or not at all: each write is whole. */
async function assertHolds(api, database, all, { before, after }) {
    for (const { number, kept } of all) {
        const stored = rows(database, `SELECT id, name, last_seq FROM deal WHERE name LIKE ?
            ORDER BY id`, `Writer ${number} deal %`);
        assert.ok(stored.length >= before[number], `writer ${number} lost what was acknowledged`);
        assert.ok(stored.length <= after[number] + 1, `writer ${number} has what came later`);
        for (const [i, { id, name }] of stored.entries()) {
            assert.equal(name, `Writer ${number} deal ${i}`);
            const deal = await got(api.get(`/api/v1/deals/${id}`));
            if (i < before[number] || deal.version === kept[i]?.version) {
                assert.deepEqual(deal, kept[i]);
            }
        }
    }
}

test('a backup under load comes back after the database was ruined', async (t) => {
    const server = await start(t);
    const { key } = await server.client();
    const all = Array.from({ length: writers }, (_, number) => new Writer(number));
    const saved = join(server.folder, 'saved.db');
    const moment = await saveUnderLoad(server, client(server.origin, key), all, saved);
    await ruin(server.database);

    const refused = await run('restore', '--database', server.database, saved).catch((e) => e);
    assert.match(refused.stderr, /is there already .* --replace/);
    const { stdout } = await run('restore', '--replace', '--database', server.database, saved);
    assert.match(stdout, /What was there before is kept as .*\.before-\d{8}T\d{6}Z\./);
    const { stdout: checked } = await run('check', '--database', server.database);
    assert.match(checked, /^everything adds up: /);

    await server.serve();
    const api = client(server.origin, key);
    await assertHolds(api, server.database, all, moment);
    await made(api.post('/api/v1/deals', { name: 'Life goes on' }));
    const beside = await readdir(server.folder);
    assert.equal(beside.filter((name) => /\.before-\w+$/.test(name)).length, 1);
    assert.equal(beside.filter((name) => name.includes('.part')).length, 0);
});

test('a database that is being served is not replaced', async (t) => {
    const server = await start(t);
    const saved = join(server.folder, 'saved.db');
    await run('backup', '--database', server.database, saved);
    const refused = await run('restore', '--replace', '--database', server.database, saved)
        .catch((e) => e);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /in use by process \d+\. Stop that one first/);
    await got(client(server.origin).get('/healthz'));
});
