/* SPDX-License-Identifier: Apache-2.0 */
/* deal_pages.h - what the pages about deals share: the row as JSON, the badges of its head. */
#ifndef DEAL_PAGES_H
#define DEAL_PAGES_H
#include "deal/deal.h"
#include "frame/record_pages.h"

extern const struct record_pages deal_pages;
void deal_json(struct buf *b, const void *row); /* const struct deal * */

/* How the next step of an open deal stands. */
enum step_sign { STEP_NONE, STEP_OVERDUE, STEP_TODAY, STEP_BOOKED };
enum step_sign deal_step_sign(const struct ctx *c, const struct deal *d);
/* Open, and without contact for longer than silent_days. */
bool deal_is_silent(struct ctx *c, const struct deal *d);
/* The value of its part × probability, rounded. */
struct money deal_weighted(const struct deal *d);

/* A list or board that a form stood on, its `back`. */
bool deal_is_back(struct str back);

/* ---- several pipelines: deal_pipeline.c ---- */
/* The pipeline asked for as ?pipeline_id=, else the one this person looked at last, else the first;
 * one that is asked for is what he looked at last from now on. */
MUST_USE bool pipeline_asked(struct req *q, int64_t *pipeline_id);
/* What he looked at last, when there are several; else 0. */
MUST_USE bool pipeline_last(struct req *q, int64_t *pipeline_id);
void pipeline_remember(struct req *q, int64_t pipeline_id);
/* A choice of pipelines when there are two or more, else none. */
struct form_options pipeline_options(struct ctx *c, int64_t chosen);
struct form_options pipeline_stages(struct ctx *c, int64_t pipeline_id, int64_t chosen);
/* A tab per pipeline, for a page at `path`. */
struct pipeline_tab {
    struct str name, url;
    bool here;
};
struct pipeline_tabs {
    struct pipeline_tab *p;
    size_t n;
};
struct pipeline_tabs pipeline_tabs(struct req *q, int64_t chosen);
/* record_pages.form: the pipeline is chosen, then one of its stages. */
bool deal_form(struct ctx *c, const void *row, struct input *in, struct form *form);

bool deal_move_show(struct req *q); /* deal_move.c: to another stage, asking for what is missing */
bool deal_move_stage(struct req *q);
bool deal_skipped_list(struct req *q); /* deal_skip_pages.c */
bool board_show(struct req *q); /* deal_board.c */
bool deal_index(struct req *q); /* deal_list.c */
#endif
