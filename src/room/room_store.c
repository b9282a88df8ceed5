/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "room/room_store.h"
#include "touch/touch.h"

bool deal_state_at(struct ctx *c, int64_t deal_id, struct instant at, struct room_state *out)
{
    int64_t state, probability, confirmed, day, priced, rate_day;
    struct str currency;
    *out = (struct room_state){ .day = DAY_NONE, .rate_day = DAY_NONE };
    if (!db_one(c,
                SQL("SELECT owner_id, stage_id, state, day, confirmed, probability, value, "
                    "CASE WHEN value IS NULL THEN 0 ELSE 1 END, value_currency, entered, "
                    "value_base, rate, rate_day FROM deal_state "
                    "WHERE deal_id = $1 AND entered <= $2 AND ended > $2 "
                    "ORDER BY entered DESC LIMIT 1"),
                ARGS(I(deal_id), I(at.ms)),
                OUTS(OI(&out->owner_id), OI(&out->stage_id), OI(&state), OI(&day), OI(&confirmed),
                     OI(&probability), OI(&out->value.minor), OI(&priced), OT(&currency),
                     OI(&out->entered.ms), OI(&out->value_base), OT(&out->rate), OI(&rate_day)),
                &out->found))
        return false;
    if (out->found) {
        out->state = (int)state;
        out->confirmed = (int)confirmed;
        out->probability = (int)probability;
        out->day.n = (int32_t)day;
        out->rate_day.n = (int32_t)rate_day;
        if (priced && currency.n == 3)
            memcpy(out->value.currency, currency.p, 3);
    }
    return true;
}

bool stage_times(struct ctx *c, int64_t deal_id, struct stage_time *out, size_t max, size_t *n)
{
    struct db_rows r;
    *n = 0;
    if (!db_rows_open(c, &r,
                      SQL("SELECT stage_id, CAST(SUM(CASE WHEN ended > $2 THEN $2 ELSE ended END "
                          "- entered) AS {int}) FROM deal_state WHERE deal_id = $1 "
                          "GROUP BY stage_id ORDER BY stage_id LIMIT $3"),
                      ARGS(I(deal_id), I(c->now.ms), I((int64_t)max))))
        return false;
    while (*n < max && db_rows_next(&r))
        out[(*n)++] = (struct stage_time){ db_int(&r, 0), db_int(&r, 1) };
    return db_rows_close(&r);
}

bool channel_last(struct ctx *c, int64_t deal_id, int *channel)
{
    int64_t last = CHANNEL_PHONE;
    bool found;
    if (!db_one(c,
                SQL("SELECT channel FROM touch WHERE deal_id = $1 "
                    "ORDER BY happened DESC, id DESC LIMIT 1"),
                ARGS(I(deal_id)), OUTS(OI(&last)), &found))
        return false;
    *channel = (int)last;
    return true;
}
