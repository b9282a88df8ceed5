/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "db/db.h"
#include "team/team_store.h"

bool team_id_by_name(struct ctx *c, struct str name, int64_t *id)
{
    struct str folded = fold(c->arena, name);
    bool found;
    *id = 0;
    return !folded.n
           || db_one(c, SQL("SELECT id FROM team WHERE name_fold = $1"), ARGS(T(folded)),
                     OUTS(OI(id)), &found);
}

bool load_count(struct ctx *c, int64_t user_id, int64_t most, int64_t *n)
{
    return db_get(c,
                  SQL("SELECT count(*) FROM (SELECT 1 FROM deal WHERE owner_id = $1 AND state = 0 "
                      "LIMIT $2) capped"),
                  ARGS(I(user_id), I(most)), OUTS(OI(n)));
}
