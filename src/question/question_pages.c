/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "contact/contact.h"
#include "question/question_pages.h"
#include "question/question_store.h"
#include "frame/app.h"
#include "frame/openapi.h"
#include "frame/org.h"
#include "frame/policy.h"
#include "frame/record_pages.h"

#define YEAR_MS (INT64_C(365) * 86400000)

static void json(struct buf *b, const void *row)
{
    record_json(b, &question_record, row);
}

static void fact_json(struct buf *b, const void *row)
{
    record_json(b, &fact_record, row);
}

static bool list(struct req *q)
{
    if (!input_text(&q->query, "deal_id").n)
        return bad_field(&q->c, STR("deal_id"), "Say of which deal: deal_id=42.");
    return list_route(q, &question_record, "deals", "Nothing was asked.");
}

static bool add(struct req *q)
{
    struct question_row *k = arena_new(q->c.arena, struct question_row);
    struct field_set given;
    record_init(&question_record, k);
    bool good = record_read(&q->c, &question_record, &q->in, RECORD_CREATE, org()->currency, k,
                            &given);
    req_input_all_used(q);
    if (!good || failed(&q->c) || !question_put(&q->c, k))
        return false;
    if (!q->api)
        return answer_go(q, "/deals/%lld#known", (long long)k->deal_id);
    return answer_created(q, json, k, "questions", k->id) && answer_version(q, k->version);
}

static struct question_row *find(struct req *q)
{
    struct question_row *k = arena_new(q->c.arena, struct question_row);
    return record_get(&q->c, &question_record, q->ids[0], k) ? k : NULL;
}

static bool show(struct req *q)
{
    struct question_row *k = find(q);
    req_input_all_used(q);
    return k && !failed(&q->c) && answer_view(q, NULL, json, k) && answer_version(q, k->version);
}

static bool answer(struct req *q)
{
    struct question_row *k = find(q);
    struct fact *f = arena_new(q->c.arena, struct fact);
    struct str value = input_text(&q->in, "value"), touch = input_text(&q->in, "touch_id");
    int64_t touch_id = 0;
    if (touch.n && !str_to_int(touch, &touch_id))
        bad_field(&q->c, STR("touch_id"), "Give the touch's number.");
    req_input_all_used(q);
    return k && !failed(&q->c) && question_answer(&q->c, k, value, touch_id, f)
           && answer_created(q, fact_json, f, "facts", f->id);
}

/* ---- what is unknown ---- */

static void unknown_json(struct buf *b, const void *view)
{
    const struct unknowns *all = view;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < all->n; i++) {
        const struct unknown *u = &all->p[i];
        buf_printf(b, "%s{\"name\":\"%s\",\"question\":", i ? "," : "", u->name);
        buf_json_str(b, str_of(u->words));
        buf_printf(b, ",\"outdated\":%s,\"asked\":%s}", u->outdated ? "true" : "false",
                   u->asked ? "true" : "false");
    }
    buf_lit(b, "]}");
}

static bool unknown_show(struct req *q)
{
    struct unknowns *all = arena_new(q->c.arena, struct unknowns);
    struct deal d;
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &deal_record, q->ids[0], &d)
           && unknown_read(&q->c, d.id, all) && answer_view(q, NULL, unknown_json, all);
}

bool unknown_block_fill(struct ctx *c, int64_t deal_id, struct unknown_block *out)
{
    *out = (struct unknown_block){ .deal_id = deal_id,
                                   .writes = may(c->viewer->roles, "question", "create") };
    return unknown_read(c, deal_id, &out->unknown);
}

/* ---- what the buyer verified ---- */

static void warning_json(struct buf *b, const void *view)
{
    const struct str *warning = view;
    buf_lit(b, "{\"warning\":");
    buf_json_str(b, *warning);
    buf_printf(b, ",\"needs_reason\":%s}", warning->n ? "true" : "false");
}

static bool warning_show(struct req *q)
{
    struct str *warning = arena_new(q->c.arena, struct str);
    struct str step = input_text(&q->query, "step");
    struct deal d;
    if (!step.n)
        bad_field(&q->c, STR("step"), "Say which step.");
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &deal_record, q->ids[0], &d)
           && deal_verified_warning(&q->c, d.id, step, warning)
           && answer_view(q, NULL, warning_json, warning);
}

/* ---- how a contact answers us ---- */

