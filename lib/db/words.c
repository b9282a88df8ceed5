/* SPDX-License-Identifier: Apache-2.0 */
#include "db_words.h"

#define STATEMENT_MAX ((size_t)64 << 10)

const char *words_sql(struct ctx *c, const char *sql, const char *table)
{
    struct buf b;
    buf_init(&b, c->arena, STATEMENT_MAX);
    for (const char *p = sql, *at; *p; p = at) {
        at = strchr(p, '~');
        buf_bytes(&b, p, at ? (size_t)(at - p) : strlen(p));
        if (!at)
            break;
        buf_lit(&b, "db_words_");
        buf_add(&b, str_of(table));
        at++;
    }
    buf_char(&b, '\0');
    assert(!b.full);
    return b.p;
}

bool words_put(struct ctx *c, const char *table, int64_t id, const struct words *w)
{
    return c->db->engine->words->put(c, table, id, w);
}

bool words_seen(struct ctx *c, const char *table, int64_t id, struct str seen)
{
    struct words w = { 0 };
    bool found;
    if (!db_one(c, words_sql(c, c->db->engine->words->one, table), ARGS(I(id)),
                OUTS(OT(&w.title), OT(&w.body), OT(&w.seen)), &found))
        return false;
    w.seen = seen;
    return !found || words_put(c, table, id, &w);
}

bool words_drop(struct ctx *c, const char *table, int64_t id)
{
    return db_do(c, words_sql(c, c->db->engine->words->drop, table), ARGS(I(id)));
}

/* ---- finding ---- */

static bool is_among(const struct words_hits *hits, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (hits->ids[i] == id)
            return true;
    return false;
}

/* The first limit + 1 of them, without those that are there: when these are not more than the
 * limit, they are all of theirs. */
static bool find_more(struct ctx *c, const char *table, struct str asked, size_t limit,
                      struct words_hits *out)
{
    struct db_rows r;
    size_t before = out->n;
    if (before > limit)
        return true;
    if (!db_rows_open(c, &r, words_sql(c, c->db->engine->words->find, table),
                      ARGS(T(asked), I((int64_t)limit + 1))))
        return false;
    while (db_rows_next(&r))
        if (out->n <= limit && !is_among(out, before, db_int(&r, 0)))
            out->ids[out->n++] = db_int(&r, 0);
    return db_rows_close(&r);
}

bool words_find(struct ctx *c, const char *table, const struct question *q, struct str seen,
                size_t limit, struct words_hits *out)
{
    const struct word_engine *e = c->db->engine->words;
    *out = (struct words_hits){ .ids = arena_array(c->arena, int64_t, limit + 1) };
    if (!q->n)
        return true;
    if (!find_more(c, table, e->asked(c->arena, q, seen, true), limit, out)
        || !find_more(c, table, e->asked(c->arena, q, seen, false), limit, out))
        return false;
    out->more = out->n > limit;
    out->n -= out->more;
    return true;
}

/* ---- what is kept of each table ---- */

bool words_loaded(struct ctx *c)
{
    int64_t one;
    bool known;
    return db_one(c, c->db->engine->words->known, NO_ARGS, OUTS(OI(&one)), &known)
           && (!known || db_do(c, SQL("UPDATE db_words SET filled = 0"), NO_ARGS));
}

bool words_filled(struct ctx *c, const char *table, int64_t *up_to)
{
    return db_get(c,
                  c->db->writes ? SQL("SELECT filled FROM db_words WHERE name = $1 {lock}")
                                : SQL("SELECT filled FROM db_words WHERE name = $1"),
                  ARGS(T(str_of(table))), OUTS(OI(up_to)));
}

bool words_filled_set(struct ctx *c, const char *table, int64_t up_to)
{
    return db_do(c, SQL("UPDATE db_words SET filled = $1 WHERE name = $2"),
                 ARGS(I(up_to), T(str_of(table))));
}

