// SPDX-License-Identifier: Apache-2.0
// Everybody at once: readers, writers, an importer, an exporter, somebody who backs up, and, for
// half of the time, somebody who kills the server; on PostgreSQL that one is killed too, and its
// connections are ended. What must be true is asked at each restart.
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { client } from '../lib/api.mjs';
import { isAddress, rows } from '../lib/database.mjs';
import { sizeOf } from '../lib/flood.mjs';
import { Patient } from '../lib/patient.mjs';
import { startPostgres } from '../lib/postgres.mjs';
import { admin, run, start } from '../lib/server.mjs';
import { Writer, assertAllThereOnce, assertClean } from '../lib/writer.mjs';

const writers = 8;
const readers = 4;
const imported = 2000;
const mostMiB = 160;
const pages = ['/api/v1/deals?sort=-value&limit=50', '/api/v1/accounts?q=account&limit=20',
    '/api/v1/forecast', '/api/v1/deals/1', '/api/v1/deals/1/history', '/healthz',
    '/', '/deals', '/board', '/deals/1', '/accounts', '/forecast'];

/** A writer that rests between two writes, so that hours of them fit a disk. */
class CalmWriter extends Writer {
    async step(api) {
        await super.step(api);
        await wait(50);
    }
}

class Day {
    constructor(server, key, folder, postgres) {
        this.server = server;
        this.key = key;
        this.folder = folder;
        this.postgres = postgres;
        this.counts = { reads: 0, writes: 0, imports: 0, exports: 0, backups: 0 };
        this.kills = 0;
        this.disturbances = 0;
        this.seen = { id: 0, names: new Map() };
        this.samples = [];
        this.told = {};
    }

    /* Where the database may be away, one is told so, and comes back. */
    get api() {
        const { origin } = this.server;
        return this.postgres ? new Patient(origin, this.key, this.told) : client(origin, this.key);
    }

    async begin() {
        const form = await fetch(`${this.server.origin}/sign-in`, {
            method: 'POST', body: new URLSearchParams(admin), redirect: 'manual',
        });
        [this.cookie] = form.headers.get('set-cookie').split(';');
        this.csv = join(this.folder, 'account.csv');
        const lines = Array.from({ length: imported },
            (_, i) => `I${i},Imported ${i},${'x'.repeat(90)}`);
        await writeFile(this.csv, `outside_id,name,notes\n${lines.join('\n')}\n`);
        await run('import', '--database', this.server.database, '--record', 'account', this.csv);
        const [{ id }] = rows(this.server.database, 'SELECT max(id) AS id FROM account');
        this.seen.id = id;
        this.writers = [];
        for (let number = 0; number < writers; number++) {
            const { body } = await this.api.post('/api/v1/deals',
                { name: `Deal of writer ${number}`, value: '0.00' });
            this.writers.push(new CalmWriter(number, body));
        }
    }

    /* An odd number: it is being done. */
    wasDisturbed(before) {
        return before % 2 === 1 || this.disturbances !== before;
    }

    /** Goes on with something until the span is over; a death of a server is no fault. */
    async keepOn(span, pause, something) {
        while (!span.isOver) {
            const before = this.disturbances;
            await something().catch((fault) => {
                if (!span.isOver && !this.wasDisturbed(before)) {
                    throw fault;
                }
            });
            await wait(pause);
        }
    }

    async read(i) {
        const path = pages[i % pages.length];
        const who = path.startsWith('/api') ? this.api : client(this.server.origin);
        const before = this.disturbances;
        const answer = await who.get(path, who.key ? {} : { cookie: this.cookie });
        const isAway = answer.status === 503 && this.wasDisturbed(before);
        assert.ok(answer.status === 200 || isAway, `${path}: ${answer.status}`);
        this.counts.reads++;
    }

