/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/people.h"
#include "frame/policy.h"
#include "today/today_store.h"

#define DAY_MS INT64_C(86400000)
#define COMING_DAYS 7

static const size_t shown[TODAY_LISTS] = {
    [TODAY_DUE] = 50,
    [TODAY_COMING] = 10,
    [TODAY_NO_STEP] = 20,
    [TODAY_SILENT] = 20,
    [TODAY_PAST] = 20,
};

/* What the lists go by: the moments, and whose deals. */
struct terms {
    struct instant now, due, end, silent; /* due: what is due by then waits */
    int64_t owner;                        /* 0: those in the viewer's line */
};

static struct terms terms_of(struct ctx *c, bool team)
{
    struct instant end = day_end(instant_day(c->now));
    return (struct terms){
        .now = c->now,
        .due = team ? (struct instant){ c->now.ms - 1 } : end,
        .end = end,
        .silent = { c->now.ms - policy_value(c, &silent_days) * DAY_MS },
        .owner = team ? 0 : c->viewer->id,
    };
}

static struct today_range range_of(const struct terms *t, enum today_list which)
{
    switch (which) {
    case TODAY_DUE:
        return (struct today_range){ BY_NEXT_STEP, 0, t->due.ms };
    case TODAY_COMING:
        return (struct today_range){ BY_NEXT_STEP, t->end.ms + 1,
                                     day_end((struct day){ instant_day(t->now).n + COMING_DAYS })
                                         .ms };
    case TODAY_NO_STEP:
        return (struct today_range){ BY_NEXT_STEP, INSTANT_NONE.ms, INSTANT_NONE.ms };
    case TODAY_SILENT:
        return (struct today_range){ BY_LAST_TOUCH, 0, t->silent.ms - 1 };
    default:
        return (struct today_range){ BY_CLOSE, 0, instant_day(t->now).n - 1 };
    }
}

/* ---- in which order ---- */

static int by_number(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int64_t last_sign(const struct today_deal *d)
{
    return instant_is(d->last_touch) ? d->last_touch.ms : d->created.ms;
}

static int by_due(const void *x, const void *y)
{
    const struct today_deal *a = x, *b = y;
    int order = b->late - a->late;
    order = order ? order : b->urgent - a->urgent;
    order = order ? order : by_number(a->need_by.n, b->need_by.n);
    order = order ? order : by_number(a->due.ms, b->due.ms);
    return order ? order : by_number(a->id, b->id);
}

static int by_coming(const void *x, const void *y)
{
    const struct today_deal *a = x, *b = y;
    int order = by_number(a->due.ms, b->due.ms);
    return order ? order : by_number(a->id, b->id);
}

static int by_age(const void *x, const void *y)
{
    const struct today_deal *a = x, *b = y;
    return by_number(a->id, b->id);
}

static int by_silence(const void *x, const void *y)
{
    const struct today_deal *a = x, *b = y;
    int order = by_number(last_sign(a), last_sign(b));
    return order ? order : by_number(a->id, b->id);
}

static int by_close(const void *x, const void *y)
{
    const struct today_deal *a = x, *b = y;
    int order = by_number(a->expected_close.n, b->expected_close.n);
    return order ? order : by_number(a->id, b->id);
}

static int (*const orders[TODAY_LISTS])(const void *, const void *) = {
    [TODAY_DUE] = by_due,
    [TODAY_COMING] = by_coming,
    [TODAY_NO_STEP] = by_age,
    [TODAY_SILENT] = by_silence,
    [TODAY_PAST] = by_close,
};

/* ---- one list ---- */

static bool is_shared_list(const struct terms *t, enum today_list which)
{
    return t->owner && (which == TODAY_DUE || which == TODAY_COMING);
}

/* Never spoken about, and older than the silence that is allowed. */
static bool untouched_read(struct ctx *c, const struct terms *t, int64_t owner_id,
                           struct today_deals *add)
{
    struct today_range none = { BY_LAST_TOUCH, INSTANT_NONE.ms, INSTANT_NONE.ms };
    size_t before = add->n;
    if (!today_range_read(c, owner_id, none, add))
        return false;
    while (add->n > before && add->p[add->n - 1].created.ms >= t->silent.ms)
        add->n--;
    return true;
}

static bool owner_read(struct ctx *c, const struct terms *t, enum today_list which,
                       int64_t owner_id, struct today_deals *add)
{
    return today_range_read(c, owner_id, range_of(t, which), add)
           && (which != TODAY_SILENT || untouched_read(c, t, owner_id, add))
           && (!is_shared_list(t, which)
               || today_shared_read(c, owner_id, range_of(t, which), add));
}

static bool all_read(struct ctx *c, const struct terms *t, enum today_list which,
                     struct today_deals *add)
{
    if (t->owner || c->viewer->sees_all)
        return owner_read(c, t, which, t->owner, add);
    for (size_t i = 0; i < c->viewer->n_owners; i++) {
        if (!owner_read(c, t, which, c->viewer->owners[i], add))
            return false;
    }
    return true;
}

/* A silent deal whose step is due, or that has none, stands in those lists. */
static void above_leave_out(const struct terms *t, struct today_section *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->deals.n; i++) {
        const struct today_deal *d = &s->deals.p[i];
        if (d->due.ms > t->due.ms && instant_is(d->due))
            s->deals.p[n++] = *d;
    }
    s->above = n < s->deals.n;
    s->deals.n = n;
}

static void deals_judge(const struct terms *t, struct today_deals *deals)
{
    for (size_t i = 0; i < deals->n; i++) {
        struct today_deal *d = &deals->p[i];
        d->late = d->due.ms < t->now.ms;
        d->silent = last_sign(d) < t->silent.ms;
    }
}

