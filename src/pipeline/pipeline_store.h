/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PIPELINE_STORE_H
#define PIPELINE_STORE_H
#include "pipeline/pipeline.h"

/* All stages and pipelines, texts on the arena a. */
MUST_USE bool stages_read(struct ctx *c, struct arena *a, struct stages *out);

/* What has a place among its like: the pipelines, or the stages of one. */
struct placed {
    int64_t id, position;
    int ending;
};
struct row_of_places {
    struct placed p[PIPELINE_STAGES_MAX + 1];
    size_t n;
};
/* In order, without removed ones, locked until the transaction ends. */
MUST_USE bool pipelines_placed(struct ctx *c, struct row_of_places *out);
MUST_USE bool stages_placed(struct ctx *c, int64_t pipeline_id, struct row_of_places *out);
MUST_USE bool pipeline_place(struct ctx *c, int64_t id, int64_t position);
MUST_USE bool stage_place(struct ctx *c, int64_t id, int64_t position);
MUST_USE bool stages_ever(struct ctx *c, int64_t *n);
MUST_USE bool stage_has_deals(struct ctx *c, int64_t stage_id, bool *has);
MUST_USE bool pipeline_has_deals(struct ctx *c, int64_t pipeline_id, bool *has);
/* All of a pipeline that goes. */
MUST_USE bool stages_remove_all(struct ctx *c, int64_t pipeline_id);
#endif
