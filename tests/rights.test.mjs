// SPDX-License-Identifier: Apache-2.0
// Every route as every role: what one may not see is not there, what one may not do is refused, and
// neither changes anything. The company: Ada at the top; Mona's team with Rita and Rolf; Max's team
// with Sam; Otto, who administers and sells nothing; Sue of billing, who is asked for what was
// promised; Eve, an executive below whom nobody is. Rita has the deal that all this is about.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { contents, rows } from './lib/database.mjs';
import { Buyer } from './lib/story.mjs';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { Visitor, enter, hire } from './lib/people.mjs';
import { client } from './lib/api.mjs';
import { run, startForAll } from './lib/server.mjs';

const soon = '2017-03-22T15:00:00Z';
const server = await startForAll({ clock: '2017-03-15T10:00:00Z' });
const ada = await server.client();
const people = {};
const everybodys = { name: 'For all', url: '/accounts?sort=-name', shared: true };
await made(ada.post('/api/v1/views', everybodys));
const account = await made(ada.post('/api/v1/accounts', { name: 'Acme' }));
const cleo = { name: 'Cleo', email: 'cleo@example.com', account_id: account.id };
const contact = await made(ada.post('/api/v1/contacts', cleo));
let deal, touch;

async function hireAll() {
    const top = await got(ada.get('/api/v1/me'));
    const hired = (name, ...roles) => hire(server, ada, name, ...roles);
    people.Ada = { ...top, api: ada, roles: ['manager', 'administrator'] };
    for (const name of ['Mona', 'Max']) {
        people[name] = { ...await hired(name, { manager: true }), roles: ['manager'] };
    }
    for (const [name, manager] of [['Rita', 'Mona'], ['Rolf', 'Mona'], ['Sam', 'Max']]) {
        const line = { rep: true, reports_to_id: people[manager].id };
        people[name] = { ...await hired(name, line), roles: ['rep'] };
    }
    const otto = await hired('Otto', { administrator: true });
    people.Otto = { ...otto, roles: ['administrator'] };
    const team = await made(ada.post('/api/v1/teams', { name: 'Billing' }));
    people.Sue = { ...await hired('Sue', { support: true, team_id: team.id }), roles: ['support'] };
    people.Eve = { ...await hired('Eve', { executive: true }), roles: ['executive'] };
    for (const person of Object.values(people).filter(({ id }) => id !== top.id)) {
        person.page = await enter(ada, person);
    }
}

function step(deal_id) {
    return {
        deal_id, channel: 'phone', direction: 'outbound', details: 'We spoke.',
        next_step: 'Send the offer', next_step_due: soon,
    };
}

async function sell() {
    const { Rita, Sam } = people;
    await made(ada.post('/api/v1/products', { name: 'Fleet', price: '10.00' }));
    const asked = { account_id: account.id, value: '1000.00', expected_close: '2017-03-31' };
    deal = await made(Rita.api.post('/api/v1/deals', { name: 'Ritas fleet', ...asked }));
    const other = await made(Sam.api.post('/api/v1/deals', { name: 'Sams fleet', ...asked }));
    await made(ada.post('/api/v1/rates', { base: 'EUR', rate: '1.0840' }));
    touch = await made(Rita.api.post('/api/v1/touches', step(deal.id)));
    await made(Sam.api.post('/api/v1/touches', step(other.id)));
    await made(Rita.api.post('/api/v1/promises', {
        deal_id: deal.id, by: 'us', kind: 'check', what: 'Billing checks it', due: soon,
    }));
    const said = await made(Rita.api.post('/api/v1/touches',
        { ...step(deal.id), direction: 'inbound' }));
    const of = { deal_id: deal.id, touch_id: said.id };
    await made(Rita.api.post('/api/v1/changes', {
        ...of, provenance: 'buyer_confirmed', kind: 'budget', new_value: '900',
    }));
    await made(Rita.api.post('/api/v1/questions', { deal_id: deal.id, name: 'timeline' }));
    const party = await made(Rita.api.post('/api/v1/parties', { deal_id: deal.id, name: 'Payer' }));
    await made(Rita.api.post('/api/v1/consents', { party_id: party.id, touch_id: said.id }));
    await made(Rita.api.post('/api/v1/roadblocks', { ...of, what: 'Too dear' }));
    await made(Rita.api.post('/api/v1/approvals',
        { deal_id: deal.id, amount: '800.00', reason: 'An offer.' }));
    await made(Rita.api.post('/api/v1/consults',
        { deal_id: deal.id, words: 'At 4 °C?', expert_id: Rita.id }));
    await made(Rita.api.post('/api/v1/alternatives', { ...of, who: 'Zed' }));
    await made(Rita.api.post('/api/v1/slots', { starts: soon }));
    await got(Rita.api.post(`/api/v1/deals/${deal.id}/sequence`, { steps: '9 letter: Write' }));
    await made(Rita.api.post('/api/v1/messages', {
        deal_id: deal.id,
        contact_id: contact.id,
        kind: 'answer',
        subject: 'Yes',
        text: 'It fits.',
        next_step: 'Hear from her',
        next_step_due: soon,
    }));
}

