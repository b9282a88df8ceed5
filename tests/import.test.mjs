// SPDX-License-Identifier: Apache-2.0
// Files as other programs write them, what is asked before they run, the same files again, columns
// kept under a name, and an import that is taken back.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { contents, rows } from './lib/database.mjs';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { hire } from './lib/people.mjs';
import { run, start, startDemo, startForAll } from './lib/server.mjs';
import { fixture, shared } from './lib/shared.mjs';

const clock = '2024-03-15T10:00:00Z';
const server = await startForAll({ clock });
const api = await server.client();
const folder = await mkdtemp(join(tmpdir(), 'counterpart-import-'));
after(() => rm(folder, { recursive: true }));

/** Uploads files {name: bytes}; gives the import as it was looked through. */
async function upload(files, by = api) {
    const form = new FormData();
    for (const [name, bytes] of Object.entries(files)) {
        form.append('files', new Blob([bytes]), name);
    }
    const headers = { authorization: `Bearer ${by.key}` };
    const answer = await fetch(`${by.origin}/api/v1/imports`, {
        method: 'POST', headers, body: form,
    });
    const body = await answer.json();
    assert.equal(answer.status, 201, JSON.stringify(body));
    return body;
}

async function untilStill({ id }, by = api) {
    for (;;) {
        const now = await got(by.get(`/api/v1/imports/${id}`));
        if (!['running', 'undoing'].includes(now.state)) {
            return now;
        }
        await new Promise((resolve) => { setImmediate(resolve); });
    }
}

async function runIt(looked, choices = {}, by = api) {
    await got(by.post(`/api/v1/imports/${looked.id}/run`, choices));
    const done = await untilStill(looked, by);
    assert.equal(done.state, 'done', done.message);
    return done;
}

async function bring(files, choices) {
    return runIt(await upload(files), choices);
}

/* One that has just told that it is done may still be under way; one is asked to try again. */
async function undo({ id }, by = api) {
    let answer;
    do {
        answer = await by.post(`/api/v1/imports/${id}/undo`, {});
    } while (answer.body.code === 'import_running');
    await got(answer);
    const done = await untilStill({ id }, by);
    assert.equal(done.state, 'undone');
    return done;
}

async function command(file, bytes, ...options) {
    await writeFile(join(folder, file), bytes);
    try {
        const args = ['import', '--database', server.database, ...options, join(folder, file)];
        return { status: 0, ...await run(...args) };
    } catch ({ code, stdout, stderr }) {
        return { status: code, stdout, stderr };
    }
}

function counts({ files: [file] }) {
    return [file.created, file.updated, file.unchanged, file.left_out];
}

async function named(path, name) {
    const { items } = await got(api.get(`/api/v1/${path}?limit=200`));
    return items.find((item) => item.name === name);
}

const text = 'Firma;Branche;Umsatz\nMüller & Söhne;Möbel;"1.234,50"\nZoë GmbH;Käse;99,5\n';
const le = Buffer.from(text, 'utf16le');
const latin = Buffer.from(text, 'latin1');
const encodings = {
    'UTF-8': [Buffer.from(text), 'utf-8 semicolon'],
    'UTF-8 with a byte order mark': [Buffer.from(`\ufeff${text}`), 'utf-8 semicolon'],
    'UTF-16 with a byte order mark': [Buffer.from(`\ufeff${text}`, 'utf16le'),
        'utf-16le semicolon'],
    'UTF-16 without one': [le, 'utf-16le semicolon'],
    'UTF-16, big end first': [Buffer.from(le).swap16(), 'utf-16be semicolon'],
    'Windows-1252': [latin, 'windows-1252 semicolon'],
};

for (const [what, [bytes, readAs]] of Object.entries(encodings)) {
    test(`a file in ${what} comes in with its letters and decimal commas`, async () => {
        const looked = await upload({ 'list.csv': bytes });
        const [file] = looked.files;
        assert.equal(file.read_as, readAs);
        const as = { [`f${file.id}_record`]: 'account' };
        const chosen = await got(api.post(`/api/v1/imports/${looked.id}/mapping`, as));
        const columns = Object.fromEntries(['name', 'sector', 'revenue'].map((field, i) => (
            [`f${file.id}_c${i}`, field])));
        assert.equal(chosen.files[0].record, 'account');
        await runIt(looked, columns);
        const zoe = await named('accounts', 'Zoë GmbH');
        assert.equal(zoe.sector, 'Käse');
        assert.equal(zoe.revenue.amount, '99.50');
        assert.equal((await named('accounts', 'Müller & Söhne')).revenue.amount, '1234.50');
    });
}

