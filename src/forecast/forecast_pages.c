/* SPDX-License-Identifier: Apache-2.0 */
#include "forecast/forecast.html.h"
#include "forecast/forecast_answer.h"
#include "frame/asked.h"

static struct str url(struct req *q, const struct forecast_view *v, int year, int quarter)
{
    struct buf b;
    buf_init(&b, q->c.arena, 200);
    buf_printf(&b, "/forecast?year=%d", year);
    if (quarter)
        buf_printf(&b, "&quarter=%d", quarter);
    if (v->terms.as_of) {
        buf_lit(&b, "&as_of=");
        buf_day(&b, v->terms.today);
    }
    if (v->owner_id)
        buf_printf(&b, "&owner_id=%lld", (long long)v->owner_id);
    return buf_str(&b);
}

static void tabs_fill(struct req *q, struct forecast_view *v)
{
    static const char *const labels[] = { "Whole year", "Q1", "Q2", "Q3", "Q4" };
    v->tabs.p = arena_array(q->c.arena, struct forecast_tab, COUNT(labels));
    for (int i = 0; i < (int)COUNT(labels); i++)
        v->tabs.p[v->tabs.n++] =
            (struct forecast_tab){ labels[i], url(q, v, v->year, i), i == v->quarter };
    v->before_url = url(q, v, v->year - 1, v->quarter);
    v->after_url = url(q, v, v->year + 1, v->quarter);
    v->csv_url =
        arena_printf(q->c.arena, "%.*s&format=csv", STR_FMT(url(q, v, v->year, v->quarter)));
}

static int64_t apart_deals(const struct tally *t)
{
    return t->overdue.deals + t->undated.deals + t->without_value.deals;
}

/* Who never sells has no line of zeros. */
static bool has_anything(const struct tally *t)
{
    return t->won || t->commit || t->weighted || t->best_case || apart_deals(t)
           || t->n_foreign;
}

static void line_add(struct req *q, struct forecast_view *v, const struct forecast_owner *o,
                     bool team)
{
    struct str to = arena_printf(q->c.arena, "/deals?state=open&sort=expected_close&owner_id=%lld",
                                 (long long)o->id);
    if (!has_anything(&o->tally))
        return;
    v->lines.p[v->lines.n++] = (struct forecast_line){
        .name = o->name,
        .url = team ? STR_NONE : to,
        .team = team,
        .closed_won = forecast_money(v, o->tally.won),
        .commit = forecast_money(v, o->tally.commit),
        .weighted = forecast_weighted(v, &o->tally),
        .best_case = forecast_money(v, o->tally.best_case),
        .apart = apart_deals(&o->tally),
    };
}

/* Each team's line, then who reports to its manager; who reports to nobody here comes last. */
static void lines_fill(struct req *q, struct forecast_view *v)
{
    v->lines.p = arena_array(q->c.arena, struct forecast_line, v->owners.n * 2 + v->teams.n);
    bool *shown = arena_array(q->c.arena, bool, v->owners.n);
    for (size_t t = 0; t < v->teams.n; t++) {
        line_add(q, v, &v->teams.p[t], true);
        for (size_t i = 0; i < v->owners.n; i++) {
            const struct forecast_owner *o = &v->owners.p[i];
            if (shown[i] || (o->manager_id != v->teams.p[t].id && o->id != v->teams.p[t].id))
                continue;
            shown[i] = true;
            line_add(q, v, o, false);
        }
    }
    for (size_t i = 0; i < v->owners.n; i++) {
        if (!shown[i])
            line_add(q, v, &v->owners.p[i], false);
    }
}

static void apart_add(struct req *q, struct forecast_view *v, const char *label,
                      const char *explained, struct counted sum, const char *filter)
{
    v->aparts.p[v->aparts.n++] = (struct forecast_apart){
        label,
        explained,
        sum.deals,
        forecast_money(v, sum.value),
        filter ? arena_printf(q->c.arena, "/deals?state=open&sort=expected_close%s", filter)
               : STR_NONE,
    };
}

static const char *filter_days(struct req *q, struct day from, struct day to)
{
    struct buf b;
    buf_init(&b, q->c.arena, 100);
    buf_lit(&b, "&expected_close_from=");
    buf_day(&b, from);
    buf_lit(&b, "&expected_close_to=");
    buf_day(&b, to);
    return arena_cstr(q->c.arena, buf_str(&b));
}

