/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "forecast/forecast_sum.h"

static void row_read(struct db_rows *r, struct sum_row *row)
{
    struct str currency = db_text_peek(r, 4);
    *row = (struct sum_row){
        .owner_id = db_int(r, 0),
        .day = { (int32_t)db_int(r, 1) },
        .state = (int)db_int(r, 2),
        .confirmed = (int)db_int(r, 3),
        .deals = db_int(r, 5),
        .value = db_int(r, 6),
        .weighted = db_int(r, 7),
    };
    if (currency.n == 3)
        memcpy(row->currency, currency.p, 3);
}

static bool rows_each(struct ctx *c, const char *sql, struct db_args in, sum_row_fn *each,
                      void *arg)
{
    struct db_rows r;
    struct sum_row row;
    if (!db_rows_open(c, &r, sql, in))
        return false;
    while (db_rows_next(&r)) {
        row_read(&r, &row);
        each(arg, &row);
    }
    return db_rows_close(&r);
}

static bool now_between(struct ctx *c, int64_t owner_id, struct period p, sum_row_fn *each,
                        void *arg)
{
    return rows_each(c,
                     SQL("SELECT owner_id, day, state, confirmed, currency, deals, value, weighted "
                         "FROM deal_sum WHERE owner_id = $1 AND day >= $2 AND day <= $3 "
                         "AND deals <> 0 ORDER BY day, state, confirmed, currency"),
                     ARGS(I(owner_id), I(p.from.n), I(p.to.n)), each, arg);
}

bool sums_now(struct ctx *c, const struct forecast_terms *terms, int64_t owner_id, sum_row_fn *each,
              void *arg)
{
    struct period undated = { DAY_NONE, DAY_NONE };
    return now_between(c, owner_id, terms->period, each, arg)
           && now_between(c, owner_id, undated, each, arg);
}

static bool owner_between(struct ctx *c, const struct forecast_terms *terms, int64_t owner_id,
                          struct period p, sum_row_fn *each, void *arg)
{
    return rows_each(c,
                     SQL("SELECT owner_id, CASE WHEN day < $4 THEN $4 - 1 WHEN day = $5 THEN $5 "
                         "ELSE $4 END AS side, state, confirmed, currency, "
                         "CAST(SUM(deals) AS {int}), CAST(SUM(value) AS {int}), "
                         "CAST(SUM(weighted) AS {int}) FROM deal_sum "
                         "WHERE owner_id = $1 AND day >= $2 AND day <= $3 AND deals <> 0 "
                         "GROUP BY owner_id, side, state, confirmed, currency "
                         "ORDER BY side, state, confirmed, currency"),
                     ARGS(I(owner_id), I(p.from.n), I(p.to.n), I(terms->today.n), I(DAY_NONE.n)),
                     each, arg);
}

bool sums_of_owner(struct ctx *c, const struct forecast_terms *terms, int64_t owner_id,
                   sum_row_fn *each, void *arg)
{
    struct period undated = { DAY_NONE, DAY_NONE };
    return owner_between(c, terms, owner_id, terms->period, each, arg)
           && owner_between(c, terms, owner_id, undated, each, arg);
}

static bool then_between(struct ctx *c, const struct forecast_terms *terms, struct period p,
                         sum_row_fn *each, void *arg)
{
    return rows_each(c,
                     SQL("SELECT owner_id, day, state, confirmed, currency, count(*), "
                         "CAST(SUM(value_base) AS {int}), "
                         "CAST(SUM(value_base * probability) AS {int}) FROM deal_state "
                         "WHERE day >= $1 AND day <= $2 AND entered <= $3 AND ended > $3 "
                         "GROUP BY owner_id, day, state, confirmed, currency "
                         "ORDER BY owner_id, day, state, confirmed, currency"),
                     ARGS(I(p.from.n), I(p.to.n), I(terms->moment.ms)), each, arg);
}

bool sums_then(struct ctx *c, const struct forecast_terms *terms, sum_row_fn *each, void *arg)
{
    struct period undated = { DAY_NONE, DAY_NONE };
    return then_between(c, terms, terms->period, each, arg)
           && then_between(c, terms, undated, each, arg);
}