test('the command says when it took bytes for Windows-1252, and does as told', async () => {
    const bytes = Buffer.from('name,sector\nCafé Uno,x\n', 'latin1');
    const found = await command('uno.csv', bytes, '--record', 'account');
    assert.match(found.stdout, /uno\.csv: its bytes are no UTF-8, read as Windows-1252/);
    assert.ok(await named('accounts', 'Café Uno'));
    const told = await command('uno.csv', bytes, '--record', 'account', '--encoding', 'utf-8');
    assert.notEqual(told.status, 0);
    assert.match(told.stderr, /Line 2/);
    const tab = await command('tab.csv', 'name\tsector\nTab, by\tcats, dogs\n',
        '--record', 'account', '--separator', 'tab');
    assert.equal(tab.status, 0, tab.stderr);
    for (const wrong of [['--encoding', 'ebcdic'], ['--separator', 'x'], ['--dates', 'ymd'],
        ['--stages', 'all']]) {
        const { status } = await command('uno.csv', bytes, '--record', 'account', ...wrong);
        assert.equal(status, 2);
    }
});

test('dates are decided by all values of their column', async () => {
    await bring({ 'deals.csv': 'Deal,Engaged on,Expected close\n'
        + 'American,1/2/2024,2024-05-01\nAmerican two,1/31/2024,2024-05-02\n' });
    assert.equal((await named('deals', 'American')).engaged_on, '2024-01-02');
    await bring({ 'deals.csv': 'Deal,Engaged on\nGerman,1.2.2024\nBritish,31/01/2024\n' });
    assert.equal((await named('deals', 'German')).engaged_on, '2024-02-01');
    assert.equal((await named('deals', 'British')).engaged_on, '2024-01-31');
});

const unclear = 'Deal,Engaged on\nEither,3/5/2024\nOther,4/6/2024\n';

test('dates that may be two days are asked about before anything is written', async () => {
    const looked = await upload({ 'deals.csv': unclear });
    const [{ id, mapping }] = looked.files;
    assert.equal(mapping, 'name,engaged_on@ask');
    assert.equal(looked.kinds.find(({ code }) => code === 'engaged_on_day_or_month').count, 2);
    await blamed(api.post(`/api/v1/imports/${looked.id}/run`, {}), `f${id}_c1_how`);
    assert.equal((await got(api.get(`/api/v1/imports/${looked.id}`))).state, 'ready');
    const done = await runIt(looked, { [`f${id}_c1_how`]: 'dmy' });
    assert.equal(done.problems, 2); // no value yet, each
    assert.equal((await named('deals', 'Either')).engaged_on, '2024-05-03');
});

test('the command asks too, and takes an answer', async () => {
    const asked = await command('unclear.csv', unclear, '--record', 'deal');
    assert.equal(asked.status, 1);
    assert.match(asked.stderr, /unclear\.csv: .*"Engaged on".*--dates dmy or --dates mdy/);
    const told = await command('unclear.csv', unclear, '--record', 'deal', '--dates', 'mdy');
    assert.equal(told.status, 0, told.stderr);
    assert.equal((await named('deals', 'Either')).engaged_on, '2024-03-05');
});

async function bringSalesforce(t, path) {
    const own = await start(t, { clock });
    const { stdout } = await run('import', '--database', own.database, '--preset', 'salesforce',
        path);
    const again = await run('import', '--database', own.database, '--preset', 'salesforce', path);
    const check = await run('check', '--database', own.database);
    return { own, stdout, again: again.stdout, check: check.stdout };
}

