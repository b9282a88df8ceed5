// SPDX-License-Identifier: Apache-2.0
// PostgreSQL is killed, its connections are cut, its disk is full, and a network between it and us
// loses what it likes, the answer to COMMIT above all. Whoever asks is told to come back, or it was
// done; what was acknowledged is there, once; and within five seconds everything goes on without a
// restart.
// SEED and EVERY in the environment: other moments, and more of them.
import assert from 'node:assert/strict';
import { chmod, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after as atEnd, test as tried } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { client } from './lib/api.mjs';
import { rows } from './lib/database.mjs';
import { fill, mounted } from './lib/mount.mjs';
import { Crew, Patient, assertTold } from './lib/patient.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { startProxy } from './lib/proxy.mjs';
import { randomOf } from './lib/random.mjs';
import { folderFor, onServer, serverIn } from './lib/server.mjs';
import { assertAllThereOnce, assertClean } from './lib/writer.mjs';

const test = (name, body) => tried(name, { skip: !onServer && 'of a server' }, body);

const more = process.env.EVERY ? 10 : 1;
const seed = Number(process.env.SEED ?? 20261122);
const writers = 8;
const backWithinMs = 5000;

/* For these tests and for nobody else. */
const postgres = onServer ? await startPostgres({ after: atEnd }) : undefined;

/** A new organisation, served as it is seen through a network that may break, or without one. */
async function begin(t, { args = [], through = false, hasKeys = true } = {}) {
    const proxy = await startProxy(t, postgres);
    const server = serverIn(t, await folderFor(t), args);
    await server.initOnServer(postgres.address);
    const { database } = server;
    server.database = through ? proxy.through(database) : database;
    await server.serve();
    server.database = database; // commands and looks go round the network
    const { key } = await server.client();
    const crew = new Crew(server, key);
    await crew.hire(writers, hasKeys);
    t.diagnostic(`seed ${seed}`);
    return { proxy, server, crew, random: randomOf(seed) };
}

/** Everybody has stopped: nothing is lost, nothing is there twice. */
async function assertHolds({ server, crew }) {
    await crew.end();
    assertAllThereOnce(server, crew.writers, crew.seen);
}

/** After a fault that is over everybody goes on at once. */
async function assertGoesOn(crew) {
    const ms = await crew.more(writers);
    assert.ok(ms < backWithinMs, `it took ${Math.round(ms)} ms to go on`);
    return ms;
}

function summary({ crew }, longest) {
    return `${crew.done} writes, refused for now: ${JSON.stringify(crew.told)}, `
        + `back after ${Math.round(longest)} ms at most`;
}

test('PostgreSQL killed again and again under load loses and doubles nothing', async (t) => {
    const all = await begin(t);
    const { crew, random } = all;
    let longest = 0;
    for (let round = 0; round < 3 * more; round++) {
        crew.begin();
        await crew.more(20 + random(60));
        await (round % 2 ? postgres.halt() : postgres.kill());
        await wait(random(300));
        await postgres.again();
        longest = Math.max(longest, await assertGoesOn(crew));
        await assertHolds(all);
    }
    await assertClean(all.server);
    assert.ok(Object.keys(crew.told).length > 0, 'nobody noticed');
    t.diagnostic(summary(all, longest));
});

const backends = `FROM pg_stat_activity WHERE application_name = 'counterpart'
    AND pid <> pg_backend_pid()`;

test('connections that the server ends at random are made anew', async (t) => {
    const all = await begin(t);
    const { crew, random } = all;
    let ended = 0;
    crew.begin();
    for (let round = 0; round < 12 * more; round++) {
        await crew.more(1 + random(25));
        const [n] = await postgres.sql(`SELECT count(pg_terminate_backend(pid)) ${backends}
            AND (${round % 3} = 0 OR pid % 3 = ${random(3)})`);
        ended += Number(n);
        await assertGoesOn(crew);
    }
    await assertHolds(all);
    await assertClean(all.server);
    assert.ok(ended > 10, `only ${ended} were ended`);
    t.diagnostic(`${ended} ended; ${summary(all, 0)}`);
});

test('a COMMIT that is lost, or whose answer is, is done once', async (t) => {
    const all = await begin(t, { through: true, hasKeys: false });
    const { proxy, crew, random } = all;
    crew.begin();
    for (let round = 0; round < 40 * more; round++) {
        proxy.atCommits([random(2) ? 'lost' : 'unanswered']);
        await crew.more(4);
    }
    await assertHolds(all);
    await assertClean(all.server);
    assert.ok(proxy.struck > 30 * more, `only ${proxy.struck} were struck`);
    assert.deepEqual(crew.told, {}, 'each was looked up, and run again or not');
    t.diagnostic(`${proxy.struck} struck; ${summary(all, 0)}`);
});

