/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "frame/org.h"
#include "results/results_view.h"

#define NONE "2932897"
#define UNRATED \
    "value_base = 0 AND value_rate = '' AND value IS NOT NULL AND value_currency <> $3"

/* Rows come by day, not by month: what a month is, is known in C alone. */
static bool row_read(struct db_rows *r, struct outcome_row *row)
{
    int day;
    int64_t state = db_int(r, 3), deals = db_int(r, 4);
    *row = (struct outcome_row){ .owner_id = db_int(r, 0), .product_id = db_int(r, 1) };
    day_parts((struct day){ (int32_t)db_int(r, 2) }, &row->year, &row->month, &day);
    row->sum.won = state == 1 ? deals : 0;
    row->sum.lost = state == 2 ? deals : 0;
    row->sum.won_value = state == 1 ? db_int(r, 5) : 0;
    row->sum.dated = state == 1 ? db_int(r, 6) : 0;
    row->sum.dated_days = state == 1 ? db_int(r, 7) : 0;
    row->sum.unrated = state == 1 ? db_int(r, 8) : 0;
    return !r->bad;
}

bool outcomes_read(struct ctx *c, struct period period, outcome_row_fn *each, void *arg)
{
    struct db_rows r;
    struct outcome_row row;
    if (!db_rows_open(c, &r,
                      SQL("SELECT owner_id, COALESCE(product_id, 0), closed_on, state, count(*), "
                          "CAST(SUM(value_base) AS {int}), "
                          "CAST(SUM(CASE WHEN engaged_on <> " NONE " THEN 1 ELSE 0 END) AS {int}), "
                          "CAST(SUM(CASE WHEN engaged_on <> " NONE " THEN closed_on - engaged_on "
                          "ELSE 0 END) AS {int}), "
                          "CAST(SUM(CASE WHEN " UNRATED " THEN 1 ELSE 0 END) AS {int}) "
                          "FROM deal WHERE state > 0 AND closed_on >= $1 AND closed_on <= $2 "
                          "GROUP BY owner_id, product_id, closed_on, state"),
                      ARGS(I(period.from.n), I(period.to.n), T(str_of(org()->currency)))))
        return false;
    while (db_rows_next(&r) && row_read(&r, &row))
        each(arg, &row);
    return db_rows_close(&r);
}

bool unrated_read(struct ctx *c, struct period period, unrated_fn *each, void *arg)
{
    struct db_rows r;
    if (!db_rows_open(c, &r,
                      SQL("SELECT owner_id, value_currency, CAST(SUM(value) AS {int}), count(*) "
                          "FROM deal WHERE state = 1 AND closed_on >= $1 AND closed_on <= $2 "
                          "AND " UNRATED " GROUP BY owner_id, value_currency "
                          "ORDER BY value_currency, owner_id"),
                      ARGS(I(period.from.n), I(period.to.n), T(str_of(org()->currency)))))
        return false;
    while (db_rows_next(&r)) {
        struct money value = { .minor = db_int(&r, 2) };
        struct str currency = db_text_peek(&r, 1);
        if (currency.n < sizeof value.currency)
            memcpy(value.currency, currency.p, currency.n);
        each(arg, db_int(&r, 0), value, db_int(&r, 3));
    }
    return db_rows_close(&r);
}
