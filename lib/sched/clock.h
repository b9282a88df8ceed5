/* SPDX-License-Identifier: Apache-2.0 */
/* clock.h - what happens because time passes.
 *
 * A struct clock is a named kind; a running clock is a row of that kind about one subject, written
 * in the transaction that starts it and closed in the one that stops it. The scheduler (sched.h)
 * sleeps until the earliest is due and rings it: one write that first flips the row from running to
 * rung and then calls rings(), so that it happens once whatever dies. Rings go in the order of
 * their due times, then of their numbers. A ring may start clocks, also ones that are due already:
 * they ring before anything that is due later.
 *
 * Always true: one running clock of a kind about one subject; nothing polls subjects; a changed
 * policy or calendar moves no running clock, each row keeps the policy's value it came from.
 * Does not: know business time. Who starts a clock computes its due moment (office/office.h).
 */
#ifndef CLOCK_H
#define CLOCK_H
#include "base/ctx.h"

enum clock_time { WALL_TIME,
                  BUSINESS_TIME };

struct clock {
    const char *name;   /* "promise_late": stable, in rows, alerts and metrics */
    const char *policy; /* the number it runs by; NULL: people say the moment */
    enum clock_time runs;
    /* due is when it was due, c->now when it rings: after a stop of three hours they differ.
     * History and words say due; contact rules and new clocks use now. */
    bool (*rings)(struct ctx *c, int64_t subject, struct instant due);
    const char *requirement;
};

/* In a write. One that runs already about this subject is stopped and a new one runs. A moment that
 * has passed rings at once. NONE starts nothing and stops what ran. */
MUST_USE bool clock_start(struct ctx *c, const struct clock *k, int64_t subject,
                          struct instant due);
/* Nothing happens when none runs. */
MUST_USE bool clock_stop(struct ctx *c, const struct clock *k, int64_t subject);
/* Every kind about this subject whose name begins with `prefix`: "promise_". */
MUST_USE bool clocks_stop(struct ctx *c, struct str prefix, int64_t subject);
/* When it is due; NONE when none runs. */
MUST_USE bool clock_due(struct ctx *c, const struct clock *k, int64_t subject,
                        struct instant *due);
#endif
