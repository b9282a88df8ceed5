/* SPDX-License-Identifier: Apache-2.0 */
/* engine.h - what lib/db asks of a database engine, and nobody else includes.
 *
 * A struct db is a handle that one thread uses, a struct store what it was opened from; each engine
 * puts its own behind these. The face of db.h and store.h is written once, above these functions.
 * What can fail gives false, NULL or STEP_FAILED, and the fault stands in the context.
 */
#ifndef ENGINE_H
#define ENGINE_H
#include "base/log.h"
#include "schema.h"
#include "store.h"
#include <pthread.h>

enum db_step { STEP_ROW, STEP_DONE, STEP_FAILED };

/* The head of an engine's own running statement. */
struct stmt {
    const char *text; /* as written, before the dialect's words are replaced */
    bool reads;
    int64_t began, rows; /* the face's, for watch.h */
};

/* What the engine says for a word of the dialect, and what it has for a macro of a migration. */
struct dialect_word {
    const char *word, *becomes;
};
struct dialect {
    const struct dialect_word *words; /* in braces: {int} */
    size_t n_words;
    const struct dialect_word *bare; /* names that this engine reads otherwise, in any statement */
    size_t n_bare;
    const struct dialect_word *in_script; /* and in migrations only */
    size_t n_in_script;
    const char *append_only; /* %1$s: the table */
    const char *full_text;   /* the same: db_words.h */
};

/* How a plan says, before its name, that an index is followed; that rows are sorted; and that a
 * table is read whole, unless another word stands by it. */
struct plan_words {
    const char *index, *sorts, *scans, *unless;
};

/* The functions of schema.h. */
struct catalogue {
    bool (*tables)(struct ctx *c, struct db_tables *out);
    bool (*links)(struct ctx *c, struct db_links *out);
    bool (*counter)(struct ctx *c, struct str table, int64_t *last);
    bool (*counter_set)(struct ctx *c, struct str table, int64_t last);
    bool (*load_begin)(struct ctx *c, struct db_load *load);
    bool (*load_end)(struct ctx *c, const struct db_load *load);
    bool (*integrity)(struct ctx *c, void (*said)(void *arg, struct str line), void *arg);
    struct plan_words plan;
    const char *index_columns; /* a statement: the first two of the index $1 */
    /* Whether the plan of a table so small tells nothing; NULL: it always tells. */
    bool (*is_small)(struct ctx *c, struct str index, bool *small);
};

/* schema.c: nothing may be left out silently. */
bool catalogue_fits(struct ctx *c, size_t n, size_t max);

/* A statement that is one engine's own, and passes as it is. */
#define OWN_SQL(literal) ("--own\n" literal)
/* The same, planned anew for its values each time. */
#define PLANNED_SQL(literal) ("--own\n--planned\n" literal)
/* The statement behind these marks. */
const char *sql_unmarked(const char *sql);

struct word_engine;
struct engine {
    const char *name;
    const struct word_engine *words;
    const struct catalogue *catalogue;
    const struct dialect *dialect;
    bool remote; /* asking it may take long, and others write to it too */

    /* handles */
    void (*close)(struct db *d);
    bool (*read_begin)(struct ctx *c, int budget_ms);
    void (*read_steady)(struct db *d); /* NULL: a read always sees the tables of its moment */
    void (*read_end)(struct ctx *c);
    int64_t (*steps)(struct db *d);
    bool (*explain)(struct ctx *c, const char *sql, struct buf *out);
    /* The plan that is taken now; what the handle is at notices nothing, whatever goes wrong. */
    bool (*plan_now)(struct ctx *c, const char *sql, struct buf *out);
    bool (*changes)(struct ctx *c, int64_t *n);
    bool (*changed_now)(struct ctx *c);

    /* statements; `outlives`: the values may go before the statement does */
    struct stmt *(*start)(struct ctx *c, const char *sql, struct db_args in, bool outlives);
    bool (*run)(struct ctx *c, const char *sql, struct db_args in, int64_t *changed);
    int64_t (*last_id)(struct db *d); /* of the row just inserted; NULL: it is asked for */
    enum db_step (*step)(struct ctx *c, struct stmt *s);
    bool (*release)(struct ctx *c, struct stmt *s);
    int (*columns)(const struct stmt *s);
    bool (*is_null)(const struct stmt *s, int column);
    bool (*integer)(const struct stmt *s, int column, int64_t *i); /* false: no whole number */
    struct str (*bytes)(const struct stmt *s, int column);

    /* stores */
    void (*store_close)(struct store *s);
    struct db *(*reader)(struct store *s, int cache_kib);
    void (*submit)(struct store *s, struct job *j);
    bool (*call)(struct store *s, struct job *j); /* submits and waits */
    bool (*backup)(struct store *s, const char *to, struct str *why);
    bool (*scrub)(struct store *s, const char *const *tables, size_t n, struct str *why);
    bool (*migrate_begin)(struct ctx *c); /* nobody else migrates until the transaction ends */
    bool (*ids_settle)(struct ctx *c);    /* new ids go on behind those that were given */
    bool (*script)(struct ctx *c, const char *sql); /* several statements, no values */
};

struct db {
    const struct engine *engine;
    bool writes;
    bool again; /* what runs on it asks to run anew; only where others write too */
    int64_t batch;
    int64_t steps; /* taken from the engine and not yet asked for */
};

struct after {
    struct after *next;
    void (*fn)(void *arg);
    void *arg;
};

struct store {
    const struct engine *engine;
    enum store_mode mode;
    char *name;            /* the file, or the address without its password */
    pthread_mutex_t mutex; /* guards all that follows, and what the engine says */
    struct instant (*now)(void);
    struct instant latest;
    bool batching;
    struct writer_counts counts;
    int64_t busy_since_ms; /* 0: the writer has nothing in hand */
    int64_t taken_ms;      /* its last job, or when the first came to wait */
};

/* store.c */
void store_init(struct store *s, const struct engine *engine, enum store_mode mode,
                const char *name);
void store_uninit(struct store *s);
/* A sentence that lives until this thread's next one. Always gives false. */
bool store_why(struct str *why, const char *format, ...) PRINTF(2, 3);
/* A transaction of so many jobs has ended. */
void store_count(struct store *s, bool committed, size_t jobs);
/* What the job asked to be run after its commit. */
void after_run(struct ctx *c);

/* db.c */
bool db_fail(struct ctx *c, enum fault_kind kind, const char *why, const char *sql);
/* The disk under the database had an error that may pass: 503 disk_error. */
bool db_fail_disk(struct ctx *c, const char *why, const char *sql);

/* dialect.c: {int}, {blob}, {lock}, {id}, {append_only TABLE}. False, *bad at the brace or the
 * word, for any other and for what only one engine would understand. */
MUST_USE bool dialect_expand(const struct dialect *dialect, bool script, struct buf *out,
                             const char *sql, const char **bad);
/* The same as text on the arena, NULL with the fault. */
const char *dialect_text(struct ctx *c, bool script, const char *sql);

/* migrate.c: whether what has run in the database is the beginning of the list, by a reader. */
MUST_USE bool migrations_known(struct ctx *c, const struct migration *const *list, size_t n);

/* sqlite_store.c, postgres_store.c */
struct store *sqlite_store_open(const char *file, enum store_mode mode, struct str *why);
struct store *postgres_store_open(const char *url, enum store_mode mode, struct str *why);
#endif
