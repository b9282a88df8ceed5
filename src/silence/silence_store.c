/* SPDX-License-Identifier: Apache-2.0 */
#include "silence/silence_store.h"
#include "db/db.h"

bool promise_is_open(struct ctx *c, int64_t deal_id, bool *open)
{
    int64_t id;
    return db_one(c,
                  SQL("SELECT id FROM promise WHERE deal_id = $1 AND by = 0 AND state = 0 "
                      "ORDER BY id LIMIT 1"),
                  ARGS(I(deal_id)), OUTS(OI(&id)), open);
}
