// SPDX-License-Identifier: Apache-2.0
// Power cuts. A server's whole life on its disk is recorded: made, served, written by many at once,
// imported into, copied, stopped, started again, a sync that failed. From the record disks are
// drawn as a power cut at any moment could have left them; on each the store opens, everything adds
// up, and all that a client was told is there. DISKS and SEED in the environment make it longer or
// repeat it.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after as atEnd, test } from 'node:test';
import { client } from './lib/api.mjs';
import { rows } from './lib/database.mjs';
import { cutPower, onDisk } from './lib/disk.mjs';
import { onServer, run } from './lib/server.mjs';

const disks = Number(process.env.DISKS ?? 200);
const seed = Number(process.env.SEED ?? 1);
const writers = 8;
const steps = 24;

const call = {
    channel: 'phone', direction: 'outbound', details: 'Called.',
    next_step: 'Call again', next_step_due: '2099-05-03T09:00:00Z',
};

/** What clients were told, with how much of the record could have been done for it. */
class Told {
    constructor(disk) {
        this.disk = disk;
        this.all = [];
    }

    add(table, id, version) {
        this.all.push({ bytes: this.disk.recorded, table, id, version });
    }

    answered(table, { status, body }) {
        assert.ok(status === 200 || status === 201, JSON.stringify(body));
        this.add(table, body.id, body.version);
        return body;
    }
}

/** One of many who write at once: an account, a deal on it, a new price, a touch, and again. */
async function work(api, told, who, from) {
    for (let i = from; i < from + steps; i += 4) {
        const name = `Keyed ${who} ${i}`;
        const account = told.answered('account', await api.post('/api/v1/accounts', { name },
            { 'idempotency-key': name }));
        const deal = told.answered('deal', await api.post('/api/v1/deals',
            { name: `Deal ${i}`, account_id: account.id, value: '10.00' }));
        told.answered('deal', await api.patch(`/api/v1/deals/${deal.id}`,
            { value: `${i}.00`, probability: i % 25 }));
        told.answered('touch', await api.post('/api/v1/touches', { deal_id: deal.id, ...call }));
    }
}

function workTogether(api, told, from) {
    return Promise.all(Array.from({ length: writers }, (_, who) => work(api, told, who, from)));
}

/** A file large enough that the log goes into the database on the way. */
async function bringIn(server, told, folder, name) {
    const lines = Array.from({ length: 3000 },
        (_, i) => `${name} ${i},https://example.com/${i},${'A street. '.repeat(9)}`);
    const file = join(folder, `${name}.csv`);
    await writeFile(file, `name,website,notes\n${lines.join('\n')}\n`);
    await run('import', '--database', server.database, '--record', 'account', file);
    const [{ id }] = rows(server.database, 'SELECT max(id) AS id FROM import');
    told.add('import', id, 1);
}

async function copy(server, told, name) {
    await run('backup', '--database', server.database, join(server.folder, name));
    told.add('backup', name, 0);
}

async function served(server, told, key, from) {
    await server.serve();
    const api = client(server.origin, key ?? (await server.client()).key);
    await workTogether(api, told, from);
    return api;
}

async function life(t) {
    const { disk, server } = await onDisk(t, { records: true });
    const told = new Told(disk);
    await server.init();
    told.add('user', 1, 1);
    const api = await served(server, told, undefined, 0);
    await Promise.all([bringIn(server, told, disk.folder, 'Imported'),
        workTogether(api, told, 100), copy(server, told, 'one.copy')]);
    await server.stop();
    const again = await served(server, told, api.key, 200);
    await disk.fails('sync 3 EIO');
    await workTogether(again, told, 300).catch(() => {}); // one of them may be told to try again
    assert.equal(await disk.struck(), 1);
    await disk.fails('');
    await bringIn(server, told, disk.folder, 'More');
    await workTogether(again, told, 400);
    await server.stop();
    return { disk, told: told.all };
}

/* The same for all tests of this file. */
const { disk, told } = onServer ? {} : await life({ after: atEnd });

const here = { skip: onServer }; // a server's disk is not ours

test(`nothing acknowledged is lost on ${disks} disks after a power cut`, here, async (t) => {
    const { disks: tried, lost, said } = await cutPower(t, disk, told, disks, seed);
    t.diagnostic(`${tried} disks, ${lost} with a loss, seed ${seed}`);
    assert.deepEqual({ tried, lost }, { tried: disks, lost: 0 }, said);
});

test('a disk that lies about syncs is found out', here, async (t) => {
    const { disks: tried, lost } = await cutPower(t, disk, told, 60, seed, '--lying');
    t.diagnostic(`${lost} of ${tried} disks lost something`);
    assert.ok(lost > tried / 4, `only ${lost} of ${tried} lost something`);
});
