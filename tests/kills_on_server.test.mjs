// SPDX-License-Identifier: Apache-2.0
// The program is killed while it imports, migrates and makes a backup on PostgreSQL, at moments
// that are counted, not waited for: when its n-th COMMIT is on the way, which then arrives or not.
// What was acknowledged is there once, an import that was cut off is run again to the same end, an
// older organisation is migrated after all, and what bears a backup's name is one. EVERY in the
// environment: more moments.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after as atEnd, test as tried } from 'node:test';
import { promisify } from 'node:util';
import { client } from './lib/api.mjs';
import { rows } from './lib/database.mjs';
import { tool } from './lib/disk.mjs';
import { made } from './lib/expect.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { startProxy } from './lib/proxy.mjs';
import { folderFor, onServer, run, serverIn } from './lib/server.mjs';
import { Worker, assertImported, csvOf, waitForImport } from './lib/worker.mjs';
import { assertClean } from './lib/writer.mjs';

const test = (name, body) => tried(name, { skip: !onServer && 'of a server' }, body);

const more = Boolean(process.env.EVERY);
const lines = more ? 2500 : 500;
const postgres = onServer ? await startPostgres({ after: atEnd }) : undefined;

/** A server that is not yet served, and the line to its database. */
async function begin(t) {
    const proxy = await startProxy(t, postgres);
    const server = serverIn(t, await folderFor(t));
    return { proxy, server };
}

/** Commands and looks go round the proxy. */
async function serve({ proxy, server }) {
    const { database } = server;
    server.database = proxy.through(database);
    await server.serve().finally(() => { server.database = database; });
}

async function startAgain({ proxy, server }) {
    const [, signal] = await server.ended;
    assert.equal(signal, 'SIGKILL', server.log);
    proxy.atCommits([]);
    await serve({ proxy, server });
}

/** Kills a process when its n-th COMMIT comes by, which still arrives when n is even. */
function killAt(proxy, n, process) {
    proxy.atCommitNumber(n, () => {
        process().kill('SIGKILL');
        return n % 2 ? 'lost' : 'kept';
    });
}

/** Runs an uploaded import, killed again and again on the way, while two people work. */
async function importKilled(all, key, id, kills) {
    const { server, proxy } = all;
    const workers = [new Worker(`${id}a`), new Worker(`${id}b`)];
    let cut = 0;
    for (const n of kills) {
        const api = client(server.origin, key);
        killAt(proxy, n, () => server.process);
        const asked = await api.post(`/api/v1/imports/${id}/run`).catch(() => undefined);
        cut += asked?.body.code !== 'already_done';
        await Promise.all(workers.map((worker) => worker.work(api)));
        await startAgain(all);
        const again = client(server.origin, key);
        await Promise.all(workers.map((worker) => worker.repeat(again)));
        workers.forEach((worker) => worker.assertThereOnce(server));
    }
    assert.ok(cut > 1, 'the import was done too soon');
    const api = client(server.origin, key);
    await api.post(`/api/v1/imports/${id}/run`);
    assert.equal(await waitForImport(api, id), 'done');
}

test('an import that people watch, killed on the way, is run again to the same end', async (t) => {
    const all = await begin(t);
    const { server } = all;
    await server.initOnServer(postgres.address);
    await serve(all);
    const { key } = await server.client();
    for (const record of ['account', 'deal']) {
        const csv = csvOf(record, lines);
        const api = client(server.origin, key);
        const { id } = await made(api.post('/api/v1/imports', { record, csv }));
        await importKilled(all, key, id, more ? [1, 2, 5, 10, 31, 70] : [3, 10]);
        assertImported(server, record, lines);
    }
    await assertClean(server);
});

/** A command through the proxy; what: how it is cut off. Whether it came to its end. */
async function cutOff({ proxy, server }, what, words) {
    const [name, ...more] = words;
    const running = promisify(execFile)(server.program,
        [name, '--database', proxy.through(server.database), ...more]);
    what(running.child);
    return running.then(() => true, ({ signal, stderr }) => {
        assert.equal(signal, 'SIGKILL', stderr);
        return false;
    });
}

