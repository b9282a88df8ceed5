// SPDX-License-Identifier: Apache-2.0
// The program on a disk that fails when told to and remembers what it did: tests/faults/disk.h.
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from './after.mjs';
import { folderFor, program, serverIn } from './server.mjs';

const half = 64;
/** A program of tests/faults. */
export function tool(name) {
    return join(dirname(program), 'tests/faults', name);
}

/** What the disk under one server does. */
export class Disk {
    constructor(folder) {
        this.folder = folder;
        this.record = join(folder, 'record');
        this.plan = join(folder, 'plan');
    }

    /** "write 17 ENOSPC", "short 3 EIO", "sync all EIO"; '' is a good disk again. */
    async fails(plan) {
        const file = await open(this.plan, 'w+');
        await file.write(plan.padEnd(2 * half), 0);
        await file.close();
    }

    /** How often the plan has struck. */
    async struck() {
        return Number((await readFile(this.plan, 'latin1')).slice(half)) || 0;
    }

    /** So many bytes were recorded by now. */
    get recorded() {
        return statSync(this.record).size;
    }
}

/** An unstarted server on such a disk; records: everything it does, for power cuts. */
export async function onDisk(t, { records = false, args = [] } = {}) {
    const disk = new Disk(await folderFor(t));
    const folder = await folderFor(t);
    await writeFile(disk.plan, ' '.repeat(2 * half));
    const env = { DISK_FOLDER: folder, DISK_PLAN: disk.plan };
    if (records) {
        env.DISK_RECORD = disk.record;
    }
    const own = { program: tool('counterpart-faulty'), env };
    return { disk, server: serverIn(t, folder, args, own) };
}

const eachProcess = 500; // at most

function tryDisks(words) {
    return new Promise((resolve) => {
        execFile(tool('power_cuts'), words.map(String), { maxBuffer: 64 << 20 },
            (error, said, faults) => resolve({ said: said + faults }));
    });
}

/** One of the processes that share the work: it takes what is left until nothing is. */
async function tryAll(t, memory, parts, words, results) {
    const folder = await mkdtemp(join(memory, 'counterpart-cut-'));
    after(t, () => rm(folder, { recursive: true }));
    for (let part = parts.shift(); part; part = parts.shift()) {
        const [record, list, ...more] = words;
        results.push(await tryDisks([record, list, '--disks', part.n, '--seed', part.seed,
            '--folder', folder, ...more]));
    }
}

/**
 * Tries n disks that a power cut could have left of a record; acknowledged: {bytes, table, id,
 * version} of what a client was told. Gives how many there were, how many had lost something, and
 * what. The disks are written to memory where there is a folder for that.
 */
export async function cutPower(t, disk, acknowledged, n, seed, ...more) {
    const list = join(disk.folder, 'acknowledged');
    await writeFile(list, acknowledged
        .map(({ bytes, table, id, version }) => `${bytes} ${table} ${id} ${version}\n`).join(''));
    const memory = statSync('/dev/shm', { throwIfNoEntry: false }) ? '/dev/shm' : tmpdir();
    const processes = availableParallelism();
    const each = Math.min(eachProcess, Math.ceil(n / processes));
    const parts = Array.from({ length: Math.ceil(n / each) }, (_, i) => (
        { n: Math.min(each, n - i * each), seed: seed + i }));
    const results = [];
    await Promise.all(Array.from({ length: Math.min(parts.length, processes) },
        () => tryAll(t, memory, parts, [disk.record, list, ...more], results)));
    const counts = results.map(({ said }) => said.match(/(\d+) disks, (\d+) with a loss/));
    const sum = (i) => counts.reduce((all, found) => all + Number(found?.[i] ?? NaN), 0);
    return { disks: sum(1), lost: sum(2), said: results.map(({ said }) => said).join('') };
}
