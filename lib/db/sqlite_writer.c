/* SPDX-License-Identifier: Apache-2.0 */
/* The writer's thread: it takes what waits, runs each job in a savepoint, commits once, tells each.
 */
#include "sqlite_impl.h"

#define BATCH_JOBS 64
#define BATCH_US 20000
#define CHECKPOINT_PAGES 1000 /* 4 MB of log: copied into the file by what readers leave free */
#define RESTART_PAGES 8000    /* 32 MB: readers overlapped all along; wait for a gap */
#define RESTART_WAIT_MS 30    /* a little more than a page may read */

/* One job and where it stood before it was first tried. */
struct trial {
    struct job *job;
    struct arena_mark mark;
    struct db *before;
    bool ok;   /* run() gave true */
    bool kept; /* something of it is to be committed: its work or its refusal */
};
struct batch {
    struct trial trials[BATCH_JOBS];
    size_t n;
    int64_t started_us;
};

/* The next job that may still join; NULL when none waits or the batch is full. */
static struct trial *batch_take(struct sqlite_store *s, struct batch *b)
{
    if (b->n == BATCH_JOBS || (b->n > 0 && monotonic_us() - b->started_us > BATCH_US))
        return NULL;
    pthread_mutex_lock(&s->store.mutex);
    struct job *j = b->n == 0 || s->store.batching ? s->first : NULL;
    if (j) {
        s->first = j->next;
        if (!s->first)
            s->last = &s->first;
        s->store.counts.jobs++;
        s->store.counts.waiting--;
        s->store.taken_ms = monotonic_ms();
    }
    pthread_mutex_unlock(&s->store.mutex);
    if (!j)
        return NULL;
    struct trial *t = &b->trials[b->n++];
    *t = (struct trial){ .job = j, .mark = arena_mark(j->c->arena), .before = j->c->db };
    return t;
}

static bool savepoint_undo(struct sqlite_db *d)
{
    return db_fixed(d, FIXED_ROLLBACK_TO) == SQLITE_OK && db_fixed(d, FIXED_RELEASE) == SQLITE_OK;
}

/* refused() sees the fault it is to store; whatever it does, that fault is the answer. False: the
 * transaction ended. */
static bool trial_refuse(struct sqlite_db *d, struct trial *t)
{
    struct ctx *c = t->job->c;
    struct fault fault = c->fault;
    if (fault.kind != FAULT_REFUSED || !t->job->refused)
        return true;
    if (db_fixed(d, FIXED_SAVEPOINT) != SQLITE_OK)
        return false;
    t->kept = t->job->refused(c, t->job->arg);
    stmts_release(d);
    c->fault = fault;
    if (!db_in_transaction(d))
        return false;
    if (t->kept)
        return db_fixed(d, FIXED_RELEASE) == SQLITE_OK;
    c->after = NULL;
    log_error("database: refusal %s could not be stored", fault.code ? fault.code : "");
    return savepoint_undo(d);
}

static void trial_reset(struct sqlite_store *s, struct trial *t)
{
    struct ctx *c = t->job->c;
    arena_rewind(c->arena, t->mark);
    fault_clear(c);
    c->after = NULL;
    c->db = &s->db->db;
    c->now = store_now(&s->store);
    t->ok = t->kept = false;
}

/* False when the engine has ended the whole transaction, and with it what the jobs before had
 * written. */
static bool trial_run(struct sqlite_store *s, struct trial *t)
{
    struct ctx *c = t->job->c;
    trial_reset(s, t);
    if (db_fixed(s->db, FIXED_SAVEPOINT) != SQLITE_OK)
        return false;
    bool ok = t->job->run(c, t->job->arg);
    stmts_release(s->db);
    if (!db_in_transaction(s->db))
        return false;
    if (ok && !failed(c)) {
        t->ok = t->kept = true;
        return db_fixed(s->db, FIXED_RELEASE) == SQLITE_OK;
    }
    if (!failed(c))
        broken(c, "a job failed without a fault");
    c->after = NULL;
    return savepoint_undo(s->db) && trial_refuse(s->db, t);
}

static bool any_kept(const struct trial *t, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (t[i].kept)
            return true;
    return false;
}

static bool backup_is_running(struct sqlite_store *s)
{
    pthread_mutex_lock(&s->store.mutex);
    bool running = s->backup != NULL;
    pthread_mutex_unlock(&s->store.mutex);
    return running;
}

