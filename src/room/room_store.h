/* SPDX-License-Identifier: Apache-2.0 */
/* room_store.h - what the deal's page reads beside its record. */
#ifndef ROOM_STORE_H
#define ROOM_STORE_H
#include "base/ctx.h"
#include "base/money.h"

struct room_state { /* at the end of a past day */
    bool found;
    int64_t owner_id, stage_id;
    struct money value; /* in the deal's own currency; without an amount, none was given */
    int64_t value_base; /* in the organisation's, at the rate that it was counted by then */
    struct str rate;
    struct day rate_day;
    int state, probability, confirmed;
    struct day day;
    struct instant entered;
};

/* What the deal was at that moment. */
MUST_USE bool deal_state_at(struct ctx *c, int64_t deal_id, struct instant at,
                            struct room_state *out);

struct stage_time {
    int64_t stage_id, ms;
};
/* How long the deal stood in each stage, until now; at most `max`. */
MUST_USE bool stage_times(struct ctx *c, int64_t deal_id, struct stage_time *out, size_t max,
                          size_t *n);
/* The channel of the newest touch; phone when there is none. */
MUST_USE bool channel_last(struct ctx *c, int64_t deal_id, int *channel);
#endif
