/* SPDX-License-Identifier: Apache-2.0 */
/* history.h - what happened to a record, in order, with who and when; never changed, never removed
 * (X-03).
 *
 * An entry is written in the transaction of what it tells. `happened` is when the event took place,
 * `entered` when it was written down; more than 24 hours between them is marked late. Kinds:
 * "created", "changed", "touch", "shared", "refused", "imported". A body is JSON and holds no words
 * that may have to be erased: a touch is named by its id.
 */
#ifndef HISTORY_H
#define HISTORY_H
#include "frame/slice.h"

#define LATE_ENTRY_MS 86400000

/* What a change is part of, beside who made it and why; kept in its entry. ctx.cause points at it
 * while the change is saved. */
struct cause {
    int64_t bulk_id; /* the bulk edit; 0: none */
    int64_t undoes;  /* the seq of the entry it takes back; 0: none */
    struct str override_reason; /* why a gate is passed all the same; empty: override.h */
};

struct entry {
    int64_t id;
    const char *record;
    int64_t record_id;
    int64_t seq; /* deal.last_seq, elsewhere the version the change made */
    struct str kind;
    struct instant happened, entered;
    int64_t user_id;
    struct str door;
    bool shared; /* the buyer sees it too */
    struct str body;
};
/* One line of a "changed" entry: the field's label, the old and the new value as people read
 * them. */
struct entry_change {
    struct str field, label, old_shown, new_shown, old_text, new_text;
    struct str old_currency, new_currency;
};
struct entry_changes {
    struct entry_change *p;
    size_t n;
};
struct entries {
    struct entry *p;
    size_t n;
    int64_t before; /* seq for the next, older page; 0 at the end */
};

extern const struct slice history_slice; /* its checks */

/* entered, user and door come from the context; happened NONE means now. */
MUST_USE bool history_add(struct ctx *c, struct entry e);
MUST_USE bool history_created(struct ctx *c, const struct record *r, int64_t id, int64_t seq,
                              struct str title);
/* The same, saying more of it than its title. */
MUST_USE bool history_created_with(struct ctx *c, const struct record *r, int64_t id, int64_t seq,
                                   struct str title, struct changes what);
/* Nothing is written when nothing changed. */
MUST_USE bool history_changed(struct ctx *c, const struct record *r, int64_t id, int64_t seq,
                              struct changes what, struct str why);
/* Newest first; before 0 begins at the newest; kind empty: all. The caller has checked who may
 * see the record. */
MUST_USE bool history_read(struct ctx *c, const char *record, int64_t id, struct str kind,
                           int64_t before, int limit, struct entries *out);
/* The one of that number; *found is false when there is none. */
MUST_USE bool history_entry(struct ctx *c, const char *record, int64_t id, int64_t seq,
                            struct entry *out, bool *found);
MUST_USE bool entry_cause(struct ctx *c, const struct entry *e, struct cause *out);
/* The number that a body gives under this name; 0: none. */
MUST_USE bool entry_number(struct ctx *c, const struct entry *e, const char *name, int64_t *out);
/* What a body says: its changes, its "why", its "touch_id" (0: none). */
MUST_USE bool entry_parse(struct ctx *c, const struct entry *e, struct entry_changes *changes,
                          struct str *why, int64_t *touch_id);
#endif
