/* SPDX-License-Identifier: Apache-2.0 */
#include "ask/ask_store.h"
#include "base/text.h"

#define ROWS_MAX 500
#define LOADS_MAX 500

static bool rows_read(struct ctx *c, const char *sql, struct db_args in, struct requests *out)
{
    int64_t *ids = arena_array(c->arena, int64_t, ROWS_MAX);
    struct db_rows r;
    size_t n = 0;
    *out = (struct requests){ 0 };
    if (!db_rows_open(c, &r, sql, in))
        return false;
    while (n < ROWS_MAX && db_rows_next(&r))
        ids[n++] = db_int(&r, 0);
    if (!db_rows_close(&r))
        return false;
    out->p = arena_array(c->arena, struct request, n + 1);
    for (; out->n < n; out->n++) {
        if (!record_get_any(c, &request_record, ids[out->n], &out->p[out->n]))
            return false;
    }
    return true;
}

bool request_rows(struct ctx *c, struct request_range range, struct requests *out)
{
    int limit = range.limit > 0 && range.limit < ROWS_MAX ? range.limit : ROWS_MAX;
    if (range.waiting)
        return rows_read(c,
                         SQL("SELECT id FROM request WHERE answer = 0 "
                             "AND ($1 = 0 OR team_id = $1) ORDER BY due, id LIMIT $2"),
                         ARGS(I(range.team_id), I(limit)), out);
    return rows_read(c,
                     SQL("SELECT id FROM request WHERE ($1 = 0 OR team_id = $1) "
                         "ORDER BY due DESC, id DESC LIMIT $2"),
                     ARGS(I(range.team_id), I(limit)), out);
}

static bool owner_rows(struct ctx *c, int64_t owner_id, bool waiting, struct requests *out)
{
    return rows_read(c,
                     SQL("SELECT r.id FROM deal d JOIN request r ON r.deal_id = d.id "
                         "WHERE d.owner_id = $1 AND ($2 = 0 OR r.answer = 0) "
                         "ORDER BY r.due, r.id LIMIT 200"),
                     ARGS(I(owner_id), I(waiting)), out);
}

static int by_due(const void *x, const void *y)
{
    const struct request *a = x, *b = y;
    return a->due.ms != b->due.ms ? (a->due.ms > b->due.ms) - (a->due.ms < b->due.ms)
                                  : (a->id > b->id) - (a->id < b->id);
}

bool requests_seen(struct ctx *c, bool waiting, struct requests *out)
{
    struct requests some;
    if (c->viewer->sees_all)
        return request_rows(c, (struct request_range){ 0, waiting, 200 }, out);
    *out = (struct requests){ arena_array(c->arena, struct request, ROWS_MAX), 0 };
    for (size_t i = 0; i < c->viewer->n_owners; i++) {
        if (!owner_rows(c, c->viewer->owners[i], waiting, &some))
            return false;
        for (size_t j = 0; j < some.n && out->n < ROWS_MAX; j++)
            out->p[out->n++] = some.p[j];
    }
    if (out->n)
        qsort(out->p, out->n, sizeof *out->p, by_due);
    return true;
}

bool request_deal_rows(struct ctx *c, int64_t deal_id, struct requests *out)
{
    return rows_read(c,
                     SQL("SELECT id FROM request WHERE deal_id = $1 ORDER BY due DESC, id DESC "
                         "LIMIT 500"),
                     ARGS(I(deal_id)), out);
}

bool request_waiting_count(struct ctx *c, int64_t team_id, int64_t *n)
{
    return db_get(c,
                  SQL("SELECT count(*) FROM request WHERE answer = 0 "
                      "AND ($1 = 0 OR team_id = $1)"),
                  ARGS(I(team_id)), OUTS(OI(n)));
}

/* ---- conditions ---- */

bool condition_add(struct ctx *c, struct condition *k)
{
    return db_get(c,
                  SQL("INSERT INTO request_condition (request_id, choice, what, by, kind, due, "
                      "promise_id) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"),
                  ARGS(I(k->request_id), I(k->choice), T(k->what), I(k->by), I(k->kind),
                       I(k->due.ms), R(k->promise_id)),
                  OUTS(OI(&k->id)));
}

bool conditions_drop(struct ctx *c, int64_t request_id)
{
    return db_do(c,
                 SQL("DELETE FROM request_condition WHERE request_id = $1 "
                     "AND promise_id IS NULL"),
                 ARGS(I(request_id)));
}

bool condition_promised(struct ctx *c, int64_t id, int64_t promise_id)
{
    return db_do(c, SQL("UPDATE request_condition SET promise_id = $2 WHERE id = $1"),
                 ARGS(I(id), I(promise_id)));
}

