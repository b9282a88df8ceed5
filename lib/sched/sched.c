/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"
#include "sched/sched_impl.h"

#define SLEEP_MS INT64_C(60000)
#define NODE_SLEEP_MS INT64_C(500) /* other nodes start clocks too, and may go away */
#define TROUBLE_MS INT64_C(1000)   /* until the next try */
#define COUNT_EVERY_MS INT64_C(60000)
#define READER_KIB 256
#define JOBS_MAX 8
#define STUCK_ROUNDS 1000 /* of jobs that say they are due and do nothing */
#define WALK_TRIES 5

static struct {
    struct store *store;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    struct instant until; /* it sleeps until then */
    bool news, started;
    atomic_bool stopping;
    pthread_mutex_t turn; /* who has it rings */
} the = { .mutex = PTHREAD_MUTEX_INITIALIZER,
          .wake = PTHREAD_COND_INITIALIZER,
          .turn = PTHREAD_MUTEX_INITIALIZER };

static const struct sched_job *jobs[JOBS_MAX];
static size_t n_jobs;

void sched_job_add(const struct sched_job *j)
{
    for (size_t i = 0; i < n_jobs; i++) {
        if (jobs[i] == j)
            return;
    }
    assert(n_jobs < JOBS_MAX);
    jobs[n_jobs++] = j;
}

bool sched_jobs_due(struct ctx *c, struct instant *next)
{
    *next = INSTANT_NONE;
    for (size_t i = 0; i < n_jobs; i++) {
        struct instant due = INSTANT_NONE;
        if (!jobs[i]->due(c, &due))
            return false;
        if (due.ms < next->ms)
            *next = due;
    }
    return true;
}

/* ---- sleeping ---- */

static void news(void)
{
    pthread_mutex_lock(&the.mutex);
    the.news = true;
    pthread_cond_signal(&the.wake);
    pthread_mutex_unlock(&the.mutex);
}

void sched_wake(struct instant due)
{
    pthread_mutex_lock(&the.mutex);
    bool sooner = due.ms < the.until.ms;
    pthread_mutex_unlock(&the.mutex);
    if (sooner)
        news();
}

/* Until `due` by the store's clock, at most for `longest_ms`. */
static void sleep_until(struct instant due, int64_t longest_ms)
{
    struct timespec at;
    int64_t ms = due.ms - store_now(the.store).ms;
    if (ms < 0)
        ms = 0;
    if (ms > longest_ms)
        ms = longest_ms;
    clock_gettime(CLOCK_REALTIME, &at);
    at.tv_sec += ms / 1000;
    at.tv_nsec += ms % 1000 * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&the.mutex);
    the.until = due;
    while (!the.news && !atomic_load(&the.stopping)
           && pthread_cond_timedwait(&the.wake, &the.mutex, &at) == 0) {
    }
    the.until = INSTANT_NONE;
    the.news = false;
    pthread_mutex_unlock(&the.mutex);
}

/* ---- ringing what is due now ---- */

/* What came of a handful: the first that did not ring ends it. */
static const struct ring *handful_end(const struct handful *h)
{
    for (size_t i = 0; i < h->ran; i++) {
        if (h->ring[i].end != RING_RANG && h->ring[i].end != RING_PUT_OFF)
            return &h->ring[i];
    }
    return NULL;
}

/* When to look again, by the ring that ended it. */
static struct instant ring_all(struct handful *h)
{
    static const struct rings now = { 0 };
    const struct ring *last = NULL;
    h->n = 1;
    while (!last && !atomic_load(&the.stopping)) {
        pthread_mutex_lock(&the.turn);
        handful_run(the.store, h, &now);
        last = handful_end(h);
        pthread_mutex_unlock(&the.turn);
    }
    if (last && last->end == RING_TROUBLE) {
        LOG_EVENT(LOG_WARN, "clocks wait: the database does not take their rings",
                  LT("detail", last->c.fault.detail), LT("why", last->c.fault.log));
        return (struct instant){ last->c.now.ms + TROUBLE_MS };
    }
    return last ? last->at : INSTANT_NONE;
}

/* ---- the thread ---- */

struct sleeper {
    struct arena arena;
    struct ctx c; /* reads */
    struct handful *h;
    int64_t counted_ms;
    bool told; /* that it cannot read */
};

static bool reader_open(struct sleeper *s)
{
    arena_reset(&s->arena);
    s->c = (struct ctx){ .arena = &s->arena, .viewer = &viewer_system, .db = s->c.db };
    if (!s->c.db)
        s->c.db = store_reader(the.store, READER_KIB);
    return s->c.db != NULL;
}

static void count_now_and_then(struct sleeper *s)
{
    int64_t n;
    if (s->counted_ms && monotonic_ms() - s->counted_ms < COUNT_EVERY_MS)
        return;
    s->counted_ms = monotonic_ms();
    if (clocks_running(&s->c, &n))
        running_count(n);
    fault_clear(&s->c);
}

