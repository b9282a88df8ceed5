// SPDX-License-Identifier: Apache-2.0
// Search as programs and people without JavaScript meet it, and what erasing words leaves behind:
// nothing, in the database, in its log, and in a new backup.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { rows } from './lib/database.mjs';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { enter, hire } from './lib/people.mjs';
import { onServer, run, startForAll } from './lib/server.mjs';

const server = await startForAll({ clock: '2017-03-15T10:00:00Z' });
const ada = await server.client();
const rita = await hire(server, ada, 'Rita', { rep: true });
const sam = await hire(server, ada, 'Sam', { rep: true });
const ritasPage = await enter(ada, rita);

const find = (api, words, kind = '') => got(api.get(
    `/api/v1/search?${new URLSearchParams(kind ? { q: words, kind } : { q: words })}`));

/** "deal Forty desks": what is found, in its order. */
async function found(api, words, kind) {
    const { items } = await find(api, words, kind);
    return items.map((item) => `${item.kind} ${item.title}`);
}

function touchOf(deal, details, next = 'Ring again') {
    return {
        deal_id: deal.id, channel: 'phone', direction: 'outbound', details,
        next_step: next, next_step_due: '2017-03-22T15:00:00Z',
    };
}

const account = await made(ada.post('/api/v1/accounts', { name: 'Kestrel Airways' }));
await made(ada.post('/api/v1/accounts', { name: 'Heron Lines', notes: 'They know Kestrel.' }));
await made(ada.post('/api/v1/contacts', {
    name: 'Zoë Müller', email: 'zoe@kestrel-air.example', account_id: account.id,
}));
const deal = await made(rita.api.post('/api/v1/deals', {
    name: 'Forty seats', account_id: account.id, value: '4000.00',
}));
await made(rita.api.post('/api/v1/touches', touchOf(deal, 'Kestrel wants <i>red leather</i>.')));

test('words are found wherever they were written, in titles first', async () => {
    assert.deepEqual(await found(rita.api, 'kestrel'), [
        'account Kestrel Airways', 'account Heron Lines', 'contact Zoë Müller', 'touch Forty seats',
    ]);
    assert.deepEqual(await found(rita.api, 'KESTREL leath'), ['touch Forty seats']);
    assert.deepEqual(await found(rita.api, 'muller'), ['contact Zoë Müller']);
    assert.deepEqual(await found(rita.api, 'zoe@kestrel-air.example'), ['contact Zoë Müller']);
    assert.deepEqual(await found(rita.api, '"red leather"', 'touches'), ['touch Forty seats']);
    assert.deepEqual(await found(rita.api, '"leather red"', 'touches'), []);
});

test('a colleague finds neither the deal nor its touch until it is shared with him', async () => {
    assert.deepEqual(await found(sam.api, 'leather'), []);
    assert.deepEqual(await found(sam.api, 'forty'), []);
    const { kinds } = await find(sam.api, 'forty');
    assert.ok(kinds.every(({ count }) => count === 0));
    await rita.api.post(`/api/v1/deals/${deal.id}/share`, { user_id: sam.id });
    assert.deepEqual(await found(sam.api, 'leather'), ['touch Forty seats']);
    await rita.api.post(`/api/v1/deals/${deal.id}/unshare`, { user_id: sam.id });
    assert.deepEqual(await found(sam.api, 'forty'), []);
});

test('a question without words, or with too many, is named', async () => {
    await blamed(ada.get('/api/v1/search'), 'q');
    await blamed(ada.get('/api/v1/search?q=%2A%20%28'), 'q');
    await blamed(ada.get(`/api/v1/search?q=${'a+'.repeat(13)}`), 'q');
    await blamed(ada.get(`/api/v1/search?q=${'a'.repeat(201)}`), 'q');
    await blamed(ada.get('/api/v1/search?q=a&kind=users'), 'kind');
    await blamed(ada.get('/api/v1/search?q=a&limit=51'), 'limit');
});

