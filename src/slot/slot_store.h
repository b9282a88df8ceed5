/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SLOT_STORE_H
#define SLOT_STORE_H
#include "slot/slot.h"

/* False in *got when it is not open any more. */
MUST_USE bool slot_claim(struct ctx *c, int64_t id, int64_t deal_id, int64_t contact_id, bool *got);
/* Another of his that is within its minutes. */
MUST_USE bool slot_meets(struct ctx *c, const struct slot *s, bool *meets);
#endif
