// SPDX-License-Identifier: Apache-2.0
// A disk that has no room, has errors, or may not be written to: who writes is told so and what to
// do, reading goes on, nothing that was acknowledged is lost, and when the disk is good again the
// same server writes again.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as tried } from 'node:test';
import { promisify } from 'node:util';
import { after } from './lib/after.mjs';
import { client } from './lib/api.mjs';
import { rows } from './lib/database.mjs';
import { onDisk } from './lib/disk.mjs';
import { got, made } from './lib/expect.mjs';
import { folderFor, onServer, run, serverIn } from './lib/server.mjs';
import { assertClean } from './lib/writer.mjs';

// Where the database is no file, its disk is not ours.
const test = (name, body) => tried(name, { skip: onServer }, body);

const command = promisify(execFile);

/** A write was done, or the client was told why not, in a way that programs and people can use. */
function assertTold(answer) {
    const said = JSON.stringify(answer.body);
    if (answer.status < 300) {
        return true;
    }
    assert.ok(answer.status === 507 || answer.status === 503, `${answer.status}: ${said}`);
    assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
    assert.ok(['disk_full', 'disk_error', 'busy'].includes(answer.body.code), said);
    assert.ok(answer.body.next.length > 0 && answer.body.next[0].length > 0, said);
    if (answer.status === 503) {
        assert.ok(Number(answer.headers.get('retry-after')) > 0, said);
    }
    return false;
}

/** Three writes that hang together; asked again under the same name, they are done once. */
async function work(api, name) {
    const keyed = (what) => ({ 'idempotency-key': `${name} ${what}` });
    const account = await api.post('/api/v1/accounts', { name }, keyed('account'));
    const deal = await api.post('/api/v1/deals', { name, value: '10.00' }, keyed('deal'));
    const more = deal.status < 300
        ? [await api.patch(`/api/v1/deals/${deal.body.id}`, { value: '25.00' })] : [];
    return [account, deal, ...more];
}

/** With the disk as planned; then with a good one, where all must be there once. */
async function round(disk, api, plan, name) {
    await disk.fails(plan);
    const answers = await work(api, name);
    assert.equal((await api.get('/api/v1/deals?limit=5')).status, 200);
    answers.forEach(assertTold);
    const struck = await disk.struck();
    await disk.fails('');
    const again = await work(api, name);
    assert.deepEqual(again.map(({ status }) => status), [201, 201, 200], name);
    answers.slice(0, 2).forEach((answer, i) => {
        assert.ok(answer.status !== 201 || answer.body.id === again[i].body.id, `${name} twice`);
    });
    return struck > 0;
}

function assertOnce(server, names) {
    for (const table of ['account', 'deal']) {
        const stored = rows(server.database, `SELECT name FROM ${table} ORDER BY id`);
        assert.deepEqual(stored.map(({ name }) => name), names);
    }
    const values = rows(server.database, 'SELECT DISTINCT value FROM deal');
    assert.deepEqual(values.map(({ value }) => value), [2500]);
}

const plans = [['write', 'ENOSPC'], ['write', 'EIO'], ['short', 'ENOSPC'], ['sync', 'EIO'],
    ['sync', 'ENOSPC']];

for (const [what, error] of plans) {
    test(`each n-th ${what} that fails with ${error} is told or got over`, async (t) => {
        const { disk, server } = await onDisk(t);
        await server.init();
        await server.serve();
        const api = await server.client();
        const names = [];
        for (let n = 1, struck = true; struck; n++) {
            names.push(`${what} ${n}`);
            struck = await round(disk, api, `${what} ${n} ${error}`, names.at(-1));
        }
        assert.ok(names.length > 3, `only ${names.length} calls were tried`);
        t.diagnostic(`${names.length} rounds`);
        assertOnce(server, names);
        await assertClean(server);
        await server.stop();
        await server.serve();
        assertOnce(server, names);
        await assertClean(server);
    });
}

const large = 'A line of notes that fills a page. '.repeat(280);

/** Writes until the log went into the database, or failed to: 1,000 pages of log. */
async function untilCheckpoint(disk, api, name) {
    for (let i = 0; i < 900; i++) {
        if (await disk.struck()) {
            return i;
        }
        assertTold(await api.post('/api/v1/accounts', { name: `${name} ${i}`, notes: large }));
    }
    return assert.fail('the log never went into the database');
}

const intoDatabase = ['main-write 1 ENOSPC', 'main-write 2 EIO', 'main-write 200 ENOSPC',
    'main-sync 1 EIO'];

test('a log that cannot go into the database stays, and goes there later', async (t) => {
    const { disk, server } = await onDisk(t);
    await server.init();
    await server.serve();
    const api = await server.client();
    let written = 0;
    for (const plan of intoDatabase) {
        await disk.fails(plan);
        written += await untilCheckpoint(disk, api, plan);
        await disk.fails('');
        assert.equal((await got(api.get('/api/v1/accounts?limit=1'))).count, written);
    }
    await assertClean(server);
    await server.stop();
    await server.serve();
    const [{ n }] = rows(server.database, 'SELECT count(*) AS n FROM account');
    assert.equal(n, written);
    await assertClean(server);
});

