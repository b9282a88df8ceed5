/* SPDX-License-Identifier: Apache-2.0 */
/* move_store.h - rows of any table, out by primary key and in as they come; the statements are made
 * from the catalogue. */
#ifndef MOVE_STORE_H
#define MOVE_STORE_H
#include "db/schema.h"
#include "upkeep/manifest.h"

#define KEY_MAX 8

/* The first line of a table's file, without its end. */
struct str move_head(struct arena *a, const struct db_table *t);

/* Where a page of rows begins: behind the last key of the page before. */
struct move_key {
    struct db_arg p[KEY_MAX];
    size_t n; /* 0: at the first row */
};
/* Rows of one page, every column in the order of the table; *limit: how many it may have. A page
 * is small enough to be held in memory by an engine that gives whole answers. */
MUST_USE bool move_page(struct ctx *c, const struct db_table *t, const struct move_key *after,
                        struct db_rows *r, int *limit);
/* The key of the row that r stands at, on the arena. */
void move_key_of(struct db_rows *r, const struct db_table *t, struct move_key *out);

/* Inserts n rows whose values stand one after the other. */
MUST_USE bool move_insert(struct ctx *c, const struct db_table *t, const struct db_arg *values,
                          size_t n);
MUST_USE bool move_clear(struct ctx *c, struct str table);
/* What has run in this database. */
MUST_USE bool move_migrations(struct ctx *c, struct manifest *out);
#endif