test('an import by command, killed on the way, is run again to the same end', async (t) => {
    const all = await begin(t);
    const { server, proxy } = all;
    await server.initOnServer(postgres.address);
    const file = join(server.folder, 'account.csv');
    await writeFile(file, csvOf('account', lines));
    const words = ['--record', 'account', file];
    for (const n of more ? [1, 2, 5, 8, 13] : [2, 5]) {
        const isDone = await cutOff(all, (child) => killAt(proxy, n, () => child),
            ['import', ...words]);
        assert.equal(isDone, false, `it came to its end in spite of ${n}`);
    }
    proxy.atCommits([]);
    await run('import', '--database', server.database, ...words);
    assertImported(server, 'account', lines);
    await assertClean(server);
});

const oldest = 8;
const oldAccounts = 300;

/** An organisation as it was when the program knew the first few migrations only. */
async function makeOlder(server) {
    await postgres.sql(`CREATE ROLE older LOGIN PASSWORD 'older'; CREATE SCHEMA older
        AUTHORIZATION older; ALTER ROLE older SET search_path = older`);
    server.database = `postgresql://older:older@/postgres?host=${postgres.folder}`;
    await promisify(execFile)(tool('older'), [server.database, String(oldest)]);
    await postgres.sql(`SET search_path = older;
        INSERT INTO setting (name, value) VALUES ('name', 'Older'), ('currency', 'USD'),
            ('zone', 'UTC');
        INSERT INTO account (version, created, updated, name, name_fold)
            SELECT 1, 0, 0, 'Account ' || i, 'account ' || i
            FROM generate_series(1, ${oldAccounts}) i;
        INSERT INTO entry (record, record_id, seq, kind, happened, entered, door, body)
            SELECT 'account', id, 1, 'created', 0, 0, 'cli', '{}' FROM account`);
}

function migrationsOf({ database }) {
    return rows(database, 'SELECT number, name FROM migration ORDER BY number')
        .map(({ number, name }) => `${number} ${name}`);
}

test('an older organisation, killed while it is migrated, is migrated after all', async (t) => {
    const all = await begin(t);
    const { server, proxy } = all;
    await makeOlder(server);
    let kills = 0;
    for (let isServed = false; !isServed;) { // the first COMMIT only looks
        killAt(proxy, 3 - kills % 2, () => server.process);
        isServed = await serve(all).then(() => true, async () => {
            const [, signal] = await server.ended;
            assert.equal(signal, 'SIGKILL', server.log);
            kills++;
            return false;
        });
    }
    proxy.atCommits([]);
    assert.ok(kills > 2, `only ${kills} kills`);
    t.diagnostic(`${kills} kills`);
    const fresh = serverIn(t, await folderFor(t));
    await fresh.initOnServer(postgres.address);
    assert.deepEqual(migrationsOf(server), migrationsOf(fresh));
    const [{ n }] = rows(server.database, 'SELECT count(*) AS n FROM account');
    assert.equal(n, oldAccounts);
    await assertClean(server);
});

test('a backup bears its name only when it is whole, whenever it is killed', async (t) => {
    const all = await begin(t);
    const { server, proxy } = all;
    await server.initOnServer(postgres.address);
    const file = join(server.folder, 'account.csv');
    await writeFile(file, csvOf('account', lines));
    await run('import', '--database', server.database, '--record', 'account', file);
    const to = join(server.folder, 'saved');
    for (const bytes of more ? [1, 5000, 20000, 60000, 120000, 200000] : [20000, 120000]) {
        const isDone = await cutOff(all,
            (child) => proxy.cutAfter(bytes, () => child.kill('SIGKILL')), ['backup', to]);
        assert.equal(isDone, false, `it came to its end before ${bytes} bytes`);
        assert.equal(existsSync(to), false);
    }
    proxy.cutAfter(Infinity);
    await run('backup', '--database', server.database, to);
    await run('restore', '--check', to);
});
