/* SPDX-License-Identifier: Apache-2.0 */
/* The threads in which bulk edits run while their people look on. */
#include <pthread.h>
#include <stdatomic.h>

#include "base/log.h"
#include "bulk/bulk_run.h"
#include "bulk/bulk_store.h"
#include "frame/app_store.h"

#define AT_ONCE 4
#define RUN_ARENA ((size_t)256 << 20)
#define READER_KIB 512
#define WAIT_MS 1500

struct slot {
    int64_t id; /* 0: free */
    bool joinable;
    pthread_t thread;
    struct store *store;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ended = PTHREAD_COND_INITIALIZER;
static struct slot slots[AT_ONCE];
static atomic_bool stopping;

static bool is_stopping(void)
{
    return atomic_load(&stopping);
}

static bool is_running(int64_t id)
{
    for (size_t i = 0; i < AT_ONCE; i++) {
        if (slots[i].id == id)
            return true;
    }
    return false;
}

bool bulk_is_running(int64_t id)
{
    pthread_mutex_lock(&mutex);
    bool running = is_running(id);
    pthread_mutex_unlock(&mutex);
    return running;
}

static bool waiting_read(struct bulk_run *run, struct ctx *c, struct bulk *b, int64_t id,
                         struct bulk_rows *rows)
{
    c->db = store_reader(run->store, READER_KIB);
    if (!c->db)
        return broken(c, "no reader for a bulk edit");
    bool ok = db_read_begin(c, 0);
    if (ok) {
        ok = record_get_any(c, &bulk_record, id, b)
             && bulk_rows_read(c, id, BULK_WAITING, 0, BULK_MAX, rows);
        db_read_end(c);
    }
    db_close(c->db);
    c->db = NULL;
    return ok && bulk_order_of(c, b, &run->order);
}

static bool done_job(struct ctx *c, void *arg)
{
    bool moved;
    return bulk_state_move(c, *(const int64_t *)arg, BULK_RUNNING, BULK_DONE, &moved);
}

static void run_all(struct store *store, int64_t id)
{
    struct arena arena;
    arena_init(&arena, RUN_ARENA);
    struct ctx c = { .arena = &arena, .viewer = &viewer_system };
    struct bulk_run run = { .store = store, .arena = &arena, .stopping = is_stopping };
    struct bulk b;
    struct bulk_rows rows;
    if (!waiting_read(&run, &c, &b, id, &rows) || !bulk_run_rows(&run, &c, &rows)
        || !writer_call(store, &c, done_job, &id))
        log_warn("bulk edit %lld ended early: %.*s %.*s", (long long)id, STR_FMT(c.fault.detail),
                 STR_FMT(c.fault.log));
    arena_release(&arena);
}

static void *slot_main(void *arg)
{
    struct slot *s = arg;
    run_all(s->store, s->id);
    pthread_mutex_lock(&mutex);
    s->id = 0;
    pthread_cond_broadcast(&ended);
    pthread_mutex_unlock(&mutex);
    return NULL;
}

/* The one before in this slot has ended or is about to return. */
static bool slot_start(struct slot *s, struct store *store, int64_t id)
{
    if (s->joinable)
        pthread_join(s->thread, NULL);
    s->id = id;
    s->store = store;
    s->joinable = pthread_create(&s->thread, NULL, slot_main, s) == 0;
    if (!s->joinable)
        s->id = 0;
    return s->joinable;
}

static bool claimed(struct store *store, int64_t id)
{
    bool ok = false;
    pthread_mutex_lock(&mutex);
    for (size_t i = 0; i < AT_ONCE && !ok && !is_stopping() && !is_running(id); i++)
        ok = slots[i].id == 0 && slot_start(&slots[i], store, id);
    pthread_mutex_unlock(&mutex);
    return ok;
}

/* A short one is done when its page is asked for. */
static void wait_a_moment(int64_t id)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_MS / 1000;
    until.tv_nsec += WAIT_MS % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    pthread_mutex_lock(&mutex);
    while (is_running(id) && pthread_cond_timedwait(&ended, &mutex, &until) == 0) {
    }
    pthread_mutex_unlock(&mutex);
}

static bool begin_job(struct ctx *c, void *arg)
{
    struct bulk b;
    bool moved;
    int64_t id = *(const int64_t *)arg;
    if (!record_get(c, &bulk_record, id, &b))
        return false;
    if (b.user_id != c->viewer->id)
        return fail(c, FAULT_NOT_ALLOWED, "not_yours",
                    STR("Only who asked for this bulk edit runs it."));
    if (b.state == BULK_RUNNING)
        return true;
    return bulk_state_move(c, id, BULK_READY, BULK_RUNNING, &moved)
           && (moved || refuse(c, &bulk_has_run, id));
}

static bool begin_refused(struct ctx *c, void *arg)
{
    return refusal_insert(c, c->fault.code, c->fault.subject,
                          arena_printf(c->arena, "/bulk/%lld/run",
                                       (long long)*(const int64_t *)arg));
}

bool bulk_start(struct ctx *c, struct store *store, int64_t id)
{
    if (bulk_is_running(id))
        return fail(c, FAULT_CONFLICT, "already_running", STR("This is running."));
    if (!writer_call_refusing(store, c, begin_job, begin_refused, &id))
        return false;
    if (!claimed(store, id)) {
        fail(c, FAULT_BUSY, "busy", STR("Too many bulk edits are running."));
        c->fault.next[0] = STR("Let it go on in a moment.");
        return false;
    }
    wait_a_moment(id);
    return true;
}

void bulk_stop(void)
{
    atomic_store(&stopping, true);
    pthread_mutex_lock(&mutex);
    for (size_t i = 0; i < AT_ONCE; i++) {
        while (slots[i].id)
            pthread_cond_wait(&ended, &mutex);
        if (slots[i].joinable)
            pthread_join(slots[i].thread, NULL);
        slots[i].joinable = false;
    }
    pthread_mutex_unlock(&mutex);
}
