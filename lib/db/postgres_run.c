/* SPDX-License-Identifier: Apache-2.0 */
/* The engine's functions: statements that run, rows that are read, handles that take a connection
 * for the length of a transaction. */
#include "db_words.h"
#include "postgres_impl.h"

#define PLAN_US 1000000 /* for telling how a slow statement was run */

/* A statement outside a transaction is one of its own, and the connection is free again at once. */
static void free_again(struct pg_db *d)
{
    if (d->txn == TXN_NONE) {
        pg_give_back(d);
        d->trouble = PG_FINE;
    }
}

static struct stmt *postgres_start(struct ctx *c, const char *sql, struct db_args in,
                                   bool outlives UNUSED)
{
    struct pg_db *d = pg_of(c);
    PGresult *rows = NULL;
    bool ok = pg_send(c, sql, in, OWED_ROWS) && pg_collect(c, sql, &rows);
    free_again(d);
    if (!ok)
        return NULL;
    struct pg_stmt *s = calloc(1, sizeof *s);
    if (!s)
        die("out of memory");
    *s = (struct pg_stmt){ .stmt = { sql, true }, .next = d->open, .result = rows, .row = -1 };
    s->rows = PQntuples(rows);
    d->open = s;
    return &s->stmt;
}

/* Whether it went well is known when the next result is read, at the latest that of COMMIT. */
static bool postgres_run(struct ctx *c, const char *sql, struct db_args in, int64_t *changed)
{
    struct pg_db *d = pg_of(c);
    PGresult *rows = NULL;
    if (!pg_send(c, sql, in, OWED_ROWS)) {
        free_again(d);
        return false;
    }
    if (!changed && d->txn == TXN_OPEN && d->conn->n_owed < PG_OWED / 2) {
        d->conn->owed[d->conn->n_owed - 1] = OWED_NOTHING;
        return true;
    }
    bool ok = pg_collect(c, sql, &rows);
    if (ok && changed && !str_to_int(str_of(PQcmdTuples(rows)), changed))
        *changed = 0;
    PQclear(rows);
    free_again(d);
    return ok;
}

static enum db_step postgres_step(struct ctx *c UNUSED, struct stmt *base)
{
    struct pg_stmt *s = (struct pg_stmt *)base;
    return ++s->row < s->rows ? STEP_ROW : STEP_DONE;
}

static bool postgres_release(struct ctx *c, struct stmt *base)
{
    struct pg_stmt **at = &pg_of(c)->open;
    while (*at && &(*at)->stmt != base)
        at = &(*at)->next;
    if (*at) {
        struct pg_stmt *s = *at;
        *at = s->next;
        PQclear(s->result);
        free(s);
    }
    return true;
}

void pg_stmts_clear(struct pg_db *d)
{
    for (struct pg_stmt *s = d->open, *next; s; s = next) {
        next = s->next;
        PQclear(s->result);
        free(s);
    }
    d->open = NULL;
}

static const struct pg_stmt *stmt_of(const struct stmt *s)
{
    return (const struct pg_stmt *)s;
}

static int postgres_columns(const struct stmt *s)
{
    return PQnfields(stmt_of(s)->result);
}

static bool postgres_is_null(const struct stmt *s, int column)
{
    return PQgetisnull(stmt_of(s)->result, stmt_of(s)->row, column);
}

static bool postgres_integer(const struct stmt *base, int column, int64_t *i)
{
    const struct pg_stmt *s = stmt_of(base);
    const char *p = PQgetvalue(s->result, s->row, column);
    Oid type = PQftype(s->result, column);
    uint64_t eight;
    uint32_t four;
    *i = 0;
    if (type == 16) { /* bool */
        *i = PQgetlength(s->result, s->row, column) == 1 && p[0];
    } else if (type == 23) { /* int4: a number in the statement's text */
        memcpy(&four, p, PQgetisnull(s->result, s->row, column) ? 0 : sizeof four);
        *i = PQgetisnull(s->result, s->row, column) ? 0 : (int32_t)be32toh(four);
    } else if (type == 20) { /* int8 */
        if (PQgetisnull(s->result, s->row, column))
            return true;
        memcpy(&eight, p, sizeof eight);
        *i = (int64_t)be64toh(eight);
    } else {
        return PQgetisnull(s->result, s->row, column);
    }
    return true;
}

