/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "deal/deal_store.h"
#include "deal/deal_value.h"
#include "frame/org.h"

#define SHARES_MAX 200

bool deal_touch_says(struct ctx *c, const struct deal *d, bool *said)
{
    int64_t close = 0;
    bool found;
    if (!db_one(c,
                SQL("SELECT buyer_close FROM touch WHERE id = $1 AND deal_id = $2 "
                    "AND direction = 1"),
                ARGS(I(d->close_touch_id), I(d->id)), OUTS(OI(&close)), &found))
        return false;
    *said = found && day_is(d->expected_close) && close == d->expected_close.n;
    return true;
}

bool deal_touch_that_says(struct ctx *c, struct deal *d)
{
    bool found;
    d->close_touch_id = 0;
    return db_one(c,
                  SQL("SELECT id FROM touch WHERE deal_id = $1 AND direction = 1 "
                      "AND buyer_close = $2 ORDER BY happened DESC, id DESC LIMIT 1"),
                  ARGS(I(d->id), I(d->expected_close.n)), OUTS(OI(&d->close_touch_id)), &found);
}

bool deal_ready_since(struct ctx *c, int64_t deal_id, struct instant *since)
{
    return db_get(c,
                  SQL("SELECT COALESCE(min(happened), $3) FROM touch WHERE deal_id = $1 "
                      "AND direction = 1 AND buyer_stage = $2"),
                  ARGS(I(deal_id), I(BUYER_READY), I(INSTANT_NONE.ms)), OUTS(OI(&since->ms)));
}

bool deal_state_begin(struct ctx *c, const struct deal *d, const struct deal_part *part)
{
    return db_do(
        c,
        SQL("INSERT INTO deal_state (deal_id, entered, owner_id, stage_id, state, day, confirmed, "
            "probability, currency, value, value_base, value_currency, rate, rate_day) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"),
        ARGS(I(d->id), I(c->now.ms), I(part->owner_id), I(part->stage_id), I(part->state),
             I(part->day.n), I(part->confirmed), I(part->probability), T(str_of(part->currency)),
             money_is(d->value) ? I(d->value.minor) : NIL(), I(part->value),
             T(str_of(d->value.currency)), T(d->value_rate), I(d->value_rate_day.n)));
}

bool deal_state_end(struct ctx *c, int64_t deal_id)
{
    return db_do(c, SQL("UPDATE deal_state SET ended = $2 WHERE deal_id = $1 AND ended = $3"),
                 ARGS(I(deal_id), I(c->now.ms), I(INSTANT_NONE.ms)));
}

static bool sum_add(struct ctx *c, const struct deal_part *p, int64_t owner_id, int sign)
{
    return db_do(
        c,
        SQL("INSERT INTO deal_sum (owner_id, day, state, confirmed, currency, deals, value, "
            "weighted) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
            "ON CONFLICT (owner_id, day, state, confirmed, currency) DO UPDATE SET "
            "deals = deal_sum.deals + excluded.deals, value = deal_sum.value + excluded.value, "
            "weighted = deal_sum.weighted + excluded.weighted"),
        ARGS(I(owner_id), I(p->day.n), I(p->state), I(p->confirmed), T(str_of(p->currency)),
             I(sign), I(sign * p->value), I(sign * p->value * p->probability)));
}

static bool stage_add(struct ctx *c, const struct deal_part *p, int64_t owner_id, int sign)
{
    /* What has no rate counts as nothing here, a lost deal too. */
    int64_t value = strcmp(p->currency, org()->currency) == 0 ? p->value : 0;
    return db_do(c,
                 SQL("INSERT INTO stage_sum (owner_id, stage_id, deals, value, weighted) VALUES "
                     "($1, $2, $3, $4, $5) "
                     "ON CONFLICT (owner_id, stage_id) DO UPDATE SET deals = stage_sum.deals + "
                     "excluded.deals, "
                     "value = stage_sum.value + excluded.value, weighted = stage_sum.weighted + "
                     "excluded.weighted"),
                 ARGS(I(owner_id), I(p->stage_id), I(sign), I(sign * value),
                      I(sign * value * p->probability)));
}

