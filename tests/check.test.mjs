// SPDX-License-Identifier: Apache-2.0
// What only damage or somebody outside the program can do to a database is found by its check, each
// with a line that says where.
import assert from 'node:assert/strict';
import { copyFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { made } from './lib/expect.mjs';
import { run, startForAll } from './lib/server.mjs';
import { fixture } from './lib/shared.mjs';

const server = await startForAll({ clock: '2017-12-31T12:00:00Z' });
const whole = join(server.folder, 'whole.db'); /* a database in which all is right */

async function fill() {
    const api = await server.client();
    await run('import', '--database', server.database, '--preset', 'maven', fixture('maven'));
    const deal = await made(api.post('/api/v1/deals', { name: 'Forty desks' }));
    for (const details of ['They rang', 'They rang again']) {
        await made(api.post('/api/v1/touches', {
            deal_id: deal.id, details, next_step: 'Ring', next_step_due: '2018-01-03T10:00:00Z',
        }));
    }
    await run('backup', '--database', server.database, whole);
}

await fill();

/** The check of a copy to which this was done. */
async function checked(damage, ...options) {
    const file = join(server.folder, 'damaged.db');
    await copyFile(whole, file);
    await damage(file);
    return run('check', '--database', file, ...options).then(
        ({ stdout }) => ({ code: 0, stdout }), ({ code, stdout }) => ({ code, stdout }));
}

/** Statements by somebody who asks nobody. */
function by(...statements) {
    return (file) => {
        const database = new DatabaseSync(file, { enableForeignKeyConstraints: false });
        database.exec('DROP TRIGGER entry_no_delete; DROP TRIGGER entry_no_update;');
        statements.forEach((sql) => database.exec(sql));
        database.exec('PRAGMA journal_mode = DELETE; PRAGMA journal_mode = WAL;');
        database.close();
    };
}

const damages = [
    ['a row that refers to one that is gone', 'DELETE FROM account WHERE id = 2',
        /^reference: deal\.account_id: account 2 is not there, \d+ rows refer to it\. /m],
    ['a sum that refers to a stage that is gone', `UPDATE stage_sum SET stage_id = 99
        WHERE stage_id = 5`, /^reference: stage_sum\.stage_id: stage 99 is not there/m],
    ['history of something that is gone', 'DELETE FROM product WHERE id = 1',
        /^history_subject: product 1 is not there and has \d+ entries\. /m],
    ['an entry that was taken out', `DELETE FROM entry WHERE record = 'deal' AND record_id = 13
        AND seq = 2`, /^deal_history: deal 13: counted to 4; 3 entries, the last is 4\. /m],
    ['an entry that was renumbered', `UPDATE entry SET seq = 9 WHERE record = 'deal'
        AND record_id = 13 AND seq = 3`,
    /^deal_history: deal 13: counted to 4; 4 entries, the last is 9\. /m],
    ['an entry that was dated back', `UPDATE entry SET entered = 0 WHERE record = 'deal'
        AND record_id = 13 AND seq = 3`,
    /^history_order: deal 13, entry 3: entered 1970-01-01T00:00:00Z, the one before 2017-12-31/m],
    ['a touch that was taken out', 'DELETE FROM touch WHERE id = 1',
        /^touch_told: deal 13, entry 2: its touch is not there\. /m],
    ['a touch that was slipped in', `INSERT INTO touch (version, created, updated, deal_id,
        happened) VALUES (1, 0, 0, 13, 5)`, /^touch_told: touch 3 of deal 13: 0 entries\. /m],
    ['a state that was taken out', 'DELETE FROM deal_state WHERE deal_id = 3',
        /^deal_state_open: deal 3: 0 open states\. /m],
    ['an account whose name was changed behind its back', `UPDATE account SET name = 'Zog'
        WHERE id = 1`, /^fold: account 1: name_fold\. /m],
    ['an index that was dropped', 'DROP INDEX deal_owner_state_due',
        /^list_index: deals by next_step_due, one owner: wants the index deal_owner_state_due, /m],
    ['an import that counted wrong', 'UPDATE import SET problems = problems + 1',
        /^import_counts: import 1: /m],
];

test('a database in which all is right has no faults', async () => {
    const { code, stdout } = await checked(() => {});
    assert.equal(code, 0);
    assert.match(stdout, /^everything adds up: .*\b13 deals, .*\b2 touches, .*\bentries\n$/);
});

for (const [name, sql, line] of damages) {
    test(`${name} is found`, async () => {
        const { code, stdout } = await checked(by(sql));
        assert.match(stdout, line);
        assert.match(stdout, /^ {2}\S/m); /* what to do */
        assert.match(stdout, /\ndoes not add up, \d+ faults: /);
        assert.equal(code, 1);
    });
}

test('a page that was overwritten is found, and the rest is still looked at', async () => {
    const { code, stdout } = await checked(async (file) => {
        by("UPDATE account SET name = 'Zog' WHERE id = 1")(file);
        const database = new DatabaseSync(file, { readOnly: true });
        const [{ rootpage }] = database.prepare(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'deal_name'").all();
        database.close();
        const bytes = await open(file, 'r+');
        await bytes.write(Buffer.alloc(4096, 'x'), 0, 4096, (rootpage - 1) * 4096);
        await bytes.close();
    });
    assert.equal(code, 1);
    assert.match(stdout, /^integrity: .*\n/m);
    assert.match(stdout, /^fold: account 1: name_fold\. /m);
});

test('a program reads the faults as JSON', async () => {
    const { code, stdout } = await checked(by('DELETE FROM deal_state WHERE deal_id = 3'),
        '--json');
    const { faults, faults_count, rows } = JSON.parse(stdout);
    assert.equal(code, 1);
    assert.equal(faults_count, faults.length);
    const [{ where, what, next }] = faults.filter(({ check }) => check === 'deal_state_open');
    assert.equal(where, 'deal 3: 0 open states');
    assert.ok(what.length > 0 && next.length > 0);
    assert.equal(rows.deals, 13);
    const clean = await checked(() => {}, '--json');
    assert.deepEqual(JSON.parse(clean.stdout).faults, []);
    assert.equal(clean.code, 0);
});
