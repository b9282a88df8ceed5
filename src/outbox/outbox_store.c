/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "outbox/outbox_store.h"

bool letter_staff(struct ctx *c, struct str email, int64_t *id)
{
    bool found;
    *id = 0;
    return !email.n
           || db_one(c, SQL("SELECT id FROM user WHERE email_fold = $1 AND email_fold <> ''"),
                     ARGS(T(fold(c->arena, email))), OUTS(OI(id)), &found);
}

bool letter_by_message(struct ctx *c, struct str message_id, int64_t *id)
{
    bool found;
    *id = 0;
    return db_one(c, SQL("SELECT id FROM letter WHERE message_id = $1 AND message_id <> ''"),
                  ARGS(T(message_id)), OUTS(OI(id)), &found);
}

bool letters_cancel(struct ctx *c, int64_t deal_id, int64_t *n)
{
    return db_do_changed(c,
                         SQL("UPDATE letter SET state = $1, version = version + 1, updated = $2 "
                             "WHERE deal_id = $3 AND contact_id IS NOT NULL AND state = $4 "
                             "AND leaving = $5"),
                         ARGS(I(LETTER_CANCELLED), I(c->now.ms), I(deal_id), I(LETTER_QUEUED),
                              I(INSTANT_NONE.ms)),
                         n);
}

bool letter_sent_find(struct ctx *c, int64_t deal_id, struct str kind, int channel,
                      struct instant since, struct instant by, int64_t *id)
{
    bool found;
    *id = 0;
    return db_one(c,
                  SQL("SELECT id FROM letter WHERE deal_id = $1 AND kind = $2 AND channel = $3 "
                      "AND state = $4 AND contact_id IS NOT NULL AND sent >= $5 AND sent <= $6 "
                      "ORDER BY sent DESC, id DESC LIMIT 1"),
                  ARGS(I(deal_id), T(kind), I(channel), I(LETTER_SENT), I(since.ms), I(by.ms)),
                  OUTS(OI(id)), &found);
}

/* ---- the buyer's end ---- */

bool closed_read(struct ctx *c, int64_t deal_id, struct instant *closed, struct str *why)
{
    bool found;
    *closed = INSTANT_NONE;
    return db_one(c,
                  SQL("SELECT b.closed, b.why FROM buyer_closed b JOIN deal d ON d.id = b.deal_id "
                      "WHERE b.deal_id = $1 AND NOT (d.last_heard > b.closed "
                      "AND d.last_heard <> $2)"),
                  ARGS(I(deal_id), I(INSTANT_NONE.ms)), OUTS(OI(&closed->ms), OT(why)), &found);
}

bool closed_put(struct ctx *c, int64_t deal_id, struct str why)
{
    return db_do(c,
                 SQL("INSERT INTO buyer_closed (deal_id, closed, why) VALUES ($1, $2, $3) "
                     "ON CONFLICT (deal_id) DO UPDATE SET closed = excluded.closed, "
                     "why = excluded.why"),
                 ARGS(I(deal_id), I(c->now.ms), T(why)));
}

/* ---- what he asked for ---- */

bool asked_find(struct ctx *c, struct asked a, int64_t *id)
{
    bool found;
    *id = 0;
    return db_one(c,
                  SQL("SELECT id FROM contact_asked WHERE deal_id = $1 AND contact_id = $2 "
                      "AND channel = $3 AND taken = $4 AND asked >= $5 ORDER BY id LIMIT 1"),
                  ARGS(I(a.deal_id), I(a.contact_id), I(a.channel), I(INSTANT_NONE.ms),
                       I(a.since.ms)),
                  OUTS(OI(id)), &found);
}

bool asked_put(struct ctx *c, int64_t deal_id, int64_t contact_id, int channel)
{
    return db_do(c,
                 SQL("INSERT INTO contact_asked (deal_id, contact_id, channel, asked) "
                     "VALUES ($1, $2, $3, $4)"),
                 ARGS(I(deal_id), I(contact_id), I(channel), I(c->now.ms)));
}

bool asked_take(struct ctx *c, int64_t id)
{
    return db_do(c, SQL("UPDATE contact_asked SET taken = $1 WHERE id = $2"),
                 ARGS(I(c->now.ms), I(id)));
}

/* ---- how often ---- */

