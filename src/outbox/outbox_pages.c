/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/openapi.h"
#include "frame/record_pages.h"
#include "outbox/outbox.h"

static void json(struct buf *b, const void *row)
{
    record_json(b, &letter_record, row);
}

static bool list(struct req *q)
{
    return list_route(q, &letter_record, "outbox", "Nothing was written yet.");
}

static bool show(struct req *q)
{
    struct letter *l = arena_new(q->c.arena, struct letter);
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &letter_record, q->ids[0], l)
           && answer_view(q, NULL, json, l) && answer_version(q, l->version);
}

/* clang-format off */
static const struct route routes[] = {
    { METHOD_GET, "/outbox",      list, READS, PAGE | API, { "letter", "read" }, "X-07", 0, &api_list },
    { METHOD_GET, "/outbox/{id}", show, READS, API,        { "letter", "read" }, "X-07", 0, &api_show },
};
static const struct grant grants[] = {
    { "letter", "read",   ROLE_STAFF },
    { "letter", "export", ROLE_MANAGER | ROLE_ADMINISTRATOR },
};
/* clang-format on */

static const struct record *const records[] = { &letter_record };
static const struct policy *const policies[] = { &letter_hours };
static const struct alert_kind *const alerts[] = { &letter_failed };
static const struct gate *const gates[] = { &closed_by_buyer, &channel_preference };

const struct slice outbox_slice = {
    .name = "outbox",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(gates, gates),
    TABLE(grants, grants),
    TABLE(policies, policies),
    TABLE(alerts, alerts),
};
