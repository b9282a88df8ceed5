/* SPDX-License-Identifier: Apache-2.0 */
#include "consult/consult_store.h"
#include "db/db.h"

#define CONSULTS_MAX 50
#define EXPERTS_MAX 20

bool consult_touch_fits(struct ctx *c, int64_t touch_id, int64_t deal_id, struct instant since,
                        bool *fits)
{
    int64_t id;
    return db_one(c,
                  SQL("SELECT id FROM touch WHERE id = $1 AND deal_id = $2 AND direction = 0 "
                      "AND no_show = 0 AND happened >= $3"),
                  ARGS(I(touch_id), I(deal_id), I(since.ms)), OUTS(OI(&id)), fits);
}

bool consults_read(struct ctx *c, int64_t deal_id, struct consults *out)
{
    int64_t ids[CONSULTS_MAX];
    size_t n = 0;
    struct db_rows r;
    *out = (struct consults){ .p = arena_array(c->arena, struct consult, CONSULTS_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id FROM consult WHERE deal_id = $1 "
                          "ORDER BY CASE WHEN state = 0 THEN 0 ELSE 1 END, due, id LIMIT $2"),
                      ARGS(I(deal_id), I(CONSULTS_MAX))))
        return false;
    while (n < CONSULTS_MAX && db_rows_next(&r))
        ids[n++] = db_int(&r, 0);
    if (!db_rows_close(&r))
        return false;
    for (; out->n < n; out->n++) {
        if (!record_get_any(c, &consult_record, ids[out->n], &out->p[out->n]))
            return false;
    }
    return true;
}

bool experts_read(struct ctx *c, int64_t product_id, struct expert_ids *out)
{
    struct db_rows r;
    *out = (struct expert_ids){ .p = arena_array(c->arena, int64_t, EXPERTS_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT user_id, (SELECT count(*) FROM consult o "
                          "WHERE o.expert_id = q.user_id AND o.state = 0) AS waiting FROM "
                          "(SELECT DISTINCT user_id FROM certificate WHERE product_id = $1 "
                          "AND side = 0 AND expires >= $2) q ORDER BY waiting, user_id LIMIT $3"),
                      ARGS(I(product_id), I(instant_day(c->now).n), I(EXPERTS_MAX))))
        return false;
    while (out->n < EXPERTS_MAX && db_rows_next(&r))
        out->p[out->n++] = db_int(&r, 0);
    return db_rows_close(&r);
}
