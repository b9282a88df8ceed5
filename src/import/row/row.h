/* SPDX-License-Identifier: Apache-2.0 */
/* row.h - one row of a file becomes one record, or a list of reasons why not.
 *
 * Everything a row finds out stands in its `found` until the slice it belongs to is kept: a slice
 * may be tried more than once. A dry row writes nothing; what it would have created is known to the
 * rows behind it by a number below zero.
 */
#ifndef ROW_H
#define ROW_H
#include "import/import_store.h"
#include "import/read/look.h"
#include "import/row/find_store.h"
#include "import/row/lines.h"
#include "import/row/names.h"

enum row_result { ROW_CREATED,
                  ROW_UPDATED,
                  ROW_UNCHANGED,
                  ROW_LEFT_OUT };

/* A link to a row further down in the same file: made when all rows are there. */
struct later {
    int64_t id;
    size_t line;
    const struct field *field;
    struct str head, text;
    enum row_result result;
};
struct laters {
    struct later *p;
    size_t n, cap;
};
/* Which record a line was about. */
struct touched {
    int64_t id;
    size_t line;
};
struct toucheds {
    struct touched *p;
    size_t n, cap;
};

/* All names of a record, read when the first text was not found. */
struct known {
    const char *record;
    struct name_rows names;
};

struct found {
    struct arena *arena;
    struct tally tally;
    struct problems problems;
    struct toucheds touched;
    struct laters later;
    struct known known[8];
    size_t n_known;
};

struct import_file {
    int64_t id;
    struct str filename;
    struct source source;
    struct format said, format; /* as a person said, empty where he did not; as it is read */
    struct str sample;          /* its head and first lines, as CSV */
    struct file_map map;
    struct stage_choices stages; /* that are not there */
    struct stage_choices stages_said;
    bool native;                   /* the preset knows it: its stages are made */
    const struct subject *subject; /* NULL: left out */
    bool refused;                  /* he may not add records of this kind */
    /* names and numbers in the file, when its rows link to each other */
    struct names own;
    struct names above;      /* users: who is named as a manager */
    struct id_lines touched; /* records by id: the line that was about it */
    struct laters later;
    struct tally tally;
};

/* What becomes of stages that are not there and of which nobody said it. */
enum stages_wanted { STAGES_AS_USUAL, STAGES_ALL_MADE, STAGES_ALL_FIRST };

struct import_run {
    struct store *store;
    struct arena *arena; /* lasts as long as the run */
    int64_t import_id, user_id, range_id;
    bool dry, list_price;
    enum stages_wanted stages;
    int64_t most;                     /* lines to do; 0: all */
    struct str preset;
    struct import_file *files;
    size_t n_files;
    struct names planned; /* dry: what would have been created, from -1 downward */
    struct str *plans;    /* their names */
    int64_t n_planned;
    size_t cap_plans;
    struct tally tally;
    int64_t rows_done;
    /* Between slices; false ends the run. May be NULL. */
    bool (*progress)(struct import_run *run, const struct import_file *file, void *arg);
    void *progress_arg;
};

struct row_work {
    struct ctx *c;
    struct import_run *run;
    struct import_file *file;
    const struct csv_row *row;
    struct found *found;
    void *was, *now; /* was is what is stored, or an empty one */
    int64_t id;      /* 0: a new one; below 0: one that a dry run has planned */
    int64_t our_id;  /* as the line of our own export says; 0: it does not */
    struct instant our_created;
    bool elsewhere;         /* the line comes from the export of another house */
    struct field_set given; /* fields for which the row has a value */
    struct field_set empty; /* fields whose cells are empty */
    bool left_out;
};

/* What differs from record to record. */
struct subject {
    const struct record *record;
    const char *self; /* the field that links to its own kind, or NULL */
    void (*init)(void *row);
    /* Which stored record the row is about: w->id. */
    bool (*match)(struct row_work *w);
    /* What the cells do not say; may add problems or leave the row out. May be NULL. */
    bool (*complete)(struct row_work *w);
    /* Nobody has the name that stands in `self`. NULL: a problem. */
    bool (*missing)(struct row_work *w, const struct field *f, struct str text);
    bool (*create)(struct ctx *c, void *row);
    bool (*save)(struct ctx *c, const void *was, void *now); /* NULL: written once */
};
const struct subject *subject_of(const struct record *r);

/* Room behind the n things of the given size; the new array. */
void *grown(struct arena *a, void *p, size_t n, size_t *cap, size_t size);
/* Does one row; false only when the run cannot go on. */
MUST_USE bool row_do(struct row_work *w);
MUST_USE bool later_do(struct row_work *w, const struct later *later);

/* ---- for subjects ---- */
/* A problem of this row; field is a column's head or NULL. code may be made of two parts. */
void row_problem(struct row_work *w, struct str code, const struct field *field, struct str value,
                 struct str sentence, struct str done);
void row_leave_out(struct row_work *w, struct str code, const struct field *field,
                   struct str sentence);
bool row_gives(const struct row_work *w, const char *field);
bool row_is_empty(const struct row_work *w, const char *field); /* mapped, but nothing in it */
/* Whether an earlier line of the file was about it. */
bool row_taken(const struct row_work *w, int64_t id);
/* The first of these that no earlier line of the file was about: w->id. */
void row_take(struct row_work *w, const struct found_ids *ids);
/* What a column of this field says, as it stands in the file. */
struct str row_text(const struct row_work *w, const char *field);
/* After a rule said no: tells it and leaves the row out. False when it was no refusal. */
bool row_refused(struct row_work *w);
/* Dry: what a row would create is found by those behind it under its outside number and name. */
int64_t row_plan(struct row_work *w, const char *record, struct str outside_id, struct str name);
/* Its number by outside number ('o'), name ('n') or squashed name ('s'); 0: not planned. */
int64_t row_planned(const struct row_work *w, const char *record, char by, struct str text);
struct str planned_name(const struct row_work *w, int64_t id);

enum how_found { FOUND_NOTHING,
                 FOUND_EXACTLY,
                 FOUND_GUESSED };
struct ref {
    enum how_found how;
    int64_t id;
    struct str title; /* of a guess */
    bool ambiguous;   /* several have this name; id is the first */
};
/* By outside number, name, e-mail, then as it is written without spaces and signs. */
MUST_USE bool ref_find(struct row_work *w, const struct record *r, struct str text,
                       struct ref *out);

/* ---- between the files of a row ---- */
void row_roles(struct row_work *w); /* before the cells that become fields */
MUST_USE bool row_cells(struct row_work *w);
MUST_USE bool row_link(struct row_work *w, const struct field *f, struct str text);
MUST_USE bool row_link_self(struct row_work *w, const struct field *f, struct str text);
void row_say_unknown(struct row_work *w, const struct field *f, struct str text);
void row_say_by_name(struct row_work *w, const struct field *f, struct str text);
struct str row_head(const struct row_work *w, const struct field *f);
struct str row_code(struct row_work *w, const struct field *f, const char *what);
struct str field_short(const struct field *f); /* "account" of account_id */
field_bits row_bit(const struct row_work *w, const struct field *f);
void *row_at(const struct row_work *w, const struct field *f); /* in w->now */
#endif
