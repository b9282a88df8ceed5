/* SPDX-License-Identifier: Apache-2.0 */
#include "promise/promise_store.h"

static bool ids_read(struct ctx *c, const char *sql, struct db_args in, int64_t **ids, size_t *n)
{
    struct db_rows r;
    size_t cap = 16;
    *ids = arena_array(c->arena, int64_t, cap);
    *n = 0;
    if (!db_rows_open(c, &r, sql, in))
        return false;
    while (db_rows_next(&r)) {
        if (*n == cap) {
            *ids = arena_grow(c->arena, *ids, cap * sizeof **ids, 2 * cap * sizeof **ids);
            cap *= 2;
        }
        (*ids)[(*n)++] = db_int(&r, 0);
    }
    return db_rows_close(&r);
}

static bool rows_read(struct ctx *c, const char *sql, struct db_args in, struct promises *out)
{
    int64_t *ids;
    size_t n;
    *out = (struct promises){ 0 };
    if (!ids_read(c, sql, in, &ids, &n))
        return false;
    out->p = arena_array(c->arena, struct promise, n + 1);
    for (; out->n < n; out->n++) {
        if (!record_get_any(c, &promise_record, ids[out->n], &out->p[out->n]))
            return false;
    }
    return true;
}

bool promise_live_rows(struct ctx *c, int64_t deal_id, struct promises *out)
{
    return rows_read(c,
                     SQL("SELECT id FROM promise WHERE deal_id = $1 AND state < 2 "
                         "ORDER BY due, id"),
                     ARGS(I(deal_id)), out);
}

bool promise_rows(struct ctx *c, int64_t deal_id, struct promises *out)
{
    return rows_read(c,
                     SQL("SELECT id FROM promise WHERE deal_id = $1 "
                         "ORDER BY CASE WHEN state < 2 THEN 0 ELSE 1 END, "
                         "CASE WHEN state < 2 THEN due ELSE - settled END, id"),
                     ARGS(I(deal_id)), out);
}

bool promise_dependents(struct ctx *c, int64_t id, struct promises *out)
{
    return rows_read(c,
                     SQL("SELECT id FROM promise WHERE depends_on_id = $1 AND state < 2 "
                         "ORDER BY id"),
                     ARGS(I(id)), out);
}

bool promise_first(struct ctx *c, const struct promise_match *m, int64_t *id)
{
    bool found;
    *id = 0;
    return db_one(c,
                  SQL("SELECT id FROM promise WHERE deal_id = $1 AND state < 2 AND by = $2 "
                      "AND kind = $3 AND channel = $4 AND created <= $5 "
                      "ORDER BY due, id LIMIT 1"),
                  ARGS(I(m->deal_id), I(m->by), I(m->kind), I(m->channel), I(m->when.ms)),
                  OUTS(OI(id)), &found);
}

bool promise_live_of(struct ctx *c, int64_t deal_id, int by, int kind, int64_t *id)
{
    bool found;
    *id = 0;
    return db_one(c,
                  SQL("SELECT id FROM promise WHERE deal_id = $1 AND state < 2 AND by = $2 "
                      "AND kind = $3 ORDER BY due, id LIMIT 1"),
                  ARGS(I(deal_id), I(by), I(kind)), OUTS(OI(id)), &found);
}

bool promise_live_count(struct ctx *c, int64_t deal_id, int by, int64_t *n)
{
    return db_get(c,
                  SQL("SELECT count(*) FROM promise WHERE deal_id = $1 AND state < 2 "
                      "AND by = $2"),
                  ARGS(I(deal_id), I(by)), OUTS(OI(n)));
}

bool promise_misses(struct ctx *c, int64_t contact_id, int64_t *n)
{
    return db_get(c,
                  SQL("SELECT count(*) FROM promise WHERE contact_id = $1 AND by = 1 "
                      "AND missed < 253402300800000"),
                  ARGS(I(contact_id)), OUTS(OI(n)));
}

/* ---- touches, by number ---- */

bool touch_seen_read(struct ctx *c, int64_t id, struct touch_seen *out)
{
    bool found;
    *out = (struct touch_seen){ 0 };
    return db_one(c,
                  SQL("SELECT id, deal_id, channel, direction, no_show, happened, created "
                      "FROM touch WHERE id = $1"),
                  ARGS(I(id)),
                  OUTS(OI(&out->id), OI(&out->deal_id), OI(&out->channel), OI(&out->direction),
                       OI(&out->no_show), OI(&out->happened.ms), OI(&out->entered.ms)),
                  &found);
}

