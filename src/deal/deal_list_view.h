/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DEAL_LIST_VIEW_H
#define DEAL_LIST_VIEW_H
#include "deal/deal_pages.h"

struct deal_list_row {
    const struct deal *deal;
    struct str account, close; /* close: as the input holds it */
    enum step_sign sign;
    struct mark owner;
};
struct sort_link {
    const char *label;
    struct str url;
    bool here, descending, number;
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
    struct sort_link by_name, by_value, by_close, by_step;
    struct {
        struct deal_list_chip *p;
        size_t n;
    } chips;
    struct str here; /* this page, to come back to */
    struct str sort; /* as asked for */
};
#endif
