/* SPDX-License-Identifier: Apache-2.0 */
/* db.h - one face to the database: statements with typed values in and out.
 *
 * SQL is written once, in the common dialect: parameters are $1, $2, …; {int}, {blob} are types,
 * {lock} is FOR UPDATE or nothing. Statements are prepared once per connection and kept. A struct
 * db is one connection and belongs to one thread: a reader cannot write, the writer is the only one
 * that can. Nothing here is expected to fail: a unique clash is ON CONFLICT DO NOTHING. When the
 * engine does fail, the fault says busy, full, too slow or broken.
 *
 * There are two engines, SQLite and PostgreSQL; no file outside lib/db may use a symbol of either,
 * and what only one of them understands, or both differently, is refused when it is prepared. So
 * flags are compared with = 1, sums are CAST(SUM(x) AS {int}), a prefix is a range and not LIKE,
 * sorted columns are NOT NULL, and a unique clash is ON CONFLICT (columns) DO NOTHING.
 */
#ifndef DB_H
#define DB_H
#include "base/ctx.h"

struct db;

enum db_type { DB_INT, DB_TEXT, DB_BLOB, DB_NULL };

struct db_arg {
    enum db_type type;
    int64_t i;
    struct str s;
};
struct db_args {
    const struct db_arg *p;
    size_t n;
};
static inline struct db_arg I(int64_t i) {
    return (struct db_arg){ DB_INT, i, { 0 } };
} static inline struct db_arg T(struct str s) {
    return (struct db_arg){ DB_TEXT, 0, s };
} static inline struct db_arg B(struct str s) {
    return (struct db_arg){ DB_BLOB, 0, s };
} static inline struct db_arg NIL(void) {
    return (struct db_arg){ DB_NULL, 0, { 0 } };
}
/* A reference: 0 is stored as NULL. */
static inline struct db_arg
R(int64_t id) {
    return id ? I(id) : NIL();
}
#define ARGS(...)                                                                                  \
    ((struct db_args){ (const struct db_arg[]){ __VA_ARGS__ },                                     \
                       COUNT(((const struct db_arg[]){ __VA_ARGS__ })) })
#define NO_ARGS ((struct db_args){ NULL, 0 })

struct db_out {
    enum db_type type;
    void *to; /* int64_t * or struct str *, text is copied to the arena; NULL reads as 0 or empty */
};
struct db_outs {
    const struct db_out *p;
    size_t n;
};
static inline struct db_out OI(int64_t *i) {
    return (struct db_out){ DB_INT, i };
} static inline struct db_out OT(struct str *s) {
    return (struct db_out){ DB_TEXT, s };
} static inline struct db_out OB(struct str *s) {
    return (struct db_out){ DB_BLOB, s };
}
#define OUTS(...)                                                                                  \
    ((struct db_outs){ (const struct db_out[]){ __VA_ARGS__ },                                     \
                       COUNT(((const struct db_out[]){ __VA_ARGS__ })) })

/* Literals only: values are bound, always. Text the record engine derived from its tables passes as
 * it is. One statement, and as many values as its highest $n. Refused as broken: transactions,
 * pragmas that set something, LIKE, random(), and the engine's own dates, because ctx.now is the
 * only clock. */
#define SQL(literal) ("" literal)

/* Runs a statement that gives no rows. *_changed also tells how many rows it touched. */
MUST_USE bool
db_do(struct ctx *c, const char *sql, struct db_args in);
MUST_USE bool db_do_changed(struct ctx *c, const char *sql, struct db_args in, int64_t *changed);
/* The first row, if any; outputs are untouched when *found is false. */
MUST_USE bool db_one(struct ctx *c, const char *sql, struct db_args in, struct db_outs out,
                     bool *found);
/* The same where a row must be there (SELECT count(*), INSERT … RETURNING id): none is broken(). */
MUST_USE bool db_get(struct ctx *c, const char *sql, struct db_args in, struct db_outs out);

/* An INSERT … ON CONFLICT DO NOTHING of one row with an id that counts up, without RETURNING: its
 * id, or *found is false and *id untouched. Asking SQLite for the row makes it keep every page it
 * touches as it was, which is half the price of a row with many indexes. */
MUST_USE bool db_insert(struct ctx *c, const char *sql, struct db_args in, int64_t *id,
                        bool *found);

/* Rows one by one:
 *     struct db_rows r;
 *     if (!db_rows_open(c, &r, SQL("SELECT …"), ARGS(…))) return false;
 *     while (db_rows_next(&r)) { id = db_int(&r, 0); name = db_text(&r, 1); }
 *     return db_rows_close(&r);
 * close must be called whenever open succeeded; it gives false when a row could not be read. Nested
 * and repeated use of the same SQL on one connection is allowed. */
struct db_rows {
    struct ctx *c;
    void *stmt;
    bool bad;
};
MUST_USE bool db_rows_open(struct ctx *c, struct db_rows *r, const char *sql, struct db_args in);
MUST_USE bool db_rows_next(struct db_rows *r);
MUST_USE bool db_rows_close(struct db_rows *r);
int64_t db_int(struct db_rows *r, int column);
bool db_is_null(struct db_rows *r, int column);
struct str db_text(struct db_rows *r, int column);      /* copied to the arena of r->c */
struct str db_text_peek(struct db_rows *r, int column); /* valid until the next row only */

/* Which write transaction of this connection it is, counted from 1; a reader's is 0. What was read
 * in one may never have been kept. */
int64_t db_batch(const struct db *d);
/* What this transaction surely sees of db_changed_now(): a number that grows whenever somebody, on
 * this node or another, changed what is kept in memory. */
MUST_USE bool db_changes(struct ctx *c, int64_t *n);
void db_changed_now(struct ctx *c); /* in a write; the fault stands if it could not be told */
/* Right after db_read_begin(): no node changes the tables while this read lasts. */
void db_read_steady(struct ctx *c);
/* What this write goes by has been overtaken by another node: it runs again from its start. Fails,
 * always. */
bool db_again(struct ctx *c);
/* Whether other nodes write to it too. */
bool db_is_shared(const struct db *d);
/* Whether what a write reads in order to change it must be locked ({lock}): others write too. */
bool db_locks(const struct db *d);
/* How many virtual-machine steps this connection's statements took since the last call (bench,
 * tests). */
int64_t db_steps(struct db *d);
/* The engine's plan, one line per step, for tests that read it. */
MUST_USE bool db_explain(struct ctx *c, const char *sql, struct buf *out);
#endif
