// SPDX-License-Identifier: Apache-2.0
// Whoever closes a deal ends what was open on it, in the same write: what either side had promised,
// and what teams were asked. A won deal still owes what is to be delivered and paid.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blamed, got, made } from './lib/expect.mjs';
import { Page, linkTo } from './lib/page.mjs';
import { hire } from './lib/people.mjs';
import { run, startForAll } from './lib/server.mjs';

const server = await startForAll({ clock: '2026-03-16T09:00:00Z' });
const ada = await server.client();
const team = await made(ada.post('/api/v1/teams', { name: 'Billing' }));
const mona = await hire(server, ada, 'Mona', { manager: true });
const rick = await hire(server, ada, 'Rick', { rep: true, reports_to_id: mona.id });
const sue = await hire(server, ada, 'Sue', { support: true, team_id: team.id });

/** A deal on which both sides have promised something, and Billing was asked two things. */
async function deal(name) {
    const email = `${name.toLowerCase()}@buyer.example`;
    const contact = await made(rick.api.post('/api/v1/contacts', { name, email }));
    const { id } = await made(rick.api.post('/api/v1/deals', { name, contact_id: contact.id,
        value: '4800.00' }));
    const promise = (by, kind, what, due) => made(rick.api.post('/api/v1/promises',
        { deal_id: id, by, kind, channel: 'email', what, due }));
    await promise('us', 'price_info', 'Send the price', '2026-03-20T13:00:00Z');
    await promise('us', 'check', 'Billing checks the insurance', '2026-03-20T12:00:00Z');
    await promise('us', 'information', 'Send the manual', '2026-03-23T12:00:00Z');
    await promise('buyer', 'order', 'Send the order', '2026-03-23T12:00:00Z');
    await promise('buyer', 'payment', 'Pay the first half', '2026-03-27T12:00:00Z');
    await made(rick.api.post('/api/v1/requests', {
        deal_id: id, team: 'Billing', need: 'She pays in two halves.', promised: 'Two invoices',
        deadline: '2026-03-27T09:00:00Z', deadline_owner: 'buyer', if_missed: 'She cannot pay.',
    }));
    return { id, name, email };
}

const close = (who, { id }, how) => who.api.post(`/api/v1/deals/${id}/stage`, how);
const lose = (who, one) => close(who, one, { stage: 'Lost', lost_reason: 'No budget' });

/** {what: state} of its promises. */
async function states({ id }) {
    const { items } = await got(rick.api.get(`/api/v1/promises?deal_id=${id}`));
    return Object.fromEntries(items.map(({ what, state }) => [what, state]));
}

/** What Billing still has to answer of it. */
async function waiting({ id }) {
    const { items } = await got(sue.api.get('/api/v1/requests'));
    return items.filter((one) => one.deal_id === id && one.answer === 'waits')
        .map(({ what }) => what);
}

const alerts = async (who, kind) => (await got(ada.get(`/api/v1/alerts?to=${who}&limit=200`))).items
    .filter((alert) => alert.kind === kind);

const released = {
    'Send the price': 'released', 'Billing checks the insurance': 'released',
    'Send the manual': 'released', 'Send the order': 'released', 'Pay the first half': 'released',
};

test('one that we lose ends all of it at once, and its teams hear', async () => {
    const desks = await deal('Desks');
    assert.deepEqual(await waiting(desks), ['Two invoices', 'Billing checks the insurance']);
    const told = (await alerts(sue.email, 'request_not_needed')).length;
    const closed = await got(lose(mona, desks));
    assert.deepEqual([closed.state, closed.closed_by], ['lost', 'us']);
    assert.deepEqual(await got(rick.api.get(`/api/v1/deals/${desks.id}`)), closed);
    assert.deepEqual(await states(desks), released);
    assert.deepEqual(await waiting(desks), []);
    assert.equal((await alerts(sue.email, 'request_not_needed')).length, told + 2);
    await blamed(rick.api.post('/api/v1/promises', { deal_id: desks.id, by: 'us', kind: 'call',
        channel: 'phone', what: 'Call', due: '2026-03-27T12:00:00Z' }), 'deal_id');
    await blamed(rick.api.post('/api/v1/requests', { deal_id: desks.id, team: 'Billing',
        need: 'She pays in two halves.' }), 'deal_id');
    const { items: [newest] } = await got(rick.api.get(`/api/v1/deals/${desks.id}/history`));
    assert.equal(newest.kind, 'changed');
    const { stdout } = await run('check', '--database', server.database);
    assert.match(stdout, /everything adds up/);
});

