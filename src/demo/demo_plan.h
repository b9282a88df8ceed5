/* SPDX-License-Identifier: Apache-2.0 */
/* demo_plan.h - what happened at the demo's company, made up as a list of events in the order of
 * time. Nothing is written here; demo_fill.c does what the list says. */
#ifndef DEMO_PLAN_H
#define DEMO_PLAN_H
#include "base/instant.h"
#include "base/money.h"
#include "demo/demo_data.h"

enum demo_end {
    END_OPEN,
    END_WON,
    END_LOST,
};
/* How an open deal stands now. */
enum demo_posture {
    STEP_LATE,
    STEP_TODAY,
    STEP_COMING,
    NO_STEP,
    GONE_SILENT,
};

struct demo_deal {
    enum demo_end end;
    int phase; /* the last open stage it reaches, 1..4 */
    enum demo_posture posture;
    int rep, account, contact; /* by index */
    const struct demo_offer *offer;
    int amount;       /* how many of it */
    const char *name; /* its own, NULL: the offer's */
    int64_t price;    /* what it is worth, minor units; 0: nobody knows */
    bool urgent, in_euro, buyers_date;
    struct day first, last;  /* days of its first and its last event */
    struct day guess, close; /* expected at first, and in the end */
    struct instant due;      /* of the next step that stands now */
    struct instant at;       /* the latest event so far, while the plan is made */
    int kind;                /* differs from deal to deal: source, payment and so on */
    int64_t id;              /* once it is there */
};

enum demo_what {
    DO_CREATE,
    DO_TOUCH,
    DO_PROMISE, /* of an answer in writing */
    DO_STAGE,
    DO_VALUE,
    DO_LIKELIER,
    DO_DATE,
    DO_SHARE,
    DO_END,
};
struct demo_event {
    struct instant at;
    int order; /* among those of the same moment */
    struct demo_deal *deal;
    enum demo_what what;
    int stage;                    /* DO_STAGE: 2..4 */
    const struct demo_line *line; /* DO_TOUCH */
    struct instant due;           /* DO_TOUCH: of the next step; DO_PROMISE */
    bool tells_date;              /* DO_TOUCH: the buyer gives his date */
    int64_t price;                /* DO_VALUE */
    int number;                   /* chooses a reason, a percentage */
};
struct demo_plan {
    struct demo_deal *deals;
    size_t n_deals;
    struct demo_event *events;
    size_t n_events, cap;
    struct instant now;
    uint64_t dice;
    uint64_t named; /* accounts whose deal with a name of its own is there, by bit */
};

/* Everything before `now`, beginning about two quarters earlier. The same for the same day. */
void demo_plan_make(struct arena *a, struct demo_plan *plan, struct instant now);
/* The first day anything happens on. */
struct day demo_begin(struct instant now);
#endif
