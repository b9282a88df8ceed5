/* SPDX-License-Identifier: Apache-2.0 */
#include "sched/sched_impl.h"

static struct kinds kinds;
static bool (*facts_of)(struct ctx *c, const struct clock *k, struct clock_facts *out);

void clocks_register(const struct clock *const *all, size_t n,
                     bool (*facts)(struct ctx *c, const struct clock *k, struct clock_facts *out))
{
    kinds = (struct kinds){ all, n };
    facts_of = facts;
}

const struct kinds *clock_kinds(void)
{
    return &kinds;
}

const struct clock *clock_kind(struct str name)
{
    for (size_t i = 0; i < kinds.n; i++) {
        if (str_is(name, kinds.p[i]->name))
            return kinds.p[i];
    }
    return NULL;
}

static void wake(void *due)
{
    sched_wake(*(struct instant *)due);
}

/* The index allows one; who finds another there was overtaken by a write of another node. */
bool clock_start(struct ctx *c, const struct clock *k, int64_t subject, struct instant due)
{
    struct clock_start_row row = { str_of(k->name), subject, due, { 0 } };
    bool inserted;
    if (!clock_stop_row(c, row.kind, subject))
        return false;
    if (!instant_is(due))
        return true;
    if (facts_of && !facts_of(c, k, &row.facts))
        return false;
    if (!clock_insert(c, &row, &inserted))
        return false;
    if (!inserted)
        return db_again(c);
    struct instant *when = arena_new(c->arena, struct instant);
    *when = due;
    after_commit(c, wake, when);
    return true;
}

bool clock_stop(struct ctx *c, const struct clock *k, int64_t subject)
{
    return clock_stop_row(c, str_of(k->name), subject);
}

bool clocks_stop(struct ctx *c, struct str prefix, int64_t subject)
{
    for (size_t i = 0; i < kinds.n; i++) {
        struct str name = str_of(kinds.p[i]->name);
        if (str_starts(name, prefix) && !clock_stop_row(c, name, subject))
            return false;
    }
    return true;
}

bool clock_due(struct ctx *c, const struct clock *k, int64_t subject, struct instant *due)
{
    return clock_due_row(c, str_of(k->name), subject, due);
}
