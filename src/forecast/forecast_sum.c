/* SPDX-License-Identifier: Apache-2.0 */
#include "forecast/forecast_sum.h"

static void count(struct counted *to, const struct sum_row *row)
{
    to->deals += row->deals;
    to->value += row->value;
}

static struct counted *foreign_of(struct tally *t, const char *currency)
{
    for (int i = 0; i < t->n_foreign; i++) {
        if (strcmp(t->foreign[i].currency, currency) == 0)
            return &t->foreign[i].sum;
    }
    if (t->n_foreign < FOREIGN_MAX)
        memcpy(t->foreign[t->n_foreign++].currency, currency, 4);
    return &t->foreign[t->n_foreign - 1].sum;
}

static void open_add(struct tally *t, const struct sum_row *row, const struct forecast_terms *terms)
{
    t->best_case += row->value;
    t->weighted += row->weighted;
    if (row->confirmed >= 0 && row->confirmed >= terms->commit_floor)
        t->commit += row->value;
    else if (row->confirmed < 0)
        count(&t->unconfirmed, row);
}

void tally_add(struct tally *t, const struct sum_row *row, const struct forecast_terms *terms)
{
    if (row->state == SUM_LOST)
        return;
    if (row->state == SUM_WON)
        t->won += row->value;
    else if (row->state == SUM_NO_RATE)
        count(foreign_of(t, row->currency), row);
    else if (!day_is(row->day))
        count(&t->undated, row);
    else if (row->day.n < terms->today.n)
        count(&t->overdue, row);
    else if (row->state == SUM_NO_VALUE)
        count(&t->without_value, row);
    else
        open_add(t, row, terms);
}

static void counted_join(struct counted *to, const struct counted *more)
{
    to->deals += more->deals;
    to->value += more->value;
}

void tally_join(struct tally *t, const struct tally *more)
{
    t->won += more->won;
    t->weighted += more->weighted;
    t->best_case += more->best_case;
    t->commit += more->commit;
    counted_join(&t->overdue, &more->overdue);
    counted_join(&t->undated, &more->undated);
    counted_join(&t->without_value, &more->without_value);
    counted_join(&t->unconfirmed, &more->unconfirmed);
    for (int i = 0; i < more->n_foreign; i++)
        counted_join(foreign_of(t, more->foreign[i].currency), &more->foreign[i].sum);
}
