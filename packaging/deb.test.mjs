// SPDX-License-Identifier: Apache-2.0
// The Debian package DEB, put into a root of its own: what lies where, that it runs, that its
// manual page and completion are good, and that taking it away leaves the data and nothing else.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { promisify } from 'node:util';

const deb = process.env.DEB;
const run = promisify(execFile);
const root = await mkdtemp(join(tmpdir(), 'counterpart-deb-'));
after(() => rm(root, { recursive: true }));
const data = join(root, 'var/lib/counterpart/counterpart.db');

/** dpkg in that root, whoever we are; its scripts are told that they run outside of it. */
function dpkg(...args) {
    const words = [`--root=${root}`, '--force-not-root', '--force-script-chrootless',
        '--force-depends', '--force-bad-path', ...args];
    const fake = process.getuid() === 0 ? [] : ['fakeroot'];
    const [program, ...rest] = [...fake, 'dpkg', ...words];
    return run(program, rest);
}

async function files() {
    const all = await readdir(root, { recursive: true, withFileTypes: true });
    return all.filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
        .filter((name) => !name.startsWith('/var/lib/dpkg/')).sort();
}

for (const folder of ['info', 'updates', 'triggers']) {
    await mkdir(join(root, 'var/lib/dpkg', folder), { recursive: true });
}
await writeFile(join(root, 'var/lib/dpkg/status'), '');
await mkdir(join(root, 'var/lib/counterpart'));
await writeFile(data, 'what was there before');

test('it is put where Debian has such things', async () => {
    await dpkg('-i', deb);
    assert.deepEqual(await files(), [
        '/etc/default/counterpart',
        '/lib/systemd/system/counterpart.service',
        '/usr/bin/counterpart',
        '/usr/share/bash-completion/completions/counterpart',
        '/usr/share/doc/counterpart/changelog.gz',
        '/usr/share/doc/counterpart/copyright',
        '/usr/share/doc/counterpart/manual.md.gz',
        '/usr/share/man/man1/counterpart.1.gz',
        '/var/lib/counterpart/counterpart.db',
    ]);
    const { stdout } = await run('dpkg-query', [`--root=${root}`, '-W', '-f',
        '${Status}|${Version}|${Depends}', 'counterpart']);
    const [status, version, depends] = stdout.split('|');
    assert.equal(status, 'install ok installed');
    assert.match(version, /^\d+\.\d+\.\d+/);
    assert.match(depends, /libsqlite3-0.*tzdata/);
    assert.equal(await readFile(data, 'utf8'), 'what was there before');
});

test('the installed program serves its demo and ends when told', async () => {
    const program = join(root, 'usr/bin/counterpart');
    const demo = spawn(program, ['demo', '--listen', '127.0.0.1:0'], {
        stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(demo, 'exit');
    let origin;
    for await (const line of createInterface(demo.stdout)) {
        [origin] = line.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
        if (origin) {
            break;
        }
    }
    const ready = await fetch(`${origin}/readyz`);
    assert.equal(ready.status, 200);
    assert.match(await (await fetch(`${origin}/sign-in`)).text(), /<form/);
    demo.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
});

test('the manual page has every command and no warning', () => {
    const page = execFileSync('gzip', ['-dc', join(root, 'usr/share/man/man1/counterpart.1.gz')]);
    const program = join(root, 'usr/bin/counterpart');
    const warnings = execFileSync('sh', ['-c', 'groff -man -Tutf8 -ww -z 2>&1'], { input: page });
    assert.equal(String(warnings), '');
    const shown = String(execFileSync('groff', ['-man', '-Tascii', '-P-cbou'], { input: page }));
    const help = String(execFileSync(program, ['help']));
    for (const [, name] of help.matchAll(/^counterpart (\w+)/gm)) {
        assert.match(shown, new RegExp(`^ +counterpart ${name}$`, 'm'));
    }
    assert.ok(help.includes('counterpart serve'));
    assert.doesNotMatch(shown, /@[A-Z]+@/);
});

/** What bash offers behind these words; the last one is being typed. */
function completes(...words) {
    const script = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); compopt() { :; }
        _counterpart; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const completion = join(root, 'usr/share/bash-completion/completions/counterpart');
    return String(execFileSync('bash', ['-c', script, completion, 'counterpart', ...words]))
        .trim().split('\n');
}

test('a shell completes commands, options and their values', () => {
    assert.deepEqual(completes('ser'), ['serve']);
    assert.deepEqual(completes('serve', '--log-'), ['--log-format', '--log-level']);
    assert.deepEqual(completes('serve', '--log-format', 'j'), ['json']);
    assert.deepEqual(completes('serve', '--database', `${root}/etc/def`), [`${root}/etc/default`]);
    assert.deepEqual(completes('help', 'bac'), ['backup']);
    assert.deepEqual(completes('serve', '--port'), ['']);
});

test('removing it leaves settings and data, purging it the data', async () => {
    await dpkg('-r', 'counterpart');
    assert.deepEqual(await files(),
        ['/etc/default/counterpart', '/var/lib/counterpart/counterpart.db']);
    await dpkg('-P', 'counterpart');
    assert.deepEqual(await files(), ['/var/lib/counterpart/counterpart.db']);
    assert.equal(await readFile(data, 'utf8'), 'what was there before');
});
