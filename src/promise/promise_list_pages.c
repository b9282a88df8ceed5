/* SPDX-License-Identifier: Apache-2.0 */
/* What is open, late first, and how it was kept. */
#include "frame/app.h"
#include "frame/openapi.h"
#include "frame/people.h"
#include "office/office.h"
#include "promise/promise.html.h"
#include "promise/promise_pages.h"
#include "promise/promise_store.h"
#include "promise/promise_view.h"

#define ROWS_MAX 200
#define MINUTE_MS 60000
#define CHART_BARS 24
#define CSV_MAX ((size_t)4 << 20)

/* ---- a row ---- */

static struct str span_words(struct arena *a, int64_t minutes)
{
    if (minutes < 120)
        return arena_printf(a, "%lld min", (long long)minutes);
    if (minutes < 2880)
        return arena_printf(a, "%lld h", (long long)(minutes / 60));
    return arena_printf(a, "%lld days", (long long)(minutes / 1440));
}

static struct str live_words(struct ctx *c, const struct promise *p, const char **tone)
{
    int64_t minutes = (c->now.ms - p->counted.ms) / MINUTE_MS;
    if (instant_is(p->paused)) {
        *tone = "gray";
        return STR("stands still");
    }
    if (p->late) {
        *tone = p->by == BY_US ? "red" : "amber";
        struct str span = span_words(c->arena, minutes > 0 ? minutes : 1);
        return arena_printf(c->arena, "%.*s %s", STR_FMT(span),
                            p->by == BY_US ? "late" : "overdue");
    }
    *tone = instant_day(p->due).n <= instant_day(c->now).n ? "amber" : "gray";
    return p->state == PROMISE_RENEGOTIATED ? STR("renegotiated") : STR("open");
}

static struct str settled_words(struct ctx *c, const struct promise *p, const char **tone)
{
    *tone = p->state == PROMISE_KEPT ? "green" : p->state == PROMISE_RELEASED ? "gray"
                                             : p->state == PROMISE_BROKEN     ? "red"
                                                                              : "amber";
    if (p->state == PROMISE_KEPT_LATE) {
        struct str span = span_words(c->arena, p->late_minutes);
        return arena_printf(c->arena, "kept %.*s late", STR_FMT(span));
    }
    if (p->state == PROMISE_KEPT)
        return STR("kept");
    return p->state == PROMISE_RELEASED ? STR("not needed any more") : STR("broken");
}

bool promise_row_fill(struct ctx *c, const struct promise *p, struct promise_row *out)
{
    struct str contact = record_title(c, record_named("contact"), p->contact_id);
    int64_t owner = 0;
    *out = (struct promise_row){ .p = p, .live = promise_is_live(p) };
    out->status = out->live ? live_words(c, p, &out->tone) : settled_words(c, p, &out->tone);
    out->due = moment_words(c->arena, p->due);
    if (p->due.ms != p->agreed.ms)
        out->agreed = moment_words(c->arena, p->agreed);
    out->why = p->moved_why;
    out->deal = record_title(c, &deal_record, p->deal_id);
    out->url = arena_printf(c->arena, "/deals/%lld", (long long)p->deal_id);
    out->team = record_title(c, record_named("team"), p->team_id);
    out->may = out->live && may(c->viewer->roles, "promise", "create");
    out->paid = p->kind == PROMISE_PAYMENT || p->kind == PROMISE_DEPOSIT;
    out->team_helped = p->by == BY_US && (p->team_id || p->request_id);
    if (p->by == BY_US && !promise_holder(c, p, &owner))
        return false;
    out->who = p->by == BY_US ? person_name(c, owner) : contact.n ? contact
                                                                  : STR("The buyer");
    return !failed(c);
}

/* ---- the list ---- */

static int by_due(const void *x, const void *y)
{
    const struct promise *a = x, *b = y;
    return a->due.ms != b->due.ms ? (a->due.ms > b->due.ms) - (a->due.ms < b->due.ms)
                                  : (a->id > b->id) - (a->id < b->id);
}

static int by_number(const void *x, const void *y)
{
    const struct promise *a = x, *b = y;
    return (a->id < b->id) - (a->id > b->id);
}

