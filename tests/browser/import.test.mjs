// SPDX-License-Identifier: Apache-2.0
// Files come in through the browser: looked through, mapped, run, reported. With the real files
// where they are at hand, with small ones of the same form where not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksRight, openBrowser, openPage, pageLooks, signIn } from '../lib/browser.mjs';
import { run, start } from '../lib/server.mjs';
import { fixture, shared } from '../lib/shared.mjs';

const real = shared('crm_maven_opportunities');
const maven = ['accounts', 'products', 'sales_pipeline', 'sales_teams'];
const expected = real
    ? { lines: '8,927', deals: '8,800', guessed: '1,480', nobody: '1,425', open: '2,089' }
    : { lines: '23', deals: '12', guessed: '3', nobody: '3', open: '5' };

function csv(name, text) {
    return { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
}

async function importPage(t, server, options) {
    const page = await openPage(t, await openBrowser(t), options);
    await signIn(page, server.origin);
    await page.goto(`${server.origin}/import`);
    return page;
}

async function lookThrough(page, files) {
    await page.getByLabel('CSV files').setInputFiles(files);
    await page.getByRole('button', { name: 'Look through them' }).click({ timeout: 60000 });
    await page.waitForLoadState();
}

/** The cells of the row that begins with this text. */
async function cellsOf(page, region, head) {
    const row = page.getByRole('region', { name: region })
        .getByRole('row', { name: new RegExp(`^${head}`) }).first();
    return (await row.locator('th, td').allInnerTexts()).map((text) => text.trim());
}

async function untilDone(page) {
    await page.getByText('Done', { exact: true }).waitFor({ timeout: 120000 });
}

test('a pipeline is looked through, imported and reported', async (t) => {
    const server = await start(t);
    const page = await importPage(t, server);
    const files = maven.map((name) => `${real ?? fixture('maven')}/${name}.csv`);
    await lookThrough(page, files);
    assert.match(await page.locator('.notice').innerText(), /^Nothing is written yet/);
    assert.equal((await cellsOf(page, 'Kinds of problems', 'Product guessed'))[1],
        expected.guessed);
    await page.getByLabel(/list price/).check();
    await page.getByRole('button', { name: `Import ${expected.lines} lines` }).click();
    await untilDone(page);
    const deals = await cellsOf(page, 'Counts by file', 'sales_pipeline.csv');
    assert.deepEqual(deals.slice(1, 7), ['Deals', expected.deals, expected.deals, '0', '0', '0']);
    const kinds = [['Account missing', expected.nobody], ['Value missing', expected.open]];
    for (const [kind, n] of kinds) {
        assert.equal((await cellsOf(page, 'Kinds of problems', kind))[1], n);
    }
    const { stdout } = await run('check', '--database', server.database);
    assert.match(stdout, /^everything adds up/);
    if (real) {
        const api = await server.client();
        const { body } = await api.get('/api/v1/forecast?year=2017');
        assert.equal(body.closed_won.amount, '10005534.00');
    }
});

test('a second import through the browser changes nothing', async (t) => {
    const server = await start(t);
    const page = await importPage(t, server);
    const files = maven.map((name) => `${fixture('maven')}/${name}.csv`);
    for (const created of ['12', '0']) {
        await page.goto(`${server.origin}/import`);
        await lookThrough(page, files);
        await page.getByRole('button', { name: /^Import/ }).click();
        await untilDone(page);
        assert.equal((await cellsOf(page, 'Counts by file', 'sales_pipeline.csv'))[3], created);
    }
});

test('columns are chosen by hand and without JavaScript', async (t) => {
    const server = await start(t);
    const page = await importPage(t, server, { script: false });
    const list = 'Firm;Since;Colour\nAsh & Co;1990;red\nBeech;x;blue\n';
    await lookThrough(page, csv('list.csv', list));
    await page.getByLabel('What the file holds').selectOption('account');
    await page.getByRole('button', { name: 'Look again with these columns' }).click();
    await page.getByLabel('Firm', { exact: true }).selectOption('name');
    await page.getByLabel('Since', { exact: true }).selectOption('founded');
    await page.getByRole('button', { name: 'Look again with these columns' }).click();
    assert.equal((await cellsOf(page, 'Kinds of problems', 'Founded unreadable'))[1], '1');
    await page.getByRole('button', { name: 'Import 2 lines' }).click();
    const done = page.getByText('Done', { exact: true });
    while (await done.count() === 0) {
        await page.goto(page.url());
    }
    const api = await server.client();
    const { body } = await api.get('/api/v1/accounts');
    assert.deepEqual(body.items.map(({ name, founded }) => [name, founded]),
        [['Ash & Co', 1990], ['Beech', null]]);
});

test('a file that cannot be read is refused with its line', async (t) => {
    const server = await start(t);
    const page = await importPage(t, server);
    await lookThrough(page, csv('torn.csv', 'Company\nAsh\n"Beech'));
    assert.match(await page.locator('#files-error').innerText(), /^torn\.csv: Line 3/);
    assert.equal(await page.getByText('Nothing was imported yet').count(), 1);
});

const latin = Buffer.from('Firma;Stufe;Betrag;Beginn\nMüller;Pitch;"1.234,50";3/5/2017\n'
    + 'Zoë;Sondierung;99,5;4/6/2017\n', 'latin1');

/** A file of deals that leaves everything open, looked through. */
async function openQuestions(page) {
    await lookThrough(page, { name: 'deals.csv', mimeType: 'text/csv', buffer: latin });
    await page.getByLabel('What the file holds').selectOption('deal');
    await page.getByRole('button', { name: 'Look again with these columns' }).click();
    const columns = { Firma: 'name', Stufe: 'stage_id', Betrag: 'value', Beginn: 'engaged_on' };
    for (const [head, field] of Object.entries(columns)) {
        await page.getByLabel(head, { exact: true }).selectOption(field);
    }
    await page.getByRole('button', { name: 'Look again with these columns' }).click();
}

test('what a file leaves open is asked, and nothing runs before it is said', async (t) => {
    const server = await start(t);
    const page = await importPage(t, server, { script: false });
    await openQuestions(page);
    await page.getByText('no UTF-8').waitFor();
    await page.getByRole('button', { name: 'Import 2 lines' }).click();
    await page.getByRole('alert').waitFor();
    assert.match(await page.getByRole('alert').innerText(), /must be said first/);
    await page.getByLabel('Beginn is written').selectOption('dmy');
    await page.getByLabel('Pitch (1 line)').selectOption('+');
    await page.getByText('How it is written, and').click();
    await page.getByLabel('Keep these columns as').fill('Die Firma');
    await page.getByRole('button', { name: 'Import 2 lines' }).click();
    const done = page.getByText('Done', { exact: true });
    while (await done.count() === 0) {
        await page.goto(page.url());
    }
    const api = await server.client();
    const { body } = await api.get('/api/v1/deals?sort=id');
    assert.deepEqual(body.items.map((deal) => (
        [deal.name, deal.stage, deal.value.amount, deal.engaged_on])).sort(), [
        ['Müller', 'Pitch', '1234.50', '2017-05-03'],
        ['Zoë', 'Prospecting', '99.50', '2017-06-04'],
    ]);
    await page.goto(`${server.origin}/import-mappings`);
    await page.getByLabel('Name').fill('Unsere Firma');
    await page.getByRole('button', { name: 'Rename' }).click();
    assert.equal(await page.getByLabel('Name').inputValue(), 'Unsere Firma');
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No mapping is kept yet').waitFor();
});

test('an import is undone from its page', async (t) => {
    const server = await start(t);
    const page = await importPage(t, server);
    await lookThrough(page, csv('accounts.csv', 'Company,Industry\nAsh,retail\nBeech,retail\n'));
    assert.match(await page.locator('.notice').innerText(),
        /2 lines: 2 new, 0 changed, 0 unchanged, 0 left out/);
    await page.getByRole('button', { name: 'Import 2 lines' }).click();
    await untilDone(page);
    const api = await server.client();
    const { body: { items: [ash] } } = await api.get('/api/v1/accounts?q=Ash');
    await api.patch(`/api/v1/accounts/${ash.id}`, { phone: '1' });
    await page.getByRole('button', { name: 'Undo this import' }).click();
    await page.getByText('Undone', { exact: true }).waitFor({ timeout: 60000 });
    const stays = page.getByRole('region', { name: 'What stays as it is' });
    assert.match(await stays.innerText(), /Account Ash\s+Somebody has worked on it since/);
    const { body } = await api.get('/api/v1/accounts');
    assert.deepEqual(body.items.map(({ name }) => name), ['Ash']);
});

test('the questions of a preview and an undone import look right', async (t) => {
    const server = await start(t);
    const browser = await openBrowser(t);
    for (const look of pageLooks) {
        const page = await openPage(t, browser, { look });
        await signIn(page, server.origin);
        await page.goto(`${server.origin}/import`);
        await openQuestions(page);
        await page.getByText('How it is written, and').click();
        await page.getByLabel('Keep these columns as').fill('Die Firma');
        await page.getByRole('button', { name: 'Import 2 lines' }).click();
        await page.getByRole('alert').waitFor();
        await looksRight(page);
        await page.goto(`${server.origin}/import-mappings`);
        await looksRight(page);
        await page.goto(`${server.origin}/import`);
        await lookThrough(page, maven.map((name) => `${fixture('maven')}/${name}.csv`));
        await page.getByRole('button', { name: /^Import/ }).click();
        await untilDone(page);
        await page.getByRole('button', { name: 'Undo this import' }).click();
        await page.getByText('Undone', { exact: true }).waitFor({ timeout: 60000 });
        await looksRight(page);
    }
});

test('the pages of an import look right', async (t) => {
    const server = await start(t);
    const browser = await openBrowser(t);
    for (const look of pageLooks) {
        const page = await openPage(t, browser, { look });
        await signIn(page, server.origin);
        await page.goto(`${server.origin}/import`);
        await lookThrough(page, maven.map((name) => `${fixture('maven')}/${name}.csv`));
        await looksRight(page);
        await page.getByRole('button', { name: /^Import/ }).click();
        await untilDone(page);
        await looksRight(page);
        await page.goto(`${server.origin}/import`);
        await looksRight(page);
    }
});
