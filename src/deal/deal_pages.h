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

/* To the list or board that a form stood on, its `back`; anything else changes nothing. */
bool deal_go_back(struct req *q, struct str back);

bool board_show(struct req *q); /* deal_board.c */
bool deal_index(struct req *q); /* deal_list.c */
bool deal_date(struct req *q);  /* deal_list.c: one deal's expected close, from its row */
#endif
