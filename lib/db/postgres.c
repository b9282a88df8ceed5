/* SPDX-License-Identifier: Apache-2.0 */
/* One connection's pipeline: what is sent, what is owed, what errors mean. */
#include "postgres_impl.h"
#include "watch.h"
#include <poll.h>
#include <stdatomic.h>
#include <sys/socket.h>

#define CANCEL_EVERY_MS 200
#define CANCEL_MS 5000 /* for the answer to a cancelled statement; then the connection is gone */
#define CANCELS_MAX 16 /* at once */

static atomic_int cancelling;

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

/* 57P0x: the server is being stopped. What the library says has no state: it is of the connection,
 * which may count as good for as long as nothing more is read. */
static bool is_away(const struct pg_error *e, const struct pg_conn *conn)
{
    return PQstatus(conn->pg) != CONNECTION_OK || !e->state[0] || state_is(e, "08")
           || state_is(e, "57P");
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
    watch_fault(FAULT_BUSY);
    if (!failed(c)) {
        fail(c, FAULT_BUSY, "database_away",
             STR("The database does not answer at the moment. Nothing was changed."));
        c->fault.next[0] = STR("Try again in a moment.");
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
    snprintf(e->text, sizeof e->text, "%s %s%s%s", e->state, text ? text : PQerrorMessage(conn->pg),
             detail ? ": " : "", detail ? detail : "");
}

/* ---- reading what is owed ---- */

/* Asking for it may take as long as the server does, which may be for ever. */
static void *cancel_main(void *arg)
{
    PGcancel *how = arg;
    char why[256];
    if (!PQcancel(how, why, sizeof why))
        log_error("database: cannot cancel: %s", why);
    PQfreeCancel(how);
    atomic_fetch_sub(&cancelling, 1);
    return NULL;
}

/* It may come late and meet another statement: the connection is not used for one. */
static void cancel(struct pg_db *d)
{
    pthread_t thread;
    PGcancel *how = atomic_fetch_add(&cancelling, 1) < CANCELS_MAX ? PQgetCancel(d->conn->pg)
                                                                   : NULL;
    d->conn->spoilt = true;
    if (how && pthread_create(&thread, NULL, cancel_main, how) == 0) {
        pthread_detach(thread);
        return;
    }
    PQfreeCancel(how);
    atomic_fetch_sub(&cancelling, 1);
}

/* False when nothing came until then. */
static bool readable(const struct pg_conn *conn, int64_t until_us)
{
    struct pollfd p = { .fd = PQsocket(conn->pg), .events = POLLIN };
    int64_t left_us = until_us - monotonic_us();
    int n;
    do
        n = poll(&p, 1, left_us > 0 ? (int)(left_us / 1000) + 1 : 0);
    while (n < 0 && errno == EINTR);
    return n != 0;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* A statement past its budget is cancelled; its error then comes as any other. Asked again and
 * again, because the server forgets a cancel that comes before the statement. At last, or when the
 * server says nothing for longer than one waits for an answer, it is hung up. */
static void wait_for_result(struct pg_db *d)
{
    PGconn *pg = d->conn->pg;
    int64_t cancel_at = d->deadline_us ? d->deadline_us : INT64_MAX, hang_up_at = INT64_MAX;
    if (d->deadline_us)
        hang_up_at = d->deadline_us + (int64_t)CANCEL_MS * 1000;
    if (d->store->answer_ms)
        hang_up_at = earlier(hang_up_at, monotonic_us() + (int64_t)d->store->answer_ms * 1000);
    while (hang_up_at != INT64_MAX && PQisBusy(pg)) {
        if (!readable(d->conn, earlier(cancel_at, hang_up_at))) {
            if (monotonic_us() >= hang_up_at) {
                shutdown(PQsocket(pg), SHUT_RDWR);
                return;
            }
            cancel(d);
            cancel_at = monotonic_us() + (int64_t)CANCEL_EVERY_MS * 1000;
        }
        if (!PQconsumeInput(pg))
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

/* Up to the next mark; what fails there fails when a transaction ends. NULL ends a command: where
 * it comes again and again nothing is owed any more, and the mark was lost with the server. */
static bool sync_read(struct pg_db *d, struct pg_error *e)
{
    bool there = false;
    int ends = 0;
    while (!there && ends < 3 && PQstatus(d->conn->pg) == CONNECTION_OK) {
        wait_for_result(d);
        PGresult *r = PQgetResult(d->conn->pg);
        ends = r ? 0 : ends + 1;
        ExecStatusType status = r ? PQresultStatus(r) : PGRES_COMMAND_OK;
        there = status == PGRES_PIPELINE_SYNC;
        if (status == PGRES_FATAL_ERROR)
            error_note(e, d->conn, r);
        PQclear(r);
    }
    return there;
}

bool pg_read_ended(struct pg_db *d)
{
    struct pg_error ended = { 0 };
    bool unread = d->conn->unread;
    d->conn->unread = false;
    return !unread || sync_read(d, &ended);
}

bool pg_collect(struct ctx *c, const char *sql, PGresult **rows)
{
    struct pg_db *d = pg_of(c);
    struct pg_conn *conn = d->conn;
    struct pg_error e = { 0 };
    bool more = PQpipelineSync(conn->pg) == 1 && pg_read_ended(d);
    for (size_t i = 0; more && i < conn->n_owed; i++)
        more = result_read(d, conn->owed[i], &e, rows);
    conn->n_owed = 0;
    if (!more || !sync_read(d, &e))
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
        return sent(c,
                    PQsendQueryParams(conn->pg, n->expanded, (int)in.n, n->types, v.p, v.lengths,
                                      v.formats, 1),
                    kind);
    if (fresh
        && !sent(c, PQsendPrepare(conn->pg, n->name, n->expanded, (int)in.n, n->types),
                 OWED_NOTHING))
        return false;
    return sent(c, PQsendQueryPrepared(conn->pg, n->name, (int)in.n, v.p, v.lengths, v.formats, 1),
                kind);
}

/* A transaction begins with its first statement, and says who it is. A migration takes its number
 * before it changes a table; a lock, unlike a query, does not fix what this transaction sees. */
static bool begin(struct ctx *c)
{
    struct pg_db *d = pg_of(c);
    d->txn = TXN_OPEN;
    if (!d->db.writes)
        return pg_send_plain(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
               && (!d->steady || pg_send_plain(c, "LOCK TABLE migration IN SHARE MODE"))
               && send_one(c, SQL("SELECT n FROM db_change"), NO_ARGS, OWED_CHANGES);
    return pg_send_plain(c, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
           && send_one(c, SQL("SELECT n FROM db_change"), NO_ARGS, OWED_CHANGES)
           && send_one(
               c, SQL("INSERT INTO db_request (id, made) VALUES ($1, $2)"),
               ARGS(B(((struct str){ (const char *)d->request, PG_REQUEST })), I(instant_now().ms)),
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
    return d->txn != TXN_WANTED || begin(c);
}

bool pg_send(struct ctx *c, const char *sql, struct db_args in, enum pg_owed kind)
{
    return ready(c) && send_one(c, sql, in, kind);
}

static bool changes_are_owed(const struct pg_conn *conn)
{
    for (size_t i = 0; i < conn->n_owed; i++)
        if (conn->owed[i] == OWED_CHANGES)
            return true;
    return false;
}

bool pg_send_changes(struct ctx *c)
{
    return ready(c)
           && (changes_are_owed(pg_of(c)->conn)
               || send_one(c, SQL("SELECT n FROM db_change"), NO_ARGS, OWED_CHANGES));
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
