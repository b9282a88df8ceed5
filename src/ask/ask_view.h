/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ASK_VIEW_H
#define ASK_VIEW_H
#include "ask/ask_pages.h"
#include "ask/ask_store.h"

struct request_one {
    struct request r;
    struct conditions conditions;
};
struct request_queue {
    struct frame frame;
    struct requests requests;
    struct request_rows rows;
    int64_t waiting;
    bool all;        /* answered ones too */
    bool loads;      /* he may read who asks for what */
    struct str team; /* whose queue; empty: all teams */
};
/* A row of the answer's form. */
struct answer_row {
    struct str id, name; /* "conditions-0", "conditions.0" */
    bool condition;
};
struct answer_rows {
    struct answer_row *p;
    size_t n;
};
struct condition_row {
    const struct condition *k;
    struct str due;
    bool choose;
};
struct request_view {
    struct frame frame;
    struct request_one one;
    struct request_row row;
    struct str wanted;
    struct {
        struct condition_row *p;
        size_t n;
    } rows;
    bool sells;                  /* the viewer sees the deal */
    bool answers, rates, agrees; /* what he may do */
    struct answer_rows conditions, choices;
    struct form_options kinds;
};
struct load_view {
    struct frame frame;
    struct request_loads loads;
    struct period when;
    struct str from, to;
};
#endif
