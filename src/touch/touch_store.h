/* SPDX-License-Identifier: Apache-2.0 */
/* touch_store.h - what is kept of touches beside them. */
#ifndef TOUCH_STORE_H
#define TOUCH_STORE_H
#include "frame/check.h"
#include "touch/touch.h"

/* Ends with {0}. */
extern const struct check touch_checks[];

/* What the touches of a deal but one say. */
struct touch_rest {
    struct instant last_touch, last_heard;
    int buyer_stage; /* of the last inbound one that says one */
};
MUST_USE bool touch_rest_read(struct ctx *c, int64_t deal_id, int64_t without,
                              struct touch_rest *out);
#endif
