/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ASK_VIEW_H
#define ASK_VIEW_H
#include "ask/ask.h"
#include "ask/ask_store.h"
#include "frame/frame.h"

struct request_one {
    struct request r;
    struct conditions conditions;
};
struct request_queue {
    struct frame frame;
    struct requests requests;
    int64_t waiting;
    bool all;        /* answered ones too */
    struct str team; /* whose queue; empty: all teams */
};
struct request_view {
    struct frame frame;
    struct request_one one;
    struct str message; /* what is wrong with an answer */
    bool team, sells;   /* the viewer works in the team; sees the deal */
    const struct word *kinds;
    struct request_blank {
        int64_t n;
    } blank[3], choice[2]; /* rows of the form */
};
struct load_view {
    struct frame frame;
    struct request_loads loads;
    struct str from, to;
};
#endif
