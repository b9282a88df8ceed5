/* SPDX-License-Identifier: Apache-2.0 */
/* The face of db.h: values in, rows out, whichever engine is behind. */
#include "engine.h"
#include "watch.h"

/* What a person is told, and what he can do. */
struct telling {
    const char *code, *sentence, *next;
};
/* clang-format off */
static const struct telling
    tell_full = { "disk_full", "There is no room left on the server's disk. Nothing was changed.",
                  "Tell whoever looks after this server. Once there is room, send it again." },
    tell_disk = { "disk_error", "The server's disk had an error. Nothing was changed.",
                  "Try again in a moment. If it stays, tell whoever looks after this server." },
    tell_slow = { "too_slow", "That took too long.", "Ask for less, or try later." },
    tell_busy = { "busy", "The database is busy.", "Try again in a moment." };
/* clang-format on */

static bool fail_told(struct ctx *c, enum fault_kind kind, const struct telling *tell,
                      const char *why, const char *sql)
{
    watch_fault(kind);
    if (failed(c))
        return false;
    fail(c, kind, tell->code, str_of(tell->sentence));
    c->fault.next[0] = str_of(tell->next);
    c->fault.log = arena_printf(c->arena, "database: %s: %s", why, sql);
    return false;
}

bool db_fail(struct ctx *c, enum fault_kind kind, const char *why, const char *sql)
{
    if (kind == FAULT_FULL)
        return fail_told(c, kind, &tell_full, why, sql);
    if (kind == FAULT_TOO_SLOW)
        return fail_told(c, kind, &tell_slow, why, sql);
    if (kind == FAULT_BUSY)
        return fail_told(c, kind, &tell_busy, why, sql);
    watch_fault(kind);
    return broken(c, "database: %s: %s", why, sql);
}

bool db_fail_disk(struct ctx *c, const char *why, const char *sql)
{
    return fail_told(c, FAULT_BUSY, &tell_disk, why, sql);
}

/* ---- the engine's statements, watched ---- */

static struct stmt *start(struct ctx *c, const char *sql, struct db_args in, bool outlives)
{
    int64_t began = watch_begin();
    struct stmt *s = c->db->engine->start(c, sql, in, outlives);
    if (!s)
        return NULL;
    s->began = began;
    s->rows = 0;
    return s;
}

static enum db_step step(struct ctx *c, struct stmt *s)
{
    enum db_step step = c->db->engine->step(c, s);
    s->rows += step == STEP_ROW;
    return step;
}

/* The steps since the last call, kept for db_steps(). */
static int64_t steps_taken(struct db *d)
{
    int64_t n = d->engine->steps(d);
    d->steps += n;
    return n;
}

static bool release(struct ctx *c, struct stmt *s)
{
    struct stmt was = *s;
    if (was.began)
        steps_taken(c->db);
    bool ok = c->db->engine->release(c, s);
    if (was.began)
        watch_end(c, was.text, was.began, was.rows, steps_taken(c->db));
    return ok;
}

static bool run(struct ctx *c, const char *sql, struct db_args in, int64_t *changed)
{
    int64_t began = watch_begin();
    if (began)
        steps_taken(c->db);
    bool ok = c->db->engine->run(c, sql, in, changed);
    if (began)
        watch_end(c, sql, began, 0, steps_taken(c->db));
    return ok;
}

/* ---- the face ---- */

bool db_do(struct ctx *c, const char *sql, struct db_args in)
{
    return run(c, sql, in, NULL);
}

bool db_do_changed(struct ctx *c, const char *sql, struct db_args in, int64_t *changed)
{
    return run(c, sql, in, changed);
}

/* Numbers must be whole numbers: PostgreSQL would refuse what SQLite quietly reads as 0. */
static bool not_whole(struct ctx *c, const struct stmt *s, int column)
{
    return broken(c, "database: column %d is not a whole number: %s", column + 1, s->text);
}

