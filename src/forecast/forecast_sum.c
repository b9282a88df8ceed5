/* SPDX-License-Identifier: Apache-2.0 */
#include "forecast/forecast_sum.h"

static void count(struct counted *to, const struct sum_row *row)
{
    to->deals += row->deals;
    to->value += row->value;
}

/* In the order of the currencies; the last place is for those that find no other. */
static struct foreign *foreign_of(struct tally *t, const char *currency)
{
    int i = 0;
    while (i < t->n_foreign && t->foreign[i].currency[0]
           && strcmp(t->foreign[i].currency, currency) < 0)
        i++;
    if (i < t->n_foreign && strcmp(t->foreign[i].currency, currency) == 0)
        return &t->foreign[i];
    if (t->n_foreign >= FOREIGN_MAX - 1 || !currency[0]) {
        t->n_foreign = FOREIGN_MAX;
        return &t->foreign[FOREIGN_MAX - 1];
    }
    memmove(&t->foreign[i + 1], &t->foreign[i],
            (size_t)(t->n_foreign++ - i) * sizeof t->foreign[0]);
    t->foreign[i] = (struct foreign){ 0 };
    memcpy(t->foreign[i].currency, currency, sizeof t->foreign[i].currency);
    return &t->foreign[i];
}

static void foreign_add(struct tally *t, const char *currency, struct counted more)
{
    struct foreign *f = foreign_of(t, currency);
    f->sum.deals += more.deals;
    f->sum.value += f->currency[0] ? more.value : 0;
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
        foreign_add(t, row->currency, (struct counted){ row->deals, row->value });
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
        foreign_add(t, more->foreign[i].currency, more->foreign[i].sum);
}
