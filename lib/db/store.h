/* SPDX-License-Identifier: Apache-2.0 */
/* store.h - one database: a file, exactly one process and one connection that writes it, and
 * readers.
 *
 * store_open takes the lock FILE.lock (flock, with our pid in it) for a writer; a second one fails
 * with the first's pid in the sentence. STORE_READ opens without the lock, for export and check
 * beside a running server. SQLite: WAL, synchronous=FULL, foreign keys on, readers read-only with
 * wal_autocheckpoint=0, no mmap; only the writer checkpoints.
 *
 * The writer is a thread. It takes what waits (at most 64 jobs or 20 ms of work), runs each in a
 * savepoint, commits once, then tells each. A lone job is never held back. A job may run more than
 * once: it touches nothing but its arena (rewound before each try) and its transaction. When the
 * engine ends the whole transaction (disk full, I/O), each job is run alone and gets its own
 * answer; a failed COMMIT fails all.
 */
#ifndef STORE_H
#define STORE_H
#include "db.h"

struct store;

enum store_mode { STORE_WRITE, STORE_READ };

/* `database` is a file, or an address "postgresql://role@host/name" (store_is_address). A file is
 * created when it is not there and mode is STORE_WRITE. On failure NULL, and *why
 * (process arena or static) says what to do. batching=false commits each job alone (bench). */
struct store *store_open(const char *database, enum store_mode mode, struct str *why);
void store_close(struct store *s); /* waits for the writer to finish what it has */
void store_batching(struct store *s, bool on);
/* The file, or the address without its password. */
const char *store_file(const struct store *s);
bool store_is_address(const char *database);
/* Takes the password out of an address, in place, so that it may be shown; leaves what is none. */
void store_password_hide(char *database);
/* Whether an organisation lives there already; false with *why when nobody could be asked. */
MUST_USE bool store_exists(const char *database, bool *exists, struct str *why);
/* On a server: makes a role of this name with a password of its own, and the schema that is its
 * organisation's; *url is the address to use from then on. `admin` is an address whose role may do
 * that. False with *why. */
MUST_USE bool store_organisation(const char *admin, const char *name, struct arena *a,
                                 struct str *url, struct str *why);
/* How stores on a server are opened from now on. */
struct store_options {
    int connections; /* at most, per store; 0: as before */
    bool named;      /* statements are prepared by name; not behind a pooler of transactions */
    int answer_ms;   /* a server that takes longer for one statement is away; 0: it may */
};
void store_options_set(struct store_options o);
/* Whether the data lie in this process's own file. Where not, asking may take long and is for the
 * threads of a pool, and other nodes write too. */
bool store_is_here(const struct store *s);

/* A read-only connection for the calling thread, NULL when it cannot be opened (the log says why).
 * cache_kib bounds its page cache. */
struct db *store_reader(struct store *s, int cache_kib);
void db_close(struct db *d);

/* A read transaction over several statements; statements outside one see each their own snapshot. A
 * statement that runs past the budget fails with FAULT_TOO_SLOW. budget_ms 0: none. */
MUST_USE bool db_read_begin(struct ctx *c, int budget_ms);
void db_read_end(struct ctx *c); /* also resets statements, so that the WAL can be checkpointed */

/* One write. run() is called on the writer's thread inside a savepoint with c->db set to the
 * writer; true keeps what it did. On false with a FAULT_REFUSED standing, refused() runs in a
 * savepoint of its own in the same batch to store the refusal, which it finds in c->fault; that
 * fault stays the answer whatever it does. done() is called on the writer's thread after the commit
 * (or failure), with the fault standing in c; it must not use the database. */
struct job {
    struct ctx *c;
    bool (*run)(struct ctx *c, void *arg);
    bool (*refused)(struct ctx *c, void *arg);
    void (*done)(struct job *j);
    void *arg;
    struct job *next; /* the writer's */
    void *waits;      /* the engine's: who waits for it */
    bool ok;          /* set before done() */
};
void writer_submit(struct store *s, struct job *j);
/* The same from a thread that may wait: where many write at once it runs there, done() too. */
void writer_run(struct store *s, struct job *j);
/* The same, waiting for it: true when it was committed. From an OWN route, a command, a test. */
MUST_USE bool writer_call(struct store *s, struct ctx *c, bool (*run)(struct ctx *c, void *arg),
                          void *arg);
/* Like writer_call, storing a refusal with `refused`. */
MUST_USE bool writer_call_refusing(struct store *s, struct ctx *c,
                                   bool (*run)(struct ctx *c, void *arg),
                                   bool (*refused)(struct ctx *c, void *arg), void *arg);
/* Runs fn(arg) on the writer's thread once the transaction is kept; forgotten when it is not.
 * arg in the job's arena. */
void after_commit(struct ctx *c, void (*fn)(void *arg), void *arg);
/* What ctx.now is set to before each run; instant_now() unless a test clock stands. Never steps
 * back. */
void store_clock(struct store *s, struct instant (*now)(void));
struct instant store_now(struct store *s);

#define WRITER_BATCH_SIZES 7
extern const int64_t writer_batch_sizes[WRITER_BATCH_SIZES]; /* 1, 2, 4, … 64 */
struct writer_counts {
    int64_t jobs, commits, failed_commits;
    /* transactions that ended, by how many jobs were in them: at most writer_batch_sizes[i] */
    int64_t batches[WRITER_BATCH_SIZES + 1], batch_jobs;
    int64_t waiting; /* in the queue now */
    int64_t busy_ms;    /* how long the batch in hand has been under way; 0 when there is none */
    int64_t stalled_ms; /* since a job was taken, while others wait; 0 when none does */
    int64_t log_pages, checkpoints, failed_checkpoints;
};
struct writer_counts writer_counts(struct store *s);

/* Migrations: a list in order; each runs once, in one transaction, and is kept with its number,
 * name and a hash of its text; a database newer than the program, or a changed text, is refused.
 * The text may use {int}, {blob}, {id} (an integer primary key that counts up), {append_only
 * TABLE} (triggers that refuse UPDATE and DELETE) and {words TABLE} (full text: words.h). */
struct migration {
    int number;
    const char *name;
    const char *sql; /* several statements */
};
MUST_USE bool store_migrate(struct store *s, const struct migration *const *list, size_t n,
                            struct str *why);
/* A copy of the whole database made while writing goes on, by the writer; `to` must not exist. */
MUST_USE bool store_backup(struct store *s, const char *to, struct str *why);
/* Puts a backup in place as r->file: locks it, copies r->from beside it (or has r->make make it
 * there), looks the copy over and gives it its name. A database that a process holds, one that is
 * there already (unless r->before says where to keep it) and a copy that is damaged or newer than
 * the program are refused; r->file is then as it was. */
struct restore {
    const char *file, *from;
    bool (*make)(void *arg, const char *part, struct str *why); /* NULL: `from` is copied */
    void *arg;
    const char *before; /* NULL: nothing may be there yet */
    const struct migration *const *list;
    size_t n;
    bool kept; /* out: something was there and stands at `before` now */
};
MUST_USE bool store_restore(struct restore *r, struct str *why);
/* Makes this process the only one that may write `file`, as store_open does, without opening it; a
 * descriptor to close, -1 when another has it. */
MUST_USE int store_claim(const char *file, struct str *why);
/* Gives a finished file its name, on the disk for good; `to` must not exist. */
MUST_USE bool store_publish(const char *part, const char *to, struct str *why);
#endif
