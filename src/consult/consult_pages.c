/* SPDX-License-Identifier: Apache-2.0 */
#include "consult/consult_pages.h"
#include "base/text.h"
#include "consult/consult_store.h"
#include "frame/app.h"
#include "frame/openapi.h"
#include "frame/org.h"
#include "frame/people.h"

static void json(struct buf *b, const void *row)
{
    record_json(b, &consult_record, row);
}

static bool list(struct req *q)
{
    if (!input_text(&q->query, "deal_id").n && !input_text(&q->query, "expert_id").n)
        return bad_field(&q->c, STR("deal_id"),
                         "Say of which deal, or who answers: deal_id=42, expert_id=7.");
    return list_route(q, &consult_record, "deals", "He asked for nobody.");
}

static bool add(struct req *q)
{
    struct ctx *c = &q->c;
    struct consult *k = arena_new(c->arena, struct consult);
    struct field_set given;
    record_init(&consult_record, k);
    bool good = record_read(c, &consult_record, &q->in, RECORD_CREATE, org()->currency, k, &given);
    req_input_all_used(q);
    if (!good || failed(c) || !consult_ask(c, k))
        return false;
    if (!q->api)
        return answer_go(q, "/deals/%lld#help", (long long)k->deal_id);
    return answer_created(q, json, k, "consults", k->id) && answer_version(q, k->version);
}

static struct consult *find(struct req *q)
{
    struct consult *k = arena_new(q->c.arena, struct consult);
    return record_get(&q->c, &consult_record, q->ids[0], k) ? k : NULL;
}

static bool show(struct req *q)
{
    struct consult *k = find(q);
    req_input_all_used(q);
    return k && !failed(&q->c) && answer_view(q, NULL, json, k) && answer_version(q, k->version);
}

static bool answer(struct req *q)
{
    struct ctx *c = &q->c;
    struct consult *k = find(q);
    struct str words = str_trim(input_text(&q->in, "answer")), touch;
    int64_t touch_id = 0;
    touch = input_text(&q->in, "touch_id");
    if (touch.n && (!str_to_int(touch, &touch_id) || touch_id < 1))
        bad_field(c, STR("touch_id"), "Give the touch's number.");
    req_input_all_used(q);
    if (!k || failed(c) || !consult_answer(c, k, words, touch_id))
        return false;
    if (!q->api)
        return answer_go(q, "/deals/%lld#help", (long long)k->deal_id);
    return answer_view(q, NULL, json, k) && answer_version(q, k->version);
}

/* ---- on the deal's page ---- */

static bool experts_fill(struct ctx *c, struct form_options *out)
{
    const struct people *all = people(c);
    if (!all)
        return false;
    out->p = arena_array(c->arena, struct form_option, all->n);
    for (size_t i = 0; i < all->n; i++) {
        const struct person *who = &all->p[i];
        if (who->active && (who->roles & ROLE_SALES) && who->id != c->viewer->id)
            out->p[out->n++] = (struct form_option){
                arena_printf(c->arena, "%lld", (long long)who->id),
                arena_str(c->arena, who->name), false
            };
    }
    return true;
}

bool consult_block_fill(struct ctx *c, const struct deal *d, struct consult_block *out)
{
    struct consults all;
    if (!consults_read(c, d->id, &all))
        return false;
    out->deal_id = d->id;
    out->writes = may(c->viewer->roles, "consult", "create");
    out->asks = out->writes && d->state == DEAL_OPEN;
    out->lines.p = arena_array(c->arena, struct consult_line, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        out->lines.p[out->lines.n++] = (struct consult_line){
            .consult = &all.p[i],
            .open = all.p[i].state == CONSULT_OPEN,
            .late = instant_is(all.p[i].late),
        };
    return !out->asks || experts_fill(c, &out->experts);
}

/* clang-format off */
static const struct shape one_row[] = { { .kind = SHAPE_ROW }, { 0 } };
static const struct shape answer_body[] = {
    { "answer", SHAPE_TEXT, .max = 10000, .about = "Goes to the buyer as a letter." },
    { "touch_id", SHAPE_ID, OPTIONAL, .about = "Our touch in which it was said; no letter goes out then." }, { 0 },
};
static const struct api api_answer = { "Answer what a buyer needs somebody for", NULL, answer_body, one_row };

static const struct route routes[] = {
    { METHOD_GET, "/consults", list, READS, API, { "consult", "read" }, "S0-51", 0, &api_list },
    { METHOD_POST, "/consults", add, WRITES, PAGE | API, { "consult", "create" }, "S0-51", 0, &api_add },
    { METHOD_GET, "/consults/{id}", show, READS, API, { "consult", "read" }, "S0-57", 0, &api_show },
    { METHOD_POST, "/consults/{id}/answer", answer, WRITES, PAGE | API, { "consult", "create" }, "S0-51", 0, &api_answer },
};
static const struct grant grants[] = {
    { "consult", "read",   ROLE_DEALS },
    { "consult", "create", ROLE_SALES },
};
/* clang-format on */

static const struct record *const records[] = { &consult_record };
static const struct gate *const gates[] = { &no_expert, &consult_settled };
static const struct policy *const policies[] = { &consult_urgent, &consult_normal };
static const struct clock *const clocks[] = { &consult_late };
static const struct alert_kind *const alerts[] = { &consult_asked, &consult_overdue,
                                                   &consult_done };

const struct slice consult_slice = {
    .name = "consult",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(gates, gates),
    TABLE(grants, grants),
    TABLE(policies, policies),
    TABLE(clocks, clocks),
    TABLE(alerts, alerts),
};
