/* SPDX-License-Identifier: Apache-2.0 */
#include "complaint/complaint.html.h"
#include "complaint/complaint_rules.h"
#include "complaint/complaint_store.h"
#include "frame/app.h"
#include "frame/openapi.h"
#include "frame/people.h"

/* Whom it is about does not find it, wherever he stands, until it was shared with him. */
static bool is_hidden(struct ctx *c, const struct complaint *k, bool *hidden)
{
    bool shared = false;
    *hidden = k->about_id == c->viewer->id && k->manager_id != c->viewer->id;
    if (!*hidden)
        return true;
    if (!complaint_is_shared(c, k->id, &shared))
        return false;
    *hidden = !shared;
    return true;
}

static bool complaint_get(struct ctx *c, int64_t id, struct complaint *k)
{
    bool hidden;
    if (!record_get(c, &complaint_record, id, k) || !is_hidden(c, k, &hidden))
        return false;
    return !hidden
           || fail(c, FAULT_NOT_FOUND, "not_found",
                   STR("This is not there, or you may not see it."));
}

/* ---- what is shown ---- */

static void row_fill(struct ctx *c, const struct complaint *k, struct complaint_row *r)
{
    bool reads = k->deal_id && may(c->viewer->roles, "deal", "read")
                 && viewer_sees(c->viewer, k->manager_id);
    *r = (struct complaint_row){ .k = k };
    r->who = record_title(c, record_named("contact"), k->contact_id);
    r->about = person_name(c, k->about_id);
    r->url = arena_printf(c->arena, "/complaints/%lld", (long long)k->id);
    if (reads) {
        r->deal = record_title(c, &deal_record, k->deal_id);
        r->deal_url = arena_printf(c->arena, "/deals/%lld", (long long)k->deal_id);
    }
    if (instant_is(k->answered)) {
        r->tone = "green";
        r->state = STR("answered");
        r->answered_by = person_name(c, k->answered_by_id);
        return;
    }
    struct buf b;
    buf_init(&b, c->arena, 100);
    buf_add(&b, instant_is(k->late) ? STR("late since ") : STR("due "));
    buf_instant_words(&b, k->due, c->now);
    r->tone = instant_is(k->late) ? "red" : "amber";
    r->state = buf_str(&b);
}

static bool page_fill(struct req *q, struct list_page *page, struct complaint_view *v)
{
    struct ctx *c = &q->c;
    const struct complaint *all = page->rows;
    struct complaint *kept = page->rows;
    size_t n = 0;
    for (size_t i = 0; i < page->n; i++) {
        bool hidden;
        if (!is_hidden(c, &all[i], &hidden))
            return false;
        if (!hidden)
            kept[n++] = all[i];
    }
    page->count -= page->count > 0 ? (int64_t)(page->n - n) : 0;
    page->n = n;
    if (q->api)
        return true;
    v->rows.p = arena_alloc_array(c->arena, sizeof *v->rows.p, n + 1);
    for (size_t i = 0; i < n; i++)
        row_fill(c, &kept[i], &v->rows.p[v->rows.n++]);
    list_pager_fill(q, page, &v->pager);
    return frame_fill(q, &v->frame, "Complaints", "complaints");
}

static void list_json(struct buf *b, const void *view)
{
    record_list_json(b, &complaint_record, view);
}

static bool list(struct req *q)
{
    struct complaint_view *v = arena_new(q->c.arena, struct complaint_view);
    struct list_page *page = arena_new(q->c.arena, struct list_page);
    struct list_query lq;
    if (!list_query_read(&q->c, &complaint_record, &q->query, &lq))
        return false;
    req_input_all_used(q);
    lq.counted = true;
    return !failed(&q->c) && record_list(&q->c, &complaint_record, &lq, page)
           && page_fill(q, page, v)
           && (q->api ? answer_view(q, NULL, list_json, page)
                      : answer_view(q, complaint_list_page, NULL, v));
}

static bool one_fill(struct req *q, const struct complaint *k, struct complaint_view *v)
{
    struct ctx *c = &q->c;
    bool above = viewer_sees(c->viewer, k->manager_id);
    row_fill(c, k, &v->one);
    if (!complaint_is_shared(c, k->id, &v->shared)
        || !frame_fill(q, &v->frame, "Complaint", "complaints"))
        return false;
    v->answers = above && may(c->viewer->roles, "complaint", "answer");
    v->shares = v->answers && k->about_id && k->about_id != c->viewer->id;
    return true;
}

static void one_json(struct buf *b, const void *view)
{
    record_json(b, &complaint_record, view);
}

