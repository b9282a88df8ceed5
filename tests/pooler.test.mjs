// SPDX-License-Identifier: Apache-2.0
// Two organisations behind one PgBouncer that has one connection to the server: transactions of
// both take turns on it, nothing depends on a session, and neither sees the other.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { after } from './lib/after.mjs';
import { client } from './lib/api.mjs';
import { got, made } from './lib/expect.mjs';
import { onServer, start } from './lib/server.mjs';

const port = 6432;

/* PgBouncer refuses to run as root. */
const asNobodySpecial = process.getuid() === 0
    ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'] : [];

const roleOf = ({ database }) => database.match(/\/\/([^:@]+):([^@]+)@/).slice(1, 3);

/** A pooler of transactions on a socket of its own; gives the folder of the socket. */
async function pooler(t, servers) {
    const folder = await mkdtemp(join(tmpdir(), 'counterpart-pooler-'));
    after(t, () => rm(folder, { recursive: true }));
    await chmod(folder, 0o777);
    const behind = new URL(onServer.replace('@/', '@x/')).searchParams;
    const where = `host=${behind.get('host')} port=${behind.get('port') ?? 5432}`;
    await writeFile(join(folder, 'ini'), `[databases]
* = ${where} pool_size=1
[pgbouncer]
listen_addr =
listen_port = ${port}
unix_socket_dir = ${folder}
auth_type = plain
auth_file = ${join(folder, 'users')}
pool_mode = transaction
max_db_connections = 1
ignore_startup_parameters = extra_float_digits
`);
    const users = servers.map((server) => roleOf(server).map((word) => `"${word}"`).join(' '));
    await writeFile(join(folder, 'users'), users.join('\n'), { mode: 0o644 });
    const [command, ...args] = [...asNobodySpecial, '/usr/sbin/pgbouncer', join(folder, 'ini')];
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    after(t, () => child.kill());
    for await (const line of createInterface(child.stderr)) {
        if (line.includes('process up')) {
            child.stderr.resume();
            return folder;
        }
    }
    throw new Error('PgBouncer ended before it listened');
}

/** The server starts anew behind the pooler. */
async function goesBehind(folder, server, key) {
    const [role, password] = roleOf(server);
    server.database = `postgresql://${role}:${password}@/postgres?host=${folder}&port=${port}`;
    await server.serve();
    return client(server.origin, key);
}

test('two organisations share a pooler of one connection and do not see each other', {
    skip: !onServer && 'of a server',
}, async (t) => {
    const options = { args: ['--prepare', 'off', '--connections', '8'] };
    const servers = [await start(t, options), await start(t, options)];
    const keys = [];
    for (const server of servers) {
        keys.push((await server.client()).key);
        await server.stop();
    }
    const folder = await pooler(t, servers);
    const apis = [];
    for (const [i, server] of servers.entries()) {
        apis.push(await goesBehind(folder, server, keys[i]));
    }
    const count = 5;
    for (let n = 0; n < count; n++) { // in turns: whose is the one connection changes each time
        for (const [i, api] of apis.entries()) {
            await made(api.post('/api/v1/accounts', { name: `Of ${i}, number ${n}` }));
        }
    }
    for (const [i, api] of apis.entries()) {
        const { items } = await got(api.get('/api/v1/accounts?limit=100'));
        assert.equal(items.length, count);
        assert.ok(items.every(({ name }) => name.startsWith(`Of ${i}, `)));
    }
});
