/* SPDX-License-Identifier: Apache-2.0 */
/* product.h - what we sell, its list price, and the texts of its information pack: what a buyer who
 * asks for the price gets, complete, in one letter (S0-27). */
#ifndef PRODUCT_H
#define PRODUCT_H
#include "frame/slice.h"

struct product {
    int64_t id;
    struct str name, code, series;
    struct money price;
    bool active;
    struct str description;
    struct str options, delivery, payment_terms, how_to_order, returns, who_to_ask; /* the pack */
    struct str demo, demo_url; /* how a buyer sees it by himself, at once (S0-64) */
    struct str outside_id;
    BASE_MEMBERS;
};

extern const struct record product_record;
extern const struct slice product_slice;

void product_init(struct product *p); /* nothing given, and sold now */
MUST_USE bool product_create(struct ctx *c, struct product *p);
MUST_USE bool product_save(struct ctx *c, const struct product *was, struct product *now,
                           struct str why);
#endif
