// SPDX-License-Identifier: Apache-2.0
// Every answer of the API that a test gets is held against the API's own document: its status, its
// headers and its body, which may have no member that the document does not name. What was asked,
// when it was done, is held against it too. Tests need not know of this: fetch and ask do it.
//
// COUNTERPART_EXERCISED names a file to which each process adds what it exercised, a line each, and
// which answers were not as documented; exercised.mjs reads it when all tests have run.
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import addFormats from 'ajv-formats';
import Ajv from 'ajv/dist/2020.js';

/* What is answered before it is known which route is meant, and our own faults. */
const anywhere = [405, 408, 414, 431, 500, 501];
const problemType = 'application/problem+json';
const notes = process.env.COUNTERPART_EXERCISED;
const plainFetch = globalThis.fetch;
const noted = new Set();
const compiled = new Map();
const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
let document, operations;

/* Programs must expect members to come; here each one is documented. References lead to the
   document from wherever a schema is compiled. */
function prepare(part) {
    if (part === null || typeof part !== 'object') {
        return;
    }
    if (part.properties && part.type === 'object') {
        part.additionalProperties ??= false;
    }
    if (typeof part.$ref === 'string') {
        part.$ref = `api${part.$ref}`;
    }
    Object.values(part).forEach(prepare);
}

function pattern(path) {
    return new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
}

/* Those with fewer parameters first: a plain word in a path wins. */
function listOperations() {
    const found = Object.entries(document.paths).flatMap(([path, methods]) => (
        Object.entries(methods).map(([method, operation]) => (
            { path, method: method.toUpperCase(), operation, pattern: pattern(path) }))));
    return found.sort((a, b) => a.path.split('{').length - b.path.split('{').length);
}

/** Reads the document of a server that listens; once is enough. */
export async function learn(origin) {
    if (document) {
        return;
    }
    document = await (await plainFetch(`${origin}/api/openapi.json`)).json();
    if (notes && !existsSync(`${notes}.json`)) {
        writeFileSync(`${notes}.json`, JSON.stringify(document));
    }
    prepare(document);
    ajv.addSchema(document, 'api');
    operations = listOperations();
}

function note(line) {
    if (notes && !noted.has(line)) {
        noted.add(line);
        appendFileSync(notes, `${line}\n`);
    }
}

/* What a reference into the components leads to. */
function at(part) {
    const [, , group, name] = part?.$ref?.split('/') ?? [];
    return group ? document.components[group][name] : part;
}

/* How a value is not what its schema says; nothing when it is. */
function wrongs(schema, value) {
    if (!compiled.has(schema)) {
        compiled.set(schema, ajv.compile(schema));
    }
    const validate = compiled.get(schema);
    return validate(value) ? [] : [ajv.errorsText(validate.errors, { dataVar: 'body' })];
}

function contentWrongs(content, { type, body }) {
    const media = type?.split(';')[0];
    if (body === '') {
        return content ? [`there is no body, not even of ${Object.keys(content)}`] : [];
    }
    if (!content?.[media]) {
        return [`the body is ${type}, not ${Object.keys(content ?? {})}`];
    }
    return media.endsWith('json') ? wrongs(content[media].schema, JSON.parse(body)) : [];
}

function headerWrongs(documented = {}, headers) {
    const missing = Object.keys(documented).filter((name) => !headers.get(name));
    return missing.map((name) => `${name} is missing`);
}

function answerWrongs(operation, answer) {
    const { [answer.status]: exact, default: other } = operation.responses;
    const documented = at(exact ?? (anywhere.includes(answer.status) ? other : undefined));
    if (!documented) {
        return ['this status is not documented'];
    }
    const body = answer.isHead ? [] : contentWrongs(documented.content, answer);
    return [...body, ...headerWrongs(documented.headers, answer.headers)];
}

/* What was done although the document does not know that it can be asked. */
function askedWrongs({ parameters, requestBody }, { query, json }) {
    const known = parameters.map(at).map(({ name }) => name);
    const unknown = [...query.keys()].filter((name) => !known.includes(name) && name[0] !== '_');
    const schema = requestBody?.content['application/json'].schema;
    const body = json === undefined || !schema ? [] : wrongs(schema, JSON.parse(json));
    return [...unknown.map((name) => `?${name} is not documented`), ...body];
}

function problemWrongs(answer) {
    const content = { [problemType]: { schema: { $ref: 'api#/components/schemas/Problem' } } };
    return answer.isHead ? [] : contentWrongs(content, answer);
}

function wrongsOf(found, asked, answer) {
    if (!found) {
        return problemWrongs(answer);
    }
    const wasDone = answer.status >= 200 && answer.status < 300;
    return [
        ...answerWrongs(found.operation, answer),
        ...(wasDone ? askedWrongs(found.operation, asked) : []),
    ];
}

/** Whether the document speaks of what is at this path. */
export function isOfApi(path) {
    return path.startsWith('/api/') || Boolean(operations?.some((one) => one.pattern.test(path)));
}

/**
 * Fails unless an answer is as documented. asked: { method, url, json }, json being the text of a
 * JSON body; answered: { status, headers, body }, body being text.
 */
export function conforms({ method, url, json }, { status, headers, body }) {
    const { pathname, searchParams: query } = new URL(url);
    const isHead = method === 'HEAD';
    const asked = isHead ? 'GET' : method;
    const found = operations.find((one) => one.method === asked && one.pattern.test(pathname));
    const answer = { status, headers, body, isHead, type: headers.get('content-type') };
    const wrong = wrongsOf(found, { query, json }, answer);
    if (found) {
        note(`${asked} ${found.path} ${status}`);
    }
    if (wrong.length > 0) {
        note(`wrong ${method} ${pathname} ${status}: ${wrong.join('; ')}`);
        assert.fail(`${method} ${url} answered ${status}, not as documented: ${wrong.join('; ')}\n`
            + `${body.slice(0, 2000)}`);
    }
}

function sentJson({ body, headers }) {
    const isJson = new Headers(headers).get('content-type') === 'application/json';
    return isJson && typeof body === 'string' ? body : undefined;
}

/** Fails unless an answer of the API is as documented. */
export function held(url, options, answer) {
    if (operations && isOfApi(new URL(url).pathname)) {
        conforms({ method: options.method ?? 'GET', url, json: sentJson(options) }, answer);
    }
}

globalThis.fetch = async function checkedFetch(url, options = {}) {
    const answer = await plainFetch(url, options);
    if (operations && isOfApi(new URL(url).pathname)) {
        const { status, headers } = answer;
        held(url, options, { status, headers, body: await answer.clone().text() });
    }
    return answer;
};
