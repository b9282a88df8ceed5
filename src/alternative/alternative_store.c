/* SPDX-License-Identifier: Apache-2.0 */
#include "alternative/alternative_store.h"
#include "db/db.h"

bool alternative_touch_says(struct ctx *c, const struct alternative *a, bool *says,
                            int64_t *contact_id)
{
    *contact_id = 0;
    return db_one(c,
                  SQL("SELECT COALESCE(contact_id, 0) FROM touch WHERE id = $1 AND deal_id = $2 "
                      "AND direction = 1"),
                  ARGS(I(a->touch_id), I(a->deal_id)), OUTS(OI(contact_id)), says);
}

bool alternative_touch_newest(struct ctx *c, int64_t deal_id, int64_t *id)
{
    bool found;
    *id = 0;
    return db_one(c,
                  SQL("SELECT id FROM touch WHERE deal_id = $1 AND direction = 1 "
                      "ORDER BY happened DESC, id DESC LIMIT 1"),
                  ARGS(I(deal_id)), OUTS(OI(id)), &found);
}
