// SPDX-License-Identifier: Apache-2.0
// What a test expects of an answer, said in one word. Each takes a call of the API that is under
// way, fails with all that was answered when it is something else, and gives the body.
import assert from 'node:assert/strict';

function said({ status, body }) {
    return `answered ${status}: ${typeof body === 'string' ? body : JSON.stringify(body)}`;
}

async function answered(call, status) {
    const answer = await call;
    assert.equal(answer.status, status, said(answer));
    return answer;
}

/** 201, and where it now stands. */
export async function made(call) {
    const answer = await answered(call, 201);
    assert.match(answer.headers.get('location'), new RegExp(`^/api/v1/[a-z]+/${answer.body.id}$`));
    return answer.body;
}

/** 200. */
export async function got(call) {
    return (await answered(call, 200)).body;
}

/** Sent twice with one Idempotency-Key: done once and answered alike; gives the body. */
export async function repeated(api, path, body, status = 200) {
    const key = { 'idempotency-key': `repeated ${path}` };
    const first = await answered(api.post(path, body, key), status);
    const second = await answered(api.post(path, body, key), status);
    assert.deepEqual(second.body, first.body);
    assert.equal(second.headers.get('location'), first.headers.get('location'));
    return first.body;
}

/** A problem of RFC 9457 with its code. */
export async function refused(call, status, code) {
    const answer = await answered(call, status);
    assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
    assert.equal(answer.body.status, status);
    assert.ok(answer.body.detail.length > 0, said(answer));
    if (code) {
        assert.equal(answer.body.code, code, said(answer));
    }
    return answer.body;
}

/** 422 that names these fields, all of them and no others. */
export async function blamed(call, ...fields) {
    const answer = await answered(call, 422);
    const named = [...new Set(answer.body.errors.map((error) => error.field))];
    assert.deepEqual(named.sort(), fields.sort(), said(answer));
    assert.ok(answer.body.errors.every((error) => error.detail.length > 0), said(answer));
    return answer.body;
}
