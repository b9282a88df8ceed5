// SPDX-License-Identifier: Apache-2.0
// A program imports: uploads, looks, chooses, runs, reads what went wrong, and exports again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { objects } from './lib/csv.mjs';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { startForAll } from './lib/server.mjs';

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
