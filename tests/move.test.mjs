// SPDX-License-Identifier: Apache-2.0
// Everything in a company goes out as files beside its running server, into a new database, and out
// again: the same bytes, the same figures, the same keys.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, stat, watch, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { client } from './lib/api.mjs';
import { got, made } from './lib/expect.mjs';
import { program, run, start, startDemo } from './lib/server.mjs';
import { fixture, shared } from './lib/shared.mjs';

const clock = '2017-12-31T12:00:00Z';

/** {name: bytes} of all files of a folder. */
async function files(folder) {
    const names = (await readdir(folder)).sort();
    return Object.fromEntries(await Promise.all(names.map(async (name) => (
        [name, await readFile(join(folder, name))]))));
}

function assertSameFiles(first, second) {
    assert.deepEqual(Object.keys(second), Object.keys(first));
    for (const [name, bytes] of Object.entries(first)) {
        assert.ok(bytes.equals(second[name]), `${name} is not the same`);
    }
}

function out(database, folder) {
    return run('export', '--database', database, '--all', folder);
}

function bring(database, folder) {
    return run('import', '--database', database, '--all', folder);
}

/** What a command said that ended with a status other than 0. */
async function refusal(command) {
    const { code, stderr } = await command.catch((fault) => fault);
    assert.equal(code, 1);
    return stderr;
}

/** Out, in and out again; gives the new database. */
async function moved(server) {
    const [first, again] = ['first', 'again'].map((name) => join(server.folder, name));
    const database = join(server.folder, 'moved.db');
    await out(server.database, first);
    await bring(database, first);
    await out(database, again);
    assertSameFiles(await files(first), await files(again));
    return database;
}

/** What people would look at, as the API tells it. */
async function figures(api) {
    const paths = ['/forecast?year=2017', '/forecast?year=2017&quarter=4&by=owner',
        '/results?year=2017', '/deals?limit=200', '/accounts?limit=200', '/contacts?limit=200',
        '/users?limit=200', '/deals/3/history', '/policies', '/imports'];
    const told = {};
    for (const path of paths) {
        const { status, body } = await api.get(`/api/v1${path}`);
        told[path] = { status, body };
    }
    assert.equal(told['/deals?limit=200'].status, 200);
    return told;
}

async function assertMoves(t, server) {
    const api = await server.client();
    const before = await figures(api);
    const database = await moved(server);
    await server.stop();
    const { stdout } = await run('check', '--database', database);
    assert.match(stdout, /^everything adds up: /);
    server.database = database;
    await server.serve();
    const after = client(server.origin, api.key);
    assert.deepEqual(await figures(after), before);
    return after;
}

for (const [name, folder] of [
    ['Maven', shared('crm_maven_opportunities')], ['a small company', fixture('maven')]]) {
    test(`${name} moves and is the same`, { skip: !folder }, async (t) => {
        const server = await start(t, { clock });
        await run('import', '--database', server.database, '--list-price', '--preset', 'maven',
            folder);
        const api = await assertMoves(t, server);
        const highest = (await got(api.get('/api/v1/deals?sort=-id&limit=1'))).items[0].id;
        const { id } = await made(api.post('/api/v1/deals', { name: 'The first one after' }));
        assert.equal(id, highest + 1);
    });
}

test('the demo company moves and is the same', async (t) => {
    const server = await startDemo(t);
    const database = await moved(server);
    const { stdout } = await run('check', '--database', database);
    assert.match(stdout, /^everything adds up: /);
});

/** Starts to bring everything in and kills that once the log of the new database is there. */
async function broughtByHalf(server, database, folder) {
    const watching = watch(server.folder);
    let happens = watching.next(); /* it watches from here on */
    const bringing = spawn(program, ['import', '--database', database, '--all', folder]);
    const ended = once(bringing, 'close');
    while (!(await happens).value.filename.endsWith('.part-wal')) {
        happens = watching.next();
    }
    bringing.kill('SIGKILL');
    await watching.return();
    const [status, signal] = await ended;
    assert.deepEqual({ status, signal }, { status: null, signal: 'SIGKILL' });
}

