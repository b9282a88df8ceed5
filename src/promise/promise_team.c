/* SPDX-License-Identifier: Apache-2.0 */
/* What a promise needs of another team: its yes before, its names after. */
#include "base/text.h"
#include "frame/override.h"
#include "frame/people.h"
#include "promise/promise_rules.h"
#include "promise/promise_store.h"
#include "team/team.h"

/* clang-format off */
const struct gate credit_required = {
    "credit_required", "A team helped to keep this promise: say who.",
    { "Name who helped (credit), as \"Paul, Pia\".", "Say that nobody did: credit \"none\"." }, "S3-64", false,
};
/* clang-format on */

/* What a team makes, and whatever names a team. A check is asked with the promise, not before it:
 * its answer is what was promised. */
static bool needs_team(const struct promise *p)
{
    bool thing = p->kind == PROMISE_DELIVERY || p->kind == PROMISE_SAMPLE;
    return p->by == BY_US && (thing || p->team_id > 0 || p->request_id > 0);
}

static bool yes(struct ctx *c, struct promise *p, const struct answer_seen *a)
{
    bool fits = a->id && a->deal_id == p->deal_id && (a->answer == 1 || a->answer == 3)
                && (!instant_is(a->wanted) || p->due.ms >= a->wanted.ms)
                && (p->team_id <= 0 || !a->team_id || a->team_id == p->team_id);
    if (!fits)
        return gate_overridden(c, &team_not_asked, p->deal_id)
               || refuse(c, &team_not_asked, p->deal_id);
    if (a->answer == 3 && a->unpromised && !gate_overridden(c, &team_not_asked, p->deal_id)) {
        refuse(c, &team_not_asked, p->deal_id);
        c->fault.next[0] = arena_printf(c->arena,
                                        "The team said yes if: let both sides agree to the "
                                        "conditions of request %lld first.",
                                        (long long)a->id);
        return false;
    }
    p->request_id = a->id;
    p->team_id = a->team_id ? a->team_id : p->team_id;
    if (!p->depends_on_id && a->input_id)
        p->depends_on_id = a->input_id;
    return true;
}

bool promise_team_asked(struct ctx *c, struct promise *p)
{
    struct answer_seen a;
    if (!needs_team(p))
        return true;
    if (!answer_seen_read(c, p, &a))
        return false;
    if (p->kind == PROMISE_CHECK && a.id && a.deal_id == p->deal_id && !a.blocking) {
        p->request_id = a.id;
        p->team_id = a.team_id ? a.team_id : p->team_id;
        return true;
    }
    return yes(c, p, &a);
}

bool promise_answered(struct ctx *c, int64_t request_id, struct instant *when, bool *found)
{
    struct answer_seen a;
    struct promise p = { .request_id = request_id };
    if (!answer_seen_read(c, &p, &a))
        return false;
    *found = a.id && a.answer >= 1 && a.answer <= 3;
    if (*found)
        *when = a.answered;
    return true;
}

bool promise_team_members(struct ctx *c, const struct promise *p, int64_t **ids, size_t *n)
{
    struct team_people who = { 0 };
    if (p->team_id && !team_people(c, p->team_id, &who))
        return false;
    *ids = who.p;
    *n = who.n;
    return true;
}

bool team_by_name(struct ctx *c, const struct field *f, struct str name, const void *row,
                  int64_t *id)
{
    (void)row;
    return strcmp(f->name, "team_id") == 0 && team_named(c, fold(c->arena, name), id) && *id;
}

/* ---- credit ---- */

/* clang-format off */
static const struct field fields[] = {
    { F(credit, id,         ID),      .label = "No." },
    { F(credit, given,      INSTANT), .label = "When",    .flags = LISTED | SORTED | COMPUTED },
    { F(credit, name,       TEXT),    .label = "Who",     .flags = LISTED | COMPUTED },
    { F(credit, what,       TEXT),    .label = "For",     .flags = LISTED | COMPUTED, .max = 500 },
    { F(credit, user_id,    REF),     .label = "Person",  .flags = FILTER | COMPUTED, .ref = "user" },
    { F(credit, promise_id, REF),     .label = "Promise", .flags = COMPUTED, .ref = "promise" },
    { F(credit, deal_id,    REF),     .label = "Deal",    .flags = FILTER | COMPUTED, .ref = "deal" },
    BASE_FIELDS(credit),
};
static const struct list lists[] = {
    { "given", { 0 },           "credit_given", NULL },
    { "given", { "user_id" },   "credit_user", NULL },
    { "given", { "deal_id" },   "credit_deal", NULL },
};
/* clang-format on */

/* To be seen by everybody who works here: that is what it is for. */
const struct record credit_record = {
    .name = "credit",
    .plural = "credits",
    .label = "Credit",
    .labels = "Credits",
    .size = sizeof(struct credit),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "what",
    .default_sort = "-given",
    .lists = lists,
    .n_lists = COUNT(lists),
};

static bool credit_add(struct ctx *c, const struct promise *p, int64_t user_id, struct str name)
{
    struct credit k;
    record_init(&credit_record, &k);
    k.promise_id = p->id;
    k.deal_id = p->deal_id;
    k.user_id = user_id;
    k.name = user_id ? person_name(c, user_id) : name;
    k.what = p->what;
    k.given = c->now;
    return record_insert(c, &credit_record, &k);
}

static int64_t person_named(struct ctx *c, struct str name)
{
    const struct people *all = people(c);
    for (size_t i = 0; all && i < all->n; i++) {
        if (str_same(all->p[i].name, name) || str_same(all->p[i].email, name))
            return all->p[i].id;
    }
    return 0;
}

static bool helpers_add(struct ctx *c, const struct promise *p, struct str credit)
{
    struct str rest = credit, name;
    while (rest.n) {
        name = str_trim(str_split(rest, ',', &rest));
        if (name.n && !credit_add(c, p, person_named(c, name), name))
            return false;
    }
    return true;
}

bool promise_credit(struct ctx *c, struct promise *p, struct str credit)
{
    struct str said = str_trim(credit);
    bool helped = p->team_id > 0 || p->request_id > 0;
    if (!said.n)
        return !helped || p->by == BY_BUYER || p->credit.n
               || refuse(c, &credit_required, p->id);
    if (said.n > 300)
        return bad_field(c, STR("credit"), "At most 300 characters.");
    p->credit = said;
    return str_is(said, "none") || helpers_add(c, p, said);
}
