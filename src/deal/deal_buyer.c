/* SPDX-License-Identifier: Apache-2.0 */
#include "deal/deal.h"
#include "deal/deal_rules.h"
#include "frame/policy.h"

/* clang-format off */
const struct gate buyer_owned = {
    "buyer_owned", "Only the buyer's own words can set this.",
    { "Log the inbound touch in which the buyer said it, with its date and channel.",
      "Ask him to change it on his own page.", "Enter a date of ours as our own guess instead." },
    "S0-08", false,
};
const struct gate buyer_is_gone = {
    "buyer_is_gone", "The buyer waited too long without a word and is presumed gone, so his deal counts for little.",
    { "Call or visit him, or write to him, and log it: the deal is well again then.",
      "If he has bought elsewhere, close the deal as lost." },
    "S0-19", false,
};
const struct policy gone_probability = {
    "gone_probability", "Probability that a deal counts for at most while its buyer is presumed gone", "%", 10, 0, 100, "S0-19",
};
const struct policy ready_probability = {
    "ready_probability", "Probability of an enquiry whose buyer is ready to buy", "%", 80, 0, 100, "S0-62",
};
const struct policy demo_probability = {
    "demo_probability", "Probability of an enquiry whose buyer wants a demo", "%", 40, 0, 100, "S0-62",
};
const struct policy comparing_probability = {
    "comparing_probability", "Probability of an enquiry whose buyer compares", "%", 30, 0, 100, "S0-62",
};
const struct policy looking_probability = {
    "looking_probability", "Probability of an enquiry whose buyer looks around", "%", 10, 0, 100, "S0-62",
};
/* clang-format on */

static const struct policy *const by_stage[] = {
    [BUYER_LOOKING] = &looking_probability,
    [BUYER_COMPARING] = &comparing_probability,
    [BUYER_WANTS_DEMO] = &demo_probability,
    [BUYER_READY] = &ready_probability,
};
enum said_by deal_speaker(const struct ctx *c)
{
    struct str door = str_of(c->viewer->door);
    return str_is(door, "buyer") || str_is(door, "enquiry") ? SAID_BY_BUYER : SAID_BY_US;
}

/* ---- urgency, need-by, budget ---- */

/* One thing of which it is known whose word it is. */
struct word_of {
    const char *field;
    bool changed, given;
    int was; /* enum said_by */
    int *now;
    struct instant *said; /* NULL: the history alone tells when */
    struct instant said_was;
};

/* A stored source that a client, an import or an undo brings counts for nothing. */
static bool word_derive(struct ctx *c, const struct deal *d, struct word_of w, enum said_by by)
{
    bool kept = by == SAID_BY_BUYER && *w.now == SAID_BY_BUYER;
    if (!w.changed && !kept) {
        *w.now = w.was;
        if (w.said)
            *w.said = w.said_was;
        return true;
    }
    if (w.was == SAID_BY_BUYER && by != SAID_BY_BUYER) {
        refuse(c, &buyer_owned, d->id);
        return bad_field(c, str_of(w.field), "The buyer said so himself.");
    }
    *w.now = !w.given ? SAID_BY_NOBODY : (int)by;
    if (w.said && by != SAID_BY_BUYER)
        *w.said = INSTANT_NONE;
    else if (w.said && (!instant_is(*w.said) || w.said->ms == w.said_was.ms))
        *w.said = c->now;
    return true;
}

static bool money_same(struct money a, struct money b)
{
    return a.minor == b.minor && strcmp(a.currency, b.currency) == 0;
}

static bool alternatives_derive(struct ctx *c, const struct deal *was, const struct deal *d,
                                enum said_by by)
{
    bool claims = d->alternatives == ALTERNATIVES_NONE
                  && (!was || was->alternatives != ALTERNATIVES_NONE);
    if (!claims || by == SAID_BY_BUYER)
        return true;
    refuse(c, &buyer_owned, d->id);
    return bad_field(c, STR("alternatives"), "That he has none, only he can say.");
}

bool deal_said_derive(struct ctx *c, const struct deal *was, struct deal *d, enum said_by by)
{
    struct deal none;
    if (!was) {
        deal_init(&none);
        was = &none;
    }
    struct word_of urgency = {
        "urgency",
        was->urgency != d->urgency,
        true,
        was->urgency_source,
        &d->urgency_source,
        &d->urgency_said,
        was->urgency_said,
    };
    struct word_of need_by = {
        "need_by",
        was->need_by.n != d->need_by.n,
        day_is(d->need_by),
        was->need_by_source,
        &d->need_by_source,
        &d->need_by_said,
        was->need_by_said,
    };
    struct word_of budget = {
        "budget",
        !money_same(was->budget, d->budget) || !money_same(was->budget_from, d->budget_from),
        money_is(d->budget),
        was->budget_source,
        &d->budget_source,
        NULL,
        INSTANT_NONE,
    };
    if (was->buyer_stage != d->buyer_stage && was->buyer_stage && by != SAID_BY_BUYER)
        return refuse(c, &buyer_owned, d->id);
    return word_derive(c, d, urgency, by) && word_derive(c, d, need_by, by)
           && word_derive(c, d, budget, by) && alternatives_derive(c, was, d, by);
}

/* ---- stages ---- */

bool deal_goes_by_buyer(const struct deal *d)
{
    return d->source == SOURCE_ENQUIRY && d->buyer_stage != BUYER_UNKNOWN;
}

bool deal_stage_derive(struct ctx *c, const struct deal *was, struct deal *d, enum said_by by)
{
    bool moved = !was || was->stage_id != d->stage_id;
    bool told = !was || was->buyer_stage != d->buyer_stage;
    bool of_ours = by == SAID_BY_US && c->viewer != &viewer_system;
    d->rep_stage_id = moved && of_ours ? d->stage_id : was ? was->rep_stage_id
                                                           : 0;
    if (!told || !deal_goes_by_buyer(d) || (was && was->probability != d->probability))
        return true;
    d->probability = (int)policy_value(c, by_stage[d->buyer_stage]);
    return !failed(c);
}

bool deal_health_derive(struct ctx *c, const struct deal *was, struct deal *d)
{
    int64_t most = policy_value(c, &gone_probability);
    if (d->state != DEAL_OPEN)
        d->health = HEALTH_OK;
    if (d->health != HEALTH_PRESUMED_GONE || d->probability <= most)
        return !failed(c);
    bool asked = was && was->health == HEALTH_PRESUMED_GONE && was->stage_id == d->stage_id
                 && was->probability != d->probability && was->state == d->state;
    if (asked)
        return refuse(c, &buyer_is_gone, d->id);
    d->probability = (int)most;
    return !failed(c);
}
