/* SPDX-License-Identifier: Apache-2.0 */
#include "deal/deal.h"
#include "forecast/forecast.h"
#include "frame/org.h"
#include "frame/policy.h"
#include "product/product.h"
#include "results/results_view.h"

#define QUARTERS_MAX 400
#define PRODUCTS_MAX 1000

struct gathering {
    struct ctx *c;
    struct results_view *v;
    int fiscal_start;
};

int64_t win_rate_thousandths(const struct outcome *o)
{
    int64_t ended = o->won + o->lost;
    return ended ? (o->won * 200000 + ended) / (2 * ended) : -1;
}

int64_t days_thousandths(const struct outcome *o)
{
    return o->dated ? (o->dated_days * 2000 + o->dated) / (2 * o->dated) : -1;
}

static void outcome_add(struct outcome *to, const struct outcome *more)
{
    to->won += more->won;
    to->lost += more->lost;
    to->won_value += more->won_value;
    to->dated += more->dated;
    to->dated_days += more->dated_days;
    to->unrated += more->unrated;
}

static struct outcome_line *line_of(struct outcome_lines *lines, size_t max, int64_t id)
{
    for (size_t i = 0; i < lines->n; i++) {
        if (lines->p[i].id == id)
            return &lines->p[i];
    }
    if (lines->n == max)
        return &lines->p[max - 1];
    lines->p[lines->n].id = id;
    return &lines->p[lines->n++];
}

/* A quarter's number: its year × 4 and itself, so that they sort. */
static int64_t quarter_of(const struct gathering *g, const struct outcome_row *row)
{
    int year, quarter;
    period_find(day_of(row->year, row->month, 1), g->fiscal_start, &year, &quarter);
    return year * 4 + quarter - 1;
}

static void managers_add(struct gathering *g, const struct outcome_row *row)
{
    const struct person *who = person_find(g->c, row->owner_id);
    int64_t id = who && (who->roles & ROLE_MANAGER) ? who->id : who ? who->manager_id : 0;
    outcome_add(&line_of(&g->v->managers, PRODUCTS_MAX, id)->sum, &row->sum);
}

static void gather(void *arg, const struct outcome_row *row)
{
    struct gathering *g = arg;
    struct results_view *v = g->v;
    if (!viewer_sees(g->c->viewer, row->owner_id))
        return;
    outcome_add(&v->total.sum, &row->sum);
    outcome_add(&line_of(&v->quarters, QUARTERS_MAX, quarter_of(g, row))->sum, &row->sum);
    outcome_add(&line_of(&v->reps, PRODUCTS_MAX, row->owner_id)->sum, &row->sum);
    outcome_add(&line_of(&v->products, PRODUCTS_MAX, row->product_id)->sum, &row->sum);
    managers_add(g, row);
}

static struct str thousandths(struct ctx *c, int64_t n)
{
    return n < 0 ? STR_NONE
                 : arena_printf(c->arena, "%lld.%03lld", (long long)(n / 1000),
                                (long long)(n % 1000));
}

static void line_finish(struct ctx *c, const struct results_view *v, struct outcome_line *line)
{
    line->value.minor = line->sum.won_value;
    memcpy(line->value.currency, v->currency, sizeof v->currency);
    line->win_rate = thousandths(c, win_rate_thousandths(&line->sum));
    line->days = thousandths(c, days_thousandths(&line->sum));
}

