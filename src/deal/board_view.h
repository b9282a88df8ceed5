/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BOARD_VIEW_H
#define BOARD_VIEW_H
#include "deal/deal_pages.h"

struct board_card {
    const struct deal *deal;
    struct str account, buyer; /* buyer: his last sign, in words */
    struct mark owner;
    enum step_sign sign;
    bool heard, silent; /* within two days; for longer than silent_days */
};
struct board_column {
    const struct stage *stage;
    int place; /* 0..5, for its colour */
    int64_t deals;
    bool capped; /* more deals than were counted */
    struct money value, weighted;
    struct {
        const struct board_card *p;
        size_t n;
    } cards;
    struct str all_url; /* when there are more than are shown */
    const char *since;  /* "this quarter": not all that ever were there; else NULL */
};
struct board_view {
    struct frame frame;
    int64_t owner_id; /* 0: all the viewer sees */
    int64_t pipeline_id;
    struct pipeline_tabs tabs; /* none: there is one pipeline */
    struct str table_url;      /* the same deals as a table */
    int64_t deals;
    struct money sum;
    struct form_options owners;
    struct view_tabs views;
    struct {
        struct board_column *p;
        size_t n;
    } columns;
};
#endif
