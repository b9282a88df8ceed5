// SPDX-License-Identifier: Apache-2.0
// Pipelines and their stages, as an administrator shapes them and a rep works with them: through
// the API, and at the plain pages, as a browser without JavaScript does it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdNothing } from './lib/buyer.mjs';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { enter, hire } from './lib/people.mjs';
import { run, start } from './lib/server.mjs';

/** A company with the pipeline Renewals beside Sales, and a rep with a page. */
async function company(t) {
    const server = await start(t, { clock: '2017-03-15T10:00:00Z' });
    const ada = await server.client();
    const rita = await hire(server, ada, 'Rita');
    const page = await enter(ada, rita);
    const way = await made(ada.post('/api/v1/pipelines', { name: 'Renewals' }));
    const stages = async (id) => (await got(ada.get(`/api/v1/stages?pipeline_id=${id}&limit=200`)))
        .items.filter(({ removed }) => !removed).sort((a, b) => a.position - b.position);
    const named = async (id, name) => (await stages(id)).find((stage) => stage.name === name);
    const sell = (more) => made(rita.api.post('/api/v1/deals', {
        name: 'Fleet', value: '100.00', expected_close: '2017-03-31', ...more,
    }));
    return { server, ada, rita: rita.api, page, way, stages, named, sell };
}

const names = (stages) => stages.map(({ name }) => name).join(', ');
const ifMatch = ({ version }) => ({ 'If-Match': `"${version}"` });

test('a pipeline begins with a way to win and to lose, and is named and ordered', async (t) => {
    const { ada, way, stages } = await company(t);
    assert.equal(names(await stages(way.id)), 'New, Won, Lost');
    const changed = await got(ada.patch(`/api/v1/pipelines/${way.id}`,
        { name: 'Second sale', position: 1 }, ifMatch(way)));
    assert.equal(changed.position, 1);
    const { items } = await got(ada.get('/api/v1/pipelines'));
    const order = items.sort((a, b) => a.position - b.position).map(({ name }) => name);
    assert.deepEqual(order, ['Second sale', 'Sales']);
    await refused(ada.patch(`/api/v1/pipelines/${way.id}`, { name: 'X' }, ifMatch(way)), 412);
    await blamed(ada.post('/api/v1/pipelines', { name: 'sales' }), 'name');
    await blamed(ada.post('/api/v1/pipelines', {}), 'name');
});

test('stages are added, renamed, reordered and weighed, each at its version', async (t) => {
    const { ada, way, stages } = await company(t);
    const offer = await made(ada.post('/api/v1/stages',
        { pipeline_id: way.id, name: 'Offer', probability: 60 }));
    assert.equal(offer.position, 2);
    assert.equal(names(await stages(way.id)), 'New, Offer, Won, Lost');
    const first = await got(ada.patch(`/api/v1/stages/${offer.id}`,
        { position: 1, name: 'Quote', probability: 55 }, ifMatch(offer)));
    assert.deepEqual([first.position, first.probability], [1, 55]);
    assert.equal(names(await stages(way.id)), 'Quote, New, Won, Lost');
    const stale = await refused(ada.patch(`/api/v1/stages/${offer.id}`, { name: 'Bid' },
        ifMatch(offer)), 412);
    assert.equal(stale.current.name, 'Quote');
    const bad = { name: '', probability: 101, ending: 'maybe', pipeline_id: 1, hat: 1 };
    await blamed(ada.patch(`/api/v1/stages/${offer.id}`, bad),
        'name', 'probability', 'ending', 'pipeline_id', 'hat');
});

