/* SPDX-License-Identifier: Apache-2.0 */
#include "slot/slot_store.h"
#include "db/db.h"

bool slot_claim(struct ctx *c, int64_t id, int64_t deal_id, int64_t contact_id, bool *got)
{
    int64_t n = 0;
    bool ok = db_do_changed(c,
                            SQL("UPDATE slot SET deal_id = $2, contact_id = $3, taken = $4, "
                                "updated = $4, version = version + 1 "
                                "WHERE id = $1 AND deal_id IS NULL AND starts > $4"),
                            ARGS(I(id), I(deal_id), R(contact_id), I(c->now.ms)), &n);
    *got = n == 1;
    return ok;
}

bool slot_meets(struct ctx *c, const struct slot *s, bool *meets)
{
    int64_t id;
    return db_one(c,
                  SQL("SELECT id FROM slot WHERE user_id = $1 AND id <> $2 AND starts < $4 "
                      "AND starts + minutes * 60000 > $3 LIMIT 1"),
                  ARGS(I(s->user_id), I(s->id), I(s->starts.ms),
                       I(s->starts.ms + s->minutes * 60000)),
                  OUTS(OI(&id)), meets);
}

bool slots_open(struct ctx *c, const struct deal *d, struct slots *out)
{
    int64_t ids[SLOTS_OFFERED];
    size_t n = 0;
    struct db_rows r;
    *out = (struct slots){ .p = arena_array(c->arena, struct slot, SLOTS_OFFERED) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT s.id FROM slot s JOIN user u ON u.id = s.user_id "
                          "WHERE s.deal_id IS NULL AND s.starts > $1 AND u.active = 1 "
                          "AND (s.product_id IS NULL OR s.product_id = $2) "
                          "ORDER BY CASE WHEN s.user_id = $3 THEN 0 ELSE 1 END, s.starts, s.id "
                          "LIMIT $4"),
                      ARGS(I(c->now.ms), I(d->product_id), I(d->owner_id), I(SLOTS_OFFERED))))
        return false;
    while (n < SLOTS_OFFERED && db_rows_next(&r))
        ids[n++] = db_int(&r, 0);
    if (!db_rows_close(&r))
        return false;
    for (; out->n < n; out->n++) {
        if (!record_get_any(c, &slot_record, ids[out->n], &out->p[out->n]))
            return false;
    }
    return true;
}
