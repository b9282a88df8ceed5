/* SPDX-License-Identifier: Apache-2.0 */
/* The thread that gives waiting deals the rates that came for their days. */
#include <pthread.h>
#include <stdatomic.h>

#include "base/log.h"
#include "deal/deal.h"
#include "exchange/exchange.h"
#include "frame/org.h"
#include "rate/rate.h"

#define BATCH 200
#define TRIES 5
#define SLICE_US 40000 /* with what is under way then, at most 50 ms */
#define JOB_ARENA ((size_t)256 << 20)
#define READER_KIB 1024

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t idle = PTHREAD_COND_INITIALIZER;
static pthread_t thread;
static bool started; /* thread is to be joined */
static bool running, again;
static atomic_bool stopping;

/* ---- one round ---- */

struct slice_work {
    const struct deal_waiting *deals;
    size_t n, from, next;
    int64_t given;
};

static bool slice_run(struct ctx *c, void *arg)
{
    struct slice_work *s = arg;
    int64_t began = monotonic_us(), given = 0;
    s->next = s->from;
    do {
        bool one;
        if (!deal_rate_give(c, s->deals[s->next].id, &one))
            return false;
        given += one;
        s->next++;
    } while (s->next < s->n && monotonic_us() - began < SLICE_US);
    s->given = given;
    return true;
}

static bool give(struct store *store, struct ctx *c, const struct deal_waitings *deals,
                 int64_t *given)
{
    struct slice_work s = { .deals = deals->p, .n = deals->n };
    int tries = 0;
    while (s.from < s.n && !atomic_load(&stopping)) {
        struct ctx write = { .arena = c->arena, .viewer = &viewer_system };
        bool ok = writer_call(store, &write, slice_run, &s);
        if (!ok && write.fault.kind == FAULT_STALE && ++tries < TRIES)
            continue; /* somebody was at one of them at the same moment: it is read again */
        if (!ok) {
            c->fault = write.fault;
            return false;
        }
        tries = 0;
        s.from = s.next;
        *given += s.given;
    }
    return true;
}

/* Of those that wait, the ones for which there is a rate by now. */
static bool found_only(struct ctx *c, struct deal_waitings *deals)
{
    size_t n = 0;
    for (size_t i = 0; i < deals->n; i++) {
        struct worth w;
        bool found;
        if (!rate_find(c, deals->p[i].currency, deals->p[i].day, &w, &found))
            return false;
        if (found)
            deals->p[n++] = deals->p[i];
    }
    deals->n = n;
    return true;
}

static bool batch_read(struct ctx *c, int64_t *after, bool *more, struct deal_waitings *deals)
{
    if (!db_read_begin(c, 0))
        return false;
    bool ok = deals_waiting_read(c, *after, BATCH, deals);
    *more = ok && deals->n == BATCH;
    if (ok && deals->n)
        *after = deals->p[deals->n - 1].id;
    ok = ok && found_only(c, deals);
    db_read_end(c);
    return ok;
}

static bool round_do(struct store *store, struct ctx *c)
{
    struct deal_waitings deals;
    struct arena_mark mark = arena_mark(c->arena);
    int64_t after = 0, given = 0;
    bool more = true, ok = true;
    while (ok && more && !atomic_load(&stopping)) {
        c->now = org_clock();
        ok = batch_read(c, &after, &more, &deals) && give(store, c, &deals, &given);
        if (ok)
            arena_rewind(c->arena, mark);
    }
    if (given)
        log_info("%lld deals got the exchange rate of their day", (long long)given);
    return ok;
}

static void go_round(struct store *store)
{
    struct arena arena;
    arena_init(&arena, JOB_ARENA);
    struct ctx c = { .arena = &arena, .viewer = &viewer_system };
    c.db = store_reader(store, READER_KIB);
    if (!c.db || !round_do(store, &c))
        log_warn("deals go on waiting for their exchange rates: %.*s %.*s", STR_FMT(c.fault.detail),
                 STR_FMT(c.fault.log));
    if (c.db)
        db_close(c.db);
    arena_release(&arena);
}

/* ---- the thread ---- */

static bool goes_on(void)
{
    pthread_mutex_lock(&mutex);
    bool on = again && !atomic_load(&stopping);
    again = false;
    if (!on) {
        running = false;
        pthread_cond_broadcast(&idle);
    }
    pthread_mutex_unlock(&mutex);
    return on;
}

static void *work(void *store)
{
    while (goes_on())
        go_round(store);
    return NULL;
}

static void join_last(void)
{
    if (started)
        pthread_join(thread, NULL);
    started = false;
}

void exchange_begin(struct store *store)
{
    pthread_mutex_lock(&mutex);
    again = true;
    if (!running && !atomic_load(&stopping)) {
        join_last();
        running = started = pthread_create(&thread, NULL, work, store) == 0;
        if (!started)
            log_warn("no thread for exchange rates; the next rate tries again");
    }
    pthread_mutex_unlock(&mutex);
}

void exchange_settle(int wait_ms)
{
    struct timespec until;
    int status = 0;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += wait_ms / 1000;
    pthread_mutex_lock(&mutex);
    while (running && status == 0)
        status = wait_ms ? pthread_cond_timedwait(&idle, &mutex, &until)
                         : pthread_cond_wait(&idle, &mutex);
    pthread_mutex_unlock(&mutex);
}

void exchange_stop(void)
{
    atomic_store(&stopping, true);
    pthread_mutex_lock(&mutex);
    while (running)
        pthread_cond_wait(&idle, &mutex);
    join_last();
    pthread_mutex_unlock(&mutex);
    atomic_store(&stopping, false);
}
