/* SPDX-License-Identifier: Apache-2.0 */
#include "alert/alert.html.h"
#include "frame/app.h"
#include "frame/openapi.h"
#include "frame/people.h"

/* ---- what is shown ---- */

static const char *tone_of(int64_t weight)
{
    return weight >= 2 ? "red" : weight == 1 ? "amber"
                                             : "gray";
}

static struct str state_of(const struct alert *a)
{
    return instant_is(a->settled) ? STR("settled") : instant_is(a->seen) ? STR("seen")
                                                                         : STR_NONE;
}

static struct str url_of(struct ctx *c, const struct alert *a)
{
    const struct alert_kind *k = alert_kind_named(a->kind);
    if (k && k->page)
        return arena_printf(c->arena, "%s%lld", k->page, (long long)a->subject);
    if (!a->deal_id || !may(c->viewer->roles, "deal", "read"))
        return STR_NONE;
    return arena_printf(c->arena, "/deals/%lld", (long long)a->deal_id);
}

static void rows_fill(struct req *q, const struct alert *alerts, size_t n, struct alert_block *out)
{
    struct ctx *c = &q->c;
    out->rows.p = arena_array(c->arena, struct alert_row, n + 1);
    out->rows.n = n;
    out->back = q->path;
    for (size_t i = 0; i < n; i++) {
        const struct alert *a = &alerts[i];
        out->rows.p[i] = (struct alert_row){
            .alert = a,
            .tone = tone_of(a->weight),
            .url = url_of(c, a),
            .mine = a->user_id == c->viewer->id,
            .state = state_of(a),
        };
        if (!out->rows.p[i].mine)
            out->rows.p[i].who = person_name(c, a->user_id);
    }
}

bool alert_block_fill(struct req *q, size_t limit, struct alert_block *out)
{
    struct alerts mine;
    if (!alerts_mine(&q->c, limit, &mine))
        return false;
    *out = (struct alert_block){ .count = mine.count, .capped = mine.capped };
    rows_fill(q, mine.p, mine.n, out);
    return !failed(&q->c);
}

/* ---- the list ---- */

static void filter_add(struct list_query *lq, const char *field, int64_t value)
{
    lq->filters[lq->n_filters].field = field_named(&alert_record, str_of(field));
    lq->filters[lq->n_filters].op = LIST_IS;
    lq->filters[lq->n_filters++].i = value;
}

/* ?to= is an e-mail or a number. */
static bool to_read(struct req *q, struct list_query *lq)
{
    struct ctx *c = &q->c;
    struct str to = str_trim(input_text(&q->query, "to"));
    if (!to.n)
        return true;
    const struct person *who = person_asked(c, to);
    if (!who)
        return !failed(c) && bad_field(c, STR("to"), "Nobody here has this e-mail or number.");
    filter_add(lq, "user_id", who->id);
    return true;
}

/* A page begins with what its reader has to look at; a program gets what it asks for. */
static bool view_read(struct req *q, struct alert_view *v, struct list_query *lq)
{
    struct ctx *c = &q->c;
    struct str view = input_text(&q->query, "view");
    v->leads = c->viewer->n_owners > 1;
    v->view = str_is(view, "all") ? "all" : str_is(view, "team") && v->leads ? "team"
                                                                             : "open";
    if (q->api)
        return !view.n || bad_field(c, STR("view"), "Views are the page's.");
    if (strcmp(v->view, "team") != 0)
        filter_add(lq, "user_id", c->viewer->id);
    if (strcmp(v->view, "open") == 0)
        filter_add(lq, "open", 1);
    return true;
}

static void list_json(struct buf *b, const void *view)
{
    record_list_json(b, &alert_record, view);
}

static bool alerts_show(struct req *q)
{
    struct ctx *c = &q->c;
    struct alert_view *v = arena_new(c->arena, struct alert_view);
    struct list_page *page = arena_new(c->arena, struct list_page);
    struct list_query lq;
    bool good = list_query_read(c, &alert_record, &q->query, &lq);
    good = to_read(q, &lq) && good;
    good = view_read(q, v, &lq) && good;
    req_input_all_used(q);
    if (!good || failed(c))
        return false;
    lq.counted = true;
    if (!record_list(c, &alert_record, &lq, page))
        return false;
    if (q->api)
        return answer_view(q, NULL, list_json, page);
    rows_fill(q, page->rows, page->n, &v->block);
    list_pager_fill(q, page, &v->pager);
    v->empty = strcmp(v->view, "open") == 0
                   ? STR("Nothing that you have not seen. What is late or silent will stand here.")
                   : STR("No alerts yet.");
    return frame_fill(q, &v->frame, "Alerts", "alerts") && answer_view(q, alert_page_page, NULL, v);
}

static bool alert_seen(struct req *q)
{
    struct str back = input_text(&q->in, "back");
    bool ours = str_is(back, "/") || str_is(back, "/today");
    return alert_see(&q->c, q->ids[0])
           && answer_go(q, "%s", ours ? arena_cstr(q->c.arena, back) : "/alerts");
}

static bool heard(struct ctx *c, int64_t *n, bool *capped)
{
    struct alerts mine;
    if (!alerts_mine(c, 0, &mine))
        return false;
    *n = mine.count;
    *capped = mine.capped;
    return true;
}

/* clang-format off */
static const struct shape query[] = {
    { .kind = SHAPE_FILTERS },
    { "to", SHAPE_TEXT, OPTIONAL, .about = "Whose: an e-mail, or a number." }, { 0 },
};
static const struct shape page[] = { { .kind = SHAPE_PAGE }, { 0 } };
static const struct api api_alerts = { "List alerts, one's own and those of the people below", query, NULL, page };
static const struct api api_seen = { "Say that one has seen an alert of one's own", .status = 204 };

static const struct route routes[] = {
    { METHOD_GET,  "/alerts",           alerts_show, READS,  PAGE | API, { "alert", "read" }, "X-15", 0, &api_alerts },
    { METHOD_POST, "/alerts/{id}/seen", alert_seen,  WRITES, PAGE | API, { "alert", "see" },  "X-15", 0, &api_seen },
};
static const struct grant grants[] = {
    { "alert", "read", ROLE_STAFF },
    { "alert", "see",  ROLE_STAFF },
};
/* clang-format on */

static const struct record *const records[] = { &alert_record };

const struct slice alert_slice = {
    .name = "alert",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(grants, grants),
    .heard = heard,
};