static void aparts_fill(struct req *q, struct forecast_view *v)
{
    const struct forecast_terms *t = &v->terms;
    bool now = !t->as_of; /* the lists show what is, not what was */
    const char *late = filter_days(q, t->period.from, (struct day){ t->today.n - 1 });
    const char *within = filter_days(q, t->period.from, t->period.to);
    v->aparts.p = arena_array(q->c.arena, struct forecast_apart, 4 + FOREIGN_MAX);
    apart_add(q, v, "Overdue", "Expected before today and still open.", v->total.overdue,
              now ? late : NULL);
    apart_add(q, v, "Undated", "Open, and nobody has said when.", v->total.undated,
              now ? "" : NULL);
    apart_add(q, v, "Without value", "Expected in this period, but nobody knows for how much.",
              v->total.without_value, now ? within : NULL);
    apart_add(q, v, "Unconfirmed", "In weighted and best case; our guess, so not in commit.",
              v->total.unconfirmed, now ? within : NULL);
    for (int i = 0; i < v->total.n_foreign; i++) {
        const struct foreign *f = &v->total.foreign[i];
        apart_add(q, v, "Without a rate",
                  f->currency[0] ? "In a currency that had no exchange rate for its day."
                                 : "In further currencies, which are not added up.",
                  f->sum, NULL);
        memcpy(v->aparts.p[v->aparts.n - 1].amount.currency, f->currency, 4);
        v->aparts.p[v->aparts.n - 1].url = STR("/rates");
    }
}

static struct str bucket_label(struct req *q, const struct forecast_view *v, struct day from)
{
    struct buf b;
    int year, month, day;
    day_parts(from, &year, &month, &day);
    buf_init(&b, q->c.arena, 20);
    if (v->quarter)
        buf_printf(&b, "%d ", day);
    buf_printf(&b, "%.3s", month_name(month));
    return buf_str(&b);
}

static void chart_fill(struct req *q, struct forecast_view *v)
{
    struct chart_bar *bars = arena_array(q->c.arena, struct chart_bar, v->buckets.n);
    for (size_t i = 0; i < v->buckets.n; i++) {
        const struct tally *t = &v->buckets.p[i].tally;
        bars[i].label = bucket_label(q, v, v->buckets.p[i].from);
        bars[i].parts[0] = forecast_money(v, t->won);
        bars[i].parts[1] = forecast_money(v, t->commit);
        bars[i].parts[2] = forecast_money(v, t->best_case - t->commit);
    }
    v->chart.title = STR("Forecast by closing date");
    v->chart.sentence =
        STR("Closed won, commit and the rest of best case; the table below has the figures.");
    v->chart.names[0] = "closed won";
    v->chart.names[1] = "commit";
    v->chart.names[2] = "rest of best case";
    chart_make(q->c.arena, &v->chart, bars, v->buckets.n);
}

static bool page_fill(struct req *q, struct forecast_view *v)
{
    struct buf b;
    v->closed_won = forecast_money(v, v->total.won);
    v->commit = forecast_money(v, v->total.commit);
    v->weighted = forecast_weighted(v, &v->total);
    v->best_case = forecast_money(v, v->total.best_case);
    tabs_fill(q, v);
    lines_fill(q, v);
    aparts_fill(q, v);
    chart_fill(q, v);
    buf_init(&b, q->c.arena, 20);
    if (v->terms.as_of)
        buf_day(&b, v->terms.today);
    v->as_of_text = buf_str(&b);
    v->year_text = arena_printf(q->c.arena, "%d", v->year);
    return frame_fill(q, &v->frame, "Forecast", "forecast");
}

static bool asked(struct req *q, struct forecast_view *v, struct day *as_of, bool *csv)
{
    struct ctx *c = &q->c;
    int64_t year = 0, quarter = 0;
    struct str format = input_text(&q->query, "format"), by = input_text(&q->query, "by");
    *as_of = DAY_NONE;
    asked_number(q, "year", 1970, 2999, &year);
    asked_number(q, "quarter", 0, 4, &quarter);
    asked_number(q, "owner_id", 1, INT64_MAX, &v->owner_id);
    asked_day(q, "as_of", as_of);
    if (format.n && !str_is(format, "csv"))
        bad_field(c, STR("format"), "Only csv can be asked for.");
    if (quarter && !year)
        bad_field(c, STR("year"), "Say of which year.");
    v->year = (int)year;
    v->quarter = (int)quarter;
    if (by.n && !str_is(by, "owner"))
        bad_field(c, STR("by"), "Only owner can be asked for.");
    *csv = format.n > 0;
    v->by_owner = !q->api || by.n || *csv;
    return input_all_used(c, &q->query) && !failed(c);
}

static bool show(struct req *q)
{
    struct forecast_view *v = arena_new(q->c.arena, struct forecast_view);
    struct day as_of;
    bool csv;
    if (!asked(q, v, &as_of, &csv) || !forecast_make(&q->c, as_of, v))
        return false;
    if (csv)
        return answer_file(q, "text/csv; charset=utf-8", STR("forecast.csv"),
                           forecast_csv(q->c.arena, v));
    return (q->api || page_fill(q, v)) && answer_view(q, forecast_page_page, forecast_json, v);
}

/* clang-format off */
static const struct route routes[] = {
    { METHOD_GET, "/forecast", show, READS, PAGE | API, { "forecast", "read" }, "S2-29", 0, &forecast_api },
};
static const struct grant grants[] = {
    { "forecast", "read", ROLE_DEALS },
};
/* clang-format on */
static const struct policy *const policies[] = { &fiscal_start };

const struct slice forecast_slice = {
    .name = "forecast",
    TABLE(routes, routes),
    TABLE(grants, grants),
    TABLE(policies, policies),
};
