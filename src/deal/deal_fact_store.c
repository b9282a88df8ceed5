/* SPDX-License-Identifier: Apache-2.0 */
/* What a deal asks of the facts about it and of what was asked for it: src/fact and src/approval
 * write them. */
#include "db/db.h"
#include "deal/deal_presumed.h"

#define VERIFIED_MAX 50

#define BY_BUYER_HIMSELF 3 /* enum provenance of fact/fact.h */

bool deal_evidence_find(struct ctx *c, int64_t deal_id, struct deal_evidence *out)
{
    int64_t n[3], said, wrong;
    if (!db_get(c,
                SQL("SELECT COALESCE(max(CASE WHEN confirms = 1 THEN 1 ELSE 0 END), 0), "
                    "COALESCE(max(CASE WHEN confirms = 2 THEN 1 ELSE 0 END), 0), "
                    "COALESCE(max(CASE WHEN confirms = 3 THEN 1 ELSE 0 END), 0) "
                    "FROM fact WHERE deal_id = $1 AND current = 1"),
                ARGS(I(deal_id)), OUTS(OI(&n[0]), OI(&n[1]), OI(&n[2])))
        || !db_get(c,
                   SQL("SELECT count(*) FROM touch WHERE deal_id = $1 AND direction = 1 "
                       "AND buyer_stage = $2"),
                   ARGS(I(deal_id), I(BUYER_READY)), OUTS(OI(&said)))
        || !db_get(c,
                   SQL("SELECT count(*) FROM fact WHERE deal_id = $1 AND current = 1 "
                       "AND name = 'right_person' AND provenance = $2 AND confirms = 0"),
                   ARGS(I(deal_id), I(BY_BUYER_HIMSELF)), OUTS(OI(&wrong))))
        return false;
    for (size_t i = 0; i < 3; i++)
        out->confirmed[i] = n[i] > 0;
    out->ready = said > 0;
    out->wrong_person = wrong > 0;
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

bool deal_asked_for(struct ctx *c, int64_t deal_id, bool *waits)
{
    int64_t id;
    return db_one(c, SQL("SELECT id FROM approval WHERE deal_id = $1 AND state = 0"),
                  ARGS(I(deal_id)), OUTS(OI(&id)), waits);
}

bool deal_asked_void(struct ctx *c, int64_t deal_id)
{
    return db_do(c,
                 SQL("UPDATE approval SET state = 3, decided = $2, updated = $2, "
                     "version = version + 1 WHERE deal_id = $1 AND state = 0"),
                 ARGS(I(deal_id), I(c->now.ms)));
}
