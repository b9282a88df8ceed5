/* SPDX-License-Identifier: Apache-2.0 */
/* db_words.h - what full text asks of an engine; of lib/db alone. */
#ifndef DB_WORDS_IMPL_H
#define DB_WORDS_IMPL_H
#include "engine.h"
#include "words.h"

/* In the statements ~ is the index's table. */
struct word_engine {
    const char *known;    /* a row when some table's words are kept */
    const char *empty[2]; /* one after the other */
    const char *one;    /* title, body, seen of number $1 */
    const char *drop;   /* $1: the number */
    const char *find;   /* $1: what asked() gave, $2: how many; the newest first */
    const char *rows;   /* number, title, body, seen; $1: behind it, $2: how many */
    const char *stands; /* $1: the number, $2: what whole() gave: a row when it stands */
    bool (*put)(struct ctx *c, const char *table, int64_t id, const struct words *w);
    /* The question in the engine's own language: of rows that hold it in their title, or
     * anywhere. */
    struct str (*asked)(struct arena *a, const struct question *q, struct str seen, bool title);
    struct str (*whole)(struct arena *a, const struct words *w);
    bool (*sound)(struct ctx *c, const char *table, bool *fits);
    bool (*forget)(struct ctx *c, const char *table, bool first, bool *more);
};
extern const struct word_engine sqlite_words, postgres_words;
/* The statements that make it, with %1$s for the table it follows from. */
extern const char sqlite_words_make[], postgres_words_make[];

/* Rows came in bulk, without their words. */
bool words_loaded(struct ctx *c);
/* The statement with its ~ replaced, on the arena. */
const char *words_sql(struct ctx *c, const char *sql, const char *table);

/* Both engines keep this beside their indexes. */
#define WORDS_STATE(type) \
    "CREATE TABLE IF NOT EXISTS db_words (name text NOT NULL PRIMARY KEY, filled " type \
    " NOT NULL, due " type " NOT NULL);" \
    "INSERT INTO db_words (name, filled, due) SELECT '%1$s', CASE WHEN EXISTS (SELECT 1 FROM" \
    " %1$s) THEN 0 ELSE 9223372036854775807 END, 0;"
#endif
