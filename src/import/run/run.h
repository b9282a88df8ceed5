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

/* ---- files (files.c) ---- */
/* What is said of a file; what is empty is guessed. */
struct file_said {
    struct str filename;
    struct source source; /* lasts as long as the run */
    struct str record, mapping, stages;
    struct format format;
    enum how dates; /* of columns whose dates may be either */
};
/* Looks through the file. False when it cannot be read: the fault names file and line. */
MUST_USE bool run_add(struct import_run *run, struct ctx *c, const struct file_said *said);
/* Into the order in which links lead backward; then what becomes of stages that are not there. */
MUST_USE bool run_settle(struct import_run *run, struct ctx *c);
/* Stores the import and its files; `bytes`: with what stands in memory, to be run later. */
MUST_USE bool run_store(struct import_run *run, struct ctx *c, int state, bool bytes);
/* Opens a stored import with its files, ready to run. */
MUST_USE bool run_open(struct import_run *run, struct ctx *c, const struct import *import);
/* The same on a reader of its own: a large file takes longer than a request may read. */
MUST_USE bool run_open_stored(struct import_run *run, struct ctx *c, const struct import *import);
/* Stores what a new look through the files found. */
MUST_USE bool run_store_maps(struct import_run *run, struct ctx *c);
/* A column of which nobody said whether days or months come first; NULL: there is none. */
const struct column_map *file_asks(const struct import_file *file);
int64_t run_rows(const struct import_run *run);

/* ---- running (slices.c, run.c) ---- */
/* Rows of a file, or links that were left for later, written slice by slice, or only gone through
 * by a dry run. */
MUST_USE bool slices_rows(struct import_run *run, struct ctx *c, struct import_file *file,
                          const struct csv_row *rows, size_t n);
MUST_USE bool slices_links(struct import_run *run, struct ctx *c, struct import_file *file);
/* All rows of all files; ends as IMPORT_DONE or IMPORT_FAILED when it is not dry. False with the
 * fault in c; FAULT_BUSY when it was stopped by progress(). */
MUST_USE bool run_all(struct import_run *run, struct ctx *c);
/* Marks it as failed with the fault in c; always false. */
bool run_fail(struct import_run *run, struct ctx *c);
/* Forgets uploads that nobody ran in time. */
MUST_USE bool uploads_forget(struct store *store, struct ctx *c);
/* The files' bytes are not wanted any more. */
MUST_USE bool run_drop_bytes(struct store *store, struct ctx *c, int64_t import_id);

/* ---- one at a time, in this process ---- */
/* False when another one runs; the id is what import_running() tells, -1 while it has none. */
bool import_claim(int64_t id);
void import_release(void);
bool import_stopping(void);
/* In a thread of its own, for this user; the state is IMPORT_RUNNING, or IMPORT_UNDOING to undo it,
 * and it is claimed already. */
MUST_USE bool import_start(struct ctx *c, struct store *store, int64_t id, int64_t user_id,
                           bool undo);
#endif