test('the page shows kinds, marks words, and says what to do when there is nothing', async () => {
    const page = async (query) => (await ritasPage.get(`/search${query}`)).body;
    const some = await page('?q=kestrel');
    assert.match(some, /<mark>Kestrel<\/mark> Airways/);
    assert.match(some, /<mark>Kestrel<\/mark> wants &lt;i&gt;red/);
    assert.match(await page('?q=kestrel&kind=accounts'), /They know <mark>Kestrel/);
    assert.match(await page('?q=nowhere'), /Nothing[^]*<b>nowhere<\/b>/);
    assert.match(await page('?q=%2A'), /role="alert"[^]*letters or digits/);
    assert.match(await page(''), /All words must be there/);
});

// ---- erasing ----

const secret = 'Xylotomographica';
const words = `She said in confidence: ${secret} is ill.`;
const erased = await made(rita.api.post('/api/v1/touches',
    touchOf(deal, words, `Ask after ${secret}`), { 'idempotency-key': 'once' }));

async function files(...names) {
    return Buffer.concat(await Promise.all(names.map((name) => readFile(name))));
}

/** Whether the word stands anywhere in these bytes, as typed or as it is indexed. */
function holds(bytes) {
    return [secret, secret.toLowerCase()].some((word) => bytes.includes(word));
}

async function backup(name) {
    const to = join(server.folder, name);
    await run('backup', '--database', server.database, to);
    return files(to);
}

test('only a manager who sees the deal erases, and the words are nowhere to be read', async () => {
    const before = onServer ? undefined : await backup('before.db');
    assert.ok(onServer || holds(before));
    assert.ok(onServer || holds(await files(server.database, `${server.database}-wal`)));
    assert.deepEqual(await found(ada, secret), ['touch Forty seats']);
    await refused(rita.api.post(`/api/v1/touches/${erased.id}/erase`), 403);
    const blank = await got(ada.post(`/api/v1/touches/${erased.id}/erase`));
    assert.deepEqual([blank.details, blank.next_step, blank.version], ['', '', 2]);
    assert.equal(blank.erased, '2017-03-15T10:00:00Z');
    assert.deepEqual(await found(ada, secret), []);
    const now = await got(ada.get(`/api/v1/deals/${deal.id}`));
    assert.match(now.next_step, /were erased/);
    const history = await got(ada.get(`/api/v1/deals/${deal.id}/history`));
    assert.deepEqual(history.items.map(({ kind }) => kind).slice(0, 2), ['erased', 'shared']);
    assert.ok(!JSON.stringify(history).includes(secret));
    const again = await rita.api.post('/api/v1/touches',
        touchOf(deal, words, `Ask after ${secret}`), { 'idempotency-key': 'once' });
    assert.ok(!JSON.stringify(again.body).includes(secret));
    await got(ada.post(`/api/v1/touches/${erased.id}/erase`));
});

