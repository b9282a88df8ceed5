// SPDX-License-Identifier: Apache-2.0
// Thousands who connect and want nothing, from many addresses of this machine, and what it costs
// somebody who does.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const eachAddress = 400; // below the server's limit for one address
const atOnce = 200;

/** How many connections one process may have, at most `wanted`. */
export function descriptors(wanted) {
    const [, limit] = readFileSync('/proc/self/limits', 'latin1').match(/Max open files +(\w+)/);
    return limit === 'unlimited' ? wanted : Math.min(wanted, Number(limit) - 500);
}

export class Flood {
    constructor(origin) {
        this.port = Number(new URL(origin).port);
        this.sockets = [];
        this.connected = 0;
        this.closed = 0;
    }

    one(i, bytes) {
        const localAddress = `127.0.${1 + Math.floor(i / eachAddress / 250)}.${
            1 + Math.floor(i / eachAddress) % 250}`;
        const socket = connect({ host: '127.0.0.1', port: this.port, localAddress });
        socket.on('connect', () => {
            this.connected++;
            socket.write(bytes);
        });
        socket.on('close', () => this.closed++);
        socket.on('error', () => {}); // being cut off is what is wanted
        this.sockets.push(socket);
    }

    /** So many come at once, each with the beginning of a request or with nothing. */
    async come(n, bytes = '') {
        const end = this.sockets.length + n;
        while (this.sockets.length < end) {
            this.one(this.sockets.length, bytes);
            if (this.sockets.length % atOnce === 0) {
                await wait(10);
            }
        }
    }

    /** Until nobody comes or goes for a while, at most so many seconds: the crowd stands. */
    async settle(seconds) {
        const end = performance.now() + seconds * 1000;
        for (let was = -1; was !== this.connected + this.closed && performance.now() < end;) {
            was = this.connected + this.closed;
            await wait(300);
        }
    }

    /** One more byte from each, every second, from now on. */
    trickle(byte) {
        this.drip = setInterval(() => {
            this.sockets.filter((socket) => socket.writable && !socket.connecting)
                .forEach((socket) => socket.write(byte));
        }, 1000);
    }

    /** Until so many have been closed by the server, or the time is over: how many there are. */
    async untilClosed(n, seconds) {
        const end = performance.now() + seconds * 1000;
        while (this.closed < n && performance.now() < end) {
            await wait(50);
        }
        return this.closed;
    }

    end() {
        clearInterval(this.drip);
        this.sockets.forEach((socket) => socket.destroy());
    }
}

/** Somebody who works: on a connection that he keeps, or with a new one each time. */
export class Visitor {
    constructor(origin, path, key, { keeps }) {
        this.url = origin + path;
        this.options = {
            headers: key ? { authorization: `Bearer ${key}` } : {},
            agent: new http.Agent({ keepAlive: keeps, maxSockets: 1 }),
            timeout: 20000,
        };
    }

    /** Milliseconds until the whole answer was there. */
    ask() {
        return new Promise((resolve, reject) => {
            const began = performance.now();
            const request = http.get(this.url, this.options, (answer) => {
                answer.on('end', () => (answer.statusCode === 200
                    ? resolve(performance.now() - began)
                    : reject(new Error(`answered ${answer.statusCode}`))));
                answer.resume();
            });
            request.on('timeout', () => request.destroy(new Error('no answer in 20 s')));
            request.on('error', reject);
        });
    }

    /** The sorted times of n requests; a connection that was cut while it was idle is made anew. */
    async times(n) {
        const all = [];
        while (all.length < n) {
            all.push(await this.ask().catch((fault) => {
                if (fault.code !== 'ECONNRESET') {
                    throw fault;
                }
                return this.ask();
            }));
        }
        return all.sort((a, b) => a - b);
    }

    end() {
        this.options.agent.destroy();
    }
}

/** The process's resident memory in MiB, and how many files it has open. */
export function sizeOf(pid) {
    const [, kib] = readFileSync(`/proc/${pid}/status`, 'latin1').match(/VmRSS:\s+(\d+)/);
    return Number(kib) / 1024;
}
