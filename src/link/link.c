/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>

#include "frame/org.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "link/link_limit.h"
#include "link/link_store.h"

#define TOKEN_BYTES 32 /* told as small hexadecimal digits, which fit a route's {word} */
#define DAY_MS INT64_C(86400000)

/* clang-format off */
const struct policy link_days = {
    "link_days", "Days for which a link to the buyer's page is good", "days", 365, 1, 3650, "X-05",
};
/* clang-format on */

static struct str token_make(struct arena *a)
{
    unsigned char random[TOKEN_BYTES];
    char *text = arena_alloc(a, 2 * TOKEN_BYTES + 1);
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(text, 2 * TOKEN_BYTES + 1, random, sizeof random);
    sodium_memzero(random, sizeof random);
    return (struct str){ text, 2 * TOKEN_BYTES };
}

bool link_make(struct ctx *c, int64_t deal_id, int64_t contact_id, struct str *url)
{
    struct str token = token_make(c->arena);
    int64_t days = policy_value(c, &link_days);
    struct link l = {
        .deal_id = deal_id,
        .contact_id = contact_id,
        .made = c->now,
        .expires = { c->now.ms + days * DAY_MS },
    };
    *url = arena_printf(c->arena, "%.*s/b/%.*s", STR_FMT(site_origin()), STR_FMT(token));
    return !failed(c) && link_insert(c, &l, token_hash(c->arena, token));
}

static bool closed(struct ctx *c)
{
    fail(c, FAULT_NOT_FOUND, "link_closed", STR("This link does not open anything."));
    c->fault.next[0] = STR("Use the link in the newest letter you have from us.");
    c->fault.next[1] = STR("Or answer that letter, or call us: we send you a new one.");
    return false;
}

bool link_find(struct ctx *c, struct str token, struct link *out)
{
    struct link l = { .revoked = INSTANT_NONE };
    bool found = false;
    if (token.n == 2 * TOKEN_BYTES
        && !link_by_hash(c, token_hash(c->arena, token), &l, &found))
        return false;
    if (!found || instant_is(l.revoked) || l.expires.ms <= c->now.ms)
        return closed(c);
    *out = l;
    return true;
}

static bool too_often(struct ctx *c)
{
    fail(c, FAULT_TOO_MANY, "too_often", STR("This was asked for too often."));
    c->fault.next[0] = STR("Wait a minute, then open the link again.");
    return false;
}

bool link_open(struct ctx *c, struct str token, struct str place, struct link *out)
{
    int64_t now = monotonic_ms();
    if (!link_limit('w', place, WRONG_PER_MINUTE, true, now))
        return too_often(c);
    if (!link_find(c, token, out)) {
        if (c->fault.kind == FAULT_NOT_FOUND)
            link_limit('w', place, WRONG_PER_MINUTE, false, now);
        return false;
    }
    return link_limit('l', token, LINK_PER_MINUTE, false, now) || too_often(c);
}

void link_secret(struct str token, unsigned char secret[32])
{
    static const unsigned char name[] = "buyer's forms";
    crypto_generichash(secret, 32, (const unsigned char *)token.p, token.n, name, sizeof name - 1);
}

bool links_revoke(struct ctx *c, int64_t deal_id)
{
    int64_t n;
    return links_end(c, deal_id, 0, &n);
}

bool link_revoke(struct ctx *c, int64_t deal_id, int64_t link_id)
{
    int64_t n = 0;
    return links_end(c, deal_id, link_id, &n)
           && (n == 1
               || fail(c, FAULT_NOT_FOUND, "not_found",
                       STR("This deal has no such link that still opens.")));
}

bool links_forget(struct ctx *c, int64_t deal_id)
{
    return links_delete(c, deal_id);
}
