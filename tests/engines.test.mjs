// SPDX-License-Identifier: Apache-2.0
// A company goes from a file to PostgreSQL and back into a new file. What comes out of each is
// equal to the byte, each adds up, and everybody finds the same on every page that he can reach.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { holdNothing } from './lib/buyer.mjs';
import { got, made } from './lib/expect.mjs';
import { Visitor, enter } from './lib/people.mjs';
import { admin, folderFor, onServer, run, serverIn } from './lib/server.mjs';
import { fixture, shared } from './lib/shared.mjs';
import { walk } from './lib/walk.mjs';

const working = ['--test-clock', '2017-12-31T12:00:00Z'];
const looking = ['--test-clock', '2018-01-15T12:00:00Z']; // when some of it is late

/* What each must have come by, among others. */
const sales = ['/board', '/deals sort=-value', '/deals state=won', '/deals owner_id',
    '/deals after sort=value', '/deals/N on', '/deals/N/edit', '/deals/N/stage', '/accounts/N',
    '/contacts/N', '/products/N', '/forecast as_of', '/forecast quarter', '/results from',
    '/search q', '/views', '/bulk', '/me'];
const pages = {
    rep: sales,
    manager: [...sales, '/today view=team', '/users/N', '/import', '/bulk/new record=deal'],
    administrator: [...sales, '/settings', '/stages/N/remove', '/rates', '/users/N/edit',
        '/import/N/problems', '/export/deal'],
};

/** {name: bytes} of all files of a folder. */
async function files(folder) {
    const names = (await readdir(folder)).sort();
    return Object.fromEntries(await Promise.all(names.map(async (name) => (
        [name, await readFile(join(folder, name))]))));
}

async function exported(server) {
    const folder = join(server.folder, 'all');
    await run('export', '--database', server.database, '--all', folder);
    return files(folder);
}

function assertSameFiles(first, second) {
    assert.deepEqual(Object.keys(second), Object.keys(first));
    for (const [name, bytes] of Object.entries(first)) {
        assert.ok(bytes.equals(second[name]), `${name} is not the same`);
    }
}

async function assertAddsUp({ database }) {
    const { stdout } = await run('check', '--database', database);
    assert.match(stdout, /^everything adds up: /);
}

async function company(t) {
    const server = serverIn(t, await folderFor(t), working);
    await server.init();
    await server.serve();
    const maven = shared('crm_maven_opportunities') ?? fixture('maven');
    await run('import', '--database', server.database, '--list-price', '--preset', 'maven', maven);
    await run('import', '--database', server.database, '--preset', 'salesforce',
        fixture('salesforce')).catch(({ code }) => assert.equal(code, 1)); // a line is left out
    return server;
}

async function signedIn(server) {
    const ada = new Visitor(server.origin);
    const { headers } = await ada.post('/sign-in', admin);
    [ada.cookie] = headers.get('set-cookie').split(';');
    return ada;
}

/** Three who see different things: the administrator, a manager, and a rep of his. */
async function staff(server, api) {
    const { items } = await got(api.get('/api/v1/users?limit=200'));
    const people = items.filter(({ email }) => email !== admin.email);
    const manager = people.find((user) => user.manager);
    const rep = people.find((user) => user.rep && user.reports_to_id === manager.id);
    const found = { administrator: await signedIn(server) };
    for (const [role, { id }] of Object.entries({ manager, rep })) {
        const user = await got(api.patch(`/api/v1/users/${id}`, { email: `${role}@example.com` }));
        found[role] = await enter(api, user);
    }
    return found;
}

async function sell(his) {
    const { items } = await got(his.get('/api/v1/deals?state=open&limit=12'));
    for (const [i, { id }] of items.entries()) {
        await got(his.patch(`/api/v1/deals/${id}`, {
            expected_close: `2018-0${1 + i % 6}-15`, probability: 10 * (i % 9), value: `${i}000.50`,
        }));
        await made(his.post('/api/v1/touches', {
            deal_id: id, channel: 'email', details: `Zoë said: <“no” & 'yes'> ${i}\n\nand left`,
            next_step: 'Call', next_step_due: `2018-01-${10 + i}`,
        }));
    }
    return items;
}

/* Beside what was imported there is something of whatever else people make. */
async function work(server, api) {
    const his = await server.client('rep@example.com');
    await holdNothing(api);
    const deals = await sell(his);
    for (let i = 0; i < 51; i++) { // so that lists have a second page
        await made(his.post('/api/v1/deals', { name: `Small ${i}`, value: `${100 + i % 7}.00` }));
    }
    const { id } = await made(api.post('/api/v1/pipelines', { name: 'Renewals' }));
    const stages = await got(api.get(`/api/v1/stages?pipeline_id=${id}`));
    await made(his.post('/api/v1/deals', {
        name: 'Again', value: '70.00', pipeline_id: id, stage_id: stages.items[0].id,
    }));
    await made(api.post('/api/v1/rates', { base: 'EUR', rate: '1.10', day: '2017-01-02' }));
    await made(his.post('/api/v1/deals', { name: 'Abroad', value: '€80.00' }));
    await made(api.post('/api/v1/views', {
        name: 'Äußerst eilig', url: '/deals?urgency=urgent&sort=-value', shared: true,
    }));
    await made(his.post('/api/v1/bulk', {
        record: 'deal', id: deals.slice(0, 3).map((deal) => deal.id), set: { urgency: 'urgent' },
    }));
}

/** A server of what another has exported, in a new file or, as an organisation, on a server. */
async function broughtFrom(t, other, ...where) {
    const server = serverIn(t, await folderFor(t), looking);
    const place = where.length > 0 ? where : [server.database];
    const { stdout } = await run('import', '--database', ...place, '--all',
        join(other.folder, 'all'));
    [server.database] = stdout.match(/postgresql:\S+/) ?? [server.database];
    return server;
}

const at = ({ origin }, { cookie }) => new Visitor(origin, cookie);

test('a company is the same in a file, on PostgreSQL, and in a file again', {
    skip: !onServer && 'of a server',
}, async (t) => {
    const first = await company(t);
    const api = await first.client();
    const people = await staff(first, api);
    await work(first, api);
    await first.stop(); // what it knows of its sessions is written down
    first.args = looking;

    const before = await exported(first);
    const second = await broughtFrom(t, first, onServer, '--organisation', `moved_${process.pid}`);
    const there = await exported(second);
    const third = await broughtFrom(t, second);
    await t.test('the exports are equal to the byte', async () => {
        assertSameFiles(before, there);
        assertSameFiles(before, await exported(third));
    });
    const servers = [first, second, third];
    await t.test('each adds up', () => Promise.all(servers.map(assertAddsUp)));

    await Promise.all(servers.map((server) => server.serve()));
    for (const [role, visitor] of Object.entries(people)) {
        await t.test(`the ${role} finds the same on every page`, async () => {
            const compared = await walk(servers.map((server) => at(server, visitor)));
            assert.deepEqual(pages[role].filter((page) => !compared[page]), []);
        });
    }
});
