/* SPDX-License-Identifier: Apache-2.0 */
/* sched.h - the thread that rings clocks when they are due, and time that is walked.
 *
 * It sleeps until the earliest; a clock that is started for sooner wakes it. Each ring is one write
 * of its own, in a savepoint; many that are due go to the writer in handfuls of at most 50 ms, so
 * that people's writes pass in between. One that fails is put off with growing pauses, logged and
 * counted, and stops no other. Clocks of kinds that this program does not know stay as they are.
 *
 * Where several nodes share a database one of them holds the lease row and rings; that a clock
 * rings once does not depend on it, but on its row, which flips in the ring's own write.
 *
 * sched_walk() is what a test clock moves by: everything due until a moment happens in the order of
 * its own due times, clocks and jobs (a mail sender) alike, and time stands at each in turn.
 */
#ifndef SCHED_H
#define SCHED_H
#include "base/buf.h"
#include "db/store.h"
#include "sched/clock.h"

/* What a running clock keeps of how its due moment came about. */
struct clock_facts {
    int64_t value;    /* its policy's number */
    int64_t calendar; /* which one business time was counted by; 0: wall time */
};
/* Once, before any clock is started. */
void clocks_register(const struct clock *const *kinds, size_t n,
                     bool (*facts)(struct ctx *c, const struct clock *k, struct clock_facts *out));

/* Work with due times of its own, beside clocks. It has its own thread; under sched_walk() it is
 * asked to have finished. */
struct sched_job {
    const char *name;
    /* The earliest moment at which it has something to do; INSTANT_NONE: nothing. Cheap: asked in
     * every ring of a walk. */
    bool (*due)(struct ctx *c, struct instant *next);
    /* Does what is due now (the store's clock says when that is) and returns when it is done, its
     * own thread's work included. Called on a thread that may wait, outside of any write. */
    bool (*settle)(struct store *s, struct ctx *c);
};
/* Before sched_begin(); twice the same is once. */
void sched_job_add(const struct sched_job *j);

MUST_USE bool sched_begin(struct store *s);
void sched_stop(void); /* also ends a walk */

/* False with the fault in c. `stand` is called in each ring's write, with the moment that time is
 * to stand at: it sets c->now to that or, when it is later already, to what it was, and remembers
 * it with the write. */
MUST_USE bool sched_walk(struct store *s, struct ctx *c, struct instant until,
                         bool (*stand)(struct ctx *c, struct instant at));

/* For who makes up a past in one write (src/demo): what would have rung. The earliest moment at
 * which a clock is to ring, NONE when none runs; and the ring of that one, at c->now. */
MUST_USE bool clock_past_due(struct ctx *c, struct instant *due);
MUST_USE bool clock_past_ring(struct ctx *c);

/* How many run that were counted by another calendar than this one. */
MUST_USE bool clocks_on_old_calendar(struct ctx *c, int64_t calendar, int64_t *n);
void sched_metrics(struct buf *b);
#endif
