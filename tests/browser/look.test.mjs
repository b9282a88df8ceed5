// SPDX-License-Identifier: Apache-2.0
// How every page looks, what it weighs, and that it is worked by keyboard and without JavaScript:
// the budgets of a page, on the made-up company that `counterpart demo` serves.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
    colours, looksRight, openBrowser, openPage, pageLooks, screenshot, signIn, weigh,
} from '../lib/browser.mjs';
import { startDemo } from '../lib/server.mjs';

const file = { after };
const server = await startDemo(file);
const browser = await openBrowser(file);
const boss = { email: 'marta@halden.example', password: 'demo demo demo' };
const rep = { email: 'ines@halden.example', password: 'demo demo demo' };

const pages = {
    today: '/', board: '/board', deals: '/deals', 'deal-new': '/deals/new', accounts: '/accounts',
    contacts: '/contacts', products: '/products', forecast: '/forecast', results: '/results',
    import: '/import', users: '/users', settings: '/settings',
    rates: '/rates', me: '/me', search: '/search?q=an',
    'search-kind': '/search?q=an&kind=deals', 'search-none': '/search?q=nowhere',
    missing: '/deals/999999',
};
const lists = { deal: '/deals', account: '/accounts', contact: '/contacts', product: '/products' };

const first = await openPage(file, browser);
await signIn(first, server.origin, boss);
for (const [name, list] of Object.entries(lists)) {
    await first.goto(server.origin + list);
    pages[name] = await first.locator('[data-row] a').first().getAttribute('href');
}
const cookies = await first.context().cookies();

/** A page of the boss, who sees everything, without signing in again. */
async function opened(t, options) {
    const page = await openPage(t, browser, options);
    await page.context().addCookies(cookies);
    return page;
}

