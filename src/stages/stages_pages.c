/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/app.h"
#include "frame/openapi.h"
#include "stages/stages.html.h"
#include "stages/stages_view.h"

#define LATECOMERS 5 /* times that deals may come into a stage while it is emptied */

static void pipeline_json(struct buf *b, const void *row)
{
    record_json(b, &pipeline_record, row);
}

static void stage_json(struct buf *b, const void *row)
{
    record_json(b, &stage_record, row);
}

/* ---- the page ---- */

static bool settings_show(struct req *q)
{
    static const struct word notes[] = {
        { "added", "Added." },
        { "saved", "Saved." },
        { "moved", "Moved." },
        { "removed", "Removed. Past days still show its name." },
    };
    struct pipelines_view *v = arena_new(q->c.arena, struct pipelines_view);
    struct str done = input_text(&q->query, "done");
    for (size_t i = 0; i < COUNT(notes); i++) {
        if (str_is(done, notes[i].name))
            v->note = str_of(notes[i].label);
    }
    return pipelines_fill(q, (struct form_shown){ 0 }, v)
           && answer_view(q, pipelines_page_page, NULL, v);
}

/* After a fault: the page with what was typed; the API has its problem. */
static bool again(struct req *q, enum stages_form form, int64_t id)
{
    struct pipelines_view *v = arena_new(q->c.arena, struct pipelines_view);
    struct fault fault = q->c.fault;
    if (q->api)
        return false;
    v->message = fault.detail;
    v->next = fault.next[0];
    if (!pipelines_fill(q, (struct form_shown){ form, id }, v))
        return false;
    q->c.fault = fault;
    return answer_again(q, pipelines_page_page, v);
}

static bool settled(struct req *q, const char *done, const char *what, int64_t id)
{
    return answer_go(q, "/settings/pipelines?done=%s#%s-%lld", done, what, (long long)id);
}

/* ---- pipelines ---- */

static bool pipeline_show(struct req *q)
{
    struct pipeline *p = arena_new(q->c.arena, struct pipeline);
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &pipeline_record, q->ids[0], p)
           && answer_view(q, NULL, pipeline_json, p) && answer_version(q, p->version);
}

static bool input_read(struct req *q, const struct record *r, enum record_read how, void *row)
{
    struct field_set given;
    bool good = record_read(&q->c, r, &q->in, how, "USD", row, &given);
    req_input_all_used(q);
    return good && !failed(&q->c);
}

static bool pipeline_add(struct req *q)
{
    struct pipeline *p = arena_new(q->c.arena, struct pipeline);
    record_init(&pipeline_record, p);
    if (!input_read(q, &pipeline_record, RECORD_CREATE, p) || !pipeline_create(&q->c, p))
        return again(q, FORM_PIPELINE_NEW, 0);
    if (!q->api)
        return settled(q, "added", "pipeline", p->id);
    return answer_created(q, pipeline_json, p, "pipelines", p->id) && answer_version(q, p->version);
}

/* As stored in this transaction, at the version that was seen; a removed one is not found. */
static bool pipeline_get(struct req *q, struct pipeline *p)
{
    struct ctx *c = &q->c;
    answer_current(q, pipeline_json);
    if (!record_get(c, &pipeline_record, q->ids[0], p))
        return false;
    if (p->removed)
        return fail(c, FAULT_NOT_FOUND, "not_found", STR("This pipeline was removed."));
    return record_check_version(c, &pipeline_record, p, q->if_match);
}

static bool pipeline_answer(struct req *q, const struct pipeline *p, const char *done)
{
    if (!q->api)
        return settled(q, done, "pipeline", p->id);
    return answer_view(q, NULL, pipeline_json, p) && answer_version(q, p->version);
}

static bool pipeline_change(struct req *q)
{
    struct pipeline was, *now = arena_new(q->c.arena, struct pipeline);
    if (!pipeline_get(q, &was))
        return again(q, FORM_PIPELINE, q->ids[0]);
    *now = was;
    if (!input_read(q, &pipeline_record, RECORD_PATCH, now) || !pipeline_save(&q->c, &was, now))
        return again(q, FORM_PIPELINE, q->ids[0]);
    return pipeline_answer(q, now, "saved");
}

/* "up" or "down": one place. */
static bool step_read(struct req *q, int64_t *position)
{
    struct str to = input_text(&q->in, "to");
    if (!str_is(to, "up") && !str_is(to, "down"))
        bad_field(&q->c, STR("to"), "Say up or down.");
    else if (str_is(to, "down"))
        *position += 1;
    else if (*position > 1)
        *position -= 1;
    req_input_all_used(q);
    return !failed(&q->c);
}

static bool pipeline_step(struct req *q)
{
    struct pipeline was, *now = arena_new(q->c.arena, struct pipeline);
    if (!pipeline_get(q, &was))
        return again(q, FORM_NONE, 0);
    *now = was;
    if (!step_read(q, &now->position) || !pipeline_save(&q->c, &was, now))
        return again(q, FORM_NONE, 0);
    return pipeline_answer(q, now, "moved");
}