test('what Salesforce exports comes in with its links, stages and dirt', async (t) => {
    const path = fixture('salesforce');
    const own = await start(t, { clock });
    const args = ['import', '--database', own.database, '--preset', 'salesforce', path];
    const { stdout, code } = await run(...args).catch((error) => error);
    assert.equal(code, 1); // a line was left out
    assert.match(stdout, /Account\.csv: 3 read, 2 created, .* 1 left out/);
    assert.match(stdout, /1 × deleted_there/);
    assert.match(stdout, /Opportunity\.csv: there is no stage “Qualification”; it is made/);
    assert.match(stdout, /1 × engaged_after_close/);
    assert.match(stdout, /3 × owner_unknown/);
    const ours = await own.client();
    const { items: deals } = await got(ours.get('/api/v1/deals?sort=id'));
    const found = Object.fromEntries(deals.map((deal) => [deal.name, deal]));
    assert.equal(found['Birch cards'].stage, 'Qualification');
    assert.equal(found['Birch cards'].expected_close, '2024-11-10');
    assert.equal(found['Birch loans'].state, 'won');
    assert.equal(found['Birch loans'].engaged_on, '2024-01-23'); // 23:30 at -05:00 is ours next day
    assert.equal(found['Holding audit'].state, 'lost');
    assert.equal(found['Holding audit'].outside_id, '006Xx00000Cc003IAA');
    const { items: accounts } = await got(ours.get('/api/v1/accounts'));
    const bank = accounts.find(({ name }) => name === 'Birch Bank');
    assert.equal(bank.parent_id, accounts.find(({ name }) => name === 'Birch Holding').id);
    assert.equal(bank.address, '1 Elm Row\nFloor 2\nAshton');
    assert.equal(found['Birch cards'].account_id, bank.id);
    const { items: people } = await got(ours.get('/api/v1/contacts'));
    assert.equal(people.find(({ name }) => name === 'Pat Ryan').account_id, bank.id);
});

const native = shared('crm_salesforce_native/data-cloud-workshop/data');
test('a real Salesforce export comes in, and again unchanged', { skip: !native }, async (t) => {
    const { stdout, again, check } = await bringSalesforce(t, native);
    for (const [file, n] of [['Account', 22], ['Contact', 102], ['Opportunity', 50]]) {
        assert.match(stdout, new RegExp(`^${file}\\.csv: ${n} read, ${n} created, `, 'm'));
        assert.match(again, new RegExp(`^${file}\\.csv: ${n} read, 0 created, 0 updated, `
            + `${n} unchanged, 0 left out`, 'm'));
    }
    assert.match(check, /^everything adds up: .*22 accounts, 102 contacts, .* 50 deals/);
});

const resaved = shared('crm_maven_variants/excel_dates');
test('a company as Excel saved it again has the same figures', { skip: !resaved }, async (t) => {
    const own = await start(t, { clock });
    await run('import', '--database', own.database, '--preset', 'maven', resaved);
    const results = await got((await own.client()).get('/api/v1/results?year=2017'));
    assert.equal(results.won_value.amount, '10005534.00');
    assert.deepEqual(results.quarters.map(({ won_value }) => won_value.amount),
        ['1134672.00', '3086111.00', '2982255.00', '2802496.00']);
    assert.equal(results.days_to_win, '51.782');
});

test('stages that are not here are made, or become ours, as the preview says', async () => {
    const csv = 'Deal,Stage\nOne,Discovery\nTwo,Pitch\nThree,Closed Lost\n';
    const looked = await upload({ 'deals.csv': csv });
    const [{ id, stages }] = looked.files;
    assert.deepEqual(stages.map(({ name, becomes }) => [name, becomes]),
        [['Discovery', '-'], ['Pitch', '-'], ['Closed Lost', '6']]);
    await blamed(api.post(`/api/v1/imports/${looked.id}/mapping`, { [`f${id}_s0`]: 'x' }),
        `f${id}_s0`);
    await runIt(looked, { [`f${id}_s0`]: '+', [`f${id}_s1`]: '3' });
    assert.equal((await named('deals', 'One')).stage, 'Discovery');
    assert.equal((await named('deals', 'Two')).stage, 'Proposal');
    assert.equal((await named('deals', 'Three')).state, 'lost');
    const { items } = await got(api.get('/api/v1/stages'));
    const names = items.sort((a, b) => a.position - b.position).map(({ name }) => name);
    assert.deepEqual(names, ['Prospecting', 'Engaging', 'Proposal', 'Negotiation', 'Discovery',
        'Won', 'Lost']);
});

test('our own export comes back without a change', async (t) => {
    const demo = await startDemo(t);
    const files = {};
    for (const record of ['user', 'product', 'account', 'contact', 'deal', 'touch']) {
        const { stdout } = await run('export', '--database', demo.database, '--record', record);
        files[`${record}s.csv`] = stdout;
    }
    const there = ['import', 'import_file', 'import_problem', 'import_range'];
    const before = contents(demo.database, ...there);
    for (const [name, bytes] of Object.entries(files)) {
        await writeFile(join(folder, name), bytes);
        const record = name.replace('s.csv', '');
        const { stdout } = await run('import', '--database', demo.database, '--record', record,
            join(folder, name));
        assert.match(stdout, new RegExp(`^${name}: (\\d+) read, 0 created, 0 updated, `
            + '\\1 unchanged, 0 left out', 'm'), stdout.slice(0, 2000));
    }
    assert.deepEqual(contents(demo.database, ...there), before);
});