/* Amy asks, is given to Rita, and has something to tell Rita's manager. */
async function ask() {
    const { Rita } = people;
    await made(ada.post('/api/v1/assignments', { user_id: Rita.id, region: 'North' }));
    await made(ada.post('/api/v1/certificates',
        { user_id: Rita.id, product_id: 1, passed: '2017-01-02' }));
    await made(Rita.api.post('/api/v1/enquiries',
        { name: 'Amy', email: 'amy@example.org', message: 'A fleet.', region: 'North' }));
    await got(ada.setClock('2017-03-15T10:01:00Z'));
    const { items } = await got(ada.get('/api/v1/outbox'));
    const receipt = items.find(({ kind }) => kind === 'receipt');
    await new Buyer({ server }, receipt).send('manager', { words: 'She is kind.' });
}

await hireAll();
await sell();
await ask();
await made(ada.post('/api/v1/bulk', {
    record: 'account', id: [account.id], set: { country: 'Norway' },
}));
await writeFile(join(server.folder, 'accounts.csv'), 'name\nImported\n');
await run('import', '--database', server.database, '--record', 'account',
    join(server.folder, 'accounts.csv'));
const { files: [list], id: lookedAt } = await made(ada.post('/api/v1/imports', {
    record: 'account', filename: 'list.csv', csv: 'name\nListed\n',
}));
await ada.post(`/api/v1/imports/${lookedAt}/mapping`, { [`f${list.id}_save_as`]: 'Lists' });

/* Who sees what is Rita's, and the import and the bulk edit that Ada made. */
const line = ['Ada', 'Mona', 'Rita'];
const above = ['Ada'];

/** The routes as `counterpart routes` lists them. */
async function listRoutes() {
    const { stdout } = await run('routes');
    return stdout.trim().split('\n').map((text) => {
        const [method, path, doors, right, roles] = text.split(' ');
        return { method, path, doors: doors.split(','), right, roles: roles.split(',') };
    });
}

/** The id that stands in a route: Rita's deal, her touch, something of everybody's. */
function idIn(path) {
    const ids = { deals: deal.id, touches: touch.id, contacts: contact.id, users: people.Sam.id };
    return ids[path.split('/')[1]] ?? 1;
}

/** What is listed of one deal. */
const ofDeals = new RegExp('^/(touches|messages|facts|changes|questions|parties|consents|roadblocks'
    + '|approvals|consults|cadences|alternatives)$');

function filled({ path, right }) {
    const word = path.startsWith('/policies') || path.startsWith('/settings')
        ? 'commit_floor' : path.startsWith('/export') ? 'account'
            : path.startsWith('/reports') ? 'scorecard' : 'name';
    const asked = path.endsWith('/state') ? '?on=2017-03-15'
        : ofDeals.test(path) && right !== 'approval:decide' ? `?deal_id=${deal.id}`
            : path.endsWith('/verified') ? '?step=Call' : path === '/search' ? '?q=ritas' : '';
    return (path + asked).replace('{id}', idIn(path)).replaceAll('{id}', people.Rolf.id)
        .replaceAll('{word}', word);
}

const ritas = new RegExp('^/(deals|touches|promises|messages|outbox|facts|changes|questions'
    + '|parties|consents|roadblocks|approvals|enquiries|consults|cadences|alternatives|slots)'
    + '/\\{id\\}');

function isHidden(route, name) {
    const isRitas = ritas.test(route.path)
        || (/^\/requests\/\{id\}/.test(route.path) && name !== 'Sue');
    const isAdas = /^\/(imports?|bulk)\/\{id\}/.test(route.path);
    if (/^\/complaints\/\{id\}/.test(route.path)) {
        return !['Ada', 'Mona'].includes(name); // and she whom it is about least of all
    }
    return (isRitas && !line.includes(name)) || (isAdas && !above.includes(name));
}

