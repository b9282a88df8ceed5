/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "deal/deal_skip.h"

bool skips_read(struct ctx *c, int64_t deal_id, struct skips *out)
{
    struct db_rows r;
    *out = (struct skips){ .p = arena_array(c->arena, struct skip, SKIPS_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT stage_id, buyer_stage, skipped, by_buyer, "
                          "COALESCE(touch_id, 0) FROM deal_skip WHERE deal_id = $1 "
                          "ORDER BY skipped, stage_id, buyer_stage LIMIT $2"),
                      ARGS(I(deal_id), I(SKIPS_MAX))))
        return false;
    while (out->n < SKIPS_MAX && db_rows_next(&r))
        out->p[out->n++] = (struct skip){
            .stage_id = db_int(&r, 0),
            .buyer_stage = (int)db_int(&r, 1),
            .skipped = { db_int(&r, 2) },
            .by_buyer = db_int(&r, 3) == 1,
            .touch_id = db_int(&r, 4),
        };
    return db_rows_close(&r);
}

bool skip_put(struct ctx *c, int64_t deal_id, const struct skip *k)
{
    int64_t n = 0;
    if (k->stage_id
        && !db_get(c,
                   SQL("SELECT count(*) FROM deal_state WHERE deal_id = $1 AND stage_id = $2"),
                   ARGS(I(deal_id), I(k->stage_id)), OUTS(OI(&n))))
        return false;
    if (n)
        return true;
    return db_do(c,
                 SQL("INSERT INTO deal_skip (deal_id, stage_id, buyer_stage, skipped, by_buyer, "
                     "touch_id) VALUES ($1, $2, $3, $4, $5, $6) "
                     "ON CONFLICT (deal_id, stage_id, buyer_stage) DO NOTHING"),
                 ARGS(I(deal_id), I(k->stage_id), I(k->buyer_stage), I(k->skipped.ms),
                      I(k->by_buyer), R(k->touch_id)));
}

bool skip_forget(struct ctx *c, int64_t deal_id, int64_t stage_id)
{
    return db_do(c,
                 SQL("DELETE FROM deal_skip WHERE deal_id = $1 AND stage_id = $2 "
                     "AND buyer_stage = 0"),
                 ARGS(I(deal_id), I(stage_id)));
}

bool skip_forget_his(struct ctx *c, int64_t deal_id, int buyer_stage)
{
    return db_do(c,
                 SQL("DELETE FROM deal_skip WHERE deal_id = $1 AND stage_id = 0 "
                     "AND buyer_stage = $2"),
                 ARGS(I(deal_id), I(buyer_stage)));
}

bool skip_say(struct ctx *c, int64_t deal_id, int64_t stage_id, int64_t touch_id)
{
    return db_do(c,
                 SQL("UPDATE deal_skip SET by_buyer = 1, touch_id = $3 WHERE deal_id = $1 "
                     "AND stage_id = $2"),
                 ARGS(I(deal_id), I(stage_id), R(touch_id)));
}

bool skip_touch_is_his(struct ctx *c, int64_t deal_id, int64_t touch_id, bool *is)
{
    int64_t id;
    return db_one(c,
                  SQL("SELECT id FROM touch WHERE deal_id = $1 AND direction = 1 "
                      "AND (id = $2 OR $2 = 0) ORDER BY happened DESC, id DESC LIMIT 1"),
                  ARGS(I(deal_id), I(touch_id)), OUTS(OI(&id)), is);
}
