/* SPDX-License-Identifier: Apache-2.0 */
#include "record_impl.h"

static const size_t sql_max = 16384;

/* Calls put() for each column that the engine writes: the value, a money's currency, a fold. */
static void each_column(const struct derived *d,
                        void (*put)(struct buf *b, const char *name, const char *tail),
                        struct buf *b, const struct field *without)
{
    for (size_t i = 0; i < d->r->n_fields; i++) {
        const struct field *f = d->columns[i].field;
        if (f == d->id || f == without)
            continue;
        put(b, f->name, "");
        if (f->kind == KIND_MONEY)
            put(b, f->name, "_currency");
        if (d->columns[i].folded)
            put(b, f->name, "_fold");
    }
}

static void put_name(struct buf *b, const char *name, const char *tail)
{
    if (b->p[b->n - 1] != '(')
        buf_lit(b, ", ");
    buf_add(b, str_of(name));
    buf_add(b, str_of(tail));
}

static const char *text(struct arena *a, const struct buf *b)
{
    if (b->full)
        die("a derived statement is too long");
    return arena_cstr(a, buf_str(b));
}

static const char *derive_columns_of(struct arena *a, const struct derived *d, const char *which)
{
    struct buf b;
    buf_init(&b, a, sql_max);
    buf_lit(&b, "SELECT ");
    for (size_t i = 0; i < d->r->n_fields; i++) {
        const struct field *f = d->columns[i].field;
        buf_printf(&b, "%s%s", i ? ", " : "", f->name);
        if (f->kind == KIND_MONEY)
            buf_printf(&b, ", %s_currency", f->name);
    }
    buf_printf(&b, " FROM %s %s", d->r->name, which);
    return text(a, &b);
}

static const char *derive_by_ids(struct arena *a, const struct derived *d)
{
    struct buf b;
    buf_init(&b, a, sql_max);
    buf_lit(&b, "WHERE id IN (");
    for (int i = 1; i <= ROWS_AT_ONCE; i++)
        buf_printf(&b, "%s$%d", i > 1 ? ", " : "", i);
    buf_lit(&b, ")");
    return derive_columns_of(a, d, text(a, &b));
}

static const char *derive_insert(struct arena *a, const struct derived *d)
{
    struct buf b;
    buf_init(&b, a, sql_max);
    buf_printf(&b, "INSERT INTO %s (", d->r->name);
    each_column(d, put_name, &b, NULL);
    buf_lit(&b, ") VALUES (");
    for (size_t i = 1; i < d->n_args; i++)
        buf_printf(&b, "%s$%zu", i > 1 ? ", " : "", i);
    buf_lit(&b, ") ON CONFLICT DO NOTHING");
    return text(a, &b);
}

static const char *derive_update(struct arena *a, const struct derived *d)
{
    struct buf names, b;
    struct str rest;
    size_t n = 0;

    buf_init(&names, a, sql_max);
    buf_char(&names, '(');
    each_column(d, put_name, &names, d->created);
    rest = str_cut(buf_str(&names), 1, names.n);
    buf_init(&b, a, sql_max);
    buf_printf(&b, "UPDATE %s SET ", d->r->name);
    while (rest.n) {
        struct str name = str_trim(str_split(rest, ',', &rest));
        buf_printf(&b, "%s%.*s = $%zu", n ? ", " : "", STR_FMT(name), n + 1);
        n++;
    }
    buf_printf(&b, " WHERE id = $%zu AND version = $%zu", n + 1, n + 2);
    return text(a, &b);
}

/* What full text needs to know of rows beside their words. */
static void derive_words(struct arena *a, struct derived *d)
{
    const char *name = d->r->name;
    if (d->owner)
        d->owner_of =
            arena_printf(a, "SELECT %s FROM %s WHERE id = $1", d->owner->name, name).p;
    if (d->r->shares)
        d->shares_of = arena_printf(a, "SELECT user_id FROM %s WHERE %s_id = $1 ORDER BY user_id",
                                    d->r->shares, name)
                           .p;
    if (d->through)
        d->below = arena_printf(a, "SELECT id FROM %s WHERE %s = $1 ORDER BY id {lock}", name,
                                d->through->name)
                       .p;
    d->page = derive_columns_of(a, d, "WHERE id > $1 ORDER BY id LIMIT $2");
    d->page_locked = arena_printf(a, "%s {lock}", d->page).p;
}

void derive_sql(struct arena *a, struct derived *d)
{
    const struct record *r = d->r;
    d->by_id = derive_columns_of(a, d, "WHERE id = $1");
    d->by_ids = derive_by_ids(a, d);
    d->by_id_locked = arena_printf(a, "%s {lock}", d->by_id).p;
    d->insert = derive_insert(a, d);
    d->update = derive_update(a, d);
    d->remove = arena_printf(a, "DELETE FROM %s WHERE id = $1 AND version = $2", r->name).p;
    derive_words(a, d);
    if (r->shares)
        d->shared = arena_printf(a, "SELECT 1 FROM %s WHERE %s_id = $1 AND user_id = $2", r->shares,
                                 r->name)
                        .p;
    if (d->title)
        d->title_of = arena_printf(a, "SELECT %s FROM %s WHERE id = $1", d->title->name, r->name).p;
    if (d->title && d->columns[d->title - r->fields].folded && !d->owner && !d->through)
        d->by_title = arena_printf(a, "SELECT id FROM %s WHERE %s_fold = $1 ORDER BY id LIMIT 2",
                                   r->name, d->title->name)
                          .p;
}
