/* SPDX-License-Identifier: Apache-2.0 */
/* sched_impl.h - what the files of this folder share. */
#ifndef SCHED_IMPL_H
#define SCHED_IMPL_H
#include "sched/sched.h"
#include <pthread.h>
#include <stdatomic.h>

/* ---- the kinds there are ---- */

struct kinds {
    const struct clock *const *p;
    size_t n;
};
const struct kinds *clock_kinds(void);
/* NULL when this program has no such kind. */
const struct clock *clock_kind(struct str name);

/* ---- rows: clock_store.c ---- */

struct running {
    int64_t id, subject, tries;
    const struct clock *kind;
    struct instant due;
    struct instant next; /* when it is to ring: due, or later when it was put off */
};
struct clock_start_row {
    struct str kind;
    int64_t subject;
    struct instant due;
    struct clock_facts facts;
};
/* The next to ring of the kinds we know, due or not. */
MUST_USE bool clock_next(struct ctx *c, struct running *out, bool *found);
/* From running to rung; *flipped is false when somebody else was faster. */
MUST_USE bool clock_flip(struct ctx *c, int64_t id, bool *flipped);
MUST_USE bool clock_put_off(struct ctx *c, int64_t id, struct instant next);
MUST_USE bool clock_insert(struct ctx *c, const struct clock_start_row *row, bool *inserted);
MUST_USE bool clock_stop_row(struct ctx *c, struct str kind, int64_t subject);
MUST_USE bool clock_due_row(struct ctx *c, struct str kind, int64_t subject, struct instant *due);
MUST_USE bool clocks_running(struct ctx *c, int64_t *n);
MUST_USE bool lease_take(struct ctx *c, struct str holder, struct instant until, bool *ours);
MUST_USE bool lease_release(struct ctx *c, struct str holder);
MUST_USE bool lease_is_free(struct ctx *c, struct str holder, bool *is_free);

/* ---- one ring: ring.c ---- */

enum ring_end {
    RING_NOTHING,   /* nothing is due; at: when the next will be */
    RING_RANG,      /* or somebody else was faster */
    RING_PUT_OFF,   /* it failed, and is to be tried later */
    RING_JOB_FIRST, /* in a walk: a job is due before the next clock, at `at` */
    RING_TROUBLE,   /* the write itself failed; the fault stands in c */
};
struct rings {
    bool walks;
    struct instant until; /* of a walk */
    bool (*stand)(struct ctx *c, struct instant at);
};
struct ring {
    struct job job;
    struct ctx c;
    struct arena arena;
    const struct rings *rings;
    enum ring_end end;
    struct instant at;
    struct running clock;
    char why[300]; /* of a failure */
    bool put_off;  /* that is kept */
    struct handful *of;
};
#define HANDFUL_MAX 32
struct handful {
    pthread_mutex_t mutex;
    pthread_cond_t done;
    size_t left, ran;
    size_t n; /* how many the next has: as many as fit into a slice of the writer */
    struct ring ring[HANDFUL_MAX];
};
struct handful *handful_new(void);
void handful_free(struct handful *h);
/* Rings the next ones; each r->end tells what came of it. */
void handful_run(struct store *s, struct handful *h, const struct rings *rings);

/* ---- which node rings: lease.c ---- */

/* False when nobody could be asked. Without other nodes it is always ours. */
MUST_USE bool lease_hold(struct store *s, bool *ours);
void lease_give_back(struct store *s);

/* ---- counts: sched_metrics.c ---- */

void ring_count(const struct ring *r);
void running_count(int64_t n);

/* ---- the thread: sched.c ---- */

/* After the commit of a clock that is due then. */
void sched_wake(struct instant due);
/* The earliest moment of a job; NONE when none has any. */
MUST_USE bool sched_jobs_due(struct ctx *c, struct instant *next);
#endif
