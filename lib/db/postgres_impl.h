/* SPDX-License-Identifier: Apache-2.0 */
/* postgres_impl.h - what the PostgreSQL files of lib/db share, and nobody else includes.
 *
 * A struct pg_conn is one connection to the server. The store keeps a bounded pool of them; a
 * struct pg_db takes one for the length of a transaction and gives it back, so nothing depends on
 * what a session remembers but its prepared statements, and those may be switched off for a pooler
 * in between.
 *
 * A connection is always in pipeline mode. What gives no rows is sent and not waited for: its
 * result is read with the next one that is, or with COMMIT. A transaction begins with its first
 * statement, in the same packet. After any error the connection is thrown away, because which
 * statements it still knows is not known.
 */
#ifndef POSTGRES_IMPL_H
#define POSTGRES_IMPL_H
#include "engine.h"
#include <libpq-fe.h>

#define PG_BUCKETS 256
#define PG_OWED 64 /* sent and not yet read; then they are */
#define PG_REQUEST 16

enum pg_owed { OWED_NOTHING, OWED_CHANGES, OWED_ROWS };

/* A statement this connection has met with values of these types. */
struct pg_named {
    struct pg_named *next; /* of the same bucket */
    uint64_t hash;
    Oid *types;
    size_t n_types;
    char name[24]; /* "": sent whole each time */
    const char *expanded;
    char text[];
};

struct pg_conn {
    struct pg_conn *next; /* idle */
    PGconn *pg;
    struct pg_named *buckets[PG_BUCKETS];
    unsigned n_named;
    enum pg_owed owed[PG_OWED];
    size_t n_owed;
    bool unread; /* a COMMIT of a read was sent; its result comes before the next */
    bool spoilt;
};

enum pg_trouble {
    PG_FINE,
    PG_AGAIN, /* a deadlock, a clash of two writers: the whole transaction may run again */
    PG_AWAY,  /* the connection is gone */
    PG_WRONG, /* anything else */
};

enum pg_txn { TXN_NONE, TXN_WANTED, TXN_OPEN };

struct pg_store {
    struct store store;
    char *url;
    struct pg_conn *idle; /* guarded by the store's mutex, as what follows */
    size_t made, max;
    int64_t batches, writes;
    pthread_cond_t returned;
    bool named; /* statements are prepared by name */
    int answer_ms; /* 0: as long as it takes */
    pthread_t thread; /* writes what was submitted, one after the other */
    pthread_cond_t wake;
    struct job *first, **last;
    bool stopping;
};

struct pg_stmt {
    struct stmt stmt; /* first */
    struct pg_stmt *next;
    PGresult *result;
    int row, rows;
};

struct pg_db {
    struct db db; /* first */
    struct pg_store *store;
    struct pg_conn *conn; /* while a transaction or a statement needs it */
    enum pg_txn txn;
    enum pg_trouble trouble;
    bool commit_sent;
    bool steady; /* a read during which no migration may run */
    unsigned char request[PG_REQUEST]; /* of a write: found after a COMMIT that was not answered */
    int64_t deadline_us;               /* 0: none */
    int64_t changes;
    struct pg_stmt *open;
};

static inline struct pg_db *pg_of(const struct ctx *c)
{
    return (struct pg_db *)c->db;
}

/* postgres_schema.c */
extern const struct catalogue postgres_catalogue;

/* postgres_run.c */
extern const struct engine postgres_engine;

/* postgres.c: sending and reading */
/* Sends a statement behind what is owed; false with the fault. */
bool pg_send(struct ctx *c, const char *sql, struct db_args in, enum pg_owed kind);
/* Reads all that is owed. *rows is the result of the OWED_ROWS among them. */
bool pg_collect(struct ctx *c, const char *sql, PGresult **rows);
/* Reads what is left of a read that ended, if anything is; false when it will never come. */
bool pg_read_ended(struct pg_db *d);
/* Asks for the counter of changes, unless its answer is owed already. */
bool pg_send_changes(struct ctx *c);
/* One of ours, without values, outside the dialect: BEGIN and the like. */
bool pg_send_plain(struct ctx *c, const char *sql);
/* Several statements of ours, outside the pipeline. */
bool pg_exec(struct ctx *c, const char *sql, PGresult **rows);
void pg_stmts_clear(struct pg_db *d);
/* The fault for a connection that is gone, before anything could be said to it. */
bool pg_away(struct ctx *c, const char *why);

/* postgres_text.c: what was prepared on a connection */
struct pg_named *pg_named_find(struct ctx *c, const char *sql, struct db_args in, bool *fresh);
void pg_named_free(struct pg_conn *conn);

/* postgres_pool.c */
struct pg_conn *pg_connect(const char *url, struct str *why); /* NULL: why */
void pg_disconnect(struct pg_conn *conn);
bool pg_take(struct ctx *c); /* a connection for c->db, which has none */
void pg_give_back(struct pg_db *d);
void pg_forget_idle(struct pg_store *s); /* the server was restarted: none of them is any good */
void pg_pool_close(struct pg_store *s);

/* postgres_write.c */
void aside_start(struct pg_store *s);
void aside_stop(struct pg_store *s);
void postgres_submit(struct store *s, struct job *j);
bool postgres_call(struct store *s, struct job *j);

/* postgres_store.c */
struct pg_db *pg_db_new(struct pg_store *s, bool writes);
void postgres_store_close(struct store *s);
struct db *postgres_reader(struct store *s, int cache_kib);
bool postgres_backup(struct store *s, const char *to, struct str *why);
bool postgres_scrub(struct store *s, const char *const *tables, size_t n, struct str *why);
bool postgres_migrate_begin(struct ctx *c);
bool postgres_ids_settle(struct ctx *c);
bool postgres_script(struct ctx *c, const char *sql);
#endif
