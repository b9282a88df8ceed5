/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/asked.h"
#include "frame/openapi.h"
#include "frame/policy.h"
#include "report/report.html.h"
#include "report/report_view.h"

#define CSV_MAX ((size_t)8 << 20)
#define CHART_BARS 24
#define USUAL_DAYS 90

static const struct report *const reports[] = {
    &report_scorecard,
    &report_accountability,
    &report_cause,
    &report_asks,
    &report_stages,
    &report_speed,
    &report_loss,
    &report_value,
    &report_losses,
    &report_market,
};

static const struct report *report_named(struct str name)
{
    for (size_t i = 0; i < COUNT(reports); i++) {
        if (str_is(name, reports[i]->name))
            return reports[i];
    }
    return NULL;
}

/* ---- as people read it ---- */

static struct str minutes_words(struct arena *a, int64_t minutes)
{
    if (minutes < 60)
        return arena_printf(a, "%lld min", (long long)minutes);
    return arena_printf(a, "%lld h %02lld min", (long long)(minutes / 60),
                        (long long)(minutes % 60));
}

static struct str cell_words(struct ctx *c, const struct report_column *k,
                             const struct report_cell *cell)
{
    struct buf b;
    if (k->kind == COLUMN_TEXT)
        return cell->text;
    if (cell->none)
        return STR("–");
    if (k->kind == COLUMN_MINUTES)
        return minutes_words(c->arena, cell->n);
    buf_init(&b, c->arena, 100);
    if (k->kind == COLUMN_MONEY)
        buf_money(&b, cell->money);
    else if (k->kind == COLUMN_MOMENT)
        buf_instant_words(&b, cell->when, c->now);
    else
        buf_printf(&b, "%lld", (long long)cell->n);
    return buf_str(&b);
}

static bool is_number(const struct report_column *k)
{
    return k->kind == COLUMN_COUNT || k->kind == COLUMN_MINUTES || k->kind == COLUMN_MONEY;
}

static void shown_fill(struct ctx *c, struct report_view *v)
{
    const struct report *r = v->report;
    v->heads.p = arena_array(c->arena, struct shown_cell, r->n_columns);
    v->heads.n = r->n_columns;
    for (size_t k = 0; k < r->n_columns; k++)
        v->heads.p[k] = (struct shown_cell){ str_of(r->columns[k].label), STR_NONE,
                                             is_number(&r->columns[k]) };
    v->shown.p = arena_array(c->arena, struct shown_row, v->rows.n);
    v->shown.n = v->rows.n;
    for (size_t i = 0; i < v->rows.n; i++) {
        struct shown_cell *cells = arena_array(c->arena, struct shown_cell, r->n_columns);
        for (size_t k = 0; k < r->n_columns; k++)
            cells[k] = (struct shown_cell){ cell_words(c, &r->columns[k], &v->rows.p[i].cells[k]),
                                            v->rows.p[i].cells[k].url, is_number(&r->columns[k]) };
        v->shown.p[i].cells.p = cells;
        v->shown.p[i].cells.n = r->n_columns;
    }
}

static void chart_fill(struct ctx *c, struct report_view *v)
{
    const struct report *r = v->report;
    size_t most = r->bars ? r->bars : CHART_BARS;
    size_t n = v->rows.n < most ? v->rows.n : most;
    struct chart_bar *bars = arena_array(c->arena, struct chart_bar, n);
    if (r->drawn[0] < 0 || !n)
        return;
    v->chart.title = str_of(r->title);
    v->chart.sentence = STR("The table below has the figures.");
    v->chart.counts = true;
    for (int part = 0; part < CHART_PARTS && r->drawn[part] >= 0; part++)
        v->chart.names[part] = r->columns[r->drawn[part]].label;
    for (size_t i = 0; i < n; i++) {
        bars[i].label = v->rows.p[i].cells[0].text;
        for (int part = 0; part < CHART_PARTS && r->drawn[part] >= 0; part++)
            bars[i].parts[part].minor = v->rows.p[i].cells[r->drawn[part]].n;
    }
    chart_make(c->arena, &v->chart, bars, n);
}

/* ---- as programs read it ---- */

static void moment_json(struct buf *b, struct instant when)
{
    buf_char(b, '"');
    buf_instant(b, when);
    buf_char(b, '"');
}

