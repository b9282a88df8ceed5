/* SPDX-License-Identifier: Apache-2.0 */
/* frame.h - what stands round every staff page: the menu, who is signed in, the command menu,
 * messages.
 *
 * A page's view begins with a struct frame, filled by frame_fill(); its template calls frame_top
 * and frame_bottom, and builds the rest from the parts in parts.html.
 */
#ifndef FRAME_H
#define FRAME_H
#include "frame/slice.h"
#include "frame/undo.h"

/* Somebody's or something's avatar. */
struct mark {
    struct str initials, name;
    int colour; /* 0..5 */
};

/* After a change, at the top of the next page: what was changed, and the way back. */
struct frame_note {
    struct str title, url; /* empty title: there is none */
    struct undo_offer undo;
    bool undone;           /* the change took another one back */
    struct str back;       /* this page without the note */
};

struct frame {
    const char *title;        /* of the page, also <title> */
    /* the menu entry that is current: "today", "board", "deals", "accounts", … */
    const char *here;
    struct str user_name;
    struct mark mark;         /* of who is signed in */
    int64_t user_id;
    unsigned roles;           /* enum role */
    bool sales, manager, administrator;
    bool deals, executive;    /* reads deals; that of overrides */
    int64_t alerts;           /* his own that he has not seen: slice.heard */
    bool alerts_capped;
    int64_t due;              /* next steps due today or earlier, for the menu: slice.due */
    bool due_capped;
    struct str path;          /* of this request, for "back here" */
    struct frame_note note;
};
/* title is kept, not copied. The count of what is due comes from the slice that has .due. A fault
 * may stand, for a page that is shown again. */
MUST_USE bool frame_fill(struct req *q, struct frame *f, const char *title, const char *here);

/* A value that is edited where it stands: its own URL, Enter saves, Esc reverts. */
struct inline_field {
    struct form_field field;
    struct str action;        /* "/deals/42/value" */
    int64_t version;
    bool locked;              /* shown, not editable */
    struct str note;          /* "list price", "from the buyer, 3 May" */
};

/* Generic pages for records without a page of their own. */
struct form_page {
    struct frame frame;
    struct form form;
    struct form more;           /* of a long form, what is rarely said: folded away */
    bool more_open;
    struct str action, cancel;  /* where it posts; where cancel goes */
    const char *button;
    int64_t version;            /* 0: a new one */
    struct str message;         /* a fault's sentence above the form */
    struct str message_url, message_link; /* a page it speaks of, empty if none */
    const char *confirm;        /* NULL, or a hidden item that says: I have read it, do it */
};
struct pager {
    struct str next_url, first_url; /* empty when there is none */
    int64_t shown, count;           /* count -1: not counted */
    bool capped;
};
struct column { struct str label, sort_url; bool sorted, descending, number; };
struct cell { struct str text, url; bool number, title; };
struct row {
    int64_t id;
    struct str url, title;
    struct { const struct cell *p; size_t n; } cells;
};
struct columns {
    const struct column *p;
    size_t n;
};
struct rows {
    const struct row *p;
    size_t n;
};

/* ---- a list as somebody keeps it ---- */
#define COLUMNS_MAX 40
struct column_choice {
    const struct field *p[COLUMNS_MAX];
    size_t n;
    bool chosen; /* asked for: not the usual ones */
};
struct column_box {
    const char *name, *label;
    int64_t place;
    bool shown, fixed;
};
struct url_item {
    struct str name, value;
};
struct url_items {
    struct url_item *p;
    size_t n;
};
struct columns_form {
    const char *plural;
    bool chosen;
    struct {
        struct column_box *p;
        size_t n;
    } boxes;
    struct url_items along; /* filters and sort, which stay */
    struct str usual_url;
};
struct view_tab {
    struct str name, url;
    bool current, shared;
};
struct view_tabs {
    struct {
        struct view_tab *p;
        size_t n;
    } tabs;
    struct str save_url;  /* to keep the list as it is now; empty when it is kept */
    struct str start_url; /* where one begins who asks for nothing; empty: here */
};
/* The tabs of a list ("deals", "board"). */
MUST_USE bool view_tabs_fill(struct req *q, const char *page, struct view_tabs *out);
/* For rows that are chosen to be changed together; record NULL: he may not. */
struct bulk_form {
    const struct record *record;
    struct url_items all; /* what the list is narrowed by */
    int64_t count;        /* rows that match, at most 1,000 */
    bool capped;
};
void bulk_form_fill(struct req *q, const struct record *r, const struct input *asked,
                    const struct list_page *page, struct bulk_form *out);

struct list_view {
    struct frame frame;
    const struct record *record;
    struct columns columns;
    struct rows rows;
    struct pager pager;
    struct str new_url, search; /* new_url empty: he may not */
    bool searched;              /* it has a search box: ?q= */
    struct str empty;           /* what to do when there is nothing */
    struct view_tabs views;
    struct columns_form choose;
    struct bulk_form bulk;
    struct str export_url;      /* this list as CSV; empty: he may not */
};
/* Fills columns and rows from a page of records: the columns asked for, titles for references. */
MUST_USE bool list_view_fill(struct req *q, struct list_view *v, const struct record *r,
                             const struct list_query *lq, const struct list_page *page);
/* The heads of these columns, each sorting by its field where it may. */
struct columns list_heads(struct req *q, const struct column_choice *shown,
                          const struct list_query *lq);
/* "/export/deal?…" of this list; empty: he may not. */
struct str list_export_url(struct req *q, const struct record *r, const struct input *asked);
void list_pager_fill(struct req *q, const struct list_page *page, struct pager *p);
/* The same for a list inside another page, which is not sorted by its heads; without the column
 * `except`, which would say the same in each row. */
MUST_USE bool list_rows_fill(struct ctx *c, const struct record *r, const struct list_page *page,
                             const struct field *except, struct columns *columns,
                             struct rows *rows);
/* The whole of a generic list route: query → record_list → page or JSON. */
MUST_USE bool list_route(struct req *q, const struct record *r, const char *here,
                         const char *empty);
/* "/deals?stage=3&sort=-value" of this request with one item replaced or, with an empty value,
 * removed; the place in the list (after) goes with it. */
struct str url_with(struct req *q, const char *name, struct str value);
/* The same without that item, on a list: never the bare address, at which a list may begin with a
 * view. */
struct str url_without(struct req *q, const char *name);

/* "/accounts/3"; empty for 0 and for a record without a page. */
struct str record_url(struct arena *a, const struct record *r, int64_t id);

/* Initials for an avatar ("AM"), a stable colour class 0..5 for a name. */
struct str initials_of(struct arena *a, struct str name);
int colour_of(struct str name);
struct mark mark_of(struct arena *a, struct str name);
#endif
