/* SPDX-License-Identifier: Apache-2.0 */
/* forecast_sum.h - from rows of sums to figures: which deal counts where, added up once, rounded
 * once.
 *
 * A deal stands in one place only: won; or, open, undated, overdue, without value, without rate;
 * else it is in best case and weighted, and there in commit, or unconfirmed when its date is our
 * guess.
 */
#ifndef FORECAST_SUM_H
#define FORECAST_SUM_H
#include "deal/deal.h"

/* Deals that count alike. */
struct sum_row {
    int64_t owner_id;
    struct day day;
    int state;     /* enum sum_state */
    int confirmed; /* probability, or -1: the date is our guess */
    char currency[4];
    int64_t deals, value, weighted; /* weighted: value × percent */
};

struct counted {
    int64_t deals, value;
};
#define FOREIGN_MAX 16
struct foreign {
    char currency[4]; /* empty: all further currencies together, counted, but not added up */
    struct counted sum;
};
struct tally {
    int64_t won, weighted, best_case, commit; /* weighted still × percent */
    struct counted overdue, undated, without_value, unconfirmed;
    struct foreign foreign[FOREIGN_MAX];
    int n_foreign;
};

struct forecast_terms {
    struct period period;
    struct day today;      /* as_of's day when it is asked for */
    int64_t commit_floor;  /* percent */
    bool as_of;            /* else as it is now */
    struct instant moment; /* as_of: the last moment of that day */
};

void tally_add(struct tally *t, const struct sum_row *row, const struct forecast_terms *terms);
void tally_join(struct tally *t, const struct tally *more);

/* Calls each() for every row of what was asked: one owner's or, with owner 0, everybody's. */
typedef void sum_row_fn(void *arg, const struct sum_row *row);
MUST_USE bool sums_now(struct ctx *c, const struct forecast_terms *terms, int64_t owner_id,
                       sum_row_fn *each, void *arg);
/* One owner's rows without the days, for the breakdown: a row's day only says whether it is before
 * today, from today on, or not given. */
MUST_USE bool sums_of_owner(struct ctx *c, const struct forecast_terms *terms, int64_t owner_id,
                            sum_row_fn *each, void *arg);
/* As it was: every owner's rows. */
MUST_USE bool sums_then(struct ctx *c, const struct forecast_terms *terms, sum_row_fn *each,
                        void *arg);
#endif
