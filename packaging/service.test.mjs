// SPDX-License-Identifier: Apache-2.0
// The systemd unit: how little it exposes, and that the program needs nothing that it forbids. What
// the program asks of the kernel while it is used is recorded and held against the unit.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const unitFile = 'packaging/counterpart.service';
const unit = await readFile(unitFile, 'utf8');
const run = promisify(execFile);

/** Every value of a setting, in order; it may come several times. */
function settings(name) {
    return [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value);
}

test('systemd finds an exposure of at most 2.0', async () => {
    const { stdout } = await run('systemd-analyze',
        ['security', '--offline=yes', '--threshold=20', '--no-pager', unitFile]);
    const [, exposure] = stdout.match(/Overall exposure level for counterpart.service: ([\d.]+)/);
    assert.ok(Number(exposure) <= 2, exposure);
});

/** The names behind each set of system calls, as systemd has them. */
async function callSets() {
    const { stdout } = await run('systemd-analyze', ['syscall-filter', '--no-pager']);
    const sets = new Map();
    let members;
    for (const line of stdout.replaceAll(/\x1b\[[0-9;]*m/g, '').split('\n')) {
        const word = line.trim();
        if (/^@/.test(line)) {
            members = [];
            sets.set(word, members);
        } else if (/^\s+[@\w]/.test(line)) {
            members?.push(word);
        } else if (/^# Unlisted/.test(line)) {
            members = undefined;
        }
    }
    return sets;
}

function expand(sets, name) {
    return name.startsWith('@') ? sets.get(name).flatMap((each) => expand(sets, each)) : [name];
}

/** What SystemCallFilter leaves: the first line says what is allowed, the next take away. */
async function allowedCalls() {
    const sets = await callSets();
    const allowed = new Set();
    for (const line of settings('SystemCallFilter')) {
        const takes = line.startsWith('~');
        for (const name of line.replace('~', '').split(' ').flatMap((each) => expand(sets, each))) {
            allowed[takes ? 'delete' : 'add'](name);
        }
    }
    return allowed;
}

/** Uses the program in every way that a service is used, under strace: its record. */
async function record(t) {
    const folder = await mkdtemp(join(tmpdir(), 'counterpart-trace-'));
    t.after(() => rm(folder, { recursive: true }));
    const trace = join(folder, 'trace');
    const wrapper = join(folder, 'traced');
    const options = '-D -f -qq -e signal=none';
    await writeFile(wrapper, `#!/bin/sh
        case $1 in serve) exec strace ${options} -o ${trace} "$PROGRAM" "$@" ;; esac
        exec "$PROGRAM" "$@"\n`, { mode: 0o755 });
    process.env.PROGRAM = process.env.COUNTERPART;
    process.env.COUNTERPART = wrapper;
    const { start, run: command } = await import('../tests/lib/server.mjs');
    const { enter, hire } = await import('../tests/lib/people.mjs');
    const server = await start(t, { args: ['--log-level', 'debug', '--slow-ms', '0.001'] });
    const api = await server.client();
    await api.post('/api/v1/accounts', { name: 'Acme' });
    await api.get('/api/v1/accounts');
    await enter(api, await hire(server, api, 'Rita', { rep: true }));
    const csv = join(folder, 'a.csv');
    await writeFile(csv, 'name\nImported\n');
    await command('import', '--database', server.database, '--record', 'account', csv);
    await command('backup', '--database', server.database, join(folder, 'copy.db'));
    for (const path of ['/export/account', '/forecast', '/metrics', '/readyz', '/favicon.ico']) {
        await api.get(path);
    }
    await server.stop();
    return readFile(trace, 'utf8');
}

/* Before the program runs, its loader asks for these, and the filter lets them through; fchown is
 * SQLite's, which gives its files to the owner of the database when it runs as root. */
const notOurs = ['execve', 'arch_prctl', ...(process.getuid() === 0 ? ['fchown'] : [])];

test('the program needs nothing that the unit forbids', async (t) => {
    const lines = (await record(t)).split('\n');
    const allowed = await allowedCalls();
    assert.ok(allowed.has('read') && !allowed.has('mount') && !allowed.has('setuid'));
    const calls = new Set(lines.map((line) => line.match(/^\d+ +(\w+)\(/)?.[1]).filter(Boolean));
    assert.ok(calls.has('fdatasync') && calls.size > 30, [...calls].join(' '));
    const forbidden = [...calls].filter((call) => !allowed.has(call) && !notOurs.includes(call));
    assert.deepEqual(forbidden, []);
    const families = settings('RestrictAddressFamilies')[0].split(' ');
    const used = new Set(lines.map((line) => line.match(/ socket\((\w+)/)?.[1]).filter(Boolean));
    assert.ok(used.has('AF_INET'));
    assert.deepEqual([...used].filter((family) => !families.includes(family)), []);
    const writtenCode = lines.filter((line) => /PROT_WRITE\|PROT_EXEC/.test(line)
        || / mprotect\(.*PROT_EXEC/.test(line));
    assert.deepEqual(writtenCode, []);
});
