/* SPDX-License-Identifier: Apache-2.0 */
/* today_store.h - the SQL of today: ranges of open deals, each through an index made for it. */
#ifndef TODAY_STORE_H
#define TODAY_STORE_H
#include "today/today.h"

enum today_column {
    BY_NEXT_STEP,
    BY_LAST_TOUCH,
    BY_CLOSE,
    TODAY_COLUMNS,
};

/* Both ends included. */
struct today_range {
    enum today_column column;
    int64_t from, to;
};

/* Adds open deals of one owner (0: of everybody) whose column lies within, lowest first, at most
 * TODAY_CAP, without what today_details_read() adds. */
MUST_USE bool today_range_read(struct ctx *c, int64_t owner_id, struct today_range range,
                               struct today_deals *add);
/* How many of one owner, at most TODAY_CAP + 1. */
MUST_USE bool today_range_count(struct ctx *c, int64_t owner_id, struct today_range range,
                                int64_t *n);
/* Those without any contact made before a moment; at most TODAY_CAP + 1. */
MUST_USE bool today_untouched_count(struct ctx *c, int64_t owner_id, struct instant before,
                                    int64_t *n);
/* The same as today_range_read() by next step over what is shared with a user. */
MUST_USE bool today_shared_read(struct ctx *c, int64_t user_id, struct today_range range,
                                struct today_deals *add);
/* Names of account and contact, and how to reach him. */
MUST_USE bool today_details_read(struct ctx *c, struct today_deal *d);
/* For the test that reads the plans. */
const char *today_range_sql(enum today_column column, bool everybody);
#endif
