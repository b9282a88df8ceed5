// SPDX-License-Identifier: Apache-2.0
// The same person at several servers that hold the same company: from Today on he follows every
// link and sends every form that only asks, and must find the same at each of them.
import assert from 'node:assert/strict';

/* Of 8,000 deals' pages a few are enough. */
const often = (feature) => (feature.includes(' ') ? 1 : 3);

/* What he types into fields that offer no choice. */
const typed = {
    as_of: '2017-06-30', on: '2017-06-30', from: '2017-01-01', to: '2017-09-30', q: 'Bir',
};

/** Without what two answers to the same question never have alike: words made for the one page,
 * and when a session was seen last. */
function settled(html) {
    return html
        .replace(/(name="_?csrf" (?:value|content)=")[^"]*/g, '$1')
        .replace(/nonce="[^"]*"/g, 'nonce=""')
        .replace(/(last (?:seen|used) <time datetime=")[^"]*">[^<]*/g, '$1">');
}

function plain(text) {
    return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

const attribute = (tag, name) => plain(tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1] ?? '');

/* The command menu's lines lead somewhere too. */
function links(html) {
    return [...html.matchAll(/ (?:data-)?href="(\/[^"#]*)/g)].map(([, path]) => plain(path))
        .filter((path) => !path.startsWith('/static/'));
}

/* A form is sent as it stands, and once for each choice of each of its lists. */
function questions(form) {
    const [head] = form.match(/^<form[^>]*>/);
    const inputs = [...form.matchAll(/<input[^>]*>/g)].map(([tag]) => tag)
        .filter((tag) => attribute(tag, 'name') && attribute(tag, 'type') !== 'checkbox')
        .map((tag) => {
            const name = attribute(tag, 'name');
            return [name, attribute(tag, 'value') || (typed[name] ?? '')];
        });
    const lists = [...form.matchAll(/<select[^>]* name="([^"]*)".*?<\/select>/gs)];
    const choices = lists.flatMap(([list, name]) => (
        [...list.matchAll(/<option[^>]*>/g)].map(([tag]) => [name, attribute(tag, 'value')])));
    return [[], ...choices.map((choice) => [choice])].map((more) => (
        `${attribute(head, 'action')}?${new URLSearchParams([...inputs, ...more])}`));
}

function ways(html) {
    const forms = html.match(/<form[^>]* method="get".*?<\/form>/gs) ?? [];
    return [...links(html), ...forms.flatMap(questions)];
}

/**
 * What is worth a look on a page: "/deals/N" is, each order and each filter of a list, and what
 * follows a list's first page in each order. Two deals' pages are alike, and so are two days; a
 * file's lines have no kinds of their own.
 */
function features(path) {
    const { pathname, searchParams } = new URL(path, 'http://here');
    const place = pathname.replace(/\d+/g, 'N');
    if (place.startsWith('/export/')) {
        return [place];
    }
    const asked = [...searchParams].map(([name, value]) => (
        /^-?[a-z][a-z_.]*$/.test(value) && name !== 'after' ? `${name}=${value}` : name));
    const order = asked.find((one) => one.startsWith('sort=')) ?? '';
    const named = asked.map((one) => (one === 'after' ? `after ${order}`.trim() : one));
    return [place, ...named.map((one) => `${place} ${one}`)];
}

const lines = ({ status, location, body }) => [status, location, ...body.split('\n')];

/* The first line that differs: a whole page in a report is read by nobody. */
function assertSame(first, other, path) {
    const [wanted, found] = [lines(first), lines(other)];
    const i = wanted.findIndex((line, n) => line !== found[n]);
    assert.equal(found[i], wanted[i], `${path} is not the same`);
    assert.equal(found.length, wanted.length, `${path} is not as long`);
}

async function answers(visitors, path) {
    const all = await Promise.all(visitors.map((visitor) => visitor.get(path)));
    return all.map(({ status, headers, body }) => (
        { status, location: headers.get('location'), body: settled(body) }));
}

/* What somebody looked at last, which pages begin with, each server writes a moment after it has
 * answered, in its own time: answers that differ are asked for again until that must be over. */
async function same(visitors, path) {
    const end = Date.now() + 15000;
    for (;;) {
        const [first, ...others] = await answers(visitors, path);
        assert.ok(first.status < 400, `${path} answers ${first.status}`);
        const differs = others.some((other) => (
            lines(other).join('\n') !== lines(first).join('\n')));
        if (!differs || Date.now() > end) {
            others.forEach((other) => assertSame(first, other, path));
            return first;
        }
    }
}

/** Walks wherever it leads, with a visitor of each server; {feature: how often it was compared}. */
export async function walk(visitors) {
    const found = new Set(['/']);
    const compared = {};
    for (const path of found) {
        const own = features(path);
        if (own.some((feature) => (compared[feature] ?? 0) < often(feature))) {
            const { body, location } = await same(visitors, path);
            own.forEach((feature) => { compared[feature] = (compared[feature] ?? 0) + 1; });
            ways(body).concat(location ?? []).forEach((next) => found.add(next));
        }
    }
    return compared;
}
