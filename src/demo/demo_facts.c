/* SPDX-License-Identifier: Apache-2.0 */
/* What buyers of the demo say of themselves: with their first words that they want it and what,
 * with the next ones who decides; then the deal counts as its stage does. */
#include "demo/demo_facts.h"
#include "fact/fact.h"

static const char *const commitments[] = { "Seriously comparing", "Wants it this quarter",
                                           "The old ones have to go" };
static const char *const requirements[] = { "Three sites, one delivery a week",
                                            "Oak, height adjustable, quiet",
                                            "To be put up over a weekend" };
static const char *const deciders[] = { "Decides alone", "Decides with the board",
                                        "The head of finance signs" };
static const char *const rumours[] = { "About what they spent last time",
                                       "Not yet approved, they say",
                                       "Approved, says a colleague" };

static bool said(struct ctx *c, const struct touch *t, const char *name, const char *value)
{
    struct fact f;
    record_init(&fact_record, &f);
    f.deal_id = t->deal_id;
    f.touch_id = t->id;
    f.name = str_of(name);
    f.value = str_of(value);
    f.provenance = PROVENANCE_BUYER;
    return fact_put(c, &f);
}

static bool heard(struct ctx *c, const struct touch *t, int number)
{
    struct fact f;
    record_init(&fact_record, &f);
    f.deal_id = t->deal_id;
    f.touch_id = t->id;
    f.name = STR("budget");
    f.value = str_of(rumours[number % 3]);
    f.provenance = PROVENANCE_HEARSAY;
    return fact_put(c, &f);
}

/* What presumptions held down is what the stage says once they are confirmed. */
static bool counts_again(struct ctx *c, int64_t deal_id, bool held)
{
    struct deal was, now;
    if (!held)
        return true;
    if (!record_get(c, &deal_record, deal_id, &was))
        return false;
    now = was;
    const struct stage *s = stage_find(c, was.stage_id);
    if (!s || !deal_is_confirmed(&was))
        return !failed(c);
    now.probability = s->probability;
    return deal_save(c, &was, &now, STR("They told us themselves."));
}

bool demo_facts(struct ctx *c, const struct demo_event *e, const struct touch *t)
{
    struct deal d;
    int k = e->number % 3;
    if (!record_get(c, &deal_record, t->deal_id, &d))
        return false;
    bool held = d.probability_held;
    if (t->direction == TOUCH_OUTBOUND)
        return e->number % 4 || d.potential || heard(c, t, e->number);
    if (d.interest && d.potential && d.right_person)
        return true;
    if (d.interest)
        return said(c, t, "authority", deciders[k]) && counts_again(c, d.id, held);
    return said(c, t, "commitment", commitments[k]) && said(c, t, "requirements", requirements[k])
           && (e->number % 2 || said(c, t, "authority", deciders[k]))
           && counts_again(c, d.id, held);
}