bool words_filling(struct ctx *c, bool *filling)
{
    int64_t n = 0;
    bool ok = db_get(c, SQL("SELECT count(*) FROM db_words WHERE filled < $1"),
                     ARGS(I(WORDS_FILLED)), OUTS(OI(&n)));
    *filling = n > 0;
    return ok;
}

bool words_fill_anew(struct ctx *c, const char *table)
{
    const char *const *sql = c->db->engine->words->empty;
    for (size_t i = 0; i < 2 && sql[i]; i++)
        if (!db_do(c, words_sql(c, sql[i], table), NO_ARGS))
            return false;
    return words_filled_set(c, table, 0);
}

static bool due_set(struct ctx *c, const char *table, int64_t due)
{
    return db_do(c, SQL("UPDATE db_words SET due = $1 WHERE name = $2"),
                 ARGS(I(due), T(str_of(table))));
}

/* Begun: what was there to be forgotten is told apart from what comes meanwhile. */
enum { DUE_NOTHING,
       DUE_ALL,
       DUE_BEGUN,
       DUE_SCRUB };

static bool due_get(struct ctx *c, const char *table, int64_t *due)
{
    return db_get(c, SQL("SELECT due FROM db_words WHERE name = $1"), ARGS(T(str_of(table))),
                  OUTS(OI(due)));
}

bool words_due(struct ctx *c, const char *table, enum words_due *due)
{
    int64_t kept;
    if (!due_get(c, table, &kept))
        return false;
    *due = kept == DUE_NOTHING ? WORDS_CLEAN : kept == DUE_SCRUB ? WORDS_SCRUB
                                                                 : WORDS_FORGET;
    return true;
}

bool words_erase(struct ctx *c, const char *table)
{
    return due_set(c, table, DUE_ALL);
}

bool words_forget(struct ctx *c, const char *table)
{
    int64_t due;
    bool more = true;
    if (!due_get(c, table, &due))
        return false;
    if (due != DUE_ALL && due != DUE_BEGUN)
        return true;
    if (!c->db->engine->words->forget(c, table, due == DUE_ALL, &more))
        return false;
    int64_t then = more ? DUE_BEGUN : DUE_SCRUB;
    return then == due || due_set(c, table, then);
}

/* Unless more was erased meanwhile. */
bool words_scrubbed(struct ctx *c, const char *table)
{
    return db_do(c, SQL("UPDATE db_words SET due = 0 WHERE name = $1 AND due = $2"),
                 ARGS(T(str_of(table)), I(DUE_SCRUB)));
}

bool store_scrub(struct store *s, const char *const *tables, size_t n, struct str *why)
{
    assert(s->mode == STORE_WRITE);
    return s->engine->scrub(s, tables, n, why);
}

/* ---- looking over ---- */

bool words_rows(struct ctx *c, const char *table, int64_t after, size_t limit,
                struct words_rows *out)
{
    struct db_rows r;
    *out = (struct words_rows){ .p = arena_array(c->arena, struct words_row, limit) };
    if (!db_rows_open(c, &r, words_sql(c, c->db->engine->words->rows, table),
                      ARGS(I(after), I((int64_t)limit))))
        return false;
    while (db_rows_next(&r))
        out->p[out->n++] = (struct words_row){
            db_int(&r, 0), { db_text(&r, 1), db_text(&r, 2), db_text(&r, 3) }
        };
    return db_rows_close(&r);
}

bool words_sound(struct ctx *c, const char *table, bool *sound)
{
    return c->db->engine->words->sound(c, table, sound);
}

bool words_stand(struct ctx *c, const char *table, int64_t id, const struct words *w, bool *stand)
{
    const struct word_engine *e = c->db->engine->words;
    struct str whole = e->whole(c->arena, w);
    int64_t one;
    *stand = true;
    return !whole.n
           || db_one(c, words_sql(c, e->stands, table), ARGS(I(id), T(whole)), OUTS(OI(&one)),
                     stand);
}