test('what a touch was written as, and what read it back, lose its words with it', async () => {
    const amy = await made(ada.post('/api/v1/contacts',
        { name: 'Amy', email: 'amy@example.com', contact_hours: 'Mon 09:00-10:00' }));
    const of = await made(rita.api.post('/api/v1/deals', { name: 'Cloak', contact_id: amy.id }));
    const written = await rita.api.post('/api/v1/messages', {
        deal_id: of.id, kind: 'other', subject: `About ${secret}`, text: words,
        shared: `How ${secret} heals`, next_step: `Ask for ${secret}`,
        next_step_due: '2017-03-22T15:00:00Z',
    }, { 'idempotency-key': 'letter' });
    assert.equal(written.status, 201);
    const { id, letter_id: letter, touch_id: touch } = written.body;
    const heard = await made(rita.api.post('/api/v1/touches', {
        ...touchOf(of, 'She told me.'), direction: 'inbound', answered: 'reached',
        needs: `Nothing of ${secret}`,
    }));
    const letters = async () => (await got(rita.api.get(`/api/v1/outbox?deal_id=${of.id}`))).items;
    await got(ada.setClock('2017-03-15T10:02:00Z'));
    const back = (await letters()).find(({ kind }) => kind === 'read_back');
    assert.ok(back.text.includes(secret));
    await got(ada.post(`/api/v1/touches/${touch}/erase`));
    await got(ada.post(`/api/v1/touches/${heard.id}/erase`));
    const left = await letters();
    assert.ok(!JSON.stringify(left).includes(secret), JSON.stringify(left));
    const { state, why } = left.find((row) => row.id === letter);
    assert.deepEqual([state, why], ['cancelled', 'Its words were erased.']);
    const { subject, text, next_step: next } = await got(rita.api.get(`/api/v1/messages/${id}`));
    assert.deepEqual([subject, text, next], ['Words erased', '', '']);
    const again = await rita.api.post('/api/v1/messages', {
        deal_id: of.id, kind: 'other', subject: `About ${secret}`, text: words,
        shared: `How ${secret} heals`, next_step: `Ask for ${secret}`,
        next_step_due: '2017-03-22T15:00:00Z',
    }, { 'idempotency-key': 'letter' });
    assert.equal(again.body.id, id);
    assert.ok(!JSON.stringify(again.body).includes(secret), JSON.stringify(again.body));
});

/** What is erased goes from the files a moment after the answer. */
async function until(holdsTrue) {
    for (let tries = 0; tries < 200; tries += 1) {
        if (await holdsTrue()) {
            return;
        }
        await pause(50);
    }
    assert.fail('not within 10 s');
}

const due = 'SELECT name FROM db_words WHERE due <> 0';
const isClean = () => rows(server.database, due).length === 0;

test('the words are gone from file, log and a new backup', { skip: onServer }, async () => {
    await until(isClean);
    assert.ok(!holds(await files(server.database, `${server.database}-wal`)));
    assert.ok(!holds(await backup('after.db')));
    assert.deepEqual(await found(ada, 'leather'), ['touch Forty seats']);
});

test('among hundreds of touches the words of some go and the others stay',
    { skip: onServer }, async () => {
        const head = 'outside_id,deal_id,details,direction,happened\n';
        const lines = Array.from({ length: 600 }, (_, i) => `T${i},${deal.name},`
            + `"${i % 100 === 7 ? secret : 'Plain'} ${i} ${'and so on '.repeat(i % 20)}",outbound,`
            + '2017-03-01T10:00:00Z\n');
        const list = join(server.folder, 'touches.csv');
        await writeFile(list, head + lines.join(''));
        await run('import', '--database', server.database, '--record', 'touch', list);
        const { items } = await find(ada, secret, 'touches');
        assert.equal(items.length, 6);
        for (const { id } of items) {
            await got(ada.post(`/api/v1/touches/${id}/erase`));
        }
        await until(isClean);
        assert.ok(!holds(await files(server.database, `${server.database}-wal`)));
        assert.ok(!holds(await backup('many.db')));
        const { kinds } = await find(ada, 'plain and', 'touches');
        assert.deepEqual(kinds[3], { kind: 'touch', count: 50, count_capped: true });
    });

// ---- filling in behind ----

test('rows that were there before the index are found after a while, killed or not',
    { skip: onServer }, async () => {
        await server.stop();
        const file = new DatabaseSync(server.database);
        file.exec(`DELETE FROM db_words_account; DELETE FROM db_words_touch;
            UPDATE db_words SET filled = 0 WHERE name IN ('account', 'touch')`);
        file.close();
        await server.serve();
        await server.kill();
        await server.serve();
        const api = await server.client();
        await until(async () => !(await find(api, 'kestrel')).filling);
        assert.equal((await find(api, 'kestrel', 'accounts')).items.length, 2);
        const { stdout } = await run('check', '--database', server.database);
        assert.match(stdout, /everything adds up/);
    });
