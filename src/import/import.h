/* SPDX-License-Identifier: Apache-2.0 */
/* import.h - other systems' CSV files become records here: nothing is lost, nothing is doubled
 * (S2-30).
 *
 * A file is read against a record with a mapping of its columns to fields. Rows are matched to what
 * is there by outside_id, else by name (accounts, products, users), e-mail (contacts, users), name
 * and account (contacts, deals), or all they say (touches); a match is updated, the rest created.
 * The file wins where it has a value; history keeps what stood there. Links between files are made
 * by name. What is not as it should be is a problem with line, field, value, and what was done; the
 * row still comes in where it can. Rows are written in slices of at most 50 ms, so that people go
 * on working; a slice is kept whole or not at all, and running an import again after it was cut off
 * ends in the same state. Gates hold for what people do next: an import stores what came.
 * Shows: /import, /import/42, /api/v1/imports, `counterpart import`. One import runs at a time.
 * It can be undone: undo/undo.h. An upload that is not run is forgotten after seven days.
 * Does not: delete what a file no longer has, or guess between 3 May and 5 March.
 */
#ifndef IMPORT_H
#define IMPORT_H
#include "frame/frame.h"

enum import_state {
    IMPORT_READY,   /* looked through; nothing is written yet */
    IMPORT_RUNNING, /* or cut off, when it is not the one of import_running() */
    IMPORT_DONE,
    IMPORT_FAILED,  /* message says why; what was written before stays */
    IMPORT_UNDOING, /* or cut off, likewise */
    IMPORT_UNDONE,
};

struct import {
    int64_t id;
    struct str name;   /* "4 files", "accounts.csv" */
    int64_t user_id;   /* who brought it */
    struct str preset; /* "maven" or empty */
    int state;         /* enum import_state */
    bool list_price;   /* open deals without value take their product's list price */
    int64_t rows_total, rows_done, created_rows, updated_rows, unchanged_rows, left_out_rows;
    int64_t problems;
    struct instant finished;
    struct str message;
    int64_t removed_rows, restored_rows, kept_rows; /* of its undo */
    struct instant undone;
    int64_t undone_by_id;
    BASE_MEMBERS;
};

extern const struct record import_record;
extern const struct slice import_slice;

/* The import that this process is running now; 0: none. */
int64_t import_running(void);
extern const struct policy upload_days; /* that an upload waits to be run, 7 [D] */
/* Until the one that was started here is done. */
void import_wait(void);
/* Before the process ends: ends a running import between two slices, and lets none begin. It can
 * be run again. */
void import_stop(void);
#endif