/* clang-format off */
static const struct policy regular_answers = {
    "regular_answers", "Answers within a year that make the exchange with a contact regular", "answers", 3, 2, 100, "S3-18",
};
static const struct policy asks_first = {
    "asks_first", "Times within a year that a contact spoke unasked, from which he asks us first", "times", 2, 1, 100, "S3-18",
};
/* clang-format on */

struct permission {
    const char *level;
    struct exchange exchange;
};

static void permission_json(struct buf *b, const void *view)
{
    const struct permission *p = view;
    buf_printf(b, "{\"level\":\"%s\",\"heard\":%lld,\"unasked\":%lld}", p->level,
               (long long)p->exchange.heard, (long long)p->exchange.unasked);
}

static bool permission_show(struct req *q)
{
    struct ctx *c = &q->c;
    struct permission *p = arena_new(c->arena, struct permission);
    struct contact who;
    struct instant since = { c->now.ms - YEAR_MS };
    req_input_all_used(q);
    if (failed(c) || !record_get(c, &contact_record, q->ids[0], &who)
        || !exchange_read(c, who.id, since, &p->exchange))
        return false;
    p->level = p->exchange.unasked >= policy_value(c, &asks_first)      ? "asks_us_first"
               : p->exchange.heard >= policy_value(c, &regular_answers) ? "regular_exchange"
               : p->exchange.heard > 0                                  ? "answered_once"
                                                                        : "none";
    return !failed(c) && answer_view(q, NULL, permission_json, p);
}

/* clang-format off */
static const struct shape one_fact[] = { { .kind = SHAPE_ROW, .record = "fact" }, { 0 } };
static const struct shape answer_body[] = {
    { "value", SHAPE_TEXT, .max = 2000 },
    { "touch_id", SHAPE_ID, OPTIONAL, .about = "The inbound touch in which the buyer said it." }, { 0 },
};
static const struct shape unknown_of[] = {
    { "name", SHAPE_WORD, .words = "commitment timeline requirements authority budget" }, { "question", SHAPE_TEXT },
    { "outdated", SHAPE_FLAG }, { "asked", SHAPE_FLAG, .about = "It stands on the buyer's page." }, { 0 },
};
static const struct shape unknown_shape[] = { { "items", SHAPE_LIST, .of = unknown_of }, { 0 } };
static const struct shape step_query[] = { { "step", SHAPE_TEXT }, { 0 } };
static const struct shape warning_shape[] = {
    { "warning", SHAPE_TEXT, .about = "What the buyer has verified, when, with whom; else empty." },
    { "needs_reason", SHAPE_FLAG }, { 0 },
};
static const struct shape permission_shape[] = {
    { "level", SHAPE_WORD, .words = "none answered_once regular_exchange asks_us_first" },
    { "heard", SHAPE_INT, .about = "How often he spoke within a year." }, { "unasked", SHAPE_INT }, { 0 },
};
static const struct api api_answer = { "Answer a question, as the buyer said", NULL, answer_body, one_fact, .status = 201 };
static const struct api api_unknown = { "Read what is unknown of a deal's buyer", .answer = unknown_shape };
static const struct api api_warning = {
    "Ask whether a step verifies what the buyer has verified", step_query, NULL, warning_shape,
};
static const struct api api_permission = { "Read how a contact answers us", .answer = permission_shape };

static const struct route routes[] = {
    { METHOD_GET, "/questions", list, READS, API, { "question", "read" }, "S2-03", 0, &api_list },
    { METHOD_POST, "/questions", add, WRITES, PAGE | API, { "question", "create" }, "S2-03", 0, &api_add },
    { METHOD_GET, "/questions/{id}", show, READS, API, { "question", "read" }, "S2-03", 0, &api_show },
    { METHOD_POST, "/questions/{id}/answer", answer, WRITES, API, { "question", "create" }, "S2-03", 0, &api_answer },
    { METHOD_GET, "/deals/{id}/unknown", unknown_show, READS, API, { "question", "read" }, "S2-03", 0, &api_unknown },
    { METHOD_GET, "/deals/{id}/verified", warning_show, READS, API, { "question", "read" }, "S0-11", 0, &api_warning },
    { METHOD_GET, "/contacts/{id}/permission", permission_show, READS, API, { "question", "read" }, "S3-18", 0, &api_permission },
};
static const struct grant grants[] = {
    { "question", "read",   ROLE_DEALS },
    { "question", "create", ROLE_SALES },
};
/* clang-format on */

static const struct record *const records[] = { &question_record };
static const struct policy *const policies[] = { &regular_answers, &asks_first };

const struct slice question_slice = {
    .name = "question",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(grants, grants),
    TABLE(policies, policies),
};