bool touch_first(struct ctx *c, int64_t deal_id, int channel, int direction,
                 struct instant since, struct touch_seen *out)
{
    int64_t id = 0;
    bool found;
    *out = (struct touch_seen){ 0 };
    return db_one(c,
                  SQL("SELECT id FROM touch WHERE deal_id = $1 AND happened >= $2 "
                      "AND channel = $3 AND direction = $4 AND no_show <> 1 "
                      "ORDER BY happened, id LIMIT 1"),
                  ARGS(I(deal_id), I(since.ms), I(channel), I(direction)), OUTS(OI(&id)), &found)
           && (!found || touch_seen_read(c, id, out));
}

/* ---- requests, by number ---- */

static bool answer_find(struct ctx *c, const struct promise *p, int64_t *id)
{
    bool found;
    *id = p->request_id;
    return *id
           || db_one(c,
                     SQL("SELECT id FROM request r WHERE deal_id = $1 AND kind = $2 "
                         "AND answer IN (1, 3) AND ($3 = 0 OR team_id = $3) AND NOT EXISTS "
                         "(SELECT 1 FROM promise p WHERE p.deal_id = $1 AND p.request_id = r.id) "
                         "ORDER BY answered DESC, id DESC LIMIT 1"),
                     ARGS(I(p->deal_id), I(p->kind), I(p->team_id)), OUTS(OI(id)), &found);
}

static bool conditions_count(struct ctx *c, struct answer_seen *out)
{
    bool found;
    return db_get(c,
                  SQL("SELECT count(*) FROM request_condition WHERE request_id = $1 "
                      "AND choice = 0 AND promise_id IS NULL"),
                  ARGS(I(out->id)), OUTS(OI(&out->unpromised)))
           && db_one(c,
                     SQL("SELECT p.id FROM request_condition k JOIN promise p "
                         "ON p.id = k.promise_id WHERE k.request_id = $1 AND k.choice = 0 "
                         "AND p.by = 1 ORDER BY CASE WHEN p.kind = 10 THEN 0 ELSE 1 END, "
                         "p.due DESC, p.id LIMIT 1"),
                     ARGS(I(out->id)), OUTS(OI(&out->input_id)), &found);
}

bool answer_seen_read(struct ctx *c, const struct promise *p, struct answer_seen *out)
{
    int64_t id, blocking = 0;
    bool found;
    *out = (struct answer_seen){ 0 };
    if (!answer_find(c, p, &id))
        return false;
    if (!id)
        return true;
    if (!db_one(c,
                SQL("SELECT id, deal_id, team_id, answer, blocking, wanted, answered "
                    "FROM request WHERE id = $1"),
                ARGS(I(id)),
                OUTS(OI(&out->id), OI(&out->deal_id), OI(&out->team_id), OI(&out->answer),
                     OI(&blocking), OI(&out->wanted.ms), OI(&out->answered.ms)),
                &found))
        return false;
    out->blocking = blocking == 1;
    return conditions_count(c, out);
}

bool team_named(struct ctx *c, struct str folded, int64_t *id)
{
    bool found;
    *id = 0;
    return db_one(c, SQL("SELECT id FROM team WHERE name_fold = $1 ORDER BY id LIMIT 1"),
                  ARGS(T(folded)), OUTS(OI(id)), &found);
}

bool promises_by_letter(struct ctx *c, int64_t letter_id, struct promises *out)
{
    return rows_read(c,
                     SQL("SELECT id FROM promise WHERE letter_id = $1 AND state IN (2, 3) "
                         "ORDER BY id"),
                     ARGS(I(letter_id)), out);
}

/* ---- lists and counts ---- */

#define LIST_MAX 500

static int64_t newest_below(const struct promise_range *r)
{
    return r->after_id ? r->after_id : INT64_MAX;
}

static int64_t due_from(const struct promise_range *r)
{
    return r->after_id ? r->after_due.ms : INT64_MIN;
}

static bool owner_rows(struct ctx *c, const struct promise_range *r, struct promises *out)
{
    if (r->all)
        return rows_read(c,
                         SQL("SELECT p.id FROM deal d JOIN promise p ON p.deal_id = d.id "
                             "WHERE d.owner_id = $1 AND ($2 < 0 OR p.by = $2) AND p.id < $4 "
                             "ORDER BY p.id DESC LIMIT $3"),
                         ARGS(I(r->owner_id), I(r->by), I(r->limit), I(newest_below(r))), out);
    return rows_read(c,
                     SQL("SELECT p.id FROM deal d JOIN promise p ON p.deal_id = d.id "
                         "WHERE d.owner_id = $1 AND p.state < 2 AND p.due <= $3 "
                         "AND ($2 < 0 OR p.by = $2) AND p.due >= $5 AND (p.due > $5 OR p.id > $6) "
                         "ORDER BY p.due, p.id LIMIT $4"),
                     ARGS(I(r->owner_id), I(r->by), I(r->until.ms), I(r->limit), I(due_from(r)),
                          I(r->after_id)),
                     out);
}

