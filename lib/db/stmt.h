/* SPDX-License-Identifier: Apache-2.0 */
/* stmt.h - one prepared statement of a connection's cache; for stmt.c and db.c. */
#ifndef STMT_H
#define STMT_H
#include "sqlite_impl.h"

struct stmt {
    struct stmt *next; /* of the same bucket */
    sqlite3_stmt *sqlite;
    uint64_t hash, used;
    bool busy, reads;
    size_t *args; /* which value each of SQLite's parameters takes */
    size_t n_params, n_args;
    char text[]; /* as written, before the dialect's words are replaced */
};

struct stmt *stmt_take(struct ctx *c, const char *sql); /* NULL: the fault stands */
int stmt_release(struct db *d, struct stmt *s);         /* what the engine said when it was reset */
#endif
