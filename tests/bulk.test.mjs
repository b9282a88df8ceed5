// SPDX-License-Identifier: Apache-2.0
// One change for many rows, over the API: the preview, the run row by row under the rules of a
// single edit, the report, the way back, and a server that dies in the middle.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdNothing } from './lib/buyer.mjs';
import { rows } from './lib/database.mjs';
import { blamed, got, made, refused, repeated } from './lib/expect.mjs';
import { hire } from './lib/people.mjs';
import { run, start, startForAll } from './lib/server.mjs';

const server = await startForAll({ clock: '2017-03-15T10:00:00Z' });
const ada = await server.client();
await holdNothing(ada);
const mona = await hire(server, ada, 'Mona', { manager: true });
const rita = await hire(server, ada, 'Rita', { rep: true, reports_to_id: mona.id });
const sam = await hire(server, ada, 'Sam', { rep: true });
const stages = new Map();

async function sell(api, name, more = {}) {
    const deal = await made(api.post('/api/v1/deals', { name, value: '1000.00', ...more }));
    stages.set(deal.stage, deal.stage_id);
    return deal;
}

const stageId = async (name) => {
    const { items } = await got(ada.get('/api/v1/stages'));
    return items.find((stage) => stage.name === name).id;
};
const read = (api, deal) => got(api.get(`/api/v1/deals/${deal.id}`));
const ask = (api, body) => api.post('/api/v1/bulk', { record: 'deal', ...body });
const rowsOf = async (api, bulk) => (await got(api.get(`/api/v1/bulk/${bulk.id}/rows`))).items;
const idsOf = (...deals) => deals.map(({ id }) => id);

/** Made, run, and done. */
async function change(api, body) {
    const bulk = await made(ask(api, body));
    return finish(api, bulk);
}

async function finish(api, bulk) {
    await got(api.post(`/api/v1/bulk/${bulk.id}/run`, {}));
    return finished(api, bulk);
}

async function finished(api, bulk) {
    let now = await got(api.get(`/api/v1/bulk/${bulk.id}`));
    for (let tries = 0; now.state === 'running' && tries < 600; tries++) {
        now = await got(api.get(`/api/v1/bulk/${bulk.id}`));
    }
    assert.equal(now.state, 'done', JSON.stringify(now));
    return now;
}

test('a preview tells what would change and what would not, and changes nothing', async () => {
    const desks = await sell(rita.api, 'Desks');
    const free = await made(rita.api.post('/api/v1/deals', { name: 'Without value' }));
    const sams = await sell(sam.api, 'Sams');
    const bulk = await made(ask(rita.api, {
        id: idsOf(desks, free, sams), set: { stage_id: await stageId('Won') },
    }));
    assert.equal(bulk.state, 'ready');
    assert.deepEqual([bulk.total, bulk.waiting, bulk.refused], [3, 1, 2]);
    const [first, second, third] = await rowsOf(rita.api, bulk);
    assert.equal(first.state, 'waiting');
    assert.equal(second.detail, 'Give the value it was won for.');
    assert.deepEqual([third.code, third.title], ['not_found', null]);
    assert.deepEqual(await read(rita.api, desks), desks);
    const { items } = await got(rita.api.get(`/api/v1/deals/${desks.id}/history`));
    assert.equal(items.length, 1);
});

test('each row is changed like a single edit, with an entry that has the number', async () => {
    const deals = [await sell(rita.api, 'One'), await sell(rita.api, 'Two')];
    const bulk = await change(rita.api, {
        id: idsOf(...deals), set: { expected_close: '2017-06-30', urgency: 'urgent' },
    });
    assert.deepEqual([bulk.changed, bulk.refused], [2, 0]);
    assert.equal(bulk.title, 'Expected close: 30 Jun 2017, Urgency: Urgent');
    for (const deal of deals) {
        const now = await read(rita.api, deal);
        assert.deepEqual([now.expected_close, now.urgency], ['2017-06-30', 'urgent']);
        assert.equal(now.version, deal.version + 1);
        const { items: [entry] } = await got(rita.api.get(`/api/v1/deals/${deal.id}/history`));
        assert.equal(entry.body.bulk_id, bulk.id);
        assert.equal(entry.user_id, rita.id);
    }
    const { stdout } = await run('check', '--database', server.database);
    assert.match(stdout, /everything adds up/);
});

