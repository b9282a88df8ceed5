// SPDX-License-Identifier: Apache-2.0
// Four weeks of selling across the end of a quarter: each day's forecast is what the deals say, to
// the cent, and months later "as it was on that day" is what was answered on that day.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdNothing } from './lib/buyer.mjs';
import { got, made } from './lib/expect.mjs';
import { hire } from './lib/people.mjs';
import { startForAll } from './lib/server.mjs';

const first = '2017-03-18';
const days = 28;
const periods = ['year=2017', 'year=2017&quarter=1', 'year=2017&quarter=2'];

const server = await startForAll({ clock: `${first}T08:00:00Z` });
const ada = await server.client();
await holdNothing(ada);
const people = { Ada: { api: ada } };
const deals = [];
let today = first;
let floor = 50;

function dayAfter(day, n = 1) {
    return new Date(Date.parse(day) + n * 86400000).toISOString().slice(0, 10);
}

/* The same numbers in each run. */
let seed = 20170318;
function dice(n) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor(seed / 65536) % n;
}

async function hireAll() {
    for (const name of ['Mona', 'Max']) {
        people[name] = await hire(server, ada, name, { manager: true });
    }
    for (const [name, manager] of [['Rita', 'Mona'], ['Rolf', 'Mona'], ['Sam', 'Max']]) {
        const line = { rep: true, reports_to_id: people[manager].id };
        people[name] = await hire(server, ada, name, line);
    }
}

await hireAll();
const reps = ['Rita', 'Rolf', 'Sam'];
const teams = {
    Ada: reps, Mona: ['Rita', 'Rolf'], Max: ['Sam'], Rita: ['Rita'], Rolf: ['Rolf'], Sam: ['Sam'],
};
const acme = await made(ada.post('/api/v1/accounts', { name: 'Acme' }));

/* ---- what happens on a day, at the server and in our own books ---- */

function amount() {
    return `${dice(90000)}.${String(dice(100)).padStart(2, '0')}`;
}

const cents = (text) => BigInt(text.replace('.', ''));

async function change(deal, fields) {
    await got(ada.patch(`/api/v1/deals/${deal.id}`, fields));
}

const happenings = {
    async begin() {
        const owner = reps[dice(reps.length)];
        const [probability, value] = [dice(101), dice(5) ? amount() : undefined];
        const close = dice(5) ? dayAfter(today, dice(60) - 10) : undefined;
        const { id } = await made(people[owner].api.post('/api/v1/deals', {
            name: `Deal ${deals.length}`, account_id: acme.id, probability, value,
            expected_close: close,
        }));
        deals.push({
            id, owner, probability, value: value && cents(value), close, said: false, state: 'open',
        });
    },
    async reprice(deal) {
        const value = amount();
        await change(deal, { value });
        deal.value = cents(value);
    },
    async doubt(deal) {
        const probability = dice(101);
        await change(deal, { probability });
        deal.probability = probability;
    },
    async guess(deal) {
        const close = dayAfter(today, dice(70));
        await change(deal, { expected_close: close });
        deal.said &&= close === deal.close;
        deal.close = close;
    },
    async hear(deal) {
        const close = dayAfter(today, dice(70));
        await made(ada.post('/api/v1/touches', {
            deal_id: deal.id, channel: 'email', direction: 'inbound', details: 'They told us.',
            next_step: 'Send it', next_step_due: dayAfter(today, 3), buyer_close: close,
        }));
        Object.assign(deal, { close, said: true });
    },
    async handOver(deal) {
        const owner = reps[dice(reps.length)];
        await change(deal, { owner_id: people[owner].id });
        deal.owner = owner;
    },
    async win(deal) {
        const value = amount();
        await change(deal, { stage: 'Won', value });
        Object.assign(deal, { state: 'won', value: cents(value), close: today });
    },
    async lose(deal) {
        await change(deal, { stage: 'Lost', lost_reason: 'They chose another.' });
        deal.state = 'lost';
    },
};

async function work() {
    await happenings.begin();
    for (let i = 0; i < 3; i++) {
        const open = deals.filter(({ state }) => state === 'open');
        const names = open.length > 0 ? Object.keys(happenings) : ['begin'];
        await happenings[names[dice(names.length)]](open[dice(open.length)]);
    }
}

/* ---- what a forecast should say of our books ---- */

const ends = {
    'year=2017': ['2017-01-01', '2017-12-31'],
    'year=2017&quarter=1': ['2017-01-01', '2017-03-31'],
    'year=2017&quarter=2': ['2017-04-01', '2017-06-30'],
};

function sum(some, of = ({ value }) => value ?? 0n) {
    return some.reduce((total, deal) => total + of(deal), 0n);
}

