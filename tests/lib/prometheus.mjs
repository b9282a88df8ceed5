// SPDX-License-Identifier: Apache-2.0
// Prometheus' text format 0.0.4, read strictly: what its own tools complain about is an error here.
import assert from 'node:assert/strict';

const name = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const helpLine = new RegExp(`^# HELP (${name}) (\\S.*)$`);
const typeLine = new RegExp(`^# TYPE (${name}) (counter|gauge|histogram)$`);
const sampleLine = new RegExp(`^(${name})(?:\\{(.*)\\})? (\\S+)$`);
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;

function readLabels(text) {
    const labels = {};
    label.lastIndex = 0;
    while (text && label.lastIndex < text.length) {
        const found = label.exec(text);
        assert.ok(found, `labels: ${text}`);
        assert.ok(!(found[1] in labels), `a label twice: ${text}`);
        [, , labels[found[1]]] = found;
    }
    assert.ok(!text?.endsWith(','), `labels: ${text}`);
    return labels;
}

function readNumber(text) {
    assert.match(text, /^[+-]?(\d+(\.\d+)?([eE][+-]?\d+)?|Inf|NaN)$/);
    return Number(text.replace('Inf', 'Infinity'));
}

function belongs(sample, family) {
    const suffixes = family.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    return suffixes.some((suffix) => sample === family.name + suffix);
}

function checkName({ name: called, type, help }) {
    assert.ok(help, `${called} has no HELP`);
    assert.equal(type === 'counter', called.endsWith('_total'), `${called} is a ${type}`);
    assert.doesNotMatch(called, /_(ms|milliseconds|kb|mb|percent)(_|$)/, 'base units');
}

/* Buckets ascend, end with +Inf, and that one is the count. */
function checkHistogram({ name: called, samples }) {
    const rows = Map.groupBy(samples, ({ labels: { le, ...rest } }) => JSON.stringify(rest));
    for (const [key, row] of rows) {
        const buckets = row.filter((sample) => sample.name === `${called}_bucket`);
        const bounds = buckets.map(({ labels }) => readNumber(labels.le));
        const counts = buckets.map(({ value }) => value);
        assert.deepEqual(bounds, bounds.toSorted((a, b) => a - b), `${called}${key}`);
        assert.deepEqual(counts, counts.toSorted((a, b) => a - b), `${called}${key}`);
        assert.equal(bounds.at(-1), Infinity);
        const count = row.find((sample) => sample.name === `${called}_count`);
        assert.equal(count?.value, counts.at(-1), `${called}${key}`);
        assert.ok(row.some((sample) => sample.name === `${called}_sum`));
    }
}

function begin(families, line) {
    const [, called, help] = line.match(helpLine) ?? assert.fail(line);
    assert.ok(!families.has(called), `${called} comes twice`);
    families.set(called, { name: called, help, samples: [] });
    return families.get(called);
}

function addSample(family, line, seen) {
    const [, called, labels, value] = line.match(sampleLine) ?? assert.fail(line);
    assert.ok(family.type && belongs(called, family), `${line} stands behind ${family.name}`);
    const sample = { name: called, labels: readLabels(labels), value: readNumber(value) };
    const key = called + JSON.stringify(Object.entries(sample.labels).sort());
    assert.ok(!seen.has(key), `${key} comes twice`);
    seen.add(key);
    family.samples.push(sample);
}

/** The families by name: {type, help, samples: [{name, labels, value}]}. */
export function parse(text) {
    const families = new Map();
    const seen = new Set();
    let family;
    assert.ok(text.endsWith('\n'));
    for (const line of text.slice(0, -1).split('\n')) {
        if (line.startsWith('# HELP')) {
            family = begin(families, line);
        } else if (line.startsWith('# TYPE')) {
            const [, called, type] = line.match(typeLine) ?? assert.fail(line);
            assert.ok(called === family?.name && !family.type, line);
            family.type = type;
        } else {
            addSample(family, line, seen);
        }
    }
    families.forEach(checkName);
    [...families.values()].filter(({ type }) => type === 'histogram').forEach(checkHistogram);
    return families;
}

/** The one sample of that name with at least these labels; undefined when there is none. */
export function value(families, called, labels = {}) {
    const family = [...families.values()].find((each) => belongs(called, each));
    const fits = (sample) => sample.name === called
        && Object.entries(labels).every(([key, wanted]) => sample.labels[key] === wanted);
    return family?.samples.find(fits)?.value;
}