static void cell_json(struct buf *b, const struct report_column *k, const struct report_cell *cell)
{
    if (k->kind == COLUMN_TEXT)
        buf_json_str(b, cell->text);
    else if (cell->none)
        buf_lit(b, "null");
    else if (k->kind == COLUMN_MONEY)
        buf_money_json(b, cell->money);
    else if (k->kind == COLUMN_MOMENT)
        moment_json(b, cell->when);
    else
        buf_printf(b, "%lld", (long long)cell->n);
}

static void row_json(struct buf *b, const struct report *r, const struct report_row *row)
{
    for (size_t k = 0; k < r->n_columns; k++) {
        buf_printf(b, "%s\"%s\":", k ? "," : "{", r->columns[k].name);
        cell_json(b, &r->columns[k], &row->cells[k]);
    }
    buf_char(b, '}');
}

static void report_json(struct buf *b, const void *view)
{
    const struct report_view *v = view;
    buf_printf(b, "{\"name\":\"%s\",\"title\":", v->report->name);
    buf_json_str(b, str_of(v->report->title));
    buf_lit(b, ",\"says\":");
    buf_json_str(b, v->rows.says);
    buf_printf(b, ",\"cut\":%s,\"rows\":[", v->rows.cut ? "true" : "false");
    for (size_t i = 0; i < v->rows.n; i++) {
        if (i)
            buf_char(b, ',');
        row_json(b, v->report, &v->rows.p[i]);
    }
    buf_lit(b, "]}");
}

static struct str cell_plain(struct arena *a, const struct report_column *k,
                             const struct report_cell *cell)
{
    struct buf b;
    buf_init(&b, a, 100);
    if (k->kind == COLUMN_TEXT)
        return cell->text;
    if (cell->none)
        return STR_NONE;
    if (k->kind == COLUMN_MONEY)
        buf_money_plain(&b, cell->money);
    else if (k->kind == COLUMN_MOMENT)
        buf_instant(&b, cell->when);
    else
        buf_printf(&b, "%lld", (long long)cell->n);
    return buf_str(&b);
}

static struct str report_csv(struct arena *a, const struct report_view *v)
{
    const struct report *r = v->report;
    struct buf b;
    buf_init(&b, a, CSV_MAX);
    for (size_t k = 0; k < r->n_columns; k++)
        buf_printf(&b, "%s%s", k ? "," : "", r->columns[k].name);
    buf_lit(&b, "\r\n");
    for (size_t i = 0; i < v->rows.n; i++) {
        for (size_t k = 0; k < r->n_columns; k++) {
            if (k)
                buf_char(&b, ',');
            record_csv_cell(&b, cell_plain(a, &r->columns[k], &v->rows.p[i].cells[k]));
        }
        buf_lit(&b, "\r\n");
    }
    return buf_str(&b);
}

/* ---- what is asked for ---- */

static struct str day_text(struct arena *a, struct day d)
{
    struct buf b;
    buf_init(&b, a, 16);
    buf_day(&b, d);
    return buf_str(&b);
}

static bool asked_read(struct req *q, struct report_view *v)
{
    struct ctx *c = &q->c;
    struct day today = instant_day(c->now);
    v->asked.when = (struct period){ { today.n - USUAL_DAYS }, today };
    if (v->report->dated) {
        asked_day(q, "from", &v->asked.when.from);
        asked_day(q, "to", &v->asked.when.to);
        if (!failed(c) && v->asked.when.to.n < v->asked.when.from.n)
            bad_field(c, STR("to"), "Give a day that is not before the first.");
    }
    if (v->report->of_deal) {
        asked_number(q, "deal_id", 1, INT64_MAX, &v->asked.deal_id);
        if (!failed(c) && !v->asked.deal_id)
            bad_field(c, STR("deal_id"), "Say which deal: deal_id=42.");
    }
    v->from_text = day_text(c->arena, v->asked.when.from);
    v->to_text = day_text(c->arena, v->asked.when.to);
    return !failed(c);
}

static bool page_fill(struct req *q, struct report_view *v)
{
    struct arena *a = q->c.arena;
    shown_fill(&q->c, v);
    chart_fill(&q->c, v);
    if (v->report->of_deal)
        v->csv_url = arena_printf(a, "/reports/%s?deal_id=%lld&format=csv", v->report->name,
                                  (long long)v->asked.deal_id);
    else if (v->report->dated)
        v->csv_url = arena_printf(a, "/reports/%s?from=%.*s&to=%.*s&format=csv", v->report->name,
                                  STR_FMT(v->from_text), STR_FMT(v->to_text));
    else
        v->csv_url = arena_printf(a, "/reports/%s?format=csv", v->report->name);
    return frame_fill(q, &v->frame, v->report->title, "reports");
}

