// SPDX-License-Identifier: Apache-2.0
// The server is killed while it imports, migrates and makes a backup, at moments that are counted,
// not waited for: before its n-th write or sync. What was acknowledged is there once, an import
// that was cut off is run again to the same end, an older database is migrated after all, and what
// bears a backup's name is one. EVERY in the environment: more moments.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test as tried } from 'node:test';
import { promisify } from 'node:util';
import { client } from './lib/api.mjs';
import { rows } from './lib/database.mjs';
import { onDisk, tool } from './lib/disk.mjs';
import { made } from './lib/expect.mjs';
import { onServer, run } from './lib/server.mjs';
import { Worker, assertImported, csvOf, waitForImport } from './lib/worker.mjs';
import { assertClean } from './lib/writer.mjs';

// The moments are counted on a disk of ours; kills_on_server.test.mjs counts COMMITs.
const test = (name, body) => tried(name, { skip: onServer }, body);

const more = Boolean(process.env.EVERY);
const lines = 2500;

/** The server has died of the plan; it is started again on a good disk. */
async function startAgain(disk, server) {
    const [, signal] = await server.ended;
    assert.equal(signal, 'SIGKILL', server.log);
    await disk.fails('');
    await server.serve();
}

/** Runs an uploaded import, killed again and again on the way, while two people work. */
async function importKilled(server, disk, key, id, kills) {
    const workers = [new Worker(`${id}a`), new Worker(`${id}b`)];
    let cut = 0;
    for (const plan of kills) {
        const api = client(server.origin, key);
        await disk.fails(plan);
        const asked = await api.post(`/api/v1/imports/${id}/run`).catch(() => undefined);
        cut += asked?.body.code !== 'already_done';
        assert.ok(asked === undefined || asked.status < 300 || asked.body.code === 'already_done',
            JSON.stringify(asked?.body));
        await Promise.all(workers.map((worker) => worker.work(api)));
        await startAgain(disk, server);
        const again = client(server.origin, key);
        await Promise.all(workers.map((worker) => worker.repeat(again)));
        workers.forEach((worker) => worker.assertThereOnce(server));
        await assertClean(server);
    }
    assert.ok(cut > 1, 'the import was done too soon');
    const api = client(server.origin, key);
    await api.post(`/api/v1/imports/${id}/run`);
    assert.equal(await waitForImport(api, id), 'done');
}

const duringImport = ['write 30 KILL', 'sync 4 KILL', 'short 700 KILL',
    ...(more ? ['write 55 KILL', 'write 300 KILL', 'sync 9 KILL', 'write 1100 KILL'] : [])];

test('an import that people watch, killed on the way, is run again to the same end', async (t) => {
    const { disk, server } = await onDisk(t);
    await server.init();
    await server.serve();
    const { key } = await server.client();
    for (const record of ['account', 'deal']) {
        const api = client(server.origin, key);
        const csv = csvOf(record, lines);
        const { id } = await made(api.post('/api/v1/imports', { record, csv }));
        await importKilled(server, disk, key, id, duringImport);
        assertImported(server, record, lines);
    }
    await assertClean(server);
});

const alone = ['write 20 KILL', 'short 60 KILL', 'write 300 KILL', 'sync 1 KILL',
    ...(more ? ['write 3 KILL', 'short 200 KILL', 'sync 2 KILL'] : [])];

/** The command, which dies of the plan or is told that its server died. */
async function importCut(plan, words, env) {
    const done = promisify(execFile)(words[0], words.slice(1), { env }).then(() => true,
        ({ signal, stderr }) => {
            assert.ok(signal === 'SIGKILL' || /ended before it answered/.test(stderr), stderr);
            return false;
        });
    assert.equal(await done, false, `it came to its end in spite of ${plan}`);
}

async function importWords(disk, server, record) {
    const file = join(disk.folder, `${record}.csv`);
    await writeFile(file, csvOf(record, lines));
    return ['import', '--database', server.database, '--record', record, file];
}

