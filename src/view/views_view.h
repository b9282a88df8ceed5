/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VIEWS_VIEW_H
#define VIEWS_VIEW_H
#include "view/view_pages.h"

struct view_line {
    const struct view *view;
    struct str url, form; /* the list, and where its changes go */
    const char *list;     /* "Deals" */
    struct str maker;     /* of a shared one that is somebody else's */
    bool mine, may_change;
};
struct views_view {
    struct frame frame;
    struct {
        struct view_line *p;
        size_t n;
    } lines;
    bool may_share;
};
/* To keep a list as it is. */
struct view_form {
    struct frame frame;
    struct view view;
    struct str url;
    const char *list;
    bool may_share, begins, replace; /* replace: one of this name is there */
    struct str message, name_error;
};
#endif
