/* SPDX-License-Identifier: Apache-2.0 */
/* record_pages.h - the pages and the API of a record that needs none of its own: list, new, show
 * with each field edited where it stands, edit, history.
 *
 * A slice sets .pages and has RECORD_ROUTES in its routes, or names these handlers there; which
 * record a request is about stands in the route's right. A save carries the version that was seen,
 * and one that is behind gets 412: on a page with what stands now beside what was typed. What looks
 * like one that is there already is asked about once on a page, never by the API.
 * Does not: know who may see or edit (routes and records say it), or keep rules (create and save).
 */
#ifndef RECORD_PAGES_H
#define RECORD_PAGES_H
#include "frame/frame.h"
#include "frame/history.h"
#include "frame/undo.h"

struct badge {
    const char *tone; /* gray, amber, red, green, teal, indigo */
    struct str text;
};
struct badges {
    struct badge p[8];
    size_t n;
};

/* Records that refer to the one shown, listed on its page. */
struct related {
    const char *record, *field; /* "contact", its "account_id" */
    const char *title;
    const char *empty;          /* what to do; NULL: nothing is shown when there are none */
    const char *action;         /* on the button for a new one; NULL: no button */
};

struct record_pages {
    const struct record *record;
    const char *here, *empty; /* for the list */
    json_fn *json;            /* of a row */
    bool (*create)(struct ctx *c, void *row);
    bool (*save)(struct ctx *c, const void *was, void *now, struct str why);
    void (*init)(void *row);  /* a new one; NULL: record_init */
    /* One that is there already and probably the same; 0 if none. May be NULL. */
    bool (*twin)(struct ctx *c, const void *row, int64_t *id);
    bool (*head)(struct ctx *c, const void *row, struct badges *out); /* may be NULL */
    /* Adds to a form what the table of fields does not know, such as a choice of small records; in
     * is what was typed, or NULL. May be NULL. */
    bool (*form)(struct ctx *c, const void *row, struct input *in, struct form *form);
    /* Before a change is taken back: what belongs to the old values beside them, and what may not
     * come back this way. May be NULL. */
    bool (*restore)(struct ctx *c, const void *was, void *now);
    const struct related *related;
    size_t n_related;
};

bool record_index(struct req *q);   /* GET /accounts, ?q= finds by prefix */
bool record_new(struct req *q);     /* GET /accounts/new?name=… */
bool record_add(struct req *q);     /* POST /accounts */
bool record_show(struct req *q);    /* GET /accounts/{id} */
bool record_edit(struct req *q);    /* GET /accounts/{id}/edit */
bool record_change(struct req *q);  /* POST and, for the API, PATCH /accounts/{id}; ?why= is kept */
bool record_set(struct req *q);     /* POST /accounts/{id}/{word}: one field, without JavaScript */
bool record_history(struct req *q); /* GET /api/v1/accounts/{id}/history?before=&limit= */

/* All of them: RECORD_ROUTES("account", "accounts", "S2-04"), with the requirement that the record
 * is there for. A subject that has pages of its own writes out its rows. */
/* clang-format off */
#define RECORD_ROUTES(name, plural, requirement) \
    { METHOD_GET,   "/" plural,                record_index,   READS,  PAGE | API, { name, "read" },   requirement }, \
    { METHOD_GET,   "/" plural "/new",         record_new,     READS,  PAGE,       { name, "create" }, requirement }, \
    { METHOD_POST,  "/" plural,                record_add,     WRITES, PAGE | API, { name, "create" }, requirement }, \
    { METHOD_GET,   "/" plural "/{id}",        record_show,    READS,  PAGE | API, { name, "read" },   requirement }, \
    { METHOD_GET,   "/" plural "/{id}/edit",   record_edit,    READS,  PAGE,       { name, "edit" },   requirement }, \
    { METHOD_POST,  "/" plural "/{id}",        record_change,  WRITES, PAGE,       { name, "edit" },   "X-03" }, \
    { METHOD_PATCH, "/" plural "/{id}",        record_change,  WRITES, API,        { name, "edit" },   "X-03" }, \
    { METHOD_POST,  "/" plural "/{id}/{word}", record_set,     WRITES, PAGE,       { name, "edit" },   "X-03" }, \
    { METHOD_GET,   "/" plural "/{id}/history", record_history, READS, API,        { name, "read" },   "X-03" }
/* clang-format on */

/* ---- the view of record.html ---- */
struct record_link {
    const char *label;
    struct str text, url;
};
struct record_links {
    const struct record_link *p;
    size_t n;
};
struct facts {
    const struct inline_field *p;
    size_t n;
};
struct section {
    const char *title, *empty, *action;
    struct str new_url, all_url; /* empty: he may not; nothing more to see */
    struct columns columns;
    struct rows rows;
};
struct sections {
    const struct section *p;
    size_t n;
};
struct told {
    struct str who;
    const char *what; /* "changed", "added it" */
    const char *door; /* "by import", NULL through our pages */
    struct instant when;
    struct entry_changes changes;
    struct str why;
    struct undo_offer undo;
};
struct tale {
    const struct told *p;
    size_t n;
};
struct record_view {
    struct frame frame;
    const struct record *record;
    struct str title, edit_url; /* edit_url empty: he may not */
    struct badges badges;
    struct record_links links;
    struct facts facts;
    struct sections sections;
    struct tale tale;
    struct str older_url;
};

/* The pages a request is about. */
const struct record_pages *record_pages_of(const struct req *q);
struct str record_name(const struct record *r, const void *row); /* its title */
/* The number of its newest entry that tells a change. */
int64_t record_seq(const struct record *r, const void *row);
/* For a page that shows more than record.html does. */
MUST_USE bool record_view_fill(struct req *q, const struct record_pages *p, const void *row,
                               struct record_view *v);
/* A page's answer to a change: to `back` when that is one of our lists, else to its page; with a
 * note there that says so and offers to take it back. */
bool answer_changed(struct req *q, const struct record *r, const void *was, const void *now,
                    struct str back);
/* The row as JSON with its version: 200, or 201 when created. */
bool record_answer(struct req *q, const struct record_pages *p, const void *row, bool created);
#endif
