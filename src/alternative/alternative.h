/* SPDX-License-Identifier: Apache-2.0 */
/* alternative.h - what a buyer can get elsewhere: from whom, in how many days, at what price; only
 * as he said it (S0-68).
 *
 * He says so on his page as he leaves, or in an inbound touch that one of us names (buyer_owned
 * without). The report "market" sets our own times beside them.
 * Shows: /api/v1/alternatives, the deal's page, the buyer's page, /reports/market.
 */
#ifndef ALTERNATIVE_H
#define ALTERNATIVE_H
#include "deal/deal.h"

struct alternative {
    int64_t id;
    int64_t deal_id, contact_id;
    struct str who;
    int64_t days; /* until he has it; INT_NONE: not said */
    struct money price;
    int64_t touch_id; /* in which he said so */
    int64_t user_id;  /* who of us wrote it down; 0: he himself */
    BASE_MEMBERS;
};
extern const struct record alternative_record;
extern const struct slice alternative_slice;

MUST_USE bool alternative_put(struct ctx *c, struct alternative *a);
/* On his own page. */
MUST_USE bool alternative_said(struct ctx *c, struct alternative *a);
#endif