bool conditions_read(struct ctx *c, int64_t request_id, struct conditions *out)
{
    struct db_rows r;
    size_t cap = 64;
    *out = (struct conditions){ arena_array(c->arena, struct condition, cap), 0 };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, choice, what, by, kind, due, promise_id "
                          "FROM request_condition WHERE request_id = $1 "
                          "ORDER BY choice, id LIMIT 64"),
                      ARGS(I(request_id))))
        return false;
    while (out->n < cap && db_rows_next(&r))
        out->p[out->n++] = (struct condition){ .id = db_int(&r, 0),
                                               .request_id = request_id,
                                               .choice = db_int(&r, 1),
                                               .what = db_text(&r, 2),
                                               .by = (int)db_int(&r, 3),
                                               .kind = (int)db_int(&r, 4),
                                               .due = { db_int(&r, 5) },
                                               .promise_id = db_int(&r, 6) };
    return db_rows_close(&r);
}

bool condition_open(struct ctx *c, const struct promise *p, int64_t *id)
{
    bool found;
    *id = 0;
    return db_one(c,
                  SQL("SELECT k.id FROM request r JOIN request_condition k "
                      "ON k.request_id = r.id WHERE r.deal_id = $1 AND r.answer = 3 "
                      "AND k.choice = 0 AND k.by = $2 AND k.kind = $3 AND k.promise_id IS NULL "
                      "AND k.due >= $4 ORDER BY k.due, k.id LIMIT 1"),
                  ARGS(I(p->deal_id), I(p->by), I(p->kind), I(p->due.ms)), OUTS(OI(id)), &found);
}

/* ---- load ---- */

bool request_loads_read(struct ctx *c, struct instant from, struct instant to,
                        struct request_loads *out)
{
    struct db_rows r;
    *out = (struct request_loads){ arena_array(c->arena, struct request_load, LOADS_MAX), 0 };
    if (!db_rows_open(c, &r,
                      SQL("SELECT user_id, count(*), CAST(SUM(rush) AS {int}), "
                          "CAST(SUM(changes) AS {int}), CAST(SUM(after_promise) AS {int}), "
                          "CAST(SUM(CASE WHEN late < 253402300800000 THEN 1 ELSE 0 END) AS {int}),"
                          " CAST(SUM(CASE WHEN rating IS NULL THEN 0 ELSE 1 END) AS {int}), "
                          "CAST(SUM(COALESCE(rating, 0)) AS {int}) FROM request "
                          "WHERE created >= $1 AND created < $2 AND user_id IS NOT NULL "
                          "GROUP BY user_id ORDER BY user_id LIMIT 500"),
                      ARGS(I(from.ms), I(to.ms))))
        return false;
    while (out->n < LOADS_MAX && db_rows_next(&r))
        out->p[out->n++] = (struct request_load){ .user_id = db_int(&r, 0),
                                                  .asked = db_int(&r, 1),
                                                  .rush = db_int(&r, 2),
                                                  .changed = db_int(&r, 3),
                                                  .after_promise = db_int(&r, 4),
                                                  .late = db_int(&r, 5),
                                                  .rated = db_int(&r, 6),
                                                  .rating_sum = db_int(&r, 7) };
    return db_rows_close(&r);
}

/* ---- teams, by name ---- */

static bool has_word(struct str text, struct str word)
{
    for (size_t i = 0; word.n && i + word.n <= text.n; i++) {
        bool begins = i == 0 || text.p[i - 1] == ' ';
        int behind = i + word.n == text.n ? ' ' : text.p[i + word.n] | 0x20;
        bool ends = behind < 'a' || behind > 'z';
        if (begins && ends && memcmp(text.p + i, word.p, word.n) == 0)
            return true;
    }
    return false;
}

bool team_named_in(struct ctx *c, struct str text, int64_t *team_id)
{
    struct str folded = fold(c->arena, text);
    struct db_rows r;
    size_t longest = 0;
    *team_id = 0;
    if (!db_rows_open(c, &r, SQL("SELECT id, name_fold FROM team ORDER BY id LIMIT 500"), NO_ARGS))
        return false;
    while (db_rows_next(&r)) {
        struct str name = db_text(&r, 1);
        if (name.n > longest && has_word(folded, name)) {
            longest = name.n;
            *team_id = db_int(&r, 0);
        }
    }
    return db_rows_close(&r);
}

bool teams_read(struct ctx *c, struct form_options *out)
{
    struct db_rows r;
    if (!db_rows_open(c, &r, SQL("SELECT id, name FROM team ORDER BY name_fold, id LIMIT 500"),
                      NO_ARGS))
        return false;
    while (out->n < 500 && db_rows_next(&r)) {
        struct str value = arena_printf(c->arena, "%lld", (long long)db_int(&r, 0));
        out->p[out->n++] = (struct form_option){ value, db_text(&r, 1), false };
    }
    return db_rows_close(&r);
}
