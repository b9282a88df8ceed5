/* SPDX-License-Identifier: Apache-2.0 */
/* sqlite_impl.h - what the SQLite files of lib/db share, and nobody else includes.
 *
 * A struct sqlite_db is one SQLite connection with its cache of prepared statements. The writer's
 * connection is used by the writer's thread alone once store_open has returned; a reader's by the
 * thread that asked for it, and by the writer's to end what it holds between two reads.
 */
#ifndef SQLITE_IMPL_H
#define SQLITE_IMPL_H
#include "engine.h"
#include <sqlite3.h>
#include <stdatomic.h>

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

struct kept_stmt;
struct sqlite_db {
    struct db db;
    sqlite3 *sqlite;
    bool ours;   /* the authorizer lets transactions and pragmas through */
    bool script; /* and any function: ALTER TABLE uses some itself */
    struct kept_stmt *buckets[STMT_BUCKETS];
    struct kept_stmt *hints[STMT_HINTS]; /* by the address of the text; the text itself decides */
    size_t n_stmts, n_open;
    uint64_t uses;
    int64_t steps;
    int64_t deadline_us; /* 0: none */
    sqlite3_stmt *fixed[FIXED_N];
    int wal_pages, checkpoint_at;
    /* a reader's: sqlite_hold.c */
    struct sqlite_store *store; /* NULL: none, or it is closed */
    struct sqlite_db *next_reader;
    pthread_mutex_t in_use;
    bool reading;    /* between read_begin and read_end */
    bool held;       /* the transaction of the last read goes on */
    bool erred;      /* something failed since the read began */
    uint64_t turn;   /* of the store, when the transaction began */
    int64_t changes; /* of the store, when the read began */
};

/* What the engine said, kept before the next call makes it forget. */
struct db_error {
    int rc, os;
    char text[200];
};

static inline struct sqlite_db *sqlite_of(const struct ctx *c)
{
    return (struct sqlite_db *)c->db;
}

/* sqlite_schema.c */
extern const struct catalogue sqlite_catalogue;

/* sqlite.c */
extern const struct engine sqlite_engine;
struct sqlite_db *sqlite_open(const char *file, int flags,
                              struct db_error *error); /* NULL: error says why */
void sqlite_close(struct db *d);
int db_fixed(struct sqlite_db *d, enum fixed which);
int db_pragma(struct sqlite_db *d, const char *sql);
bool db_in_transaction(const struct sqlite_db *d);
struct db_error db_error_of(struct sqlite_db *d, int rc);
/* Sets the fault that fits; false, always. */
bool db_fault(struct ctx *c, const struct db_error *error, const char *sql);

/* sqlite_stmt.c */
void stmts_release(struct sqlite_db *d); /* resets what was left open */
void stmts_close(struct sqlite_db *d);
bool sqlite_script(struct ctx *c, const char *sql);

/* sqlite_run.c */
struct stmt *sqlite_start(struct ctx *c, const char *sql, struct db_args in, bool outlives);
bool sqlite_run(struct ctx *c, const char *sql, struct db_args in, int64_t *changed);
int64_t sqlite_last_id(struct db *d);
enum db_step sqlite_next(struct ctx *c, struct stmt *s);
bool sqlite_release(struct ctx *c, struct stmt *s);
int sqlite_columns(const struct stmt *s);
bool sqlite_is_null(const struct stmt *s, int column);
bool sqlite_integer(const struct stmt *s, int column, int64_t *i);
struct str sqlite_bytes(const struct stmt *s, int column);
bool sqlite_explain(struct ctx *c, const char *sql, struct buf *out);

/* sqlite_store.c */
struct backup;
struct sqlite_store {
    struct store store;
    atomic_uint_fast64_t turn;    /* odd while the writer is at work */
    atomic_int_fast64_t changes;  /* committed transactions that called db_changed_now() */
    pthread_mutex_t readers_lock; /* guards the list */
    struct sqlite_db *readers;
    int lock;             /* the descriptor that holds the flock, -1 when reading */
    struct sqlite_db *db; /* the writer's, NULL when reading */
    pthread_t thread;
    pthread_cond_t wake; /* with the store's mutex, as all that follows */
    struct job *first, **last;
    bool stopping;
    struct backup *backup;
};
void sqlite_store_close(struct store *s);
struct db *sqlite_reader(struct store *s, int cache_kib);

/* sqlite_hold.c */
void hold_join(struct sqlite_store *s, struct sqlite_db *d); /* a reader of s from now on */
void hold_leave(struct sqlite_db *d);
int hold_begin(struct sqlite_db *d);      /* what the engine said */
void hold_end(struct sqlite_db *d);       /* its statements are reset */
void hold_drop(struct sqlite_db *d);      /* before a statement that stands outside a read */
void hold_stop(struct sqlite_store *s);   /* the writer begins to work */
void hold_allow(struct sqlite_store *s);  /* and rests */
void hold_forget(struct sqlite_store *s); /* the store is closed */

/* sqlite_writer.c */
void writer_start(struct sqlite_store *s);
void writer_stop(struct sqlite_store *s);
void sqlite_submit(struct store *s, struct job *j);
bool sqlite_call(struct store *s, struct job *j);
bool sqlite_scrub(struct store *s, const char *const *tables, size_t n, struct str *why);

/* sqlite_backup.c: copies a little; called by the writer between batches. */
void backup_step(struct sqlite_store *s, struct backup *k);
bool sqlite_backup(struct store *s, const char *to, struct str *why);
#endif
