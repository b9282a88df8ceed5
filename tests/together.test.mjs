// SPDX-License-Identifier: Apache-2.0
// A hundred programs edit the same ten deals at once, some saying which version they saw, some not,
// and log touches on them. No change is lost, none is made twice, and the sums equal their parts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client } from './lib/api.mjs';
import { holdNothing } from './lib/buyer.mjs';
import { rows } from './lib/database.mjs';
import { got, made } from './lib/expect.mjs';
import { hire } from './lib/people.mjs';
import { start } from './lib/server.mjs';
import { assertClean } from './lib/writer.mjs';

const clients = 100;
const deals = 10;
const edits = 12;
const stages = ['Prospecting', 'Engaging', 'Negotiation'];
const chosen = { value: 0, stage: 1, owner_id: 2, probability: 3, touch: 4 };

const call = {
    channel: 'phone', direction: 'outbound', next_step: 'Call again',
    next_step_due: '2099-05-03T09:00:00Z',
};

/** One of the hundred: what it changes bears its number, so that each change is told apart. */
class Editor {
    constructor(number, api, owners) {
        this.number = number;
        this.api = api;
        this.owners = owners;
        this.why = 0;
        this.done = []; // {deal, why, version, set}
        this.touches = [];
        this.behind = 0;
    }

    change(i) {
        const n = this.number * edits + i;
        switch (n % 5) {
        case chosen.value: return { value: `${n}.00` };
        case chosen.stage: return { stage: stages[n % stages.length] };
        case chosen.owner_id: return { owner_id: this.owners[n % this.owners.length] };
        case chosen.probability: return { probability: 1 + n % 99 };
        default: return undefined;
        }
    }

    async log(deal) {
        const details = `Said by ${this.number} for the ${this.touches.length}. time`;
        const { id } = await made(this.api.post('/api/v1/touches',
            { deal_id: deal, details, ...call }));
        this.touches.push({ id, deal, details });
    }

    /* Half of them say which version they saw and, when it has gone by, look again. */
    async edit(deal, set) {
        const why = `${this.number}-${this.why++}`;
        for (;;) {
            const { version } = await got(this.api.get(`/api/v1/deals/${deal}`));
            const seen = this.number % 2 ? { 'if-match': `"${version}"` } : {};
            const answer = await this.api.patch(`/api/v1/deals/${deal}`, { ...set, why }, seen);
            if (answer.status !== 412) {
                assert.equal(answer.status, 200, JSON.stringify(answer.body));
                assert.ok(this.number % 2 === 0 || answer.body.version <= version + 1);
                this.done.push({ deal, why, version: answer.body.version, set });
                return;
            }
            assert.ok(answer.body.current.version > version);
            this.behind++;
        }
    }

    async work(ids) {
        for (let i = 0; i < edits; i++) {
            const deal = ids[(this.number + i * 7) % ids.length];
            const set = this.change(i);
            await (set ? this.edit(deal, set) : this.log(deal));
        }
    }
}

function entriesOf(server, deal) {
    return rows(server.database, `SELECT seq, kind, body FROM entry
        WHERE record = 'deal' AND record_id = ? ORDER BY seq`, deal)
        .map(({ seq, kind, body }) => ({ seq, kind, body: JSON.parse(body) }));
}

/* Each acknowledged change stands in history once; one that found everything as it wished it is no
 * change and may be missing. */
function assertToldOnce(server, editors, deal) {
    const told = entriesOf(server, deal);
    assert.deepEqual(told.map(({ seq }) => seq), told.map((_, i) => i + 1));
    const whys = told.filter(({ kind }) => kind === 'changed').map(({ body }) => body.why);
    assert.equal(new Set(whys).size, whys.length);
    for (const { why, set } of editors.flatMap(({ done }) => done)
        .filter((change) => change.deal === deal)) {
        assert.ok(whys.includes(why) || !('value' in set), `${why} is not in history`);
    }
    const versions = new Set();
    for (const { why, version } of editors.flatMap(({ done }) => done)
        .filter((change) => change.deal === deal && whys.includes(change.why))) {
        assert.ok(!versions.has(version), `version ${version} was made twice, by ${why} too`);
        versions.add(version);
    }
    return told;
}

const now = `SELECT d.version, d.last_seq, d.value, d.probability, d.owner_id, s.name AS stage
    FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.id = ?`;

/** What the last to change it, in the order of versions, has set: nobody's change is lost. */
function lastSet(editors, deal, field) {
    const all = editors.flatMap(({ done }) => done)
        .filter((change) => change.deal === deal && field in change.set);
    return all.sort((a, b) => a.version - b.version).at(-1);
}

function assertLastStands(server, editors, deal) {
    const [stored] = rows(server.database, now, deal);
    const value = lastSet(editors, deal, 'value');
    const owner = lastSet(editors, deal, 'owner_id');
    const stage = lastSet(editors, deal, 'stage');
    assert.equal(stored.value, Math.round(Number(value.set.value) * 100));
    assert.equal(stored.owner_id, owner.set.owner_id);
    assert.equal(stored.stage, stage.set.stage);
    const likely = lastSet(editors, deal, 'probability');
    assert.ok(likely.version < stage.version || stored.probability === likely.set.probability);
    return stored;
}

test(`${clients} clients editing the same ${deals} deals lose no change`, async (t) => {
    const server = await start(t);
    const first = await server.client();
    await holdNothing(first);
    const people = [];
    for (const name of ['Rosa', 'Ralf', 'Rita']) {
        people.push((await hire(server, first, name)).id);
    }
    const ids = [];
    for (let i = 0; i < deals; i++) {
        const asked = { name: `Shared ${i}`, value: '1.00', owner_id: people[0] };
        ids.push((await made(first.post('/api/v1/deals', asked))).id);
    }
    const editors = Array.from({ length: clients },
        (_, number) => new Editor(number, client(server.origin, first.key), people));
    await Promise.all(editors.map((editor) => editor.work(ids)));
    const done = editors.flatMap((editor) => editor.done);
    assert.equal(done.length + editors.flatMap(({ touches }) => touches).length, clients * edits);
    for (const deal of ids) {
        const told = assertToldOnce(server, editors, deal);
        const stored = assertLastStands(server, editors, deal);
        assert.equal(stored.last_seq, told.length);
        // Each change is a version and an entry; the first touch has a second one: who reached out.
        const first = told.filter(({ kind, body }) => kind === 'changed' && !body.why).length;
        assert.equal(first, told.some(({ kind }) => kind === 'touch') ? 1 : 0);
        assert.equal(stored.version, told.length - first);
    }
    const stored = rows(server.database, 'SELECT id, deal_id, details FROM touch ORDER BY id')
        .map(({ id, deal_id: deal, details }) => ({ id, deal, details }));
    const logged = editors.flatMap(({ touches }) => touches).sort((a, b) => a.id - b.id);
    assert.deepEqual(stored, logged);
    const behind = editors.reduce((sum, editor) => sum + editor.behind, 0);
    assert.ok(behind > 0, 'nobody was ever behind: they did not meet');
    t.diagnostic(`${done.length} changes, ${behind} of a version that had gone by`);
    await assertClean(server);
});