/* A rollback starts a running backup from its beginning; an empty commit does not. */
static void finish(struct sqlite_store *s, struct trial *t, size_t n)
{
    if (!any_kept(t, n) && !backup_is_running(s)) {
        db_fixed(s->db, FIXED_ROLLBACK);
        return;
    }
    int rc = db_fixed(s->db, FIXED_COMMIT);
    store_count(&s->store, rc == SQLITE_OK, n);
    if (rc == SQLITE_OK)
        return;
    struct db_error e = db_error_of(s->db, rc);
    for (size_t i = 0; i < n; i++) {
        if (t[i].kept)
            db_fault(t[i].job->c, &e, "COMMIT");
        t[i].ok = t[i].kept = false;
    }
    if (db_in_transaction(s->db))
        db_fixed(s->db, FIXED_ROLLBACK);
}

static bool begin(struct sqlite_db *d, struct db_error *e)
{
    int rc = db_fixed(d, FIXED_WRITE);
    d->db.batch++;
    if (rc == SQLITE_OK)
        return true;
    *e = db_error_of(d, rc);
    return false;
}

/* False when the engine ended the transaction on the way. */
static bool batch_together(struct sqlite_store *s, struct batch *b)
{
    struct db_error e;
    struct trial *t;
    if (!begin(s->db, &e)) {
        while ((t = batch_take(s, b))) {
            trial_reset(s, t);
            db_fault(t->job->c, &e, "BEGIN");
        }
        return true;
    }
    while ((t = batch_take(s, b)))
        if (!trial_run(s, t))
            return false;
    finish(s, b->trials, b->n);
    return true;
}

static void trial_alone(struct sqlite_store *s, struct trial *t)
{
    struct db_error e;
    trial_reset(s, t);
    if (!begin(s->db, &e)) {
        db_fault(t->job->c, &e, "BEGIN");
    } else if (trial_run(s, t)) {
        finish(s, t, 1);
    } else {
        t->ok = t->kept = false;
        if (!failed(t->job->c))
            broken(t->job->c, "the engine ended a transaction and the job did not say so");
        if (db_in_transaction(s->db))
            db_fixed(s->db, FIXED_ROLLBACK);
    }
}

static void batch_one_by_one(struct sqlite_store *s, struct batch *b)
{
    if (db_in_transaction(s->db))
        db_fixed(s->db, FIXED_ROLLBACK);
    for (size_t i = 0; i < b->n; i++)
        trial_alone(s, &b->trials[i]);
}

/* After done() the job may be gone. */
static void trial_answer(struct trial *t)
{
    struct ctx *c = t->job->c;
    c->db = t->before;
    t->job->ok = t->ok;
    if (t->kept)
        after_run(c);
    c->after = NULL;
    t->job->done(t->job);
}

static void writer_is_busy(struct sqlite_store *s, bool busy)
{
    pthread_mutex_lock(&s->store.mutex);
    s->store.busy_since_ms = busy ? monotonic_ms() : 0;
    pthread_mutex_unlock(&s->store.mutex);
}

static void batch_run(struct sqlite_store *s)
{
    struct batch b = { .started_us = monotonic_us() };
    writer_is_busy(s, true);
    if (!batch_together(s, &b))
        batch_one_by_one(s, &b);
    for (size_t i = 0; i < b.n; i++)
        trial_answer(&b.trials[i]);
    writer_is_busy(s, false);
}

static int log_grew(void *arg, sqlite3 *sqlite UNUSED, const char *schema UNUSED, int pages)
{
    struct sqlite_db *d = arg;
    if (pages < d->wal_pages)
        d->checkpoint_at = CHECKPOINT_PAGES;
    d->wal_pages = pages;
    return SQLITE_OK;
}

/* On the writer's own connection, after its jobs have their answers. Readers may hold part of the
 * log, so the next try is a thousand pages later. */
