/* SPDX-License-Identifier: Apache-2.0 */
/* sqlite_stmt.h - one prepared statement of a connection's cache. */
#ifndef SQLITE_STMT_H
#define SQLITE_STMT_H
#include "sqlite_impl.h"

struct kept_stmt {
    struct stmt stmt;       /* first: the face holds it by this */
    struct kept_stmt *next; /* of the same bucket */
    sqlite3_stmt *sqlite;
    uint64_t hash, used;
    bool busy;
    size_t *args; /* which value each of SQLite's parameters takes */
    size_t n_params, n_args;
    char text[];
};

struct kept_stmt *stmt_take(struct ctx *c, const char *sql); /* NULL: the fault stands */
int stmt_release(struct sqlite_db *d,
                 struct kept_stmt *s); /* what the engine said when it was reset */
#endif
