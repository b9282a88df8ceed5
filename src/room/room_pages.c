/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/openapi.h"
#include "frame/org.h"
#include "frame/people.h"
#include "room/room.h"
#include "room/room.html.h"
#include "room/room_view.h"

static bool show(struct req *q)
{
    struct deal *d = arena_new(q->c.arena, struct deal);
    struct room_view *v = arena_new(q->c.arena, struct room_view);
    return record_get(&q->c, &deal_record, q->ids[0], d) && room_fill(q, d, v)
           && answer_view(q, room_page_page, NULL, v);
}

/* ---- logging ---- */

struct str room_error_of(const struct ctx *c, const char *field)
{
    for (const struct field_fault *f = c->fault.fields; f; f = f->next) {
        if (str_is(f->field, field))
            return f->sentence;
    }
    return STR_NONE;
}

static struct str typed(struct req *q, const char *name)
{
    return input_text(&q->in, name);
}

struct str room_fault_text(struct ctx *c, const struct fault *fault)
{
    struct buf b;
    buf_init(&b, c->arena, 2000);
    buf_add(&b, fault->detail);
    for (size_t i = 0; i < COUNT(fault->next) && fault->next[i].n; i++) {
        buf_char(&b, ' ');
        buf_add(&b, fault->next[i]);
    }
    return buf_str(&b);
}

static void composer_again(struct req *q, const struct touch *t, struct room_composer *m)
{
    static const char *const fields[] = { "details", "next_step", "next_step_due", "buyer_close",
                                          "purpose" };
    m->touch = *t;
    m->touch.deal_id = q->ids[0];
    m->touch.details = typed(q, "details");
    m->touch.next_step = typed(q, "next_step");
    m->due = typed(q, "next_step_due");
    m->happened = typed(q, "happened");
    m->minutes = typed(q, "minutes");
    m->buyer_close = typed(q, "buyer_close");
    m->need_by = typed(q, "need_by");
    m->touch.needs = typed(q, "needs");
    m->touch.clarity = typed(q, "clarity");
    m->more = m->happened.n || m->minutes.n || m->buyer_close.n || m->need_by.n
              || m->touch.needs.n || m->touch.clarity.n;
    m->message = room_fault_text(&q->c, &q->c.fault);
    for (size_t i = 0; i < COUNT(fields); i++)
        m->errors[i] = room_error_of(&q->c, fields[i]);
}

/* The page again, with what was typed and what is wrong with it. */
static bool log_again(struct req *q, const struct deal *d, const struct touch *t)
{
    struct ctx *c = &q->c;
    struct room_view *v = arena_new(c->arena, struct room_view);
    struct fault fault = c->fault;
    composer_again(q, t, &v->composer);
    fault_clear(c); /* a list is not read while a fault stands */
    if (!room_fill(q, d, v))
        return false;
    c->fault = fault;
    return answer_again(q, room_page_page, v);
}

static bool log_touch(struct req *q)
{
    struct ctx *c = &q->c;
    struct touch t;
    struct deal *d = arena_new(c->arena, struct deal);
    struct field_set given;
    if (!record_get(c, &deal_record, q->ids[0], d))
        return false;
    record_init(&touch_record, &t);
    t.deal_id = q->ids[0];
    input_add(c->arena, &q->in, STR("deal_id"),
              arena_printf(c->arena, "%lld", (long long)q->ids[0]), INPUT_TEXT);
    bool good = record_read(c, &touch_record, &q->in, RECORD_CREATE, org()->currency, &t, &given);
    if (good && touch_is_first(d) && !t.purpose)
        bad_field(c, STR("purpose"), "Say why the two of you speak: it decides what comes next.");
    req_input_all_used(q);
    if (good && !failed(c) && touch_log(c, &t))
        return answer_go(q, "/deals/%lld", (long long)q->ids[0]);
    return log_again(q, d, &t);
}

/* ---- people on the buyer's side ---- */

static bool people_add(struct req *q)
{
    struct ctx *c = &q->c;
    struct deal was, now;
    struct touch with; /* its contact_id is read like any reference */
    struct field_set given;
    bool added;
    record_init(&touch_record, &with);
    if (!record_get(c, &deal_record, q->ids[0], &was))
        return false;
    now = was;
    if (!record_read(c, &touch_record, &q->in, RECORD_PATCH, org()->currency, &with, &given)
        || !input_all_used(c, &q->in))
        return false;
    if (!with.contact_id)
        return bad_field(c, STR("contact_id"), "Choose somebody from the contacts.");
    if (!was.contact_id)
        now.contact_id = with.contact_id;
    return (was.contact_id || deal_save(c, &was, &now, STR_NONE))
           && (!was.contact_id || deal_contact_add(c, was.id, with.contact_id, &added))
           && answer_go(q, "/deals/%lld", (long long)was.id);
}

/* ---- as it was ---- */

struct state_view {
    struct room_state then;
    struct str stage, owner;
    struct day on;
};