static bool checkpoint(struct sqlite_db *d)
{
    bool wait = d->wal_pages >= RESTART_PAGES;
    if (wait)
        sqlite3_busy_timeout(d->sqlite, RESTART_WAIT_MS);
    int rc = sqlite3_wal_checkpoint_v2(
        d->sqlite, NULL, wait ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    if (wait)
        sqlite3_busy_timeout(d->sqlite, 1000);
    bool ok = rc == SQLITE_OK || (rc & 0xff) == SQLITE_BUSY;
    if (!ok)
        log_error("database: checkpoint: %s (%d)", sqlite3_errmsg(d->sqlite), rc);
    d->checkpoint_at = d->wal_pages + CHECKPOINT_PAGES;
    return ok;
}

static void checkpoint_when_due(struct sqlite_store *s)
{
    bool due = s->db->wal_pages >= s->db->checkpoint_at, ok = due && checkpoint(s->db);
    pthread_mutex_lock(&s->store.mutex);
    s->store.counts.checkpoints += ok;
    s->store.counts.failed_checkpoints += due && !ok;
    s->store.counts.log_pages = s->db->wal_pages;
    pthread_mutex_unlock(&s->store.mutex);
}

/* False when there is nothing left to do and nothing will come. */
static bool writer_wait(struct sqlite_store *s, struct backup **backup)
{
    pthread_mutex_lock(&s->store.mutex);
    while (!s->first && !s->backup && !s->stopping)
        pthread_cond_wait(&s->wake, &s->store.mutex);
    bool more = s->first || s->backup;
    *backup = s->backup;
    pthread_mutex_unlock(&s->store.mutex);
    return more;
}

static bool has_jobs(struct sqlite_store *s)
{
    pthread_mutex_lock(&s->store.mutex);
    bool has = s->first != NULL;
    pthread_mutex_unlock(&s->store.mutex);
    return has;
}

static void *writer_main(void *arg)
{
    struct sqlite_store *s = arg;
    struct backup *backup;
    while (writer_wait(s, &backup)) {
        hold_stop(s);
        if (has_jobs(s))
            batch_run(s);
        if (backup)
            backup_step(s, backup);
        checkpoint_when_due(s);
        hold_allow(s);
    }
    return NULL;
}

void writer_start(struct sqlite_store *s)
{
    s->db->checkpoint_at = CHECKPOINT_PAGES;
    sqlite3_wal_hook(s->db->sqlite, log_grew, s->db);
    if (pthread_create(&s->thread, NULL, writer_main, s) != 0)
        die("no thread for the writer");
}

void writer_stop(struct sqlite_store *s)
{
    pthread_mutex_lock(&s->store.mutex);
    s->stopping = true;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->store.mutex);
    pthread_join(s->thread, NULL);
}

void sqlite_submit(struct store *base, struct job *j)
{
    struct sqlite_store *s = (struct sqlite_store *)base;
    assert(s->db);
    j->next = NULL;
    pthread_mutex_lock(&s->store.mutex);
    *s->last = j;
    s->last = &j->next;
    if (s->store.counts.waiting++ == 0)
        s->store.taken_ms = monotonic_ms();
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->store.mutex);
}

struct call {
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool finished;
};

static void call_done(struct job *j)
{
    struct call *call = j->waits;
    pthread_mutex_lock(&call->mutex);
    call->finished = true;
    pthread_cond_signal(&call->wake);
    pthread_mutex_unlock(&call->mutex);
}

static void call_wait(struct sqlite_store *s, struct job *j)
{
    struct call call = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false };
    assert(!pthread_equal(pthread_self(), s->thread)); /* for itself */
    j->waits = &call;
    sqlite_submit(&s->store, j);
    pthread_mutex_lock(&call.mutex);
    while (!call.finished)
        pthread_cond_wait(&call.wake, &call.mutex);
    pthread_mutex_unlock(&call.mutex);
    pthread_cond_destroy(&call.wake);
    pthread_mutex_destroy(&call.mutex);
}

bool sqlite_call(struct store *s, struct job *j)
{
    j->done = call_done;
    call_wait((struct sqlite_store *)s, j);
    return j->ok;
}

/* ---- what was erased ---- */

struct scrub {
    struct job job; /* first */
    struct sqlite_store *s;
    bool done;
};

/* The file was overwritten where the words stood; the log, which holds pages as they were, ends
 * here. Readers of an older state are in the way until they are done. */
static void scrub_done(struct job *j)
{
    struct scrub *x = (struct scrub *)j;
    sqlite3 *sqlite = x->s->db->sqlite;
    sqlite3_busy_timeout(sqlite, RESTART_WAIT_MS);
    x->done = j->ok
              && sqlite3_wal_checkpoint_v2(sqlite, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL)
                     == SQLITE_OK;
    sqlite3_busy_timeout(sqlite, 1000);
    if (x->done)
        x->s->db->wal_pages = 0;
    call_done(j);
}

static bool scrub_run(struct ctx *c UNUSED, void *arg UNUSED)
{
    return true;
}

bool sqlite_scrub(struct store *base, const char *const *tables UNUSED, size_t n UNUSED,
                  struct str *why)
{
    struct sqlite_store *s = (struct sqlite_store *)base;
    struct arena arena;
    arena_init(&arena, 65536);
    struct ctx c = { .arena = &arena, .viewer = &viewer_system };
    struct scrub x = { .job = { .c = &c, .run = scrub_run, .done = scrub_done }, .s = s };
    call_wait(s, &x.job);
    arena_release(&arena);
    return x.done || store_why(why, "the log beside the file is being read");
}
