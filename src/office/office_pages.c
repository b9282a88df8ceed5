/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/app.h"
#include "frame/openapi.h"
#include "office/office.html.h"
#include "office/office_view.h"

/* ---- as JSON ---- */

static void holiday_json(struct buf *b, const struct holiday_line *h)
{
    buf_lit(b, "{\"day\":\"");
    buf_day(b, h->day);
    buf_lit(b, "\",\"name\":");
    buf_json_str(b, h->name);
    buf_lit(b, ",\"changed\":\"");
    buf_instant(b, h->changed);
    buf_lit(b, "\",\"changed_by\":");
    buf_json_str(b, h->who);
    buf_char(b, '}');
}

static void moment_json(struct buf *b, const char *name, struct instant t)
{
    buf_printf(b, ",\"%s\":", name);
    buf_add(b, instant_is(t) ? STR("\"") : STR("null"));
    buf_instant(b, t);
    buf_add(b, instant_is(t) ? STR("\"") : STR_NONE);
}

static void office_json(struct buf *b, const void *view)
{
    const struct office_view *v = view;
    buf_lit(b, "{\"hours\":");
    buf_json_str(b, v->hours);
    buf_lit(b, ",\"zone\":");
    buf_json_str(b, str_of(v->org->zone));
    buf_printf(b, ",\"open\":%s", v->open ? "true" : "false");
    moment_json(b, "opens", v->opens);
    moment_json(b, "changed", v->changed);
    buf_lit(b, ",\"changed_by\":");
    if (v->who.n)
        buf_json_str(b, v->who);
    else
        buf_lit(b, "null");
    buf_printf(b, ",\"version\":%lld,\"clocks_on_earlier\":%lld,\"holidays\":[",
               (long long)v->version, (long long)v->old);
    for (size_t i = 0; i < v->holidays.n; i++) {
        if (i)
            buf_char(b, ',');
        holiday_json(b, &v->holidays.p[i]);
    }
    buf_lit(b, "]}");
}

/* ---- showing ---- */

static bool page_fill(struct req *q, struct office_view *v)
{
    v->manages = may(q->c.viewer->roles, "office", "manage");
    if (!v->typed.hours.n && !v->typed.hours_error.n)
        v->typed.hours = v->hours;
    return frame_fill(q, &v->frame, "Office hours", "settings");
}

static bool show(struct req *q)
{
    static const struct word notes[] = {
        { "hours", "The office hours are changed." },
        { "holiday", "The holiday is kept." },
        { "removed", "The holiday is removed." },
    };
    struct office_view *v = arena_new(q->c.arena, struct office_view);
    struct str done = input_text(&q->query, "done");
    for (size_t i = 0; i < COUNT(notes); i++) {
        if (str_is(done, notes[i].name))
            v->note = str_of(notes[i].label);
    }
    if (!office_fill(&q->c, v) || (!q->api && !page_fill(q, v)))
        return false;
    req_input_all_used(q);
    return !failed(&q->c) && answer_view(q, office_page_page, office_json, v);
}

static struct str error_of(const struct fault *fault, const char *field)
{
    for (const struct field_fault *f = fault->fields; f; f = f->next) {
        if (str_is(f->field, field))
            return f->sentence;
    }
    return STR_NONE;
}

/* After a fault: the page with what was typed; the API has its problem. */
static bool again(struct req *q)
{
    struct office_view *v = arena_new(q->c.arena, struct office_view);
    struct fault fault = q->c.fault;
    if (q->api || fault.kind != FAULT_BAD_INPUT)
        return false;
    fault_clear(&q->c);
    v->typed.hours = input_text(&q->in, "hours");
    v->typed.day = input_text(&q->in, "day");
    v->typed.name = input_text(&q->in, "name");
    v->typed.hours_error = error_of(&fault, "hours");
    v->typed.day_error = error_of(&fault, "day");
    v->typed.name_error = error_of(&fault, "name");
    v->message = fault.detail;
    if (!office_fill(&q->c, v) || !page_fill(q, v))
        return false;
    q->c.fault = fault;
    return answer_again(q, office_page_page, v);
}

static bool changed(struct req *q, const char *done)
{
    struct office_view *v = arena_new(q->c.arena, struct office_view);
    if (!q->api)
        return answer_go(q, "/settings/office?done=%s", done);
    return office_fill(&q->c, v) && answer_view(q, NULL, office_json, v);
}

