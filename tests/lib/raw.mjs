// SPDX-License-Identifier: Apache-2.0
// Requests byte for byte, as no HTTP client would send them.
import { once } from 'node:events';
import { connect } from 'node:net';
import { conforms } from './contract.mjs';

const whole = /^HTTP\/1\.1 (\d{3})[^]*?\r\n\r\n/;

/* The first answer in what came, when all of it is there. */
function answerIn(text) {
    const [head, status] = text.match(whole) ?? [];
    const headers = new Headers(head?.trim().split('\r\n').slice(1).map((line) => {
        const [name, ...value] = line.split(':');
        return [name, value.join(':').trim()];
    }));
    const length = Number(headers.get('content-length') ?? 0);
    const body = text.slice(head?.length, head?.length + length);
    return head && body.length === length ? { status: Number(status), headers, body } : undefined;
}

/** A connection to the server; .text is what has come so far, .closed resolves when it ends. */
export class Wire {
    constructor(origin) {
        const { hostname, port } = new URL(origin);
        this.text = '';
        this.sent = '';
        this.origin = origin;
        this.socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
        this.socket.setEncoding('latin1');
        this.socket.on('data', (text) => { this.text += text; });
        this.socket.on('end', () => this.socket.end());
        this.socket.on('error', () => {}); // being cut off is what some tests ask for
        this.closed = once(this.socket, 'close');
    }

    send(bytes) {
        this.sent += bytes;
        this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    }

    /** The status of the first answer; undefined when the connection ends without one. */
    async status() {
        while (!answerIn(this.text) && !this.socket.closed) {
            await Promise.race([once(this.socket, 'data'), this.closed]).catch(() => {});
        }
        const answer = answerIn(this.text);
        if (answer?.headers.get('content-type')?.includes('json')) {
            conforms(this.asked(), answer);
        }
        return answer?.status;
    }

    /* What the request line asks for, where it is one. */
    asked() {
        const [, method, path] = this.sent.match(/^([A-Z]+) (\/[!-~]*) HTTP\/1\.1\r\n/) ?? [];
        const isGood = path && !path.startsWith('//');
        return { method: method ?? 'GET', url: `${this.origin}${isGood ? path : '/'}` };
    }

    close() {
        this.socket.destroy();
    }
}

/** Sends these bytes on a connection of their own: the status of what comes back. */
export async function statusOf(origin, bytes) {
    const wire = new Wire(origin);
    wire.send(bytes);
    const status = await wire.status();
    wire.close();
    return status;
}

/** A request's lines with CR LF, ending with the empty line. */
export function head(...lines) {
    return `${lines.join('\r\n')}\r\n\r\n`;
}
