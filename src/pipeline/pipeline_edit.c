/* SPDX-License-Identifier: Apache-2.0 */
/* The half of pipeline.h that writes. Every change locks the row its places hang on first, so two
 * administrators cannot take a pipeline's last way to win together. */
#include "base/text.h"
#include "frame/recorded.h"
#include "pipeline/pipeline.h"
#include "pipeline/pipeline_store.h"

/* clang-format off */
const struct gate stage_in_use = {
    "stage_in_use", "Deals stand in this stage.",
    { "Say to which stage its deals go; then it can be removed.",
      "To change how it ends, add another stage and move the deals there." }, "S2-27", false,
};
const struct gate pipeline_in_use = {
    "pipeline_in_use", "Deals stand in this pipeline.",
    { "Remove its stages one by one and say where their deals go, or move the deals first." }, "S2-27", false,
};
const struct gate pipeline_needs_endings = {
    "pipeline_needs_endings", "A pipeline needs a stage to begin in, one to win and one to lose.",
    { "Add another stage of that kind first." }, "S2-27", false,
};
const struct gate last_pipeline = {
    "last_pipeline", "There must be a pipeline for new deals.",
    { "Add another pipeline first." }, "S2-27", false,
};
const struct gate pipelines_full = {
    "pipelines_full", "There are as many pipelines as there may be.",
    { "Remove one that is not used any more." }, "S2-27", false,
};
const struct gate stages_full = {
    "stages_full", "This pipeline has as many stages as it may have.",
    { "Rename or remove one that is not used any more." }, "S2-27", false,
};
/* clang-format on */

/* ---- places ---- */

typedef bool place_fn(struct ctx *c, int64_t id, int64_t position);

static size_t place_of(const struct row_of_places *row, int64_t id)
{
    size_t i = 0;
    while (i < row->n && row->p[i].id != id)
        i++;
    return i;
}

static void take_out(struct row_of_places *row, int64_t id)
{
    size_t at = place_of(row, id);
    if (at == row->n)
        return;
    row->n--;
    memmove(&row->p[at], &row->p[at + 1], (row->n - at) * sizeof row->p[0]);
}

/* The others make room; gives the place it came to. */
static bool others_place(struct ctx *c, struct row_of_places *row, int64_t *position,
                         place_fn *place)
{
    int64_t last = (int64_t)row->n + 1;
    if (*position < 1 || *position > last)
        *position = last;
    for (size_t i = 0; i < row->n; i++) {
        int64_t at = (int64_t)i + 1 + ((int64_t)i + 1 >= *position);
        if (row->p[i].position != at && !place(c, row->p[i].id, at))
            return false;
    }
    return true;
}

/* Without a hole where one was removed. */
static bool others_close_up(struct ctx *c, struct row_of_places *row, place_fn *place)
{
    int64_t behind = (int64_t)row->n + 1;
    return others_place(c, row, &behind, place);
}

/* ---- names ---- */

static bool pipeline_is_alone(struct ctx *c, const struct pipeline *p)
{
    const struct pipeline *other = pipeline_named(c, p->name);
    if (other && other->id != p->id)
        bad_field(c, STR("name"), "Another pipeline has this name.");
    return !failed(c);
}

static bool stage_is_alone(struct ctx *c, const struct stage *s)
{
    const struct stage *other = stage_named(c, s->name, s->pipeline_id);
    if (other && other->id != s->id)
        bad_field(c, STR("name"), "Another stage of this pipeline has this name.");
    return !failed(c);
}

/* ---- pipelines ---- */

static bool stages_begin(struct ctx *c, int64_t pipeline_id)
{
    const struct stage first[] = {
        { .name = STR("New"), .ending = ENDING_NONE, .probability = 10 },
        { .name = STR("Won"), .ending = ENDING_WON, .probability = 100 },
        { .name = STR("Lost"), .ending = ENDING_LOST, .probability = 0 },
    };
    for (size_t i = 0; i < COUNT(first); i++) {
        struct stage s = first[i];
        s.pipeline_id = pipeline_id;
        s.position = (int64_t)i + 1;
        if (!recorded_insert(c, &stage_record, &s))
            return false;
    }
    return true;
}

bool pipeline_create(struct ctx *c, struct pipeline *p)
{
    struct row_of_places row;
    int64_t ever;
    if (!pipelines_placed(c, &row) || !stages_ever(c, &ever) || !pipeline_is_alone(c, p))
        return false;
    if (row.n >= PIPELINES_MAX || ever + 3 > STAGES_EVER_MAX)
        return refuse(c, &pipelines_full, 0);
    if (!others_place(c, &row, &p->position, pipeline_place)
        || !recorded_insert(c, &pipeline_record, p) || !stages_begin(c, p->id))
        return false;
    stages_changed(c);
    return true;
}

