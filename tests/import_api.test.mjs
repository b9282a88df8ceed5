// SPDX-License-Identifier: Apache-2.0
// A program imports: uploads, looks, chooses, runs, reads what went wrong, and exports again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client } from './lib/api.mjs';
import { objects } from './lib/csv.mjs';
import { rows } from './lib/database.mjs';
import { blamed, got, made, refused, repeated } from './lib/expect.mjs';
import { start, startForAll } from './lib/server.mjs';

const server = await startForAll();
const api = await server.client();

function upload(csv, more = {}) {
    return made(api.post('/api/v1/imports', { record: 'account', csv, ...more }));
}

/** Starts an import and waits for its end. */
async function runToEnd({ id }) {
    let now = await got(api.post(`/api/v1/imports/${id}/run`, {}));
    while (now.state === 'running') {
        now = await got(api.get(`/api/v1/imports/${id}`));
    }
    return now;
}

test('an upload is looked through and brings in nothing yet', async () => {
    const { state, files: [file] } = await upload('name,sector\nAcme,retail\nGlobex,software\n');
    assert.equal(state, 'ready');
    assert.equal(file.rows, 2);
    assert.equal(file.mapping, 'name,sector');
    assert.equal((await got(api.get('/api/v1/accounts?q=acme'))).items.length, 0);
});

test('columns become what is chosen, and the run says how many were made', async () => {
    const upside = await upload('name,sector\nretail,Initech\nsoftware,Umbrella\n');
    const [{ id }] = upside.files;
    const chosen = await got(api.post(`/api/v1/imports/${upside.id}/mapping`,
        { [`f${id}_c0`]: 'sector', [`f${id}_c1`]: 'name' }));
    assert.equal(chosen.files[0].mapping, 'sector,name');
    const { state, created_rows: rows } = await runToEnd(upside);
    assert.equal(state, 'done');
    assert.equal(rows, 2);
    const { items: [found] } = await got(api.get('/api/v1/accounts?q=initech'));
    assert.equal(found.sector, 'retail');
});

test('what is wrong with a line is told with its column, its value and what was done', async () => {
    const half = await upload('name,employees\nHooli,many\n');
    await runToEnd(half);
    const path = `/api/v1/imports/${half.id}/problems`;
    const { items: [problem], next } = await got(api.get(path));
    assert.equal(problem.field, 'employees');
    assert.equal(problem.value, 'many');
    assert.equal(problem.line, 2);
    assert.ok(problem.sentence.length > 0 && problem.done.length > 0);
    assert.equal(next, null);
    assert.deepEqual((await got(api.get(`${path}?code=nothing_like_it`))).items, []);
});

test('an upload and a run repeated with their Idempotency-Key are done once', async () => {
    const count = async () => (await got(api.get('/api/v1/imports?limit=200'))).items.length;
    const before = await count();
    const body = { record: 'account', csv: 'name\nRepeated Inc\n' };
    const { id } = await repeated(api, '/api/v1/imports', body, 201);
    assert.equal(await count(), before + 1);
    await repeated(api, `/api/v1/imports/${id}/run`, {});
    let now = await got(api.get(`/api/v1/imports/${id}`));
    while (now.state === 'running') {
        now = await got(api.get(`/api/v1/imports/${id}`));
    }
    assert.deepEqual([now.state, now.created_rows], ['done', 1]);
    await repeated(api, `/api/v1/imports/${id}/undo`, {});
});

test('what was cut off before its answer is not done again under its key', async (t) => {
    const own = await start(t);
    const before = await own.client();
    const csv = `name\n${Array.from({ length: 20000 }, (_, i) => `Company ${i}`).join('\n')}\n`;
    const key = { 'idempotency-key': 'cut off' };
    const sent = before.post('/api/v1/imports', { record: 'account', csv }, key)
        .then(() => assert.fail('it was answered'), () => 'cut off');
    while (rows(own.database, 'SELECT status FROM idempotency').length === 0) {
        await new Promise(setImmediate); // until its key is claimed
    }
    await own.kill();
    assert.equal(await sent, 'cut off');
    await own.serve();
    const now = client(own.origin, before.key);
    const { next } = await refused(now.post('/api/v1/imports', { record: 'account', csv }, key),
        409, 'idempotency_key_busy');
    assert.match(next[0], /look whether it was done, and use a new key/);
    assert.ok((await got(now.get('/api/v1/imports'))).items.length <= 1);
});

test('an import that is done is not run again', async () => {
    const once = await upload('name\nOnce Inc\n');
    await runToEnd(once);
    await refused(api.post(`/api/v1/imports/${once.id}/run`, {}), 409, 'already_done');
    await refused(api.post(`/api/v1/imports/${once.id}/mapping`, {}), 409, 'already_done');
});

test('an upload of nothing, or of no record, names what is missing', async () => {
    await blamed(api.post('/api/v1/imports', { record: 'account' }), 'csv');
    await blamed(api.post('/api/v1/imports', { record: 'dream', csv: 'name\na\n' }), 'record');
});

test('an export has the same rows as JSON and as CSV', async () => {
    const json = await got(api.get('/api/v1/export/account?format=json'));
    const csv = objects(await got(api.get('/api/v1/export/account')));
    assert.ok(json.length > 0);
    assert.deepEqual(json.map(({ name }) => name), csv.map(({ name }) => name));
});
