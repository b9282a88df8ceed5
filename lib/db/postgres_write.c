/* SPDX-License-Identifier: Apache-2.0 */
/* A write: one transaction of its own, on the thread that asks. Run again after a deadlock or a
 * clash; after a COMMIT that was not answered, only once it is known that it was not kept. */
#include "postgres_impl.h"
#include <sodium.h>
#include <time.h>

#define TRIES 6
#define AWAY_TRIES 2 /* a server that was restarted answers the second */
#define RESOLVE_MS 10000
#define RESOLVE_PAUSE_MS 100 /* between two tries to reach the server */
#define REQUESTS_KEPT_MS INT64_C(3600000)
#define SWEEP_EVERY 4096

enum outcome { KEPT, NOT_KEPT, AGAIN, AWAY, UNKNOWN };

static void txn_want(struct pg_db *d)
{
    d->txn = TXN_WANTED;
    d->trouble = PG_FINE;
    d->commit_sent = false;
    d->db.again = false;
    randombytes_buf(d->request, sizeof d->request);
    pthread_mutex_lock(&d->store->store.mutex);
    d->db.batch = ++d->store->batches;
    pthread_mutex_unlock(&d->store->store.mutex);
}

static void txn_forget(struct pg_db *d)
{
    pg_stmts_clear(d);
    d->txn = TXN_NONE;
    pg_give_back(d);
}

/* After an error the connection goes, and the server ends the transaction with it. */
static void txn_rollback(struct ctx *c)
{
    struct pg_db *d = pg_of(c);
    if (d->txn == TXN_OPEN && d->conn && d->trouble == PG_FINE) {
        struct fault fault = c->fault;
        if (!pg_send_plain(c, "ROLLBACK") || !pg_collect(c, "ROLLBACK", NULL))
            d->conn->spoilt = true;
        c->fault = fault;
    }
    txn_forget(d);
}

static bool txn_commit(struct ctx *c)
{
    struct pg_db *d = pg_of(c);
    if (d->txn != TXN_OPEN)
        return d->trouble == PG_FINE;
    d->commit_sent = true;
    return pg_send_plain(c, "COMMIT") && pg_collect(c, "COMMIT", NULL);
}

/* Whether the transaction of d->request was kept: a row of the same id waits for one that is still
 * under way, and finds one that was. Where there was none it is made, with a moment below 0: what a
 * network may still hold of the transaction can then never be kept. False when nobody could be
 * asked. */
static bool was_kept(struct ctx *c, bool *kept)
{
    struct pg_db *d = pg_of(c);
    PGresult *rows = NULL;
    struct str id = { (const char *)d->request, PG_REQUEST };
    d->trouble = PG_FINE;
    bool ok = pg_send(c,
                      SQL("INSERT INTO db_request (id, made) VALUES ($1, $2)"
                          " ON CONFLICT (id) DO NOTHING"),
                      ARGS(B(id), I(-instant_now().ms)), OWED_NOTHING)
              && pg_send(c, SQL("SELECT 1 FROM db_request WHERE id = $1 AND made > 0"),
                         ARGS(B(id)), OWED_ROWS)
              && pg_collect(c, "request", &rows);
    if (ok)
        *kept = PQntuples(rows) == 1;
    PQclear(rows);
    pg_give_back(d);
    return ok;
}

static void pause_ms(int ms)
{
    struct timespec t = { 0, (long)ms * 1000000 };
    nanosleep(&t, NULL);
}

static enum outcome resolve(struct ctx *c)
{
    bool kept;
    for (int64_t began = monotonic_ms(); monotonic_ms() - began < RESOLVE_MS;) {
        fault_clear(c);
        if (was_kept(c, &kept))
            return kept ? KEPT : AGAIN;
        pause_ms(RESOLVE_PAUSE_MS);
    }
    fault_clear(c);
    fail(c, FAULT_BUSY, "outcome_unknown",
         STR("The database went away while this was being saved. It may have been saved or not: "
             "look before you do it again."));
    c->fault.next[0] = STR("Reload the page and see whether the change is there.");
    return NOT_KEPT;
}

static enum outcome trouble_outcome(const struct pg_db *d)
{
    if (d->trouble == PG_AWAY)
        return d->commit_sent ? UNKNOWN : AWAY;
    return d->trouble == PG_AGAIN || d->db.again ? AGAIN : NOT_KEPT;
}

static enum outcome commit(struct ctx *c)
{
    struct pg_db *d = pg_of(c);
    bool ok = txn_commit(c);
    enum outcome outcome = ok ? KEPT : trouble_outcome(d);
    if (d->txn == TXN_OPEN)
        store_count(&d->store->store, ok, 1);
    txn_forget(d);
    return outcome == UNKNOWN ? resolve(c) : outcome;
}

