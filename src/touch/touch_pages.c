/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/openapi.h"
#include "frame/org.h"
#include "frame/record_pages.h"
#include "touch/touch.h"
#include "touch/touch_erase.html.h"
#include "touch/touch_store.h"
#include "touch/touch_view.h"

static void json(struct buf *b, const void *row)
{
    record_json(b, &touch_record, row);
}

static bool add(struct req *q)
{
    struct ctx *c = &q->c;
    struct touch *t = arena_new(c->arena, struct touch);
    struct field_set given;
    record_init(&touch_record, t);
    bool good = record_read(c, &touch_record, &q->in, RECORD_CREATE, org()->currency, t, &given);
    req_input_all_used(q);
    if (!good || failed(c) || !touch_log(c, t))
        return false;
    return answer_created(q, json, t, "touches", t->id) && answer_version(q, t->version);
}

/* Who sees a touch is the deal's answer, so a list over all deals has no index that serves the
 * manager of many; a list of one deal has. */
static bool list(struct req *q)
{
    if (!input_text(&q->query, "deal_id").n)
        return bad_field(&q->c, STR("deal_id"),
                         "Say whose touches: deal_id=42. All of them at once: export them.");
    return list_route(q, &touch_record, "deals", "Nothing was logged yet.");
}

static bool show(struct req *q)
{
    struct touch *t = arena_new(q->c.arena, struct touch);
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &touch_record, q->ids[0], t)
           && answer_view(q, NULL, json, t) && answer_version(q, t->version);
}

static bool fixed(struct req *q)
{
    struct touch t;
    return record_get(&q->c, &touch_record, q->ids[0], &t)
           && refuse(&q->c, &history_is_fixed, t.id);
}

/* ---- erasing its words ---- */

static bool erase_ask(struct req *q)
{
    struct touch *t = arena_new(q->c.arena, struct touch);
    struct erase_view *v = arena_new(q->c.arena, struct erase_view);
    if (!record_get(&q->c, &touch_record, q->ids[0], t))
        return false;
    v->touch = t;
    v->deal = record_title(&q->c, &deal_record, t->deal_id);
    v->channel = str_of(channel_words[t->channel].label);
    return frame_fill(q, &v->frame, "Erase words", "deals")
           && answer_view(q, touch_erase_page_page, NULL, v);
}

static bool erase(struct req *q)
{
    struct touch *t = arena_new(q->c.arena, struct touch);
    req_input_all_used(q);
    if (failed(&q->c) || !record_get(&q->c, &touch_record, q->ids[0], t)
        || !touch_erase(&q->c, t))
        return false;
    if (!q->api)
        return answer_go(q, "/deals/%lld", (long long)t->deal_id);
    return answer_view(q, NULL, json, t) && answer_version(q, t->version);
}

/* clang-format off */
static const struct api api_fixed = { "Refused: what was logged is never changed", .status = 409 };

static const struct shape erased[] = { { .kind = SHAPE_ROW }, { 0 } };
static const struct api api_erase = { "Erase the words of a touch for good", .answer = erased };

static const struct route routes[] = {
    { METHOD_GET,    "/touches",      list,  READS,  API, { "touch", "read" },   "S3-01", 0, &api_list },
    { METHOD_POST,   "/touches",      add,   WRITES, API, { "touch", "create" }, "S2-25", 0, &api_add },
    { METHOD_GET,    "/touches/{id}", show,  READS,  API, { "touch", "read" },   "S3-01", 0, &api_show },
    { METHOD_PATCH,  "/touches/{id}", fixed, WRITES, API, { "touch", "create" }, "X-03", 0, &api_fixed },
    { METHOD_PUT,    "/touches/{id}", fixed, WRITES, API, { "touch", "create" }, "X-03", 0, &api_fixed },
    { METHOD_DELETE, "/touches/{id}", fixed, WRITES, API, { "touch", "create" }, "X-03", 0, &api_fixed },
    { METHOD_GET,    "/touches/{id}/erase", erase_ask, READS, PAGE,       { "touch", "erase" }, "X-03", 0 },
    { METHOD_POST,   "/touches/{id}/erase", erase,    WRITES, PAGE | API, { "touch", "erase" }, "X-03", 0, &api_erase },
};
static const struct grant grants[] = {
    { "touch", "read",   ROLE_DEALS },
    { "touch", "create", ROLE_SALES },
    { "touch", "export", ROLE_MANAGER },
    { "touch", "erase",  ROLE_MANAGER },
};
/* clang-format on */

static const struct record *const records[] = { &touch_record };
static const struct gate *const gates[] = { &history_is_fixed };

const struct slice touch_slice = {
    .name = "touch",
    .checks = touch_checks,
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(gates, gates),
    TABLE(grants, grants),
};
