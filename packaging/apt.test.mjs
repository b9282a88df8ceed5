// SPDX-License-Identifier: Apache-2.0
// The Debian package DEB, installed by apt as an administrator does: with its dependencies looked
// for, its scripts run, its user made. It happens on a layer over this machine's own files that is
// gone afterwards, so nothing of it stays; making one takes root.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { promisify } from 'node:util';

const home = '/var/lib/counterpart';
const database = `${home}/counterpart.db`;

const layer = `set -e
mount -t tmpfs tmpfs "$0"
mkdir "$0/upper" "$0/work" "$0/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$0/upper,workdir=$0/work" "$0/root"
mount --bind /proc "$0/root/proc"
mount --bind /dev "$0/root/dev"
mount -t tmpfs tmpfs "$0/root/run"
rm -f "$0/root/var/lib/man-db/auto-update" # an index of all manual pages takes its time
echo ready
exec cat`;

/** The process in whose view of the files the layer is; none where there can be none. */
async function layerOver(folder) {
    if (process.getuid() !== 0) {
        return undefined;
    }
    const keeper = spawn('unshare', ['--mount', '--net', 'sh', '-c', layer, folder], {
        stdio: ['pipe', 'pipe', 'ignore'],
    });
    const ended = once(keeper, 'exit');
    for await (const line of createInterface(keeper.stdout)) {
        if (line === 'ready') {
            keeper.end = () => {
                keeper.stdin.end();
                return ended;
            };
            return keeper;
        }
    }
    await ended;
    return undefined;
}

const folder = await mkdtemp(join(tmpdir(), 'counterpart-apt-'));
const keeper = await layerOver(folder);
after(async () => {
    await keeper?.end();
    await rmdir(folder);
});

const seenBy = ({ pid }) => [`--target=${pid}`, '--mount', '--net'];

/** Runs a command there as root, with nothing of our own environment. */
function inside(...words) {
    return promisify(execFile)('nsenter', [...seenBy(keeper), 'chroot',
        join(folder, 'root'), 'env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
        'DEBIAN_FRONTEND=noninteractive', ...words]);
}

const shell = (text) => inside('sh', '-ec', text);
/* There is no network and apt knows of no archive: what it needs must be installed already. */
const apt = (...words) => inside('apt-get', '-qq', '-o', 'Dpkg::Use-Pty=0',
    '-o', 'Dir::State::Lists=/run/lists', ...words);
const asOurs = (text) => shell(`setpriv --reuid=counterpart --regid=counterpart --clear-groups \\
    sh -ec '${text}'`);

async function saysNo(command) {
    await assert.rejects(command, ({ code }) => code > 0);
}

test('apt installs it, it is used, and apt takes it away again', {
    skip: !keeper && 'a layer over the files cannot be made here',
}, async (t) => {
    const deb = '/root/counterpart.deb';
    await promisify(execFile)('nsenter', [...seenBy(keeper), 'cp', process.env.DEB,
        join(folder, 'root', deb)]);
    await saysNo(shell('getent passwd counterpart'));

    await t.test('its dependencies are there or apt says which is not', async () => {
        await apt('install', '--yes', '--no-install-recommends', deb);
        await apt('check');
    });

    await t.test('it has a user, a folder of his own, and a service that begins', async () => {
        const { stdout } = await shell(`stat -c '%U %G %a' ${home}
            getent passwd counterpart | cut -d: -f6,7
            readlink /etc/systemd/system/multi-user.target.wants/counterpart.service`);
        assert.deepEqual(stdout.trim().split('\n'), ['counterpart counterpart 700',
            `${home}:/usr/sbin/nologin`, '/lib/systemd/system/counterpart.service']);
    });

    await t.test('its user begins a company', async () => {
        await asOurs(`umask 077; echo "a long enough password" >${home}/password
            counterpart init --database ${database} --admin ada@example.com \\
            --password-file ${home}/password; counterpart check --database ${database}`);
    });

    await t.test('installing it again keeps data, settings and the user', async () => {
        await shell('echo COUNTERPART_OPTIONS=--threads=2 >/etc/default/counterpart');
        await apt('install', '--yes', '--reinstall', deb);
        const { stdout } = await shell('cat /etc/default/counterpart');
        assert.equal(stdout, 'COUNTERPART_OPTIONS=--threads=2\n');
        await asOurs(`counterpart check --database ${database}`);
    });

    await t.test('removed and purged it leaves the data, and no service', async () => {
        await apt('remove', '--yes', 'counterpart');
        await saysNo(shell('command -v counterpart'));
        await shell(`test -e /etc/default/counterpart && test -e ${database}`);
        const { stdout } = await apt('purge', '--yes', 'counterpart');
        assert.match(stdout, /the data stays in \/var\/lib\/counterpart/);
        await shell(`test ! -e /etc/default/counterpart && test -e ${database}
            test ! -e /lib/systemd/system/counterpart.service
            test ! -L /etc/systemd/system/multi-user.target.wants/counterpart.service`);
        await saysNo(shell('dpkg-query -W counterpart'));
    });
});
