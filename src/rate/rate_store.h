/* SPDX-License-Identifier: Apache-2.0 */
/* rate_store.h - the SQL of rates that the record table cannot derive. */
#ifndef RATE_STORE_H
#define RATE_STORE_H
#include "rate/rate.h"

/* One rate, as it stands in the table. */
struct rate_row {
    int64_t id;
    struct day day;
    struct str rate;
};
/* The newest rate of this pair, this way round, from `from` to `to`; id 0: none. */
MUST_USE bool rate_newest(struct ctx *c, struct str base, struct str currency, struct period when,
                          struct rate_row *out);
/* The newest day on which one base has rates for both; day NONE: none. */
MUST_USE bool rate_cross(struct ctx *c, struct str from, struct str to, struct period when,
                         struct rate_row *from_rate, struct rate_row *to_rate);
/* The first currency behind this one that rates are written in, or are written for; empty: none. */
MUST_USE bool rate_currency_next(struct ctx *c, struct str after, struct str *next);
MUST_USE bool rate_base_next(struct ctx *c, struct str after, struct str *next);
/* The base that a currency was written for last; empty: none. */
MUST_USE bool rate_last_base(struct ctx *c, struct str currency, struct str *base);
/* Newest first, a day's newest first; at most `max`. */
MUST_USE bool rate_rows_read(struct ctx *c, struct str base, struct str currency,
                             struct period when, struct rate_row *out, size_t max, size_t *n);
MUST_USE bool rate_newer_id(struct ctx *c, const struct rate *r, int64_t *id);
#endif
