/* SPDX-License-Identifier: Apache-2.0 */
#include "rate/rate_store.h"

bool rate_newest(struct ctx *c, struct str base, struct str currency, struct period when,
                 struct rate_row *out)
{
    int64_t day = DAY_NONE.n;
    bool found;
    *out = (struct rate_row){ .day = DAY_NONE };
    if (!db_one(c,
                SQL("SELECT id, day, rate FROM rate WHERE base = $1 AND currency = $2 "
                    "AND day >= $3 AND day <= $4 ORDER BY day DESC, id DESC LIMIT 1"),
                ARGS(T(base), T(currency), I(when.from.n), I(when.to.n)),
                OUTS(OI(&out->id), OI(&day), OT(&out->rate)), &found))
        return false;
    out->day.n = (int32_t)day;
    return true;
}

/* Both of one day: two rates of different days would give what was true on neither. */
bool rate_cross(struct ctx *c, struct str from, struct str to, struct period when,
                struct rate_row *from_rate, struct rate_row *to_rate)
{
    int64_t day = DAY_NONE.n;
    bool found;
    *from_rate = *to_rate = (struct rate_row){ .day = DAY_NONE };
    if (!db_one(c,
                SQL("SELECT f.day, f.id, f.rate, t.id, t.rate FROM rate f "
                    "JOIN rate t ON t.base = f.base AND t.currency = $2 AND t.day = f.day "
                    "WHERE f.currency = $1 AND f.day >= $3 AND f.day <= $4 "
                    "ORDER BY f.day DESC, f.id DESC, t.id DESC LIMIT 1"),
                ARGS(T(from), T(to), I(when.from.n), I(when.to.n)),
                OUTS(OI(&day), OI(&from_rate->id), OT(&from_rate->rate), OI(&to_rate->id),
                     OT(&to_rate->rate)),
                &found))
        return false;
    from_rate->day.n = to_rate->day.n = (int32_t)day;
    return true;
}

static bool next_of(struct ctx *c, const char *sql, struct str after, struct str *next)
{
    bool found;
    *next = STR_NONE;
    return db_one(c, sql, ARGS(T(after)), OUTS(OT(next)), &found);
}

bool rate_currency_next(struct ctx *c, struct str after, struct str *next)
{
    return next_of(
        c, SQL("SELECT currency FROM rate WHERE currency > $1 ORDER BY currency LIMIT 1"), after,
        next);
}

bool rate_base_next(struct ctx *c, struct str after, struct str *next)
{
    return next_of(c, SQL("SELECT base FROM rate WHERE base > $1 ORDER BY base LIMIT 1"), after,
                   next);
}

bool rate_last_base(struct ctx *c, struct str currency, struct str *base)
{
    return next_of(
        c, SQL("SELECT base FROM rate WHERE currency = $1 ORDER BY day DESC, id DESC LIMIT 1"),
        currency, base);
}

bool rate_rows_read(struct ctx *c, struct str base, struct str currency, struct period when,
                    struct rate_row *out, size_t max, size_t *n)
{
    struct db_rows r;
    *n = 0;
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, day, rate FROM rate WHERE base = $1 AND currency = $2 "
                          "AND day >= $3 AND day <= $4 ORDER BY day DESC, id DESC LIMIT $5"),
                      ARGS(T(base), T(currency), I(when.from.n), I(when.to.n),
                           I((int64_t)max))))
        return false;
    while (*n < max && db_rows_next(&r))
        out[(*n)++] =
            (struct rate_row){ db_int(&r, 0), { (int32_t)db_int(&r, 1) }, db_text(&r, 2) };
    return db_rows_close(&r);
}

bool rate_newer_id(struct ctx *c, const struct rate *r, int64_t *id)
{
    bool found;
    *id = 0;
    return db_one(c,
                  SQL("SELECT id FROM rate WHERE base = $1 AND currency = $2 AND day = $3 "
                      "AND id > $4 ORDER BY id LIMIT 1"),
                  ARGS(T(r->base), T(r->currency), I(r->day.n), I(r->id)), OUTS(OI(id)), &found);
}
