// SPDX-License-Identifier: Apache-2.0
// The drill: a backup while people write, then the server is killed and its files are ruined, or
// its schema is dropped; the backup comes back, adds up, and holds what was acknowledged before it
// began, nothing by half.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test as tried } from 'node:test';
import { promisify } from 'node:util';
import { client } from './lib/api.mjs';
import { isAddress, rows } from './lib/database.mjs';
import { got, made } from './lib/expect.mjs';
import { folderFor, onServer, run, start } from './lib/server.mjs';

const test = {
    ofFile: (name, body) => tried(name, { skip: onServer && 'of a file' }, body),
    onServer: (name, body) => tried(name, { skip: !onServer && 'of a server' }, body),
    ofBoth: tried,
};

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
    assert.match(stdout, /^Saved .* \d+ bytes.*\.\n/);
    assert.match(stdout, /\nTo bring it back: counterpart restore /);
    await more.reached;
    await server.kill();
    await writing;
    return { before, after };
}

function asSuperuser(sql) {
    return promisify(execFile)('psql', ['-qX', '-v', 'ON_ERROR_STOP=1', onServer, '-c', sql]);
}

/** Its tables are gone, and where they were is nothing. */
async function drop(database) {
    const [, role] = database.match(/\/\/([^:@]+)[:@]/);
    await asSuperuser(`DROP SCHEMA "${role}" CASCADE`);
    await asSuperuser(`CREATE SCHEMA "${role}" AUTHORIZATION "${role}"`);
}

/** A disk that failed: what is read from it is not what was written. */
async function ruin(database) {
    if (isAddress(database)) {
        return drop(database);
    }
    for (const file of [database, `${database}-wal`]) {
        const { size } = await stat(file);
        await writeFile(file, Buffer.alloc(size, 'ruined '));
    }
    return assert.rejects(run('check', '--database', database));
}

/** What a command said that ended with status 1. */
async function refusal(...words) {
    const { code, stderr } = await run(...words).catch((fault) => fault);
    assert.equal(code, 1, stderr);
    return stderr;
}

