/* SPDX-License-Identifier: Apache-2.0 */
/* What a deal reads of the facts about it; src/fact writes them. */
#include "db/db.h"
#include "deal/deal_presumed.h"

#define VERIFIED_MAX 50

bool deal_evidence_find(struct ctx *c, int64_t deal_id, bool confirmed[3], bool *ready)
{
    int64_t n[3], said;
    if (!db_get(c,
                SQL("SELECT COALESCE(max(CASE WHEN confirms = 1 THEN 1 ELSE 0 END), 0), "
                    "COALESCE(max(CASE WHEN confirms = 2 THEN 1 ELSE 0 END), 0), "
                    "COALESCE(max(CASE WHEN confirms = 3 THEN 1 ELSE 0 END), 0) "
                    "FROM fact WHERE deal_id = $1 AND current = 1"),
                ARGS(I(deal_id)), OUTS(OI(&n[0]), OI(&n[1]), OI(&n[2])))
        || !db_get(c,
                   SQL("SELECT count(*) FROM touch WHERE deal_id = $1 AND direction = 1 "
                       "AND buyer_stage = $2"),
                   ARGS(I(deal_id), I(BUYER_READY)), OUTS(OI(&said))))
        return false;
    for (size_t i = 0; i < 3; i++)
        confirmed[i] = n[i] > 0;
    *ready = said > 0;
    return true;
}

bool deal_verified_read(struct ctx *c, int64_t deal_id, struct deal_verifieds *out)
{
    struct db_rows r;
    *out = (struct deal_verifieds){ .p = arena_array(c->arena, struct deal_verified,
                                                     VERIFIED_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT name, verified_with, verified FROM fact WHERE deal_id = $1 "
                          "AND current = 1 AND verified <> $2 ORDER BY name LIMIT $3"),
                      ARGS(I(deal_id), I(DAY_NONE.n), I(VERIFIED_MAX))))
        return false;
    while (out->n < VERIFIED_MAX && db_rows_next(&r))
        out->p[out->n++] = (struct deal_verified){ .name = db_text(&r, 0),
                                                   .with = db_text(&r, 1),
                                                   .day = { (int32_t)db_int(&r, 2) } };
    return db_rows_close(&r);
}
