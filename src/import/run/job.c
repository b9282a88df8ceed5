/* SPDX-License-Identifier: Apache-2.0 */
/* The thread in which an import runs while its people look on. */
#include <pthread.h>
#include <stdatomic.h>

#include "base/log.h"
#include "import/run/run.h"
#include "import/undo/undo.h"

#define RUN_ARENA ((size_t)1 << 30)
#define READER_KIB 2048

struct work {
    struct store *store;
    int64_t id, user_id;
    bool undo;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_t thread;
static bool started; /* thread is to be joined */
static atomic_bool stopping;

bool import_stopping(void)
{
    return atomic_load(&stopping);
}

static bool open_stored(struct import_run *run, struct ctx *c)
{
    struct import import;
    c->db = store_reader(run->store, READER_KIB);
    if (!c->db)
        return broken(c, "no reader for an import");
    bool ok = record_get_any(c, &import_record, run->import_id, &import)
              && run_open(run, c, &import);
    db_close(c->db);
    c->db = NULL;
    return ok;
}

static bool run_stored(struct ctx *c, const struct work *work)
{
    struct import_run run;
    run_init(&run, work->store, c->arena, work->user_id);
    run.import_id = work->id;
    return open_stored(&run, c) && run_settle(&run, c) ? run_all(&run, c) : run_fail(&run, c);
}

static void *work_do(void *arg)
{
    struct work *work = arg;
    struct arena arena;
    arena_init(&arena, RUN_ARENA);
    struct ctx c = { .arena = &arena, .viewer = &viewer_system };
    bool ok = work->undo ? undo_run(work->store, &c, work->id, work->user_id)
                         : run_stored(&c, work);
    if (!ok)
        log_warn("import %lld ended early: %.*s %.*s", (long long)work->id,
                 STR_FMT(c.fault.detail), STR_FMT(c.fault.log));
    arena_release(&arena);
    free(work);
    import_release();
    return NULL;
}

/* The one before has released its claim, so joining it does not take long. */
static void join_last(void)
{
    if (started)
        pthread_join(thread, NULL);
    started = false;
}

bool import_start(struct ctx *c, struct store *store, int64_t id, int64_t user_id, bool undo)
{
    struct work *work = malloc(sizeof *work);
    if (!work)
        die("out of memory");
    *work = (struct work){ store, id, user_id, undo };
    pthread_mutex_lock(&mutex);
    join_last();
    started = !import_stopping() && pthread_create(&thread, NULL, work_do, work) == 0;
    bool ok = started;
    pthread_mutex_unlock(&mutex);
    if (ok)
        return true;
    free(work);
    return fail(c, FAULT_BUSY, "busy", STR("The import cannot be started now. Try again."));
}

void import_wait(void)
{
    pthread_mutex_lock(&mutex);
    join_last();
    pthread_mutex_unlock(&mutex);
}

void import_stop(void)
{
    atomic_store(&stopping, true);
    import_wait();
}
