/* SPDX-License-Identifier: Apache-2.0 */
/* words.h - which rows hold which words: full text behind one face, on either engine.
 *
 * A migration says {words deal}: from then on the words of table deal are kept beside it, in an
 * index that the engine knows how to search (FTS5; a tsvector with GIN). What a word is, is said in
 * base/words.h and nowhere else: the engines are given words, never text. Whoever writes the row
 * puts its words in the same transaction. The index follows from its table, so it is not exported;
 * it is filled anew, a piece at a time, while rows are written and found.
 *
 * A row found by its title stands before one found by other words, and the one with the higher
 * number, which came later, before others; no engine's own weighing is used, so that both give the
 * same rows in the same order. Who sees a row stands among its words and is asked for with them:
 * what one may not see is neither counted nor read.
 *
 * What is erased leaves by words_erase(): the engine forgets the words for good in pieces, by
 * words_forget(), and store_scrub() takes them out of what lies beside.
 */
#ifndef DB_WORDS_H
#define DB_WORDS_H
#include "base/words.h"
#include "store.h"

/* Each as words_of() gives it. `seen`: who sees the row, as names of letters and digits; empty
 * where all do. */
struct words {
    struct str title, body, seen;
};
/* Nothing is written when nothing changed. */
MUST_USE bool words_put(struct ctx *c, const char *table, int64_t id, const struct words *w);
/* The same words, seen by others; nothing where the row has none yet. */
MUST_USE bool words_seen(struct ctx *c, const char *table, int64_t id, struct str seen);
MUST_USE bool words_drop(struct ctx *c, const char *table, int64_t id);

struct words_hits {
    int64_t *ids;
    size_t n;
    bool more; /* than `limit` */
};
/* All things of the question must be there. `seen`: one of these must see the row; empty: nobody
 * is asked for. */
MUST_USE bool words_find(struct ctx *c, const char *table, const struct question *q,
                         struct str seen, size_t limit, struct words_hits *out);

/* ---- filling ---- */

#define WORDS_FILLED INT64_MAX
/* Rows up to this number have their words; WORDS_FILLED: all. A later row may have them too. In a
 * write it is locked: one process fills at a time. */
MUST_USE bool words_filled(struct ctx *c, const char *table, int64_t *up_to);
MUST_USE bool words_filled_set(struct ctx *c, const char *table, int64_t up_to);
/* Whether rows of any table are still without theirs. */
MUST_USE bool words_filling(struct ctx *c, bool *filling);
/* Everything is put anew, from the first row on. */
MUST_USE bool words_fill_anew(struct ctx *c, const char *table);

/* ---- looking over ---- */

struct words_row {
    int64_t id;
    struct words words;
};
struct words_rows {
    struct words_row *p;
    size_t n;
};
/* By number, those behind `after`. */
MUST_USE bool words_rows(struct ctx *c, const char *table, int64_t after, size_t limit,
                         struct words_rows *out);
/* Whether what is searched is what words_rows() tells, in all: the engine's own index, read from
 * end to end. */
MUST_USE bool words_sound(struct ctx *c, const char *table, bool *sound);
/* Whether one row is found by its words, to tell which it is. */
MUST_USE bool words_stand(struct ctx *c, const char *table, int64_t id, const struct words *w,
                          bool *stand);

/* ---- erasing ---- */

/* Words of this table were taken out that are to be gone. */
MUST_USE bool words_erase(struct ctx *c, const char *table);
enum words_due {
    WORDS_CLEAN,
    WORDS_FORGET, /* words_forget() has work */
    WORDS_SCRUB,  /* store_scrub() has; then words_scrubbed() */
};
MUST_USE bool words_due(struct ctx *c, const char *table, enum words_due *due);
/* A piece of it, a few milliseconds of work, in a write. */
MUST_USE bool words_forget(struct ctx *c, const char *table);
MUST_USE bool words_scrubbed(struct ctx *c, const char *table);
/* Takes what was overwritten out of the log beside the file; on a server, out of these tables. Not
 * on the writer's thread. False when readers were in the way: try again later. */
MUST_USE bool store_scrub(struct store *s, const char *const *tables, size_t n, struct str *why);
#endif
