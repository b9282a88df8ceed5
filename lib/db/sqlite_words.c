/* SPDX-License-Identifier: Apache-2.0 */
/* Full text in FTS5. Its tokenizer "ascii" cuts what we give it at our blanks: words hold ASCII
 * letters and digits, and nothing else below U+0080. */
#include "db_words.h"
#include "sqlite_impl.h"

#define ASKED_MAX_BYTES ((size_t)1 << 20)
#define FORGET_PAGES 64 /* of the index, about 4 KB each */

static void put_phrase(struct buf *b, struct str words)
{
    buf_char(b, '"');
    buf_add(b, words);
    buf_char(b, '"');
}

static void put_things(struct buf *b, const struct question *q)
{
    for (size_t i = 0; i < q->n; i++) {
        buf_add(b, i ? STR(" AND ") : STR_NONE);
        put_phrase(b, q->p[i].words);
        buf_add(b, q->p[i].begun ? STR(" *") : STR_NONE);
    }
}

static void put_seen(struct buf *b, struct str seen)
{
    bool first = true;
    for (struct str rest = seen; rest.n; first = false) {
        buf_add(b, first ? STR(" AND ({seen} : (") : STR(" OR "));
        put_phrase(b, str_split(rest, ' ', &rest));
    }
    buf_add(b, first ? STR_NONE : STR("))"));
}

static struct str asked(struct arena *a, const struct question *q, struct str seen, bool title)
{
    struct buf b;
    buf_init(&b, a, ASKED_MAX_BYTES);
    buf_add(&b, title ? STR("({title} : (") : STR("({title body} : ("));
    put_things(&b, q);
    buf_lit(&b, "))");
    put_seen(&b, seen);
    assert(!b.full);
    return buf_str(&b);
}

/* Column by column, so that a word in the wrong one is missed. */
static void put_whole(struct buf *b, const char *column, struct str words)
{
    if (!words.n)
        return;
    buf_add(b, b->n ? STR(" AND ({") : STR("({"));
    buf_add(b, str_of(column));
    buf_lit(b, "} : ");
    put_phrase(b, words);
    buf_char(b, ')');
}

static struct str whole(struct arena *a, const struct words *w)
{
    struct buf b;
    buf_init(&b, a, ASKED_MAX_BYTES);
    put_whole(&b, "title", w->title);
    put_whole(&b, "body", w->body);
    put_whole(&b, "seen", w->seen);
    assert(!b.full);
    return buf_str(&b);
}

static bool put(struct ctx *c, const char *table, int64_t id, const struct words *w)
{
    struct words was = { 0 };
    bool found;
    if (!db_one(c, words_sql(c, sqlite_words.one, table), ARGS(I(id)),
                OUTS(OT(&was.title), OT(&was.body), OT(&was.seen)), &found))
        return false;
    if (found && str_same(was.title, w->title) && str_same(was.body, w->body)
        && str_same(was.seen, w->seen))
        return true;
    const char *sql = found
                          ? OWN_SQL("UPDATE ~ SET title = $2, body = $3, seen = $4 "
                                    "WHERE rowid = $1")
                          : OWN_SQL("INSERT INTO ~(rowid, title, body, seen) "
                                    "VALUES ($1, $2, $3, $4)");
    return db_do(c, words_sql(c, sql, table), ARGS(I(id), T(w->title), T(w->body), T(w->seen)));
}

/* ---- looking over ---- */

/* A number for each place where a word stands; their sum does not ask for their order. */
static uint64_t place(struct str word, int64_t id, char column, int64_t offset)
{
    uint64_t h = str_hash(word) + (uint64_t)id * UINT64_C(0x9e3779b97f4a7c15);
    h = (h ^ (h >> 31)) * UINT64_C(0xbf58476d1ce4e5b9) + (uint64_t)offset * 128;
    h = (h ^ (h >> 27) ^ (uint64_t)column) * UINT64_C(0x94d049bb133111eb);
    return h ^ (h >> 31);
}

static uint64_t places(struct str words, int64_t id, char column)
{
    uint64_t sum = 0;
    for (int64_t offset = 0; words.n; offset++)
        sum += place(str_split(words, ' ', &words), id, column, offset);
    return sum;
}

