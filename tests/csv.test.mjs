// SPDX-License-Identifier: Apache-2.0
// CSV as other programs and people write it: read as it is meant, or refused with the line.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { objects } from './lib/csv.mjs';
import { rows } from './lib/database.mjs';
import { made } from './lib/expect.mjs';
import { run, start, startForAll } from './lib/server.mjs';
import { shared } from './lib/shared.mjs';

const server = await startForAll({ clock: '2017-03-15T10:00:00Z' });
const api = await server.client();
const folder = await mkdtemp(join(tmpdir(), 'counterpart-csv-'));
after(() => rm(folder, { recursive: true }));

async function file(bytes, name = 'accounts.csv') {
    await writeFile(join(folder, name), bytes);
    return join(folder, name);
}

/** Imports the file as accounts: {status, stdout, stderr}. */
async function bring(path, record = 'account') {
    try {
        const answer = await run('import', '--database', server.database, '--record', record, path);
        return { status: 0, ...answer };
    } catch (error) {
        return { status: error.code, stdout: error.stdout, stderr: error.stderr };
    }
}

function accounts(...names) {
    const stored = rows(server.database, 'SELECT name, sector, notes, employees FROM account');
    return names.map((name) => stored.filter((row) => row.name === name));
}

const shapes = {
    'LF at its line ends': 'name,sector\nFirst LF,a\nSecond LF,b\n',
    'CR LF at its line ends': 'name,sector\r\nFirst CRLF,a\r\nSecond CRLF,b\r\n',
    'CR at its line ends': 'name,sector\rFirst CR,a\rSecond CR,b\r',
    'a byte order mark': '\ufeffname,sector\nFirst BOM,a\nSecond BOM,b\n',
    'no line end at its end': 'name,sector\nFirst end,a\nSecond end,b',
    'semicolons': 'name;sector\nFirst semicolon;a\nSecond semicolon;b\n',
    'tabs': 'name\tsector\nFirst tab\ta\nSecond tab\tb\n',
    'quotes everywhere': '"name","sector"\n"First quotes","a"\n"Second quotes","b"\n',
    'blank lines': '\nname,sector\n\nFirst blank,a\n\nSecond blank,b\n\n',
};

for (const [what, text] of Object.entries(shapes)) {
    test(`a file with ${what} is read`, async () => {
        const { status, stdout, stderr } = await bring(await file(text));
        assert.equal(status, 0, stderr + stdout);
        assert.match(stdout, /: 2 read, 2 created, /);
        const [first] = text.match(/First [\w]+/);
        const [[one], [two]] = accounts(first, first.replace('First', 'Second'));
        assert.deepEqual([one.sector, two.sector], ['a', 'b']);
    });
}

test('commas, quotes and line ends inside quotes belong to the cell', async () => {
    await bring(await file('name,sector,notes\r\n"Reed, Sons & ""Co""",x,"one\r\ntwo\nthree"\r\n'));
    const [[reed]] = accounts('Reed, Sons & "Co"');
    assert.equal(reed.notes, 'one\ntwo\nthree');
});

test('a line with too many or too few cells is reported with its number', async () => {
    const { stdout } = await bring(await file('name,sector\nFew\nRight,b\nMany,c,d,e\n'));
    assert.match(stdout, /accounts\.csv line 2\b/);
    assert.match(stdout, /accounts\.csv line 4\b/);
    assert.doesNotMatch(stdout, /accounts\.csv line 3\b/);
    assert.equal(accounts('Right')[0].length, 1);
});

test('lines are counted as an editor counts them, cells of many lines included', async () => {
    const { stdout } = await bring(await file(
        'name,employees,notes\nGood one,5,"a\nb\nc"\nBad one,many,\n'));
    assert.match(stdout, /accounts\.csv line 5, employees “many”/);
    assert.equal(accounts('Bad one')[0].length, 1);
});

const unreadable = {
    'a quote that never closes': ['name,sector\nGood,a\n"Open,b\n', 3],
    'a broken byte among UTF-8': [Buffer.concat([Buffer.from('name,sector\nGoöd,ä\nB'),
        Buffer.from([0xff]), Buffer.from('d,b\n')]), 3],
    'a NUL': ['name,sector\nGood,a\nB\0d,b\n', 3],
    'text behind a closing quote': ['name,sector\nGood,a\n"B"d,b\n', 3],
    'more columns than a table has': [`${'c,'.repeat(600)}c\n`, 1],
};