test('an import by command, killed on the way, is run again to the same end', async (t) => {
    const { disk, server } = await onDisk(t);
    await server.init();
    const accounts = await importWords(disk, server, 'account');
    for (const plan of alone) { // the command itself writes
        await disk.fails(plan);
        await importCut(plan, [server.program, ...accounts], server.env);
        await disk.fails('');
        await assertClean(server);
    }
    await run(...accounts);
    assertImported(server, 'account', lines);
    await server.serve(); // from here on the server writes for it
    const deals = await importWords(disk, server, 'deal');
    for (const plan of alone) {
        await disk.fails(plan);
        await importCut(plan, [server.program, ...deals], server.env);
        await startAgain(disk, server);
        await assertClean(server);
    }
    await run(...deals);
    assertImported(server, 'deal', lines);
    await assertClean(server);
});

const oldest = 8;
const oldAccounts = 300;

async function makeOlder(folder) {
    const file = join(folder, 'older.db');
    await promisify(execFile)(tool('older'), [file, String(oldest)]);
    const database = new DatabaseSync(file);
    database.exec(`BEGIN;
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${oldAccounts})
        INSERT INTO account (version, created, updated, name, name_fold)
        SELECT 1, 0, 0, 'Account ' || i, 'account ' || i FROM n;
        INSERT INTO entry (record, record_id, seq, kind, happened, entered, door, body)
        SELECT 'account', id, 1, 'created', 0, 0, 'cli', '{}' FROM account;
        COMMIT; PRAGMA wal_checkpoint(TRUNCATE)`);
    database.close();
    return file;
}

function migrationsOf(file) {
    return rows(file, 'SELECT number, name FROM migration ORDER BY number');
}

/** False when it was killed before it listened, as planned. */
async function servesDespite(disk, server, plan) {
    await disk.fails(plan);
    return server.serve().then(() => true, async () => {
        const [, signal] = await server.ended;
        assert.equal(signal, 'SIGKILL', server.log);
        return false;
    });
}

/* A server's own threads write as well, a moment after it listens: then it may be killed yet. */
async function isAlive(server) {
    return fetch(`${server.origin}/healthz`).then(({ ok }) => ok, () => false);
}

test('an older database, killed while it is migrated, is migrated after all', async (t) => {
    const { disk, server } = await onDisk(t);
    const older = await makeOlder(disk.folder);
    let whole;
    let kills = 0;
    for (const [what, stride] of [['write', more ? 5 : 17], ['sync', 1], ['main-write', 3]]) {
        for (let n = 1; ; n += stride) {
            for (const part of ['', '-wal', '-shm']) {
                await promisify(execFile)('rm', ['-f', server.database + part]);
            }
            await copyFile(older, server.database);
            const served = await servesDespite(disk, server, `${what} ${n} KILL`);
            await disk.fails('');
            if (served && await isAlive(server)) {
                whole = migrationsOf(server.database);
                await server.stop();
                break;
            }
            await server.ended;
            kills++;
            await server.serve();
            const [{ n: kept }] = rows(server.database, 'SELECT count(*) AS n FROM account');
            assert.equal(kept, oldAccounts);
            assert.deepEqual(migrationsOf(server.database), whole ?? migrationsOf(server.database));
            await assertClean(server);
            await server.stop();
        }
    }
    assert.ok(whole.length > oldest && kills > 6, `${whole.length} migrations, ${kills} kills`);
    t.diagnostic(`${kills} kills`);
});

test('a backup bears its name only when it is whole, whenever the server is killed', async (t) => {
    const { disk, server } = await onDisk(t);
    await server.init();
    await server.serve();
    const { key } = await server.client();
    await run(...await importWords(disk, server, 'account'));
    const plans = ['write 1', 'write 40', 'write 150', 'sync 1', 'sync 2',
        ...(more ? ['write 2', 'write 20', 'write 90', 'write 210'] : [])];
    for (const moment of plans) {
        const plan = `copy-${moment} KILL`; // not of what else the server writes meanwhile
        const to = join(server.folder, `${plan.replaceAll(' ', '-')}.db`);
        const worker = new Worker(plan);
        const api = client(server.origin, key);
        await worker.create(api, `Worker ${plan} before`);
        await disk.fails(plan);
        await assert.rejects(run('backup', '--database', server.database, to));
        await startAgain(disk, server);
        worker.assertThereOnce(server);
        if (existsSync(to)) {
            await assertClean({ database: to });
        }
        assert.equal(existsSync(to), moment === 'sync 2', `${plan} leaves no half copy`);
        await run('backup', '--database', server.database, `${to}.again`);
        await assertClean({ database: `${to}.again` });
    }
    await assertClean(server);
});
