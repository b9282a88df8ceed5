// SPDX-License-Identifier: Apache-2.0
// Pages in Debian's chromium, driven by playwright-core.
//
// A page opened here fails its test when a script throws or the console shows an error: a breach of
// the Content-Security-Policy is one, and so is something the page needs that is not served.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import axe from 'axe-core';
import { chromium } from 'playwright-core';
import { after } from './after.mjs';
import { conforms, isOfApi } from './contract.mjs';
import { admin } from './server.mjs';

const args = [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
];
const screens = 'build/screens';

/** What every page is looked at in. */
export const looks = [
    { width: 1280, height: 800, theme: 'light' },
    { width: 1280, height: 800, theme: 'dark' },
    { width: 390, height: 844, theme: 'light' },
    { width: 390, height: 844, theme: 'dark' },
];

/** The two widths that pages are drawn for. */
export const pageLooks = [
    { width: 1440, height: 900, theme: 'light' },
    { width: 390, height: 844, theme: 'light' },
];

/** A browser that is closed after the test t. */
export async function openBrowser(t) {
    const found = execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' });
    const browser = await chromium.launch({ executablePath: found.trim(), args });
    after(t, () => browser.close());
    return browser;
}

/* The console also tells of a page that answers 404 or 422: that is the page's own matter. */
function watch(t, page) {
    const problems = [];
    const refused = new Set();
    page.on('pageerror', (error) => problems.push({ text: String(error) }));
    page.on('console', (message) => {
        if (message.type() === 'error') {
            problems.push({ text: message.text(), url: message.location().url });
        }
    });
    page.on('response', (answer) => {
        if (answer.request().isNavigationRequest() && answer.status() < 500) {
            refused.add(answer.url());
        }
    });
    after(t, () => {
        const faults = problems.filter(({ text, url }) => (
            !(refused.has(url) && text.startsWith('Failed to load resource'))));
        assert.deepEqual(faults, []);
    });
}

/* A page's own calls of the API are held against its document like any other; what the browser no
   longer has, because the page was left, cannot be. */
async function conformsInPage(answer) {
    const request = answer.request();
    const body = await answer.text().catch(() => undefined);
    const asked = { method: request.method(), url: request.url() };
    if (request.headers()['content-type'] === 'application/json') {
        asked.json = request.postData();
    }
    if (body !== undefined) {
        const headers = new Headers(answer.headers());
        conforms(asked, { status: answer.status(), headers, body });
    }
}

function watchApi(t, page) {
    const checks = [];
    page.on('response', (answer) => {
        if (isOfApi(new URL(answer.url()).pathname)) {
            checks.push(conformsInPage(answer));
            checks.at(-1).catch(() => {}); // the test fails with it when it ends
        }
    });
    after(t, () => Promise.all(checks));
}

/** A page with a session of its own. script: false is a browser without JavaScript. */
export async function openPage(t, browser, { look = looks[0], script = true } = {}) {
    const context = await browser.newContext({
        viewport: { width: look.width, height: look.height },
        colorScheme: look.theme,
        reducedMotion: 'reduce',
        javaScriptEnabled: script,
    });
    after(t, () => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(10000);
    watch(t, page);
    watchApi(t, page);
    return page;
}

/** Signs in through the form, as a person does. */
export async function signIn(page, origin, who = admin) {
    await page.goto(`${origin}/`);
    await page.getByLabel('Email').fill(who.email);
    await page.getByLabel('Password').fill(who.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

/** Sets a first password by the link that an administrator hands over; {email, password}. */
export async function join(page, link, email) {
    const password = 'another long password';
    await page.goto(link);
    await page.getByLabel('New password').fill(password);
    await page.getByLabel('The same again').fill(password);
    await page.getByRole('button', { name: 'Set password and sign in' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/join'));
    return { email, password };
}

const everything = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/* What another theme of the same page can break. */
export const colours = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/** Fails when axe finds a WCAG 2.2 A or AA fault, or the page is wider than the screen. */
export async function looksRight(page, runOnly = everything) {
    if (!await page.evaluate(() => 'axe' in window)) {
        await page.evaluate(axe.source);
    }
    const { violations } = await page.evaluate((it) => window.axe.run(it), { runOnly });
    const found = violations.map(({ id, help, nodes }) => (
        { id, help, where: nodes.map((node) => node.html) }));
    assert.deepEqual(found, []);
    const over = await page.evaluate(() => {
        const root = document.documentElement;
        return root.scrollWidth - root.clientWidth;
    });
    assert.ok(over <= 0, `${page.url()} is ${over} pixels wider than the screen`);
}

/** build/screens/NAME.png, the whole page. */
export async function screenshot(page, name) {
    mkdirSync(screens, { recursive: true });
    await page.screenshot({ path: `${screens}/${name}.png`, fullPage: true });
}

/** How many bytes came over the wire, heads and all, for the page and what it needs. */
export async function weigh(page, url) {
    const wire = await page.context().newCDPSession(page);
    let bytes = 0;
    await wire.send('Network.enable');
    wire.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
    await page.goto(url);
    await page.evaluate(() => document.fonts.ready);
    await wire.detach();
    return bytes;
}
