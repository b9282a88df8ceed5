/* SPDX-License-Identifier: Apache-2.0 */
/* How both sides keep what they said, counted by one rule (S2-09, S0-29, S3-30). */
#include "frame/people.h"
#include "promise/promise_store.h"

/* clang-format off */
const struct word count_by_words[] = {
    { "person", "By person" }, { "team", "By team" }, { "company", "Both sides" }, { "contact", "By buyer and kind" }, { 0 },
};
/* clang-format on */

static struct str name_of(struct ctx *c, enum count_by by, int64_t who)
{
    if (by == COUNT_PERSON)
        return person_name(c, who);
    if (by == COUNT_COMPANY)
        return who == BY_US ? STR("We") : STR("Buyers");
    return record_title(c, record_named(by == COUNT_TEAM ? "team" : "contact"), who);
}

static struct promise_count *count_of(struct ctx *c, enum count_by by, const struct promise_part *p,
                                      struct promise_counts *out)
{
    int kind = by == COUNT_CONTACT ? p->kind : -1;
    for (size_t i = out->n; i > 0; i--) {
        struct promise_count *k = &out->p[i - 1];
        if (k->id == p->who && k->kind == kind)
            return k;
    }
    out->p[out->n] = (struct promise_count){ .id = p->who, .kind = kind };
    out->p[out->n].name = name_of(c, by, p->who);
    return &out->p[out->n++];
}

static int by_name(const void *x, const void *y)
{
    const struct promise_count *a = x, *b = y;
    int order = str_cmp(a->name, b->name);
    if (!order)
        order = (a->id > b->id) - (a->id < b->id);
    return order ? order : a->kind - b->kind;
}

bool promises_count(struct ctx *c, enum count_by by, struct period when,
                    struct promise_counts *out)
{
    struct instant from = day_start(when.from),
                   to = day_start((struct day){ when.to.n + 1 });
    struct promise_parts parts;
    if (!promise_parts_read(c, by, from, to, &parts))
        return false;
    *out = (struct promise_counts){ arena_array(c->arena, struct promise_count, parts.n + 1), 0 };
    for (size_t i = 0; i < parts.n; i++) {
        const struct promise_part *p = &parts.p[i];
        if (!viewer_sees(c->viewer, p->owner_id))
            continue;
        struct promise_count *k = count_of(c, by, p, out);
        k->kept += p->sums.kept;
        k->late += p->sums.late;
        k->broken += p->sums.broken;
        k->open += p->sums.open;
        k->renegotiated += p->sums.renegotiated;
        k->released += p->sums.released;
    }
    if (out->n && by != COUNT_COMPANY)
        qsort(out->p, out->n, sizeof *out->p, by_name);
    return !failed(c);
}
