/* SPDX-License-Identifier: Apache-2.0 */
/* The face of db.h: values in, rows out. */
#include "stmt.h"

static bool engine_fault(struct ctx *c, int rc, const struct stmt *s)
{
    struct db_error e = db_error_of(c->db, rc);
    return db_fault(c, &e, s->text);
}

static int bind_value(sqlite3_stmt *s, int i, const struct db_arg *a, sqlite3_destructor_type how)
{
    const char *p = a->s.p ? a->s.p : "";
    switch (a->type) {
    case DB_INT:
        return sqlite3_bind_int64(s, i, a->i);
    case DB_TEXT:
        return sqlite3_bind_text64(s, i, p, a->s.n, how, SQLITE_UTF8);
    case DB_BLOB:
        return sqlite3_bind_blob64(s, i, p, a->s.n, how);
    case DB_NULL:
        break;
    }
    return sqlite3_bind_null(s, i);
}

static bool bind_all(struct ctx *c, struct stmt *s, struct db_args in, sqlite3_destructor_type how)
{
    if (in.n != s->n_args)
        return broken(c, "database: %zu values for %zu parameters: %s", in.n, s->n_args, s->text);
    for (size_t i = 0; i < s->n_params; i++) {
        int rc = bind_value(s->sqlite, (int)i + 1, &in.p[s->args[i]], how);
        if (rc != SQLITE_OK)
            return engine_fault(c, rc, s);
    }
    return true;
}

static struct stmt *start(struct ctx *c, const char *sql, struct db_args in,
                          sqlite3_destructor_type how)
{
    struct db *d = c->db;
    /* The engine looks at the clock only within long statements; many short ones add up too. */
    if (d->deadline_us && monotonic_us() > d->deadline_us) {
        struct db_error e = { .rc = SQLITE_INTERRUPT, .text = "past its budget" };
        db_fault(c, &e, sql);
        return NULL;
    }
    struct stmt *s = stmt_take(c, sql);
    if (!s || bind_all(c, s, in, how))
        return s;
    stmt_release(d, s);
    return NULL;
}

/* Steps to the end; the fault is set before the release makes the engine forget it. */
static bool run_to_end(struct ctx *c, struct stmt *s)
{
    int rc = sqlite3_step(s->sqlite);
    while (rc == SQLITE_ROW)
        rc = sqlite3_step(s->sqlite);
    return rc == SQLITE_DONE || engine_fault(c, rc, s);
}

bool db_do(struct ctx *c, const char *sql, struct db_args in)
{
    struct stmt *s = start(c, sql, in, SQLITE_STATIC);
    if (!s)
        return false;
    bool ok = run_to_end(c, s);
    stmt_release(c->db, s);
    return ok;
}

bool db_do_changed(struct ctx *c, const char *sql, struct db_args in, int64_t *changed)
{
    if (!db_do(c, sql, in))
        return false;
    *changed = sqlite3_changes64(c->db->sqlite);
    return true;
}

/* Numbers must be whole numbers: PostgreSQL would refuse what SQLite quietly reads as 0. */
static bool column_is_int(const struct stmt *s, int column)
{
    int type = sqlite3_column_type(s->sqlite, column);
    return type == SQLITE_INTEGER || type == SQLITE_NULL;
}

static struct str column_peek(const struct stmt *s, int column)
{
    const void *p = sqlite3_column_type(s->sqlite, column) == SQLITE_BLOB
                        ? sqlite3_column_blob(s->sqlite, column)
                        : sqlite3_column_text(s->sqlite, column);
    return (struct str){ p, (size_t)sqlite3_column_bytes(s->sqlite, column) };
}

/* The values go to the arena first, so that outputs stay untouched if the statement then fails. */
static struct db_arg *read_row(struct ctx *c, const struct stmt *s, struct db_outs out)
{
    struct db_arg *values = arena_array(c->arena, struct db_arg, out.n + 1);
    if (out.n > (size_t)sqlite3_column_count(s->sqlite)) {
        broken(c, "database: fewer than %zu columns: %s", out.n, s->text);
        return NULL;
    }
    for (size_t i = 0; i < out.n; i++) {
        if (out.p[i].type != DB_INT) {
            values[i].s = arena_str(c->arena, column_peek(s, (int)i));
        } else if (column_is_int(s, (int)i)) {
            values[i].i = sqlite3_column_int64(s->sqlite, (int)i);
        } else {
            broken(c, "database: column %zu is not a whole number: %s", i + 1, s->text);
            return NULL;
        }
    }
    return values;
}

