/* SPDX-License-Identifier: Apache-2.0 */
/* bulk.h - one change for many rows: owner, stage, a date, any field of a list; or a share.
 *
 * Each row goes through the same rules and gates as when it is edited alone, by the rights of who
 * asks, and gets its own entry with the bulk's number. First comes a preview: every row is tried
 * and put back, and what would be refused is said row by row. When it runs, a row that was changed
 * since the preview is left and said. Rows are written a few at a time between other people's
 * writes; each is kept whole with its result or not at all, so that one that was cut off goes on
 * where it stopped. A whole bulk is taken back by another one, row by row, by the rules of undo.h.
 *
 * Shows: the boxes of the lists, /bulk, /bulk/42, POST /api/v1/bulk. At most 1,000 rows at once,
 * and for who is no manager bulk_most. Does not: create, or write what no form could.
 */
#ifndef BULK_H
#define BULK_H
#include "frame/record_pages.h"

#define BULK_MAX 1000

enum bulk_state { BULK_READY, BULK_RUNNING, BULK_DONE };
/* Of a bulk that is ready: what would happen. Waiting rows are those that would change. */
enum bulk_row_state { BULK_WAITING, BULK_CHANGED, BULK_UNCHANGED, BULK_REFUSED, BULK_ROW_STATES };

struct bulk {
    int64_t id;
    struct str title; /* "Stage: Proposal" */
    int64_t user_id;
    struct str door;    /* "web", "api": through which it was asked for */
    struct str subject; /* "deal" */
    struct str sets;    /* {"stage_id":"5"}: as a form would send it; empty when it takes back */
    int64_t undoes_id;
    int state; /* enum bulk_state */
    struct instant finished;
    int64_t counts[BULK_ROW_STATES]; /* no field: its rows, by state */
    BASE_MEMBERS;
};
struct bulk_row {
    int64_t place, record_id, seen, seq;
    int state; /* enum bulk_row_state */
    struct str code, sentence; /* of a refused one */
};
struct bulk_rows {
    struct bulk_row *p;
    size_t n;
    int64_t after; /* of a page: where the next one begins; 0 at the end */
};

extern const struct record bulk_record;
extern const struct slice bulk_slice;
extern const struct policy bulk_most;
extern const struct gate bulk_too_many, bulk_has_run;
extern const struct word bulk_row_words[];

int64_t bulk_total(const struct bulk *b);
/* The pages of the records that are changed together: deals, accounts, contacts, products. NULL:
 * none of them. */
const struct record_pages *bulk_pages_of(struct str subject);
/* Whether a field of that record may be set for many at once. */
bool bulk_may_set(const struct record *r, const struct field *f);
#define BULK_SHARE "share" /* set for deals: the user they are shared with */
/* A field that goes along with the stage. */
#define BULK_REASON "lost_reason"

/* What it does, ready to be done. */
struct bulk_order {
    const struct bulk *bulk;
    const struct record_pages *pages;
    struct input sets;
    int64_t share; /* the user; 0: not shared */
};
MUST_USE bool bulk_order_of(struct ctx *c, const struct bulk *b, struct bulk_order *out);
/* Reads "set.NAME" of what was sent into b->sets and b->title, and checks it; the faults name the
 * item. */
MUST_USE bool bulk_sets_read(struct ctx *c, const struct record_pages *p, struct input *in,
                             struct bulk *b);
/* Does it to one row, in a transaction of its own, as the viewer. Sets its state and seq; false
 * with the fault that refuses it. */
MUST_USE bool bulk_row_do(struct ctx *c, const struct bulk_order *o, struct bulk_row *row);
/* May who asks change so many at once? */
MUST_USE bool bulk_may(struct ctx *c, size_t rows);

/* ---- running ---- */
/* Stores it with its rows, and tries each: what would happen. From outside a transaction. */
MUST_USE bool bulk_make(struct ctx *c, struct store *store, struct bulk *b,
                        struct bulk_rows *rows);
/* In a thread of its own, from ready or cut off; waits a moment for a short one. */
MUST_USE bool bulk_start(struct ctx *c, struct store *store, int64_t id);
/* Runs in this process. */
bool bulk_is_running(int64_t id);
static inline bool bulk_is_cut(const struct bulk *b)
{
    return b->state == BULK_RUNNING && !bulk_is_running(b->id);
}
/* Before the process ends: each ends between two groups of rows, and can go on later. */
void bulk_stop(void);
#endif
