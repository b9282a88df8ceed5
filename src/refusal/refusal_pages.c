/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/app.h"
#include "frame/asked.h"
#include "frame/openapi.h"
#include "frame/people.h"
#include "refusal/refusal.html.h"
#include "refusal/refusal_view.h"

#define LIMIT 50

/* ---- JSON ---- */

static void text(struct buf *b, const char *name, struct str s)
{
    buf_printf(b, ",\"%s\":", name);
    buf_json_str(b, s);
}

static void reference(struct buf *b, const char *name, int64_t id)
{
    buf_printf(b, ",\"%s\":", name);
    if (id)
        buf_int(b, id);
    else
        buf_lit(b, "null");
}

static void moment(struct buf *b, const char *name, struct instant t)
{
    buf_printf(b, "\"%s\":\"", name);
    buf_instant(b, t);
    buf_char(b, '"');
}

static void who(struct buf *b, int64_t user_id, struct str name)
{
    reference(b, "user_id", user_id);
    text(b, "user", name);
}

static void refusals_json(struct buf *b, const void *view)
{
    const struct refusals *all = view;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < all->n; i++) {
        const struct refusal *r = &all->p[i];
        buf_printf(b, "%s{\"id\":%lld,", i ? "," : "", (long long)r->id);
        moment(b, "when", r->refused);
        text(b, "code", r->code);
        text(b, "sentence", r->sentence);
        reference(b, "subject_id", r->subject_id);
        who(b, r->user_id, r->user);
        text(b, "path", r->path);
        text(b, "door", r->door);
        buf_char(b, '}');
    }
    buf_char(b, ']');
    reference(b, "before", all->before);
    buf_char(b, '}');
}

