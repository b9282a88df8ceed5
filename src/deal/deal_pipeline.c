/* SPDX-License-Identifier: Apache-2.0 */
/* What pages about deals do when there are several pipelines; with one, none of it shows. */
#include "deal/deal_pages.h"
#include "frame/note.h"

static bool several(struct ctx *c)
{
    const struct stages *all = stages(c);
    return all && all->pipelines.n > 1;
}

bool pipeline_last(struct req *q, int64_t *pipeline_id)
{
    struct ctx *c = &q->c;
    *pipeline_id = 0;
    if (!several(c))
        return !failed(c);
    if (!pipeline_chosen(c, c->viewer->id, pipeline_id))
        return false;
    if (!pipeline_find(c, *pipeline_id))
        *pipeline_id = 0;
    return !failed(c);
}

void pipeline_remember(struct req *q, int64_t pipeline_id)
{
    struct note note = { .kind = NOTE_PIPELINE, .id = q->c.viewer->id, .value = pipeline_id };
    note_put(&note);
}

bool pipeline_asked(struct req *q, int64_t *pipeline_id)
{
    struct ctx *c = &q->c;
    struct str asked = input_text(&q->query, "pipeline_id");
    const struct stages *all = stages(c);
    int64_t id = 0, last = 0;
    if (!all || !pipeline_last(q, &last))
        return false;
    if (asked.n && (!str_to_int(asked, &id) || !pipeline_find(c, id)))
        return !failed(c) && bad_field(c, STR("pipeline_id"), "Choose one of the pipelines.");
    if (id && id != last)
        pipeline_remember(q, id);
    all = stages(c);
    *pipeline_id = id ? id : last                  ? last
                         : all && all->pipelines.n ? all->pipelines.p[0].id
                                                   : 0;
    return !failed(c);
}

struct form_options pipeline_options(struct ctx *c, int64_t chosen)
{
    const struct stages *all = stages(c);
    struct form_options out = { 0 };
    if (!all || all->pipelines.n < 2)
        return out;
    out.p = arena_array(c->arena, struct form_option, all->pipelines.n);
    for (size_t i = 0; i < all->pipelines.n; i++) {
        const struct pipeline *p = &all->pipelines.p[i];
        out.p[out.n++] = (struct form_option){ arena_printf(c->arena, "%lld", (long long)p->id),
                                               arena_str(c->arena, p->name), p->id == chosen };
    }
    return out;
}

struct form_options pipeline_stages(struct ctx *c, int64_t pipeline_id, int64_t chosen)
{
    const struct stages *all = stages(c);
    struct form_options out = { 0 };
    if (!all)
        return out;
    out.p = arena_array(c->arena, struct form_option, all->n);
    for (size_t i = 0; i < all->n; i++) {
        const struct stage *s = &all->p[i];
        if (s->pipeline_id == pipeline_id)
            out.p[out.n++] =
                (struct form_option){ arena_printf(c->arena, "%lld", (long long)s->id),
                                      arena_str(c->arena, s->name), s->id == chosen };
    }
    return out;
}

struct pipeline_tabs pipeline_tabs(struct req *q, int64_t chosen)
{
    struct form_options options = pipeline_options(&q->c, chosen);
    struct pipeline_tabs tabs = { arena_array(q->c.arena, struct pipeline_tab, options.n + 1), 0 };
    for (size_t i = 0; i < options.n; i++)
        tabs.p[tabs.n++] = (struct pipeline_tab){
            options.p[i].label,
            url_with(q, "pipeline_id", options.p[i].value),
            options.p[i].chosen,
        };
    return tabs;
}

/* ---- the form ---- */

static struct form_field *field_of(struct form *form, const char *name)
{
    for (size_t i = 0; i < form->n; i++) {
        if (strcmp(form->p[i].name, name) == 0)
            return &form->p[i];
    }
    return NULL;
}

/* The pipeline typed, the one of the stage that stands there, or the deal's own. */
static int64_t pipeline_of(struct ctx *c, const struct deal *d, struct input *in,
                           const struct form_field *stage)
{
    int64_t id = 0, stage_id = 0;
    struct str typed = in ? input_text(in, "pipeline_id") : STR_NONE;
    if (typed.n && str_to_int(typed, &id) && pipeline_find(c, id))
        return id;
    const struct stage *s = str_to_int(stage->value, &stage_id) ? stage_find(c, stage_id) : NULL;
    if (s || d->pipeline_id)
        return s ? s->pipeline_id : d->pipeline_id;
    if (several(c) && pipeline_chosen(c, c->viewer->id, &id) && pipeline_find(c, id))
        return id;
    s = stage_first(c, 0, ENDING_NONE);
    return s ? s->pipeline_id : 0;
}

static int64_t stage_of(struct ctx *c, const struct form_field *stage, int64_t pipeline_id)
{
    int64_t id = 0;
    const struct stage *s = str_to_int(stage->value, &id)
                                ? stage_find(c, id)
                                : stage_named(c, stage->shown, pipeline_id);
    return s ? s->id : 0;
}

static struct form_field pipeline_field(struct ctx *c, int64_t pipeline_id)
{
    return (struct form_field){
        .name = "pipeline_id",
        .label = "Pipeline",
        .type = "word",
        .value = arena_printf(c->arena, "%lld", (long long)pipeline_id),
        .options = pipeline_options(c, pipeline_id),
        .button = "Show its stages",
    };
}

bool deal_form(struct ctx *c, const void *row, struct input *in, struct form *form)
{
    struct form_field *stage = field_of(form, "stage_id"), *more;
    if (!stage)
        return true;
    int64_t pipeline_id = pipeline_of(c, row, in, stage);
    stage->options = pipeline_stages(c, pipeline_id, stage_of(c, stage, pipeline_id));
    if (!several(c))
        return true;
    more = arena_array(c->arena, struct form_field, form->n + 1);
    size_t at = (size_t)(stage - form->p);
    memcpy(more, form->p, at * sizeof *more);
    more[at] = pipeline_field(c, pipeline_id);
    memcpy(more + at + 1, form->p + at, (form->n - at) * sizeof *more);
    *form = (struct form){ more, form->n + 1 };
    return true;
}