static struct str postgres_bytes(const struct stmt *base, int column)
{
    const struct pg_stmt *s = stmt_of(base);
    return (struct str){ PQgetvalue(s->result, s->row, column),
                         (size_t)PQgetlength(s->result, s->row, column) };
}

/* ---- handles ---- */

static void postgres_close(struct db *base)
{
    struct pg_db *d = (struct pg_db *)base;
    pg_stmts_clear(d);
    pg_give_back(d);
    free(d);
}

static bool postgres_read_begin(struct ctx *c, int budget_ms)
{
    struct pg_db *d = pg_of(c);
    assert(d->txn == TXN_NONE && !d->conn);
    d->txn = TXN_WANTED;
    d->trouble = PG_FINE;
    d->deadline_us = budget_ms > 0 ? monotonic_us() + (int64_t)budget_ms * 1000 : 0;
    return true;
}

static void postgres_read_steady(struct db *base)
{
    struct pg_db *d = (struct pg_db *)base;
    assert(d->txn == TXN_WANTED);
    d->steady = true;
}

/* Nobody waits for the end of a read: its answer comes before the next one's on this connection,
 * and is read with it. */
static void postgres_read_end(struct ctx *c)
{
    struct pg_db *d = pg_of(c);
    pg_stmts_clear(d);
    if (d->txn == TXN_OPEN && d->conn && !d->conn->spoilt) {
        bool ended = pg_read_ended(d)
                     && PQsendQueryParams(d->conn->pg, "COMMIT", 0, NULL, NULL, NULL, NULL, 1) == 1
                     && PQpipelineSync(d->conn->pg) == 1;
        d->conn->unread = ended;
        d->conn->spoilt = !ended;
        d->conn->n_owed = 0;
    }
    d->txn = TXN_NONE;
    d->deadline_us = 0;
    d->trouble = PG_FINE;
    d->steady = false;
    pg_give_back(d);
}

static int64_t postgres_steps(struct db *d UNUSED)
{
    return 0;
}

static bool postgres_changes(struct ctx *c, int64_t *n)
{
    struct pg_db *d = pg_of(c);
    bool ok = d->txn == TXN_OPEN && d->conn->n_owed == 0;
    if (!ok) {
        ok = pg_send_changes(c) && pg_collect(c, "changes", NULL);
        free_again(d);
    }
    *n = d->changes;
    return ok;
}

static bool postgres_changed_now(struct ctx *c)
{
    return db_do(c, SQL("UPDATE db_change SET n = n + 1"), NO_ARGS);
}

/* Of a table that may be small: what an index can do shows only when nothing else may. */
#define FORCE_INDEXES                                              \
    "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off;" \
    "SET LOCAL enable_bitmapscan = off;"
/* The plan for values not yet known. */
static bool explain_prepare(struct ctx *c, const char *settings, const char *sql, struct str *call)
{
    const char *text = dialect_text(c, false, sql);
    int64_t n = 0, most = 0;
    struct buf b;
    for (const char *p = text; p && (p = strchr(p, '$')); p++) {
        size_t digits = strspn(p + 1, "0123456789");
        if (digits && str_to_int((struct str){ p + 1, digits }, &n) && n > most)
            most = n;
    }
    buf_init(&b, c->arena, 4096);
    buf_lit(&b, "EXPLAIN (COSTS OFF) EXECUTE explained");
    for (int64_t i = 0; i < most; i++)
        buf_printf(&b, "%sNULL", i ? ", " : "(");
    buf_add(&b, most ? STR(")") : STR(""));
    *call = str_of(arena_cstr(c->arena, buf_str(&b)));
    return text
           && pg_exec(
               c,
               arena_printf(c->arena,
                            "SET LOCAL plan_cache_mode = force_generic_plan; %s"
                            "PREPARE explained AS %s",
                            settings, text)
                   .p,
               NULL);
}