bool pipeline_save(struct ctx *c, const struct pipeline *was, struct pipeline *now)
{
    struct row_of_places row;
    if (!pipelines_placed(c, &row) || !pipeline_is_alone(c, now))
        return false;
    take_out(&row, now->id);
    if (!others_place(c, &row, &now->position, pipeline_place)
        || !recorded_update(c, &pipeline_record, was, now, STR_NONE))
        return false;
    stages_changed(c);
    return true;
}

bool pipeline_remove(struct ctx *c, const struct pipeline *p)
{
    struct pipeline now = *p;
    struct row_of_places row;
    bool used;
    if (!pipelines_placed(c, &row) || !pipeline_has_deals(c, p->id, &used))
        return false;
    if (used)
        return refuse(c, &pipeline_in_use, p->id);
    take_out(&row, p->id);
    if (!row.n)
        return refuse(c, &last_pipeline, p->id);
    now.removed = true;
    if (!others_close_up(c, &row, pipeline_place) || !stages_remove_all(c, p->id)
        || !recorded_update(c, &pipeline_record, p, &now, STR_NONE))
        return false;
    stages_changed(c);
    return true;
}

/* ---- stages ---- */

static bool has_all_endings(const struct row_of_places *row, int more)
{
    bool has[] = { false, false, false };
    if (more >= 0)
        has[more] = true;
    for (size_t i = 0; i < row->n; i++)
        has[row->p[i].ending] = true;
    return has[ENDING_NONE] && has[ENDING_WON] && has[ENDING_LOST];
}

/* An open one behind the last open one, an ending behind all. */
static int64_t place_behind(const struct row_of_places *row, int ending)
{
    size_t at = row->n;
    while (ending == ENDING_NONE && at > 0 && row->p[at - 1].ending != ENDING_NONE)
        at--;
    return (int64_t)at + 1;
}

static void certain(struct stage *s)
{
    if (s->ending != ENDING_NONE)
        s->probability = s->ending == ENDING_WON ? 100 : 0;
}

bool stage_create(struct ctx *c, struct stage *s)
{
    struct row_of_places row;
    int64_t ever;
    if (!stages_placed(c, s->pipeline_id, &row) || !stages_ever(c, &ever) || !stage_is_alone(c, s))
        return false;
    if (!pipeline_find(c, s->pipeline_id))
        return failed(c) ? false
                         : bad_field(c, STR("pipeline_id"), "This pipeline was removed.");
    if (row.n >= PIPELINE_STAGES_MAX || ever >= STAGES_EVER_MAX)
        return refuse(c, &stages_full, s->pipeline_id);
    if (s->position == INT_NONE)
        s->position = place_behind(&row, s->ending);
    certain(s);
    if (!others_place(c, &row, &s->position, stage_place)
        || !recorded_insert(c, &stage_record, s))
        return false;
    stages_changed(c);
    return true;
}

/* How it ends decides about the state of every deal in it, and about the sums. */
static bool ending_may_change(struct ctx *c, const struct stage *was, const struct stage *now,
                              const struct row_of_places *others)
{
    bool used;
    if (was->ending == now->ending)
        return true;
    if (!has_all_endings(others, now->ending))
        return refuse(c, &pipeline_needs_endings, now->id);
    return stage_has_deals(c, now->id, &used) && (!used || refuse(c, &stage_in_use, now->id));
}

static bool is_there(struct ctx *c, const struct stage *s)
{
    return !s->removed
           || fail(c, FAULT_NOT_FOUND, "not_found", STR("This stage was removed."));
}

bool stage_save(struct ctx *c, const struct stage *was, struct stage *now)
{
    struct row_of_places row;
    if (!is_there(c, was) || !stages_placed(c, was->pipeline_id, &row) || !stage_is_alone(c, now))
        return false;
    take_out(&row, now->id);
    certain(now);
    if (!ending_may_change(c, was, now, &row)
        || !others_place(c, &row, &now->position, stage_place)
        || !recorded_update(c, &stage_record, was, now, STR_NONE))
        return false;
    stages_changed(c);
    return true;
}

static bool may_go(struct ctx *c, const struct stage *s, struct row_of_places *others)
{
    if (!is_there(c, s) || !stages_placed(c, s->pipeline_id, others))
        return false;
    take_out(others, s->id);
    return has_all_endings(others, -1) || refuse(c, &pipeline_needs_endings, s->id);
}

bool stage_may_go(struct ctx *c, const struct stage *s)
{
    struct row_of_places others;
    return may_go(c, s, &others);
}

bool stage_remove(struct ctx *c, const struct stage *s)
{
    struct stage now = *s;
    struct row_of_places row;
    bool used;
    if (!may_go(c, s, &row) || !stage_has_deals(c, s->id, &used))
        return false;
    if (used)
        return refuse(c, &stage_in_use, s->id);
    now.removed = true;
    if (!others_close_up(c, &row, stage_place)
        || !recorded_update(c, &stage_record, s, &now, STR_NONE))
        return false;
    stages_changed(c);
    return true;
}
