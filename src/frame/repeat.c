/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>

#include "base/log.h"
#include "db/store.h"
#include "frame/app_store.h"
#include "frame/repeat.h"

#define ANSWER_MAX ((size_t)1 << 20)

static void hash_add(crypto_generichash_state *state, struct str s)
{
    uint64_t n = s.n; /* with its length, so that no two requests run together alike */
    crypto_generichash_update(state, (const unsigned char *)&n, sizeof n);
    if (s.n)
        crypto_generichash_update(state, (const unsigned char *)s.p, s.n);
}

/* What was asked, so that a key used twice for different things is noticed. */
static struct str asked_hash(struct req *q)
{
    crypto_generichash_state state;
    unsigned char *hash = arena_alloc(q->c.arena, 32);
    crypto_generichash_init(&state, NULL, 0, 32);
    hash_add(&state, q->path);
    for (size_t i = 0; i < q->in.n; i++) {
        const struct input_item *item = &q->in.items[i];
        unsigned char kind = (unsigned char)item->kind;
        crypto_generichash_update(&state, &kind, 1);
        hash_add(&state, item->name);
        hash_add(&state, item->text);
    }
    crypto_generichash_final(&state, hash, 32);
    return (struct str){ (const char *)hash, 32 };
}

static bool keeps_answer(const struct req *q)
{
    return q->api && q->idempotency_key.n && q->method == METHOD_POST && q->c.viewer->id;
}

static bool under_way(struct ctx *c)
{
    fail(c, FAULT_CONFLICT, "idempotency_key_busy",
         STR("The request with this Idempotency-Key is under way, or was cut off."));
    c->fault.next[0] = STR("Ask again in a moment. If it stays so, look whether it was done, and "
                           "use a new key.");
    return false;
}

bool repeat_before_write(struct req *q, bool *answered)
{
    struct kept_answer kept = { 0 };
    *answered = false;
    if (!keeps_answer(q))
        return true;
    if (q->idempotency_key.n > 200)
        return fail(&q->c, FAULT_BAD_REQUEST, "bad_request",
                    STR("An Idempotency-Key has at most 200 characters."));
    if (!answer_find(&q->c, q->idempotency_key, &kept, answered) || !*answered)
        return !failed(&q->c);
    if (!str_same(kept.asked, asked_hash(q)))
        return fail(&q->c, FAULT_CONFLICT, "idempotency_key_used",
                    STR("This Idempotency-Key was used for another request. Use a new key."));
    if (kept.status == ANSWER_CLAIMED)
        return under_way(&q->c);
    answer_json_text(q, (int)kept.status, kept.body);
    q->answer.location = kept.location;
    q->answer.version = kept.version;
    return true;
}

static struct kept_answer answer_to_keep(struct req *q)
{
    struct buf body;
    buf_init(&body, q->c.arena, ANSWER_MAX);
    if (q->answer.json)
        q->answer.json(&body, q->answer.view);
    return (struct kept_answer){ asked_hash(q), q->answer.status, q->answer.version,
                                 q->answer.location, buf_str(&body) };
}

bool repeat_after_write(struct req *q)
{
    if (!keeps_answer(q))
        return true;
    struct kept_answer kept = answer_to_keep(q);
    return answer_keep(&q->c, q->idempotency_key, &kept);
}

/* ---- routes that open their own transactions ---- */

struct claim {
    struct req *q;
    bool answered;
};

static bool claim_job(struct ctx *c, void *arg)
{
    struct claim *claim = arg;
    struct req *q = claim->q;
    struct kept_answer claimed = { asked_hash(q), ANSWER_CLAIMED, 0, STR(""), STR("") };
    return repeat_before_write(q, &claim->answered)
           && (claim->answered || answer_keep(c, q->idempotency_key, &claimed));
}

bool repeat_before_own(struct req *q, bool *answered)
{
    struct claim claim = { q, false };
    *answered = false;
    if (!keeps_answer(q))
        return true;
    bool ok = writer_call(q->store, &q->c, claim_job, &claim);
    *answered = claim.answered;
    return ok;
}

static bool settle_job(struct ctx *c, void *arg)
{
    struct req *q = arg;
    struct kept_answer kept = answer_to_keep(q);
    return answer_settle(c, q->idempotency_key, &kept);
}

static bool give_back_job(struct ctx *c, void *arg)
{
    const struct req *q = arg;
    return answer_give_back(c, q->idempotency_key);
}

/* Whoever asked gets his answer even when it could not be kept: then the key stays claimed. */
void repeat_after_own(struct req *q, bool ok)
{
    struct fault fault = q->c.fault;
    if (!keeps_answer(q))
        return;
    fault_clear(&q->c);
    if (!writer_call(q->store, &q->c, ok ? settle_job : give_back_job, q))
        log_warn("an Idempotency-Key stays claimed: %.*s", STR_FMT(q->c.fault.detail));
    q->c.fault = fault;
}
