/* SPDX-License-Identifier: Apache-2.0 */
/* Full text in a tsvector that we write ourselves: the server's own parser would see addresses and
 * numbers where we see words. A title's words weigh A, so that they can be asked for alone; who
 * sees the row stands there too, behind a sign that no word has. */
#include "db_words.h"
#include "postgres_impl.h"

#define VECTOR_MAX_BYTES ((size_t)1 << 20)
#define PLACE_MAX 16383 /* the server knows no later ones */

/* ---- what is stored ---- */

static void put_word(struct buf *b, struct str word, size_t place, bool title)
{
    buf_add(b, b->n ? STR(" '") : STR("'"));
    buf_add(b, word);
    buf_lit(b, "':");
    buf_int(b, (int64_t)(place < PLACE_MAX ? place : PLACE_MAX));
    buf_add(b, title ? STR("A") : STR_NONE);
}

/* Gives the place behind the last. */
static size_t put_words(struct buf *b, struct str words, size_t place, bool title)
{
    while (words.n) {
        struct str word = str_split(words, ' ', &words);
        put_word(b, word, place++, title);
    }
    return place;
}

/* A place stays free between title and body: no thing of several words reaches across. */
static struct str vector(struct arena *a, const struct words *w)
{
    struct buf b;
    buf_init(&b, a, VECTOR_MAX_BYTES);
    size_t place = put_words(&b, w->title, 1, true);
    put_words(&b, w->body, place + 1, false);
    for (struct str rest = w->seen; rest.n;) {
        buf_add(&b, b.n ? STR(" '=") : STR("'="));
        buf_add(&b, str_split(rest, ' ', &rest));
        buf_char(&b, '\'');
    }
    assert(!b.full);
    return buf_str(&b);
}

static bool put(struct ctx *c, const char *table, int64_t id, const struct words *w)
{
    static const char sql[] =
        OWN_SQL("INSERT INTO ~ AS w (id, title, body, seen, words)"
                " VALUES ($1, $2, $3, $4, CAST(CAST($5 AS text) AS tsvector))"
                " ON CONFLICT (id) DO UPDATE SET title = excluded.title, body = excluded.body,"
                " seen = excluded.seen, words = excluded.words"
                " WHERE (w.title, w.body, w.seen, w.words) IS DISTINCT FROM"
                " (excluded.title, excluded.body, excluded.seen, excluded.words)");
    return db_do(c, words_sql(c, sql, table),
                 ARGS(I(id), T(w->title), T(w->body), T(w->seen), T(vector(c->arena, w))));
}

/* ---- what is asked ---- */

static void put_thing(struct buf *b, const struct asked_words *thing, bool title)
{
    buf_char(b, '(');
    for (struct str rest = thing->words; rest.n;) {
        buf_char(b, '\'');
        buf_add(b, str_split(rest, ' ', &rest));
        buf_char(b, '\'');
        bool begun = thing->begun && !rest.n;
        buf_add(b, begun || title ? STR(":") : STR_NONE);
        buf_add(b, begun ? STR("*") : STR_NONE);
        buf_add(b, title ? STR("A") : STR_NONE);
        buf_add(b, rest.n ? STR(" <-> ") : STR(")"));
    }
}

static void put_things(struct buf *b, const struct question *q, bool title)
{
    for (size_t i = 0; i < q->n; i++) {
        buf_add(b, i ? STR(" & ") : STR_NONE);
        put_thing(b, &q->p[i], title);
    }
}

static void put_seen(struct buf *b, struct str seen)
{
    bool first = true;
    for (struct str rest = seen; rest.n; first = false) {
        buf_add(b, first ? STR(" & ('=") : STR(" | '="));
        buf_add(b, str_split(rest, ' ', &rest));
        buf_char(b, '\'');
    }
    buf_add(b, first ? STR_NONE : STR(")"));
}

static struct str asked(struct arena *a, const struct question *q, struct str seen, bool title)
{
    struct buf b;
    buf_init(&b, a, VECTOR_MAX_BYTES);
    put_things(&b, q, title);
    put_seen(&b, seen);
    assert(!b.full);
    return buf_str(&b);
}

/* The server writes the words again, from the columns beside them. */
#define PLACES(column, place, weight)                                                        \
    "(SELECT string_agg('''' || w || ''':' || least(" place ", 16383) || '" weight "', ' ')" \
    " FROM unnest(string_to_array(" column ", ' ')) WITH ORDINALITY u(w, n))"
/* clang-format off */
static bool sound(struct ctx *c, const char *table, bool *fits)
{
    static const char sql[] = OWN_SQL(
        "SELECT count(*) FROM (SELECT 1 FROM ~ WHERE words <> CAST(concat_ws(' ', "
        PLACES("title", "n", "A") ", "
        PLACES("body", "n + 1 + cardinality(string_to_array(title, ' '))", "") ","
        " (SELECT string_agg('''=' || w || '''', ' ')"
        " FROM unnest(string_to_array(seen, ' ')) u(w))) AS tsvector) LIMIT 1) x");
    /* clang-format on */
    int64_t bad = 0;
    bool ok = db_get(c, words_sql(c, sql, table), NO_ARGS, OUTS(OI(&bad)));
    *fits = bad == 0;
    return ok;
}

static bool forget(struct ctx *c UNUSED, const char *table UNUSED, bool first UNUSED, bool *more)
{
    *more = false;
    return true;
}

const char postgres_words_make[] =
    WORDS_STATE("bigint") "CREATE TABLE db_words_%1$s (id bigint PRIMARY KEY, title text NOT NULL,"
                          " body text NOT NULL, seen text NOT NULL, words tsvector NOT NULL);"
                          "CREATE INDEX db_words_%1$s_words ON db_words_%1$s USING gin (words);";

/* A plan for each question: whether to read the newest rows until enough fit, or those that the
 * index names, is told by how many fit. */
const struct word_engine postgres_words = {
    .known = OWN_SQL("SELECT 1 WHERE to_regclass('db_words') IS NOT NULL"),
    .empty = { OWN_SQL("DELETE FROM ~") },
    .one = OWN_SQL("SELECT title, body, seen FROM ~ WHERE id = $1"),
    .drop = OWN_SQL("DELETE FROM ~ WHERE id = $1"),
    .find = PLANNED_SQL("SELECT id FROM ~ WHERE words @@ CAST(CAST($1 AS text) AS tsquery)"
                        " ORDER BY id DESC LIMIT $2"),
    .rows = OWN_SQL("SELECT id, title, body, seen FROM ~ WHERE id > $1 ORDER BY id LIMIT $2"),
    .stands = OWN_SQL("SELECT 1 FROM ~ WHERE id = $1"
                      " AND words = CAST(CAST($2 AS text) AS tsvector)"),
    .put = put,
    .asked = asked,
    .whole = vector,
    .sound = sound,
    .forget = forget,
};
