/* SPDX-License-Identifier: Apache-2.0 */
/* deal_store.h - the SQL of deals that the record table cannot derive: states, sums, shares. */
#ifndef DEAL_STORE_H
#define DEAL_STORE_H
#include "deal/deal.h"

/* Whether the deal's close_touch_id is an inbound touch on it in which the buyer gave its
 * expected_close. */
MUST_USE bool deal_touch_says(struct ctx *c, const struct deal *d, bool *said);
/* Sets close_touch_id to the newest inbound touch that gave its expected_close; 0 if none did. */
MUST_USE bool deal_touch_that_says(struct ctx *c, struct deal *d);
/* When he first said that he is ready to buy, in an inbound touch; NONE: never. */
MUST_USE bool deal_ready_since(struct ctx *c, int64_t deal_id, struct instant *since);
MUST_USE bool deal_state_begin(struct ctx *c, const struct deal *d, const struct deal_part *part);
MUST_USE bool deal_state_end(struct ctx *c, int64_t deal_id);
/* Adds the part once (sign 1) or takes it away (-1), for its owner and for everybody. */
MUST_USE bool deal_sums_add(struct ctx *c, const struct deal_part *part, int sign);
MUST_USE bool deal_share_add(struct ctx *c, int64_t deal_id, int64_t user_id, bool *added);
MUST_USE bool deal_share_remove(struct ctx *c, int64_t deal_id, int64_t user_id, bool *removed);
/* Whom it is shared with, who else is on it. */
MUST_USE bool deal_ties_drop(struct ctx *c, int64_t deal_id);
/* Whom the contact asked to keep; 0: nobody. */
MUST_USE bool deal_preferred_read(struct ctx *c, int64_t contact_id, int64_t *user_id);
/* Ends with {0}. */
extern const struct check deal_checks[];
#endif
