// SPDX-License-Identifier: Apache-2.0
// One request and its answer, as fetch gives them but with less work, of which long tests are
// mostly made. The answer is held against the API's document, as those of fetch are.
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { held } from './contract.mjs';

const agent = new Agent({ keepAlive: true, timeout: 4000 }); // so fetch keeps them as well
const unpack = { gzip: promisify(gunzip), deflate: promisify(inflate) };

function headersOf({ rawHeaders }) {
    const headers = new Headers();
    for (let i = 0; i < rawHeaders.length; i += 2) {
        headers.append(rawHeaders[i], rawHeaders[i + 1]);
    }
    return headers;
}

async function textOf(answer, headers) {
    const parts = await answer.toArray();
    const bytes = Buffer.concat(parts);
    const as = unpack[headers.get('content-encoding')];
    return String(as && bytes.length > 0 ? await as(bytes) : bytes);
}

/* Of a method that seldom has a body node says nothing of its length. */
function lengthOf(body) {
    return body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
}

async function answered(url, { method, headers, body }) {
    const all = {
        accept: '*/*', 'accept-encoding': 'gzip, deflate', ...lengthOf(body), ...headers,
    };
    const asking = request(url, { method, headers: all, agent });
    asking.end(body);
    const [answer] = await once(asking, 'response');
    const told = headersOf(answer);
    return { status: answer.statusCode, headers: told, body: await textOf(answer, told) };
}

/** {status, headers, body}, body being text; a connection that breaks is a TypeError. */
export async function ask(url, options) {
    const answer = await answered(url, options).catch((cause) => {
        throw new TypeError(`${options.method} ${url}: ${cause.message}`, { cause });
    });
    held(url, options, answer);
    return answer;
}