/* Whose deals: the viewer's own, or those of everybody in his line. */
static bool line_read(struct ctx *c, struct promise_range range, bool mine, struct promises *out)
{
    struct promises some;
    range.owner_id = mine ? c->viewer->id : 0;
    if (mine || c->viewer->sees_all)
        return promise_range_read(c, &range, out);
    size_t cap = c->viewer->n_owners * (size_t)range.limit + 1;
    *out = (struct promises){ arena_array(c->arena, struct promise, cap), 0 };
    for (size_t i = 0; i < c->viewer->n_owners; i++) {
        range.owner_id = c->viewer->owners[i];
        if (!promise_range_read(c, &range, &some))
            return false;
        for (size_t j = 0; j < some.n; j++)
            out->p[out->n++] = some.p[j];
    }
    if (out->n)
        qsort(out->p, out->n, sizeof *out->p, range.all ? by_number : by_due);
    if (out->n > (size_t)range.limit)
        out->n = (size_t)range.limit;
    return true;
}

bool promises_waiting(struct ctx *c, bool mine, struct instant until, struct promises *out)
{
    struct promise_range range = { .by = BY_US, .until = until, .limit = ROWS_MAX };
    return line_read(c, range, mine, out);
}

static void list_json(struct buf *b, const void *view)
{
    const struct promise_list_view *v = view;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < v->promises.n; i++) {
        if (i)
            buf_char(b, ',');
        record_json(b, &promise_record, &v->promises.p[i]);
    }
    buf_char(b, ']');
    if (v->next.n) {
        buf_lit(b, ",\"next\":");
        buf_json_str(b, v->next);
    }
    buf_char(b, '}');
}

static bool deal_read(struct req *q, struct str text, struct promises *out)
{
    struct ctx *c = &q->c;
    struct deal d;
    int64_t id;
    if (!str_to_int(text, &id) || id <= 0)
        return bad_field(c, STR("deal_id"), "Give the number of a deal.");
    return record_get(c, &deal_record, id, &d) && promises_read(c, id, out);
}

static bool limit_read(struct req *q, int *limit)
{
    struct str text = str_trim(input_text(&q->query, "limit"));
    int64_t n = ROWS_MAX;
    if (text.n && (!str_to_int(text, &n) || n < 1 || n > ROWS_MAX))
        return bad_field(&q->c, STR("limit"), "Give a number from 1 to %d.", ROWS_MAX);
    *limit = (int)n;
    return true;
}

/* "1489572000000.42": the due moment and the number of the last row of the page before. */
static bool after_read(struct req *q, struct promise_range *range)
{
    struct str text = str_trim(input_text(&q->query, "after")), id;
    struct str due = str_split(text, '.', &id);
    if (!text.n)
        return true;
    if (str_to_int(due, &range->after_due.ms) && str_to_int(id, &range->after_id)
        && range->after_id > 0)
        return true;
    return bad_field(&q->c, STR("after"),
                     "This is not the next of a page; begin again without it.");
}

/* One more than asked for was read, to know whether there are more. */
static void next_fill(struct req *q, struct promise_list_view *v, int limit)
{
    if (v->promises.n <= (size_t)limit)
        return;
    v->promises.n = (size_t)limit;
    const struct promise *last = &v->promises.p[limit - 1];
    v->next = arena_printf(q->c.arena, "%lld.%lld", (long long)last->due.ms, (long long)last->id);
    v->next_url = url_with(q, "after", v->next);
}

/* As on Today: he looks at those below him first. */
static bool manages(const struct viewer *who)
{
    return (who->roles & (ROLE_MANAGER | ROLE_EXECUTIVE)) && who->n_owners > 1;
}

static bool list_read(struct req *q, struct promise_list_view *v)
{
    struct ctx *c = &q->c;
    struct str deal = input_text(&q->query, "deal_id"), whose = input_text(&q->query, "whose");
    struct str show = input_text(&q->query, "show"), by = input_text(&q->query, "by");
    struct promise_range range = { .by = -1, .until = INSTANT_NONE };
    int limit = ROWS_MAX;
    bool good = limit_read(q, &limit);
    good = after_read(q, &range) && good;
    req_input_all_used(q);
    if (!good || failed(c))
        return false;
    range.limit = limit + 1;
    v->both = c->viewer->n_owners > 1;
    bool team = whose.n ? str_is(whose, "team") : q->api || manages(c->viewer);
    v->whose = team ? "team" : "mine";
    v->all = range.all = str_is(show, "all");
    v->buyer = str_is(by, "buyer");
    if (by.n)
        range.by = v->buyer ? BY_BUYER : BY_US;
    if (deal.n)
        return deal_read(q, deal, &v->promises);
    if (!line_read(c, range, strcmp(v->whose, "mine") == 0, &v->promises))
        return false;
    next_fill(q, v, limit);
    return true;
}

