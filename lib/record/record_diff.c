/* SPDX-License-Identifier: Apache-2.0 */
#include "record_impl.h"

static bool is_of_every_record(const struct derived *d, const struct field *f)
{
    return f == d->id || f == d->version || f == d->created || f == d->updated;
}

/* Of a secret only that it changed. */
static struct change change_of(struct ctx *c, const struct field *f, const void *old_row,
                               const void *new_row)
{
    struct change change = { .field = f };
    if (f->flags & SECRET)
        return change;
    change.old_text = field_plain(c->arena, f, old_row);
    change.new_text = field_plain(c->arena, f, new_row);
    change.old_shown = field_show(c, f, old_row);
    change.new_shown = field_show(c, f, new_row);
    if (f->kind == KIND_MONEY) {
        change.old_currency = arena_str(c->arena, value_get(f, old_row).s);
        change.new_currency = arena_str(c->arena, value_get(f, new_row).s);
    }
    return change;
}

struct changes record_diff(struct ctx *c, const struct record *r, const void *old_row,
                           const void *new_row)
{
    const struct derived *d = derived_of(r);
    struct changes out = { arena_array(c->arena, struct change, r->n_fields), 0 };

    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        if (!is_of_every_record(d, f) && !value_same(f, old_row, new_row))
            out.p[out.n++] = change_of(c, f, old_row, new_row);
    }
    return out;
}
