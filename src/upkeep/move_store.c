/* SPDX-License-Identifier: Apache-2.0 */
#include "upkeep/move_store.h"

#define STATEMENT_MAX ((size_t)256 << 10)
#define MIGRATIONS_MAX 1000
#define PAGE 1000
#define PAGE_OF_BLOBS 8 /* a file that waits to be imported may be large */

static const char *sql_of(struct buf *b)
{
    buf_char(b, '\0');
    assert(!b->full);
    return b->p;
}

static void name_add(struct buf *b, struct str name)
{
    buf_char(b, '"');
    buf_add(b, name);
    buf_char(b, '"');
}

static void columns_add(struct buf *b, const struct db_table *t)
{
    for (size_t i = 0; i < t->n_columns; i++) {
        if (i)
            buf_lit(b, ", ");
        name_add(b, t->columns[i].name);
    }
}

/* The column that stands n-th in the primary key, from 1; -1 past its end. */
static int key_column(const struct db_table *t, int n)
{
    for (size_t i = 0; i < t->n_columns; i++) {
        if (t->columns[i].key == n)
            return (int)i;
    }
    return -1;
}

static void key_add(struct buf *b, const struct db_table *t)
{
    for (int n = 1, i; (i = key_column(t, n)) >= 0; n++) {
        if (n > 1)
            buf_lit(b, ", ");
        name_add(b, t->columns[i].name);
    }
}

static int page_rows(const struct db_table *t)
{
    for (size_t i = 0; i < t->n_columns; i++) {
        if (t->columns[i].type == DB_BLOB)
            return PAGE_OF_BLOBS;
    }
    return PAGE;
}

static void behind_add(struct buf *b, const struct db_table *t, size_t n)
{
    buf_lit(b, " WHERE (");
    key_add(b, t);
    buf_lit(b, ") > (");
    for (size_t i = 0; i < n; i++)
        buf_printf(b, "%s$%zu", i ? ", " : "", i + 2);
    buf_char(b, ')');
}

struct str move_head(struct arena *a, const struct db_table *t)
{
    static const char *const types[] = { [DB_INT] = "int", [DB_TEXT] = "text", [DB_BLOB] = "blob" };
    struct buf b;
    buf_init(&b, a, STATEMENT_MAX);
    buf_lit(&b, "{\"table\":");
    buf_json_str(&b, t->name);
    buf_lit(&b, ",\"columns\":[");
    for (size_t i = 0; i < t->n_columns; i++) {
        buf_add(&b, i ? STR(",[") : STR("["));
        buf_json_str(&b, t->columns[i].name);
        buf_char(&b, ',');
        buf_json_str(&b, str_of(types[t->columns[i].type]));
        buf_char(&b, ']');
    }
    buf_lit(&b, "]}");
    return buf_str(&b);
}

bool move_page(struct ctx *c, const struct db_table *t, const struct move_key *after,
               struct db_rows *r, int *limit)
{
    struct db_arg args[KEY_MAX + 1];
    struct buf sql;
    if (key_column(t, 1) < 0 || key_column(t, KEY_MAX + 1) >= 0)
        return broken(c, "%.*s has no primary key of at most %d columns", STR_FMT(t->name),
                      KEY_MAX);
    *limit = page_rows(t);
    args[0] = I(*limit);
    memcpy(args + 1, after->p, after->n * sizeof *args);
    buf_init(&sql, c->arena, STATEMENT_MAX);
    buf_lit(&sql, "SELECT ");
    columns_add(&sql, t);
    buf_lit(&sql, " FROM ");
    name_add(&sql, t->name);
    if (after->n)
        behind_add(&sql, t, after->n);
    buf_lit(&sql, " ORDER BY ");
    key_add(&sql, t);
    buf_lit(&sql, " LIMIT $1");
    return db_rows_open(c, r, sql_of(&sql), (struct db_args){ args, after->n + 1 });
}

void move_key_of(struct db_rows *r, const struct db_table *t, struct move_key *out)
{
    out->n = 0;
    for (int i; out->n < KEY_MAX && (i = key_column(t, (int)out->n + 1)) >= 0; out->n++) {
        if (t->columns[i].type == DB_INT)
            out->p[out->n] = I(db_int(r, i));
        else
            out->p[out->n] =
                t->columns[i].type == DB_TEXT ? T(db_text(r, i)) : B(db_text(r, i));
    }
}

static void values_add(struct buf *b, size_t columns, size_t row)
{
    buf_add(b, row ? STR(", (") : STR("("));
    for (size_t i = 0; i < columns; i++)
        buf_printf(b, "%s$%zu", i ? ", " : "", row * columns + i + 1);
    buf_char(b, ')');
}

bool move_insert(struct ctx *c, const struct db_table *t, const struct db_arg *values, size_t n)
{
    struct buf sql;
    buf_init(&sql, c->arena, STATEMENT_MAX);
    buf_lit(&sql, "INSERT INTO ");
    name_add(&sql, t->name);
    buf_lit(&sql, " (");
    columns_add(&sql, t);
    buf_lit(&sql, ") VALUES ");
    for (size_t i = 0; i < n; i++)
        values_add(&sql, t->n_columns, i);
    return db_do(c, sql_of(&sql), (struct db_args){ values, n * t->n_columns });
}

bool move_clear(struct ctx *c, struct str table)
{
    struct buf sql;
    buf_init(&sql, c->arena, STATEMENT_MAX);
    buf_lit(&sql, "DELETE FROM ");
    name_add(&sql, table);
    return db_do(c, sql_of(&sql), NO_ARGS);
}

bool move_migrations(struct ctx *c, struct manifest *out)
{
    struct db_rows r;
    out->n_migrations = 0;
    out->migrations = arena_array(c->arena, struct moved_migration, MIGRATIONS_MAX);
    if (!db_rows_open(c, &r,
                      SQL("SELECT number, hash, name FROM migration ORDER BY number LIMIT $1"),
                      ARGS(I(MIGRATIONS_MAX))))
        return false;
    while (out->n_migrations < MIGRATIONS_MAX && db_rows_next(&r))
        out->migrations[out->n_migrations++] =
            (struct moved_migration){ db_int(&r, 0), db_int(&r, 1), db_text(&r, 2) };
    return db_rows_close(&r);
}