static bool pipeline_drop(struct req *q)
{
    struct ctx *c = &q->c;
    struct pipeline *p = arena_new(c->arena, struct pipeline);
    req_input_all_used(q);
    if (failed(c) || !pipeline_get(q, p) || !pipeline_remove(c, p))
        return again(q, FORM_NONE, 0);
    if (!q->api)
        return answer_go(q, "/settings/pipelines?done=removed");
    return record_get(c, &pipeline_record, q->ids[0], p) && pipeline_answer(q, p, "removed");
}

/* ---- stages ---- */

static bool stage_show(struct req *q)
{
    struct stage *s = arena_new(q->c.arena, struct stage);
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &stage_record, q->ids[0], s)
           && answer_view(q, NULL, stage_json, s) && answer_version(q, s->version);
}

static bool stage_add(struct req *q)
{
    struct stage *s = arena_new(q->c.arena, struct stage);
    int64_t pipeline_id = 0;
    record_init(&stage_record, s);
    if (!input_read(q, &stage_record, RECORD_CREATE, s) || !stage_create(&q->c, s)) {
        if (!str_to_int(input_text(&q->in, "pipeline_id"), &pipeline_id))
            pipeline_id = 0;
        return again(q, FORM_STAGE_NEW, pipeline_id);
    }
    if (!q->api)
        return settled(q, "added", "stage", s->id);
    return answer_created(q, stage_json, s, "stages", s->id) && answer_version(q, s->version);
}

static bool stage_get(struct req *q, struct stage *s)
{
    answer_current(q, stage_json);
    return record_get(&q->c, &stage_record, q->ids[0], s)
           && record_check_version(&q->c, &stage_record, s, q->if_match);
}

static bool stage_answer(struct req *q, const struct stage *s, const char *done)
{
    if (!q->api)
        return settled(q, done, "stage", s->id);
    return answer_view(q, NULL, stage_json, s) && answer_version(q, s->version);
}

static bool stage_change(struct req *q)
{
    struct stage was, *now = arena_new(q->c.arena, struct stage);
    if (!stage_get(q, &was))
        return again(q, FORM_STAGE, q->ids[0]);
    *now = was;
    if (!input_read(q, &stage_record, RECORD_PATCH, now) || !stage_save(&q->c, &was, now))
        return again(q, FORM_STAGE, q->ids[0]);
    return stage_answer(q, now, "saved");
}

static bool stage_step(struct req *q)
{
    struct stage was, *now = arena_new(q->c.arena, struct stage);
    if (!stage_get(q, &was))
        return again(q, FORM_NONE, 0);
    *now = was;
    if (!step_read(q, &now->position) || !stage_save(&q->c, &was, now))
        return again(q, FORM_NONE, 0);
    return stage_answer(q, now, "moved");
}

/* ---- removing a stage ---- */

static bool stage_remove_show(struct req *q)
{
    struct ctx *c = &q->c;
    struct stage *s = arena_new(c->arena, struct stage);
    struct stage_remove_view *v = arena_new(c->arena, struct stage_remove_view);
    if (!record_get(c, &stage_record, q->ids[0], s))
        return false;
    if (s->removed)
        return fail(c, FAULT_NOT_FOUND, "not_found", STR("This stage was removed."));
    return stage_remove_fill(q, s, v) && answer_view(q, stage_remove_page_page, NULL, v);
}

struct removal {
    struct req *q;
    int64_t to_id; /* 0: nobody said */
    struct stage stage; /* in the end: as it was removed */
    bool more;
};

static bool removal_refused(struct ctx *c, void *arg)
{
    return refusal_store(c, ((struct removal *)arg)->q);
}

/* Whether it can be done at all, before the first deal is moved. */
static bool begin_run(struct ctx *c, void *arg)
{
    struct removal *o = arg;
    struct stage s;
    return record_get(c, &stage_record, o->q->ids[0], &s)
           && record_check_version(c, &stage_record, &s, o->q->if_match) && stage_may_go(c, &s)
           && (!o->to_id || stage_takes(c, &s, stage_find(c, o->to_id)));
}

static bool slice_run(struct ctx *c, void *arg)
{
    struct removal *o = arg;
    struct stage from;
    if (!record_get(c, &stage_record, o->q->ids[0], &from))
        return false;
    const struct stage *to = stage_find(c, o->to_id);
    return stage_takes(c, &from, to) && stage_empty_some(c, &from, to, &o->more);
}

static bool end_run(struct ctx *c, void *arg)
{
    struct removal *o = arg;
    int64_t id = o->q->ids[0];
    return record_get(c, &stage_record, id, &o->stage) && stage_remove(c, &o->stage)
           && record_get(c, &stage_record, id, &o->stage);
}

static bool removal_call(struct removal *o, bool (*run)(struct ctx *c, void *arg))
{
    return writer_call_refusing(o->q->store, &o->q->c, run, removal_refused, o);
}

static bool empties(struct removal *o)
{
    o->more = o->to_id != 0;
    while (o->more) {
        if (!removal_call(o, slice_run))
            return false;
    }
    return true;
}

