/* SPDX-License-Identifier: Apache-2.0 */
/* The thread behind the index: it fills in what is missing and takes out what was erased. */
#include <pthread.h>

#include "base/log.h"
#include "db/words.h"
#include "search/search.h"

#define JOB_ARENA ((size_t)64 << 20)
#define AGAIN_S 1 /* readers of an older state were in the way */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static pthread_t thread;
static bool started, stopping, wanted;

static bool is_stopping(void)
{
    pthread_mutex_lock(&mutex);
    bool stops = stopping;
    pthread_mutex_unlock(&mutex);
    return stops;
}

/* ---- pieces ---- */

struct piece_work {
    const struct record *r;
    bool more;
};

static bool fill_piece(struct ctx *c, void *arg)
{
    struct piece_work *w = arg;
    return record_words_fill(c, w->r, &w->more);
}

static bool forget_piece(struct ctx *c, void *arg)
{
    struct piece_work *w = arg;
    enum words_due due;
    if (!words_forget(c, w->r->name) || !words_due(c, w->r->name, &due))
        return false;
    w->more = due == WORDS_FORGET;
    return true;
}

static bool pieces(struct store *store, struct ctx *c, const struct record *r,
                   bool (*run)(struct ctx *c, void *arg))
{
    struct piece_work w = { r, true };
    while (w.more && !is_stopping()) {
        struct arena_mark mark = arena_mark(c->arena);
        if (!writer_call(store, c, run, &w))
            return false;
        arena_rewind(c->arena, mark);
    }
    return true;
}

/* Calls each for every record whose words are kept. */
static bool each_searched(struct store *store, struct ctx *c,
                          bool (*each)(struct store *store, struct ctx *c, const struct record *r))
{
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_records; j++) {
            const struct record *r = slices[i]->records[j];
            if (record_is_searched(r) && !each(store, c, r))
                return false;
        }
    }
    return true;
}

/* ---- filling ---- */

static bool fill_one(struct store *store, struct ctx *c, const struct record *r)
{
    return pieces(store, c, r, fill_piece);
}

bool search_fill(struct store *store, struct ctx *c)
{
    return each_searched(store, c, fill_one);
}

static bool anew_run(struct ctx *c, void *arg)
{
    return words_fill_anew(c, ((const struct record *)arg)->name);
}

static bool anew_one(struct store *store, struct ctx *c, const struct record *r)
{
    return writer_call(store, c, anew_run, (void *)(uintptr_t)r) && fill_one(store, c, r);
}

bool search_fill_anew(struct store *store, struct ctx *c)
{
    return each_searched(store, c, anew_one);
}

/* ---- erasing ---- */

static void wake_up(void *arg UNUSED)
{
    pthread_mutex_lock(&mutex);
    wanted = true;
    pthread_cond_signal(&wake);
    pthread_mutex_unlock(&mutex);
}

bool search_erased(struct ctx *c, const struct record *r)
{
    after_commit(c, wake_up, NULL);
    return words_erase(c, r->name);
}

static bool forget_one(struct store *store, struct ctx *c, const struct record *r)
{
    return pieces(store, c, r, forget_piece);
}

/* All tables that erased words may have stood in. */
struct scrubbing {
    const char *tables[64];
    size_t n;
    bool due;
};

static bool due_run(struct ctx *c, void *arg)
{
    struct scrubbing *s = arg;
    *s = (struct scrubbing){ .tables = { "idempotency" }, .n = 1 };
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_records; j++) {
            const struct record *r = slices[i]->records[j];
            enum words_due due = WORDS_CLEAN;
            if (!record_is_searched(r))
                continue;
            if (!words_due(c, r->name, &due))
                return false;
            assert(s->n < COUNT(s->tables)); /* none is left out silently */
            s->tables[s->n++] = r->name;
            s->due |= due == WORDS_SCRUB;
        }
    }
    return true;
}

static bool scrubbed_run(struct ctx *c, void *arg)
{
    const struct scrubbing *s = arg;
    for (size_t i = 0; i < s->n; i++)
        if (!words_scrubbed(c, s->tables[i]))
            return false;
    return true;
}

/* False when it is to be tried again. */
static bool scrub(struct store *store, struct ctx *c)
{
    struct scrubbing s;
    struct str why = STR_NONE;
    if (!writer_call(store, c, due_run, &s))
        return false;
    if (!s.due)
        return true;
    if (!store_scrub(store, s.tables, s.n, &why)) {
        log_info("erased words: %.*s", STR_FMT(why));
        return false;
    }
    return writer_call(store, c, scrubbed_run, &s);
}

/* ---- the thread ---- */

static bool go_round(struct store *store)
{
    struct arena arena;
    arena_init(&arena, JOB_ARENA);
    struct ctx c = { .arena = &arena, .viewer = &viewer_system };
    bool ok = search_fill(store, &c) && each_searched(store, &c, forget_one);
    if (!ok && !is_stopping())
        log_warn("search: %.*s %.*s", STR_FMT(c.fault.detail), STR_FMT(c.fault.log));
    ok = ok && (is_stopping() || scrub(store, &c));
    arena_release(&arena);
    return ok;
}

/* Until there is something to do; after a round that could not end it is tried again soon. */
static bool goes_on(bool done)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += AGAIN_S;
    pthread_mutex_lock(&mutex);
    int status = 0;
    while (!stopping && !wanted && status == 0)
        status = done ? pthread_cond_wait(&wake, &mutex)
                      : pthread_cond_timedwait(&wake, &mutex, &until);
    wanted = false;
    bool on = !stopping;
    pthread_mutex_unlock(&mutex);
    return on;
}

static void *work(void *store)
{
    while (goes_on(go_round(store))) {
    }
    return NULL;
}

void search_begin(struct store *store)
{
    stopping = wanted = false;
    started = pthread_create(&thread, NULL, work, store) == 0;
    if (!started)
        log_warn("no thread for search; older rows are found once the program begins again");
}

void search_stop(void)
{
    if (!started)
        return;
    pthread_mutex_lock(&mutex);
    stopping = true;
    pthread_cond_signal(&wake);
    pthread_mutex_unlock(&mutex);
    pthread_join(thread, NULL);
    started = stopping = false;
}
