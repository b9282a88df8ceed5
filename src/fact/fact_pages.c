/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "fact/fact.h"
#include "fact/fact_impl.h"
#include "fact/fact_store.h"
#include "frame/neutral.h"
#include "frame/openapi.h"
#include "frame/org.h"
#include "frame/record_pages.h"

/* What stands below a deal is asked for by its deal: there is an index for that. */
static bool list_of(struct req *q, const struct record *r)
{
    if (!input_text(&q->query, "deal_id").n)
        return bad_field(&q->c, STR("deal_id"), "Say of which deal: deal_id=42.");
    return list_route(q, r, "deals", "Nothing yet.");
}

static bool row_read(struct req *q, const struct record *r, void *row)
{
    struct field_set given;
    record_init(r, row);
    bool good = record_read(&q->c, r, &q->in, RECORD_CREATE, org()->currency, row, &given);
    req_input_all_used(q);
    return good && !failed(&q->c);
}

static bool row_find(struct req *q, const struct record *r, void *row)
{
    return record_get(&q->c, r, q->ids[0], row);
}

static bool answer_row(struct req *q, json_fn *json, const void *row, int64_t version)
{
    return answer_view(q, NULL, json, row) && answer_version(q, version);
}

static bool answer_or_go(struct req *q, json_fn *json, const void *row, int64_t deal_id)
{
    if (!q->api)
        return answer_go(q, "/deals/%lld#known", (long long)deal_id);
    return answer_view(q, NULL, json, row);
}

/* ---- facts ---- */

static void fact_json(struct buf *b, const void *row)
{
    record_json(b, &fact_record, row);
}

static bool fact_list(struct req *q)
{
    return list_of(q, &fact_record);
}

/* As people type a name: "Right person" is right_person. */
static void name_normal(struct req *q)
{
    struct input_item *name = input_find(&q->in, "name");
    struct buf b;
    if (!name || name->kind != INPUT_TEXT)
        return;
    struct str folded = fold(q->c.arena, name->text);
    buf_init(&b, q->c.arena, folded.n + 1);
    for (size_t i = 0; i < folded.n; i++)
        buf_char(&b, folded.p[i] == ' ' || folded.p[i] == '-' ? '_' : folded.p[i]);
    name->text = buf_str(&b);
}

/* On a page what was seen or said was so in the last touch. */
static bool touch_usual(struct req *q, struct fact *f)
{
    bool his = f->provenance == PROVENANCE_BUYER;
    if (q->api || f->touch_id || (!his && f->provenance != PROVENANCE_OBSERVED))
        return true;
    return fact_touch_newest(&q->c, f->deal_id, his, &f->touch_id);
}

static bool fact_add(struct req *q)
{
    struct fact *f = arena_new(q->c.arena, struct fact);
    if (!q->api)
        name_normal(q);
    if (!row_read(q, &fact_record, f) || !touch_usual(q, f) || !fact_put(&q->c, f))
        return false;
    if (!q->api)
        return answer_go(q, "/deals/%lld#known", (long long)f->deal_id);
    return answer_created(q, fact_json, f, "facts", f->id) && answer_version(q, f->version);
}

static bool fact_show(struct req *q)
{
    struct fact *f = arena_new(q->c.arena, struct fact);
    req_input_all_used(q);
    return !failed(&q->c) && row_find(q, &fact_record, f)
           && answer_row(q, fact_json, f, f->version);
}

static bool fact_end(struct req *q)
{
    struct fact *f = arena_new(q->c.arena, struct fact);
    struct str secret = input_text(&q->in, "confidential");
    if (secret.n && !str_is(secret, "true") && !str_is(secret, "false"))
        bad_field(&q->c, STR("confidential"), "Say true or false.");
    req_input_all_used(q);
    return !failed(&q->c) && row_find(q, &fact_record, f)
           && fact_withdraw(&q->c, f, str_is(secret, "true"))
           && answer_or_go(q, fact_json, f, f->deal_id);
}

/* ---- changes ---- */

static void change_json(struct buf *b, const void *row)
{
    record_json(b, &change_record, row);
}

static bool change_list(struct req *q)
{
    return list_of(q, &change_record);
}

