/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "stages/stages_store.h"

#define SOME 50

bool stage_deals(struct ctx *c, int64_t stage_id, int64_t *n)
{
    bool found;
    *n = 0;
    return db_one(c, SQL("SELECT deals FROM stage_sum WHERE owner_id = 0 AND stage_id = $1"),
                  ARGS(I(stage_id)), OUTS(OI(n)), &found);
}

bool stage_deal_ids(struct ctx *c, int64_t stage_id, struct deal_ids *out)
{
    struct db_rows r;
    *out = (struct deal_ids){ .p = arena_array(c->arena, int64_t, SOME) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id FROM deal WHERE stage_id = $1 ORDER BY value_base, id "
                          "LIMIT $2"),
                      ARGS(I(stage_id), I(SOME))))
        return false;
    while (out->n < SOME && db_rows_next(&r))
        out->p[out->n++] = db_int(&r, 0);
    return db_rows_close(&r);
}