test('what a pipeline needs stays: an ending, a stage with deals, the last pipeline', async (t) => {
    const { ada, way, named, sell } = await company(t);
    const won = await named(way.id, 'Won');
    await refused(ada.post(`/api/v1/stages/${won.id}/remove`), 409, 'pipeline_needs_endings');
    await refused(ada.patch(`/api/v1/stages/${won.id}`, { ending: 'open' }), 409,
        'pipeline_needs_endings');
    await sell({ pipeline_id: way.id });
    await refused(ada.post(`/api/v1/pipelines/${way.id}/remove`), 409, 'pipeline_in_use');
    const second = await made(ada.post('/api/v1/stages', { pipeline_id: way.id, name: 'Offer' }));
    const fresh = await named(way.id, 'New');
    const problem = await refused(ada.post(`/api/v1/stages/${fresh.id}/remove`), 409,
        'stage_in_use');
    assert.ok(problem.next.length > 0);
    await refused(ada.patch(`/api/v1/stages/${fresh.id}`, { ending: 'won' }), 409, 'stage_in_use');
    await refused(ada.post(`/api/v1/stages/${fresh.id}/remove`, { to_id: second.id },
        { 'If-Match': '"99"' }), 412);
    const sales = await got(ada.get('/api/v1/pipelines/1'));
    const gone = await got(ada.post('/api/v1/pipelines/1/remove', {}, ifMatch(sales)));
    assert.equal(gone.removed, true);
    await refused(ada.post(`/api/v1/pipelines/${way.id}/remove`), 409, 'pipeline_in_use');
});

test('removing a stage moves its deals, and their history says who did it', async (t) => {
    const { server, ada, rita, way, named, sell } = await company(t);
    await holdNothing(ada);
    const from = await named(way.id, 'New');
    const to = await made(ada.post('/api/v1/stages',
        { pipeline_id: way.id, name: 'Offer', probability: 60 }));
    const deals = [];
    for (let i = 0; i < 60; i += 1) {
        deals.push(await sell({ name: `Fleet ${i}`, pipeline_id: way.id }));
    }
    const lost = await named(way.id, 'Lost');
    await blamed(ada.post(`/api/v1/stages/${from.id}/remove`, { to_id: lost.id }), 'to_id');
    await blamed(ada.post(`/api/v1/stages/${from.id}/remove`, { to_id: from.id }), 'to_id');
    const gone = await got(ada.post(`/api/v1/stages/${from.id}/remove`, { to_id: to.id }));
    assert.equal(gone.removed, true);
    const { items, count } = await got(rita.get(`/api/v1/deals?stage_id=${to.id}`));
    assert.equal(count, 60);
    assert.ok(items.every(({ probability }) => probability === 60));
    const history = await got(rita.get(`/api/v1/deals/${deals[0].id}/history`));
    const [last] = history.items;
    assert.equal(last.user_id, 1);
    assert.match(JSON.stringify(last.body), /The stage “New” was removed\./);
    const back = rita.post(`/api/v1/deals/${deals[0].id}/stage`, { stage_id: from.id });
    await blamed(back, 'stage_id');
    assert.equal((await got(ada.get(`/api/v1/stages/${from.id}`))).removed, true);
    await server.stop();
    const { stdout } = await run('check', '--database', server.database);
    assert.doesNotMatch(stdout, /kept|not in/);
});

test('a deal keeps to its pipeline unless the stage of another is named', async (t) => {
    const { rita, way, named, sell } = await company(t);
    const deal = await sell({});
    const path = `/api/v1/deals/${deal.id}`;
    await blamed(rita.patch(path, { pipeline_id: way.id }), 'stage_id');
    const won = await got(rita.patch(path, { stage: 'Won' }));
    assert.equal(won.pipeline_id, 1);
    const fresh = await named(way.id, 'New');
    const moved = await got(rita.post(`${path}/stage`, { stage_id: fresh.id }));
    assert.deepEqual([moved.pipeline_id, moved.state], [way.id, 'open']);
    const again = await got(rita.patch(path, { stage: 'Won' }));
    assert.equal(again.stage_id, (await named(way.id, 'Won')).id);
    const both = await got(rita.patch(path, { pipeline_id: 1, stage: 'Engaging' }));
    assert.equal(both.pipeline_id, 1);
    const other = await sell({ pipeline: 'Renewals', stage: 'New' });
    assert.equal(other.stage_id, fresh.id);
});

