/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/app.h"
#include "frame/people.h"
#include "refusal/refusal_store.h"

static struct str sentence_of(struct str code)
{
    const struct gate *g = gate_named(code);
    return g ? str_of(g->sentence) : STR_NONE;
}

static struct str name_of(struct ctx *c, int64_t user_id)
{
    return user_id ? person_name(c, user_id) : STR_NONE;
}

bool refusals_read(struct ctx *c, const struct refusals_asked *asked, struct refusals *out)
{
    if (!refusals_select(c, asked, out))
        return false;
    for (size_t i = 0; i < out->n; i++) {
        out->p[i].sentence = sentence_of(out->p[i].code);
        out->p[i].user = name_of(c, out->p[i].user_id);
    }
    return !failed(c);
}

bool override_report_make(struct ctx *c, struct override_report *r)
{
    struct instant from = day_start(r->period.from), to = day_end(r->period.to);
    if (!overrides_select(c, from, to, &r->overrides)
        || !policy_changes_select(c, from, to, &r->policies)
        || !gate_counts_select(c, from, to, &r->gates))
        return false;
    for (size_t i = 0; i < r->overrides.n; i++) {
        r->overrides.p[i].sentence = sentence_of(r->overrides.p[i].code);
        r->overrides.p[i].user = name_of(c, r->overrides.p[i].user_id);
    }
    for (size_t i = 0; i < r->policies.n; i++)
        r->policies.p[i].user = r->policies.p[i].user_id ? name_of(c, r->policies.p[i].user_id)
                                                         : STR("the command line");
    for (size_t i = 0; i < r->gates.n; i++)
        r->gates.p[i].sentence = sentence_of(r->gates.p[i].code);
    return !failed(c);
}
