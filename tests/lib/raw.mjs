// SPDX-License-Identifier: Apache-2.0
// Requests byte for byte, as no HTTP client would send them.
import { once } from 'node:events';
import { connect } from 'node:net';

/** A connection to the server; .text is what has come so far, .closed resolves when it ends. */
export class Wire {
    constructor(origin) {
        const { hostname, port } = new URL(origin);
        this.text = '';
        this.socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
        this.socket.setEncoding('latin1');
        this.socket.on('data', (text) => { this.text += text; });
        this.socket.on('end', () => this.socket.end());
        this.socket.on('error', () => {}); // being cut off is what some tests ask for
        this.closed = once(this.socket, 'close');
    }

    send(bytes) {
        this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    }

    /** The status of the first answer; undefined when the connection ends without one. */
    async status() {
        while (!/^HTTP\/1\.1 \d{3}/.test(this.text) && !this.socket.closed) {
            await Promise.race([once(this.socket, 'data'), this.closed]).catch(() => {});
        }
        const found = this.text.match(/^HTTP\/1\.1 (\d{3})/);
        return found ? Number(found[1]) : undefined;
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
