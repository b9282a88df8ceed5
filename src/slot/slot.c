/* SPDX-License-Identifier: Apache-2.0 */
#include "slot/slot.h"
#include "frame/openapi.h"
#include "frame/people.h"
#include "frame/record_pages.h"
#include "frame/recorded.h"
#include "frame/removed.h"
#include "office/office.h"
#include "slot/slot_store.h"

#define USUAL_MINUTES 30

/* clang-format off */
static const struct field fields[] = {
    { F(slot, id,         ID),      .label = "No." },
    { F(slot, name,       TEXT),    .label = "Demo time",  .flags = COMPUTED | LISTED },
    { F(slot, starts,     INSTANT), .label = "When",       .flags = REQUIRED | SORTED },
    { F(slot, minutes,    INT),     .label = "Minutes",    .flags = LISTED, .max = 480, .hint = "30 if you say nothing." },
    { F(slot, product_id, REF),     .label = "Product",    .flags = LISTED, .ref = "product", .hint = "Empty: any." },
    { F(slot, user_id,    REF),     .label = "Who shows",  .flags = LISTED, .ref = "user", .hint = "You, if you say nothing." },
    { F(slot, deal_id,    REF),     .label = "Taken for",  .flags = COMPUTED | LISTED, .ref = "deal" },
    { F(slot, contact_id, REF),     .label = "Taken by",   .flags = COMPUTED, .ref = "contact" },
    { F(slot, taken,      INSTANT), .label = "Taken",      .flags = COMPUTED },
    BASE_FIELDS(slot),
};
static const struct list lists[] = { { "starts", { NULL }, "slot_starts", "slot_user_starts" } };

const struct gate slot_taken = {
    "slot_taken", "This time is taken, or over.", { "Take another of the open times.", "Open another time." }, "S0-64",
    false,
};
/* clang-format on */

const struct record slot_record = {
    .name = "slot",
    .plural = "slots",
    .label = "Demo time",
    .labels = "Demo times",
    .size = sizeof(struct slot),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "name",
    .owner = "user_id",
    .default_sort = "starts",
    .lists = lists,
    .n_lists = COUNT(lists),
};

static bool check(struct ctx *c, struct slot *s)
{
    bool meets;
    if (!s->user_id)
        s->user_id = c->viewer->id;
    if (s->minutes == INT_NONE)
        s->minutes = USUAL_MINUTES;
    const struct person *who = person_find(c, s->user_id);
    if (failed(c))
        return false;
    if (!who || !who->active || !(who->roles & ROLE_SALES) || !viewer_sees(c->viewer, who->id))
        bad_field(c, STR("user_id"), "Choose yourself, or somebody of your line who sells.");
    if (s->starts.ms <= c->now.ms)
        bad_field(c, STR("starts"), "This has passed. Give a time to come.");
    if (s->minutes < 5)
        bad_field(c, STR("minutes"), "At least 5 minutes.");
    if (failed(c) || !slot_meets(c, s, &meets))
        return false;
    if (meets)
        return bad_field(c, STR("starts"), "He shows something at that time already.");
    s->name = arena_printf(c->arena, "%.*s, %.*s", STR_FMT(moment_words(c->arena, s->starts)),
                           STR_FMT(person_name(c, s->user_id)));
    return !failed(c);
}

static bool create(struct ctx *c, void *row)
{
    struct slot *s = row;
    s->taken = INSTANT_NONE;
    return check(c, s) && recorded_insert(c, &slot_record, s);
}

static bool save(struct ctx *c, const void *was, void *now, struct str why)
{
    const struct slot *before = was;
    if (before->deal_id)
        return refuse(c, &slot_taken, before->id);
    return check(c, now) && recorded_update(c, &slot_record, was, now, why);
}

bool slot_take(struct ctx *c, int64_t id, const struct deal *d, int64_t contact_id,
               struct slot *out)
{
    bool got;
    if (!record_get_any(c, &slot_record, id, out))
        return false;
    bool fits = !out->product_id || out->product_id == d->product_id;
    if (!fits || !slot_claim(c, id, d->id, contact_id, &got))
        return failed(c) ? false : refuse(c, &slot_taken, id);
    return got ? record_get_any(c, &slot_record, id, out) : refuse(c, &slot_taken, id);
}

/* ---- pages ---- */

static void json(struct buf *b, const void *row)
{
    record_json(b, &slot_record, row);
}

static bool drop(struct req *q)
{
    struct slot s;
    req_input_all_used(q);
    if (failed(&q->c) || !record_get(&q->c, &slot_record, q->ids[0], &s))
        return false;
    if (s.deal_id)
        return refuse(&q->c, &slot_taken, s.id);
    return recorded_remove(&q->c, &slot_record, &s) && answer_go(q, "/slots");
}

static void init(void *row)
{
    struct slot *s = row;
    record_init(&slot_record, s);
    s->minutes = USUAL_MINUTES;
}

static const struct record_pages pages = {
    .record = &slot_record,
    .here = "settings",
    .empty = "No times yet. Open some: who asks for a demo takes one of them.",
    .json = json,
    .create = create,
    .save = save,
    .init = init,
};

/* clang-format off */
static const struct api api_drop = { "Take an open demo time away", .status = 204 };
static const struct route routes[] = {
    { METHOD_POST, "/slots/{id}/remove", drop, WRITES, PAGE | API, { "slot", "edit" }, "S0-64", 0, &api_drop },
    RECORD_ROUTES("slot", "slots", "S0-64"),
};
static const struct grant grants[] = {
    { "slot", "read",   ROLE_DEALS },
    { "slot", "create", ROLE_SALES },
    { "slot", "edit",   ROLE_SALES },
};
/* clang-format on */

static const struct record *const records[] = { &slot_record };
static const struct gate *const gates[] = { &slot_taken };

const struct slice slot_slice = {
    .name = "slot",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(gates, gates),
    TABLE(grants, grants),
    .pages = &pages,
};
