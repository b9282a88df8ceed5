/* SPDX-License-Identifier: Apache-2.0 */
#include "forecast/forecast.h"
#include "frame/asked.h"
#include "frame/openapi.h"
#include "frame/policy.h"
#include "results/results.html.h"
#include "results/results_view.h"

static void text_json(struct buf *b, const char *name, struct str text)
{
    buf_printf(b, ",\"%s\":", name);
    if (text.n)
        buf_json_str(b, text);
    else
        buf_lit(b, "null");
}

static void line_json(struct buf *b, const struct outcome_line *line)
{
    buf_printf(b, "\"won\":%lld,\"lost\":%lld", (long long)line->sum.won,
               (long long)line->sum.lost);
    buf_lit(b, ",\"won_value\":");
    buf_money_json(b, line->value);
    text_json(b, "win_rate", line->win_rate);
    text_json(b, "days_to_win", line->days);
}

static void lines_json(struct buf *b, const char *name, const char *member,
                       const struct outcome_lines *lines, bool with_id)
{
    buf_printf(b, ",\"%s\":[", name);
    for (size_t i = 0; i < lines->n; i++) {
        buf_printf(b, "%s{\"%s\":", i ? "," : "", member);
        buf_json_str(b, lines->p[i].name);
        buf_char(b, ',');
        if (with_id && lines->p[i].id)
            buf_printf(b, "\"%s_id\":%lld,", member, (long long)lines->p[i].id);
        else if (with_id)
            buf_printf(b, "\"%s_id\":null,", member);
        line_json(b, &lines->p[i]);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

void results_json(struct buf *b, const void *view)
{
    const struct results_view *v = view;
    buf_lit(b, "{\"from\":\"");
    buf_day(b, v->period.from);
    buf_lit(b, "\",\"to\":\"");
    buf_day(b, v->period.to);
    buf_lit(b, "\",");
    line_json(b, &v->total);
    buf_lit(b, ",\"open\":[");
    for (size_t i = 0; i < v->open.n; i++) {
        buf_printf(b, "%s{\"stage\":", i ? "," : "");
        buf_json_str(b, v->open.p[i].name);
        buf_printf(b, ",\"deals\":%lld", (long long)v->open.p[i].deals);
        buf_lit(b, ",\"value\":");
    buf_money_json(b, v->open.p[i].value);
        buf_char(b, '}');
    }
    buf_char(b, ']');
    buf_lit(b, ",\"without_rate\":[");
    for (size_t i = 0; i < v->unrated.n; i++) {
        buf_printf(b, "%s{\"deals\":%lld,\"value\":", i ? "," : "",
                   (long long)v->unrated.p[i].deals);
        buf_money_json(b, v->unrated.p[i].value);
        buf_char(b, '}');
    }
    buf_char(b, ']');
    lines_json(b, "quarters", "quarter", &v->quarters, false);
    lines_json(b, "managers", "manager", &v->managers, true);
    lines_json(b, "reps", "rep", &v->reps, true);
    lines_json(b, "products", "product", &v->products, true);
    buf_char(b, '}');
}

static void csv_line(struct buf *b, const char *kind, const struct outcome_line *line)
{
    buf_add(b, str_of(kind));
    buf_char(b, ',');
    record_csv_cell(b, line->name);
    buf_printf(b, ",%lld,%lld,", (long long)line->sum.won, (long long)line->sum.lost);
    buf_money_plain(b, line->value);
    buf_printf(b, ",%s,%.*s,%.*s\r\n", line->value.currency, STR_FMT(line->win_rate),
               STR_FMT(line->days));
}

struct str results_csv(struct arena *a, const struct results_view *v)
{
    static const char *const kinds[] = { "quarter", "manager", "rep", "product" };
    const struct outcome_lines *all[] = { &v->quarters, &v->managers, &v->reps, &v->products };
    struct buf b;
    buf_init(&b, a, (size_t)4 << 20);
    buf_lit(&b, "by,name,won,lost,won_value,currency,win_rate_percent,days_to_win\r\n");
    csv_line(&b, "total", &v->total);
    for (size_t i = 0; i < COUNT(all); i++) {
        for (size_t j = 0; j < all[i]->n; j++)
            csv_line(&b, kinds[i], &all[i]->p[j]);
    }
    return buf_str(&b);
}

static bool period_asked(struct req *q, struct results_view *v)
{
    struct ctx *c = &q->c;
    int64_t year = 0, quarter = 0;
    int this_year, this_quarter, start = (int)policy_value(c, &fiscal_start);
    period_find(instant_day(c->now), start, &this_year, &this_quarter);
    asked_number(q, "year", 1970, 2999, &year);
    asked_number(q, "quarter", 0, 4, &quarter);
    v->period = period_of(year ? (int)year : this_year, (int)quarter, start);
    asked_day(q, "from", &v->period.from);
    asked_day(q, "to", &v->period.to);
    if (!failed(c) && v->period.to.n < v->period.from.n)
        bad_field(c, STR("to"), "Give a day that is not before the first.");
    period_find(v->period.from, start, &this_year, &this_quarter);
    v->year_before = arena_printf(c->arena, "/results?year=%d", this_year - 1);
    v->year_after = arena_printf(c->arena, "/results?year=%d", this_year + 1);
    return !failed(c);
}

static struct str day_text(struct arena *a, struct day d)
{
    struct buf b;
    buf_init(&b, a, 16);
    buf_day(&b, d);
    return buf_str(&b);
}

static bool page_fill(struct req *q, struct results_view *v)
{
    struct arena *a = q->c.arena;
    struct chart_bar *bars = arena_array(a, struct chart_bar, v->quarters.n);
    for (size_t i = 0; i < v->quarters.n; i++)
        bars[i] = (struct chart_bar){ v->quarters.p[i].name, { v->quarters.p[i].value } };
    v->chart.title = STR("Won value by quarter");
    v->chart.sentence = STR("One bar a quarter; the table below has the figures.");
    v->chart.names[0] = "won";
    chart_make(a, &v->chart, bars, v->quarters.n);
    v->from_text = day_text(a, v->period.from);
    v->to_text = day_text(a, v->period.to);
    v->csv_url = arena_printf(a, "/results?from=%.*s&to=%.*s&format=csv", STR_FMT(v->from_text),
                              STR_FMT(v->to_text));
    return frame_fill(q, &v->frame, "Results", "results");
}

static bool show(struct req *q)
{
    struct results_view *v = arena_new(q->c.arena, struct results_view);
    struct str format = input_text(&q->query, "format");
    if (format.n && !str_is(format, "csv"))
        bad_field(&q->c, STR("format"), "Only csv can be asked for.");
    if (!period_asked(q, v) || !input_all_used(&q->c, &q->query) || !results_make(&q->c, v))
        return false;
    if (format.n)
        return answer_file(q, "text/csv; charset=utf-8", STR("results.csv"),
                           results_csv(q->c.arena, v));
    return (q->api || page_fill(q, v)) && answer_view(q, results_page_page, results_json, v);
}

/* clang-format off */
static const struct shape query[] = {
    { "year", SHAPE_INT, OPTIONAL, .min = 1970, .max = 2999, .about = "Fiscal; this one if not said." },
    { "quarter", SHAPE_INT, OPTIONAL, .max = 4, .about = "0 or not said: the whole year." },
    { "from", SHAPE_DAY, OPTIONAL }, { "to", SHAPE_DAY, OPTIONAL },
    { "format", SHAPE_WORD, OPTIONAL, .words = "csv" }, { 0 },
};
#define LINE_SHAPE \
    { "won", SHAPE_INT }, { "lost", SHAPE_INT }, { "won_value", SHAPE_MONEY }, \
    { "win_rate", SHAPE_TEXT, NULLABLE, .about = "In percent; null when nothing ended." }, \
    { "days_to_win", SHAPE_TEXT, NULLABLE, .about = "Mean." }
static const struct shape stage_shape[] = {
    { "stage", SHAPE_TEXT }, { "deals", SHAPE_INT }, { "value", SHAPE_MONEY }, { 0 },
};
static const struct shape quarter_shape[] = { { "quarter", SHAPE_TEXT }, LINE_SHAPE, { 0 } };
static const struct shape manager_shape[] = {
    { "manager", SHAPE_TEXT }, { "manager_id", SHAPE_ID, NULLABLE }, LINE_SHAPE, { 0 },
};
static const struct shape rep_shape[] = { { "rep", SHAPE_TEXT }, { "rep_id", SHAPE_ID, NULLABLE }, LINE_SHAPE, { 0 } };
static const struct shape product_shape[] = {
    { "product", SHAPE_TEXT }, { "product_id", SHAPE_ID, NULLABLE }, LINE_SHAPE, { 0 },
};
static const struct shape unrated_shape[] = { { "deals", SHAPE_INT }, { "value", SHAPE_MONEY }, { 0 } };
static const struct shape answer[] = {
    { "without_rate", SHAPE_LIST, .of = unrated_shape, .about = "Won and in no sum here, by currency." },
    { "from", SHAPE_DAY }, { "to", SHAPE_DAY }, LINE_SHAPE, { "open", SHAPE_LIST, .of = stage_shape },
    { "quarters", SHAPE_LIST, .of = quarter_shape }, { "managers", SHAPE_LIST, .of = manager_shape },
    { "reps", SHAPE_LIST, .of = rep_shape }, { "products", SHAPE_LIST, .of = product_shape }, { 0 },
};
static const struct api results_api = { "Read what came of a period", query, NULL, answer, .also = "text/csv" };

static const struct route routes[] = {
    { METHOD_GET, "/results", show, READS, PAGE | API, { "results", "read" }, "S2-29", 0, &results_api },
};
static const struct grant grants[] = {
    { "results", "read", ROLE_DEALS },
};
/* clang-format on */

const struct slice results_slice = { .name = "results",
                                     TABLE(routes, routes),
                                     TABLE(grants, grants) };