test('a line of our own export is known by its number, whatever its name', async () => {
    const { id } = await made(api.post('/api/v1/accounts', { name: 'Once', sector: 'a' }));
    const { stdout } = await run('export', '--database', server.database, '--record', 'account');
    const [head, ...lines] = stdout.trimEnd().split('\r\n');
    const mine = lines.find((line) => line.startsWith(`${id},`));
    const done = await bring({ 'accounts.csv': `${head}\n${mine.replace('Once', 'Twice')}\n` });
    assert.deepEqual(counts(done), [0, 1, 0, 0]);
    assert.equal((await got(api.get(`/api/v1/accounts/${id}`))).name, 'Twice');
    // The same number of another house, made at another moment, is somebody else.
    const other = mine.replace(/\d{4}-\d\d-\d\dT[^,]*,[^,]*$/, '2001-01-01T00:00:00Z,')
        .replace('Once', 'Stranger');
    await bring({ 'accounts.csv': `${head}\n${other}\n` });
    assert.equal((await got(api.get(`/api/v1/accounts/${id}`))).name, 'Twice');
    assert.notEqual((await named('accounts', 'Stranger')).id, id);
});

test('columns kept under a name are offered when the same heads come again', async () => {
    const csv = 'Wer,Wo\nHasel AG,Holz\n';
    const looked = await upload({ 'liste.csv': csv });
    const [{ id }] = looked.files;
    const path = `/api/v1/imports/${looked.id}/mapping`;
    await got(api.post(path, { [`f${id}_record`]: 'account' }));
    await got(api.post(path, {
        [`f${id}_c0`]: 'name', [`f${id}_c1`]: 'sector', [`f${id}_save_as`]: 'Unsere Liste',
    }));
    const again = await upload({ 'neu.csv': csv.replace('Hasel', 'Linden') });
    const [file] = again.files;
    assert.equal(file.record, '');
    const { items: [kept] } = await got(api.get('/api/v1/import-mappings'));
    assert.equal(kept.name, 'Unsere Liste');
    assert.equal(kept.record, 'account');
    await runIt(again, { [`f${file.id}_saved`]: `${kept.id}` });
    assert.equal((await named('accounts', 'Linden AG')).sector, 'Holz');
    const other = await upload({ 'other.csv': 'Some,Other\na,b\n' });
    const wrong = { [`f${other.files[0].id}_saved`]: `${kept.id}` };
    await blamed(api.post(`/api/v1/imports/${other.id}/mapping`, wrong),
        `f${other.files[0].id}_saved`);
});

test('a saved mapping is renamed and removed', async () => {
    const { items: [kept] } = await got(api.get('/api/v1/import-mappings'));
    const path = `/api/v1/import-mappings/${kept.id}`;
    await blamed(api.patch(path, { name: ' ' }), 'name');
    assert.equal((await got(api.patch(path, { name: 'Messe' }))).name, 'Messe');
    const stale = await api.patch(path, { name: 'Too late' }, { 'if-match': `"${kept.version}"` });
    assert.equal(stale.status, 412);
    const rita = await hire(server, api, 'Rita');
    await refused(rita.api.patch(path, { name: 'Mine' }), 403);
    assert.equal((await api.delete(path)).status, 204);
    await refused(api.get(path), 404);
});

test('an undone import is out of lists, search, sums and pages', async () => {
    const done = await bring({ 'deals.csv': 'Deal,Amount,Expected close,Account\n'
        + 'Undone deal,700,2024-06-30,\n' });
    const deal = await named('deals', 'Undone deal');
    const sum = async () => got(api.get('/api/v1/forecast?year=2024'));
    const found = async () => (await got(api.get('/api/v1/find?q=Undone'))).items.length;
    const before = [JSON.stringify(await sum()), await found()];
    assert.equal(before[1], 1);
    const after = await undo(done);
    assert.deepEqual([after.removed_rows, after.restored_rows, after.kept_rows], [1, 0, 0]);
    await refused(api.get(`/api/v1/deals/${deal.id}`), 404);
    assert.equal(await named('deals', 'Undone deal'), undefined);
    assert.equal(await found(), 0);
    assert.notEqual(JSON.stringify(await sum()), before[0]);
    await refused(api.post(`/api/v1/imports/${done.id}/undo`, {}), 409, 'undo_not_possible');
    const { stdout } = await run('check', '--database', server.database);
    assert.match(stdout, /^everything adds up/);
});

