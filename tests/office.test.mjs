// SPDX-License-Identifier: Apache-2.0
// Office hours and holidays: what business time is counted by, who may change it, and that nothing
// that runs is moved.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rows } from './lib/database.mjs';
import { blamed, got, made, refused } from './lib/expect.mjs';
import { enter, hire } from './lib/people.mjs';
import { start } from './lib/server.mjs';

const saturday = '2026-03-14T14:10:00Z';
const delivered = 'Mon-Fri 09:00-17:00';

async function company(t) {
    const server = await start(t, { clock: saturday });
    const ada = await server.client();
    const rick = await hire(server, ada, 'Rick');
    return { server, ada, rick };
}

test('as delivered the office is open from Monday to Friday', async (t) => {
    const { ada, rick } = await company(t);
    const office = await got(rick.api.get('/api/v1/office'));
    assert.deepEqual(office, {
        hours: delivered, zone: 'UTC', open: false, opens: '2026-03-16T09:00:00Z', changed: null,
        changed_by: null, version: 1, clocks_on_earlier: 0, holidays: [],
    });
    await got(ada.setClock('2026-03-16T10:00:00Z'));
    assert.equal((await got(ada.get('/api/v1/office'))).open, true);
});

test('an administrator changes hours and holidays, and it is kept who and when', async (t) => {
    const { ada, rick } = await company(t);
    await refused(rick.api.patch('/api/v1/office', { hours: 'Mon 10:00-11:00' }), 403);
    const hours = 'Mon-Thu 08:00-12:00,13:00-16:00; Fri 08:00-12:00';
    const changed = await got(ada.patch('/api/v1/office', { hours }));
    assert.deepEqual([changed.hours, changed.changed, changed.changed_by],
        [hours, saturday, 'ada']);
    const day = '2026-03-16';
    const added = await got(ada.post('/api/v1/office/holidays', { day, name: 'Founding day' }));
    assert.deepEqual(added.holidays,
        [{ day, name: 'Founding day', changed: saturday, changed_by: 'ada' }]);
    assert.equal(added.opens, '2026-03-17T08:00:00Z');
    await refused(ada.post('/api/v1/office/holidays/2026-03-17/remove', {}), 404);
    const removed = await got(ada.post(`/api/v1/office/holidays/${day}/remove`, {}));
    assert.deepEqual([removed.holidays, removed.opens], [[], '2026-03-16T08:00:00Z']);
});

test('what cannot be said is refused by name, and nothing changes', async (t) => {
    const { ada } = await company(t);
    const change = (hours) => ada.patch('/api/v1/office', { hours });
    for (const hours of ['', 'always', 'Mon-Fri 17:00-09:00', 'Mon-Fri 09:00-25:00', '=1+1', 7]) {
        await blamed(change(hours), 'hours');
    }
    const holiday = (day, name) => ada.post('/api/v1/office/holidays', { day, name });
    await blamed(holiday('2026-02-30', 'Never'), 'day');
    await blamed(holiday('soon', ''), 'day', 'name');
    await blamed(holiday('2026-12-25', 'x'.repeat(100)), 'name');
    assert.equal((await got(ada.get('/api/v1/office'))).version, 1);
});

test('a changed calendar counts for new clocks and moves none that runs', async (t) => {
    const { server, ada, rick } = await company(t);
    await got(ada.setClock('2026-03-16T09:00:00Z'));
    const contact = { name: 'Bea Buyer', email: 'bea@example.com' };
    const { id } = await made(rick.api.post('/api/v1/contacts', contact));
    const deal = await made(rick.api.post('/api/v1/deals', { name: 'Desks', contact_id: id }));
    const promise = (due) => made(rick.api.post('/api/v1/promises', {
        deal_id: deal.id, by: 'us', kind: 'other', channel: 'email', what: 'The price', due,
    }));
    const halfOf = ({ id: subject }) => rows(server.database, `SELECT due, calendar FROM clock
        WHERE kind = 'promise_half' AND subject = ?`, subject)[0];
    const before = await promise('2026-03-16T17:00:00Z');
    const first = halfOf(before);
    const { version } = await got(ada.patch('/api/v1/office', { hours: 'Mon-Fri 09:00-11:00' }));
    const after = await promise('2026-03-16T17:00:00Z');
    assert.deepEqual(halfOf(before), first);
    const second = halfOf(after);
    assert.ok(second.due < first.due);
    assert.deepEqual([first.calendar, second.calendar], [1, version]);
    const running = rows(server.database, `SELECT count(*) AS n FROM clock
        WHERE state = 0 AND calendar = 1`)[0].n;
    const { clocks_on_earlier: old } = await got(ada.get('/api/v1/office'));
    assert.equal(old, running);
    await got(ada.setClock('2026-03-17T09:00:00Z'));
    assert.equal(rows(server.database, `SELECT ended FROM clock WHERE kind = 'promise_half'
        AND subject = ?`, before.id)[0].ended, first.due);
});

test('the page works without JavaScript, and shows a rep the hours only', async (t) => {
    const { ada, rick } = await company(t);
    const me = (await got(ada.get('/api/v1/users'))).items.find(({ name }) => name !== 'Rick');
    const page = await enter(ada, me);
    const shown = await page.get('/settings/office');
    assert.match(shown.body, new RegExp(delivered));
    const saved = await page.post('/office', { hours: 'Mon-Fri 08:00-16:00' });
    assert.deepEqual([saved.status, saved.headers.get('location')],
        [303, '/settings/office?done=hours']);
    const wrong = await page.post('/office/holidays', { day: 'soon', name: 'Day off' });
    assert.equal(wrong.status, 422);
    assert.match(wrong.body, /value="soon"/);
    assert.match(wrong.body, /value="Day off"/);
    assert.match(wrong.body, /id="day-error"/);
    assert.equal((await page.post('/office/holidays', { day: '25 dec 2026', name: 'Christmas' }))
        .status, 303);
    assert.match((await page.get('/settings/office?done=holiday')).body, /Christmas/);
    assert.equal((await page.post('/office/holidays/2026-12-25/remove')).status, 303);
    const rep = await enter(ada, rick);
    const theirs = (await rep.get('/settings/office')).body;
    assert.match(theirs, /Mon-Fri 08:00-16:00/);
    assert.doesNotMatch(theirs, /action="\/office"/);
});