static bool sum_of_rows(struct ctx *c, const char *table, uint64_t *sum)
{
    struct db_rows r;
    if (!db_rows_open(c, &r, words_sql(c, OWN_SQL("SELECT rowid, title, body, seen FROM ~"), table),
                      NO_ARGS))
        return false;
    while (db_rows_next(&r)) {
        int64_t id = db_int(&r, 0);
        *sum += places(db_text_peek(&r, 1), id, 't') + places(db_text_peek(&r, 2), id, 'b')
                + places(db_text_peek(&r, 3), id, 's');
    }
    return db_rows_close(&r);
}

static bool sum_of_index(struct ctx *c, uint64_t *sum)
{
    struct db_rows r;
    if (!db_rows_open(c, &r, OWN_SQL("SELECT doc, col, offset, term FROM temp.db_places"), NO_ARGS))
        return false;
    while (db_rows_next(&r)) {
        char column = db_text_peek(&r, 1).p[0];
        *sum += place(db_text_peek(&r, 3), db_int(&r, 0), column, db_int(&r, 2));
    }
    return db_rows_close(&r);
}

/* FTS5 shows its index as a table, which only has to be named; nothing of the file is written. */
static bool sound(struct ctx *c, const char *table, bool *fits)
{
    struct sqlite_db *d = sqlite_of(c);
    uint64_t rows = 0, index = 0;
    const char *make = words_sql(c,
                                 "PRAGMA query_only = OFF; CREATE VIRTUAL TABLE temp.db_places "
                                 "USING fts5vocab('main', '~', 'instance')",
                                 table);
    bool ok = db_pragma(d, make) == SQLITE_OK || broken(c, "words of %s cannot be read", table);
    ok = ok && sum_of_rows(c, table, &rows) && sum_of_index(c, &index);
    db_pragma(d, "DROP TABLE IF EXISTS temp.db_places");
    if (!d->db.writes)
        db_pragma(d, "PRAGMA query_only = ON");
    *fits = rows == index;
    return ok;
}

/* ---- erasing ---- */

/* FTS5 writes down what is gone and forgets it when it merges all that it has written. A negative
 * number begins that; what the merge is at then is brought to its end. */
static bool forget(struct ctx *c, const char *table, bool first, bool *more)
{
    struct sqlite_db *d = sqlite_of(c);
    int64_t before = sqlite3_total_changes64(d->sqlite);
    if (!db_do(c, words_sql(c, OWN_SQL("INSERT INTO ~(~, rank) VALUES ('merge', $1)"), table),
               ARGS(I(first ? -FORGET_PAGES : FORGET_PAGES))))
        return false;
    *more = first || sqlite3_total_changes64(d->sqlite) - before > 1;
    return true;
}

#define COLUMNS "USING fts5(title, body, seen, tokenize = 'ascii', columnsize = 0)"
const char sqlite_words_make[] =
    WORDS_STATE("INTEGER") "CREATE VIRTUAL TABLE db_words_%1$s " COLUMNS ";";

const struct word_engine sqlite_words = {
    .known = OWN_SQL("SELECT 1 FROM sqlite_schema WHERE name = 'db_words'"),
    .empty = { OWN_SQL("DROP TABLE ~"), OWN_SQL("CREATE VIRTUAL TABLE ~ " COLUMNS) },
    .one = OWN_SQL("SELECT title, body, seen FROM ~ WHERE rowid = $1"),
    .drop = OWN_SQL("DELETE FROM ~ WHERE rowid = $1"),
    .find = OWN_SQL("SELECT rowid FROM ~ WHERE ~ MATCH $1 ORDER BY rowid DESC LIMIT $2"),
    .rows = OWN_SQL("SELECT rowid, title, body, seen FROM ~ WHERE rowid > $1 "
                    "ORDER BY rowid LIMIT $2"),
    .stands = OWN_SQL("SELECT 1 FROM ~ WHERE ~ MATCH $2 AND rowid = $1"),
    .put = put,
    .asked = asked,
    .whole = whole,
    .sound = sound,
    .forget = forget,
};