/** 401, 403, 404, or undefined where he may. */
function refusal(route, name) {
    const person = people[name];
    if (!person) {
        return 401;
    }
    if (!route.roles.some((role) => person.roles.includes(role))) {
        return 403;
    }
    return isHidden(route, name) ? 404 : undefined;
}

/** Both ways in: how the page is asked, and how the API is. */
function ways(route, name) {
    const { method, doors } = route;
    const person = people[name];
    const nobody = { page: new Visitor(server.origin), api: client(server.origin) };
    const found = [];
    if (doors.includes('api')) {
        const { api } = person ?? nobody;
        const body = method === 'GET' || method === 'DELETE' ? undefined : {};
        found.push({ door: 'api', ask: () => api.call(method, `/api/v1${filled(route)}`, body) });
    }
    if ((doors.includes('page') || doors.includes('fragment')) && (person?.page ?? !person)) {
        const { page } = person ?? nobody;
        const form = method === 'GET' ? undefined : {};
        found.push({ door: 'page', ask: () => page.call(method, filled(route), form) });
    }
    return found;
}

/** A page sends who is not signed in to the sign-in. */
function assertRefused({ status, headers }, expected, what) {
    const isSentToSignIn = status === 303 && headers.get('location').startsWith('/sign-in');
    assert.equal(expected === 401 && isSentToSignIn ? 401 : status, expected, what);
}

const everybody = ['nobody', 'Ada', 'Mona', 'Rita', 'Rolf', 'Max', 'Sam', 'Otto', 'Sue', 'Eve'];
const routes = await listRoutes();
const guarded = routes.filter(({ doors }) => !doors.includes('open'));

test('the program lists its routes', () => {
    assert.ok(guarded.length > 40);
    assert.ok(guarded.every(({ right }) => /^[a-z_]+:[a-z_]+$/.test(right)));
    const open = routes.filter(({ doors }) => doors.includes('open'));
    const paths = [...new Set(open.map(({ path }) => path))].sort();
    assert.deepEqual(paths, ['/api/openapi.json', '/ask', '/b/{word}', '/b/{word}/{word}',
        '/enquiries', '/healthz', '/join/{word}', '/metrics', '/readyz', '/sign-in',
        '/test/clock']);
});

for (const route of guarded) {
    const name = `${route.method} ${route.path} (${route.doors}) refuses who may not, unchanged`;
    test(name, async () => {
        const untouched = JSON.stringify(contents(server.database, 'refusal'));
        for (const who of everybody) {
            const expected = refusal(route, who);
            for (const { door, ask } of expected ? ways(route, who) : []) {
                assertRefused(await ask(), expected, `${who} through ${door}`);
                const now = JSON.stringify(contents(server.database, 'refusal'));
                assert.equal(now, untouched, `${who} through ${door} changed the database`);
            }
        }
    });
}

for (const route of guarded.filter(({ method }) => method === 'GET')) {
    test(`GET ${route.path} (${route.doors}) opens for who may`, async () => {
        for (const who of everybody.filter((name) => !refusal(route, name))) {
            for (const { door, ask } of ways(route, who)) {
                const { status, body } = await ask();
                assert.equal(status, 200, `${who}, ${door}: ${JSON.stringify(body)}`);
            }
        }
    });
}

async function names(api, path) {
    const { items } = await got(api.get(path));
    return items.map(({ name }) => name).sort();
}

test('a rep of another team does not find the deal, wherever he looks', async () => {
    const { api, page } = people.Sam;
    await refused(api.get(`/api/v1/deals/${deal.id}`), 404);
    assert.equal((await page.get(`/deals/${deal.id}`)).status, 404);
    assert.deepEqual(await names(api, '/api/v1/deals'), ['Sams fleet']);
    assert.deepEqual(await names(api, `/api/v1/deals?account_id=${account.id}`), ['Sams fleet']);
    assert.deepEqual(await names(api, `/api/v1/deals?owner_id=${people.Rita.id}`), []);
    assert.deepEqual(await names(api, '/api/v1/deals?q=ritas'), []);
    assert.equal((await got(api.get('/api/v1/deals'))).count, 1);
    const found = await api.get('/api/v1/find?q=ritas');
    assert.ok(!JSON.stringify(found.body).includes('Ritas fleet'));
    for (const path of ['/deals', '/board', '/', '/search?q=ritas', `/accounts/${account.id}`]) {
        const { status, body } = await page.get(path);
        assert.equal(status, 200, path);
        assert.ok(!body.includes('Ritas fleet'), `${path} shows what is not for him`);
    }
});