/** Back over what was ruined; gives what was said. */
async function bringBack(server, saved) {
    if (isAddress(server.database)) {
        return run('restore', '--database', server.database, saved);
    }
    assert.match(await refusal('restore', '--database', server.database, saved),
        /is there already .* --replace/);
    const told = await run('restore', '--replace', '--database', server.database, saved);
    assert.match(told.stdout, /What was there before is kept as .*\.before-\d{8}T\d{6}Z\./);
    return told;
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

/** Nothing lies beside the database or the backup but what is said to. */
async function assertTidy(server) {
    const beside = await readdir(server.folder);
    const before = isAddress(server.database) ? 0 : 1;
    assert.equal(beside.filter((name) => /\.before-\w+$/.test(name)).length, before);
    assert.equal(beside.filter((name) => name.includes('.part')).length, 0);
}

test.ofBoth('a backup under load comes back after the database was ruined', async (t) => {
    const server = await start(t);
    const { key } = await server.client();
    const all = Array.from({ length: writers }, (_, number) => new Writer(number));
    const saved = join(server.folder, 'saved');
    const moment = await saveUnderLoad(server, client(server.origin, key), all, saved);
    await ruin(server.database);

    const { stdout } = await bringBack(server, saved);
    assert.match(stdout, / is what .* saved\. Look it over/);
    const { stdout: checked } = await run('check', '--database', server.database);
    assert.match(checked, /^everything adds up: /);

    await server.serve();
    const api = client(server.origin, key);
    await assertHolds(api, server.database, all, moment);
    await made(api.post('/api/v1/deals', { name: 'Life goes on' }));
    await assertTidy(server);
});

test.ofFile('a database that is being served is not replaced', async (t) => {
    const server = await start(t);
    const saved = join(server.folder, 'saved.db');
    await run('backup', '--database', server.database, saved);
    assert.match(await refusal('restore', '--replace', '--database', server.database, saved),
        /in use by process \d+\. Stop that one first/);
    await got(client(server.origin).get('/healthz'));
    assert.match(await refusal('restore', '--check', saved), /counterpart check --database/);
});

/** {name: bytes} of all files of a folder. */
async function files(folder) {
    const names = (await readdir(folder)).sort();
    return Object.fromEntries(await Promise.all(names.map(async (name) => (
        [name, await readFile(join(folder, name), 'latin1')]))));
}

async function someWork(server) {
    const api = await server.client();
    for (let i = 0; i < 5; i++) {
        await made(api.post('/api/v1/deals', { name: `Deal ${i}`, value: '10.00' }));
    }
    return api;
}

test.onServer('what a server saved goes into a file and back, the same bytes', async (t) => {
    const server = await start(t);
    const api = await someWork(server);
    const [saved, again] = ['saved', 'again'].map((name) => join(server.folder, name));
    const file = join(server.folder, 'file.db');
    const told = await run('backup', '--database', server.database, saved);
    assert.doesNotMatch(told.stdout, /:\w+@/, 'no password is said');
    const looked = await run('restore', '--check', saved);
    assert.match(looked.stdout, /is whole: \d+ rows of \d+ tables/);
    assert.equal((await stat(saved)).mode & 0o777, 0o700);
    await run('restore', '--database', file, saved);
    assert.match((await run('restore', '--replace', '--database', file, saved)).stdout,
        /What was there before is kept as .*file\.db\.before-/);
    await run('export', '--database', file, '--all', join(server.folder, 'out'));
    const made = await run('restore', '--database', onServer, '--organisation',
        `restored_${process.pid}`, join(server.folder, 'out'));
    const [address] = made.stdout.match(/postgresql:\S+/);
    await run('backup', '--database', address, again);
    assert.deepEqual(await files(again), await files(saved));
    await server.stop();
    server.database = address;
    await server.serve();
    const there = await got(client(server.origin, api.key).get('/api/v1/deals'));
    assert.equal(there.items.length, 5);
});

test.onServer('what is damaged, newer or not wanted is refused', async (t) => {
    const server = await start(t);
    const api = await someWork(server);
    const saved = join(server.folder, 'saved');
    await run('backup', '--database', server.database, saved);
    const words = ['restore', '--database', server.database];
    assert.match(await refusal(...words, saved), /is an organisation already.*--organisation/);
    assert.match(await refusal(...words, '--replace', saved), /not replaced.*--organisation/);
    assert.match(await refusal('backup', '--database', server.database, saved), /is there already/);
    const file = join(server.folder, 'new.db');
    const damaged = join(server.folder, 'damaged');
    for (const [name, from, to, says] of [
        ['deal.jsonl', '"Deal 3"', '"Deal 4"', /deal\.jsonl is not what was exported/],
        ['manifest.json', '"migrations":[', '"migrations":[\n{"name":"?","number":0,"hash":1},',
            /by a (newer|nother) program/],
        ['manifest.json', 'counterpart-all-1', 'counterpart-all-9', /not one that this program/]]) {
        await cp(saved, damaged, { recursive: true });
        const text = await readFile(join(damaged, name), 'utf8');
        assert.ok(text.includes(from));
        await writeFile(join(damaged, name), text.replace(from, to));
        assert.match(await refusal('restore', '--check', damaged), says);
        assert.match(await refusal('restore', '--database', file, damaged), says);
        await rm(damaged, { recursive: true });
    }
    await assert.rejects(stat(file), { code: 'ENOENT' });
    assert.equal((await got(api.get('/api/v1/deals'))).items.length, 5);
});

test.onServer('a backup that finds no room, or was killed, leaves nothing that bears its name',
    async (t) => {
        const server = await start(t);
        const api = await someWork(server);
        const folder = join(await folderFor(t), 'there');
        await mkdir(folder);
        const to = join(folder, 'saved');
        await made(api.post('/api/v1/accounts', { name: 'Large', notes: 'x'.repeat(9000) }));
        const cramped = promisify(execFile)('bash', ['-c',
            `ulimit -f 4; trap '' XFSZ; exec "$0" "$@"`, server.program, 'backup', '--database',
            server.database, to]);
        await assert.rejects(cramped, ({ stderr }) => /cannot be written/.test(stderr));
        assert.deepEqual(await readdir(folder), []);
        await mkdir(`${to}.part`);
        await writeFile(join(`${to}.part`, 'deal.jsonl'), 'half of a line'); // as a kill leaves it
        await run('backup', '--database', server.database, to);
        await run('restore', '--check', to);
        assert.deepEqual(await readdir(folder), ['saved']);
    });