const idsAll = async (api) => idsOf(...(await got(api.get('/api/v1/bulk?limit=200'))).items);

test('what is repeated with its Idempotency-Key is done once', async () => {
    const deal = await sell(rita.api, 'Repeated');
    const before = await idsAll(rita.api);
    const asked = { record: 'deal', id: [deal.id], set: { probability: 66 } };
    const bulk = await repeated(rita.api, '/api/v1/bulk', asked, 201);
    await repeated(rita.api, `/api/v1/bulk/${bulk.id}/run`, {});
    await finished(rita.api, bulk);
    assert.equal((await read(rita.api, deal)).version, deal.version + 1);
    const back = await repeated(rita.api, `/api/v1/bulk/${bulk.id}/undo`, {}, 201);
    const added = (await idsAll(rita.api)).filter((id) => !before.includes(id));
    assert.deepEqual(added.sort(), [bulk.id, back.id].sort());
    await refused(rita.api.post('/api/v1/bulk', { ...asked, id: [deal.id, 1] },
        { 'idempotency-key': 'repeated /api/v1/bulk' }), 409, 'idempotency_key_used');
});

test('of several alike at once one is done', async () => {
    const deal = await sell(rita.api, 'At once');
    const before = await idsAll(rita.api);
    const body = { record: 'deal', id: [deal.id], set: { probability: 67 } };
    const key = { 'idempotency-key': 'at once' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => (
        rita.api.post('/api/v1/bulk', body, key))));
    for (const { status, body: said } of answers.filter((answer) => answer.status !== 201)) {
        assert.deepEqual([status, said.code], [409, 'idempotency_key_busy']);
    }
    assert.equal((await idsAll(rita.api)).length, before.length + 1);
    const { body: { id } } = await rita.api.post('/api/v1/bulk', body, key);
    assert.ok(!before.includes(id));
});

test('a key of a bulk edit that was refused may be used again', async () => {
    const deal = await sell(rita.api, 'Refused first');
    const key = { 'idempotency-key': 'refused first' };
    const body = { record: 'deal', id: [deal.id], set: { probability: 300 } };
    await refused(rita.api.post('/api/v1/bulk', body, key), 422);
    body.set.probability = 30;
    await made(rita.api.post('/api/v1/bulk', body, key));
});

test('a stage brings its probability along, as on the board', async () => {
    const deal = await sell(rita.api, 'Moved');
    const [engaging] = [await stageId('Engaging')];
    await change(rita.api, { id: [deal.id], set: { stage_id: engaging } });
    const now = await read(rita.api, deal);
    assert.equal(now.stage_id, engaging);
    assert.notEqual(now.probability, deal.probability);
});

test('what was changed since the preview is left and said', async () => {
    const deals = [await sell(rita.api, 'Left'), await sell(rita.api, 'Taken')];
    const bulk = await made(ask(rita.api, { id: idsOf(...deals), set: { probability: 77 } }));
    await got(mona.api.patch(`/api/v1/deals/${deals[0].id}`, { probability: 33 }));
    const done = await finish(rita.api, bulk);
    assert.deepEqual([done.changed, done.refused], [1, 1]);
    const [left] = await rowsOf(rita.api, bulk);
    assert.equal(left.code, 'stale');
    assert.equal((await read(rita.api, deals[0])).probability, 33);
    assert.equal((await read(rita.api, deals[1])).probability, 77);
});

