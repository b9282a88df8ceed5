/* SPDX-License-Identifier: Apache-2.0 */
#include "forecast/forecast_view.h"
#include "frame/org.h"
#include "frame/policy.h"

/* clang-format off */
const struct policy fiscal_start = {
    "fiscal_start", "Month in which the fiscal year starts", "month", 1, 1, 12, "S2-29",
};
/* clang-format on */

static struct tally *tally_of(struct forecast_view *v, int64_t owner_id)
{
    for (size_t i = 0; i < v->owners.n; i++) {
        if (v->owners.p[i].id == owner_id)
            return &v->owners.p[i].tally;
    }
    return NULL;
}

/* Which part of the period a day lies in: months of a year, weeks of a quarter. */
static size_t bucket_of(const struct forecast_view *v, struct day d)
{
    int year, month, day, first_year, first_month;
    day_parts(d, &year, &month, &day);
    day_parts(v->terms.period.from, &first_year, &first_month, &day);
    size_t bucket = v->quarter ? (size_t)(d.n - v->terms.period.from.n) / 7
                               : (size_t)((year - first_year) * 12 + month - first_month);
    return bucket < v->buckets.n ? bucket : v->buckets.n - 1;
}

static void bucket_add(struct forecast_view *v, const struct sum_row *row)
{
    bool within = row->day.n >= v->terms.period.from.n && row->day.n <= v->terms.period.to.n;
    if (within)
        tally_add(&v->buckets.p[bucket_of(v, row->day)].tally, row, &v->terms);
}

static void add_total(void *arg, const struct sum_row *row)
{
    struct forecast_view *v = arg;
    tally_add(&v->total, row, &v->terms);
    bucket_add(v, row);
}

static void add_owner(void *arg, const struct sum_row *row)
{
    struct forecast_view *v = arg;
    struct tally *t = tally_of(v, row->owner_id);
    if (t)
        tally_add(t, row, &v->terms);
}

/* As it was, the rows come for everybody at once: only what the viewer sees counts. */
static void add_then(void *arg, const struct sum_row *row)
{
    struct forecast_view *v = arg;
    struct tally *t = tally_of(v, row->owner_id);
    if (!t)
        return;
    tally_add(t, row, &v->terms);
    add_total(v, row);
}

static bool read_now(struct ctx *c, struct forecast_view *v)
{
    if (v->whole && !sums_now(c, &v->terms, 0, add_total, v))
        return false;
    for (size_t i = 0; i < v->owners.n; i++) {
        if (!v->whole && !sums_now(c, &v->terms, v->owners.p[i].id, add_total, v))
            return false;
        if (v->by_owner && !sums_of_owner(c, &v->terms, v->owners.p[i].id, add_owner, v))
            return false;
    }
    return true;
}

static bool owners_fill(struct ctx *c, struct forecast_view *v)
{
    const struct people *all = people(c);
    if (!all)
        return false;
    v->owners.p = arena_array(c->arena, struct forecast_owner, all->n);
    for (size_t i = 0; i < all->n; i++) {
        const struct person *who = &all->p[i];
        if (!viewer_sees(c->viewer, who->id) || (v->owner_id && who->id != v->owner_id))
            continue;
        v->owners.p[v->owners.n++] = (struct forecast_owner){
            .id = who->id,
            .manager_id = who->manager_id,
            .name = arena_str(c->arena, who->name),
        };
    }
    v->whole = c->viewer->sees_all && !v->owner_id;
    if (v->owner_id && !v->owners.n)
        return fail(c, FAULT_NOT_FOUND, "not_found",
                    STR("There is nobody of that number in your line."));
    return true;
}

static void buckets_make(struct ctx *c, struct forecast_view *v)
{
    v->buckets.n = v->quarter ? 14 : 12;
    v->buckets.p = arena_array(c->arena, struct forecast_bucket, v->buckets.n);
    for (size_t i = 0; i < v->buckets.n; i++) {
        struct day from = v->terms.period.from;
        v->buckets.p[i].from =
            v->quarter ? (struct day){ from.n + 7 * (int)i } : day_add_months(from, (int)i);
    }
    if (v->quarter && v->buckets.p[13].from.n > v->terms.period.to.n)
        v->buckets.n = 13;
}

static bool team_has(const struct person *manager, int64_t id)
{
    for (size_t i = 0; i < manager->n_owners; i++) {
        if (manager->owners[i] == id)
            return true;
    }
    return false;
}

static void team_add(struct ctx *c, struct forecast_view *v, const struct person *manager)
{
    struct forecast_owner *team = &v->teams.p[v->teams.n];
    size_t members = 0;
    *team = (struct forecast_owner){ .id = manager->id,
                                     .manager_id = manager->manager_id,
                                     .name = arena_str(c->arena, manager->name) };
    for (size_t i = 0; i < v->owners.n; i++) {
        if (!team_has(manager, v->owners.p[i].id))
            continue;
        tally_join(&team->tally, &v->owners.p[i].tally);
        members++;
    }
    v->teams.n += members > 1;
}

static bool teams_fill(struct ctx *c, struct forecast_view *v)
{
    const struct people *all = people(c);
    if (!all)
        return false;
    v->teams.p = arena_array(c->arena, struct forecast_owner, all->n);
    for (size_t i = 0; i < all->n; i++) {
        if ((all->p[i].roles & ROLE_MANAGER) && viewer_sees(c->viewer, all->p[i].id))
            team_add(c, v, &all->p[i]);
    }
    return true;
}

static bool terms_fill(struct ctx *c, struct forecast_view *v, struct day as_of)
{
    struct forecast_terms *t = &v->terms;
    struct day today = instant_day(c->now);
    t->as_of = day_is(as_of);
    if (t->as_of && as_of.n > today.n)
        return bad_field(c, STR("as_of"), "Give a day that has begun: the future has no record.");
    t->today = t->as_of ? as_of : today;
    t->moment = t->as_of ? day_end(as_of) : c->now;
    int start = (int)policy_value(c, &fiscal_start);
    if (!v->year)
        period_find(t->today, start, &v->year, &v->quarter);
    t->period = period_of(v->year, v->quarter, start);
    return policy_value_at(c, &commit_floor, t->moment, &t->commit_floor);
}

bool forecast_make(struct ctx *c, struct day as_of, struct forecast_view *v)
{
    if (!terms_fill(c, v, as_of) || !owners_fill(c, v))
        return false;
    buckets_make(c, v);
    memcpy(v->currency, org()->currency, sizeof v->currency);
    return (v->terms.as_of ? sums_then(c, &v->terms, add_then, v) : read_now(c, v))
           && (!v->by_owner || teams_fill(c, v));
}

struct money forecast_money(const struct forecast_view *v, int64_t minor)
{
    struct money m = { .minor = minor };
    memcpy(m.currency, v->currency, sizeof m.currency);
    return m;
}

struct money forecast_weighted(const struct forecast_view *v, const struct tally *t)
{
    return forecast_money(v, percent_round(t->weighted));
}