/* ---- changing ---- */

static bool hours_change(struct req *q)
{
    struct str hours = str_trim(input_text(&q->in, "hours"));
    req_input_all_used(q);
    if (failed(&q->c) || !office_hours_set(&q->c, hours))
        return again(q);
    return changed(q, "hours");
}

/* Faults of both fields at once; an unread day is none. */
static bool holiday_put(struct req *q)
{
    struct str text = str_trim(input_text(&q->in, "day"));
    struct str name = str_trim(input_text(&q->in, "name"));
    struct day day = DAY_NONE;
    if (!when_parse_day(text, q->c.now, &day))
        day = DAY_NONE;
    req_input_all_used(q);
    if (!holiday_add(&q->c, day, name))
        return again(q);
    return changed(q, "holiday");
}

static bool holiday_drop(struct req *q)
{
    struct day day;
    bool found = false;
    req_input_all_used(q);
    if (failed(&q->c))
        return false;
    if (day_parse(q->words[0], &day) && !holiday_remove(&q->c, day, &found))
        return false;
    if (!found)
        return fail(&q->c, FAULT_NOT_FOUND, "not_found", STR("That day is no holiday."));
    return changed(q, "removed");
}

/* clang-format off */
static const struct shape holiday_shape[] = {
    { "day", SHAPE_DAY }, { "name", SHAPE_TEXT }, { "changed", SHAPE_INSTANT }, { "changed_by", SHAPE_TEXT }, { 0 },
};
static const struct shape office_shape[] = {
    { "hours", SHAPE_TEXT, .about = "\"Mon-Fri 09:00-12:00,13:00-17:00; Sat 10:00-12:00\", in the zone's own time." },
    { "zone", SHAPE_TEXT }, { "open", SHAPE_FLAG, .about = "At this moment." },
    { "opens", SHAPE_INSTANT, NULLABLE, .about = "Now when it is open; null when no hour is near." },
    { "changed", SHAPE_INSTANT, NULLABLE }, { "changed_by", SHAPE_TEXT, NULLABLE },
    { "version", SHAPE_INT, .about = "Grows with every change." },
    { "clocks_on_earlier", SHAPE_INT, .about = "Clocks that run and were counted by an earlier version; they stay as they are." },
    { "holidays", SHAPE_LIST, .of = holiday_shape }, { 0 },
};
static const struct shape hours_body[] = { { "hours", SHAPE_TEXT }, { 0 } };
static const struct shape holiday_body[] = { { "day", SHAPE_DAY }, { "name", SHAPE_TEXT }, { 0 } };
static const struct api api_office = { "Read office hours and holidays", .answer = office_shape };
static const struct api api_hours = { "Change the office hours", NULL, hours_body, office_shape };
static const struct api api_holiday = { "Add a holiday, or give one another name", NULL, holiday_body, office_shape };
static const struct api api_drop = { "Make a holiday a day like any other", .answer = office_shape, .word = "day" };

static const struct route routes[] = {
    { METHOD_GET,   "/settings/office", show,         READS,  PAGE, { "office", "read" },   "X-06", 0 },
    { METHOD_GET,   "/office",          show,         READS,  API,  { "office", "read" },   "X-06", 0, &api_office },
    { METHOD_POST,  "/office",          hours_change, WRITES, PAGE, { "office", "manage" }, "X-06", 0 },
    { METHOD_PATCH, "/office",          hours_change, WRITES, API,  { "office", "manage" }, "X-06", 0, &api_hours },
    { METHOD_POST,  "/office/holidays", holiday_put,  WRITES, PAGE | API, { "office", "manage" }, "X-06", 0, &api_holiday },
    { METHOD_POST,  "/office/holidays/{word}/remove", holiday_drop, WRITES, PAGE | API, { "office", "manage" }, "X-06", 0,
      &api_drop },
};
static const struct grant grants[] = {
    { "office", "read",   ROLE_STAFF | ROLE_SUPPORT | ROLE_EXECUTIVE },
    { "office", "manage", ROLE_ADMINISTRATOR },
};
/* clang-format on */

static bool calendar_version(struct ctx *c, int64_t *version)
{
    const struct office_state *s = office_state(c);
    if (s)
        *version = s->version;
    return s != NULL;
}

const struct slice office_slice = {
    .name = "office",
    TABLE(routes, routes),
    TABLE(grants, grants),
    .calendar = calendar_version,
    .checks = office_checks,
};