/* When the next is due; what is due by now has rung. */
static bool look(struct sleeper *s, struct instant *next)
{
    struct running r = { .next = INSTANT_NONE };
    bool found;
    *next = INSTANT_NONE;
    if (!reader_open(s) || !clock_next(&s->c, &r, &found))
        return false;
    *next = r.next;
    if (r.next.ms <= store_now(the.store).ms)
        *next = ring_all(s->h);
    count_now_and_then(s);
    s->told = false;
    return true;
}

static void look_and_sleep(struct sleeper *s)
{
    int64_t longest = store_is_here(the.store) ? SLEEP_MS : NODE_SLEEP_MS;
    struct instant next = INSTANT_NONE;
    bool ours = true;
    if (!lease_hold(the.store, &ours)) {
        longest = TROUBLE_MS;
    } else if (ours && !look(s, &next)) {
        longest = TROUBLE_MS;
        if (!s->told)
            LOG_EVENT(LOG_WARN, "clocks wait: they cannot be read",
                      LT("detail", s->c.fault.detail), LT("why", s->c.fault.log));
        s->told = true;
    }
    sleep_until(next, longest);
}

static void *work(void *arg UNUSED)
{
    struct sleeper s = { .h = handful_new() };
    arena_init(&s.arena, (size_t)4 << 20);
    while (!atomic_load(&the.stopping))
        look_and_sleep(&s);
    lease_give_back(the.store);
    if (s.c.db)
        db_close(s.c.db);
    arena_release(&s.arena);
    handful_free(s.h);
    return NULL;
}

bool sched_begin(struct store *s)
{
    the.store = s;
    the.until = INSTANT_NONE;
    atomic_store(&the.stopping, false);
    the.started = pthread_create(&the.thread, NULL, work, NULL) == 0;
    if (!the.started)
        log_error("no thread for clocks");
    return the.started;
}

void sched_stop(void)
{
    atomic_store(&the.stopping, true);
    news();
    if (the.started)
        pthread_join(the.thread, NULL);
    the.started = false;
    pthread_mutex_lock(&the.turn); /* a walk has seen it */
    atomic_store(&the.stopping, false);
    pthread_mutex_unlock(&the.turn);
}

/* ---- time that is walked ---- */

struct walk {
    struct store *store;
    struct ctx *c;
    struct rings rings;
    struct handful *h;
    struct instant at; /* to stand at */
    int rounds, tries;
};

static bool stand_run(struct ctx *c, void *arg)
{
    struct walk *w = arg;
    return w->rings.stand(c, w->at);
}

static bool stand_at(struct walk *w, struct instant at)
{
    w->at = at;
    return writer_call(w->store, w->c, stand_run, w);
}

/* At each moment its clocks, then what its jobs have to do then. */
static bool jobs_settle(struct walk *w, struct instant at)
{
    w->rounds = at.ms > w->at.ms ? 0 : w->rounds + 1;
    if (w->rounds > STUCK_ROUNDS)
        return broken(w->c, "a job says it is due and does nothing");
    if (!stand_at(w, at))
        return false;
    for (size_t i = 0; i < n_jobs; i++) {
        if (!jobs[i]->settle(w->store, w->c))
            return failed(w->c) || broken(w->c, "job %s failed", jobs[i]->name);
    }
    return true;
}

static bool trouble(struct walk *w, const struct ring *r)
{
    if (++w->tries < WALK_TRIES && fault_tried_again(r->c.fault.kind))
        return true;
    struct str detail = arena_str(w->c->arena, r->c.fault.detail);
    fail(w->c, r->c.fault.kind, r->c.fault.code, detail);
    w->c->fault.log = arena_str(w->c->arena, r->c.fault.log);
    return false;
}

/* *more is false when all that is due has been done. */
static bool walk_step(struct walk *w, bool *more)
{
    handful_run(w->store, w->h, &w->rings);
    const struct ring *last = handful_end(w->h);
    *more = !last || last->end != RING_NOTHING;
    if (w->h->ring[0].end == RING_RANG)
        w->rounds = w->tries = 0;
    if (last && last->end == RING_TROUBLE)
        return trouble(w, last);
    if (last && last->end == RING_JOB_FIRST)
        return jobs_settle(w, last->at);
    return true;
}

bool sched_walk(struct store *s, struct ctx *c, struct instant until,
                bool (*stand)(struct ctx *c, struct instant at))
{
    struct walk w = {
        .store = s, .c = c, .rings = { true, until, stand }, .at.ms = INT64_MIN
    };
    bool ok = true, more = true;
    pthread_mutex_lock(&the.turn);
    w.h = handful_new();
    while (ok && more) {
        ok = walk_step(&w, &more);
        if (ok && more && atomic_load(&the.stopping))
            ok = fail(c, FAULT_BUSY, "stopping", STR("The server is being stopped. Try again."));
    }
    ok = ok && stand_at(&w, until);
    handful_free(w.h);
    pthread_mutex_unlock(&the.turn);
    news();
    return ok;
}