function written(minor) {
    return `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
}

function counted(some) {
    return { deals: some.length, value: { amount: written(sum(some)), currency: 'USD' } };
}

/** The figures by the book: each open deal counts in one place. */
function expected(name, period) {
    const [from, to] = ends[period];
    const ours = deals.filter(({ owner }) => teams[name].includes(owner));
    const open = ours.filter(({ state }) => state === 'open');
    const within = open.filter(({ close }) => close && close >= from && close <= to);
    const ahead = within.filter(({ close }) => close >= today);
    const sure = ahead.filter(({ value }) => value !== undefined);
    const won = ours.filter(({ state, close }) => state === 'won' && close >= from && close <= to);
    const weighted = sum(sure, ({ value, probability }) => value * BigInt(probability));
    const commit = sure.filter(({ said, probability }) => said && probability >= floor);
    const money = (minor) => ({ amount: written(minor), currency: 'USD' });
    return {
        closed_won: money(sum(won)),
        weighted: money((weighted + 50n) / 100n),
        best_case: money(sum(sure)),
        commit: money(sum(commit)),
        overdue: counted(within.filter(({ close }) => close < today)),
        undated: counted(open.filter(({ close }) => !close)),
        without_value: counted(ahead.filter(({ value }) => value === undefined)),
        unconfirmed: counted(sure.filter(({ said }) => !said)),
    };
}

function figures({ closed_won, weighted, best_case, commit, apart }) {
    const { overdue, undated, without_value, unconfirmed } = apart;
    return {
        closed_won, weighted, best_case, commit, overdue, undated, without_value, unconfirmed,
    };
}

/* ---- the story ---- */

const remembered = [];

async function lookAtTheDay() {
    for (const name of Object.keys(people)) {
        for (const period of periods) {
            const path = `/api/v1/forecast?${period}&by=owner`;
            const answer = await got(people[name].api.get(path));
            assert.deepEqual(figures(answer), expected(name, period), `${name}, ${period}`);
            assert.equal(answer.commit_floor, floor);
            remembered.push({ day: today, name, path, answer });
        }
    }
}

for (let n = 0; n < days; n++) {
    const day = dayAfter(first, n);
    test(`on ${day} the forecast is what the deals say, for everybody, to the cent`, async () => {
        await got(ada.setClock(`${day}T09:00:00Z`));
        today = day;
        await work();
        if (n % 9 === 4) {
            floor = 20 + dice(70);
            await got(ada.patch('/api/v1/policies/commit_floor', { value: floor }));
        }
        await lookAtTheDay();
    });
}

test('the teams and owners of a forecast add up to it', () => {
    for (const { answer, name } of remembered) {
        const won = ({ closed_won }) => cents(closed_won.amount);
        const of = (list) => list.reduce((all, line) => all + won(line), 0n);
        assert.equal(written(of(answer.owners)), answer.closed_won.amount, name);
        for (const team of answer.teams) {
            const ids = teams[team.owner[0].toUpperCase() + team.owner.slice(1)];
            const members = answer.owners.filter(({ owner }) => ids.includes(owner));
            assert.equal(written(of(members)), team.closed_won.amount, `${name}, ${team.owner}`);
        }
    }
});

test('months later the forecast as it was on a day is what was answered on that day', async () => {
    await got(ada.setClock('2017-09-30T12:00:00Z'));
    for (const { day, name, path, answer } of remembered) {
        const later = await got(people[name].api.get(`${path}&as_of=${day}`));
        assert.deepEqual(later, { ...answer, as_of: day }, `${name}, ${path}, ${day}`);
    }
});

test('a commit needs the buyer\'s date, however sure we are', async () => {
    const sure = { name: 'Sure', account_id: acme.id, value: '1000.00', probability: 99 };
    const close = '2017-12-01';
    const { id } = await made(ada.post('/api/v1/deals', { ...sure, expected_close: close }));
    const ours = async () => got(ada.get('/api/v1/forecast?year=2017&quarter=4'));
    assert.equal((await ours()).commit.amount, '0.00');
    const touch = {
        deal_id: id, channel: 'phone', direction: 'inbound', details: 'December it is.',
        next_step: 'Prepare', next_step_due: '2017-10-05',
    };
    await made(ada.post('/api/v1/touches', { ...touch, buyer_close: close }));
    assert.equal((await ours()).commit.amount, '1000.00');
    await got(ada.patch(`/api/v1/deals/${id}`, { probability: floor - 1 }));
    assert.equal((await ours()).commit.amount, '0.00');
});

test('a fiscal year begins in the month that the company says', async () => {
    await got(ada.patch('/api/v1/policies/fiscal_start', { value: 4 }));
    const { from, to } = await got(ada.get('/api/v1/forecast?year=2017'));
    assert.deepEqual([from, to], ['2017-04-01', '2018-03-31']);
    const quarter = await got(ada.get('/api/v1/forecast?year=2017&quarter=4'));
    assert.deepEqual([quarter.from, quarter.to], ['2018-01-01', '2018-03-31']);
    await got(ada.patch('/api/v1/policies/fiscal_start', { value: 1 }));
});

test('a day that has not begun has no forecast as it was', async () => {
    const { status, body } = await ada.get('/api/v1/forecast?year=2017&as_of=2017-10-01');
    assert.equal(status, 422);
    assert.deepEqual(body.errors.map(({ field }) => field), ['as_of']);
});

test('what is not understood in a forecast\'s question is named', async () => {
    const { body } = await ada.get('/api/v1/forecast?year=1&quarter=5&as_of=then&colour=red');
    const named = body.errors.map(({ field }) => field);
    assert.deepEqual(named.sort(), ['as_of', 'colour', 'quarter', 'year']);
});
