/* SPDX-License-Identifier: Apache-2.0 */
/* schema.h - what stands in a database, as its engine's catalogue tells it: for whoever moves or
 * checks all of it without knowing its subjects.
 *
 * Both engines give the same answers for the same migrations: tables by name, columns in the order
 * they were made. The engine's own tables and full-text indexes are not among them; the latter are
 * made anew from what they index. Names may stand between double quotes.
 */
#ifndef SCHEMA_H
#define SCHEMA_H
#include "db.h"

struct db_column {
    struct str name;
    enum db_type type; /* DB_INT, DB_TEXT or DB_BLOB */
    int key;           /* its place in the primary key, from 1; 0: not in it */
};
struct db_table {
    struct str name;
    struct db_column *columns;
    size_t n_columns;
    bool counted; /* its id is {id}: the engine hands out the next number */
};
struct db_tables {
    struct db_table *p;
    size_t n;
};
MUST_USE bool db_tables(struct ctx *c, struct db_tables *out);

/* The foreign keys, each of one column. */
struct db_link {
    struct str table, column, to;
};
struct db_links {
    struct db_link *p;
    size_t n;
};
MUST_USE bool db_links(struct ctx *c, struct db_links *out);

/* The last number handed out for a counted table, 0 for none. */
MUST_USE bool db_counter(struct ctx *c, struct str table, int64_t *last);
MUST_USE bool db_counter_set(struct ctx *c, struct str table, int64_t last);

/* Between the two, in one job: rows come in any order, whatever they refer to, and append-only
 * tables may be emptied. The end puts it back; FAULT_CONFLICT when a row then refers to none. */
struct db_load {
    struct str *triggers; /* what was taken away */
    size_t n;
};
MUST_USE bool db_load_begin(struct ctx *c, struct db_load *load);
MUST_USE bool db_load_end(struct ctx *c, const struct db_load *load);

/* What the engine finds wrong in its own file, a line each. */
MUST_USE bool db_integrity(struct ctx *c, void (*said)(void *arg, struct str line), void *arg);

/* How the engine would run a statement that reads one table. */
struct db_plan {
    struct str text;  /* in its own words, one line */
    struct str index; /* the index it follows; empty: the primary key, or none */
    bool strays;      /* it sorts, or reads a whole table */
    bool small;       /* of a table too small to tell: PostgreSQL may take another index as good */
};
MUST_USE bool db_plan(struct ctx *c, const char *sql, struct db_plan *out);
/* Whether the statement finds its rows in their order by this index: nothing is sorted, no table
 * read from end to end. Of a table too small to tell, PostgreSQL may take another index as good. In
 * a transaction that reads. */
MUST_USE bool db_walks(struct ctx *c, const char *sql, const char *index, bool *walks);
/* Whether the index begins with these columns; the second may be NULL. */
MUST_USE bool db_index_leads(struct ctx *c, struct str index, const char *first,
                             const char *second, bool *leads);
#endif
