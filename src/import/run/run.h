/* SPDX-License-Identifier: Apache-2.0 */
/* run.h - files through the rows, slice by slice, each kept whole before the next begins.
 *
 * A dry run reads only, and stores what it found for the preview. A run that was cut off is simply
 * begun again: what is there already is unchanged.
 */
#ifndef RUN_H
#define RUN_H
#include "import/row/row.h"

void run_init(struct import_run *run, struct store *store, struct arena *a, int64_t user_id);
/* Adds a file whose text lasts as long as the run. record and mapping may be empty: guessed then.
 * False when it cannot be read: the fault names file and line. */
MUST_USE bool run_add(struct import_run *run, struct ctx *c, struct str filename, struct str text,
                      struct str record, struct str mapping);
/* Into the order in which links lead backward. */
void run_order(struct import_run *run);
/* Stores the import and its files; with their bytes when it is to be run later. */
MUST_USE bool run_store(struct import_run *run, struct ctx *c, int state, bool bytes);
/* Opens a stored import with its files, ready to run. */
MUST_USE bool run_open(struct import_run *run, struct ctx *c, const struct import *import);
/* All rows of all files; ends as IMPORT_DONE or IMPORT_FAILED when it is not dry. False with the
 * fault in c; FAULT_BUSY when it was stopped by progress(). */
MUST_USE bool run_all(struct import_run *run, struct ctx *c);
/* Marks it as failed with the fault in c; always false. */
bool run_fail(struct import_run *run, struct ctx *c);
int64_t run_rows(const struct import_run *run);

/* ---- one at a time, in this process ---- */
/* False when another one runs; the id is what import_running() tells, -1 while it has none. */
bool import_claim(int64_t id);
void import_release(void);
bool import_stopping(void);
/* In a thread of its own, for this user; the state is IMPORT_RUNNING and it is claimed already. */
MUST_USE bool import_start(struct ctx *c, struct store *store, int64_t id, int64_t user_id);
#endif
