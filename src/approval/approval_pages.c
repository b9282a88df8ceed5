/* SPDX-License-Identifier: Apache-2.0 */
#include "approval/approval.html.h"
#include "approval/approval_impl.h"
#include "approval/approval_store.h"
#include "approval/approval_view.h"
#include "base/text.h"
#include "frame/openapi.h"
#include "frame/org.h"
#include "frame/people.h"
#include "frame/record_pages.h"

static bool row_read(struct req *q, const struct record *r, void *row)
{
    struct field_set given;
    record_init(r, row);
    bool good = record_read(&q->c, r, &q->in, RECORD_CREATE, org()->currency, row, &given);
    input_text(&q->in, "back");
    req_input_all_used(q);
    return good && !failed(&q->c);
}

/* A page goes on where the form stood; a program gets the row. */
static bool answer_row(struct req *q, json_fn *json, const void *row, int64_t deal_id)
{
    if (!q->api && str_is(input_text(&q->in, "back"), "/approvals"))
        return answer_go(q, "/approvals");
    if (!q->api)
        return answer_go(q, "/deals/%lld", (long long)deal_id);
    return answer_view(q, NULL, json, row);
}

/* ---- roadblocks ---- */

static void roadblock_json(struct buf *b, const void *row)
{
    record_json(b, &roadblock_record, row);
}

static struct roadblock *roadblock_find(struct req *q)
{
    struct roadblock *r = arena_new(q->c.arena, struct roadblock);
    return record_get(&q->c, &roadblock_record, q->ids[0], r) ? r : NULL;
}

static bool roadblock_list(struct req *q)
{
    if (!input_text(&q->query, "deal_id").n)
        return bad_field(&q->c, STR("deal_id"), "Say of which deal: deal_id=42.");
    return list_route(q, &roadblock_record, "deals", "Nothing stands in the buyer's way.");
}

static bool roadblock_add(struct req *q)
{
    struct roadblock *r = arena_new(q->c.arena, struct roadblock);
    if (!row_read(q, &roadblock_record, r) || !roadblock_put(&q->c, r))
        return false;
    if (!q->api)
        return answer_go(q, "/deals/%lld", (long long)r->deal_id);
    return answer_created(q, roadblock_json, r, "roadblocks", r->id)
           && answer_version(q, r->version);
}

static bool roadblock_show(struct req *q)
{
    struct roadblock *r = roadblock_find(q);
    req_input_all_used(q);
    return r && !failed(&q->c) && answer_view(q, NULL, roadblock_json, r)
           && answer_version(q, r->version);
}

static bool block_tell(struct req *q)
{
    struct roadblock *r = roadblock_find(q);
    struct str answer = str_trim(input_text(&q->in, "answer"));
    req_input_all_used(q);
    return r && !failed(&q->c) && roadblock_answer(&q->c, r, answer)
           && answer_row(q, roadblock_json, r, r->deal_id);
}

static bool block_help(struct req *q)
{
    static const char *const words[] = { "yes", "partly", "no" };
    struct roadblock *r = roadblock_find(q);
    struct str said = input_text(&q->in, "helped"), touch = input_text(&q->in, "touch_id");
    int64_t touch_id = 0;
    int helped = 0;
    for (int i = 0; i < (int)COUNT(words); i++)
        helped = str_is(said, words[i]) ? i + 1 : helped;
    if (!helped)
        bad_field(&q->c, STR("helped"), "Say yes, partly or no.");
    if (touch.n && !str_to_int(touch, &touch_id))
        bad_field(&q->c, STR("touch_id"), "Give the touch's number.");
    req_input_all_used(q);
    return r && !failed(&q->c) && roadblock_helped(&q->c, r, helped, touch_id)
           && answer_row(q, roadblock_json, r, r->deal_id);
}

static bool block_end(struct req *q)
{
    struct roadblock *r = roadblock_find(q);
    req_input_all_used(q);
    return r && !failed(&q->c) && roadblock_withdraw(&q->c, r)
           && answer_row(q, roadblock_json, r, r->deal_id);
}

