/* SPDX-License-Identifier: Apache-2.0 */
/* pipeline.h - the stages a deal goes through on our side, each with its usual probability and
 * whether it ends the deal; one pipeline for each way of selling.
 *
 * Always true: a pipeline has a stage to begin in, one to win and one to lose; a stage that wins
 * counts 100 %, one that loses 0; places are 1, 2, 3 without gaps. What is removed keeps its row,
 * so that past days still name it, and takes no deals any more. A changed probability holds for
 * deals that enter the stage from then on; a stage with deals in it keeps how it ends.
 * Kept in memory: every list and board asks for stage names. Shows: /settings/pipelines (stages),
 * /api/v1/pipelines, /api/v1/stages. Does not: move deals; who empties a stage does (stages.h).
 */
#ifndef PIPELINE_H
#define PIPELINE_H
#include "frame/slice.h"

enum ending { ENDING_NONE, ENDING_WON, ENDING_LOST };

struct pipeline {
    int64_t id;
    struct str name;
    int64_t position;
    bool removed;
    BASE_MEMBERS;
};
struct pipelines {
    const struct pipeline *p; /* by position, without removed ones */
    size_t n;
};
struct stage {
    int64_t id;
    struct str name;
    int64_t pipeline_id, position;
    int ending; /* enum ending */
    int probability;
    bool removed;
    BASE_MEMBERS;
};
struct stages {
    const struct stage *p; /* by pipeline, then position */
    size_t n;
    size_t n_all; /* with those removed, which stand behind */
    struct pipelines pipelines;
};

extern const struct record pipeline_record, stage_record;
extern const struct slice pipeline_slice;

extern const struct gate stage_in_use, pipeline_in_use, pipeline_needs_endings, last_pipeline;
extern const struct gate pipelines_full, stages_full;
#define PIPELINES_MAX 20
#define PIPELINE_STAGES_MAX 30 /* of one, not removed */
#define STAGES_EVER_MAX 2000   /* all that ever were */

const struct stages *stages(struct ctx *c);                /* NULL with a fault */
/* The same on the arena of c, for what asks for stages again while it goes through them. */
MUST_USE bool stages_copy(struct ctx *c, struct stages *out);
const struct stage *stage_find(struct ctx *c, int64_t id); /* a removed one too; NULL if none */
/* By exact name, folded; in that pipeline, or in any when pipeline_id is 0. NULL if none. */
const struct stage *stage_named(struct ctx *c, struct str name, int64_t pipeline_id);
/* The first stage of a pipeline with that ending; pipeline_id 0: the first pipeline. */
const struct stage *stage_first(struct ctx *c, int64_t pipeline_id, enum ending ending);
void stages_changed(struct ctx *c);
const struct pipeline *pipeline_find(struct ctx *c, int64_t id); /* not a removed one */
const struct pipeline *pipeline_named(struct ctx *c, struct str name);
struct str pipeline_name(struct ctx *c, int64_t id); /* on the arena */
/* json_more and ref_by_name of records that have a stage. */
struct str stage_name(struct ctx *c, int64_t id); /* on the arena */

/* ---- what an administrator does (pipeline_edit.c) ----
 * `was` is the row as read in this transaction. */
/* With three stages to go on from; position INT_NONE: behind the others. */
MUST_USE bool pipeline_create(struct ctx *c, struct pipeline *p);
MUST_USE bool pipeline_save(struct ctx *c, const struct pipeline *was, struct pipeline *now);
/* No deal may stand in any of its stages. */
MUST_USE bool pipeline_remove(struct ctx *c, const struct pipeline *p);
/* position INT_NONE: behind the last of its kind. */
MUST_USE bool stage_create(struct ctx *c, struct stage *s);
MUST_USE bool stage_save(struct ctx *c, const struct stage *was, struct stage *now);
/* Refuses what could not be removed even when it is empty: before its deals are moved. */
MUST_USE bool stage_may_go(struct ctx *c, const struct stage *s);
/* No deal may stand in it. */
MUST_USE bool stage_remove(struct ctx *c, const struct stage *s);
#endif