static void overrides_json(struct buf *b, const struct overrides *all)
{
    buf_lit(b, "\"overrides\":[");
    for (size_t i = 0; i < all->n; i++) {
        const struct overridden *o = &all->p[i];
        buf_add(b, i ? STR(",{") : STR("{"));
        moment(b, "when", o->when);
        text(b, "code", o->code);
        text(b, "reason", o->reason);
        reference(b, "subject_id", o->subject_id);
        who(b, o->user_id, o->user);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void policies_json(struct buf *b, const struct policies_changed *all)
{
    buf_lit(b, ",\"policy_changes\":[");
    for (size_t i = 0; i < all->n; i++) {
        const struct policy_changed *p = &all->p[i];
        buf_add(b, i ? STR(",{") : STR("{"));
        moment(b, "when", p->when);
        text(b, "name", p->name);
        buf_printf(b, ",\"was\":%lld,\"value\":%lld", (long long)p->was, (long long)p->value);
        text(b, "unit", p->unit);
        who(b, p->user_id, p->user);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void gates_json(struct buf *b, const struct gate_counts *all)
{
    buf_lit(b, ",\"gates\":[");
    for (size_t i = 0; i < all->n; i++) {
        const struct gate_count *g = &all->p[i];
        buf_printf(b, "%s{\"overridden\":%lld,\"refused\":%lld", i ? "," : "",
                   (long long)g->overridden, (long long)g->refused);
        text(b, "code", g->code);
        text(b, "sentence", g->sentence);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void report_json(struct buf *b, const void *view)
{
    const struct override_view *v = view;
    buf_lit(b, "{\"from\":\"");
    buf_day(b, v->report.period.from);
    buf_lit(b, "\",\"to\":\"");
    buf_day(b, v->report.period.to);
    buf_lit(b, "\",");
    overrides_json(b, &v->report.overrides);
    policies_json(b, &v->report.policies);
    gates_json(b, &v->report.gates);
    buf_char(b, '}');
}

/* ---- refusals ---- */

static void instant_asked(struct req *q, const char *name, struct instant *out)
{
    struct str text = input_text(&q->query, name);
    struct day d;
    if (!text.n || instant_parse(text, out))
        return;
    if (!day_parse(text, &d)) {
        bad_field(&q->c, str_of(name), "Give a day like 2027-05-03, or a moment.");
        return;
    }
    *out = strcmp(name, "to") == 0 ? day_end(d) : day_start(d);
}

static void user_asked(struct req *q, int64_t *id)
{
    struct str text = input_text(&q->query, "user");
    const struct person *found = text.n ? person_asked(&q->c, text) : NULL;
    if (found)
        *id = found->id;
    else if (text.n)
        bad_field(&q->c, STR("user"), "Nobody here has this e-mail or number.");
}

static bool refusals_asked(struct req *q, struct refusals_asked *a)
{
    int64_t limit = LIMIT;
    *a = (struct refusals_asked){ .from = INSTANT_NONE, .to = INSTANT_NONE };
    a->code = str_trim(input_text(&q->query, "code"));
    a->door = input_text(&q->query, "door");
    user_asked(q, &a->user_id);
    asked_number(q, "subject_id", 1, INT64_C(1) << 53, &a->subject_id);
    asked_number(q, "before", 1, INT64_C(1) << 53, &a->before);
    asked_number(q, "limit", 1, 200, &limit);
    instant_asked(q, "from", &a->from);
    instant_asked(q, "to", &a->to);
    a->limit = (int)limit;
    req_input_all_used(q);
    return !failed(&q->c);
}

static bool refusals_show(struct req *q)
{
    struct ctx *c = &q->c;
    struct refusal_view *v = arena_new(c->arena, struct refusal_view);
    struct refusals_asked asked;
    if (!refusals_asked(q, &asked) || !refusals_read(c, &asked, &v->refusals))
        return false;
    if (q->api)
        return answer_view(q, NULL, refusals_json, &v->refusals);
    v->code = asked.code;
    v->reports = may(c->viewer->roles, "override", "read");
    if (v->refusals.before)
        v->next_url = url_with(q, "before",
                               arena_printf(c->arena, "%lld", (long long)v->refusals.before));
    return frame_fill(q, &v->frame, "Refusals", "refusals")
           && answer_view(q, refusal_page_page, NULL, v);
}

/* ---- the report ---- */

static struct str day_text(struct arena *a, struct day d)
{
    struct buf b;
    buf_init(&b, a, 16);
    buf_day(&b, d);
    return buf_str(&b);
}

static struct str report_csv(struct arena *a, const struct override_report *r)
{
    struct buf b;
    buf_init(&b, a, (size_t)8 << 20);
    buf_lit(&b, "kind,when,name,reason,was,value,user,about\r\n");
    for (size_t i = 0; i < r->overrides.n; i++) {
        const struct overridden *o = &r->overrides.p[i];
        buf_lit(&b, "override,");
        buf_instant(&b, o->when);
        buf_printf(&b, ",%.*s,", STR_FMT(o->code));
        record_csv_cell(&b, o->reason);
        buf_lit(&b, ",,,");
        record_csv_cell(&b, o->user);
        buf_printf(&b, ",%lld\r\n", (long long)o->subject_id);
    }
    for (size_t i = 0; i < r->policies.n; i++) {
        const struct policy_changed *p = &r->policies.p[i];
        buf_lit(&b, "policy,");
        buf_instant(&b, p->when);
        buf_printf(&b, ",%.*s,,%lld,%lld,", STR_FMT(p->name), (long long)p->was,
                   (long long)p->value);
        record_csv_cell(&b, p->user);
        buf_lit(&b, ",\r\n");
    }
    return buf_str(&b);
}

/* The last thirty days if nobody says. */
static bool period_asked(struct req *q, struct override_view *v)
{
    struct day today = instant_day(q->c.now);
    v->report.period = (struct period){ { today.n - 29 }, today };
    asked_day(q, "from", &v->report.period.from);
    asked_day(q, "to", &v->report.period.to);
    if (!failed(&q->c) && v->report.period.to.n < v->report.period.from.n)
        bad_field(&q->c, STR("to"), "Give a day that is not before the first.");
    v->from_text = day_text(q->c.arena, v->report.period.from);
    v->to_text = day_text(q->c.arena, v->report.period.to);
    v->csv_url = arena_printf(q->c.arena, "/overrides?from=%.*s&to=%.*s&format=csv",
                              STR_FMT(v->from_text), STR_FMT(v->to_text));
    return !failed(&q->c);
}

static bool overrides_show(struct req *q)
{
    struct ctx *c = &q->c;
    struct override_view *v = arena_new(c->arena, struct override_view);
    struct str format = input_text(&q->query, "format");
    if (format.n && !str_is(format, "csv"))
        bad_field(c, STR("format"), "Only csv can be asked for.");
    period_asked(q, v);
    req_input_all_used(q);
    if (failed(c) || !override_report_make(c, &v->report))
        return false;
    if (format.n)
        return answer_file(q, "text/csv; charset=utf-8", STR("overrides.csv"),
                           report_csv(c->arena, &v->report));
    return (q->api || frame_fill(q, &v->frame, "Overrides", "refusals"))
           && answer_view(q, override_page_page, report_json, v);
}

/* clang-format off */
#define WHO { "user_id", SHAPE_ID, NULLABLE }, { "user", SHAPE_TEXT }
static const struct shape refusals_query[] = {
    { "code", SHAPE_TEXT, OPTIONAL }, { "user", SHAPE_TEXT, OPTIONAL, .about = "An e-mail, or a number." },
    { "subject_id", SHAPE_ID, OPTIONAL }, { "door", SHAPE_TEXT, OPTIONAL },
    { "from", SHAPE_WHEN, OPTIONAL }, { "to", SHAPE_WHEN, OPTIONAL },
    { "before", SHAPE_INT, OPTIONAL, .min = 1, .max = INT64_C(1) << 53 },
    { "limit", SHAPE_INT, OPTIONAL, .min = 1, .max = 200, .about = "How many; 50 if not said." }, { 0 },
};
static const struct shape refusal_shape[] = {
    { "id", SHAPE_ID }, { "when", SHAPE_INSTANT }, { "code", SHAPE_TEXT }, { "sentence", SHAPE_TEXT },
    { "subject_id", SHAPE_ID, NULLABLE }, WHO, { "path", SHAPE_TEXT }, { "door", SHAPE_TEXT }, { 0 },
};
static const struct shape refusals_answer[] = {
    { "items", SHAPE_LIST, .of = refusal_shape, .about = "The newest first." },
    { "before", SHAPE_INT, NULLABLE, .about = "What to ask for with ?before=; null at the end." }, { 0 },
};
static const struct api api_refusals = { "List what was refused", refusals_query, NULL, refusals_answer };
static const struct shape report_query[] = {
    { "from", SHAPE_DAY, OPTIONAL }, { "to", SHAPE_DAY, OPTIONAL }, { "format", SHAPE_WORD, OPTIONAL, .words = "csv" }, { 0 },
};
static const struct shape override_shape[] = {
    { "when", SHAPE_INSTANT }, { "code", SHAPE_TEXT }, { "reason", SHAPE_TEXT }, { "subject_id", SHAPE_ID, NULLABLE }, WHO, { 0 },
};
static const struct shape changed_shape[] = {
    { "when", SHAPE_INSTANT }, { "name", SHAPE_TEXT }, { "was", SHAPE_INT }, { "value", SHAPE_INT },
    { "unit", SHAPE_TEXT }, WHO, { 0 },
};
static const struct shape gate_shape[] = {
    { "overridden", SHAPE_INT }, { "refused", SHAPE_INT }, { "code", SHAPE_TEXT }, { "sentence", SHAPE_TEXT }, { 0 },
};
static const struct shape report_answer[] = {
    { "from", SHAPE_DAY }, { "to", SHAPE_DAY }, { "overrides", SHAPE_LIST, .of = override_shape },
    { "policy_changes", SHAPE_LIST, .of = changed_shape }, { "gates", SHAPE_LIST, .of = gate_shape }, { 0 },
};
static const struct api api_overrides = {
    "Read which gates were passed, and which numbers changed, in a period", report_query, NULL, report_answer, .also = "text/csv",
};

static const struct route routes[] = {
    { METHOD_GET, "/refusals",  refusals_show,  READS, PAGE | API, { "refusal", "read" },  "X-12", 0, &api_refusals },
    { METHOD_GET, "/overrides", overrides_show, READS, PAGE | API, { "override", "read" }, "X-13", 0, &api_overrides },
};
static const struct grant grants[] = {
    { "refusal",  "read", ROLE_MANAGER | ROLE_EXECUTIVE | ROLE_ADMINISTRATOR },
    { "override", "read", ROLE_EXECUTIVE | ROLE_ADMINISTRATOR },
};
/* clang-format on */

const struct slice refusal_slice = {
    .name = "refusal",
    TABLE(routes, routes),
    TABLE(grants, grants),
};
