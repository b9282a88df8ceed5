/* SPDX-License-Identifier: Apache-2.0 */
/* slot.h - a time at which one of us shows a product, open until a buyer takes it (S0-64).
 *
 * A buyer who asks for a demo is asked nothing first: what the product's page says of seeing it by
 * oneself stands on his page at once, and beside it the next open times, of which he takes one. A
 * time is taken once, whoever is faster; it becomes an appointment that we promised.
 * Shows: /slots, the buyer's page, /api/v1/slots. Seen by whose it is and those above him.
 */
#ifndef SLOT_H
#define SLOT_H
#include "deal/deal.h"

struct slot {
    int64_t id;
    struct str name;    /* "Tue 17 Mar 11:00, Rick" */
    int64_t user_id;    /* who shows it */
    int64_t product_id; /* 0: any */
    struct instant starts;
    int64_t minutes;
    int64_t deal_id, contact_id; /* who took it; 0: it is open */
    struct instant taken;
    BASE_MEMBERS;
};
struct slots {
    struct slot *p;
    size_t n;
};
#define SLOTS_OFFERED 6

extern const struct record slot_record;
extern const struct slice slot_slice;
extern const struct gate slot_taken;

/* The next open ones that fit this deal, first those of its owner; whoever may see the deal. */
MUST_USE bool slots_open(struct ctx *c, const struct deal *d, struct slots *out);
/* For that buyer; refused (slot_taken) where somebody was faster. */
MUST_USE bool slot_take(struct ctx *c, int64_t id, const struct deal *d, int64_t contact_id,
                        struct slot *out);
#endif