/** Everybody writes, everybody is told; everybody reads. */
async function assertReadsOnly(api, deal, status, code) {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => (
        i % 2 ? api.post('/api/v1/accounts', { name: `While nothing could be written ${i}` })
            : api.patch(`/api/v1/deals/${deal.id}`, { value: '99.00' }))));
    for (const answer of answers) {
        assert.equal(assertTold(answer), false);
        assert.equal(answer.status, status, JSON.stringify(answer.body));
        assert.equal(answer.body.code, code);
    }
    assert.equal((await got(api.get(`/api/v1/deals/${deal.id}`))).value.amount, '10.00');
    assert.equal((await got(api.get('/api/v1/accounts'))).count, 0);
}

const broken = [['write all ENOSPC', 507, 'disk_full'], ['write all EIO', 503, 'disk_error'],
    ['sync all EIO', 503, 'disk_error']];

test('while nothing can be written reading goes on, and writing when it can again', async (t) => {
    const { disk, server } = await onDisk(t);
    await server.init();
    await server.serve();
    const api = await server.client();
    const deal = await made(api.post('/api/v1/deals', { name: 'Only', value: '10.00' }));
    for (const [plan, status, code] of broken) {
        await disk.fails(plan);
        await assertReadsOnly(api, deal, status, code);
        await disk.fails('');
        await got(api.patch(`/api/v1/deals/${deal.id}`, { value: '11.00' }));
        await got(api.patch(`/api/v1/deals/${deal.id}`, { value: '10.00' }));
    }
    await assertClean(server);
});

const mount = (folder, kib) => command('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'none',
    folder]);

/** A disk of its own, so small, until the test has ended. */
async function mounted(t, kib) {
    const folder = join(await folderFor(t), 'disk');
    await mkdir(folder);
    await mount(folder, kib);
    after(t, () => command('umount', [folder]));
    return folder;
}

async function mayMount() {
    const folder = await mkdtemp(join(tmpdir(), 'counterpart-disk-'));
    const may = await mount(folder, 64).then(() => command('umount', [folder]))
        .then(() => true, () => false);
    await rmdir(folder);
    return may;
}

const none = !onServer && !await mayMount()
    && 'this process may not mount a disk; the same is tried above without one';
const testOnDisk = (name, body) => tried(name, { skip: onServer || none }, body);

async function fill(folder) {
    await command('sh', ['-c', `cat /dev/zero >'${folder}/filler' 2>/dev/null || :`]);
}

testOnDisk('a full disk stops writing, not reading, and room is enough to go on', async (t) => {
    const folder = await mounted(t, 4096);
    const server = serverIn(t, folder);
    await server.init();
    await server.serve();
    const api = await server.client();
    const deal = await made(api.post('/api/v1/deals', { name: 'Only', value: '10.00' }));
    await fill(folder);
    let i = 0;
    while (assertTold(await api.post('/api/v1/accounts', { name: `Account ${i}` }))) {
        i++;
    }
    assert.equal((await got(api.get(`/api/v1/deals/${deal.id}`))).value.amount, '10.00');
    assert.equal((await got(api.get('/api/v1/accounts?limit=1'))).count, i);
    await writeFile(join(folder, 'filler'), '');
    await made(api.post('/api/v1/accounts', { name: 'There is room again' }));
    await assertClean(server);
});

testOnDisk('a backup that finds no room says so and leaves nothing of its name', async (t) => {
    const folder = await mounted(t, 1024);
    const server = serverIn(t, await folderFor(t));
    await server.init();
    await server.serve();
    const api = await server.client();
    for (let i = 0; i < 150; i++) {
        await made(api.post('/api/v1/accounts', { name: `Account ${i}`, notes: large }));
    }
    const backup = run('backup', '--database', server.database, join(folder, 'copy.db'));
    await assert.rejects(backup, ({ stderr }) => /backup failed/.test(stderr));
    assert.deepEqual(await readdir(folder), []);
    await made(api.post('/api/v1/accounts', { name: 'Nothing happened here' }));
    await run('backup', '--database', server.database, join(server.folder, 'copy.db'));
});

/** What the program says when it is started and cannot. */
async function refusesToStart(server) {
    await assert.rejects(server.serve(), (fault) => {
        server.log = fault.message;
        return true;
    });
    return server.log;
}

testOnDisk('started on a full disk, the program says so and loses nothing', async (t) => {
    const folder = await mounted(t, 4096);
    const server = serverIn(t, folder);
    await server.init();
    await server.serve();
    const api = await server.client();
    await made(api.post('/api/v1/accounts', { name: 'Before' }));
    await server.stop();
    await fill(folder);
    const said = await refusesToStart(server);
    assert.match(said, /no room left|No space left/i);
    assert.match(said, /Make room/);
    await writeFile(join(folder, 'filler'), '');
    await server.serve();
    assert.equal((await got(client(server.origin, api.key).get('/api/v1/accounts'))).count, 1);
    await assertClean(server);
});

testOnDisk('a disk that may not be written to is told at once', async (t) => {
    const folder = await mounted(t, 8192);
    const server = serverIn(t, folder);
    await server.init();
    await command('mount', ['-o', 'remount,ro', folder]);
    assert.match(await refusesToStart(server), /Read-only file system/);
    await command('mount', ['-o', 'remount,rw', folder]);
    await server.serve();
    await assertClean(server);
});