static bool show(struct req *q)
{
    struct ctx *c = &q->c;
    struct complaint *k = arena_new(c->arena, struct complaint);
    struct complaint_view *v = arena_new(c->arena, struct complaint_view);
    if (!complaint_get(c, q->ids[0], k))
        return false;
    if (q->api)
        return answer_view(q, NULL, one_json, k) && answer_version(q, k->version);
    return one_fill(q, k, v) && answer_view(q, complaint_page_page, NULL, v);
}

/* ---- what is done ---- */

static bool is_his(struct ctx *c, const struct complaint *k)
{
    return viewer_sees(c->viewer, k->manager_id)
           || fail(c, FAULT_NOT_ALLOWED, "not_allowed",
                   STR("Only the manager it was written to, and those above him, may do this."));
}

static bool answer(struct req *q)
{
    struct ctx *c = &q->c;
    struct complaint *was = arena_new(c->arena, struct complaint);
    struct complaint *now = arena_new(c->arena, struct complaint);
    struct complaint_view *v = arena_new(c->arena, struct complaint_view);
    struct str words = str_trim(input_text(&q->in, "answer"));
    if (!complaint_get(c, q->ids[0], was) || !is_his(c, was))
        return false;
    req_input_all_used(q);
    if (!failed(c) && complaint_answer(c, was, words, now))
        return q->api ? answer_view(q, NULL, one_json, now)
                      : answer_go(q, "/complaints/%lld", (long long)now->id);
    if (q->api || c->fault.kind != FAULT_BAD_INPUT)
        return false;
    v->typed = words;
    v->error = c->fault.fields ? c->fault.fields->sentence : c->fault.detail;
    struct fault standing = c->fault;
    fault_clear(c);
    if (!one_fill(q, was, v))
        return false;
    c->fault = standing;
    return answer_again(q, complaint_page_page, v);
}

static bool share(struct req *q)
{
    struct complaint k;
    return complaint_get(&q->c, q->ids[0], &k) && is_his(&q->c, &k)
           && complaint_share(&q->c, &k)
           && answer_go(q, "/complaints/%lld", (long long)k.id);
}

static bool praises(struct req *q)
{
    return list_route(q, &praise_record, "complaints",
                      "No thanks yet. A buyer can thank somebody on his own page.");
}

/* clang-format off */
static const struct shape filters[] = { { .kind = SHAPE_FILTERS }, { 0 } };
static const struct shape page[] = { { .kind = SHAPE_PAGE }, { 0 } };
static const struct shape row[] = { { .kind = SHAPE_ROW }, { 0 } };
static const struct shape answer_body[] = { { "answer", SHAPE_TEXT, .max = 5000 }, { 0 } };
static const struct api api_complaints = { "List what buyers told one as a manager", filters, NULL, page };
static const struct api api_complaint = { "Read what a buyer told one as a manager", .answer = row, .versioned = true };
static const struct api api_answer = { "Answer a buyer who complained", NULL, answer_body, row };
static const struct api api_share = { "Share a complaint with whom it is about", .status = 204 };
static const struct api api_praises = { "List the thanks of buyers", filters, NULL, page };

static const struct route routes[] = {
    { METHOD_GET, "/complaints", list, READS, PAGE | API, { "complaint", "read" }, "S2-45", 0, &api_complaints },
    { METHOD_GET, "/complaints/{id}", show, READS, PAGE | API, { "complaint", "read" }, "S2-45", 0, &api_complaint },
    { METHOD_POST, "/complaints/{id}/answer", answer, WRITES, PAGE | API, { "complaint", "answer" }, "S2-45", 0, &api_answer },
    { METHOD_POST, "/complaints/{id}/share", share, WRITES, PAGE | API, { "complaint", "answer" }, "S2-45", 0, &api_share },
    { METHOD_GET, "/praises", praises, READS, PAGE | API, { "praise", "read" }, "S0-47", 0, &api_praises },
};
static const struct grant grants[] = {
    { "complaint", "read",   ROLE_STAFF },
    { "complaint", "answer", ROLE_MANAGER | ROLE_EXECUTIVE | ROLE_ADMINISTRATOR },
    { "praise",    "read",   ROLE_STAFF },
};
static const struct record *const records[] = { &complaint_record, &praise_record };
static const struct gate *const gates[] = { &complaint_answered };
static const struct policy *const policies[] = { &complaint_days };
static const struct alert_kind *const alerts[] = { &complaint_arrived, &complaint_unanswered, &praise_arrived };
static const struct clock *const clocks[] = { &complaint_clock };
static const struct mail *const mails[] = { &complaint_receipt, &complaint_reply };
/* clang-format on */

const struct slice complaint_slice = {
    .name = "complaint",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(gates, gates),
    TABLE(grants, grants),
    TABLE(policies, policies),
    TABLE(clocks, clocks),
    TABLE(mails, mails),
    TABLE(alerts, alerts),
};