static bool explain(struct ctx *c, const char *settings, const char *sql, struct buf *out)
{
    PGresult *rows = NULL;
    struct str call;
    if (!explain_prepare(c, settings, sql, &call) || !pg_exec(c, call.p, &rows))
        return false;
    for (int i = 0; i < PQntuples(rows); i++) {
        buf_add(out, str_trim(str_of(PQgetvalue(rows, i, 0))));
        buf_char(out, '\n');
    }
    PQclear(rows);
    return pg_exec(c, "DEALLOCATE explained", NULL);
}

static bool postgres_explain(struct ctx *c, const char *sql, struct buf *out)
{
    return explain(c, FORCE_INDEXES, sql, out);
}

/* On a connection of its own, outside the pool, where others may be waiting for ours: a setting or
 * an error here is none of the transaction that is told of. */
static bool postgres_plan_now(struct ctx *c, const char *sql, struct buf *out)
{
    struct pg_store *s = pg_of(c)->store;
    struct str why;
    struct pg_conn *conn = pg_connect(s->url, &why);
    struct ctx beside = { .arena = c->arena, .viewer = c->viewer };
    if (!conn)
        return false;
    struct pg_db *d = pg_db_new(s, false);
    beside.db = &d->db;
    d->conn = conn;
    d->txn = TXN_WANTED;
    d->deadline_us = monotonic_us() + PLAN_US;
    bool ok = explain(&beside, "", sql, out);
    d->conn = NULL;
    d->txn = TXN_NONE;
    pg_disconnect(conn);
    db_close(&d->db);
    return ok;
}

static const struct dialect_word words[] = {
    { "int", "bigint" },
    { "blob", "bytea" },
    { "lock", "FOR NO KEY UPDATE" },
    { "id", "bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY" },
};
static const struct dialect_word bare[] = {
    { "user", "\"user\"" },
    { "to", "\"to\"" }, /* a column; the keyword is written in capitals */
};
static const struct dialect_word in_script[] = {
    { "STRICT", "" },
    { "session_user", "\"session_user\"" },
    { "text", "text COLLATE \"C\"" },
};

static const struct dialect dialect = {
    .words = words,
    .n_words = COUNT(words),
    .bare = bare,
    .n_bare = COUNT(bare),
    .in_script = in_script,
    .n_in_script = COUNT(in_script),
    .full_text = postgres_words_make,
    .append_only = "CREATE TRIGGER %1$s_fixed BEFORE UPDATE OR DELETE ON %1$s"
                   " FOR EACH ROW EXECUTE FUNCTION history_is_fixed();"
                   "CREATE TRIGGER %1$s_kept BEFORE TRUNCATE ON %1$s"
                   " FOR EACH STATEMENT EXECUTE FUNCTION history_is_fixed();",
};

const struct engine postgres_engine = {
    .name = "PostgreSQL",
    .catalogue = &postgres_catalogue,
    .words = &postgres_words,
    .dialect = &dialect,
    .remote = true,
    .close = postgres_close,
    .read_begin = postgres_read_begin,
    .read_steady = postgres_read_steady,
    .read_end = postgres_read_end,
    .steps = postgres_steps,
    .explain = postgres_explain,
    .plan_now = postgres_plan_now,
    .changes = postgres_changes,
    .changed_now = postgres_changed_now,
    .start = postgres_start,
    .run = postgres_run,
    .step = postgres_step,
    .release = postgres_release,
    .columns = postgres_columns,
    .is_null = postgres_is_null,
    .integer = postgres_integer,
    .bytes = postgres_bytes,
    .store_close = postgres_store_close,
    .reader = postgres_reader,
    .submit = postgres_submit,
    .call = postgres_call,
    .backup = postgres_backup,
    .scrub = postgres_scrub,
    .migrate_begin = postgres_migrate_begin,
    .ids_settle = postgres_ids_settle,
    .script = postgres_script,
};