test('all that match a filter are changed, and no other', async () => {
    const account = await made(rita.api.post('/api/v1/accounts', { name: 'Filtered' }));
    const inside = [];
    for (let i = 0; i < 60; i++) {
        inside.push(await sell(rita.api, `Inside ${i}`, { account_id: account.id }));
    }
    const outside = await sell(rita.api, 'Outside');
    const bulk = await change(rita.api, {
        all: true, filter: { account_id: account.id }, set: { purpose: 'active_buying' },
    });
    assert.deepEqual([bulk.total, bulk.changed], [60, 60]);
    assert.equal((await read(rita.api, inside[59])).purpose, 'active_buying');
    assert.equal((await read(rita.api, outside)).purpose, 'unknown');
});

test('a whole bulk is taken back, but for what was edited since', async () => {
    const deals = [await sell(rita.api, 'Back'), await sell(rita.api, 'Kept')];
    const bulk = await change(rita.api, { id: idsOf(...deals), set: { probability: 66 } });
    await got(mona.api.patch(`/api/v1/deals/${deals[1].id}`, { probability: 65 }));
    const undo = await made(rita.api.post(`/api/v1/bulk/${bulk.id}/undo`, {}));
    assert.equal(undo.undoes_id, bulk.id);
    const done = await finish(rita.api, undo);
    assert.deepEqual([done.changed, done.refused], [1, 1]);
    const [, kept] = await rowsOf(rita.api, undo);
    assert.equal(kept.code, 'edited_since');
    assert.equal(kept.detail, 'Mona changed Probability to 65% in the meantime.');
    assert.equal((await read(rita.api, deals[0])).probability, deals[0].probability);
    assert.equal((await read(rita.api, deals[1])).probability, 65);
    await refused(mona.api.post(`/api/v1/bulk/${bulk.id}/undo`, {}), 403, 'not_yours');
});

test('deals are shared and unshared in bulk by who owns them', async () => {
    const mine = await sell(rita.api, 'Shown to Sam');
    const bulk = await change(rita.api, { id: [mine.id], set: { share: sam.id } });
    assert.equal(bulk.title, 'Shared with: Sam');
    await read(sam.api, mine);
    const again = await change(sam.api, { id: [mine.id], set: { share: mona.id } });
    assert.deepEqual([again.changed, again.refused], [0, 1]);
    await finish(rita.api, await made(rita.api.post(`/api/v1/bulk/${bulk.id}/undo`, {})));
    await refused(sam.api.get(`/api/v1/deals/${mine.id}`), 404);
});

test('more rows than the policy allows need a manager', async () => {
    await got(ada.patch('/api/v1/policies/bulk_most', { value: 2 }));
    const deals = [];
    for (const name of ['a', 'b', 'c']) {
        deals.push(await sell(rita.api, `Many ${name}`));
    }
    const body = { id: idsOf(...deals), set: { probability: 12 } };
    const problem = await refused(ask(rita.api, body), 409, 'bulk_too_many');
    assert.match(problem.detail, /3 rows; you may change 2/);
    await made(ask(mona.api, body));
    await got(ada.patch('/api/v1/policies/bulk_most', { value: 200 }));
});

test('what is asked wrongly is said by name, all at once', async () => {
    const deal = await sell(rita.api, 'Asked');
    const id = [deal.id];
    await blamed(ask(rita.api, { id, set: { probability: 101, urgency: 'soon' } }),
        'set.probability', 'set.urgency');
    await blamed(ask(rita.api, { id, set: { name: 'All the same' } }), 'set.name');
    await blamed(ask(rita.api, { id, set: { state: 'won' } }), 'set.state');
    await blamed(ask(rita.api, { id, set: { nonsense: 1 } }), 'set.nonsense');
    await blamed(ask(rita.api, { id }), 'set');
    await blamed(ask(rita.api, { id: [], set: { probability: 1 } }), 'id');
    await blamed(ask(rita.api, { record: 'user', id, set: { office: 'x' } }), 'record');
    const filter = { colour: 'red' };
    await blamed(ask(rita.api, { all: true, filter, set: { urgency: 'urgent' } }), 'filter.colour');
});

