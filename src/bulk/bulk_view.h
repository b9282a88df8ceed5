/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BULK_VIEW_H
#define BULK_VIEW_H
#include "bulk/bulk.h"

struct bulk_field {
    const char *name, *label;
    bool chosen;
};
/* To say what the chosen rows are to become. */
struct bulk_new_view {
    struct frame frame;
    const struct record *record; /* NULL: nothing is chosen */
    struct str chosen;           /* "12 deals", "all deals that match" */
    struct url_items along;      /* which rows */
    struct {
        struct bulk_field *p;
        size_t n;
    } fields;
    const char *field;
    struct form form;
    struct str message;
};
struct bulk_line { /* one row of it */
    const struct bulk_row *row;
    struct str title, url; /* empty url: not for the reader's eyes */
    const char *tone, *state;
};
struct bulk_view {
    struct frame frame;
    const struct bulk *bulk;
    const struct record *record;
    struct str url, who;
    int64_t total, done;
    bool mine, ready, running, cut, whole; /* whole: it is done */
    struct str undone_title, undone_url;   /* the one that it takes back */
    struct form_options states;            /* url, "Refused 2", chosen */
    struct {
        struct bulk_line *p;
        size_t n;
    } lines;
    struct str next_url;
};
struct bulk_summary {
    const struct bulk *bulk;
    struct str url, who;
    const char *state, *tone;
    int64_t total;
};
struct bulk_list_view {
    struct frame frame;
    struct {
        struct bulk_summary *p;
        size_t n;
    } lines;
    struct pager pager;
};

/* What b says of itself, for its page: /bulk/42?show=refused&after=100. */
MUST_USE bool bulk_view_fill(struct req *q, struct bulk *b, struct bulk_view *v);
/* The rows as JSON: a struct bulk_rows_view. */
struct bulk_rows_view {
    struct bulk_rows rows;
    struct str *titles; /* empty where it is not for the reader's eyes */
};
MUST_USE bool bulk_rows_fill(struct req *q, const struct bulk *b, struct bulk_rows_view *v);
void bulk_rows_json(struct buf *b, const void *view);
const char *bulk_state_words(const struct bulk *b, const char **tone);
#endif
