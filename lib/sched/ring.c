/* SPDX-License-Identifier: Apache-2.0 */
/* One ring is one job of the writer: it takes whatever is due first, so that a handful of them in
 * the queue go in order even when one of them starts a clock that the next must ring. */
#include "base/log.h"
#include "sched/sched_impl.h"

#define RING_ARENA ((size_t)64 << 20)
#define HANDFUL_US 20000 /* a handful that took less may be larger next time */
#define MINUTE_MS INT64_C(60000)

static const int64_t pauses_ms[] = {
    MINUTE_MS,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    120 * MINUTE_MS,
    360 * MINUTE_MS,
};

static struct instant after_pause(struct instant now, int64_t tries)
{
    size_t i = tries < (int64_t)COUNT(pauses_ms) ? (size_t)tries : COUNT(pauses_ms) - 1;
    return (struct instant){ now.ms + pauses_ms[i] };
}

/* A full disk or a database that is away is nothing that one clock is to blame for. */
static bool is_its_own(enum fault_kind kind)
{
    return kind != FAULT_BUSY && kind != FAULT_FULL;
}

/* The writer undoes what it did and then asks ring_put_off(), as it does with a refusal. */
static bool ring_failed(struct ctx *c, struct ring *r)
{
    const struct fault *f = &c->fault;
    if (!failed(c))
        broken(c, "it failed without a fault");
    if (!is_its_own(f->kind))
        return false;
    struct str log = f->log.n ? f->log : f->detail;
    snprintf(r->why, sizeof r->why, "%s: %.*s", f->code ? f->code : "", STR_FMT(log));
    r->end = RING_PUT_OFF;
    fault_clear(c);
    return fail(c, FAULT_REFUSED, "clock_failed", STR("A clock could not ring."));
}

static void put_off_kept(void *ring)
{
    ((struct ring *)ring)->put_off = true;
}

static bool ring_put_off(struct ctx *c, void *arg)
{
    struct ring *r = arg;
    fault_clear(c);
    after_commit(c, put_off_kept, r);
    return clock_put_off(c, r->clock.id, after_pause(c->now, r->clock.tries));
}

static bool ring_one(struct ctx *c, struct ring *r)
{
    bool flipped;
    char label[40];
    snprintf(label, sizeof label, "clock-%lld", (long long)r->clock.id);
    const char *before = log_for(label);
    bool ok = (!r->rings->walks || r->rings->stand(c, r->clock.next))
              && clock_flip(c, r->clock.id, &flipped)
              && (!flipped || r->clock.kind->rings(c, r->clock.subject, r->clock.due));
    log_for(before);
    r->end = RING_RANG;
    return (ok && !failed(c)) || ring_failed(c, r);
}

/* What a walk does at a moment: its clocks, then its jobs. */
static bool job_is_first(struct ctx *c, struct ring *r, struct instant clock, bool *first)
{
    struct instant job;
    *first = false;
    if (!r->rings->walks)
        return true;
    if (!sched_jobs_due(c, &job))
        return false;
    *first = job.ms <= r->rings->until.ms && job.ms < clock.ms;
    if (*first) {
        r->end = RING_JOB_FIRST;
        r->at = job;
    }
    return true;
}

static bool ring_run(struct ctx *c, void *arg)
{
    struct ring *r = arg;
    struct instant until = r->rings->walks ? r->rings->until : c->now;
    bool found, first;
    r->end = RING_TROUBLE;
    r->put_off = false;
    if (!clock_next(c, &r->clock, &found))
        return false;
    r->at = found ? r->clock.next : INSTANT_NONE;
    if (!job_is_first(c, r, r->at, &first))
        return false;
    if (first)
        return true;
    if (r->at.ms <= until.ms)
        return ring_one(c, r);
    r->end = RING_NOTHING;
    return true;
}

static void ring_settle(struct ring *r)
{
    if (!r->job.ok && !r->put_off)
        r->end = RING_TROUBLE;
    if (r->end == RING_PUT_OFF)
        LOG_EVENT(LOG_ERROR, "a clock failed and is tried again later",
                  LT("kind", str_of(r->clock.kind->name)), LI("clock", r->clock.id),
                  LI("subject", r->clock.subject), LI("tries", r->clock.tries + 1),
                  LT("why", str_of(r->why)));
    if (r->end == RING_RANG || r->end == RING_PUT_OFF)
        ring_count(r);
}

static void ring_done(struct job *j)
{
    struct ring *r = j->arg;
    struct handful *h = r->of;
    ring_settle(r);
    pthread_mutex_lock(&h->mutex);
    if (--h->left == 0)
        pthread_cond_signal(&h->done);
    pthread_mutex_unlock(&h->mutex);
}

struct handful *handful_new(void)
{
    struct handful *h = calloc(1, sizeof *h);
    if (!h)
        die("out of memory");
    pthread_mutex_init(&h->mutex, NULL);
    pthread_cond_init(&h->done, NULL);
    h->n = 1;
    for (size_t i = 0; i < HANDFUL_MAX; i++)
        arena_init(&h->ring[i].arena, RING_ARENA);
    return h;
}

void handful_free(struct handful *h)
{
    for (size_t i = 0; i < HANDFUL_MAX; i++)
        arena_release(&h->ring[i].arena);
    pthread_cond_destroy(&h->done);
    pthread_mutex_destroy(&h->mutex);
    free(h);
}

static void ring_begin(struct handful *h, struct ring *r, const struct rings *rings)
{
    arena_reset(&r->arena);
    r->c = (struct ctx){ .arena = &r->arena, .viewer = &viewer_system };
    r->rings = rings;
    r->of = h;
    r->job = (struct job){
        .c = &r->c,
        .run = ring_run,
        .refused = ring_put_off,
        .done = ring_done,
        .arg = r,
    };
}

/* One after the other where each is a transaction of its own. */
void handful_run(struct store *s, struct handful *h, const struct rings *rings)
{
    int64_t began = monotonic_us(), took;
    if (!store_is_here(s))
        h->n = 1;
    h->left = h->n;
    for (size_t i = 0; i < h->n; i++)
        ring_begin(h, &h->ring[i], rings);
    for (size_t i = 0, n = h->n; i < n; i++)
        writer_run(s, &h->ring[i].job);
    pthread_mutex_lock(&h->mutex);
    while (h->left)
        pthread_cond_wait(&h->done, &h->mutex);
    pthread_mutex_unlock(&h->mutex);
    took = monotonic_us() - began;
    h->ran = h->n;
    if (h->ring[h->n - 1].end != RING_RANG || took > 2 * HANDFUL_US)
        h->n = h->n > 1 ? h->n / 2 : 1;
    else if (took < HANDFUL_US && h->n < HANDFUL_MAX)
        h->n *= 2;
}

/* ---- a past that is made up ---- */

bool clock_past_due(struct ctx *c, struct instant *due)
{
    struct running r;
    bool found;
    if (!clock_next(c, &r, &found))
        return false;
    *due = found ? r.next : INSTANT_NONE;
    return true;
}

bool clock_past_ring(struct ctx *c)
{
    struct running r;
    bool found, flipped;
    if (!clock_next(c, &r, &found))
        return false;
    if (!found)
        return true;
    return clock_flip(c, r.id, &flipped) && (!flipped || r.kind->rings(c, r.subject, r.due));
}
