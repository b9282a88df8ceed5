/* SPDX-License-Identifier: Apache-2.0 */
/* Running a kept statement: values bound, rows stepped, columns read. */
#include "sqlite_stmt.h"

static const struct kept_stmt *kept_of(const struct stmt *s)
{
    return (const struct kept_stmt *)s;
}

static bool engine_fault(struct ctx *c, int rc, const struct stmt *s)
{
    struct db_error e = db_error_of(sqlite_of(c), rc);
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

static bool bind_all(struct ctx *c, struct kept_stmt *s, struct db_args in,
                     sqlite3_destructor_type how)
{
    if (in.n != s->n_args)
        return broken(c, "database: %zu values for %zu parameters: %s", in.n, s->n_args, s->text);
    for (size_t i = 0; i < s->n_params; i++) {
        int rc = bind_value(s->sqlite, (int)i + 1, &in.p[s->args[i]], how);
        if (rc != SQLITE_OK)
            return engine_fault(c, rc, &s->stmt);
    }
    return true;
}

struct stmt *sqlite_start(struct ctx *c, const char *sql, struct db_args in, bool outlives)
{
    struct sqlite_db *d = sqlite_of(c);
    /* The engine looks at the clock only within long statements; many short ones add up too. */
    if (d->deadline_us && monotonic_us() > d->deadline_us) {
        struct db_error e = { .rc = SQLITE_INTERRUPT, .text = "past its budget" };
        db_fault(c, &e, sql);
        return NULL;
    }
    struct kept_stmt *s = stmt_take(c, sql);
    if (s && !bind_all(c, s, in, outlives ? SQLITE_TRANSIENT : SQLITE_STATIC)) {
        stmt_release(d, s);
        return NULL;
    }
    return s ? &s->stmt : NULL;
}

/* The fault is set before the release makes the engine forget it. */
enum db_step sqlite_next(struct ctx *c, struct stmt *s)
{
    int rc = sqlite3_step(kept_of(s)->sqlite);
    if (rc == SQLITE_ROW)
        return STEP_ROW;
    if (rc == SQLITE_DONE)
        return STEP_DONE;
    engine_fault(c, rc, s);
    return STEP_FAILED;
}

/* What a step has said stands already; what only the reset says is said here. */
bool sqlite_release(struct ctx *c, struct stmt *s)
{
    bool said = failed(c);
    int rc = stmt_release(sqlite_of(c), (struct kept_stmt *)s);
    return rc == SQLITE_OK || said || engine_fault(c, rc, s);
}

bool sqlite_run(struct ctx *c, const char *sql, struct db_args in, int64_t *changed)
{
    struct stmt *s = sqlite_start(c, sql, in, false);
    if (!s)
        return false;
    enum db_step step;
    do
        step = sqlite_next(c, s);
    while (step == STEP_ROW);
    stmt_release(sqlite_of(c), (struct kept_stmt *)s);
    if (changed && step == STEP_DONE)
        *changed = sqlite3_changes64(sqlite_of(c)->sqlite);
    return step == STEP_DONE;
}

int64_t sqlite_last_id(struct db *d)
{
    return sqlite3_last_insert_rowid(((struct sqlite_db *)d)->sqlite);
}

int sqlite_columns(const struct stmt *s)
{
    return sqlite3_column_count(kept_of(s)->sqlite);
}

/* A value is found once and then asked: each sqlite3_column_…() finds it anew, and a row has fifty.
 * Connections are opened without mutexes, so a value needs no protection. */
static sqlite3_value *value_at(const struct stmt *s, int column)
{
    return sqlite3_column_value(kept_of(s)->sqlite, column);
}

bool sqlite_is_null(const struct stmt *s, int column)
{
    return sqlite3_value_type(value_at(s, column)) == SQLITE_NULL;
}

bool sqlite_integer(const struct stmt *s, int column, int64_t *i)
{
    sqlite3_value *v = value_at(s, column);
    int type = sqlite3_value_type(v);
    *i = type == SQLITE_INTEGER ? sqlite3_value_int64(v) : 0;
    return type == SQLITE_INTEGER || type == SQLITE_NULL;
}

struct str sqlite_bytes(const struct stmt *s, int column)
{
    sqlite3_value *v = value_at(s, column);
    const void *p = sqlite3_value_type(v) == SQLITE_BLOB ? sqlite3_value_blob(v)
                                                         : (const void *)sqlite3_value_text(v);
    return (struct str){ p, (size_t)sqlite3_value_bytes(v) };
}

bool sqlite_explain(struct ctx *c, const char *sql, struct buf *out)
{
    const char *bare = sql_unmarked(sql);
    struct str text = arena_printf(c->arena, "%.*sEXPLAIN QUERY PLAN %s", (int)(bare - sql), sql,
                                   bare);
    struct kept_stmt *s = stmt_take(c, text.p);
    enum db_step step;
    if (!s)
        return false;
    while ((step = sqlite_next(c, &s->stmt)) == STEP_ROW) {
        buf_add(out, sqlite_bytes(&s->stmt, 3));
        buf_char(out, '\n');
    }
    stmt_release(sqlite_of(c), s);
    return step == STEP_DONE;
}