test('an import that is killed leaves no database, and the next one is whole', async (t) => {
    const server = await start(t, { clock });
    await run('import', '--database', server.database, '--preset', 'maven', fixture('maven'));
    const [folder, again] = ['all', 'again'].map((name) => join(server.folder, name));
    const database = join(server.folder, 'new.db');
    await out(server.database, folder);
    await broughtByHalf(server, database, folder);
    await assert.rejects(stat(database), { code: 'ENOENT' });
    await bring(database, folder);
    await out(database, again);
    assertSameFiles(await files(folder), await files(again));
});

/** Runs the program where no file may grow beyond so many KiB, as on a disk that is full. */
function cramped(kib, ...args) {
    const limited = `ulimit -f ${kib}; trap '' XFSZ; exec "$0" "$@"`;
    return promisify(execFile)('bash', ['-c', limited, program, ...args]);
}

test('without room on the disk nothing comes out or in by half', async (t) => {
    const server = await start(t, { clock });
    await run('import', '--database', server.database, '--preset', 'maven', fixture('maven'));
    const [folder, other] = ['all', 'other'].map((name) => join(server.folder, name));
    const database = join(server.folder, 'new.db');
    await out(server.database, folder);
    const { size } = await stat(join(folder, 'entry.jsonl'));
    const small = Math.floor(size / 2048);
    assert.match(await refusal(cramped(small, 'export', '--database', server.database, '--all',
        other)), /\.jsonl cannot be written: .*\. Nothing was kept\./);
    await assert.rejects(stat(other), { code: 'ENOENT' });
    assert.match(await refusal(cramped(200, 'import', '--database', database, '--all', folder)),
        /no room left on the server's disk|nothing of it was kept/);
    const left = (await readdir(server.folder)).filter((name) => name.startsWith('new.db'));
    assert.deepEqual(left, ['new.db.lock']);
});

test('what comes out is for its owner alone, and says what it holds', async (t) => {
    const server = await start(t, { clock });
    const folder = join(server.folder, 'all');
    const { stdout } = await out(server.database, folder);
    assert.match(stdout, /rows of \d+ tables .* password hashes/);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    for (const name of await readdir(folder)) {
        assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600, name);
    }
    assert.match(await refusal(out(server.database, folder)), /is not empty/);
});

test('files that are damaged, missing or cut off bring nothing', async (t) => {
    const server = await start(t, { clock });
    const folder = join(server.folder, 'all');
    const database = join(server.folder, 'new.db');
    await out(server.database, folder);
    const file = join(folder, 'user.jsonl');
    const whole = await readFile(file);

    await writeFile(file, whole.subarray(0, whole.length - 1));
    assert.match(await refusal(bring(database, folder)), /user\.jsonl is not what was exported/);
    await writeFile(file, Buffer.concat([whole.subarray(0, -2), Buffer.from(' ]\n')]));
    assert.match(await refusal(bring(database, folder)), /user\.jsonl is not what was exported/);
    await rm(file);
    assert.match(await refusal(bring(database, folder)), /user\.jsonl cannot be opened/);
    await writeFile(file, whole);
    const manifest = await readFile(join(folder, 'manifest.json'));
    await rm(join(folder, 'manifest.json'));
    assert.match(await refusal(bring(database, folder)), /not a whole export/);

    await writeFile(join(folder, 'manifest.json'), manifest);
    assert.match(await refusal(run('import', '--database', database, '--organisation', 'acme',
        '--all', folder)), /An organisation is made on a server/);
    const left = (await readdir(server.folder)).filter((name) => name.startsWith('new.db'));
    assert.deepEqual(left.filter((name) => name !== 'new.db.lock'), []);
    assert.match(await refusal(bring(server.database, folder)), /is in use by process/);
});