static bool won_add(struct ctx *c, const struct deal_part *p, int64_t owner_id, int sign)
{
    return db_do(c,
                 SQL("INSERT INTO won_sum (owner_id, stage_id, day, deals, value) "
                     "VALUES ($1, $2, $3, $4, $5) "
                     "ON CONFLICT (owner_id, stage_id, day) DO UPDATE SET "
                     "deals = won_sum.deals + excluded.deals, "
                     "value = won_sum.value + excluded.value"),
                 ARGS(I(owner_id), I(p->stage_id), I(p->day.n), I(sign), I(sign * p->value)));
}

bool deal_sums_add(struct ctx *c, const struct deal_part *part, int sign)
{
    if (part->state == SUM_WON
        && (!won_add(c, part, 0, sign) || !won_add(c, part, part->owner_id, sign)))
        return false;
    return sum_add(c, part, 0, sign) && sum_add(c, part, part->owner_id, sign)
           && stage_add(c, part, 0, sign) && stage_add(c, part, part->owner_id, sign);
}

static bool stage_total_of(struct ctx *c, int64_t owner_id, struct stage_total *sum)
{
    struct stage_total one = { 0 };
    bool found;
    if (!db_one(c,
                SQL("SELECT deals, value, weighted FROM stage_sum WHERE owner_id = $1 AND stage_id "
                    "= $2"),
                ARGS(I(owner_id), I(sum->stage_id)),
                OUTS(OI(&one.deals), OI(&one.value), OI(&one.weighted)), &found))
        return false;
    sum->deals += one.deals;
    sum->value += one.value;
    sum->weighted += one.weighted;
    return true;
}

bool stage_total_read(struct ctx *c, int64_t stage_id, struct stage_total *out)
{
    *out = (struct stage_total){ .stage_id = stage_id };
    if (c->viewer->sees_all)
        return stage_total_of(c, 0, out);
    for (size_t i = 0; i < c->viewer->n_owners; i++) {
        if (!stage_total_of(c, c->viewer->owners[i], out))
            return false;
    }
    return true;
}

static bool won_value_of(struct ctx *c, int64_t owner_id, int64_t stage_id, struct period when,
                         int64_t *sum)
{
    int64_t value = 0;
    bool ok = db_get(c,
                     SQL("SELECT COALESCE(CAST(SUM(value) AS {int}), 0) FROM won_sum "
                         "WHERE owner_id = $1 AND stage_id = $2 AND day >= $3 AND day <= $4"),
                     ARGS(I(owner_id), I(stage_id), I(when.from.n), I(when.to.n)),
                     OUTS(OI(&value)));
    *sum += value;
    return ok;
}

bool won_value_read(struct ctx *c, int64_t stage_id, struct period when, int64_t *value)
{
    *value = 0;
    if (c->viewer->sees_all)
        return won_value_of(c, 0, stage_id, when, value);
    for (size_t i = 0; i < c->viewer->n_owners; i++) {
        if (!won_value_of(c, c->viewer->owners[i], stage_id, when, value))
            return false;
    }
    return true;
}

bool deal_share_add(struct ctx *c, int64_t deal_id, int64_t user_id, bool *added)
{
    int64_t n = 0;
    bool ok =
        db_do_changed(c,
                      SQL("INSERT INTO deal_share (deal_id, user_id, shared_by, shared) "
                          "VALUES ($1, $2, $3, $4) ON CONFLICT (user_id, deal_id) DO NOTHING"),
                      ARGS(I(deal_id), I(user_id), R(c->viewer->id), I(c->now.ms)), &n);
    *added = n == 1;
    return ok;
}

bool deal_share_remove(struct ctx *c, int64_t deal_id, int64_t user_id, bool *removed)
{
    int64_t n = 0;
    bool ok = db_do_changed(c, SQL("DELETE FROM deal_share WHERE deal_id = $1 AND user_id = $2"),
                            ARGS(I(deal_id), I(user_id)), &n);
    *removed = n == 1;
    return ok;
}

