/* SPDX-License-Identifier: Apache-2.0 */
#include "routing/routing.h"
#include "base/text.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "routing/routing_store.h"
#include "team/team.h"

/* clang-format off */
const struct policy complex_value = {
    "complex_value", "Value from which a deal is complex and asks for a mentor beside somebody new", "units", 50000, 0,
      1000000000, "S0-53",
};
const struct gate load_full = {
    "load_full", "He has as many open deals as he may have.",
    { "Give it to somebody else, or leave the owner out: it goes to whose turn it is.",
      "Raise the limit where the numbers of the business are set." },
    "S0-52", false,
};
const struct gate mentor_needed = {
    "mentor_needed", "He is new to this, and an urgent or large deal needs a mentor beside him.",
    { "Name his mentor on his own page among the users.", "Give it to somebody who is certified for the product." },
    "S0-53", false,
};
/* clang-format on */

struct search {
    const struct wanted *w;
    const struct people *people;
    struct assignments rules;
    struct turns turns;
    int most; /* how much the rules that count say; -1: there are none */
};

/* How much a rule says of this enquiry; -1: it does not fit. */
static int fit(struct ctx *c, const struct assignment *a, const struct wanted *w)
{
    bool region = a->region.n > 0;
    if (a->product_id && a->product_id != w->product_id)
        return -1;
    if (region && !str_same(fold(c->arena, a->region), fold(c->arena, w->region)))
        return -1;
    return (a->product_id ? 2 : 0) + (region ? 1 : 0);
}

static bool is_named(struct ctx *c, const struct search *s, int64_t user_id)
{
    for (size_t i = 0; i < s->rules.n; i++) {
        const struct assignment *a = &s->rules.p[i];
        if (a->user_id == user_id && fit(c, a, s->w) == s->most)
            return true;
    }
    return s->most < 0;
}

static bool sells(const struct person *p)
{
    return p && p->active && (p->roles & ROLE_SALES);
}

/* ---- may he have it ---- */

static bool is_new(struct ctx *c, const struct wanted *w, const struct person *p, bool *is)
{
    bool any = false, his = false;
    if (w->product_id && !certificates_look(c, w->product_id, p->id, &any, &his))
        return false;
    *is = (any && !his) || person_is_novice(c, p);
    return !failed(c);
}

static bool is_heavy(struct ctx *c, const struct wanted *w)
{
    int64_t units = policy_value(c, &complex_value), one = 1;
    for (int i = money_is(w->value) ? currency_places(w->value.currency) : 0; i > 0; i--)
        one *= 10;
    return w->urgent || (units && money_is(w->value) && w->value.minor >= units * one);
}

/* What stands in the way of giving it to him. */
enum hindrance { FREE,
                 FULL,
                 ALONE };

static int64_t mentor_of(struct ctx *c, const struct person *p)
{
    const struct person *mentor = p->mentor_id ? person_find(c, p->mentor_id) : NULL;
    return mentor && mentor->active ? mentor->id : 0;
}

static bool look(struct ctx *c, const struct wanted *w, const struct person *p,
                 enum hindrance *what, int64_t *mentor_id)
{
    bool full, fresh;
    *what = FREE;
    *mentor_id = 0;
    if (!load_is_full(c, p->id, &full) || !is_new(c, w, p, &fresh))
        return false;
    if (fresh)
        *mentor_id = mentor_of(c, p);
    if (full)
        *what = FULL;
    else if (fresh && !*mentor_id && is_heavy(c, w))
        *what = ALONE;
    return !failed(c);
}

bool route_to(struct ctx *c, const struct wanted *w, int64_t user_id, int64_t *mentor_id)
{
    const struct person *p = person_find(c, user_id);
    enum hindrance what;
    if (failed(c))
        return false;
    if (!sells(p))
        return bad_field(c, STR("owner_id"), "Choose somebody who sells and is still here.");
    if (!look(c, w, p, &what, mentor_id))
        return false;
    if (what == FULL)
        return refuse(c, &load_full, user_id);
    return what != ALONE || refuse(c, &mentor_needed, user_id);
}

