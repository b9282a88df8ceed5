/* SPDX-License-Identifier: Apache-2.0 */
#ifndef READBACK_STORE_H
#define READBACK_STORE_H
#include "base/ctx.h"

/* False in *fresh when the same was read back last. */
MUST_USE bool read_back_note(struct ctx *c, int64_t deal_id, struct str hash, bool *fresh);
/* What he needs and is sure of, as the newest touch that says it. */
MUST_USE bool said_last(struct ctx *c, int64_t deal_id, struct str *needs, struct str *clarity);
/* When its owner was last asked to say where it stands. */
MUST_USE bool asked_last(struct ctx *c, int64_t promise_id, struct instant *when);
/* Whether a person has written to him since then. */
MUST_USE bool human_letter_since(struct ctx *c, int64_t deal_id, struct instant since, bool *has);
MUST_USE bool team_name(struct ctx *c, int64_t team_id, struct str *name);
#endif
