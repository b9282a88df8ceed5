/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DEAL_LIST_VIEW_H
#define DEAL_LIST_VIEW_H
#include "deal/deal_pages.h"

/* Columns that say more than their field. */
enum deal_cell_look { DEAL_PLAIN, DEAL_NAME, DEAL_VALUE, DEAL_CLOSE, DEAL_STEP, DEAL_OWNER };
struct deal_cell {
    enum deal_cell_look look;
    struct cell plain; /* text and link of one that is */
};
struct deal_list_row {
    const struct deal *deal;
    struct str close; /* as the input holds it */
    enum step_sign sign;
    struct mark owner;
    struct {
        const struct deal_cell *p;
        size_t n;
    } cells;
};
struct deal_list_chip { /* a filter that has no select: where it is said, and the list without it */
    struct str name, value, text, without_url;
};
struct deal_list_view {
    struct frame frame;
    struct {
        struct deal_list_row *p;
        size_t n;
    } rows;
    struct pager pager;
    struct form_options pipelines, stages, owners, states;
    struct str board_url;
    struct columns columns;
    struct columns_form choose;
    struct view_tabs views;
    struct bulk_form bulk;
    struct str export_url;
    struct {
        struct deal_list_chip *p;
        size_t n;
    } chips;
    struct str here; /* this page, to come back to */
    struct str sort, shown; /* as asked for: the order, the columns */
};
#endif
