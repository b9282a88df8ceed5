/* SPDX-License-Identifier: Apache-2.0 */
#include "alternative/alternative.h"
#include "alternative/alternative_store.h"
#include "base/text.h"
#include "frame/openapi.h"
#include "frame/org.h"
#include "frame/record_pages.h"

/* clang-format off */
static const struct field fields[] = {
    { F(alternative, id,         ID),    .label = "No." },
    { F(alternative, deal_id,    REF),   .label = "Deal",         .flags = REQUIRED | FILTER | ONCE, .ref = "deal" },
    { F(alternative, who,        TEXT),  .label = "From whom",    .flags = LISTED, .max = 200 },
    { F(alternative, days,       INT),   .label = "Within days",  .flags = LISTED, .max = 3650 },
    { F(alternative, price,      MONEY), .label = "At the price", .flags = LISTED },
    { F(alternative, touch_id,   REF),   .label = "Said in touch", .ref = "touch" },
    { F(alternative, contact_id, REF),   .label = "Said by",      .flags = COMPUTED, .ref = "contact" },
    { F(alternative, user_id,    REF),   .label = "Written by",   .flags = COMPUTED, .ref = "user" },
    BASE_FIELDS(alternative),
};
static const struct list lists[] = { { "id", { "deal_id" }, "alternative_deal", NULL } };
/* clang-format on */

const struct record alternative_record = {
    .name = "alternative",
    .plural = "alternatives",
    .label = "Alternative",
    .labels = "Alternatives",
    .size = sizeof(struct alternative),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "who",
    .through = "deal_id",
    .default_sort = "id",
    .lists = lists,
    .n_lists = COUNT(lists),
};

static bool check(struct ctx *c, struct alternative *a)
{
    a->who = str_trim(a->who);
    if (!a->who.n && a->days == INT_NONE && !money_is(a->price))
        bad_field(c, STR("who"), "Say from whom, within how many days, or at what price.");
    if (a->days != INT_NONE && (a->days < 0 || a->days > 3650))
        bad_field(c, STR("days"), "Give a number of days from 0 to 3,650.");
    if (money_is(a->price) && a->price.minor < 0)
        bad_field(c, STR("price"), "A price is not below nothing.");
    return !failed(c);
}

static bool put(struct ctx *c, struct alternative *a)
{
    return check(c, a) && record_insert(c, &alternative_record, a)
           && deal_tell_alone(c, a->deal_id, "alternative", "alternative_id", a->id);
}

bool alternative_said(struct ctx *c, struct alternative *a)
{
    return put(c, a);
}

bool alternative_put(struct ctx *c, struct alternative *a)
{
    struct deal d;
    bool says;
    if (!record_get(c, &deal_record, a->deal_id, &d)
        || !alternative_touch_says(c, a, &says, &a->contact_id))
        return false;
    a->user_id = c->viewer->id;
    return says ? put(c, a) : refuse(c, &buyer_owned, a->deal_id);
}

/* ---- routes ---- */

static void json(struct buf *b, const void *row)
{
    record_json(b, &alternative_record, row);
}

static bool list(struct req *q)
{
    if (!input_text(&q->query, "deal_id").n)
        return bad_field(&q->c, STR("deal_id"), "Say of which deal: deal_id=42.");
    return list_route(q, &alternative_record, "deals", "He named none.");
}

/* On a page it was said in his last words. */
static bool touch_usual(struct ctx *c, struct alternative *a)
{
    return a->touch_id || alternative_touch_newest(c, a->deal_id, &a->touch_id);
}

static bool add(struct req *q)
{
    struct alternative *a = arena_new(q->c.arena, struct alternative);
    struct field_set given;
    record_init(&alternative_record, a);
    bool good = record_read(&q->c, &alternative_record, &q->in, RECORD_CREATE, org()->currency, a,
                            &given);
    req_input_all_used(q);
    if (!good || failed(&q->c) || (!q->api && !touch_usual(&q->c, a)) || !alternative_put(&q->c, a))
        return false;
    if (!q->api)
        return answer_go(q, "/deals/%lld#known", (long long)a->deal_id);
    return answer_created(q, json, a, "alternatives", a->id) && answer_version(q, a->version);
}

static bool show(struct req *q)
{
    struct alternative *a = arena_new(q->c.arena, struct alternative);
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &alternative_record, q->ids[0], a)
           && answer_view(q, NULL, json, a) && answer_version(q, a->version);
}

/* clang-format off */
static const struct route routes[] = {
    { METHOD_GET, "/alternatives", list, READS, API, { "alternative", "read" }, "S0-68", 0, &api_list },
    { METHOD_POST, "/alternatives", add, WRITES, PAGE | API, { "alternative", "create" }, "S0-68", 0, &api_add },
    { METHOD_GET, "/alternatives/{id}", show, READS, API, { "alternative", "read" }, "S0-68", 0, &api_show },
};
static const struct grant grants[] = {
    { "alternative", "read",   ROLE_DEALS },
    { "alternative", "create", ROLE_SALES },
};
/* clang-format on */

static const struct record *const records[] = { &alternative_record };

const struct slice alternative_slice = {
    .name = "alternative",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(grants, grants),
};