test('lists are narrowed by pipeline, by its name, and by a stage of it', async (t) => {
    const { rita, way, sell } = await company(t);
    await sell({ name: 'Here' });
    await sell({ name: 'There', pipeline_id: way.id });
    const found = async (query) => (await got(rita.get(`/api/v1/deals?${query}`)))
        .items.map(({ name }) => name).join();
    assert.equal(await found(`pipeline_id=${way.id}&state=open&sort=-value`), 'There');
    assert.equal(await found('pipeline=Sales'), 'Here');
    assert.equal(await found('pipeline=Renewals&stage=New&sort=next_step_due'), 'There');
    assert.equal(await found('stage=Prospecting&state=open&sort=-value'), 'Here');
    assert.equal(await found('stage=Prospecting&state=won'), '');
    assert.equal(await found('pipeline=Renewals&stage_id=1'), '');
    await blamed(rita.get('/api/v1/deals?pipeline=Nothing'), 'pipeline');
});

/** The sum a stage of the board shows. */
const sumOf = (html, stage) => html.split('<section class="col"')
    .find((part) => part.includes(`">${stage}</h2>`)).match(/class="sum">([^<]*)</)[1];

test('the board shows one pipeline with its own sums, the one looked at last', async (t) => {
    const { page, rita, way, named, sell } = await company(t);
    await sell({ value: '100.00' });
    await sell({ value: '70.00', pipeline_id: way.id });
    await sell({ value: '5.00', stage_id: (await named(way.id, 'Won')).id });
    await sell({ value: '3.00', stage_id: (await named(1, 'Won')).id });
    const first = (await page.get('/board')).body;
    assert.equal(sumOf(first, 'Prospecting'), '$100');
    assert.equal(sumOf(first, 'Won'), '$3');
    const second = (await page.get(`/board?pipeline_id=${way.id}`)).body;
    assert.equal(sumOf(second, 'New'), '$70');
    assert.equal(sumOf(second, 'Won'), '$5');
    let again = '';
    for (const until = Date.now() + 5000; !again.includes('>New</h2>') && Date.now() < until;) {
        again = (await page.get('/board')).body;
    }
    assert.match(again, />New<\/h2>/);
    const { status, headers } = await page.get('/deals');
    assert.deepEqual([status, headers.get('location')], [303, `/deals?pipeline_id=${way.id}`]);
    assert.equal((await page.get('/deals?pipeline_id=any')).status, 200);
    assert.equal((await page.get('/board?pipeline_id=99')).status, 422);
    assert.equal((await got(rita.get('/api/v1/forecast?year=2017&quarter=1'))).closed_won.amount,
        '8.00');
});

test('a list of one pipeline or any stands under the tab of all, unless it is kept', async (t) => {
    const { page, rita, way } = await company(t);
    const current = async (path) => {
        const { body } = await page.get(path);
        const [tabs] = body.match(/<nav class="tabs".*?<\/nav>/s);
        return [...tabs.matchAll(/aria-current="page">([^<]*)</g)].map(([, name]) => name);
    };
    for (const path of ['/deals?pipeline_id=any', `/deals?pipeline_id=${way.id}`]) {
        assert.deepEqual(await current(path), ['Open deals'], path);
    }
    assert.deepEqual(await current(`/board?pipeline_id=${way.id}`), ['The board']);
    assert.deepEqual(await current(`/deals?pipeline_id=${way.id}&state=won`), []);
    const url = `/deals?pipeline_id=${way.id}`;
    await made(rita.post('/api/v1/views', { name: 'Renewing', url }));
    assert.deepEqual(await current(url), ['Renewing']);
});