static bool show(struct req *q)
{
    struct report_view *v = arena_new(q->c.arena, struct report_view);
    struct str format = input_text(&q->query, "format");
    v->report = report_named(q->words[0]);
    if (!v->report)
        return fail(&q->c, FAULT_NOT_FOUND, "not_found", STR("There is no report of this name."));
    if (format.n && !str_is(format, "csv"))
        bad_field(&q->c, STR("format"), "Only csv can be asked for.");
    if (!asked_read(q, v) || !input_all_used(&q->c, &q->query)
        || !v->report->rows(&q->c, &v->asked, &v->rows))
        return false;
    if (format.n)
        return answer_file(q, "text/csv; charset=utf-8",
                           arena_printf(q->c.arena, "%s.csv", v->report->name),
                           report_csv(q->c.arena, v));
    return (q->api || page_fill(q, v)) && answer_view(q, report_page_page, report_json, v);
}

static void index_json(struct buf *b, const void *view UNUSED)
{
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < COUNT(reports); i++) {
        buf_printf(b, "%s{\"name\":\"%s\",\"title\":", i ? "," : "", reports[i]->name);
        buf_json_str(b, str_of(reports[i]->title));
        buf_lit(b, ",\"about\":");
        buf_json_str(b, str_of(reports[i]->about));
        buf_char(b, '}');
    }
    buf_lit(b, "]}");
}

/* That of one deal is asked for on its page. */
static bool list_all(struct req *q)
{
    struct arena *a = q->c.arena;
    struct reports_view *v = arena_new(a, struct reports_view);
    v->reports.p = arena_array(a, struct report_link, COUNT(reports));
    for (size_t i = 0; i < COUNT(reports); i++) {
        if (!reports[i]->of_deal)
            v->reports.p[v->reports.n++] = (struct report_link){
                arena_printf(a, "/reports/%s", reports[i]->name),
                reports[i]->title,
                reports[i]->about,
            };
    }
    req_input_all_used(q);
    return !failed(&q->c) && (q->api || frame_fill(q, &v->frame, "Reports", "reports"))
           && answer_view(q, reports_page_page, index_json, v);
}

/* clang-format off */
static const struct shape query[] = {
    { "from", SHAPE_DAY, OPTIONAL, .about = "Ninety days ago if not said." }, { "to", SHAPE_DAY, OPTIONAL, .about = "Today." },
    { "deal_id", SHAPE_ID, OPTIONAL, .about = "Of the loss timeline." },
    { "format", SHAPE_WORD, OPTIONAL, .words = "csv" }, { 0 },
};
static const struct shape row[] = { { .kind = SHAPE_ANY }, { 0 } };
static const struct shape answer[] = {
    { "name", SHAPE_TEXT }, { "title", SHAPE_TEXT }, { "says", SHAPE_TEXT }, { "cut", SHAPE_FLAG },
    { "rows", SHAPE_LIST, .of = row }, { 0 },
};
static const struct shape one[] = { { "name", SHAPE_TEXT }, { "title", SHAPE_TEXT }, { "about", SHAPE_TEXT }, { 0 } };
static const struct shape all[] = { { "items", SHAPE_LIST, .of = one }, { 0 } };
static const struct api api_report = { "Read a report", query, NULL, answer, .also = "text/csv" };
static const struct api api_index = { "List the reports", NULL, NULL, all };

static const struct route routes[] = {
    { METHOD_GET, "/reports",        list_all, READS, PAGE | API, { "report", "read" }, "S0-29", 0, &api_index },
    { METHOD_GET, "/reports/{word}", show,  READS, PAGE | API, { "report", "read" }, "S0-29", 0, &api_report },
};
static const struct grant grants[] = {
    { "report", "read", ROLE_DEALS },
};
static const struct policy *const policies[] = { &cause_share, &cause_least };
/* clang-format on */

const struct slice report_slice = {
    .name = "report",
    TABLE(routes, routes),
    TABLE(grants, grants),
    TABLE(policies, policies),
};