static bool removes(struct removal *o)
{
    struct ctx *c = &o->q->c;
    for (int i = 0; i < LATECOMERS; i++) {
        if (!empties(o))
            return false;
        if (removal_call(o, end_run))
            return true;
        if (!o->to_id || c->fault.gate != &stage_in_use || i + 1 == LATECOMERS)
            return false;
        fault_clear(c);
    }
    return false;
}

static bool removal_again(struct req *q)
{
    struct ctx *c = &q->c;
    struct stage *s = arena_new(c->arena, struct stage);
    struct stage_remove_view *v = arena_new(c->arena, struct stage_remove_view);
    struct fault fault = c->fault;
    if (q->api || fault.kind == FAULT_NOT_FOUND)
        return false;
    fault_clear(c);
    v->message = fault.detail;
    v->next = fault.next[0];
    if (!own_read_begin(q))
        return false;
    bool read = record_get(c, &stage_record, q->ids[0], s);
    c->fault = read ? fault : c->fault;
    read = read && stage_remove_fill(q, s, v);
    own_read_end(q);
    return read && answer_again(q, stage_remove_page_page, v);
}

static bool stage_drop(struct req *q)
{
    struct removal *o = arena_new(q->c.arena, struct removal);
    struct str to = input_text(&q->in, "to_id");
    o->q = q;
    if (to.n && (!str_to_int(to, &o->to_id) || o->to_id < 1))
        bad_field(&q->c, STR("to_id"), "Choose another stage.");
    req_input_all_used(q);
    if (failed(&q->c) || !removal_call(o, begin_run) || !removes(o))
        return removal_again(q);
    return q->api ? stage_answer(q, &o->stage, "removed")
                  : answer_go(q, "/settings/pipelines?done=removed");
}

/* clang-format off */
static const struct shape row[] = { { .kind = SHAPE_ROW }, { 0 } };
static const struct shape to_stage[] = {
    { "to_id", SHAPE_ID, OPTIONAL, .about = "Where its deals go: a stage that ends the same way." }, { 0 },
};
static const struct api api_drop = { "Remove one of the %, in which no deal stands", NULL, NULL, row, .versioned = true };
static const struct api api_stage_drop = { "Remove one of the %", NULL, to_stage, row, .versioned = true };

static const struct route routes[] = {
    { METHOD_GET,   "/settings/pipelines",   settings_show,     READS, PAGE, { "pipeline", "manage" }, "S2-27", 0 },
    { METHOD_GET,   "/pipelines/{id}",       pipeline_show,     READS, API, { "pipeline", "read" }, "S2-27", 0, &api_show },
    { METHOD_POST,  "/pipelines", pipeline_add, WRITES, PAGE | API, { "pipeline", "manage" }, "S2-27", 0, &api_add },
    { METHOD_POST,  "/pipelines/{id}",       pipeline_change,   WRITES, PAGE, { "pipeline", "manage" }, "S2-27", 0 },
    { METHOD_PATCH, "/pipelines/{id}",       pipeline_change,   WRITES, API, { "pipeline", "manage" }, "S2-27", 0, &api_change },
    { METHOD_POST,  "/pipelines/{id}/move",  pipeline_step,     WRITES, PAGE, { "pipeline", "manage" }, "S2-27", 0 },
    { METHOD_POST, "/pipelines/{id}/remove", pipeline_drop, WRITES, PAGE | API, { "pipeline", "manage" }, "S2-27", 0, &api_drop },
    { METHOD_GET,   "/stages/{id}",          stage_show,        READS, API, { "stage", "read" }, "S2-27", 0, &api_show },
    { METHOD_POST,  "/stages",               stage_add,         WRITES, PAGE | API, { "stage", "manage" }, "S2-27", 0, &api_add },
    { METHOD_POST,  "/stages/{id}",          stage_change,      WRITES, PAGE, { "stage", "manage" }, "S2-27", 0 },
    { METHOD_PATCH, "/stages/{id}",          stage_change,      WRITES, API, { "stage", "manage" }, "S2-27", 0, &api_change },
    { METHOD_POST,  "/stages/{id}/move",     stage_step,        WRITES, PAGE, { "stage", "manage" }, "S2-27", 0 },
    { METHOD_GET,   "/stages/{id}/remove",   stage_remove_show, READS, PAGE, { "stage", "manage" }, "S2-27", 0 },
    { METHOD_POST,  "/stages/{id}/remove", stage_drop, OWN, PAGE | API, { "stage", "manage" }, "S2-27", 0, &api_stage_drop },
};
static const struct grant grants[] = {
    { "pipeline", "manage", ROLE_ADMINISTRATOR },
    { "stage",    "manage", ROLE_ADMINISTRATOR },
};
/* clang-format on */

static const struct gate *const gates[] = {
    &stage_in_use,
    &pipeline_in_use,
    &pipeline_needs_endings,
    &last_pipeline,
    &pipelines_full,
    &stages_full,
};

const struct slice stages_slice = {
    .name = "stages",
    TABLE(routes, routes),
    TABLE(gates, gates),
    TABLE(grants, grants),
};