/* ---- whose turn ---- */

static int64_t turn_of(const struct search *s, int64_t user_id)
{
    for (size_t i = 0; i < s->turns.n; i++) {
        if (s->turns.p[i].user_id == user_id)
            return s->turns.p[i].given_ms;
    }
    return INT64_MIN;
}

static bool is_asked(struct ctx *c, const struct search *s, const struct person *p)
{
    return sells(p) && (p->roles & ROLE_REP) && p->on_duty && is_named(c, s, p->id);
}

static bool pick(struct ctx *c, const struct search *s, struct given *out)
{
    for (size_t i = 0; i < s->people->n; i++) {
        const struct person *p = &s->people->p[i];
        enum hindrance what;
        int64_t mentor_id;
        if (!is_asked(c, s, p) || (out->owner_id && turn_of(s, p->id) >= turn_of(s, out->owner_id)))
            continue;
        if (!look(c, s->w, p, &what, &mentor_id))
            return false;
        if (what == FREE)
            *out = (struct given){ p->id, mentor_id, false, STR("by turn") };
    }
    return !failed(c);
}

/* Nobody can take it: the highest manager who sells holds it, so that somebody does. */
static void leave_with_manager(const struct search *s, struct given *out)
{
    const struct person *best = NULL;
    for (size_t i = 0; i < s->people->n; i++) {
        const struct person *p = &s->people->p[i];
        bool manages = sells(p) && (p->roles & ROLE_MANAGER);
        bool higher = !best || (manages && !(best->roles & ROLE_MANAGER))
                      || (manages && p->n_owners > best->n_owners);
        if (sells(p) && higher)
            best = p;
    }
    *out = (struct given){ best ? best->id : 0, 0, true, STR("nobody could take it") };
}

static bool pick_preferred(struct ctx *c, const struct search *s, struct given *out)
{
    int64_t id = 0, mentor_id;
    enum hindrance what;
    if (!s->w->contact_id || !preferred_read(c, s->w->contact_id, &id))
        return !failed(c);
    const struct person *p = id ? person_find(c, id) : NULL;
    if (!sells(p))
        return !failed(c);
    if (!look(c, s->w, p, &what, &mentor_id))
        return false;
    if (what != ALONE) /* his load is no reason against who was asked for */
        *out = (struct given){ id, mentor_id, false, STR("asked for by the buyer") };
    return true;
}

static void most_find(struct ctx *c, struct search *s)
{
    s->most = -1;
    for (size_t i = 0; i < s->rules.n; i++) {
        int says = fit(c, &s->rules.p[i], s->w);
        if (says > s->most)
            s->most = says;
    }
}

bool route(struct ctx *c, const struct wanted *w, struct given *out)
{
    struct search s = { .w = w, .people = people(c) };
    *out = (struct given){ 0 };
    if (!s.people || !assignments_read(c, &s.rules)
        || !turns_read(c, &s.turns))
        return false;
    most_find(c, &s);
    if (!pick_preferred(c, &s, out))
        return false;
    if (!out->owner_id && !pick(c, &s, out))
        return false;
    if (!out->owner_id)
        leave_with_manager(&s, out);
    if (!out->owner_id)
        return fail(c, FAULT_CONFLICT, "nobody_sells",
                    STR("Nobody here sells yet, so nobody could answer."));
    return turn_take(c, out->owner_id);
}

bool preferred_set(struct ctx *c, int64_t contact_id, int64_t user_id)
{
    const struct person *p = user_id ? person_find(c, user_id) : NULL;
    if (failed(c))
        return false;
    if (user_id && !sells(p))
        return bad_field(c, STR("user_id"), "Choose somebody who sells and is still here.");
    return preferred_write(c, contact_id, user_id);
}

bool preferred_of(struct ctx *c, int64_t contact_id, int64_t *user_id)
{
    return preferred_read(c, contact_id, user_id);
}
