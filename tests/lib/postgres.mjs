// SPDX-License-Identifier: Apache-2.0
// A PostgreSQL of a test's own, which may be killed and started again, by tools/postgres.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { after } from './after.mjs';
import { folderFor } from './server.mjs';

const command = promisify(execFile);
const tool = fileURLToPath(new URL('../../tools/postgres', import.meta.url));

export class Postgres {
    constructor(name, env) {
        this.name = name;
        const quick = '-c recovery_init_sync_method=syncfs'; // each file alone takes a second
        this.env = { ...process.env, COUNTERPART_FSYNC: 'on', COUNTERPART_POSTGRES_OPTIONS: quick,
            ...env };
    }

    async do(what) {
        const { stdout } = await command(tool, [what, this.name], { env: this.env });
        return stdout.trim();
    }

    async start() {
        this.address = await this.do('start');
        return this;
    }

    /** The socket's folder. */
    get folder() {
        return new URL(this.address.replace('@/', '@x/')).searchParams.get('host');
    }

    /** All its processes at once, as a machine that stops; again() goes on from its disk. */
    kill() {
        return this.do('kill');
    }

    halt() {
        return this.do('halt');
    }

    again() {
        return this.do('again');
    }

    /** As its superuser: the lines that it answers. */
    async sql(text) {
        const words = ['-qAtX', '-v', 'ON_ERROR_STOP=1', this.address, '-c', text];
        const { stdout } = await command('psql', words);
        return stdout.trimEnd().split('\n');
    }
}

/** A running one whose writes are on the disk; gone after the test t. env: what its disk is, … */
export async function startPostgres(t, env = {}) {
    const postgres = new Postgres(join(await folderFor(t), 'postgres'), env);
    after(t, () => postgres.do('stop'));
    return postgres.start();
}
