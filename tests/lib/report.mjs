// SPDX-License-Identifier: Apache-2.0
// A reporter for node --test that writes one line per test, "ok FILE: NAME" or "not ok FILE: NAME",
// with the reason below it. Groups are not tests; a skipped test counts as nothing. What a test
// says of itself (t.diagnostic) is a line "# FILE: TEXT"; the last lines say how long each file
// took.
import { relative } from 'node:path';
import { inspect } from 'node:util';

function title(data) {
    const file = relative(process.cwd(), data.file ?? '');
    const name = data.name === file ? 'the file runs' : data.name;
    return `${file}: ${name}`;
}

function passed(data) {
    if (data.details.type === 'suite') {
        return '';
    }
    return `${data.skip === undefined ? 'ok' : 'skipped'} ${title(data)}\n`;
}

function failed(data) {
    const error = data.details.error;
    if (error?.failureType === 'subtestsFailed') {
        return '';
    }
    const reason = inspect(error?.cause ?? error).replace(/^/gm, '  ');
    return `not ok ${title(data)}\n${reason}\n`;
}

function slowestFirst(seconds) {
    return [...seconds].sort((a, b) => b[1] - a[1])
        .map(([file, s]) => `# ${file}: ${s.toFixed(1)} s\n`).join('');
}

export default async function* report(source) {
    const seconds = new Map();
    for await (const { type, data } of source) {
        if ((type === 'test:pass' || type === 'test:fail') && data.nesting === 0) {
            const file = relative(process.cwd(), data.file ?? '');
            seconds.set(file, (seconds.get(file) ?? 0) + data.details.duration_ms / 1000);
        }
        if (type === 'test:pass') {
            yield passed(data);
        } else if (type === 'test:fail') {
            yield failed(data);
        } else if (type === 'test:diagnostic' && data.file) {
            yield `# ${relative(process.cwd(), data.file)}: ${data.message}\n`;
        } else if (type === 'test:stderr' || type === 'test:stdout') {
            yield data.message.replace(/^(?=.)/gm, '  ');
        }
    }
    yield slowestFirst(seconds);
}