bool promise_range_read(struct ctx *c, const struct promise_range *r, struct promises *out)
{
    if (r->owner_id)
        return owner_rows(c, r, out);
    if (r->all)
        return rows_read(c,
                         SQL("SELECT id FROM promise WHERE ($1 < 0 OR by = $1) AND id < $3 "
                             "ORDER BY id DESC LIMIT $2"),
                         ARGS(I(r->by), I(r->limit), I(newest_below(r))), out);
    return rows_read(c,
                     SQL("SELECT id FROM promise WHERE state < 2 AND due <= $2 "
                         "AND ($1 < 0 OR by = $1) AND due >= $4 AND (due > $4 OR id > $5) "
                         "ORDER BY due, id LIMIT $3"),
                     ARGS(I(r->by), I(r->until.ms), I(r->limit), I(due_from(r)), I(r->after_id)),
                     out);
}

bool promise_range_count(struct ctx *c, const struct promise_range *r, int64_t *n)
{
    if (r->owner_id)
        return db_get(c,
                      SQL("SELECT count(*) FROM (SELECT p.id FROM deal d JOIN promise p "
                          "ON p.deal_id = d.id WHERE d.owner_id = $1 AND p.state < 2 "
                          "AND p.due <= $3 AND ($2 < 0 OR p.by = $2) LIMIT $4) w"),
                      ARGS(I(r->owner_id), I(r->by), I(r->until.ms), I(r->limit)),
                      OUTS(OI(n)));
    return db_get(c,
                  SQL("SELECT count(*) FROM (SELECT id FROM promise WHERE state < 2 "
                      "AND due <= $2 AND ($1 < 0 OR by = $1) LIMIT $3) w"),
                  ARGS(I(r->by), I(r->until.ms), I(r->limit)), OUTS(OI(n)));
}

/* clang-format off */
#define SUM(what) "CAST(SUM(CASE WHEN " what " THEN 1 ELSE 0 END) AS {int})"
#define WAS_LATE "p.missed < 253402300800000"
/* The same words for every count; who stands first. */
#define PARTS(who, more) \
    SQL("SELECT d.owner_id, " who " AS who, p.by, p.kind, " \
        SUM("p.state = 2 AND NOT " WAS_LATE) ", " \
        SUM("p.state = 3 OR (p.state IN (0, 1, 2) AND " WAS_LATE ")") ", " \
        SUM("p.state = 4") ", " SUM("p.state < 2 AND NOT " WAS_LATE) ", " \
        SUM("p.state = 1") ", " SUM("p.state = 5") \
        " FROM promise p JOIN deal d ON d.id = p.deal_id " \
        "WHERE p.counted >= $1 AND p.counted < $2" more \
        " GROUP BY d.owner_id, " who ", p.by, p.kind ORDER BY 2, 1, 3, 4")
/* clang-format on */

bool promise_parts_read(struct ctx *c, enum count_by by, struct instant from, struct instant to,
                        struct promise_parts *out)
{
    static const char *const sql[] = {
        [COUNT_PERSON] = PARTS("COALESCE(p.held_id, d.owner_id)", " AND p.by = 0"),
        [COUNT_TEAM] = PARTS("p.team_id", " AND p.by = 0 AND p.team_id IS NOT NULL"),
        [COUNT_COMPANY] = PARTS("p.by", ""),
        [COUNT_CONTACT] = PARTS("p.contact_id", " AND p.by = 1 AND p.contact_id IS NOT NULL"),
    };
    struct db_rows r;
    size_t cap = 64;
    *out = (struct promise_parts){ arena_array(c->arena, struct promise_part, cap), 0 };
    if (!db_rows_open(c, &r, sql[by], ARGS(I(from.ms), I(to.ms))))
        return false;
    while (db_rows_next(&r)) {
        if (out->n == cap) {
            out->p = arena_grow(c->arena, out->p, cap * sizeof *out->p, 2 * cap * sizeof *out->p);
            cap *= 2;
        }
        out->p[out->n++] = (struct promise_part){
            .owner_id = db_int(&r, 0),
            .who = db_int(&r, 1),
            .by = (int)db_int(&r, 2),
            .kind = (int)db_int(&r, 3),
            .sums = { db_int(&r, 4), db_int(&r, 5), db_int(&r, 6), db_int(&r, 7), db_int(&r, 8),
                      db_int(&r, 9) },
        };
    }
    return db_rows_close(&r);
}
