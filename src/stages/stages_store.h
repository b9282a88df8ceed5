/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGES_STORE_H
#define STAGES_STORE_H
#include "stages/stages.h"

/* Some of the deals in a stage. */
MUST_USE bool stage_deal_ids(struct ctx *c, int64_t stage_id, struct deal_ids *out);
#endif
