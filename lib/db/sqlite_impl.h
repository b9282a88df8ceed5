/* SPDX-License-Identifier: Apache-2.0 */
/* sqlite_impl.h - what the files of lib/db share, and nobody else includes.
 *
 * A struct db is one SQLite connection with its cache of prepared statements. The writer's
 * connection is used by the writer's thread alone once store_open has returned; a reader's by the
 * thread that asked for it.
 */
#ifndef SQLITE_IMPL_H
#define SQLITE_IMPL_H
#include "store.h"
#include <pthread.h>
#include <sqlite3.h>

#define STMT_BUCKETS 256
#define STMT_HINTS 64
#define STMT_MAX 512 /* prepared per connection; beyond it the one not used for longest goes */

/* The statements only lib/db may run: everybody else's would break the batch they run in. */
enum fixed {
    FIXED_READ,
    FIXED_WRITE,
    FIXED_COMMIT,
    FIXED_ROLLBACK,
    FIXED_SAVEPOINT,
    FIXED_RELEASE,
    FIXED_ROLLBACK_TO,
    FIXED_N,
};

struct stmt;
struct db {
    sqlite3 *sqlite;
    bool writes;
    bool ours;   /* the authorizer lets transactions and pragmas through */
    bool script; /* and any function: ALTER TABLE uses some itself */
    struct stmt *buckets[STMT_BUCKETS];
    struct stmt *hints[STMT_HINTS]; /* by the address of the text; the text itself decides */
    size_t n_stmts, n_open;
    uint64_t uses;
    int64_t steps, batch;
    int64_t deadline_us; /* 0: none */
    sqlite3_stmt *fixed[FIXED_N];
    int wal_pages, checkpoint_at;
};

/* What the engine said, kept before the next call makes it forget. */
struct db_error {
    int rc, os;
    char text[200];
};

/* sqlite.c */
struct db *db_open(const char *file, int flags, struct db_error *error); /* NULL: error says why */
int db_fixed(struct db *d, enum fixed which);
int db_pragma(struct db *d, const char *sql);
bool db_in_transaction(const struct db *d);
struct db_error db_error_of(struct db *d, int rc);
/* Sets the fault that fits; false, always. */
bool db_fault(struct ctx *c, const struct db_error *error, const char *sql);

/* stmt.c */
void stmts_release(struct db *d); /* resets what was left open */
void stmts_close(struct db *d);
bool stmt_script(struct ctx *c, const char *sql); /* several statements, no values: migrations */

/* dialect.c: {int}, {blob}, {lock}, {id}, {append_only TABLE}. False, *bad at the brace, for any
 * other. */
MUST_USE bool dialect_expand(struct buf *out, const char *sql, const char **bad);

/* store.c */
struct backup;
struct store {
    char *file;
    int lock; /* the descriptor that holds the flock, -1 when reading */
    struct db *db; /* the writer's, NULL when reading */
    pthread_t thread;
    pthread_mutex_t mutex; /* guards all that follows */
    pthread_cond_t wake;
    struct job *first, **last;
    bool stopping, batching;
    struct backup *backup;
    struct instant (*now)(void);
    struct instant latest;
    struct writer_counts counts;
};
/* A sentence that lives until this thread's next one. Always gives false. */
bool store_why(struct str *why, const char *format, ...) PRINTF(2, 3);

/* migrate.c: whether what has run in the database is the beginning of the list, by a reader. */
MUST_USE bool migrations_known(struct ctx *c, const struct migration *const *list, size_t n);

/* writer.c */
void writer_start(struct store *s);
void writer_stop(struct store *s);

/* backup.c: copies a little; called by the writer between batches. */
void backup_step(struct store *s, struct backup *k);
#endif
