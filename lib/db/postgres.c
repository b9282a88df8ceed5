/* SPDX-License-Identifier: Apache-2.0 */
/* One connection's pipeline: what is sent, what is owed, what errors mean. */
#include "postgres_impl.h"
#include <poll.h>

#define CANCEL_MS 5000 /* for the answer to a cancelled statement; then the connection is gone */

struct pg_error {
    bool is;
    char state[6];
    char text[400];
};

/* ---- what errors mean ---- */

static bool state_is(const struct pg_error *e, const char *start)
{
    return strncmp(e->state, start, strlen(start)) == 0;
}

/* 57P0x: the server is being stopped. */
static bool is_away(const struct pg_error *e, const struct pg_conn *conn)
{
    return PQstatus(conn->pg) != CONNECTION_OK || state_is(e, "08") || state_is(e, "57P");
}

/* Serialization, deadlock, two writers of one key, a table that another node has migrated. */
static bool is_again(const struct pg_error *e)
{
    return state_is(e, "40") || state_is(e, "23505") || state_is(e, "0A000")
           || state_is(e, "55P03");
}

static enum fault_kind kind_of(const struct pg_error *e)
{
    if (state_is(e, "57014"))
        return FAULT_TOO_SLOW;
    if (state_is(e, "53100"))
        return FAULT_FULL;
    return state_is(e, "53") || is_again(e) ? FAULT_BUSY : FAULT_BROKEN;
}

bool pg_away(struct ctx *c, const char *why)
{
    if (!failed(c)) {
        fail(c, FAULT_BUSY, "database_away",
             STR("The database does not answer at the moment. Please try again in a moment."));
        c->fault.log = arena_printf(c->arena, "database: %s", why);
    }
    return false;
}

static bool pg_fault(struct ctx *c, const struct pg_error *e, const char *sql)
{
    struct pg_db *d = pg_of(c);
    d->conn->spoilt = true;
    if (is_away(e, d->conn)) {
        d->trouble = PG_AWAY;
        pg_forget_idle(d->store);
        return pg_away(c, e->text);
    }
    d->trouble = is_again(e) ? PG_AGAIN : PG_WRONG;
    return db_fail(c, kind_of(e), e->text, sql);
}

static void error_note(struct pg_error *e, const struct pg_conn *conn, const PGresult *r)
{
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *text = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    const char *detail = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_DETAIL) : NULL;
    if (e->is)
        return;
    e->is = true;
    snprintf(e->state, sizeof e->state, "%s", state ? state : "");
    snprintf(e->text, sizeof e->text, "%s %s%s%s", e->state,
             text ? text : PQerrorMessage(conn->pg), detail ? ": " : "", detail ? detail : "");
}

/* ---- reading what is owed ---- */

static void cancel(struct pg_db *d)
{
    char why[256];
    PGcancel *how = PQgetCancel(d->conn->pg);
    if (how && !PQcancel(how, why, sizeof why))
        log_error("database: cannot cancel: %s", why);
    PQfreeCancel(how);
}

/* False when nothing came in that time. */
static bool readable(const struct pg_conn *conn, int64_t ms)
{
    struct pollfd p = { .fd = PQsocket(conn->pg), .events = POLLIN };
    int n;
    do
        n = poll(&p, 1, ms < 0 ? -1 : (int)ms);
    while (n < 0 && errno == EINTR);
    return n != 0;
}

/* A statement past its budget is cancelled; its error then comes as any other. */
static void wait_for_result(struct pg_db *d)
{
    int64_t until = d->deadline_us;
    while (until && PQisBusy(d->conn->pg)) {
        int64_t left = (until - monotonic_us()) / 1000;
        if (!readable(d->conn, left > 0 ? left : 0)) {
            if (until != d->deadline_us)
                return;
            cancel(d);
            until = monotonic_us() + (int64_t)CANCEL_MS * 1000;
        }
        if (!PQconsumeInput(d->conn->pg))
            return;
    }
}

static void changes_read(struct pg_db *d, const PGresult *r)
{
    uint64_t n;
    if (PQntuples(r) != 1 || PQgetlength(r, 0, 0) != 8)
        return;
    memcpy(&n, PQgetvalue(r, 0, 0), sizeof n);
    d->changes = (int64_t)be64toh(n);
}

/* One command's result. False: nothing more will come. */
static bool result_read(struct pg_db *d, enum pg_owed kind, struct pg_error *e, PGresult **rows)
{
    wait_for_result(d);
    PGresult *r = PQgetResult(d->conn->pg);
    ExecStatusType status = r ? PQresultStatus(r) : PGRES_FATAL_ERROR;
    bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!good && status != PGRES_PIPELINE_ABORTED)
        error_note(e, d->conn, r);
    if (good && kind == OWED_CHANGES)
        changes_read(d, r);
    if (good && kind == OWED_ROWS && rows)
        *rows = r;
    else
        PQclear(r);
    if (PQstatus(d->conn->pg) != CONNECTION_OK)
        return false;
    PQclear(PQgetResult(d->conn->pg)); /* NULL: the end of this command */
    return true;
}

