/* SPDX-License-Identifier: Apache-2.0 */
/* stages.h - where an administrator shapes the pipelines: makes, names and orders them and their
 * stages, says how probable and how final each stage is, and removes what is not used any more.
 *
 * A stage with deals in it is removed by saying where they go: to another stage that ends the same
 * way, so that no sum changes. They go a few at a time, so that other people's writes come between;
 * each deal's history says who moved it and why. When the server ends on the way, some stand here
 * and some there, the stage stands, and asking again goes on.
 * Shows: /settings/pipelines, /api/v1/pipelines, /api/v1/stages. The rules are pipeline.h's.
 */
#ifndef STAGES_H
#define STAGES_H
#include "deal/deal.h"

extern const struct slice stages_slice;

/* How many deals stand in it, whoever's they are. */
MUST_USE bool stage_deals(struct ctx *c, int64_t stage_id, int64_t *n);

/* Moves at most a slice of the deals out of a stage; *more: there may be others left. On the
 * writer; who asks need not see the deals. */
MUST_USE bool stage_empty_some(struct ctx *c, const struct stage *from, const struct stage *to,
                               bool *more);
/* Whether `to` may take the deals of `from`; else a sentence about to_id. */
MUST_USE bool stage_takes(struct ctx *c, const struct stage *from, const struct stage *to);
#endif