static bool details_read(struct ctx *c, struct today_deals *deals)
{
    for (size_t i = 0; i < deals->n; i++) {
        struct today_deal *d = &deals->p[i];
        d->owner = person_name(c, d->owner_id);
        if (!today_details_read(c, d))
            return false;
    }
    return true;
}

static bool list_read(struct ctx *c, const struct terms *t, enum today_list which,
                      struct today_section *s)
{
    if (!all_read(c, t, which, &s->deals))
        return false;
    deals_judge(t, &s->deals);
    if (which == TODAY_SILENT)
        above_leave_out(t, s);
    if (s->deals.n)
        qsort(s->deals.p, s->deals.n, sizeof *s->deals.p, orders[which]);
    if (s->deals.n > shown[which])
        s->deals.n = shown[which];
    return details_read(c, &s->deals);
}

/* ---- how many ---- */

static bool owner_count(struct ctx *c, const struct terms *t, int64_t owner_id,
                        enum today_list which, struct today_member *m)
{
    int64_t n = 0, untouched = 0;
    struct today_deals shared = { 0 };
    if (!today_range_count(c, owner_id, range_of(t, which), &n)
        || (which == TODAY_SILENT && !today_untouched_count(c, owner_id, t->silent, &untouched))
        || (is_shared_list(t, which)
            && !today_shared_read(c, owner_id, range_of(t, which), &shared)))
        return false;
    n += untouched + (int64_t)shared.n;
    m->capped[which] = n > TODAY_CAP;
    m->counts[which] = m->capped[which] ? TODAY_CAP : n;
    return true;
}

static bool member_count(struct ctx *c, const struct terms *t, struct today *out,
                         struct today_member *m)
{
    for (enum today_list which = 0; which < TODAY_LISTS; which++) {
        struct today_section *s = &out->lists[which];
        if (which == TODAY_COMING && out->team)
            continue;
        if (!owner_count(c, t, m->id, which, m))
            return false;
        s->count += m->counts[which];
        s->capped = s->capped || m->capped[which];
    }
    return true;
}

static bool lists_read(struct ctx *c, const struct terms *t, struct today *out)
{
    for (enum today_list which = 0; which < TODAY_LISTS; which++) {
        if (which == TODAY_COMING && out->team)
            continue;
        if (!list_read(c, t, which, &out->lists[which]))
            return false;
    }
    return true;
}

static bool any_open(struct ctx *c, int64_t owner_id, struct today *out)
{
    struct today_range all = { BY_NEXT_STEP, 0, INSTANT_NONE.ms };
    int64_t n = 0;
    if (!out->any && !today_range_count(c, owner_id, all, &n))
        return false;
    out->any = out->any || n > 0;
    return true;
}

/* ---- mine, team ---- */

static bool next_find(struct ctx *c, const struct terms *t, struct today *out)
{
    struct today_range later = { BY_NEXT_STEP, t->end.ms + 1, INSTANT_NONE.ms - 1 };
    struct today_deals steps = { 0 };
    if (out->lists[TODAY_COMING].deals.n) {
        out->next = out->lists[TODAY_COMING].deals.p;
        return true;
    }
    if (!today_range_read(c, t->owner, later, &steps))
        return false;
    out->next = steps.n ? steps.p : NULL;
    return true;
}

bool today_mine(struct ctx *c, struct today *out)
{
    struct terms t = terms_of(c, false);
    struct today_member me = { .id = c->viewer->id };
    *out = (struct today){ .team = false };
    return !failed(c) && lists_read(c, &t, out) && member_count(c, &t, out, &me)
           && any_open(c, me.id, out) && next_find(c, &t, out);
}

static int64_t waits(const struct today_member *m)
{
    int64_t n = 0;
    for (enum today_list i = 0; i < TODAY_LISTS; i++)
        n += m->counts[i];
    return n;
}

static int by_waiting(const void *x, const void *y)
{
    const struct today_member *a = x, *b = y;
    int order = by_number(b->counts[TODAY_DUE], a->counts[TODAY_DUE]);
    order = order ? order : by_number(waits(b), waits(a));
    return order ? order : str_cmp(a->name, b->name);
}

static bool members_read(struct ctx *c, const struct terms *t, struct today *out)
{
    size_t n = c->viewer->n_owners;
    out->members.p = arena_array(c->arena, struct today_member, n);
    for (size_t i = 0; i < n; i++) {
        struct today_member *m = &out->members.p[out->members.n];
        *m = (struct today_member){ .id = c->viewer->owners[i] };
        m->name = person_name(c, m->id);
        if (!member_count(c, t, out, m) || !any_open(c, m->id, out))
            return false;
        out->members.n += waits(m) > 0;
    }
    if (out->members.n)
        qsort(out->members.p, out->members.n, sizeof *out->members.p, by_waiting);
    return true;
}

bool today_team(struct ctx *c, struct today *out)
{
    struct terms t = terms_of(c, true);
    *out = (struct today){ .team = true };
    return !failed(c) && lists_read(c, &t, out) && members_read(c, &t, out);
}

bool today_due(struct ctx *c, int64_t *n, bool *capped)
{
    struct terms t = { .now = c->now, .due = day_end(instant_day(c->now)), .owner = c->viewer->id };
    struct today_member me = { 0 };
    if (!(c->viewer->roles & ROLE_SALES))
        return true;
    if (!owner_count(c, &t, c->viewer->id, TODAY_DUE, &me))
        return false;
    *n = me.counts[TODAY_DUE];
    *capped = me.capped[TODAY_DUE];
    return true;
}
