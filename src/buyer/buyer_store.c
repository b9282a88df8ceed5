/* SPDX-License-Identifier: Apache-2.0 */
#include "buyer/buyer_store.h"
#include "db/db.h"

#define SHOWN 50

bool once_add(struct ctx *c, struct str hash, bool *fresh)
{
    int64_t n = 0;
    bool ok = db_do_changed(c,
                            SQL("INSERT INTO buyer_once (hash, made) VALUES ($1, $2) "
                                "ON CONFLICT (hash) DO NOTHING"),
                            ARGS(B(hash), I(c->now.ms)), &n);
    *fresh = n == 1;
    return ok;
}

bool once_forget(struct ctx *c, struct instant before)
{
    return db_do(c, SQL("DELETE FROM buyer_once WHERE made < $1"), ARGS(I(before.ms)));
}

bool last_outbound(struct ctx *c, int64_t deal_id, struct instant *when)
{
    bool found;
    *when = INSTANT_NONE;
    return db_one(c,
                  SQL("SELECT happened FROM touch WHERE deal_id = $1 AND direction = 0 "
                      "ORDER BY happened DESC, id DESC LIMIT 1"),
                  ARGS(I(deal_id)), OUTS(OI(&when->ms)), &found);
}

bool differences_read(struct ctx *c, int64_t deal_id, struct differences *out)
{
    struct db_rows r;
    *out = (struct differences){ .p = arena_array(c->arena, struct difference, SHOWN) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, promise_id, by, words, created, user_id FROM difference "
                          "WHERE deal_id = $1 ORDER BY created, id LIMIT $2"),
                      ARGS(I(deal_id), I(SHOWN))))
        return false;
    while (out->n < SHOWN && db_rows_next(&r)) {
        out->p[out->n++] = (struct difference){
            .id = db_int(&r, 0),
            .deal_id = deal_id,
            .promise_id = db_int(&r, 1),
            .by = (int)db_int(&r, 2),
            .words = db_text(&r, 3),
            .created = { db_int(&r, 4) },
            .user_id = db_int(&r, 5),
        };
    }
    return db_rows_close(&r);
}
