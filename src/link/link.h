/* SPDX-License-Identifier: Apache-2.0 */
/* link.h - the buyer's key: /b/TOKEN, good for one contact on one deal.
 *
 * 256 random bits, kept as a hash, so that only the letter that carries it knows it; each letter
 * gets one of its own, all open the same page. It can be revoked (one, or all of a deal), is
 * limited in how often it may be asked, and is never in a log.
 */
#ifndef LINK_H
#define LINK_H
#include "frame/slice.h"

struct link {
    int64_t id, deal_id, contact_id;
    struct instant made, expires;
};
extern const struct slice link_slice;

/* In a write: a new one; *url is "https://crm.example.com/b/TOKEN" (begins with --public-url). */
MUST_USE bool link_make(struct ctx *c, int64_t deal_id, int64_t contact_id, struct str *url);
/* Whose it is; an unknown, expired or revoked one is not found, and the page says what to do. */
MUST_USE bool link_find(struct ctx *c, struct str token, struct link *out);
MUST_USE bool links_revoke(struct ctx *c, int64_t deal_id);
#endif
