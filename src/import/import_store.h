/* SPDX-License-Identifier: Apache-2.0 */
/* import_store.h - the SQL of imports: their files, progress and problems. */
#ifndef IMPORT_STORE_H
#define IMPORT_STORE_H
#include "import/import.h"

struct tally {
    int64_t rows, created, updated, unchanged, left_out, problems;
};
struct stored_file {
    int64_t id;
    struct str filename, record, mapping;
    struct str sample;              /* CSV: the head and the first lines */
    struct str encoding, separator; /* as said; empty: guessed */
    struct str read_as;             /* the encoding it is read in */
    struct str stages;              /* map/stages.h */
    struct tally tally;
    bool has_bytes;
    struct str save_as; /* of a form: the name under which its mapping is kept */
    bool reformed;      /* of a form: it is to be read in another way */
};
struct stored_files {
    struct stored_file *p;
    size_t n;
};
struct problem {
    struct str filename; /* of a stored one */
    int64_t line;
    struct str field, value; /* the column's head and what stood there */
    struct str code;         /* "account_missing" */
    struct str sentence, done;
};
struct problems {
    struct problem *p;
    size_t n, cap;
    int64_t last_id; /* of a page: where the next one begins */
};
struct code_count {
    struct str code, sentence;
    int64_t n, first_line;
    struct str filename;
};
struct code_counts {
    struct code_count *p;
    size_t n;
};
#define FILES_MAX 20
#define PIECES_AT_ONCE 16

/* ---- imports and their files ---- */
MUST_USE bool import_file_insert(struct ctx *c, int64_t import_id, struct stored_file *file);
MUST_USE bool import_files_read(struct ctx *c, int64_t import_id, struct stored_files *out);
MUST_USE bool import_file_mapping(struct ctx *c, const struct stored_file *file);
/* Whether all pieces of its files are here: before, they cannot be run. */
MUST_USE bool import_files_whole(struct ctx *c, int64_t import_id, bool whole);
/* The bytes of a file in pieces, counted from 0. */
MUST_USE bool import_piece_add(struct ctx *c, int64_t file_id, int64_t n, struct str bytes);
MUST_USE bool import_piece_read(struct ctx *c, int64_t file_id, int64_t n, struct str *bytes,
                                bool *found);
/* At most `most` of them; *dropped tells how many there were. */
MUST_USE bool import_pieces_drop(struct ctx *c, int64_t import_id, int most, int64_t *dropped);
/* From one state to another, once; *changed is false when it was in another state. */
MUST_USE bool import_state_move(struct ctx *c, int64_t id, int from, int to, bool *changed);
MUST_USE bool import_list_price_set(struct ctx *c, int64_t id, bool on);
MUST_USE bool import_finish(struct ctx *c, int64_t id, int state, struct str message);
/* Forgets what an earlier look or run counted and found. */
MUST_USE bool import_counts_clear(struct ctx *c, int64_t id);
/* Counts of one file, and of the import by what has changed since the file's last ones. */
MUST_USE bool import_progress(struct ctx *c, int64_t id, int64_t file_id, const struct tally *file,
                              const struct tally *all, int64_t rows_done);

/* The history entries of a run: begun before its first slice, reached again with each. */
MUST_USE bool import_range_begin(struct ctx *c, int64_t import_id, int64_t *range_id);
MUST_USE bool import_range_reach(struct ctx *c, int64_t range_id);
/* Uploads that were never run and are older than that: *id of one, 0 if there is none. */
MUST_USE bool import_stale(struct ctx *c, struct instant before, int64_t *id);
/* All that is known of one that is IMPORT_FAILED and wrote nothing, and whose bytes are dropped. */
MUST_USE bool import_forget(struct ctx *c, int64_t id);

/* ---- problems ---- */
MUST_USE bool import_problem_add(struct ctx *c, int64_t import_id, struct str filename,
                                 const struct problem *p);
MUST_USE bool import_problem_counts(struct ctx *c, int64_t import_id, struct code_counts *out);
/* Those behind the id `after`, all or of one code; last_id is 0 at the end. */
MUST_USE bool import_problems_read(struct ctx *c, int64_t import_id, struct str code,
                                   int64_t after, int limit, struct problems *out);

/* Ends with {0}. */
extern const struct check import_checks[];
#endif
