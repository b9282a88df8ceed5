// SPDX-License-Identifier: Apache-2.0
// The picture of the README: one deal of the demo company, as its rep and as its buyer see it.
//     ./run picture [docs/both.png]
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { serverIn } from './lib/server.mjs';

const [to = 'docs/both.png'] = process.argv.slice(2);
const rep = { email: 'ines@halden.example', password: 'demo demo demo' };
const ours = { width: 1120, height: 1340 };
const theirs = { width: 480, height: 1340 };

const ends = [];
const file = { after: (end) => ends.unshift(end) };
const folder = await mkdtemp(join(tmpdir(), 'counterpart-picture-'));
file.after(() => rm(folder, { recursive: true }));
const server = await serverIn(file, folder).serve('demo');
const executablePath = execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' });
const browser = await chromium.launch({
    executablePath: executablePath.trim(), args: ['--no-sandbox', '--disable-gpu'],
});
file.after(() => browser.close());

async function open(viewport) {
    const page = await browser.newPage({ viewport, reducedMotion: 'reduce', deviceScaleFactor: 1 });
    page.setDefaultTimeout(60_000);
    return page;
}

async function ourSide() {
    const page = await open(ours);
    await page.goto(server.origin);
    await page.getByLabel('Email').fill(rep.email);
    await page.getByLabel('Password').fill(rep.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
    await page.goto(`${server.origin}/search?q=Amara&kind=deals`);
    await page.locator('main a[href^="/deals/"]').first().click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page.screenshot();
}

async function theirSide() {
    const page = await open(theirs);
    await page.goto(server.origin + server.page);
    return page.screenshot();
}

const src = (png) => `data:image/png;base64,${png.toString('base64')}`;

/* Both beside each other, each below the name of its side. */
async function beside(left, right) {
    const page = await open({ width: ours.width + theirs.width + 72, height: ours.height + 84 });
    await page.setContent(`<!doctype html><title>Both sides</title><style>
        body { display: flex; gap: 24px; margin: 0; padding: 18px 24px 24px; background: #e9ebf1;
            font: 600 17px/1.4 Inter, "DejaVu Sans", sans-serif; color: #1c1f2a; }
        figure { margin: 0; } figcaption { padding: 0 2px 10px; }
        figcaption::before { content: ""; display: inline-block; width: 10px; height: 10px;
            margin-right: 8px; border-radius: 50%; background: var(--side); }
        img { display: block; border-radius: 10px; box-shadow: 0 2px 14px rgb(20 24 40 / 18%); }
        </style>
        <figure style="--side: #4146c8"><figcaption>The rep</figcaption>
        <img src="${src(left)}" width="${ours.width}" alt=""></figure>
        <figure style="--side: #0b8f83"><figcaption>The buyer</figcaption>
        <img src="${src(right)}" width="${theirs.width}" alt=""></figure>`);
    await page.screenshot({ path: to });
}

try {
    await beside(await ourSide(), await theirSide());
} finally {
    for (const end of ends) {
        await end();
    }
}
