/* SPDX-License-Identifier: Apache-2.0 */
/* undo_store.h - the SQL of an undo: what the import wrote, who has worked on it, who refers to
 * it. */
#ifndef UNDO_STORE_H
#define UNDO_STORE_H
#include "import/import.h"

/* One history entry that the import wrote. */
struct undo_step {
    int64_t entry_id, record_id;
    struct str record, kind, body;
};
struct undo_steps {
    struct undo_step *p;
    size_t n;
};
struct undo_state {
    int64_t next; /* entries below this one are to be done */
    int64_t removed, restored, kept;
};
struct kept_row {
    int64_t id, record_id;
    struct str record, title, field, code, sentence;
};
struct kept_rows {
    struct kept_row *p;
    size_t n;
    int64_t last_id; /* where the next page begins; 0: there is none */
};

/* *any: the import wrote something that is known. */
MUST_USE bool undo_begin(struct ctx *c, int64_t import_id, bool *any);
MUST_USE bool undo_state_read(struct ctx *c, int64_t import_id, struct undo_state *out);
MUST_USE bool undo_state_write(struct ctx *c, int64_t import_id, const struct undo_state *s);
MUST_USE bool undo_end(struct ctx *c, int64_t import_id);
/* Entries below `before`, last first. */
MUST_USE bool undo_steps_read(struct ctx *c, int64_t import_id, int64_t before, int limit,
                              struct undo_steps *out);
/* Whether anybody but this import, or an undo, wrote history about it. */
MUST_USE bool undo_worked_on(struct ctx *c, int64_t import_id, struct str record, int64_t id,
                             bool *yes);
/* Whether this import created what the step is about. */
MUST_USE bool undo_made_it(struct ctx *c, int64_t import_id, const struct undo_step *step,
                           bool *yes);
MUST_USE bool undo_used(struct ctx *c, const char *record, int64_t id, bool *yes);
struct found_ids;
/* Accounts or contacts that refer to this one, that the import made and nobody worked on. */
MUST_USE bool undo_below(struct ctx *c, int64_t import_id, const char *record, int64_t id,
                         struct found_ids *out);

MUST_USE bool import_kept_add(struct ctx *c, int64_t import_id, const struct kept_row *k);
MUST_USE bool import_kept_read(struct ctx *c, int64_t import_id, int64_t after, int limit,
                               struct kept_rows *out);
#endif
