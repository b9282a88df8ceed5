// SPDX-License-Identifier: Apache-2.0
// Everybody at once: readers, writers, an importer, an exporter, somebody who backs up, and, for
// half of the time, somebody who kills the server. What must be true is asked at each restart.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { client } from '../lib/api.mjs';
import { rows } from '../lib/database.mjs';
import { sizeOf } from '../lib/flood.mjs';
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
    constructor(server, key, folder) {
        this.server = server;
        this.key = key;
        this.folder = folder;
        this.counts = { reads: 0, writes: 0, imports: 0, exports: 0, backups: 0, kills: 0 };
        this.seen = { id: 0, names: new Map() };
        this.samples = [];
        this.isOver = false;
    }

    get api() {
        return client(this.server.origin, this.key);
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

    /** Goes on with something until the span is over; a death of the server is no fault. */
    async keepOn(span, pause, something) {
        while (!span.isOver) {
            await something().catch((fault) => {
                if (!span.isOver) {
                    throw fault;
                }
            });
            await wait(pause);
        }
    }

    async read(i) {
        const path = pages[i % pages.length];
        const who = path.startsWith('/api') ? this.api : client(this.server.origin);
        const answer = await who.get(path, who.key ? {} : { cookie: this.cookie });
        assert.equal(answer.status, 200, `${path}: ${answer.status}`);
        this.counts.reads++;
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
        await rm(to, { force: true });
        await this.command('backups', 'backup', to);
        await assertClean({ database: to });
        await rm(to);
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
        this.counts.kills++;
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
        const { pid } = this.server.process;
        this.samples.push({ mib: sizeOf(pid), files: readdirSync(`/proc/${pid}/fd`).length });
    }
}

async function killedAgainAndAgain(day, seconds) {
    const end = performance.now() + seconds * 1000;
    for (let i = 0; performance.now() < end; i++) {
        await day.work(4 + (i * 7) % 11, () => day.kill());
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

/* Caches fill in the first half; the last quarter is held against the one before it. */
function* growth({ samples }) {
    const quarter = Math.floor(samples.length / 4);
    const [before, last] = [samples.slice(2 * quarter, 3 * quarter), samples.slice(3 * quarter)];
    const [was, is] = [medianOf(before, 'mib'), medianOf(last, 'mib')];
    yield { what: 'resident memory, third and last quarter',
        figure: `${was.toFixed(1)} and ${is.toFixed(1)} MiB`,
        wanted: `no growth, ≤ ${mostMiB} MiB`, holds: is <= was * 1.1 + 4 && is < mostMiB };
    const [had, has] = [medianOf(before, 'files'), medianOf(last, 'files')];
    yield { what: 'open files, third and last quarter', figure: `${had} and ${has}`,
        wanted: 'no growth', holds: has <= had + 4 };
}

export async function* mixedFigures(t, folder, minutes) {
    const server = await start(t);
    const { key } = await server.client();
    const day = new Day(server, key, folder);
    await day.begin();
    await killedAgainAndAgain(day, minutes * 30);
    yield { what: 'kills survived: all there once, all adding up', figure: day.counts.kills,
        wanted: 'each' };
    await livesOn(day, minutes * 30);
    for (const [what, figure] of Object.entries(day.counts).filter(([name]) => name !== 'kills')) {
        yield { what: `${what} in ${minutes} minutes`, figure, wanted: '> 0', holds: figure > 0 };
    }
    yield* growth(day);
    await server.stop();
}