/* A refusal is kept in a transaction of its own; whatever becomes of it, it stays the answer. */
static bool refuse_kept(struct ctx *c, struct job *j)
{
    struct fault fault = c->fault;
    bool kept = false;
    for (int i = 0; i < TRIES && !kept; i++) {
        c->after = NULL;
        txn_want(pg_of(c));
        if (j->refused(c, j->arg)) {
            enum outcome outcome = commit(c);
            kept = outcome == KEPT;
            if (outcome == NOT_KEPT || outcome == AWAY)
                break;
        } else {
            txn_rollback(c);
        }
        c->fault = fault;
    }
    c->fault = fault;
    if (!kept)
        log_error("database: refusal %s could not be stored", fault.code ? fault.code : "");
    return kept;
}

static enum outcome job_try(struct ctx *c, struct job *j)
{
    struct pg_db *d = pg_of(c);
    txn_want(d);
    bool ok = j->run(c, j->arg);
    if (ok && !failed(c))
        return commit(c);
    if (!failed(c))
        broken(c, "a job failed without a fault");
    enum outcome outcome = trouble_outcome(d);
    txn_rollback(c);
    return outcome;
}

static void job_reset(struct pg_store *s, struct ctx *c, struct arena_mark mark)
{
    arena_rewind(c->arena, mark);
    fault_clear(c);
    c->after = NULL;
    c->now = store_now(&s->store);
}

/* Ids of requests are needed only while somebody may still ask for them. */
static bool sweep(struct ctx *c, void *arg UNUSED)
{
    int64_t before = instant_now().ms - REQUESTS_KEPT_MS;
    return db_do(c, SQL("DELETE FROM db_request WHERE made > $1 AND made < $2"),
                 ARGS(I(-before), I(before)));
}

static bool sweep_is_due(struct pg_store *s)
{
    pthread_mutex_lock(&s->store.mutex);
    bool due = ++s->writes % SWEEP_EVERY == 0;
    s->store.counts.jobs++;
    pthread_mutex_unlock(&s->store.mutex);
    return due;
}

static void job_run(struct pg_store *s, struct job *j)
{
    struct ctx *c = j->c;
    struct db *before = c->db;
    struct pg_db *d = pg_db_new(s, true);
    struct arena_mark mark = arena_mark(c->arena);
    enum outcome outcome = AGAIN;
    int again = 0, away = 0;
    c->db = &d->db;
    while ((outcome == AGAIN || outcome == AWAY) && again < TRIES && away < AWAY_TRIES) {
        job_reset(s, c, mark);
        outcome = job_try(c, j);
        again += outcome == AGAIN;
        away += outcome == AWAY;
    }
    j->ok = outcome == KEPT;
    bool kept = j->ok
                || (outcome == NOT_KEPT && c->fault.kind == FAULT_REFUSED && j->refused
                    && refuse_kept(c, j));
    c->db = before;
    db_close(&d->db);
    if (kept)
        after_run(c);
    c->after = NULL;
}

bool postgres_call(struct store *base, struct job *j)
{
    struct pg_store *s = (struct pg_store *)base;
    job_run(s, j);
    if (sweep_is_due(s)) {
        struct job sweeping = { .c = j->c, .run = sweep };
        struct fault fault = j->c->fault;
        job_run(s, &sweeping);
        j->c->fault = fault;
    }
    return j->ok;
}

/* ---- what nobody waits for, on a thread of the store's own ---- */

static struct job *aside_take(struct pg_store *s)
{
    pthread_mutex_lock(&s->store.mutex);
    while (!s->first && !s->stopping)
        pthread_cond_wait(&s->wake, &s->store.mutex);
    struct job *j = s->first;
    if (j) {
        s->first = j->next;
        if (!s->first)
            s->last = &s->first;
    }
    pthread_mutex_unlock(&s->store.mutex);
    return j;
}

static void *aside_main(void *arg)
{
    struct job *j;
    while ((j = aside_take(arg))) {
        postgres_call(arg, j);
        j->done(j);
    }
    return NULL;
}

void aside_start(struct pg_store *s)
{
    s->last = &s->first;
    pthread_cond_init(&s->wake, NULL);
    if (pthread_create(&s->thread, NULL, aside_main, s) != 0)
        die("no thread for the writer");
}

void aside_stop(struct pg_store *s)
{
    pthread_mutex_lock(&s->store.mutex);
    s->stopping = true;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->store.mutex);
    pthread_join(s->thread, NULL);
    pthread_cond_destroy(&s->wake);
}

void postgres_submit(struct store *base, struct job *j)
{
    struct pg_store *s = (struct pg_store *)base;
    j->next = NULL;
    pthread_mutex_lock(&s->store.mutex);
    *s->last = j;
    s->last = &j->next;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->store.mutex);
}