static int by_value(const void *a, const void *b)
{
    const struct outcome_line *x = a, *y = b;
    if (x->sum.won_value != y->sum.won_value)
        return x->sum.won_value < y->sum.won_value ? 1 : -1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static int by_id(const void *a, const void *b)
{
    const struct outcome_line *x = a, *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

static void name_people(struct ctx *c, struct outcome_lines *lines)
{
    for (size_t i = 0; i < lines->n; i++)
        lines->p[i].name = person_name(c, lines->p[i].id);
}

static void names_fill(struct ctx *c, struct results_view *v)
{
    name_people(c, &v->managers);
    name_people(c, &v->reps);
    for (size_t i = 0; i < v->products.n; i++) {
        struct outcome_line *line = &v->products.p[i];
        line->name = line->id ? record_title(c, &product_record, line->id) : STR("no product");
        if (line->id)
            line->url = arena_printf(c->arena, "/products/%lld", (long long)line->id);
    }
    for (size_t i = 0; i < v->quarters.n; i++) {
        struct outcome_line *line = &v->quarters.p[i];
        line->name = arena_printf(c->arena, "%lld Q%lld", (long long)(line->id / 4),
                                  (long long)(line->id % 4 + 1));
        line->url = arena_printf(c->arena, "/results?year=%lld&quarter=%lld",
                                 (long long)(line->id / 4), (long long)(line->id % 4 + 1));
    }
}

static void lines_finish(struct ctx *c, struct results_view *v)
{
    struct outcome_lines *all[] = { &v->quarters, &v->managers, &v->reps, &v->products };
    line_finish(c, v, &v->total);
    for (size_t i = 0; i < COUNT(all); i++) {
        for (size_t j = 0; j < all[i]->n; j++)
            line_finish(c, v, &all[i]->p[j]);
        qsort(all[i]->p, all[i]->n, sizeof *all[i]->p, i ? by_value : by_id);
    }
}

static bool open_fill(struct ctx *c, struct results_view *v)
{
    const struct stages *all = stages(c);
    if (!all)
        return false;
    size_t n = all->n;
    v->open.p = arena_alloc_array(c->arena, sizeof *v->open.p, n);
    for (size_t i = 0; i < n; i++) {
        struct stage_total total;
        if (all->p[i].ending != ENDING_NONE)
            continue;
        if (!stage_total_read(c, all->p[i].id, &total))
            return false;
        struct open_line *line = &v->open.p[v->open.n++];
        *line = (struct open_line){ total.stage_id,
                                    total.deals,
                                    arena_str(c->arena, all->p[i].name),
                                    { .minor = total.value } };
        memcpy(line->value.currency, v->currency, sizeof v->currency);
        v->open_deals += total.deals;
    }
    return true;
}

static void unrated_add(void *arg, int64_t owner_id, struct money value, int64_t deals)
{
    struct gathering *g = arg;
    struct results_view *v = g->v;
    if (!viewer_sees(g->c->viewer, owner_id))
        return;
    bool same = v->unrated.n
                && strcmp(v->unrated.p[v->unrated.n - 1].value.currency, value.currency) == 0;
    if (!same)
        v->unrated.p[v->unrated.n++].value = (struct money){ 0 };
    struct unrated_line *line = &v->unrated.p[v->unrated.n - 1];
    memcpy(line->value.currency, value.currency, sizeof value.currency);
    line->value.minor += value.minor;
    line->deals += deals;
}

/* Rows come by currency, so each is one line; there are no more of them than such deals. */
static bool unrated_fill(struct gathering *g)
{
    struct results_view *v = g->v;
    if (!v->total.sum.unrated)
        return true;
    size_t most = (size_t)v->total.sum.unrated;
    v->unrated.p = arena_alloc_array(g->c->arena, sizeof *v->unrated.p, most);
    return unrated_read(g->c, v->period, unrated_add, g);
}

bool results_make(struct ctx *c, struct results_view *v)
{
    struct gathering g = { c, v, (int)policy_value(c, &fiscal_start) };
    memcpy(v->currency, org()->currency, sizeof v->currency);
    v->quarters.p = arena_array(c->arena, struct outcome_line, QUARTERS_MAX);
    v->managers.p = arena_array(c->arena, struct outcome_line, PRODUCTS_MAX);
    v->reps.p = arena_array(c->arena, struct outcome_line, PRODUCTS_MAX);
    v->products.p = arena_array(c->arena, struct outcome_line, PRODUCTS_MAX);
    if (failed(c) || !outcomes_read(c, v->period, gather, &g) || !unrated_fill(&g)
        || !open_fill(c, v))
        return false;
    names_fill(c, v);
    lines_finish(c, v);
    return !failed(c);
}