for (const [what, [bytes, line]] of Object.entries(unreadable)) {
    test(`a file with ${what} is refused with the line`, async () => {
        const { status, stdout, stderr } = await bring(await file(bytes));
        assert.notEqual(status, 0);
        assert.match(stderr + stdout, new RegExp(`line ${line}\\b`, 'i'));
    });
}

test('a file without a line to read says so', async () => {
    for (const bytes of ['', '\n\n', '\ufeff']) {
        const { status, stdout, stderr } = await bring(await file(bytes));
        assert.notEqual(status, 0, stdout);
        assert.ok((stderr + stdout).length > 0);
    }
});

test('a file whose columns mean nothing here changes nothing and says so', async () => {
    const untouched = rows(server.database, 'SELECT count(*) AS n FROM account');
    const { stdout, stderr } = await bring(await file('colour,weight\nred,3\n'));
    assert.ok((stdout + stderr).length > 0);
    assert.deepEqual(rows(server.database, 'SELECT count(*) AS n FROM account'), untouched);
});

const spectrum = shared('csv_spectrum');

/* A column of single lines becomes the name, the longest of the others the notes. */
function readAsAccounts(text, meant) {
    const heads = Object.keys(meant[0]);
    const name = heads.find((head) => meant.every((row) => /^[^\r\n]+$/.test(row[head])));
    const length = (head) => Math.max(...meant.map((row) => row[head].length));
    const notes = heads.filter((head) => head !== name)
        .reduce((a, b) => (length(b) > length(a) ? b : a));
    const own = { [name]: 'name', [notes]: 'notes' };
    const kept = (value) => value.trim().replaceAll('\r\n', '\n');
    return {
        text: heads.map((head) => own[head] ?? 'unheard').join() + text.slice(text.search(/\r?\n/)),
        rows: meant.map((row) => ({ name: kept(row[name]), notes: kept(row[notes]) })),
    };
}

async function spectrumCases() {
    // One of them has quotes that no reader agrees on, and its JSON tells of another.
    const names = (await readdir(join(spectrum, 'csvs'))).filter((name) => !/^location/.test(name));
    return Promise.all(names.map(async (name) => ({
        name,
        csv: await readFile(join(spectrum, 'csvs', name), 'utf8'),
        meant: JSON.parse(await readFile(
            join(spectrum, 'json', name.replace('.csv', '.json')), 'utf8')),
    })));
}

test('the corner cases of csv-spectrum mean what they mean', { skip: !spectrum }, async () => {
    const odd = await bring(join(spectrum, 'csvs/location_coordinates.csv'));
    assert.notEqual(odd.status, 0);
    assert.match(odd.stderr + odd.stdout, /line 2\b/);
    for (const { name, csv, meant } of await spectrumCases()) {
        const wanted = readAsAccounts(csv, meant);
        await bring(await file(wanted.text, name));
        for (const row of wanted.rows) {
            const [found] = accounts(row.name);
            assert.deepEqual(found.map(({ notes }) => notes), [row.notes], name);
        }
    }
});

/* From the list of payloads that people try. */
const payloads = shared('sec_csv_injection/Intruder/csv-payload.txt');
const formulas = [
    '=1+1', '+1+1', '-1+1', '@SUM(1)', '\t=1+1', '=HYPERLINK("http://evil.example","a")',
    '＝1+1', ...payloads ? (await readFile(payloads, 'utf8')).split('\n').filter(Boolean) : [],
];

test('no cell of an export begins a formula', async () => {
    for (const [i, formula] of formulas.entries()) {
        await made(api.post('/api/v1/accounts', { name: `Formula ${i}`, notes: formula }));
        await made(api.post('/api/v1/accounts', { name: formula }));
    }
    for (const record of ['account', 'user', 'deal', 'contact', 'product', 'touch']) {
        const { stdout } = await run('export', '--database', server.database, '--record', record,
            '--format', 'csv');
        const cells = objects(stdout).flatMap((row) => Object.values(row));
        const running = cells.filter((cell) => (
            /^\s*[=+\-@＝＋－＠\t]/.test(cell) && !/^[+-]?[\d.]+$/.test(cell)));
        assert.deepEqual(running, []);
    }
});

test('an export into an empty house brings the same accounts', async (t) => {
    const other = await start(t, { clock: '2017-03-15T10:00:00Z' });
    const { stdout } = await run('export', '--database', server.database, '--record', 'account',
        '--format', 'csv');
    await run('import', '--database', other.database, '--record', 'account',
        await file(stdout, 'moved.csv'));
    const sql = 'SELECT name, sector, notes FROM account ORDER BY name, notes';
    assert.deepEqual(rows(other.database, sql), rows(server.database, sql));
});
