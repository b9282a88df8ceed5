/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "frame/kept.h"
#include "pipeline/pipeline.h"
#include "pipeline/pipeline_store.h"

/* clang-format off */
static const struct word ending_words[] = {
    { "open", "Open" }, { "won", "Won" }, { "lost", "Lost" }, { 0 },
};

static const struct field pipeline_fields[] = {
    { F(pipeline, id,       ID),   .label = "No." },
    { F(pipeline, name,     TEXT), .label = "Name",     .flags = REQUIRED | LISTED | SORTED },
    { F(pipeline, position, INT),  .label = "Position", .flags = LISTED, .min = 1, .max = 1000 },
    { F(pipeline, removed,  FLAG), .label = "Removed",  .flags = COMPUTED | FILTER },
    BASE_FIELDS(pipeline),
};

static const struct field stage_fields[] = {
    { F(stage, id,          ID),      .label = "No." },
    { F(stage, name,        TEXT),    .label = "Stage",       .flags = REQUIRED | LISTED | SORTED },
    { F(stage, pipeline_id, REF),     .label = "Pipeline",    .flags = REQUIRED | LISTED | FILTER | ONCE, .ref = "pipeline" },
    { F(stage, position,    INT),     .label = "Position",    .flags = LISTED, .min = 1, .max = 1000 },
    { F(stage, ending,      WORD),    .label = "Ends as",     .flags = LISTED, .words = ending_words },
    { F(stage, probability, PERCENT), .label = "Probability", .flags = LISTED },
    { F(stage, removed,     FLAG),    .label = "Removed",     .flags = COMPUTED | FILTER },
    BASE_FIELDS(stage),
};
/* clang-format on */

const struct record pipeline_record = {
    .name = "pipeline",
    .plural = "pipelines",
    .label = "Pipeline",
    .labels = "Pipelines",
    .size = sizeof(struct pipeline),
    .fields = pipeline_fields,
    .n_fields = COUNT(pipeline_fields),
    .title = "name",
    .default_sort = "id",
};
const struct record stage_record = {
    .name = "stage",
    .plural = "stages",
    .label = "Stage",
    .labels = "Stages",
    .size = sizeof(struct stage),
    .fields = stage_fields,
    .n_fields = COUNT(stage_fields),
    .title = "name",
    .default_sort = "id",
};

static bool load(struct ctx *c, struct arena *a, void *value)
{
    return stages_read(c, a, value);
}

static struct kept kept_stages = {
    .name = "stages",
    .slot = KEPT_STAGES,
    .size = sizeof(struct stages),
    .load = load,
};

const struct stages *stages(struct ctx *c)
{
    return kept_get(c, &kept_stages);
}

bool stages_copy(struct ctx *c, struct stages *out)
{
    const struct stages *all = stages(c);
    if (!all)
        return false;
    struct stage *mine = arena_array(c->arena, struct stage, all->n_all);
    struct pipeline *ways = arena_array(c->arena, struct pipeline, all->pipelines.n);
    for (size_t i = 0; i < all->n_all; i++) {
        mine[i] = all->p[i];
        mine[i].name = arena_str(c->arena, all->p[i].name);
    }
    for (size_t i = 0; i < all->pipelines.n; i++) {
        ways[i] = all->pipelines.p[i];
        ways[i].name = arena_str(c->arena, ways[i].name);
    }
    *out = (struct stages){ mine, all->n, all->n_all, { ways, all->pipelines.n } };
    return true;
}

void stages_changed(struct ctx *c)
{
    kept_changed(c, &kept_stages);
}

const struct stage *stage_find(struct ctx *c, int64_t id)
{
    const struct stages *all = stages(c);
    for (size_t i = 0; all && i < all->n_all; i++) {
        if (all->p[i].id == id)
            return &all->p[i];
    }
    return NULL;
}

const struct pipeline *pipeline_find(struct ctx *c, int64_t id)
{
    const struct stages *all = stages(c);
    for (size_t i = 0; all && i < all->pipelines.n; i++) {
        if (all->pipelines.p[i].id == id)
            return &all->pipelines.p[i];
    }
    return NULL;
}

const struct pipeline *pipeline_named(struct ctx *c, struct str name)
{
    const struct stages *all = stages(c);
    struct str wanted = fold(c->arena, name);
    for (size_t i = 0; all && i < all->pipelines.n; i++) {
        if (str_same(wanted, fold(c->arena, all->pipelines.p[i].name)))
            return &all->pipelines.p[i];
    }
    return NULL;
}

struct str pipeline_name(struct ctx *c, int64_t id)
{
    const struct pipeline *p = pipeline_find(c, id);
    return p ? arena_str(c->arena, p->name) : STR_NONE;
}

const struct stage *stage_named(struct ctx *c, struct str name, int64_t pipeline_id)
{
    const struct stages *all = stages(c);
    struct str wanted = fold(c->arena, name);
    for (size_t i = 0; all && i < all->n; i++) {
        if ((!pipeline_id || all->p[i].pipeline_id == pipeline_id)
            && str_same(wanted, fold(c->arena, all->p[i].name)))
            return &all->p[i];
    }
    return NULL;
}

const struct stage *stage_first(struct ctx *c, int64_t pipeline_id, enum ending ending)
{
    const struct stages *all = stages(c);
    for (size_t i = 0; all && i < all->n; i++) {
        if ((!pipeline_id || all->p[i].pipeline_id == pipeline_id)
            && all->p[i].ending == (int)ending)
            return &all->p[i];
    }
    return NULL;
}

struct str stage_name(struct ctx *c, int64_t id)
{
    const struct stage *s = stage_find(c, id);
    return s ? arena_str(c->arena, s->name) : STR_NONE;
}
