/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SILENCE_STORE_H
#define SILENCE_STORE_H
#include "base/ctx.h"

/* Whether we owe the buyer anything on this deal: promises know of silence, not the other way, so
 * their table is asked itself. */
MUST_USE bool promise_is_open(struct ctx *c, int64_t deal_id, bool *open);
#endif
