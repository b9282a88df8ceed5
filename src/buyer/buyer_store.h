/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BUYER_STORE_H
#define BUYER_STORE_H
#include "buyer/buyer.h"

/* *fresh false: it was put before. */
MUST_USE bool once_add(struct ctx *c, struct str hash, bool *fresh);
MUST_USE bool once_forget(struct ctx *c, struct instant before);
/* When we last reached out to this contact; NONE: never. */
MUST_USE bool last_outbound(struct ctx *c, int64_t deal_id, struct instant *when);
#endif
