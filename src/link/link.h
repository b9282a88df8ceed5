/* SPDX-License-Identifier: Apache-2.0 */
/* link.h - the buyer's key: /b/TOKEN, good for one contact on one deal.
 *
 * 256 random bits, kept as a hash, so that only the letter that carries it knows it; each letter
 * gets one of its own, all open the same page. It is good for link_days, can be revoked (one, or
 * all of a deal), is limited in how often it may be asked, and is never in a log. An unknown, an
 * expired and a revoked one are answered alike.
 * Shows: the deal's links at /deals/42/links and /api/v1/deals/42/links, without what they are.
 */
#ifndef LINK_H
#define LINK_H
#include "frame/slice.h"

struct link {
    int64_t id, deal_id, contact_id;
    struct instant made, expires;
    struct instant revoked; /* NONE: it is not */
};
struct links {
    struct link *p;
    size_t n;
};
#define LINKS_SHOWN 100

extern const struct slice link_slice;
extern const struct policy link_days;

/* In a write: a new one; *url is "https://crm.example.com/b/TOKEN" (begins with --public-url). */
MUST_USE bool link_make(struct ctx *c, int64_t deal_id, int64_t contact_id, struct str *url);
/* Whose it is; an unknown, expired or revoked one is not found, and the fault says what to do. */
MUST_USE bool link_find(struct ctx *c, struct str token, struct link *out);
/* The same for somebody at `place`, who may not ask too often. */
MUST_USE bool link_open(struct ctx *c, struct str token, struct str place, struct link *out);
/* A text that only this link's page knows, for what it is asked with: 32 bytes. */
void link_secret(struct str token, unsigned char secret[32]);
/* None of a deal opens anything any more. */
MUST_USE bool links_revoke(struct ctx *c, int64_t deal_id);
MUST_USE bool link_revoke(struct ctx *c, int64_t deal_id, int64_t link_id);
/* The newest first, at most LINKS_SHOWN. */
MUST_USE bool links_read(struct ctx *c, int64_t deal_id, struct links *out);
/* A deal that is removed takes its links along. */
MUST_USE bool links_forget(struct ctx *c, int64_t deal_id);
#endif