static bool list(struct req *q)
{
    struct ctx *c = &q->c;
    struct promise_list_view *v = arena_new(c->arena, struct promise_list_view);
    if (!list_read(q, v))
        return false;
    if (q->api)
        return answer_view(q, NULL, list_json, v);
    v->rows.p = arena_array(c->arena, struct promise_row, v->promises.n + 1);
    for (; v->rows.n < v->promises.n; v->rows.n++) {
        if (!promise_row_fill(c, &v->promises.p[v->rows.n], &v->rows.p[v->rows.n]))
            return false;
    }
    return frame_fill(q, &v->frame, "Promises", "promises")
           && answer_view(q, promise_list_page_page, NULL, v);
}

/* ---- counts ---- */

static void counts_json(struct buf *b, const void *view)
{
    const struct counts_view *v = view;
    buf_printf(b, "{\"by\":\"%s\",\"from\":\"", count_by_words[v->by].name);
    buf_day(b, v->when.from);
    buf_lit(b, "\",\"to\":\"");
    buf_day(b, v->when.to);
    buf_lit(b, "\",\"items\":[");
    for (size_t i = 0; i < v->counts.n; i++) {
        const struct promise_count *k = &v->counts.p[i];
        buf_printf(b, "%s{\"id\":%lld,\"name\":", i ? "," : "", (long long)k->id);
        buf_json_str(b, k->name);
        buf_lit(b, ",\"kind\":");
        buf_json_str(b, k->kind < 0 ? STR("") : str_of(promise_kind_words[k->kind].name));
        buf_printf(b,
                   ",\"kept\":%lld,\"late\":%lld,\"broken\":%lld,\"open\":%lld,"
                   "\"renegotiated\":%lld,\"released\":%lld}",
                   (long long)k->kept, (long long)k->late, (long long)k->broken,
                   (long long)k->open, (long long)k->renegotiated, (long long)k->released);
    }
    buf_lit(b, "]}");
}

static bool by_read(struct req *q, enum count_by *by)
{
    struct str text = input_text(&q->query, "by");
    *by = COUNT_PERSON;
    for (int i = 0; text.n && count_by_words[i].name; i++) {
        if (str_is(text, count_by_words[i].name)) {
            *by = (enum count_by)i;
            return true;
        }
    }
    return !text.n || bad_field(&q->c, STR("by"), "Count by person, team, company or contact.");
}

static struct str day_text(struct arena *a, struct day d)
{
    struct buf b;
    buf_init(&b, a, 20);
    buf_day(&b, d);
    return buf_str(&b);
}

static void tabs_fill(struct req *q, struct counts_view *v)
{
    v->tabs.p = arena_array(q->c.arena, struct form_option, 4);
    for (int i = 0; count_by_words[i].name; i++)
        v->tabs.p[v->tabs.n++] =
            (struct form_option){ url_with(q, "by", str_of(count_by_words[i].name)),
                                  str_of(count_by_words[i].label), i == (int)v->by };
}

static struct str counts_csv(struct arena *a, const struct counts_view *v)
{
    struct buf b;
    buf_init(&b, a, CSV_MAX);
    buf_lit(&b, "name,kind,kept,late,broken,open,renegotiated,released\r\n");
    for (size_t i = 0; i < v->counts.n; i++) {
        const struct promise_count *k = &v->counts.p[i];
        record_csv_cell(&b, k->name);
        buf_printf(&b, ",%s,%lld,%lld,%lld,%lld,%lld,%lld\r\n",
                   k->kind < 0 ? "" : promise_kind_words[k->kind].name, (long long)k->kept,
                   (long long)k->late, (long long)k->broken, (long long)k->open,
                   (long long)k->renegotiated, (long long)k->released);
    }
    return buf_str(&b);
}

/* The first of them, where there are many; the table has all. */
static void chart_fill(struct ctx *c, struct counts_view *v)
{
    size_t n = v->counts.n < CHART_BARS ? v->counts.n : CHART_BARS;
    struct chart_bar *bars = arena_array(c->arena, struct chart_bar, n + 1);
    v->chart = (struct chart){ .title = STR("Kept, late and broken"),
                               .sentence = STR("The table below has the figures."),
                               .names = { "Kept", "Late", "Broken" },
                               .counts = true };
    for (size_t i = 0; i < n; i++) {
        const struct promise_count *k = &v->counts.p[i];
        bars[i].label = k->kind < 0 ? k->name
                                    : arena_printf(c->arena, "%.*s: %s", STR_FMT(k->name),
                                                   promise_kind_words[k->kind].label);
        bars[i].parts[0].minor = k->kept;
        bars[i].parts[1].minor = k->late;
        bars[i].parts[2].minor = k->broken;
    }
    chart_make(c->arena, &v->chart, bars, n);
}

