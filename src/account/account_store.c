/* SPDX-License-Identifier: Apache-2.0 */
#include "account/account_store.h"
#include "base/text.h"
#include "frame/people.h"

bool account_first_won(struct ctx *c, int64_t account_id, struct day *first)
{
    int64_t day = 0;
    if (!db_get(c, SQL("SELECT COALESCE(min(closed_on), $2) FROM deal "
                       "WHERE account_id = $1 AND state = 1"),
                ARGS(I(account_id), I(DAY_NONE.n)), OUTS(OI(&day))))
        return false;
    first->n = (int32_t)day;
    return true;
}

bool account_named(struct ctx *c, struct str name, int64_t *id)
{
    bool found;
    *id = 0;
    return db_one(c, SQL("SELECT id FROM account WHERE name_fold = $1 ORDER BY id LIMIT 1"),
                  ARGS(T(fold(c->arena, name))), OUTS(OI(id)), &found);
}

bool account_open_deals(struct ctx *c, int64_t account_id, struct open_deals *out)
{
    struct db_rows r;
    *out = (struct open_deals){ 0 };
    if (!db_rows_open(c, &r,
                      SQL("SELECT owner_id, value_base, (SELECT count(*) FROM deal_share "
                          "WHERE deal_id = deal.id AND user_id = $2) FROM deal "
                          "WHERE account_id = $1 AND state = 0 ORDER BY id LIMIT $3"),
                      ARGS(I(account_id), I(c->viewer->id), I(OPEN_DEALS_MAX))))
        return false;
    while (db_rows_next(&r)) {
        if (!viewer_sees(c->viewer, db_int(&r, 0)) && !db_int(&r, 2))
            continue;
        out->n++;
        out->value += db_int(&r, 1);
    }
    return db_rows_close(&r);
}
