// SPDX-License-Identifier: Apache-2.0
// The JSON API as a program meets it. Every call gives {status, headers, body}; body is parsed when
// it is JSON, text otherwise. No status is an error here: tests say what they expect.
import { ask } from './ask.mjs';

const writes = { 'content-type': 'application/json' };

/** Text and bytes are sent as they are, everything else as JSON. */
function isRaw(body) {
    return body === undefined || typeof body === 'string' || body instanceof Uint8Array;
}

export class Client {
    constructor(origin, key) {
        this.origin = origin;
        this.key = key;
    }

    async call(method, path, body, headers = {}) {
        const answer = await ask(`${this.origin}${path}`, {
            method,
            headers: {
                ...(this.key ? { authorization: `Bearer ${this.key}` } : {}),
                ...(body === undefined ? {} : writes),
                ...headers,
            },
            body: isRaw(body) ? body : JSON.stringify(body),
        });
        const text = answer.body;
        const isJson = /^application\/([a-z.]+\+)?json\b/.test(answer.headers.get('content-type'));
        const parsed = isJson && text ? JSON.parse(text) : text;
        return { status: answer.status, headers: answer.headers, body: parsed };
    }

    get(path, headers) {
        return this.call('GET', path, undefined, headers);
    }

    post(path, body, headers) {
        return this.call('POST', path, body, headers);
    }

    patch(path, body, headers) {
        return this.call('PATCH', path, body, headers);
    }

    put(path, body, headers) {
        return this.call('PUT', path, body, headers);
    }

    delete(path, headers) {
        return this.call('DELETE', path, undefined, headers);
    }

    /** Moves the test clock forward; returns when everything due by then has happened. */
    setClock(now) {
        return this.post('/test/clock', { now });
    }
}

/** Without a key: what anyone can ask. */
export function client(origin, key) {
    return new Client(origin, key);
}