    /** What befalls a server of somebody else; two steps, so that who asks meanwhile may fail. */
    async disturb(round) {
        this.disturbances++;
        if (round % 3 === 2) {
            await this.postgres.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = 'counterpart'`);
        } else {
            await (round % 3 ? this.postgres.halt() : this.postgres.kill());
            await this.postgres.again();
        }
        this.disturbances++;
    }

    async command(count, ...words) {
        await run(words[0], '--database', this.server.database, ...words.slice(1));
        this.counts[count]++;
    }

    /* The same file again and again: what it holds is there once, whoever dies. */
    import() {
        return this.command('imports', 'import', '--record', 'account', this.csv);
    }

    export() {
        return this.command('exports', 'export', '--record', 'account');
    }

    async backUp() {
        const to = join(this.folder, `copy-${this.counts.backups}.db`);
        await rm(to, { force: true, recursive: true });
        await this.command('backups', 'backup', to);
        await (this.postgres ? run('restore', '--check', to) : assertClean({ database: to }));
        await rm(to, { recursive: true });
    }

    others(span) {
        const all = Array.from({ length: readers }, (_, i) => {
            let n = i;
            return this.keepOn(span, 10, () => this.read(n++));
        });
        return [...all, this.keepOn(span, 5000, () => this.import()),
            this.keepOn(span, 3000, () => this.export()),
            this.keepOn(span, 4000, () => this.backUp())];
    }

    /** Everybody works for so many seconds; then the server is killed, or asked to end. */
    async work(seconds, end) {
        const span = { isOver: false };
        const others = Promise.all(this.others(span));
        const { api } = this;
        const work = this.writers.map((writer) => writer.write(api, () => this.counts.writes++));
        const over = wait(seconds * 1000).then(() => {
            span.isOver = true;
            return end();
        });
        await Promise.all([over, others, ...work]);
    }

    async kill() {
        this.kills++;
        await this.server.kill();
    }

    async startAgain() {
        await this.server.serve();
        const { api } = this;
        await Promise.all(this.writers.map((writer) => writer.repeat(api)));
        assertAllThereOnce(this.server, this.writers, this.seen);
        const [{ n }] = rows(this.server.database,
            "SELECT count(*) AS n FROM account WHERE outside_id <> ''");
        assert.equal(n, imported);
        await assertClean(this.server);
    }

    sample() {
        const { process: { pid }, database } = this.server;
        const kept = isAddress(database) ? 0 : statSync(database).size / 2 ** 20;
        const files = readdirSync(`/proc/${pid}/fd`).length;
        this.samples.push({ mib: sizeOf(pid), files, kept });
    }
}

async function killedAgainAndAgain(day, seconds) {
    const end = performance.now() + seconds * 1000;
    for (let i = 0; performance.now() < end; i++) {
        const span = 4 + (i * 7) % 11;
        const disturbed = day.postgres && wait(span * 300).then(() => day.disturb(i));
        disturbed?.catch(() => {}); // the first to fail is told of
        await day.work(span, () => Promise.all([day.kill(), disturbed]));
        await day.startAgain();
    }
}

async function livesOn(day, seconds) {
    const sampling = setInterval(() => day.sample(), 1000);
    await day.work(seconds, () => {
        clearInterval(sampling);
        return day.kill(); // the writers stop when they are cut off
    });
    await day.startAgain();
}

function medianOf(samples, what) {
    const sorted = samples.map((sample) => sample[what]).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
}

/* What the last quarter had is held against the one before it. Pages of a file that grows are kept
 * in memory too, up to a bound. */
function* growth({ samples }) {
    const quarter = Math.floor(samples.length / 4);
    const [before, last] = [samples.slice(2 * quarter, 3 * quarter), samples.slice(3 * quarter)];
    const [was, is] = [medianOf(before, 'mib'), medianOf(last, 'mib')];
    const more = medianOf(last, 'kept') - medianOf(before, 'kept');
    yield { what: 'resident memory, third and last quarter',
        figure: `${was.toFixed(1)} and ${is.toFixed(1)} MiB, the file ${more.toFixed(1)} MiB more`,
        wanted: `no growth but the file's, ≤ ${mostMiB} MiB`,
        holds: is <= was * 1.1 + 4 + more && is < mostMiB };
    const [had, has] = [medianOf(before, 'files'), medianOf(last, 'files')];
    yield { what: 'open files, third and last quarter', figure: `${had} and ${has}`,
        wanted: 'no growth', holds: has <= had + 4 };
}

/** on: the engine, SQLite or PostgreSQL. */
export async function* mixedFigures(t, folder, minutes, on) {
    const postgres = on === 'PostgreSQL' ? await startPostgres(t) : undefined;
    const server = await start(t, { on: postgres?.address ?? '' });
    const { key } = await server.client();
    const day = new Day(server, key, folder, postgres);
    await day.begin();
    await killedAgainAndAgain(day, minutes * 30);
    yield { what: 'kills survived: all there once, all adding up', figure: day.kills,
        wanted: 'each' };
    if (postgres) {
        yield { what: 'PostgreSQL killed, halted, its connections ended',
            figure: day.disturbances / 2, wanted: 'each' };
    }
    await livesOn(day, minutes * 30);
    for (const [what, figure] of Object.entries(day.counts)) {
        yield { what: `${what} in ${minutes} minutes`, figure, wanted: '> 0', holds: figure > 0 };
    }
    yield* growth(day);
    await server.stop();
}