static void give_row(const struct db_arg *values, struct db_outs out)
{
    for (size_t i = 0; i < out.n; i++) {
        if (out.p[i].type == DB_INT)
            *(int64_t *)out.p[i].to = values[i].i;
        else
            *(struct str *)out.p[i].to = values[i].s;
    }
}

/* A write is run to its end even when only its first row is wanted: that is where foreign keys are
 * checked. */
static bool first_row(struct ctx *c, struct stmt *s, struct db_outs out, bool *found)
{
    int rc = sqlite3_step(s->sqlite);
    if (rc == SQLITE_DONE) {
        *found = false;
        return true;
    }
    if (rc != SQLITE_ROW)
        return engine_fault(c, rc, s);
    const struct db_arg *values = read_row(c, s, out);
    if (!values || (!s->reads && !run_to_end(c, s)))
        return false;
    give_row(values, out);
    *found = true;
    return true;
}

bool db_one(struct ctx *c, const char *sql, struct db_args in, struct db_outs out, bool *found)
{
    struct stmt *s = start(c, sql, in, SQLITE_STATIC);
    if (!s)
        return false;
    bool ok = first_row(c, s, out, found);
    stmt_release(c->db, s);
    return ok;
}

bool db_get(struct ctx *c, const char *sql, struct db_args in, struct db_outs out)
{
    bool found = false;
    return db_one(c, sql, in, out, &found) && (found || broken(c, "database: no row: %s", sql));
}

/* Values are copied: the rows outlive the block that made them. */
bool db_rows_open(struct ctx *c, struct db_rows *r, const char *sql, struct db_args in)
{
    struct stmt *s = start(c, sql, in, SQLITE_TRANSIENT);
    if (!s)
        return false;
    *r = (struct db_rows){ .c = c, .stmt = s };
    return true;
}

/* At the end the statement goes back at once: stepping it again would start it anew. */
bool db_rows_next(struct db_rows *r)
{
    struct stmt *s = r->stmt;
    if (!s)
        return false;
    int rc = r->bad ? SQLITE_DONE : sqlite3_step(s->sqlite);
    if (rc == SQLITE_ROW)
        return true;
    if (rc != SQLITE_DONE)
        r->bad = !engine_fault(r->c, rc, s);
    stmt_release(r->c->db, s);
    r->stmt = NULL;
    return false;
}

bool db_rows_close(struct db_rows *r)
{
    struct stmt *s = r->stmt;
    if (s) {
        int rc = stmt_release(r->c->db, s);
        if (rc != SQLITE_OK && !r->bad)
            r->bad = !engine_fault(r->c, rc, s);
        r->stmt = NULL;
    }
    return !r->bad;
}

int64_t db_int(struct db_rows *r, int column)
{
    struct stmt *s = r->stmt;
    assert(s && column < sqlite3_column_count(s->sqlite));
    if (column_is_int(s, column))
        return sqlite3_column_int64(s->sqlite, column);
    r->bad = !broken(r->c, "database: column %d is not a whole number: %s", column + 1, s->text);
    return 0;
}

bool db_is_null(struct db_rows *r, int column)
{
    struct stmt *s = r->stmt;
    assert(s && column < sqlite3_column_count(s->sqlite));
    return sqlite3_column_type(s->sqlite, column) == SQLITE_NULL;
}

struct str db_text_peek(struct db_rows *r, int column)
{
    struct stmt *s = r->stmt;
    assert(s && column < sqlite3_column_count(s->sqlite));
    return column_peek(s, column);
}

struct str db_text(struct db_rows *r, int column)
{
    return arena_str(r->c->arena, db_text_peek(r, column));
}

bool db_explain(struct ctx *c, const char *sql, struct buf *out)
{
    struct str text = arena_printf(c->arena, "EXPLAIN QUERY PLAN %s", sql);
    struct stmt *s = stmt_take(c, text.p);
    if (!s)
        return false;
    int rc;
    while ((rc = sqlite3_step(s->sqlite)) == SQLITE_ROW) {
        buf_add(out, column_peek(s, 3));
        buf_char(out, '\n');
    }
    bool ok = rc == SQLITE_DONE || engine_fault(c, rc, s);
    stmt_release(c->db, s);
    return ok;
}

int64_t db_batch(const struct db *d)
{
    return d->batch;
}
