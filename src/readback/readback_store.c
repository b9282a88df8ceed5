/* SPDX-License-Identifier: Apache-2.0 */
#include "readback/readback_store.h"
#include "db/db.h"

bool read_back_note(struct ctx *c, int64_t deal_id, struct str hash, bool *fresh)
{
    struct str before = STR_NONE;
    bool found;
    if (!db_one(c, SQL("SELECT hash FROM read_back WHERE deal_id = $1"), ARGS(I(deal_id)),
                OUTS(OB(&before)), &found))
        return false;
    *fresh = !found || !str_same(before, hash);
    return !*fresh
           || db_do(c,
                    SQL("INSERT INTO read_back (deal_id, hash, made) VALUES ($1, $2, $3) "
                        "ON CONFLICT (deal_id) DO UPDATE SET hash = excluded.hash, "
                        "made = excluded.made"),
                    ARGS(I(deal_id), B(hash), I(c->now.ms)));
}

bool said_last(struct ctx *c, int64_t deal_id, struct str *needs, struct str *clarity)
{
    bool found;
    *needs = *clarity = STR_NONE;
    return db_one(c,
                  SQL("SELECT needs FROM touch WHERE deal_id = $1 AND needs <> '' "
                      "ORDER BY happened DESC, id DESC LIMIT 1"),
                  ARGS(I(deal_id)), OUTS(OT(needs)), &found)
           && db_one(c,
                     SQL("SELECT clarity FROM touch WHERE deal_id = $1 AND clarity <> '' "
                         "ORDER BY happened DESC, id DESC LIMIT 1"),
                     ARGS(I(deal_id)), OUTS(OT(clarity)), &found);
}

bool human_letter_since(struct ctx *c, int64_t deal_id, struct instant since, bool *has)
{
    int64_t id;
    return db_one(c,
                  SQL("SELECT id FROM letter WHERE deal_id = $1 AND human = 1 AND queued >= $2 "
                      "AND contact_id IS NOT NULL ORDER BY id LIMIT 1"),
                  ARGS(I(deal_id), I(since.ms)), OUTS(OI(&id)), has);
}

bool team_name(struct ctx *c, int64_t team_id, struct str *name)
{
    bool found;
    *name = STR_NONE;
    return !team_id
           || db_one(c, SQL("SELECT name FROM team WHERE id = $1"), ARGS(I(team_id)),
                     OUTS(OT(name)), &found);
}

bool asked_last(struct ctx *c, int64_t promise_id, struct instant *when)
{
    when->ms = 0;
    return db_get(c,
                  SQL("SELECT COALESCE(max(due), 0) FROM alert WHERE kind = 'promise_half' "
                      "AND subject = $1"),
                  ARGS(I(promise_id)), OUTS(OI(&when->ms)));
}
