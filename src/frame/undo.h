/* SPDX-License-Identifier: Apache-2.0 */
/* undo.h - taking back one's own change: a new change puts the old values back.
 *
 * Nothing is removed from history: the undo is an entry of its own that names the one it takes
 * back, and can itself be taken back, which is redo. It goes through the record's own save(), so
 * that every rule holds. It is refused when a field of it was changed since (`edited_since`, with
 * by whom and to what), when it was taken back already, and past `undo_hours`.
 * Shows: the note after a change, the newest change in a record's history, and
 * POST /api/v1/deals/42/undo with the entry's `seq`; without one, the newest change.
 * Does not: take back what somebody else did, what was created, a touch, or a user's password.
 */
#ifndef UNDO_H
#define UNDO_H
#include "frame/history.h"

struct record_pages;

extern const struct slice undo_slice;
extern const struct policy undo_hours;
extern const struct gate edited_since, undo_too_late;

/* What a button stands for. */
struct undo_offer {
    const char *plural; /* NULL: there is none */
    int64_t id, seq;
    bool redo;          /* it takes back an undo */
};
/* What the reader may take back among the newest entries of a record, newest first: the newest
 * change, if it is his own and not too old. */
MUST_USE bool undo_offered(struct ctx *c, const struct record *r, const struct entries *e,
                           struct undo_offer *out);
/* Takes the entry back; seq 0: the newest change. *now is the row as it then stands. The caller
 * has checked who may edit the record. */
MUST_USE bool undo_change(struct ctx *c, const struct record_pages *p, int64_t id, int64_t seq,
                          void *now);
#endif
