// SPDX-License-Identifier: Apache-2.0
// Any text comes back as it was given: through JSON, out of CSV and on a page, where it is shown
// and never run. What cannot be kept is refused by the field's name.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { objects } from './lib/csv.mjs';
import { made } from './lib/expect.mjs';
import { fieldsOf } from './lib/fields.mjs';
import { enter, hire } from './lib/people.mjs';
import { run, startForAll } from './lib/server.mjs';
import { shared } from './lib/shared.mjs';

const ours = [
    '"quoted"', '\'single\'', 'a,b;c', '<b>&amp;</b>', '<script>alert(1)</script>', '=1+1', '+1',
    '-1', '@SUM(A1)', '\t=1', '\'; DROP TABLE account; --', '${7*7}', '{{7*7}}', '%s%n', '\\x',
    'Zoë Müller', '日本語', 'שלום', '👩‍👩‍👧‍👦', 'ﬁ', 'İstanbul', '\u202eright to left', 'a\u00a0b',
    '\u200b', 'null', 'NaN', '0', '../../etc/passwd', 'a\\"b', '\ufeffmark', '\u{10ffff}', 'é',
];
const naughty = shared('text_blns/blns.json');
const texts = [...new Set([
    ...ours, ...naughty ? JSON.parse(await readFile(naughty, 'utf8')) : [],
])];

const server = await startForAll({ clock: '2017-03-15T10:00:00Z' });
const api = await server.client();
const account = await made(api.post('/api/v1/accounts', { name: 'Acme' }));
const deal = await made(api.post('/api/v1/deals', { name: 'Fleet', account_id: account.id }));

/* White space around is not part of a text. */
const trimmed = (text) => text.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '');

const control = { text: /[\0-\x08\n-\x1f\x7f]/, lines: /[\0-\x08\v\f\x0e-\x1f\x7f]/ };

function canBeKept(text, { kind, max }) {
    return !control[kind].test(trimmed(text)) && [...trimmed(text)].length <= max;
}

/** Works on all of them, eight at a time. */
async function eachOf(all, work) {
    const left = [...all];
    const one = async () => {
        for (let next = left.pop(); next !== undefined; next = left.pop()) {
            await work(next);
        }
    };
    await Promise.all(Array.from({ length: 8 }, one));
}

const base = {
    accounts: { name: 'Given' }, contacts: { name: 'Given' }, products: { name: 'Given' },
    deals: { name: 'Given', next_step: 'Given', next_step_due: '2017-03-22' },
    users: { name: 'Given' },
    touches: {
        deal_id: deal.id, details: 'Given', next_step: 'Given', next_step_due: '2017-03-22',
    },
};
/* One text once; several in one, of 40 characters each; words of their own. */
const otherwise = ['outside_id', 'tags', 'contact_hours', 'zone'];

/** A record with the text in each field that can keep it; the fields that cannot must say so. */
async function given(record, text) {
    const fields = fieldsOf(record, 'text', 'lines').filter(([name]) => !otherwise.includes(name));
    const good = fields.filter(([, field]) => canBeKept(text, field) && trimmed(text));
    const bad = fields.filter(([, field]) => !canBeKept(text, field));
    const sent = (some) => ({
        ...base[record], ...Object.fromEntries(some.map(([name]) => [name, text])),
    });
    if (bad.length > 0) {
        const { status, body } = await api.post(`/api/v1/${record}`, sent(bad));
        assert.ok([400, 422].includes(status), JSON.stringify(text));
        if (status === 422) {
            const named = body.errors.map(({ field }) => field);
            assert.deepEqual(named.sort(), bad.map(([name]) => name).sort());
        }
    }
    return { good, row: await made(api.post(`/api/v1/${record}`, sent(good))) };
}

for (const record of ['accounts', 'contacts', 'products', 'deals', 'touches', 'users']) {
    test(`every text of ${record} comes back as it was given`, async () => {
        await eachOf(texts, async (text) => {
            const { good, row } = await given(record, text);
            const { body } = await api.get(`/api/v1/${record}/${row.id}`);
            for (const [name] of good) {
                assert.equal(body[name], trimmed(text), `${name} of ${JSON.stringify(text)}`);
            }
        });
    });
}

/* A cell that a spreadsheet would run begins with an apostrophe; -1.00 is a number. */
const wouldRun = (text) => /^\s*[=+\-@\t]/.test(text) && !/^[+-][\d.]*\d[\d.]*$/.test(text);
const disarmed = (text) => (wouldRun(text) ? `'${text}` : text);
const word = { kind: 'text', max: 100 };
const words = texts.filter((text) => trimmed(text) && canBeKept(text, word));

test('a CSV export has every text, and none that a spreadsheet would run', async () => {
    const { stdout } = await run('export', '--database', server.database, '--record', 'account',
        '--format', 'csv');
    const exported = objects(stdout);
    const sectors = new Set(exported.map(({ sector }) => sector));
    assert.deepEqual(words.map(trimmed).filter((text) => !sectors.has(disarmed(text))), []);
    const cells = exported.flatMap((row) => [row.name, row.sector, row.notes, row.address]);
    assert.deepEqual(cells.filter(wouldRun), []);
});

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };
const escaped = (text) => text.replace(/[&<>"']/g, (sign) => entities[sign]);

/** What a browser would read there, with our escapes undone. */
function plain(html) {
    const signs = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': '\'', '#34': '"', apos: '\'' };
    return html.replace(/&(amp|lt|gt|quot|#39|#34|apos);/g, (_, name) => signs[name]);
}

test('a page shows every text and runs none', async () => {
    const rep = await hire(server, api, 'Rita');
    const page = await enter(api, rep);
    await eachOf(words, async (text) => {
        const { id } = await made(api.post('/api/v1/accounts', { name: text, sector: text }));
        const { status, body } = await page.get(`/accounts/${id}`);
        assert.equal(status, 200);
        assert.ok(plain(body).includes(trimmed(text)), JSON.stringify(text));
        if (escaped(text) !== text && /[<>]/.test(text)) {
            assert.ok(!body.includes(trimmed(text)), `${JSON.stringify(text)} stands there raw`);
        }
    });
});