test('a network that cuts at any byte loses and doubles nothing', async (t) => {
    const all = await begin(t, { through: true });
    const { proxy, crew, random } = all;
    crew.begin();
    for (let round = 0; round < 60 * more; round++) {
        proxy.cutAfter(1 + random(20000));
        await crew.more(3 + random(5));
        if (round % 10 === 0) {
            proxy.cutAll();
            await assertGoesOn(crew);
        }
    }
    await assertHolds(all);
    await assertClean(all.server);
    assert.ok(proxy.struck > 20 * more, `only ${proxy.struck} were cut`);
    t.diagnostic(`${proxy.struck} cut; ${summary(all, 0)}`);
});

test('a network that swallows everything is told in time, and got over', async (t) => {
    const all = await begin(t, { through: true, args: ['--answer-seconds', '2'] });
    const { proxy, crew } = all;
    crew.begin();
    await crew.more(20);
    proxy.stall();
    const impatient = client(crew.api.origin, crew.api.key);
    const asked = [impatient.get('/api/v1/deals?limit=1'), impatient.get('/api/v1/forecast'),
        impatient.post('/api/v1/accounts', { name: 'Nobody hears' })];
    const began = performance.now();
    for (const answer of await Promise.all(asked)) {
        assert.ok(assertTold(answer), JSON.stringify(answer.body));
    }
    const ms = performance.now() - began;
    assert.ok(ms < 15000, `they waited for ${ms} ms`);
    proxy.heal();
    const back = await assertGoesOn(crew);
    await assertHolds(all);
    await assertClean(all.server);
    t.diagnostic(`told after ${Math.round(ms)} ms; ${summary(all, back)}`);
});

const cramped = '-c min_wal_size=2MB -c max_wal_size=8MB -c autovacuum=off';

/* Where its tables lie, and its log; a log without room is why PostgreSQL ends itself. */
const disks = [
    ['a full disk', (folder) => ({ TMPDIR: folder,
        COUNTERPART_INITDB_OPTIONS: '--wal-segsize=1' }), /^507 disk_full$/],
    ['no room for its log', (folder) => ({
        COUNTERPART_INITDB_OPTIONS: `--wal-segsize=1 --waldir=${folder}/log` }),
    /^503 (database_away|outcome_unknown)$/],
];

/** Accounts that no compression makes small. */
async function writeLarge(api, random, kept, n) {
    const name = `Large ${n}`;
    const notes = Array.from({ length: 9000 }, () => random(36).toString(36)).join('');
    const answer = await api.post('/api/v1/accounts', { name, notes }, { 'idempotency-key': name });
    if (assertTold(answer)) {
        return answer;
    }
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    kept.set(name, answer.body.id);
    return undefined;
}

/** Until the disk has refused so many; by their status and code. */
async function writeUntilFull(api, random, kept, refusals) {
    const told = [];
    for (let n = 0; told.length < refusals; n++) {
        assert.ok(n < 20000, 'the disk is never full');
        const refused = await writeLarge(api, random, kept, n);
        if (refused) {
            told.push(`${refused.status} ${refused.body.code}`);
            const { status } = await api.get('/api/v1/accounts?limit=1');
            assert.ok(status === 200 || refused.status === 503, `reading: ${status}`);
        }
    }
    return told;
}

/** It answers again, by itself or as who looks after it would see to. */
async function isBack(own) {
    for (let i = 0; i < 20; i++) {
        if (await own.sql('SELECT 1').then(() => true, () => false)) {
            return;
        }
        await wait(100);
    }
    await own.again();
}

for (const [what, environment, expected] of disks.slice(0, more)) {
    test(`${what} under PostgreSQL loses nothing, and room is enough to go on`, async (t) => {
        const folder = await mounted(t, 80 << 10);
        if (!folder) {
            return t.skip('this process may not mount a disk');
        }
        await chmod(dirname(folder), 0o755);
        const own = await startPostgres(t, { COUNTERPART_POSTGRES_OPTIONS: cramped,
            ...environment(folder) });
        const server = serverIn(t, await folderFor(t));
        await server.initOnServer(own.address);
        await server.serve();
        const api = await server.client();
        const random = randomOf(seed);
        const kept = new Map();
        await fill(folder);
        const told = await writeUntilFull(api, random, kept, 5);
        assert.ok(told.every((word) => expected.test(word)), `${told}`);
        await rm(join(folder, 'filler'));
        await isBack(own);
        const began = performance.now();
        const patient = new Patient(server.origin, api.key);
        assert.equal(await writeLarge(patient, random, kept, 'at last'), undefined);
        assert.ok(performance.now() - began < backWithinMs);
        const stored = rows(server.database, 'SELECT id, name FROM account');
        assert.deepEqual(new Map(stored.map(({ id, name }) => [name, id])), kept);
        await assertClean(server);
        t.diagnostic(`${kept.size} fitted, then ${[...new Set(told)].join(', ')}`);
        return undefined;
    });
}
