/* SPDX-License-Identifier: Apache-2.0 */
#include "base/node.h"
#include "outbox/outbox_send.h"

bool letter_next_due(struct ctx *c, struct instant *due)
{
    bool found;
    *due = INSTANT_NONE;
    return db_one(c,
                  SQL("SELECT due FROM letter WHERE state = 0 ORDER BY due, id LIMIT 1"), NO_ARGS,
                  OUTS(OI(&due->ms)), &found);
}

bool letter_due_find(struct ctx *c, int64_t *id)
{
    bool found;
    *id = 0;
    return db_one(c,
                  SQL("SELECT id FROM letter WHERE state = 0 AND leaving = $1 AND due <= $2 "
                      "ORDER BY due, id LIMIT 1"),
                  ARGS(I(INSTANT_NONE.ms), I(c->now.ms)), OUTS(OI(id)), &found);
}

bool letters_unclaim(struct ctx *c, void *arg UNUSED)
{
    return db_do(c,
                 SQL("UPDATE letter SET leaving = $1, version = version + 1 "
                     "WHERE state = 0 AND leaving <> $1"),
                 ARGS(I(INSTANT_NONE.ms)));
}

bool letter_deal_owner(struct ctx *c, int64_t deal_id, int64_t *owner_id)
{
    bool found;
    *owner_id = 0;
    return !deal_id
           || db_one(c, SQL("SELECT owner_id FROM deal WHERE id = $1"), ARGS(I(deal_id)),
                     OUTS(OI(owner_id)), &found);
}

/* ---- which node sends ---- */

/* Who was killed on this machine has it no longer than that; else it is the holder himself. */
static bool lease_from(struct ctx *c, struct str holder, struct str *from)
{
    struct str other;
    bool found;
    *from = holder;
    if (!db_one(c, SQL("SELECT holder FROM sender_lease WHERE id = 1"), NO_ARGS,
                OUTS(OT(&other)), &found))
        return false;
    if (found && node_is_gone(other))
        *from = other;
    return true;
}

bool sender_lease_take(struct ctx *c, void *arg)
{
    struct sender_lease *l = arg;
    struct str from;
    bool was = l->ours;
    int64_t taken = 0;
    if (!db_do(c,
               SQL("INSERT INTO sender_lease (id, holder, until) VALUES (1, '', 0) "
                   "ON CONFLICT (id) DO NOTHING"),
               NO_ARGS)
        || !lease_from(c, l->holder, &from)
        || !db_do_changed(c,
                          SQL("UPDATE sender_lease SET holder = $1, until = $2 WHERE id = 1 "
                              "AND (holder = $1 OR holder = $4 OR until < $3)"),
                          ARGS(T(l->holder), I(l->until_ms), I(l->now_ms), T(from)), &taken))
        return false;
    l->ours = taken == 1;
    return was || !l->ours || letters_unclaim(c, NULL);
}

bool sender_lease_lock(struct ctx *c, struct str holder, bool *ours)
{
    int64_t id;
    return db_one(c, SQL("SELECT id FROM sender_lease WHERE id = 1 AND holder = $1 {lock}"),
                  ARGS(T(holder)), OUTS(OI(&id)), ours);
}

bool sender_lease_of_others(struct ctx *c, struct str holder, struct instant now, bool *others)
{
    struct str other;
    bool found;
    if (!db_one(c,
                SQL("SELECT holder FROM sender_lease WHERE id = 1 AND holder <> $1"
                    " AND until >= $2"),
                ARGS(T(holder), I(now.ms)), OUTS(OT(&other)), &found))
        return false;
    *others = found && !node_is_gone(other);
    return true;
}

bool sender_lease_release(struct ctx *c, void *arg)
{
    const struct sender_lease *l = arg;
    return db_do(c, SQL("UPDATE sender_lease SET until = 0 WHERE holder = $1"),
                 ARGS(T(l->holder)));
}