/* Up to the next mark. */
static bool sync_read(struct pg_db *d)
{
    for (PGresult *r; PQstatus(d->conn->pg) == CONNECTION_OK; PQclear(r)) {
        r = PQgetResult(d->conn->pg);
        if (r && PQresultStatus(r) == PGRES_PIPELINE_SYNC) {
            PQclear(r);
            return true;
        }
    }
    return false;
}

bool pg_collect(struct ctx *c, const char *sql, PGresult **rows)
{
    struct pg_db *d = pg_of(c);
    struct pg_conn *conn = d->conn;
    struct pg_error e = { 0 };
    bool more = PQpipelineSync(conn->pg) == 1;
    for (size_t i = 0; more && i < conn->n_owed; i++)
        more = result_read(d, conn->owed[i], &e, rows);
    conn->n_owed = 0;
    if (!more || !sync_read(d))
        error_note(&e, conn, NULL);
    if (!e.is)
        return true;
    if (rows)
        PQclear(*rows);
    if (rows)
        *rows = NULL;
    return pg_fault(c, &e, sql);
}

/* ---- sending ---- */

struct values {
    const char **p;
    int *lengths, *formats;
    int64_t *numbers;
};

static void values_of(struct arena *a, struct db_args in, struct values *v)
{
    v->p = arena_array(a, const char *, in.n + 1);
    v->lengths = arena_array(a, int, in.n + 1);
    v->formats = arena_array(a, int, in.n + 1);
    v->numbers = arena_array(a, int64_t, in.n + 1);
    for (size_t i = 0; i < in.n; i++) {
        const struct db_arg *arg = &in.p[i];
        v->formats[i] = 1;
        if (arg->type == DB_INT) {
            v->numbers[i] = (int64_t)htobe64((uint64_t)arg->i);
            v->p[i] = (const char *)&v->numbers[i];
            v->lengths[i] = sizeof v->numbers[i];
        } else {
            v->p[i] = arg->type == DB_NULL ? NULL : arg->s.p ? arg->s.p : "";
            v->lengths[i] = (int)arg->s.n;
        }
    }
}

static void owe(struct pg_conn *conn, enum pg_owed kind)
{
    assert(conn->n_owed < PG_OWED);
    conn->owed[conn->n_owed++] = kind;
}

static bool sent(struct ctx *c, int rc, enum pg_owed kind)
{
    struct pg_db *d = pg_of(c);
    struct pg_error e = { 0 };
    if (rc == 1) {
        owe(d->conn, kind);
        return true;
    }
    error_note(&e, d->conn, NULL);
    return pg_fault(c, &e, "sending");
}

bool pg_send_plain(struct ctx *c, const char *sql)
{
    return sent(c, PQsendQueryParams(pg_of(c)->conn->pg, sql, 0, NULL, NULL, NULL, NULL, 1),
                OWED_NOTHING);
}

static bool send_one(struct ctx *c, const char *sql, struct db_args in, enum pg_owed kind)
{
    struct pg_conn *conn = pg_of(c)->conn;
    struct values v;
    bool fresh;
    struct pg_named *n = pg_named_find(c, sql, in, &fresh);
    if (!n)
        return false;
    values_of(c->arena, in, &v);
    if (!n->name[0])
        return sent(c, PQsendQueryParams(conn->pg, n->expanded, (int)in.n, n->types, v.p, v.lengths,
                                         v.formats, 1), kind);
    if (fresh
        && !sent(c, PQsendPrepare(conn->pg, n->name, n->expanded, (int)in.n, n->types),
                 OWED_NOTHING))
        return false;
    return sent(c, PQsendQueryPrepared(conn->pg, n->name, (int)in.n, v.p, v.lengths, v.formats, 1),
                kind);
}

