/* SPDX-License-Identifier: Apache-2.0 */
#ifndef APPROVAL_STORE_H
#define APPROVAL_STORE_H
#include "approval/approval.h"
#include "frame/check.h"

/* The open one of a deal; 0 when there is none. */
MUST_USE bool approval_open_find(struct ctx *c, int64_t deal_id, int64_t *id);
/* The value from which the discounts of a deal are counted: the highest that an approved price was
 * counted from in this currency; without an amount when there is none. */
MUST_USE bool approval_value_first(struct ctx *c, int64_t deal_id, const char *currency,
                                   int64_t *minor);
/* An inbound touch of that deal that took place at or after `since`. */
MUST_USE bool approval_touch_says(struct ctx *c, int64_t touch_id, int64_t deal_id,
                                  struct instant since, bool *says);
/* Ends with {0}. */
extern const struct check approval_checks[];
#endif