/* Light, then dark: the page stays as it is, only the theme changes. */
async function looksRightInBoth(page, path, name) {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(server.origin + path);
    await screenshot(page, `${name}-${page.viewportSize().width}-light`);
    await looksRight(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await screenshot(page, `${name}-${page.viewportSize().width}-dark`);
    await looksRight(page, colours);
}

for (const look of pageLooks) {
    test(`every page looks right in both themes at ${look.width} pixels`, async (t) => {
        const page = await opened(t, { look });
        for (const [name, path] of Object.entries(pages)) {
            await t.test(path, () => looksRightInBoth(page, path, name));
        }
    });

    test(`the door looks right in both themes at ${look.width} pixels`, async (t) => {
        await looksRightInBoth(await openPage(t, browser, { look }), '/sign-in', 'sign-in');
    });
}

/* The headings that each role's first screen begins with. */
const roles = {
    rep: ['ines@halden.example', 'Alerts', 'Promises due', 'Due'],
    manager: ['jonas@halden.example', 'Alerts', 'Late promises', 'Late next steps'],
    support: ['noor@halden.example', 'Requests to your team', 'Alerts'],
    executive: ['henrike@halden.example', 'Alerts', 'Late promises', 'Late next steps'],
};

test('every role comes first to what waits for it', async (t) => {
    for (const [name, [email, ...begins]] of Object.entries(roles)) {
        await t.test(name, async (inner) => {
            for (const look of pageLooks) {
                const page = await openPage(inner, browser, { look });
                await signIn(page, server.origin, { ...rep, email });
                const heads = await page.locator('main h2').allInnerTexts();
                assert.deepEqual(heads.slice(0, begins.length), begins);
                await looksRightInBoth(page, '/', `today-${name}`);
            }
        });
    }
});

test('the page of a buyer that is printed shows what both sides promised', async (t) => {
    for (const look of pageLooks) {
        const page = await openPage(t, browser, { look });
        await looksRightInBoth(page, server.page, 'buyer-demo');
        await page.getByRole('heading', { name: 'What we promised you' }).waitFor();
        await page.getByRole('heading', { name: 'What you said you would do' }).waitFor();
    }
});

test('every page weighs at most 100 KB cold and 25 KB warm', async (t) => {
    for (const [name, path] of Object.entries(pages)) {
        await t.test(name, async (inner) => {
            const page = await opened(inner);
            const cold = await weigh(page, server.origin + path);
            const warm = await weigh(page, server.origin + path);
            assert.ok(cold <= 100_000, `${path} weighs ${cold} bytes cold`);
            assert.ok(warm <= 25_000, `${path} weighs ${warm} bytes warm`);
        });
    }
});

/** Presses Tab until this has the focus; fails when it never comes. */
async function tabTo(page, locator, most = 60) {
    for (let i = 0; i < most; i += 1) {
        await page.keyboard.press('Tab');
        if (await locator.evaluate((element) => element === document.activeElement)) {
            return;
        }
    }
    assert.fail(`${locator} is not reached with Tab`);
}

test('the first Tab offers to skip to the content', async (t) => {
    const page = await opened(t);
    await page.goto(server.origin);
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to content' });
    assert.ok(await skip.evaluate((element) => element === document.activeElement));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/#main');
});

test('the main action of a page is reached with Tab alone', async (t) => {
    const page = await opened(t);
    const actions = {
        '/board': page.getByRole('link', { name: 'New deal' }),
        '/deals': page.locator('.dateform input.input').first(),
        '/accounts': page.getByRole('link', { name: 'New account' }),
        '/deals/new': page.getByRole('button', { name: 'Add deal' }),
        [pages.deal]: page.getByLabel('Value', { exact: true }),
    };
    for (const [path, action] of Object.entries(actions)) {
        await page.goto(server.origin + path);
        await tabTo(page, action);
    }
});

test('the keys that ? lists lead to their pages', async (t) => {
    const page = await opened(t);
    await page.goto(server.origin);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await page.waitForURL('**/board');
});

test('without JavaScript every page is there and says what it is', async (t) => {
    const page = await opened(t, { script: false });
    for (const [name, path] of Object.entries(pages)) {
        const answer = await page.goto(server.origin + path);
        assert.equal(answer.status(), name === 'missing' ? 404 : 200, path);
        const title = page.getByRole('heading', { level: 1 });
        assert.ok((await title.innerText()).length > 0, path);
    }
});

test('without JavaScript a rep adds an account and a deal, logs a call and moves it', async (t) => {
    const page = await openPage(t, browser, { script: false });
    await signIn(page, server.origin, rep);
    await page.goto(`${server.origin}/accounts/new`);
    await page.getByLabel('Name').first().fill('Lindwurm Papers');
    await page.getByRole('button', { name: 'Add account' }).click();
    await page.getByRole('heading', { name: 'Lindwurm Papers' }).waitFor();

    await page.goto(`${server.origin}/deals/new`);
    await page.getByLabel('Deal').first().fill('Forty chairs');
    await page.getByLabel('Account').fill('Lindwurm Papers');
    await page.getByRole('button', { name: 'Add deal' }).click();
    await page.getByRole('heading', { name: 'Forty chairs' }).waitFor();
    await page.getByRole('link', { name: 'Lindwurm Papers' }).first().waitFor();

    const form = page.getByRole('form', { name: 'Log a touch' });
    await form.getByLabel('What was said').fill('They sit on crates');
    await form.getByLabel('Why you speak').selectOption('Gathering information');
    await form.getByLabel('Next step').fill('Bring two samples');
    await form.getByLabel('When', { exact: true }).fill('+2w');
    await form.getByRole('button', { name: 'Log' }).click();
    await page.locator('.ev', { hasText: 'They sit on crates' }).waitFor();

    const path = page.getByRole('form', { name: 'Stage' });
    await path.getByRole('button').nth(1).click();
    await path.locator('li').nth(1).and(page.locator('[aria-current=step]')).waitFor();
});