/* The values go to the arena first, so that outputs stay untouched if the statement then fails. */
static struct db_arg *read_row(struct ctx *c, const struct stmt *s, struct db_outs out)
{
    const struct engine *e = c->db->engine;
    struct db_arg *values = arena_array(c->arena, struct db_arg, out.n + 1);
    if (out.n > (size_t)e->columns(s)) {
        broken(c, "database: fewer than %zu columns: %s", out.n, s->text);
        return NULL;
    }
    for (size_t i = 0; i < out.n; i++) {
        if (out.p[i].type != DB_INT) {
            values[i].s = arena_str(c->arena, e->bytes(s, (int)i));
        } else if (!e->integer(s, (int)i, &values[i].i)) {
            not_whole(c, s, (int)i);
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

static bool run_to_end(struct ctx *c, struct stmt *s)
{
    enum db_step last;
    do
        last = step(c, s);
    while (last == STEP_ROW);
    return last == STEP_DONE;
}

/* A write is run to its end even when only its first row is wanted: that is where foreign keys are
 * checked. */
static bool first_row(struct ctx *c, struct stmt *s, struct db_outs out, bool *found)
{
    enum db_step first = step(c, s);
    if (first == STEP_DONE) {
        *found = false;
        return true;
    }
    if (first == STEP_FAILED)
        return false;
    const struct db_arg *values = read_row(c, s, out);
    if (!values || (!s->reads && !run_to_end(c, s)))
        return false;
    give_row(values, out);
    *found = true;
    return true;
}

bool db_one(struct ctx *c, const char *sql, struct db_args in, struct db_outs out, bool *found)
{
    struct stmt *s = start(c, sql, in, false);
    if (!s)
        return false;
    bool ok = first_row(c, s, out, found);
    return release(c, s) && ok;
}

bool db_get(struct ctx *c, const char *sql, struct db_args in, struct db_outs out)
{
    bool found = false;
    return db_one(c, sql, in, out, &found) && (found || broken(c, "database: no row: %s", sql));
}

bool db_insert(struct ctx *c, const char *sql, struct db_args in, int64_t *id, bool *found)
{
    const struct engine *e = c->db->engine;
    int64_t inserted = 0;
    if (!e->last_id) {
        struct str asking = arena_printf(c->arena, "%s RETURNING id", sql);
        return db_one(c, asking.p, in, OUTS(OI(id)), found);
    }
    if (!e->run(c, sql, in, &inserted))
        return false;
    *found = inserted > 0;
    if (*found)
        *id = e->last_id(c->db);
    return true;
}

/* Values are copied: the rows outlive the block that made them. */
bool db_rows_open(struct ctx *c, struct db_rows *r, const char *sql, struct db_args in)
{
    struct stmt *s = start(c, sql, in, true);
    if (!s)
        return false;
    *r = (struct db_rows){ .c = c, .stmt = s };
    return true;
}

/* At the end the statement goes back at once: stepping it again would start it anew. */
bool db_rows_next(struct db_rows *r)
{
    if (!r->stmt)
        return false;
    enum db_step next = r->bad ? STEP_DONE : step(r->c, r->stmt);
    if (next == STEP_ROW)
        return true;
    r->bad |= next == STEP_FAILED;
    r->bad |= !release(r->c, r->stmt);
    r->stmt = NULL;
    return false;
}

bool db_rows_close(struct db_rows *r)
{
    if (r->stmt)
        r->bad |= !release(r->c, r->stmt);
    r->stmt = NULL;
    return !r->bad;
}

static bool has_column(const struct db_rows *r, int column)
{
    return r->stmt && column < r->c->db->engine->columns(r->stmt);
}

int64_t db_int(struct db_rows *r, int column)
{
    int64_t i = 0;
    assert(has_column(r, column));
    if (!r->c->db->engine->integer(r->stmt, column, &i))
        r->bad = !not_whole(r->c, r->stmt, column);
    return i;
}

bool db_is_null(struct db_rows *r, int column)
{
    assert(has_column(r, column));
    return r->c->db->engine->is_null(r->stmt, column);
}

struct str db_text_peek(struct db_rows *r, int column)
{
    assert(has_column(r, column));
    return r->c->db->engine->bytes(r->stmt, column);
}

struct str db_text(struct db_rows *r, int column)
{
    return arena_str(r->c->arena, db_text_peek(r, column));
}

bool db_explain(struct ctx *c, const char *sql, struct buf *out)
{
    return c->db->engine->explain(c, sql, out);
}

int64_t db_batch(const struct db *d)
{
    return d->batch;
}

int64_t db_steps(struct db *d)
{
    int64_t n = d->engine->steps(d) + d->steps;
    d->steps = 0;
    return n;
}

bool db_changes(struct ctx *c, int64_t *n)
{
    return c->db->engine->changes(c, n);
}

void db_changed_now(struct ctx *c)
{
    if (!c->db->engine->changed_now(c))
        assert(failed(c));
}

bool db_again(struct ctx *c)
{
    assert(c->db->writes);
    c->db->again = true;
    return db_fail(c, FAULT_BUSY, "overtaken by another node", "");
}

void db_read_steady(struct ctx *c)
{
    if (c->db->engine->read_steady)
        c->db->engine->read_steady(c->db);
}

bool db_is_shared(const struct db *d)
{
    return d->engine->remote;
}

bool db_locks(const struct db *d)
{
    return d->writes && db_is_shared(d);
}

void db_close(struct db *d)
{
    if (d)
        d->engine->close(d);
}

bool db_read_begin(struct ctx *c, int budget_ms)
{
    return c->db->engine->read_begin(c, budget_ms);
}

void db_read_end(struct ctx *c)
{
    c->db->engine->read_end(c);
}