static bool counts(struct req *q)
{
    struct ctx *c = &q->c;
    struct counts_view *v = arena_new(c->arena, struct counts_view);
    struct str format = input_text(&q->query, "format");
    bool good = by_read(q, &v->by);
    if (format.n && !str_is(format, "csv"))
        good = bad_field(c, STR("format"), "Only csv can be asked for.");
    good = promise_period(q, &v->when) && good;
    req_input_all_used(q);
    if (!good || failed(c) || !promises_count(c, v->by, v->when, &v->counts))
        return false;
    v->from = day_text(c->arena, v->when.from);
    v->to = day_text(c->arena, v->when.to);
    if (format.n)
        return answer_file(q, "text/csv; charset=utf-8", STR("promises.csv"),
                           counts_csv(c->arena, v));
    tabs_fill(q, v);
    chart_fill(c, v);
    v->csv_url = url_with(q, "format", STR("csv"));
    if (q->api)
        return answer_view(q, NULL, counts_json, v);
    return frame_fill(q, &v->frame, "Kept promises", "promises")
           && answer_view(q, promise_counts_page_page, NULL, v);
}

static bool credits(struct req *q)
{
    return list_route(q, &credit_record, "promises",
                      "Nobody was named yet. Who helped is named when a promise is kept.");
}

/* clang-format off */
static const struct shape list_query[] = {
    { "deal_id", SHAPE_ID, OPTIONAL }, { "whose", SHAPE_WORD, OPTIONAL, .words = "mine team" },
    { "show", SHAPE_WORD, OPTIONAL, .words = "open all" }, { "by", SHAPE_WORD, OPTIONAL, .words = "us buyer" },
    { "limit", SHAPE_INT, OPTIONAL, .about = "At most 200, which it is if not said." },
    { "after", SHAPE_TEXT, OPTIONAL, .about = "The next of the page before." }, { 0 },
};
static const struct shape list_shape[] = {
    { "items", SHAPE_LIST, .record = "promise" },
    { "next", SHAPE_TEXT, OPTIONAL, .about = "Not there: there are no more." }, { 0 },
};
static const struct shape counts_query[] = {
    { "from", SHAPE_DAY, OPTIONAL }, { "to", SHAPE_DAY, OPTIONAL },
    { "by", SHAPE_WORD, OPTIONAL, .words = "person team company contact" },
    { "format", SHAPE_WORD, OPTIONAL, .words = "csv" }, { 0 },
};
static const struct shape counts_row[] = {
    { "id", SHAPE_INT, .about = "Of person, team or contact; of the company 0 is us, 1 the buyers." },
    { "name", SHAPE_TEXT }, { "kind", SHAPE_TEXT, .about = "Of a contact's; else empty." }, { "kept", SHAPE_INT },
    { "late", SHAPE_INT }, { "broken", SHAPE_INT }, { "open", SHAPE_INT }, { "renegotiated", SHAPE_INT },
    { "released", SHAPE_INT }, { 0 },
};
static const struct shape counts_shape[] = {
    { "by", SHAPE_WORD, .words = "person team company contact" }, { "from", SHAPE_DAY }, { "to", SHAPE_DAY },
    { "items", SHAPE_LIST, .of = counts_row }, { 0 },
};
static const struct api api_list_promises = { "List promises: open ones by due, or all of a deal",
                                              list_query, NULL, list_shape };
static const struct api api_counts = { "Count what was kept, late and broken", counts_query, NULL,
                                       counts_shape, .also = "text/csv" };

static const struct route routes[] = {
    { METHOD_GET, "/promises",        list,    READS, PAGE | API, { "promise", "read" }, "S2-09", 0, &api_list_promises },
    { METHOD_GET, "/promises/counts", counts,  READS, PAGE | API, { "promise", "read" }, "S2-09", 0, &api_counts },
    { METHOD_GET, "/credits",         credits, READS, PAGE | API, { "credit", "read" },  "S3-64", 0, &api_list },
};
static const struct grant grants[] = { { "credit", "read", ROLE_STAFF } };
/* clang-format on */

const struct slice promise_list_slice = {
    .name = "promise_list",
    TABLE(routes, routes),
    TABLE(grants, grants),
};
