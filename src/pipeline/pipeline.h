/* SPDX-License-Identifier: Apache-2.0 */
/* pipeline.h - the stages a deal goes through on our side, each with its usual probability and
 * whether it ends the deal.
 *
 * Kept in memory: every list and board asks for stage names.
 */
#ifndef PIPELINE_H
#define PIPELINE_H
#include "frame/slice.h"

enum ending { ENDING_NONE, ENDING_WON, ENDING_LOST };

struct pipeline {
    int64_t id;
    struct str name;
    int64_t position;
    BASE_MEMBERS;
};
struct stage {
    int64_t id;
    struct str name;
    int64_t pipeline_id, position;
    int ending; /* enum ending */
    int probability;
    BASE_MEMBERS;
};
struct stages {
    const struct stage *p; /* by pipeline, then position */
    size_t n;
};

extern const struct record pipeline_record, stage_record;
extern const struct slice pipeline_slice;

const struct stages *stages(struct ctx *c);                /* NULL with a fault */
const struct stage *stage_find(struct ctx *c, int64_t id); /* NULL if there is none */
/* By exact name, folded; in that pipeline, or in any when pipeline_id is 0. NULL if none. */
const struct stage *stage_named(struct ctx *c, struct str name, int64_t pipeline_id);
/* The first stage of a pipeline with that ending; pipeline_id 0: the first pipeline. */
const struct stage *stage_first(struct ctx *c, int64_t pipeline_id, enum ending ending);
void stages_changed(struct ctx *c);
/* json_more and ref_by_name of records that have a stage. */
struct str stage_name(struct ctx *c, int64_t id); /* on the arena */
#endif