static bool change_add(struct req *q)
{
    struct change_event *e = arena_new(q->c.arena, struct change_event);
    if (!input_has(&q->in, "kind"))
        bad_field(&q->c, STR("kind"), "Say what changed: players, priorities, situation, "
                                      "timeline, requirements or budget.");
    return row_read(q, &change_record, e) && change_put(&q->c, e)
           && answer_created(q, change_json, e, "changes", e->id)
           && answer_version(q, e->version);
}

static bool change_show(struct req *q)
{
    struct change_event *e = arena_new(q->c.arena, struct change_event);
    req_input_all_used(q);
    return !failed(&q->c) && row_find(q, &change_record, e)
           && answer_row(q, change_json, e, e->version);
}

static bool change_look(struct req *q)
{
    struct change_event *e = arena_new(q->c.arena, struct change_event);
    struct str review = str_trim(input_text(&q->in, "review"));
    if (utf8_length(review) > 200)
        bad_field(&q->c, STR("review"), "At most 200 characters.");
    req_input_all_used(q);
    return !failed(&q->c) && row_find(q, &change_record, e) && change_review(&q->c, e, review)
           && answer_or_go(q, change_json, e, e->deal_id);
}

static bool change_end(struct req *q)
{
    struct change_event *e = arena_new(q->c.arena, struct change_event);
    req_input_all_used(q);
    return !failed(&q->c) && row_find(q, &change_record, e) && change_withdraw(&q->c, e)
           && answer_row(q, change_json, e, e->version);
}

/* clang-format off */
static const struct shape one_row[] = { { .kind = SHAPE_ROW }, { 0 } };
static const struct shape withdraw_body[] = {
    { "confidential", SHAPE_FLAG, OPTIONAL, .about = "It should never have been said here." }, { 0 },
};
static const struct shape review_body[] = {
    { "review", SHAPE_TEXT, OPTIONAL, .max = 200, .about = "What follows for probability, close date and plan." }, { 0 },
};
static const struct api api_withdraw = { "Take a fact's content out for good", NULL, withdraw_body, one_row };
static const struct api api_review = { "Say that a change was looked at", NULL, review_body, one_row };
static const struct api api_undo = { "Take a change's content out for good", .answer = one_row };

static const struct route routes[] = {
    { METHOD_GET, "/facts", fact_list, READS, API, { "fact", "read" }, "S2-05", 0, &api_list },
    { METHOD_POST, "/facts", fact_add, WRITES, PAGE | API, { "fact", "create" }, "S2-05", 0, &api_add },
    { METHOD_GET, "/facts/{id}", fact_show, READS, API, { "fact", "read" }, "S2-05", 0, &api_show },
    { METHOD_POST, "/facts/{id}/withdraw", fact_end, WRITES, PAGE | API, { "fact", "withdraw" }, "S2-06", 0, &api_withdraw },
    { METHOD_GET, "/changes", change_list, READS, API, { "change", "read" }, "S2-13", 0, &api_list },
    { METHOD_POST, "/changes", change_add, WRITES, API, { "change", "create" }, "S2-13", 0, &api_add },
    { METHOD_GET, "/changes/{id}", change_show, READS, API, { "change", "read" }, "S2-13", 0, &api_show },
    { METHOD_POST, "/changes/{id}/review", change_look, WRITES, PAGE | API, { "change", "create" }, "S2-13", 0, &api_review },
    { METHOD_POST, "/changes/{id}/withdraw", change_end, WRITES, API, { "change", "withdraw" }, "S2-06", 0, &api_undo },
};
static const struct grant grants[] = {
    { "fact",   "read",     ROLE_DEALS },
    { "fact",   "create",   ROLE_SALES },
    { "fact",   "withdraw", ROLE_SALES },
    { "change", "read",     ROLE_DEALS },
    { "change", "create",   ROLE_SALES },
    { "change", "withdraw", ROLE_SALES },
};
/* clang-format on */

static const struct record *const records[] = { &fact_record, &change_record };
static const struct gate *const gates[] = { &neutral_words };
static const struct policy *const policies[] = { &fact_days };
static const struct alert_kind *const alerts[] = { &change_reported };

const struct slice fact_slice = {
    .name = "fact",
    .checks = fact_checks,
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(gates, gates),
    TABLE(grants, grants),
    TABLE(policies, policies),
    TABLE(alerts, alerts),
};