test('a deal that is not there and one that is not his are the same answer', async () => {
    const { api } = people.Sam;
    const hidden = await refused(api.get(`/api/v1/deals/${deal.id}`), 404);
    const absent = await refused(api.get('/api/v1/deals/999999'), 404);
    assert.deepEqual({ ...hidden, request_id: '' }, { ...absent, request_id: '' });
});

test('nobody logs a touch on a deal that he does not see', async () => {
    await blamed(people.Sam.api.post('/api/v1/touches', step(deal.id)), 'deal_id');
});

test('a manager sees his team at once, his own manager everybody', async () => {
    assert.deepEqual(await names(people.Rolf.api, '/api/v1/deals'), []);
    assert.deepEqual(await names(people.Mona.api, '/api/v1/deals'),
        ['Enquiry of Amy', 'Ritas fleet']);
    assert.deepEqual(await names(people.Max.api, '/api/v1/deals'), ['Sams fleet']);
    assert.deepEqual(await names(ada, '/api/v1/deals'),
        ['Enquiry of Amy', 'Ritas fleet', 'Sams fleet']);
});

test('a forecast holds what one sees and nothing else', async () => {
    const best = async ({ api }) => (
        (await got(api.get('/api/v1/forecast?year=2017'))).best_case.amount);
    assert.equal(await best(people.Rita), '1000.00');
    assert.equal(await best(people.Rolf), '0.00');
    assert.equal(await best(people.Mona), '1000.00');
    assert.equal(await best(people.Ada), '2000.00');
});

test('a shared deal is the one deal that is seen more, and no longer when it ends', async () => {
    const { Rita, Sam } = people;
    const path = `/api/v1/deals/${deal.id}`;
    assert.equal((await Rita.api.post(`${path}/share`, { user_id: Sam.id })).status, 204);
    assert.deepEqual(await names(Sam.api, '/api/v1/deals'), ['Ritas fleet', 'Sams fleet']);
    assert.equal((await got(Sam.api.get('/api/v1/deals'))).count, 2);
    assert.deepEqual(await names(people.Max.api, '/api/v1/deals'), ['Sams fleet']);
    assert.equal((await Rita.api.post(`${path}/unshare`, { user_id: Sam.id })).status, 204);
    await refused(Sam.api.get(path), 404);
});

test('who changes teams sees and is seen by the next request', async () => {
    const { Rita, Max, Mona } = people;
    await got(ada.patch(`/api/v1/users/${Rita.id}`, { reports_to_id: Max.id }));
    assert.deepEqual(await names(Max.api, '/api/v1/deals'),
        ['Enquiry of Amy', 'Ritas fleet', 'Sams fleet']);
    assert.deepEqual(await names(Mona.api, '/api/v1/deals'), []);
    await got(ada.patch(`/api/v1/users/${Rita.id}`, { reports_to_id: Mona.id }));
});

test('a form without our token, or from another site, changes nothing', async () => {
    const { page } = people.Rita;
    const untouched = contents(server.database, 'refusal');
    const stranger = new Visitor(server.origin, page.cookie);
    const form = { name: 'Changed by somebody else' };
    assert.equal((await stranger.post(`/accounts/${account.id}`, form)).status, 403);
    const forged = await fetch(`${server.origin}/accounts/${account.id}`, {
        method: 'POST', body: new URLSearchParams({ ...form, _csrf: page.csrf }),
        headers: { cookie: page.cookie, origin: 'https://elsewhere.example' },
    });
    assert.equal(forged.status, 403);
    assert.deepEqual(contents(server.database, 'refusal'), untouched);
});

test('who is made inactive is out at once, on pages and API', async () => {
    const temp = await hire(server, ada, 'Tara');
    const page = await enter(ada, temp);
    await got(ada.patch(`/api/v1/users/${temp.id}`, { active: false }));
    await refused(temp.api.get('/api/v1/deals'), 401);
    assert.equal((await page.get('/me')).status, 303);
});

test('keys, sessions and links are stored only as hashes', () => {
    const columns = rows(server.database, 'SELECT hash FROM api_key UNION ALL SELECT hash '
        + 'FROM session UNION ALL SELECT hash FROM invitation');
    const key = Object.values(people).map(({ api }) => api.key);
    const everything = JSON.stringify(contents(server.database));
    assert.ok(columns.every(({ hash }) => hash.length === 32));
    assert.ok(key.every((text) => !everything.includes(text)));
});