test('the form offers the stages of the pipeline chosen, without JavaScript', async (t) => {
    const { page, rita, way, named } = await company(t);
    const plain = (await page.get('/deals/new')).body;
    assert.match(plain, /name="pipeline_id"/);
    assert.match(plain, />Prospecting</);
    const typed = { name: 'Typed', pipeline_id: way.id, _again: 'pipeline_id' };
    const offered = await page.post('/deals', typed);
    assert.equal(offered.status, 200);
    assert.match(offered.body, /value="Typed"/);
    assert.match(offered.body, />New</);
    assert.doesNotMatch(offered.body, />Prospecting</);
    const wrong = await page.post('/deals', { name: 'Typed', pipeline_id: way.id, stage_id: 1 });
    assert.equal(wrong.status, 422);
    assert.match(wrong.body, /Choose a stage of the pipeline Renewals\./);
    const { id } = await named(way.id, 'New');
    const right = await page.post('/deals', { name: 'Typed', pipeline_id: way.id, stage_id: id });
    assert.equal(right.status, 303);
    const { items } = await got(rita.get(`/api/v1/deals?pipeline_id=${way.id}`));
    assert.deepEqual(items.map(({ name, stage }) => [name, stage]), [['Typed', 'New']]);
});

test('a move that lacks something is asked for it and goes on', async (t) => {
    const { page, rita, named, sell } = await company(t);
    const deal = await sell({ value: null });
    const path = `/deals/${deal.id}/stage`;
    const won = (await named(1, 'Won')).id;
    const lost = (await named(1, 'Lost')).id;
    const asks = await page.post(path, { stage_id: won, back: '/board', _version: deal.version });
    assert.equal(asks.status, 422);
    assert.match(asks.body, /Give the value it was won for\./);
    assert.match(asks.body, /<input[^>]* name="value"/);
    assert.match(asks.body, /name="back" value="\/board"/);
    const on = await page.post(path, { stage_id: won, value: '12', back: '/board' });
    assert.equal(on.status, 303);
    assert.match(on.headers.get('location'), /^\/board\?_changed=deals\./);
    assert.equal((await got(rita.get(`/api/v1/deals/${deal.id}`))).value.amount, '12.00');
    const why = await page.post(path, { stage_id: lost });
    assert.equal(why.status, 422);
    assert.match(why.body, /<input[^>]* name="lost_reason"/);
    assert.equal((await page.post(path, { stage_id: lost, lost_reason: 'price' })).status, 303);
    assert.equal((await got(rita.get(`/api/v1/deals/${deal.id}`))).state, 'lost');
    await blamed(rita.post(`/api/v1${path}`, { stage_id: won, value: 'much' }), 'value');
    const gone = await page.post(path, { stage_id: won, back: 'https://evil.example/' });
    assert.ok(gone.headers.get('location').startsWith(`/deals/${deal.id}?_changed=`));
});

test('an administrator shapes pipelines at the page, without JavaScript', async (t) => {
    const { server, ada, way, stages, named } = await company(t);
    const boss = await enter(ada, await hire(server, ada, 'Bo', { administrator: true }));
    assert.match((await boss.get('/settings/pipelines')).body, /value="Renewals"/);
    const added = await boss.post('/stages',
        { pipeline_id: way.id, name: 'Offer', probability: '40', ending: 'open' });
    assert.equal(added.status, 303);
    const offer = await named(way.id, 'Offer');
    const up = await boss.post(`/stages/${offer.id}/move`, { to: 'up', _version: offer.version });
    assert.equal(up.headers.get('location'), `/settings/pipelines?done=moved#stage-${offer.id}`);
    assert.equal(names(await stages(way.id)), 'Offer, New, Won, Lost');
    const bad = await boss.post(`/stages/${offer.id}`,
        { name: '', probability: '400', ending: 'open' });
    assert.equal(bad.status, 422);
    assert.match(bad.body, /Give a number from 0 to 100\./);
    assert.match(bad.body, /value="400"/);
    const behind = await boss.post(`/stages/${offer.id}`, { name: 'X', _version: offer.version });
    assert.equal(behind.status, 412);
    assert.match((await boss.get(`/stages/${offer.id}/remove`)).body, /No deal stands in Offer/);
    assert.equal((await boss.post(`/stages/${offer.id}/remove`)).status, 303);
    const won = await named(way.id, 'Won');
    const needed = await boss.post(`/stages/${won.id}/remove`);
    assert.equal(needed.status, 409);
    assert.match(needed.body, /one to win and one to lose/);
});
