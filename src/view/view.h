/* SPDX-License-Identifier: Apache-2.0 */
/* view.h - a list as somebody keeps it: its address with a name.
 *
 * Filters, sort and columns are part of a list's address, so a view is that address and no more:
 * opening one asks the list, which shows what its reader may see and nothing else. Only our own
 * lists can be kept, with what they know; what is kept is put in one order, so that a list can tell
 * which view it is. A view is private, or shared with all staff by a manager or an administrator.
 * Each person may begin a list with one of them.
 *
 * Shows: the tabs of every list and of the board, /views, /api/v1/views. Does not: keep the place
 * in a list, or run a list by itself.
 */
#ifndef VIEW_H
#define VIEW_H
#include "frame/frame.h"

enum view_page {
    VIEW_DEALS,
    VIEW_BOARD,
    VIEW_ACCOUNTS,
    VIEW_CONTACTS,
    VIEW_PRODUCTS,
    VIEW_USERS,
    VIEW_PAGES
};

struct view {
    int64_t id;
    struct str name;
    int page; /* enum view_page */
    struct str query;
    int64_t user_id;
    bool shared;
    bool is_default; /* no field: of who reads it */
    BASE_MEMBERS;
};
struct views {
    struct view *p;
    size_t n;
};

#define VIEW_QUERY_MAX 1500 /* bytes; a redirect holds no more */

extern const struct record view_record;
extern const struct slice view_slice;
extern const struct policy views_most;
extern const struct gate views_full;
extern const struct word view_pages[]; /* "deals", "Deals" */

/* "/deals?sort=-value" */
struct str view_url(struct arena *a, int page, struct str query);
/* The record that the page lists. */
const struct record *view_lists(int page);
/* One that the viewer may open: his own, or a shared one of a list that he may read. */
MUST_USE bool view_get(struct ctx *c, int64_t id, struct view *out);
/* page -1: of all lists. His own first, then shared ones, by name. */
MUST_USE bool views_read(struct ctx *c, int page, struct views *out);
/* Of the viewer's own one of the same name and list, `replace` says that it is meant. */
MUST_USE bool view_make(struct ctx *c, struct view *v, bool replace);
MUST_USE bool view_save(struct ctx *c, const struct view *was, struct view *now);
MUST_USE bool view_remove(struct ctx *c, const struct view *v);
/* With which view the viewer begins this list; on false: with none. */
MUST_USE bool view_begin(struct ctx *c, const struct view *v, bool on);
#endif