test('what was changed since an import stays, and is listed', async () => {
    await bring({ 'accounts.csv': 'Id,Company,Industry\nU-1,Kept one,wood\n' });
    const done = await bring({ 'accounts.csv': 'Id,Company,Industry,Employees\n'
        + 'U-1,Kept one,steel,7\nU-2,New one,steel,7\n' });
    const kept = await named('accounts', 'Kept one');
    await got(api.patch(`/api/v1/accounts/${kept.id}`, { sector: 'glass' }));
    await undo(done);
    const now = await got(api.get(`/api/v1/accounts/${kept.id}`));
    assert.equal(now.sector, 'glass');
    assert.equal(now.employees, null);
    const { items } = await got(api.get(`/api/v1/imports/${done.id}/kept`));
    assert.deepEqual(items.map(({ title, field, code }) => [title, field, code]),
        [['Kept one', 'Sector', 'edited_since']]);
    const { items: [last] } = await got(api.get(`/api/v1/accounts/${kept.id}/history`));
    assert.equal(last.door, 'undo');
});

test('only who ran an import, or an administrator, undoes it', async () => {
    const mona = await hire(server, api, 'Mona', { manager: true });
    const max = await hire(server, api, 'Max', { manager: true, reports_to_id: mona.id });
    const looked = await upload({ 'accounts.csv': 'Company\nOf Max\n' }, max.api);
    await refused(max.api.post(`/api/v1/imports/${looked.id}/undo`, {}), 409, 'undo_not_possible');
    await runIt(looked, {}, max.api);
    await refused(mona.api.post(`/api/v1/imports/${looked.id}/undo`, {}), 403, 'not_allowed');
    const other = await hire(server, api, 'Olga', { manager: true });
    await refused(other.api.post(`/api/v1/imports/${looked.id}/undo`, {}), 404);
    await undo(looked, max.api);
});

test('an undo that the server dies in goes on where it stood', async (t) => {
    const own = await start(t);
    const deals = Array.from({ length: 4000 }, (_, i) => `D-${i},Deal ${i},${i + 1}.00`);
    const file = join(folder, 'many.csv');
    await writeFile(file, `Id,Deal,Amount\n${deals.join('\n')}\n`);
    await run('import', '--database', own.database, '--record', 'deal', file);
    let ours = await own.client();
    const { items: [{ id }] } = await got(ours.get('/api/v1/imports'));
    await got(ours.post(`/api/v1/imports/${id}/undo`, {}));
    let now;
    do {
        now = await got(ours.get(`/api/v1/imports/${id}`));
        assert.equal(now.state, 'undoing');
    } while (now.removed_rows === 0);
    await own.kill();
    await own.serve();
    ours = await own.client();
    now = await got(ours.get(`/api/v1/imports/${id}`));
    assert.deepEqual([now.state, now.interrupted], ['undoing', true]);
    assert.ok(now.removed_rows < 4000);
    const done = await undo({ id }, ours);
    assert.deepEqual([done.removed_rows, done.restored_rows, done.kept_rows], [4000, 0, 0]);
    assert.equal((await got(ours.get('/api/v1/deals'))).items.length, 0);
    const { stdout } = await run('check', '--database', own.database);
    assert.match(stdout, /^everything adds up/);
});

test('an upload that nobody runs is forgotten after seven days', async (t) => {
    const own = await start(t, { clock });
    const ours = await own.client();
    const looked = await upload({ 'accounts.csv': 'Company\nWaiting\n' }, ours);
    const done = await upload({ 'accounts.csv': 'Company\nDone\n' }, ours);
    await runIt(done, {}, ours);
    await ours.setClock('2024-03-22T09:00:00Z');
    await upload({ 'accounts.csv': 'Company\nNext\n' }, ours);
    await got(ours.get(`/api/v1/imports/${looked.id}`));
    await ours.setClock('2024-03-22T11:00:00Z');
    await upload({ 'accounts.csv': 'Company\nNext\n' }, ours);
    await refused(ours.get(`/api/v1/imports/${looked.id}`), 404);
    await got(ours.get(`/api/v1/imports/${done.id}`));
    const pieces = rows(own.database, 'SELECT count(*) AS n FROM import_piece');
    assert.equal(pieces[0].n, 2); // of the two uploads that wait
});
