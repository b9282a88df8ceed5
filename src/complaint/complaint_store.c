/* SPDX-License-Identifier: Apache-2.0 */
#include "complaint/complaint_store.h"
#include "db/db.h"

#define SHOWN 20

bool complaint_share_add(struct ctx *c, int64_t complaint_id, int64_t user_id)
{
    return db_do(c,
                 SQL("INSERT INTO complaint_share (complaint_id, user_id, shared_by, shared) "
                     "VALUES ($1, $2, $3, $4) ON CONFLICT (user_id, complaint_id) DO NOTHING"),
                 ARGS(I(complaint_id), I(user_id), R(c->viewer->id), I(c->now.ms)));
}

bool complaint_is_shared(struct ctx *c, int64_t complaint_id, bool *shared)
{
    int64_t one;
    return db_one(c, SQL("SELECT 1 FROM complaint_share WHERE complaint_id = $1 LIMIT 1"),
                  ARGS(I(complaint_id)), OUTS(OI(&one)), shared);
}

bool complaints_of(struct ctx *c, int64_t deal_id, int64_t contact_id, struct complaints *out)
{
    struct db_rows r;
    *out = (struct complaints){ .p = arena_array(c->arena, struct complaint, SHOWN) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, words, due, answer, answered, answered_by_id, created "
                          "FROM complaint WHERE deal_id = $1 AND contact_id = $2 "
                          "ORDER BY id DESC LIMIT $3"),
                      ARGS(I(deal_id), I(contact_id), I(SHOWN))))
        return false;
    while (out->n < SHOWN && db_rows_next(&r)) {
        out->p[out->n++] = (struct complaint){
            .id = db_int(&r, 0),
            .deal_id = deal_id,
            .contact_id = contact_id,
            .words = db_text(&r, 1),
            .due = { db_int(&r, 2) },
            .answer = db_text(&r, 3),
            .answered = { db_int(&r, 4) },
            .answered_by_id = db_int(&r, 5),
            .created = { db_int(&r, 6) },
        };
    }
    return db_rows_close(&r);
}