test('accounts, contacts and products are changed in bulk too, where one may', async () => {
    const account = await made(rita.api.post('/api/v1/accounts', { name: 'Bulk Ltd' }));
    const body = { record: 'account', id: [account.id], set: { country: 'Norway' } };
    await change(rita.api, body);
    assert.equal((await got(ada.get(`/api/v1/accounts/${account.id}`))).country, 'Norway');
    const product = await made(mona.api.post('/api/v1/products', { name: 'Chair' }));
    const bulk = await made(rita.api.post('/api/v1/bulk', {
        record: 'product', id: [product.id], set: { series: 'S' },
    }));
    assert.deepEqual([bulk.waiting, bulk.refused], [0, 1]);
});

test('a bulk edit is its maker\'s, and seen by those above him', async () => {
    const deal = await sell(rita.api, 'Hers');
    const bulk = await made(ask(rita.api, { id: [deal.id], set: { probability: 21 } }));
    await refused(sam.api.get(`/api/v1/bulk/${bulk.id}`), 404);
    await got(mona.api.get(`/api/v1/bulk/${bulk.id}`));
    await refused(mona.api.post(`/api/v1/bulk/${bulk.id}/run`, {}), 403, 'not_yours');
    await finish(rita.api, bulk);
    await refused(rita.api.post(`/api/v1/bulk/${bulk.id}/run`, {}), 409, 'bulk_has_run');
});

test('a gate refuses a row as it would a single edit', async () => {
    const deal = await sell(rita.api, 'Stepped', {
        next_step: 'Call', next_step_due: '2017-03-20T10:00:00Z',
    });
    const other = await sell(rita.api, 'No step');
    const bulk = await made(ask(rita.api, { id: idsOf(deal, other), set: { next_step: null } }));
    const [first] = await rowsOf(rita.api, bulk);
    assert.equal(first.code, 'next_step_required');
    assert.equal((await read(rita.api, deal)).next_step, 'Call');
});

test('killed in the middle it says so, keeps what was done, and goes on', async (t) => {
    const fresh = await start(t, { clock: '2017-03-15T10:00:00Z' });
    let api = await fresh.client();
    const ids = [];
    for (let i = 0; i < 400; i++) {
        ids.push((await made(api.post('/api/v1/deals', { name: `Deal ${i}` }))).id);
    }
    const bulk = await made(api.post('/api/v1/bulk', {
        record: 'deal', id: ids, set: { probability: 20 },
    }));
    api.post(`/api/v1/bulk/${bulk.id}/run`, {}).catch(() => {});
    const changedRows = () => rows(fresh.database,
        'SELECT count(*) AS n FROM bulk_row WHERE bulk_id = ? AND state = 1', bulk.id)[0].n;
    while (changedRows() < 20) {
        await new Promise(setImmediate);
    }
    await fresh.kill();
    await fresh.serve();
    api = await fresh.client();
    const cut = await got(api.get(`/api/v1/bulk/${bulk.id}`));
    const deals = rows(fresh.database, 'SELECT id FROM deal WHERE probability = 20');
    assert.ok(cut.changed >= 20);
    assert.equal(deals.length, cut.changed);
    if (cut.state === 'running') {
        assert.equal(cut.interrupted, true);
        await finish(api, bulk);
    }
    const done = await got(api.get(`/api/v1/bulk/${bulk.id}`));
    assert.deepEqual([done.state, done.changed, done.waiting], ['done', 400, 0]);
    const twice = rows(fresh.database, `SELECT record_id FROM entry WHERE kind = 'changed'
        GROUP BY record_id HAVING count(*) <> 1`);
    assert.deepEqual(twice, []);
});
