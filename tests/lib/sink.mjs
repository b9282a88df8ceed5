// SPDX-License-Identifier: Apache-2.0
// A mail server for tests (sink.py), and how letters are read that it or a folder took.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after } from './after.mjs';

const program = new URL('sink.py', import.meta.url).pathname;

class Sink {
    constructor(file, args) {
        this.file = file;
        this.args = args;
        this.port = 0;
        this.taken = 0;
        this.waiting = [];
    }

    took(line) {
        this.taken += line === 'taken';
        for (const w of this.waiting.filter(({ n }) => n <= this.taken))
            w.resolve();
        this.waiting = this.waiting.filter(({ n }) => n > this.taken);
    }

    /** When it has taken so many letters in all, before it says so to whom it has them from. */
    takes(n) {
        return new Promise((resolve) => {
            this.waiting.push({ n, resolve });
            this.took('');
        });
    }

    async begin() {
        this.process = spawn('/usr/bin/python3',
            [program, this.file, '--port', String(this.port), ...this.args],
            { stdio: ['ignore', 'pipe', 'inherit'] });
        this.ended = once(this.process, 'close');
        const lines = createInterface(this.process.stdout);
        const [port] = await Promise.race([once(lines, 'line'), this.ended]);
        if (!/^\d+$/.test(port))
            throw new Error('the mail server did not begin');
        this.port = Number(port);
        lines.on('line', (line) => this.took(line));
        return this;
    }

    async kill() {
        this.process.kill('SIGKILL');
        await this.ended;
    }

    get url() {
        return `smtp://127.0.0.1:${this.port}`;
    }

    /** What it has taken: {from, to, headers, text}, oldest first. */
    async letters() {
        const text = await readFile(this.file, 'utf8').catch(() => '');
        return text.split('\n').filter(isWhole).map((line) => {
            const { data, ...rest } = JSON.parse(line);
            return { ...rest, ...letter(data) };
        });
    }
}

function isWhole(line) {
    return line.endsWith('}');
}

/** A running one in this folder; gone after the test t. */
export async function sink(t, folder, ...args) {
    const s = new Sink(join(folder, 'sink.jsonl'), args);
    after(t, () => s.kill());
    return s.begin();
}

function unquoted(text) {
    const soft = text.replace(/=\r?\n/g, '');
    const bytes = soft.replace(/=([0-9A-F]{2})/g,
        (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    return Buffer.from(bytes, 'latin1').toString('utf8');
}

function decoded(value) {
    return value.replace(/\?=\s+=\?/g, '?==?')
        .replace(/(?:=\?UTF-8\?B\?[^?]*\?=)+/g, (words) => Buffer.concat(
            words.match(/[^?]+(?=\?=)/g).map((word) => Buffer.from(word, 'base64'))).toString());
}

/** A message as it was sent: its headers by their names in small letters, and its text. */
export function letter(source) {
    const [head, ...rest] = source.split(/\r?\n\r?\n/);
    const headers = {};
    for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
        const colon = line.indexOf(':');
        const name = line.slice(0, colon).toLowerCase();
        (headers[name] ??= []).push(decoded(line.slice(colon + 1).trim()));
    }
    const body = rest.join('\n\n').replace(/\r\n/g, '\n');
    const quoted = headers['content-transfer-encoding']?.[0] === 'quoted-printable';
    return { headers, text: quoted ? unquoted(body) : body };
}

/** The letters in a folder of .eml files, by the number of their row. */
export async function lettersIn(folder) {
    const names = await readdir(folder).catch(() => []);
    const files = names.filter((name) => name.endsWith('.eml'))
        .sort((a, b) => parseInt(a, 10) - parseInt(b, 10));
    return Promise.all(files.map(async (name) =>
        ({ name, ...letter(await readFile(join(folder, name), 'utf8')) })));
}
