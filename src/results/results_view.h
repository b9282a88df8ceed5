/* SPDX-License-Identifier: Apache-2.0 */
/* results_view.h - what came of a period's deals, as page, JSON and CSV show it. */
#ifndef RESULTS_VIEW_H
#define RESULTS_VIEW_H
#include "frame/chart.h"
#include "frame/people.h"
#include "results/results.h"

/* Deals that ended alike: read from the database, or added up from such. */
struct outcome {
    int64_t won, lost;         /* deals */
    int64_t won_value;         /* minor units of the base currency */
    int64_t dated, dated_days; /* won deals with both dates, and the sum of their days to win */
    int64_t unrated;           /* won deals that wait for an exchange rate: not in won_value */
};
struct outcome_row {
    int64_t owner_id, product_id;
    int year, month;
    struct outcome sum;
};
struct outcome_line {
    int64_t id;
    struct str name, url;
    struct outcome sum;
    struct money value;
    struct str win_rate, days; /* "63.150 %", "51.782"; empty when there is nothing to divide */
};
struct outcome_lines {
    struct outcome_line *p;
    size_t n;
};
struct unrated_line { /* won, in a currency without a rate */
    struct money value;
    int64_t deals;
};
struct open_line {
    int64_t stage_id, deals;
    struct str name;
    struct money value;
};

struct results_view {
    struct frame frame;
    struct period period;
    char currency[4];
    struct outcome_line total;
    struct outcome_lines quarters, managers, reps, products;
    struct {
        struct open_line *p;
        size_t n;
    } open;
    int64_t open_deals;
    struct {
        struct unrated_line *p;
        size_t n;
    } unrated;
    struct chart chart;
    struct str csv_url, from_text, to_text, year_before, year_after;
};

typedef void outcome_row_fn(void *arg, const struct outcome_row *row);
/* Each owner × product × month of closing within the period; `each` sees everybody's. */
MUST_USE bool outcomes_read(struct ctx *c, struct period period, outcome_row_fn *each, void *arg);
/* Each owner's won deals without a rate, a row for each currency; `each` sees everybody's. */
typedef void unrated_fn(void *arg, int64_t owner_id, struct money value, int64_t deals);
MUST_USE bool unrated_read(struct ctx *c, struct period period, unrated_fn *each, void *arg);
MUST_USE bool results_make(struct ctx *c, struct results_view *v);
void results_json(struct buf *b, const void *view);
struct str results_csv(struct arena *a, const struct results_view *v);
/* Of won of all that ended, in thousandths of a percent, halves up; -1 when nothing ended. */
int64_t win_rate_thousandths(const struct outcome *o);
/* Mean days to win in thousandths, halves up; -1 when there is none. */
int64_t days_thousandths(const struct outcome *o);
#endif
