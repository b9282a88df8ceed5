/* SPDX-License-Identifier: Apache-2.0 */
/* undo.h - what an import did is taken back, by adding to history and never by rewriting it.
 *
 * Every entry that the import wrote is gone through, last first. What it created is taken out
 * (frame/removed.h), unless somebody has worked on it since or still uses it; users are switched
 * off instead, their names stand in history. A field that it changed gets its old value back as a
 * new change, unless it has another value by now. What stays as it is, is listed with the reason.
 *
 * Goes in slices of at most 50 ms, so that people work meanwhile; one that is cut off goes on where
 * it stood. Only who ran the import, or an administrator, undoes it, once.
 * Does not: take back stages that were made, or the next step that an imported touch gave a deal.
 */
#ifndef IMPORT_UNDO_H
#define IMPORT_UNDO_H
#include "db/store.h"
#include "import/undo/undo_store.h"

/* The state is IMPORT_UNDOING and the import is claimed. False with the fault in c; FAULT_BUSY: the
 * server ends, and it goes on when it is asked for again. */
MUST_USE bool undo_run(struct store *store, struct ctx *c, int64_t import_id, int64_t user_id);

/* ---- one entry (undo_entry.c) ---- */
/* What the import did there is taken back, or kept and told. */
MUST_USE bool undo_entry(struct ctx *c, int64_t import_id, const struct undo_step *step,
                         struct undo_state *counts);
#endif
