/* SPDX-License-Identifier: Apache-2.0 */
/* deal_value.h - what a deal's value is in the organisation's currency: inside the subject deal. */
#ifndef DEAL_VALUE_H
#define DEAL_VALUE_H
#include "deal/deal.h"

/* Counts a value that is new or changed at the rate of its day; one that stays keeps its rate. The
 * day is today's, of an imported deal that is closed its closing day, so state and closing day are
 * derived before. */
MUST_USE bool deal_value_derive(struct ctx *c, const struct deal *was, struct deal *d);
/* Value, currency and rate are the same. */
bool deal_value_same(const struct deal *a, const struct deal *b);
/* What a new deal's first entry says of a value in another currency. */
struct changes deal_value_told(struct ctx *c, const struct deal *d);
/* deal.c: writes the row, its entry, states and sums, after everything was derived. */
MUST_USE bool deal_keep(struct ctx *c, const struct deal *was, struct deal *now, struct str why,
                        bool touched);
/* What value and rate of a deal give, 0 where there is none; false when that is too much, or the
 * rate is no rate. */
MUST_USE bool deal_base_of(const struct deal *d, int64_t *base);
#endif
