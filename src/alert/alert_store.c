/* SPDX-License-Identifier: Apache-2.0 */
#include "alert/alert_store.h"
#include "db/db.h"

bool alert_insert(struct ctx *c, struct alert *a, bool *added)
{
    return db_insert(c,
                     SQL("INSERT INTO alert (version, created, updated, kind, weight, user_id, "
                         "deal_id, subject, due, text) "
                         "VALUES (1, $1, $1, $2, $3, $4, $5, $6, $7, $8) "
                         "ON CONFLICT (user_id, kind, subject, due, deal_id) DO NOTHING"),
                     ARGS(I(c->now.ms), T(a->kind), I(a->weight), I(a->user_id), I(a->deal_id),
                          I(a->subject), I(a->due.ms), T(a->text)),
                     &a->id, added);
}

bool alert_close(struct ctx *c, int64_t id)
{
    return db_do(c,
                 SQL("UPDATE alert SET open = 0, seen = $2, updated = $2, version = version + 1 "
                     "WHERE id = $1 AND open = 1"),
                 ARGS(I(id), I(c->now.ms)));
}

bool alerts_close(struct ctx *c, struct str kind, int64_t subject)
{
    return db_do(c,
                 SQL("UPDATE alert SET open = 0, settled = $3, updated = $3, "
                     "version = version + 1 WHERE kind = $1 AND subject = $2 AND open = 1"),
                 ARGS(T(kind), I(subject), I(c->now.ms)));
}

bool alerts_first(struct ctx *c, size_t limit, struct alerts *out)
{
    struct db_rows r;
    *out = (struct alerts){ .p = arena_array(c->arena, struct alert, limit) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, kind, weight, deal_id, subject, due, text, created "
                          "FROM alert WHERE user_id = $1 AND open = 1 "
                          "ORDER BY weight DESC, created, id LIMIT $2"),
                      ARGS(I(c->viewer->id), I((int64_t)limit))))
        return false;
    while (out->n < limit && db_rows_next(&r)) {
        out->p[out->n++] = (struct alert){
            .id = db_int(&r, 0),
            .kind = db_text(&r, 1),
            .weight = db_int(&r, 2),
            .user_id = c->viewer->id,
            .deal_id = db_int(&r, 3),
            .subject = db_int(&r, 4),
            .due = { db_int(&r, 5) },
            .text = db_text(&r, 6),
            .created = { db_int(&r, 7) },
            .open = true,
            .seen = INSTANT_NONE,
            .settled = INSTANT_NONE,
        };
    }
    return db_rows_close(&r);
}

bool alerts_count(struct ctx *c, int64_t most, int64_t *n)
{
    return db_get(c,
                  SQL("SELECT count(*) FROM (SELECT 1 FROM alert WHERE user_id = $1 AND open = 1 "
                      "LIMIT $2) capped"),
                  ARGS(I(c->viewer->id), I(most)), OUTS(OI(n)));
}

bool alerts_delete(struct ctx *c, int64_t deal_id)
{
    return db_do(c, SQL("DELETE FROM alert WHERE deal_id = $1 AND deal_id <> 0"),
                 ARGS(I(deal_id)));
}

bool deal_mentor(struct ctx *c, int64_t deal_id, int64_t *user_id)
{
    bool found;
    *user_id = 0;
    return !deal_id
           || db_one(c, SQL("SELECT mentor_id FROM deal WHERE id = $1"), ARGS(I(deal_id)),
                     OUTS(OI(user_id)), &found);
}