/* ---- special terms ---- */

static void json(struct buf *b, const void *row)
{
    record_json(b, &approval_record, row);
}

static struct approval *find(struct req *q)
{
    struct approval *a = arena_new(q->c.arena, struct approval);
    return record_get(&q->c, &approval_record, q->ids[0], a) ? a : NULL;
}

static bool list(struct req *q)
{
    if (!input_text(&q->query, "deal_id").n && !input_text(&q->query, "approver_id").n)
        return bad_field(&q->c, STR("deal_id"),
                         "Say of which deal, or who decides: deal_id=42, approver_id=7.");
    return list_route(q, &approval_record, "approvals", "Nothing was asked.");
}

static bool add(struct req *q)
{
    struct approval *a = arena_new(q->c.arena, struct approval);
    if (!row_read(q, &approval_record, a) || !approval_ask(&q->c, a))
        return false;
    if (!q->api)
        return answer_go(q, "/deals/%lld", (long long)a->deal_id);
    return answer_created(q, json, a, "approvals", a->id) && answer_version(q, a->version);
}

static bool show(struct req *q)
{
    struct approval *a = find(q);
    req_input_all_used(q);
    return a && !failed(&q->c) && answer_view(q, NULL, json, a) && answer_version(q, a->version);
}

static bool decide(struct req *q, bool yes)
{
    struct approval *a = find(q);
    struct str reason = str_trim(input_text(&q->in, "reason"));
    input_text(&q->in, "back");
    req_input_all_used(q);
    return a && !failed(&q->c) && approval_decide(&q->c, a, yes, reason)
           && answer_row(q, json, a, a->deal_id);
}

static bool approve(struct req *q)
{
    return decide(q, true);
}

static bool decline(struct req *q)
{
    return decide(q, false);
}

static bool withdraw(struct req *q)
{
    struct approval *a = find(q);
    struct str reason = str_trim(input_text(&q->in, "reason"));
    req_input_all_used(q);
    return a && !failed(&q->c) && approval_withdraw(&q->c, a, reason)
           && answer_row(q, json, a, a->deal_id);
}

/* ---- the queue ---- */

static bool item_fill(struct ctx *c, const struct approval *a, struct approval_item *out)
{
    struct roadblock r;
    *out = (struct approval_item){
        .approval = a,
        .deal = record_title(c, &deal_record, a->deal_id),
        .asker = person_name(c, a->user_id),
        .late = a->due.ms < c->now.ms,
        .mine = a->approver_id == c->viewer->id,
        .decides = person_name(c, a->approver_id),
    };
    if (!a->roadblock_id)
        return true;
    if (!record_get_any(c, &roadblock_record, a->roadblock_id, &r))
        return false;
    out->roadblock = r.what;
    return true;
}

static bool queue(struct req *q)
{
    struct ctx *c = &q->c;
    struct approval_page *v = arena_new(c->arena, struct approval_page);
    struct approvals waiting;
    req_input_all_used(q);
    if (failed(c) || !approvals_waiting(c, &waiting))
        return false;
    v->items.p = arena_array(c->arena, struct approval_item, waiting.n + 1);
    for (; v->items.n < waiting.n; v->items.n++) {
        if (!item_fill(c, &waiting.p[v->items.n], &v->items.p[v->items.n]))
            return false;
    }
    return frame_fill(q, &v->frame, "Special terms", "approvals")
           && answer_view(q, approval_queue_page, NULL, v);
}