static void base_json(struct buf *b, const struct room_state *then)
{
    struct money m = { .minor = then->value_base };
    bool own = strcmp(then->value.currency, org()->currency) == 0;
    memcpy(m.currency, org()->currency, sizeof m.currency);
    buf_lit(b, ",\"in_base\":");
    if (money_is(then->value) && (own || then->rate.n))
        buf_money_json(b, m);
    else
        buf_lit(b, "null");
    buf_lit(b, ",\"rate\":");
    buf_json_str(b, then->rate);
    buf_lit(b, ",\"rate_day\":");
    if (day_is(then->rate_day)) {
        buf_char(b, '"');
        buf_day(b, then->rate_day);
        buf_char(b, '"');
    } else {
        buf_lit(b, "null");
    }
}

static void state_json(struct buf *b, const void *view)
{
    static const char *const states[] = { "open", "won", "lost", "without_value", "without_rate" };
    const struct state_view *v = view;
    buf_lit(b, "{\"on\":\"");
    buf_day(b, v->on);
    if (!v->then.found) {
        buf_lit(b, "\",\"existed\":false}");
        return;
    }
    buf_printf(b, "\",\"existed\":true,\"counts_as\":\"%s\",\"stage_id\":%lld,\"stage\":",
               states[v->then.state], (long long)v->then.stage_id);
    buf_json_str(b, v->stage);
    buf_printf(b, ",\"owner_id\":%lld,\"owner\":", (long long)v->then.owner_id);
    buf_json_str(b, v->owner);
    buf_lit(b, ",\"value\":");
    if (money_is(v->then.value))
        buf_money_json(b, v->then.value);
    else
        buf_lit(b, "null");
    base_json(b, &v->then);
    buf_printf(b, ",\"probability\":%d,\"close\":", v->then.probability);
    if (day_is(v->then.day)) {
        buf_char(b, '"');
        buf_day(b, v->then.day);
        buf_char(b, '"');
    } else {
        buf_lit(b, "null");
    }
    buf_printf(b, ",\"close_from_buyer\":%s}", v->then.confirmed >= 0 ? "true" : "false");
}

static bool state_on(struct req *q)
{
    struct ctx *c = &q->c;
    struct state_view *v = arena_new(c->arena, struct state_view);
    struct deal d;
    if (!record_get(c, &deal_record, q->ids[0], &d))
        return false;
    if (!when_parse_day(input_text(&q->query, "on"), c->now, &v->on)
        || v->on.n > instant_day(c->now).n)
        return bad_field(c, STR("on"), "Give a day like 2017-03-31 that has begun.");
    if (!input_all_used(c, &q->query) || !deal_state_at(c, d.id, day_end(v->on), &v->then))
        return false;
    v->stage = stage_name(c, v->then.stage_id);
    v->owner = person_name(c, v->then.owner_id);
    return answer_view(q, NULL, state_json, v);
}

/* clang-format off */
static const struct shape state_query[] = { { "on", SHAPE_DAY, .about = "A day that has begun." }, { 0 } };
static const struct shape state_shape[] = {
    { "on", SHAPE_DAY }, { "existed", SHAPE_FLAG, .about = "The rest is there where this is true." },
    { "counts_as", SHAPE_WORD, OPTIONAL, .words = "open won lost without_value without_rate" },
    { "stage_id", SHAPE_ID, OPTIONAL }, { "stage", SHAPE_TEXT, OPTIONAL },
    { "owner_id", SHAPE_ID, OPTIONAL }, { "owner", SHAPE_TEXT, OPTIONAL },
    { "value", SHAPE_MONEY, OPTIONAL | NULLABLE },
    { "in_base", SHAPE_MONEY, OPTIONAL | NULLABLE, .about = "In the organisation's currency, as it was counted then." },
    { "rate", SHAPE_TEXT, OPTIONAL, .about = "By which it was counted, exactly; else empty." },
    { "rate_day", SHAPE_DAY, OPTIONAL | NULLABLE }, { "probability", SHAPE_INT, OPTIONAL, .max = 100 },
    { "close", SHAPE_DAY, OPTIONAL | NULLABLE }, { "close_from_buyer", SHAPE_FLAG, OPTIONAL }, { 0 },
};
static const struct shape contact_body[] = { { "contact_id", SHAPE_ID }, { 0 } };
static const struct api api_state = { "Read what a deal was at the end of a day", state_query, NULL, state_shape };
static const struct api api_people = { "Add a contact to a deal's people", NULL, contact_body, .status = 204 };

static const struct route routes[] = {
    { METHOD_GET,  "/deals/{id}",         show,       READS,  PAGE,       { "deal", "read" },    "S1-39", 0 },
    { METHOD_GET,  "/deals/{id}/state",   state_on,   READS,  API,        { "deal", "read" },    "S2-27", 0, &api_state },
    { METHOD_GET,  "/deals/{id}/touches", show,       READS,  PAGE,       { "deal", "read" },    "S2-25", 0 },
    { METHOD_POST, "/deals/{id}/touches", log_touch,  WRITES, PAGE,       { "touch", "create" }, "S2-25", 0 },
    { METHOD_POST, "/deals/{id}/promises", room_promise_add, WRITES, PAGE,     { "promise", "create" }, "S0-12", 0 },
    { METHOD_POST, "/deals/{id}/people",  people_add, WRITES, PAGE | API, { "deal", "edit" },    "S1-39", 0, &api_people },
};
/* clang-format on */

const struct slice room_slice = { .name = "room", TABLE(routes, routes) };
