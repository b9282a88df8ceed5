/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/recorded.h"

/* Longer than any true line of parents. */
#define LINE_MAX_STEPS 100

static const void *at(const struct record *r, const char *name, const void *row)
{
    return (const char *)row + field_named(r, str_of(name))->offset;
}

static int64_t int_of(const struct record *r, const char *name, const void *row)
{
    return *(const int64_t *)at(r, name, row);
}

bool recorded_insert(struct ctx *c, const struct record *r, void *row)
{
    return record_insert(c, r, row)
        && history_created(c, r, int_of(r, "id", row), int_of(r, "version", row),
                           *(const struct str *)at(r, r->title, row));
}

bool recorded_update(struct ctx *c, const struct record *r, const void *was, void *now,
                     struct str why)
{
    struct changes what = record_diff(c, r, was, now);
    if (!what.n)
        return !failed(c);
    return record_update(c, r, now)
        && history_changed(c, r, int_of(r, "id", now), int_of(r, "version", now), what, why);
}

bool recorded_no_ring(struct ctx *c, const struct record *r, const char *field, const void *row)
{
    int64_t id = int_of(r, "id", row), above = int_of(r, field, row);
    void *other = arena_alloc(c->arena, r->size);

    for (int steps = 0; above && above != id && steps < LINE_MAX_STEPS; steps++) {
        if (!record_get_any(c, r, above, other))
            return false;
        above = int_of(r, field, other);
    }
    return !above
        || bad_field(c, str_of(field), "This would make a ring: the one you chose stands below.");
}
