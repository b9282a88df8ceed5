/* SPDX-License-Identifier: Apache-2.0 */
/* deal_skip.h - the stages that a deal passed over (S0-60): inside the subject deal. */
#ifndef DEAL_SKIP_H
#define DEAL_SKIP_H
#include "deal/deal.h"

/* Not where the deal has been: that was not passed over. */
MUST_USE bool skip_put(struct ctx *c, int64_t deal_id, const struct skip *k);
MUST_USE bool skip_forget(struct ctx *c, int64_t deal_id, int64_t stage_id);
MUST_USE bool skip_forget_his(struct ctx *c, int64_t deal_id, int buyer_stage);
/* That it was passed over is by the buyer. */
MUST_USE bool skip_say(struct ctx *c, int64_t deal_id, int64_t stage_id, int64_t touch_id);
/* An inbound touch of that deal; touch_id 0: its newest one, and touch_id stays 0. */
MUST_USE bool skip_touch_is_his(struct ctx *c, int64_t deal_id, int64_t touch_id, bool *is);
#endif