test('planned steps and questions to experts end with it as well', async () => {
    for (const how of [{ stage: 'Lost', lost_reason: 'No budget' }, { stage: 'Won' }]) {
        const { id } = await deal(`Shelves${how.stage}`);
        const states = async (what) => (await got(rick.api.get(`/api/v1/${what}?deal_id=${id}`)))
            .items.map(({ state }) => state);
        await got(rick.api.post(`/api/v1/deals/${id}/sequence`,
            { steps: '2 letter: A\n9 call: B' }));
        await made(rick.api.post('/api/v1/consults',
            { deal_id: id, words: 'At 4 °C?', expert_id: rick.id }));
        assert.deepEqual([await states('cadences'), await states('consults')],
            [['planned', 'planned'], ['open']]);
        await got(close(mona, { id }, how));
        assert.deepEqual([await states('cadences'), await states('consults')],
            [['cancelled', 'cancelled'], ['not_needed']]);
    }
});

test('one that we win owes what is to be sent and paid, and nothing more', async () => {
    const chairs = await deal('Chairs');
    await got(close(rick, chairs, { stage: 'Won' }));
    assert.deepEqual(await states(chairs), { ...released, 'Send the manual': 'open',
        'Send the order': 'kept', 'Pay the first half': 'open' });
    assert.deepEqual(await waiting(chairs), ['Two invoices']);
});

test('a deal that is closed and taken back begins with nothing promised', async () => {
    const lamps = await deal('Lamps');
    await got(lose(rick, lamps));
    const back = await got(rick.api.post(`/api/v1/deals/${lamps.id}/undo`, {}));
    assert.equal(back.state, 'open');
    assert.deepEqual(await states(lamps), released);
    await made(rick.api.post('/api/v1/promises', { deal_id: lamps.id, by: 'us', kind: 'price_info',
        channel: 'email', what: 'Send the price again', due: '2026-03-27T12:00:00Z' }));
    await got(lose(rick, lamps));
    assert.deepEqual(await states(lamps), { ...released, 'Send the price again': 'released' });
});

test('many that are closed at once, too, and that is taken back as any other', async () => {
    const both = [await deal('Shelves'), await deal('Stools')];
    const { items } = await got(ada.get('/api/v1/stages'));
    const { id: stage } = items.find(({ name }) => name === 'Won');
    const finish = async (bulk) => {
        let now = await got(mona.api.post(`/api/v1/bulk/${bulk.id}/run`, {}));
        for (let tries = 0; now.state === 'running' && tries < 600; tries++) {
            now = await got(mona.api.get(`/api/v1/bulk/${bulk.id}`));
        }
        return now;
    };
    const bulk = await made(mona.api.post('/api/v1/bulk',
        { record: 'deal', id: both.map(({ id }) => id), set: { stage_id: stage } }));
    assert.equal((await finish(bulk)).changed, 2);
    for (const one of both) {
        assert.equal((await states(one))['Send the price'], 'released');
        assert.deepEqual(await waiting(one), ['Two invoices']);
    }
    const back = await made(mona.api.post(`/api/v1/bulk/${bulk.id}/undo`, {}));
    assert.equal((await finish(back)).changed, 2);
    const now = await got(rick.api.get(`/api/v1/deals/${both[0].id}`));
    assert.equal(now.state, 'open');
});

test('what was late when it was lost is broken, and no clock of it rings any more', async () => {
    const tables = await deal('Tables');
    const call = { deal_id: tables.id, channel: 'phone', direction: 'outbound', needs: 'Tables',
        details: 'She asks.', next_step: 'Write', next_step_due: '2026-03-27T09:00:00Z' };
    await made(rick.api.post('/api/v1/touches', call));
    await ada.setClock('2026-03-20T12:30:00Z');
    const page = new Page(server.origin, await linkTo(ada, tables.email));
    await got(lose(rick, tables));
    assert.deepEqual(await states(tables), { ...released,
        'Billing checks the insurance': 'broken' });
    await page.open();
    assert.match(page.text, /Send the price not needed any more/);
    assert.match(page.text, /Billing checks the insurance broken/);
    const heard = async () => {
        const { items: told } = await got(ada.get(`/api/v1/alerts?to=${rick.email}&limit=200`));
        const { items: letters } = await got(ada.get(`/api/v1/outbox?deal_id=${tables.id}`));
        const of = told.filter(({ deal_id: id }) => id === tables.id);
        return [...of, ...letters].map(({ kind }) => kind);
    };
    const before = await heard();
    await ada.setClock('2026-04-06T12:00:00Z');
    assert.deepEqual(await heard(), before);
});