bool deal_ties_drop(struct ctx *c, int64_t deal_id)
{
    return db_do(c, SQL("DELETE FROM deal_skip WHERE deal_id = $1"), ARGS(I(deal_id)))
           && db_do(c, SQL("DELETE FROM deal_share WHERE deal_id = $1"), ARGS(I(deal_id)))
           && db_do(c, SQL("DELETE FROM deal_contact WHERE deal_id = $1"), ARGS(I(deal_id)));
}

static bool ids_read(struct ctx *c, const char *sql, int64_t id, struct deal_ids *out)
{
    struct db_rows r;
    *out = (struct deal_ids){ .p = arena_array(c->arena, int64_t, SHARES_MAX) };
    if (!db_rows_open(c, &r, sql, ARGS(I(id), I(SHARES_MAX))))
        return false;
    while (out->n < SHARES_MAX && db_rows_next(&r))
        out->p[out->n++] = db_int(&r, 0);
    return db_rows_close(&r);
}

bool deal_shares_read(struct ctx *c, int64_t deal_id, struct deal_ids *users)
{
    return ids_read(
        c, SQL("SELECT user_id FROM deal_share WHERE deal_id = $1 ORDER BY user_id LIMIT $2"),
        deal_id, users);
}

bool deal_contacts_read(struct ctx *c, int64_t deal_id, struct deal_ids *contacts)
{
    return ids_read(c,
                    SQL("SELECT contact_id FROM deal_contact WHERE deal_id = $1 ORDER BY added, "
                        "contact_id LIMIT $2"),
                    deal_id, contacts);
}

bool deal_contact_add(struct ctx *c, int64_t deal_id, int64_t contact_id, bool *added)
{
    int64_t n = 0;
    bool ok = db_do_changed(
        c,
        SQL("INSERT INTO deal_contact (deal_id, contact_id, added) VALUES ($1, $2, $3) "
            "ON CONFLICT (deal_id, contact_id) DO NOTHING"),
        ARGS(I(deal_id), I(contact_id), I(c->now.ms)), &n);
    *added = n == 1;
    return ok;
}

/* ---- values and rates ---- */

bool deals_exist(struct ctx *c, bool *some)
{
    int64_t id;
    return db_one(c, SQL("SELECT id FROM deal ORDER BY id LIMIT 1"), NO_ARGS, OUTS(OI(&id)), some);
}

/* The conditions are those of the index deal_waiting. */
bool deals_waiting_read(struct ctx *c, int64_t after, int limit, struct deal_waitings *out)
{
    struct db_rows r;
    *out = (struct deal_waitings){ .p = arena_array(c->arena, struct deal_waiting, (size_t)limit) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, value_currency, value_day, created FROM deal "
                          "WHERE value_base = 0 AND value_rate = '' AND value IS NOT NULL "
                          "AND value_currency <> $1 AND id > $2 ORDER BY id LIMIT $3"),
                      ARGS(T(str_of(org()->currency)), I(after), I(limit))))
        return false;
    while (out->n < (size_t)limit && db_rows_next(&r)) {
        struct deal_waiting *w = &out->p[out->n++];
        struct str currency = db_text_peek(&r, 1);
        *w = (struct deal_waiting){ .id = db_int(&r, 0), .day = { (int32_t)db_int(&r, 2) } };
        if (currency.n < sizeof w->currency)
            memcpy(w->currency, currency.p, currency.n);
        if (!day_is(w->day))
            w->day = instant_day((struct instant){ db_int(&r, 3) });
    }
    return db_rows_close(&r);
}

bool deal_preferred_read(struct ctx *c, int64_t contact_id, int64_t *user_id)
{
    bool found;
    return db_one(c, SQL("SELECT user_id FROM preferred WHERE contact_id = $1"),
                  ARGS(I(contact_id)), OUTS(OI(user_id)), &found);
}
