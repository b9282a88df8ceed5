// SPDX-License-Identifier: Apache-2.0
// The program from outside: one server of its own for a test, on a fresh database and a free port.
//
// COUNTERPART names the program. What a server writes to stderr is kept; when it is stopped it must
// end by itself with status 0, and no sanitizer may have found anything.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after as atEnd } from 'node:test';
import { promisify } from 'node:util';
import { after } from './after.mjs';
import { client } from './api.mjs';
import { learn } from './contract.mjs';

export const program = process.env.COUNTERPART ?? 'build/counterpart';
/** Where tests of a file alone have nothing to say: { skip: onServer }. */
export const onServer = process.env.COUNTERPART_TEST_SERVER ?? false;
let organisations = 0;
const finding = /ERROR: \w+Sanitizer|runtime error:/;

export const admin = { email: 'ada@example.com', password: 'a long enough password' };

/** Runs a command of the program to its end: {stdout, stderr}; a status other than 0 is thrown. */
export function run(...args) {
    return promisify(execFile)(program, args, { maxBuffer: 64 << 20 });
}

/* No server outlives its tests, not even those of a file that failed before the first of them. */
const started = new Set();
process.on('exit', () => started.forEach((server) => server.kill('SIGKILL')));

/** A server started by start() or serve(). */
class Server {
    constructor(folder, args, { program: own = program, env = {} } = {}) {
        this.folder = folder;
        this.database = join(folder, 'test.db');
        this.args = args;
        this.program = own;
        this.env = { ...process.env, ...env };
        this.log = '';
    }

    /** `init` with one administrator, in a file of its own. */
    async init(database = this.database, ...more) {
        const password = join(this.folder, 'password');
        await writeFile(password, `${admin.password}\n`, { mode: 0o600 });
        const words = ['init', '--database', database, ...more, '--admin', admin.email,
            '--password-file', password];
        return promisify(execFile)(this.program, words, { env: this.env });
    }

    /** The same in an organisation of its own on a server, that of COUNTERPART_TEST_SERVER. */
    async initOnServer(address = onServer) {
        organisations += 1;
        const name = `test_${process.pid}_${organisations}`;
        const { stdout } = await this.init(address, '--organisation', name);
        [this.database] = stdout.match(/postgresql:\S+/);
    }

    /** Starts the process and waits until it says where it listens. */
    async serve(command = 'serve') {
        const where = this.env.COUNTERPART_DATABASE ? [] : ['--database', this.database];
        where.push('--listen', '127.0.0.1:0');
        this.process = spawn(this.program, [command, ...where, ...this.args], {
            stdio: ['ignore', 'pipe', 'pipe'], env: this.env,
        });
        this.ended = once(this.process, 'close');
        started.add(this.process);
        this.process.stderr.on('data', (text) => { this.log += text; });
        for await (const line of createInterface(this.process.stdout)) {
            const address = line.match(/http:\/\/127\.0\.0\.1:\d+/);
            this.page ??= line.match(/\/b\/\w+/)?.[0]; /* of a buyer, from `demo` */
            if (address) {
                this.process.stdout.resume();
                [this.origin] = address;
                await learn(this.origin);
                return this;
            }
        }
        await this.ended;
        throw new Error(`the server ended before it listened:\n${this.log}`);
    }

    /** SIGTERM, and the server ends by itself. */
    async stop() {
        this.process.kill('SIGTERM');
        const [status, signal] = await this.ended;
        assert.doesNotMatch(this.log, finding);
        assert.deepEqual({ status, signal }, { status: 0, signal: null }, this.log);
    }

    /** SIGKILL, as a power cut would; serve() starts it again on what is left. */
    async kill() {
        this.process.kill('SIGKILL');
        await this.ended;
        assert.doesNotMatch(this.log, finding);
    }

    /** A client of the JSON API with a new key of this user. */
    async client(email = admin.email) {
        const { stdout } = await run('key', '--database', this.database, '--user', email);
        return client(this.origin, stdout.trim());
    }

    get isRunning() {
        return this.process?.exitCode === null && this.process.signalCode === null;
    }
}

/** A folder that is gone after the test t. */
export async function folderFor(t) {
    const folder = await mkdtemp(join(tmpdir(), 'counterpart-test-'));
    after(t, () => rm(folder, { recursive: true }));
    return folder;
}

/** A server that has not been started, in this folder; own: {program, env} in place of ours. */
export function serverIn(t, folder, args = [], own = {}) {
    const server = new Server(folder, args, own);
    after(t, () => server.isRunning && server.stop());
    return server;
}

/**
 * A running server on a fresh database with one administrator; it and its files are gone after the
 * test t. clock: the instant at which the test clock stands; args: more arguments of `serve`; on:
 * the address of a PostgreSQL.
 */
export async function start(t, { clock, args = [], on = onServer } = {}) {
    const words = clock ? ['--test-clock', clock, ...args] : args;
    const server = serverIn(t, await folderFor(t), words);
    await (on ? server.initOnServer(on) : server.init());
    return server.serve();
}

/** The made-up company of `counterpart demo`; gone after the test t. */
export async function startDemo(t) {
    return serverIn(t, await folderFor(t)).serve('demo');
}

/** One server for all tests of a file, asked for at its top; it ends with the last of them. */
export function startForAll(options) {
    return start({ after: atEnd }, options);
}
