/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ALTERNATIVE_STORE_H
#define ALTERNATIVE_STORE_H
#include "alternative/alternative.h"

/* An inbound touch of that deal, and who said it. */
MUST_USE bool alternative_touch_says(struct ctx *c, const struct alternative *a, bool *says,
                                     int64_t *contact_id);
/* His newest; 0: he never spoke. */
MUST_USE bool alternative_touch_newest(struct ctx *c, int64_t deal_id, int64_t *id);
#endif
