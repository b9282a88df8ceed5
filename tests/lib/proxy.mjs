// SPDX-License-Identifier: Apache-2.0
// A network between the program and PostgreSQL that breaks when told to. It reads what the program
// sends message by message, and so knows when the COMMIT of a write passes.
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { after } from './after.mjs';

const commit = Buffer.from('COMMIT\0');
const writing = Buffer.from('READ WRITE');
const startup = 0;

/** One connection through it. `cut` ends both sides at once. */
class Line {
    constructor(proxy, near, far) {
        this.proxy = proxy;
        this.near = near; // the program's side
        this.far = far;
        this.unread = Buffer.alloc(0);
        this.hasBegun = false; // what comes first is no message
        this.writes = false;
        for (const [from, to, passes] of [[near, far, 'toServer'], [far, near, 'toProgram']]) {
            from.on('data', (bytes) => this.proxy.isStalled || this[passes](bytes, to));
            from.on('close', () => this.cut());
            from.on('error', () => this.cut());
        }
    }

    cut() {
        this.proxy.lines.delete(this);
        this.near.destroy();
        this.far.destroy();
    }

    /* Type, length, content; the first has no type. */
    * messages(bytes) {
        this.unread = Buffer.concat([this.unread, bytes]);
        for (;;) {
            const head = this.hasBegun ? 1 : startup;
            const size = this.unread.length < head + 4 ? Infinity
                : head + this.unread.readUInt32BE(head);
            if (size > this.unread.length) {
                return;
            }
            const message = this.unread.subarray(0, size);
            this.unread = this.unread.subarray(size);
            this.hasBegun = true;
            yield message;
        }
    }

    toServer(bytes, to) {
        for (const message of this.messages(bytes)) {
            const says = (text) => message[0] === 0x50 && message.includes(text); // 'P', Parse
            this.writes ||= says(writing);
            if (this.writes && says(commit)) {
                this.writes = false;
                if (this.proxy.atCommit(this) === 'lost') {
                    this.cut();
                    return;
                }
            }
        }
        if (!this.proxy.strikes(this, bytes.length)) {
            to.write(bytes);
        }
    }

    toProgram(bytes, to) {
        if (this.answerIsLost) { // the server has said that it is kept, or is not
            this.cut();
        } else if (!this.proxy.strikes(this, bytes.length)) {
            to.write(bytes);
        }
    }
}

export class Proxy {
    constructor(folder) {
        this.lines = new Set();
        this.isStalled = false;
        this.plan = [];
        this.left = Infinity;
        this.struck = 0;
        this.server = createServer((near) => {
            const line = new Line(this, near, connect(join(folder, '.s.PGSQL.5432')));
            this.lines.add(line);
        });
    }

    async listen() {
        this.server.listen(0, '127.0.0.1');
        await once(this.server, 'listening');
        return this;
    }

    /** The same address as seen through it. */
    through(address) {
        const { port } = this.server.address();
        return `${address.replace(/@.*/, '@')}127.0.0.1:${port}/postgres`
            + '?sslmode=disable&gssencmode=disable&connect_timeout=2';
    }

    /**
     * At the next COMMIT of a write, one word each: 'lost' does not reach the server; 'unanswered'
     * does, and the answer does not come back; 'kept' passes. Or what does something and gives one.
     */
    atCommits(words) {
        this.plan = words;
    }

    /** At the n-th COMMIT of a write from now on. */
    atCommitNumber(n, word) {
        this.plan = [...Array(n - 1).fill('kept'), word];
    }

    atCommit(line) {
        const planned = this.plan.shift() ?? 'kept';
        const word = typeof planned === 'function' ? planned() : planned;
        this.struck += word !== 'kept';
        line.answerIsLost = word === 'unanswered';
        return word;
    }

    /** When so many more bytes have passed on all lines, that one is cut in the middle. */
    cutAfter(bytes, something = () => {}) {
        this.left = bytes;
        this.something = something;
    }

    strikes(line, bytes) {
        this.left -= bytes;
        if (this.left > 0) {
            return false;
        }
        this.left = Infinity;
        this.struck++;
        this.something();
        line.cut();
        return true;
    }

    cutAll() {
        [...this.lines].forEach((line) => line.cut());
    }

    /** From now on everything is taken and nothing comes out, on new lines too. */
    stall() {
        this.isStalled = true;
    }

    /** What was swallowed stays so: those lines are dead, though nobody says so. */
    heal() {
        this.isStalled = false;
    }

    close() {
        this.cutAll();
        this.server.close();
    }
}

/** One that is gone after the test t. */
export async function startProxy(t, postgres) {
    const proxy = await new Proxy(postgres.folder).listen();
    after(t, () => proxy.close());
    return proxy;
}