/* A transaction begins with its first statement, and says who it is. */
static bool begin(struct ctx *c)
{
    struct pg_db *d = pg_of(c);
    d->txn = TXN_OPEN;
    if (!d->db.writes)
        return pg_send_plain(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
               && send_one(c, SQL("SELECT n FROM db_change"), NO_ARGS, OWED_CHANGES);
    return pg_send_plain(c, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
           && send_one(c, SQL("SELECT n FROM db_change"), NO_ARGS, OWED_CHANGES)
           && send_one(c, SQL("INSERT INTO db_request (id, made) VALUES ($1, $2)"),
                       ARGS(B(((struct str){ (const char *)d->request, PG_REQUEST })),
                            I(instant_now().ms)),
                       OWED_NOTHING);
}

static bool ready(struct ctx *c)
{
    struct pg_db *d = pg_of(c);
    if (d->deadline_us && monotonic_us() > d->deadline_us)
        return db_fail(c, FAULT_TOO_SLOW, "past its budget", "");
    if (d->trouble != PG_FINE)
        return failed(c) ? false : broken(c, "database: a transaction goes on after its error");
    if (!d->conn && !pg_take(c))
        return false;
    if (d->conn->unread) {
        d->conn->unread = false;
        if (!sync_read(d))
            return sent(c, 0, OWED_NOTHING);
    }
    return d->txn != TXN_WANTED || begin(c);
}

bool pg_send(struct ctx *c, const char *sql, struct db_args in, enum pg_owed kind)
{
    return ready(c) && send_one(c, sql, in, kind);
}

bool pg_exec(struct ctx *c, const char *sql, PGresult **rows)
{
    struct pg_db *d = pg_of(c);
    struct pg_error e = { 0 };
    if (!ready(c) || !pg_collect(c, sql, NULL))
        return false;
    PQexitPipelineMode(d->conn->pg);
    PGresult *r = PQexec(d->conn->pg, sql);
    ExecStatusType status = PQresultStatus(r);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        error_note(&e, d->conn, r);
    if (rows && !e.is)
        *rows = r;
    else
        PQclear(r);
    PQenterPipelineMode(d->conn->pg);
    return !e.is || pg_fault(c, &e, "script");
}

/* ---- the engine's functions: statements ---- */

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

/* ---- the engine's functions: handles ---- */

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

/* Nobody waits for the end of a read: its answer comes before the next one's on this connection. */
static void postgres_read_end(struct ctx *c)
{
    struct pg_db *d = pg_of(c);
    pg_stmts_clear(d);
    if (d->txn == TXN_OPEN && d->conn && !d->conn->spoilt) {
        bool ended = PQsendQueryParams(d->conn->pg, "COMMIT", 0, NULL, NULL, NULL, NULL, 1) == 1
                     && PQpipelineSync(d->conn->pg) == 1;
        d->conn->unread = ended;
        d->conn->spoilt = !ended;
        d->conn->n_owed = 0;
    }
    d->txn = TXN_NONE;
    d->deadline_us = 0;
    d->trouble = PG_FINE;
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
        ok = pg_send(c, SQL("SELECT n FROM db_change"), NO_ARGS, OWED_CHANGES)
             && pg_collect(c, "changes", NULL);
        free_again(d);
    }
    *n = d->changes;
    return ok;
}

static bool postgres_changed_now(struct ctx *c)
{
    return db_do(c, SQL("UPDATE db_change SET n = n + 1"), NO_ARGS);
}

/* The plan for values not yet known, of a table that may be small: what an index can do shows only
 * when nothing else may. */
static bool explain_prepare(struct ctx *c, const char *sql, struct str *call)
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
           && pg_exec(c,
                      arena_printf(c->arena,
                                   "SET LOCAL plan_cache_mode = force_generic_plan;"
                                   "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off;"
                                   "SET LOCAL enable_bitmapscan = off;"
                                   "SET LOCAL enable_incremental_sort = off; PREPARE explained AS %s",
                                   text).p,
                      NULL);
}

static bool postgres_explain(struct ctx *c, const char *sql, struct buf *out)
{
    PGresult *rows = NULL;
    struct str call;
    if (!explain_prepare(c, sql, &call) || !pg_exec(c, call.p, &rows))
        return false;
    for (int i = 0; i < PQntuples(rows); i++) {
        buf_add(out, str_trim(str_of(PQgetvalue(rows, i, 0))));
        buf_char(out, '\n');
    }
    PQclear(rows);
    return pg_exec(c, "DEALLOCATE explained", NULL);
}

/* Of a table that is small or was never counted every index costs the same. */
static bool postgres_table_is_small(struct ctx *c, const char *index, bool *small)
{
    int64_t one;
    return db_one(c,
                  SQL("SELECT 1 FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid"
                      " WHERE i.indexrelid = to_regclass($1) AND t.reltuples < 1000"),
                  ARGS(T(str_of(index))), OUTS(OI(&one)), small);
}

static const struct dialect_word words[] = {
    { "int", "bigint" },
    { "blob", "bytea" },
    { "lock", "FOR NO KEY UPDATE" },
    { "id", "bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY" },
};
static const struct dialect_word bare[] = {
    { "user", "\"user\"" },
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
    .append_only = "CREATE TRIGGER %1$s_fixed BEFORE UPDATE OR DELETE ON %1$s"
                   " FOR EACH ROW EXECUTE FUNCTION history_is_fixed();"
                   "CREATE TRIGGER %1$s_kept BEFORE TRUNCATE ON %1$s"
                   " FOR EACH STATEMENT EXECUTE FUNCTION history_is_fixed();",
};

const struct engine postgres_engine = {
    .name = "PostgreSQL",
    .dialect = &dialect,
    .plan = { " using ", " on", "Sort", "Seq Scan" },
    .remote = true,
    .close = postgres_close,
    .read_begin = postgres_read_begin,
    .read_end = postgres_read_end,
    .steps = postgres_steps,
    .explain = postgres_explain,
    .any_index_will_do = postgres_table_is_small,
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
    .migrate_begin = postgres_migrate_begin,
    .ids_settle = postgres_ids_settle,
    .script = postgres_script,
};