static bool touched_last(struct ctx *c, const struct reach *r, struct instant *last)
{
    bool found;
    *last = INSTANT_NONE;
    return db_one(c,
                  SQL("SELECT t.happened FROM touch t WHERE t.contact_id = $1 AND t.happened <= $2 "
                      "AND t.direction = 0 AND NOT EXISTS (SELECT 1 FROM message m "
                      "WHERE m.touch_id = t.id) ORDER BY t.happened DESC LIMIT 1"),
                  ARGS(I(r->contact_id), I(r->at.ms)), OUTS(OI(&last->ms)), &found);
}

static bool wrote_last(struct ctx *c, const struct reach *r, struct instant *last)
{
    bool found;
    *last = INSTANT_NONE;
    return db_one(c,
                  SQL("SELECT x.at FROM (SELECT CASE WHEN state = $3 THEN sent ELSE due END AS at "
                      "FROM letter WHERE contact_id = $1 AND human = 1 AND weight <> $4 "
                      "AND id <> $2 AND (state = $3 OR (state = $5 AND $2 = 0))) x "
                      "ORDER BY x.at DESC LIMIT 1"),
                  ARGS(I(r->contact_id), I(r->letter_id), I(LETTER_SENT), I(LETTER_SERVICE),
                       I(LETTER_QUEUED)),
                  OUTS(OI(&last->ms)), &found);
}

bool reached_last(struct ctx *c, const struct reach *r, struct instant *last)
{
    struct instant wrote;
    if (!touched_last(c, r, last) || !wrote_last(c, r, &wrote))
        return false;
    if (instant_is(wrote) && (!instant_is(*last) || wrote.ms > last->ms))
        *last = wrote;
    return true;
}

bool heard_last(struct ctx *c, const struct reach *r, struct instant *heard)
{
    bool found;
    *heard = INSTANT_NONE;
    return db_one(c,
                  SQL("SELECT happened FROM touch WHERE contact_id = $1 AND happened <= $2 "
                      "AND direction = 1 ORDER BY happened DESC LIMIT 1"),
                  ARGS(I(r->contact_id), I(r->at.ms)), OUTS(OI(&heard->ms)), &found);
}

bool owed_by(struct ctx *c, const struct reach *r, bool *owed)
{
    int64_t id;
    return db_one(c,
                  SQL("SELECT id FROM promise WHERE deal_id = $1 AND by = 0 AND state < 2 "
                      "AND channel = $2 LIMIT 1"),
                  ARGS(I(r->deal_id), I(r->channel)), OUTS(OI(&id)), owed);
}

bool hold_read(struct ctx *c, int64_t deal_id, struct day *until)
{
    int64_t day = DAY_NONE.n;
    bool found;
    bool ok = db_one(c,
                     SQL("SELECT e.until FROM exit e JOIN deal d ON d.id = e.deal_id "
                         "WHERE e.deal_id = $1 AND e.kind = 2 AND NOT (d.last_heard > e.created "
                         "AND d.last_heard <> $2) ORDER BY e.created DESC, e.id DESC LIMIT 1"),
                     ARGS(I(deal_id), I(INSTANT_NONE.ms)), OUTS(OI(&day)), &found);
    until->n = (int32_t)day;
    return ok;
}

bool reached_on_deal(struct ctx *c, const struct reach *r, struct instant since, bool *reached)
{
    int64_t id;
    return db_one(c,
                  SQL("SELECT t.id FROM touch t WHERE t.deal_id = $1 AND t.direction = 0 "
                      "AND t.happened >= $2 AND t.happened <= $3 AND NOT EXISTS (SELECT 1 "
                      "FROM message m WHERE m.touch_id = t.id AND m.letter_id = $4) LIMIT 1"),
                  ARGS(I(r->deal_id), I(since.ms), I(r->at.ms), I(r->letter_id)), OUTS(OI(&id)),
                  reached);
}

bool letters_look_again(struct ctx *c, int64_t contact_id)
{
    return db_do(c,
                 SQL("UPDATE letter SET due = $1, version = version + 1, updated = $1 "
                     "WHERE contact_id = $2 AND state = $3 AND tries = 0 AND due > $1"),
                 ARGS(I(c->now.ms), I(contact_id), I(LETTER_QUEUED)));
}

bool party_alone(struct ctx *c, int64_t deal_id, int64_t contact_id, bool *alone)
{
    int64_t id;
    return db_one(c,
                  SQL("SELECT p.id FROM party p WHERE p.contact_id = $1 AND p.deal_id = $2 "
                      "AND NOT EXISTS (SELECT 1 FROM consent k WHERE k.party_id = p.id "
                      "AND k.withdrawn = $3) LIMIT 1"),
                  ARGS(I(contact_id), I(deal_id), I(INSTANT_NONE.ms)), OUTS(OI(&id)), alone);
}
