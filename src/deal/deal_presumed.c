/* SPDX-License-Identifier: Apache-2.0 */
/* Interest, right person, potential: presumed until something confirms them (S2-11). */
#include "deal/deal_presumed.h"
#include "frame/history.h"
#include "frame/policy.h"

/* clang-format off */
const struct gate presumptions_open = {
    "presumptions_open", "What is presumed of the buyer holds the probability down.",
    { "Ask him, and record the fact with the touch in which he said it.",
      "Leave the probability at what is allowed until then." },
    "S2-11", false,
};
const struct policy presumption_cap = {
    "presumption_cap", "Highest probability while interest, right person or potential is presumed", "%", 25, 0, 100,
    "S2-11",
};
/* clang-format on */

bool deal_is_confirmed(const struct deal *d)
{
    return d->interest && d->right_person && d->potential;
}

struct str deal_presumed_words(struct arena *a, const struct deal *d)
{
    const char *open[3];
    size_t n = 0;
    struct buf b;
    buf_init(&b, a, 60);
    if (!d->interest)
        open[n++] = "interest";
    if (!d->right_person)
        open[n++] = "right person";
    if (!d->potential)
        open[n++] = "potential";
    for (size_t i = 0; i < n; i++) {
        buf_add(&b, str_of(!i ? "" : i + 1 < n ? ", "
                                               : " and "));
        buf_add(&b, str_of(open[i]));
    }
    return buf_str(&b);
}

bool deal_evidence_read(struct ctx *c, struct deal *d)
{
    struct deal_evidence e;
    if (!deal_evidence_find(c, d->id, &e))
        return false;
    bool ready = e.ready || d->buyer_stage == BUYER_READY;
    bool right = e.confirmed[1] || (ready && !e.wrong_person);
    d->interest = ready || e.confirmed[0] ? CONFIRMED : PRESUMED;
    d->right_person = right ? CONFIRMED : PRESUMED;
    d->potential = ready || e.confirmed[2] ? CONFIRMED : PRESUMED;
    return true;
}

/* Who says that he is ready to buy is interested, may buy and has the need. */
static bool stage_confirms(struct ctx *c, const struct deal *was, struct deal *d)
{
    int before = was ? was->buyer_stage : BUYER_UNKNOWN;
    if (before == d->buyer_stage)
        return true;
    if (d->buyer_stage == BUYER_READY)
        d->interest = d->right_person = d->potential = CONFIRMED;
    return before != BUYER_READY || !d->id || deal_evidence_read(c, d);
}

static bool refuse_above(struct ctx *c, const struct deal *d, int highest)
{
    struct str open = deal_presumed_words(c->arena, d);
    if (failed(c))
        return false;
    refuse(c, &presumptions_open, d->id);
    c->fault.detail = arena_printf(
        c->arena, "Only presumed so far: %.*s. Until confirmed, the highest allowed is %d %%.",
        STR_FMT(open), highest);
    c->fault.offer_name = "highest_allowed";
    c->fault.offer = arena_printf(c->arena, "%d", highest);
    return bad_field(c, STR("probability"), "The highest allowed is %d.", highest);
}

/* One that came so, or was confirmed when it was set, stays; undoing a change puts it back. */
static bool may_stay(const struct ctx *c, const struct deal *was, const struct deal *d)
{
    bool undoes = c->cause && c->cause->undoes;
    bool lower = was && d->probability <= was->probability;
    return deal_is_imported(c) || undoes || (lower && !deal_is_confirmed(was));
}

bool deal_presumed_derive(struct ctx *c, const struct deal *was, struct deal *d,
                          const struct stage *stage, bool usual)
{
    int cap = (int)policy_value(c, &presumption_cap);
    if (failed(c) || !stage_confirms(c, was, d))
        return false;
    bool confirmed = deal_is_confirmed(d);
    bool moved = was && was->stage_id != d->stage_id;
    bool same = was && was->probability == d->probability && !moved;
    if (confirmed || !same || stage->ending != ENDING_NONE)
        d->probability_held = false;
    if (confirmed || stage->ending != ENDING_NONE || d->probability <= cap || may_stay(c, was, d))
        return true;
    bool lost_proof = same && deal_is_confirmed(was);
    bool stood = was && !deal_is_confirmed(was) && was->probability > cap;
    usual |= moved && d->probability == stage->probability;
    if (!usual && !lost_proof)
        return refuse_above(c, d, stood ? was->probability : cap);
    d->probability = stood ? was->probability : cap;
    d->probability_held = true;
    return true;
}