/* clang-format off */
static const struct shape one_row[] = { { .kind = SHAPE_ROW }, { 0 } };
static const struct shape reason_body[] = { { "reason", SHAPE_TEXT, .max = 2000 }, { 0 } };
static const struct shape answer_body[] = { { "answer", SHAPE_TEXT, .max = 2000 }, { 0 } };
static const struct shape helped_body[] = {
    { "helped", SHAPE_WORD, .words = "yes partly no" },
    { "touch_id", SHAPE_ID, OPTIONAL, .about = "The inbound touch in which the buyer said so." }, { 0 },
};
static const struct api api_approve = { "Approve special terms; value and forecast change", NULL, reason_body, one_row };
static const struct api api_decline = { "Decline special terms", NULL, reason_body, one_row };
static const struct api api_back = { "Withdraw a request for special terms", NULL, reason_body, one_row };
static const struct api api_reply = { "Answer a roadblock", NULL, answer_body, one_row };
static const struct api api_help = { "Say whether the answer helped, as the buyer said", NULL, helped_body, one_row };
static const struct api api_end = { "Take a roadblock's words out for good", .answer = one_row };

static const struct route routes[] = {
    { METHOD_GET, "/approvals", queue, READS, PAGE, { "approval", "decide" }, "S2-16", 0 },
    { METHOD_GET, "/approvals", list, READS, API, { "approval", "read" }, "S2-16", 0, &api_list },
    { METHOD_POST, "/approvals", add, WRITES, PAGE | API, { "approval", "create" }, "S2-16", 0, &api_add },
    { METHOD_GET, "/approvals/{id}", show, READS, API, { "approval", "read" }, "S2-16", 0, &api_show },
    { METHOD_POST, "/approvals/{id}/approve", approve, WRITES, PAGE | API, { "approval", "decide" }, "S2-16", 0, &api_approve },
    { METHOD_POST, "/approvals/{id}/decline", decline, WRITES, PAGE | API, { "approval", "decide" }, "S2-16", 0, &api_decline },
    { METHOD_POST, "/approvals/{id}/withdraw", withdraw, WRITES, PAGE | API, { "approval", "create" }, "S0-37", 0, &api_back },
    { METHOD_GET, "/roadblocks", roadblock_list, READS, API, { "roadblock", "read" }, "S2-15", 0, &api_list },
    { METHOD_POST, "/roadblocks", roadblock_add, WRITES, PAGE | API, { "roadblock", "create" }, "S2-15", 0, &api_add },
    { METHOD_GET, "/roadblocks/{id}", roadblock_show, READS, API, { "roadblock", "read" }, "S2-15", 0, &api_show },
    { METHOD_POST, "/roadblocks/{id}/answer", block_tell, WRITES, PAGE | API, { "roadblock", "create" }, "S2-15", 0, &api_reply },
    { METHOD_POST, "/roadblocks/{id}/helped", block_help, WRITES, PAGE | API, { "roadblock", "create" }, "S2-15", 0, &api_help },
    { METHOD_POST, "/roadblocks/{id}/withdraw", block_end, WRITES, PAGE | API, { "roadblock", "create" }, "S2-06", 0, &api_end },
};
static const struct grant grants[] = {
    { "approval",  "read",   ROLE_DEALS },
    { "approval",  "create", ROLE_SALES },
    { "approval",  "decide", ROLE_MANAGER | ROLE_EXECUTIVE },
    { "roadblock", "read",   ROLE_DEALS },
    { "roadblock", "create", ROLE_SALES },
};
/* clang-format on */

static const struct record *const records[] = { &roadblock_record, &approval_record };
static const struct gate *const gates[] = { &approval_void, &helped_is_buyers };
static const struct policy *const policies[] = { &own_discount, &manager_discount, &approval_hours,
                                                 &approval_days, &roadblock_days };
static const struct clock *const clocks[] = { &roadblock_late, &approval_due };
static const struct alert_kind *const alerts[] = { &roadblock_raised, &roadblock_overdue,
                                                   &approval_asked, &approval_moved_up,
                                                   &approval_told };
static const struct mail *const mails[] = { &decide_by_kind, &decided_kind };

const struct slice approval_slice = {
    .name = "approval",
    .checks = approval_checks,
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(gates, gates),
    TABLE(grants, grants),
    TABLE(policies, policies),
    TABLE(clocks, clocks),
    TABLE(alerts, alerts),
    TABLE(mails, mails),
};
