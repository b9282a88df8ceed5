/* SPDX-License-Identifier: Apache-2.0 */
/* forecast_view.h - what the forecast's page, JSON and CSV show. */
#ifndef FORECAST_VIEW_H
#define FORECAST_VIEW_H
#include "forecast/forecast.h"
#include "forecast/forecast_sum.h"
#include "frame/chart.h"
#include "frame/people.h"

struct forecast_owner {
    int64_t id, manager_id;
    struct str name;
    struct tally tally;
};
struct forecast_owners {
    struct forecast_owner *p;
    size_t n;
};
struct forecast_bucket {
    struct day from;
    struct tally tally;
};
struct forecast_line { /* one row of the table */
    struct str name, url;
    bool team;
    struct money closed_won, commit, weighted, best_case;
    int64_t apart;
};
struct forecast_lines {
    struct forecast_line *p;
    size_t n;
};
struct forecast_apart {
    const char *label, *explained;
    int64_t deals;
    struct money amount;
    struct str url;
};
struct forecast_aparts {
    struct forecast_apart *p;
    size_t n;
};
struct forecast_tab {
    const char *label;
    struct str url;
    bool here;
};
struct forecast_tabs {
    struct forecast_tab *p;
    size_t n;
};

struct forecast_view {
    struct frame frame;
    int year, quarter; /* quarter 0: the whole fiscal year */
    int64_t owner_id;  /* only him; 0: all the viewer sees */
    bool whole;        /* everybody: the total is read once for all */
    bool by_owner;     /* each owner's figures too, and the teams' */
    char currency[4];
    struct forecast_terms terms;
    struct tally total;
    struct forecast_owners owners, teams;
    struct {
        struct forecast_bucket *p;
        size_t n;
    } buckets;
    /* for the page */
    struct money closed_won, commit, weighted, best_case;
    struct forecast_lines lines;
    struct forecast_aparts aparts;
    struct forecast_tabs tabs;
    struct str before_url, after_url, csv_url;
    struct str year_text;  /* "2017": a number in text would read 2,017 */
    struct str as_of_text; /* what stands in the input */
    struct chart chart;
};

/* v->year, quarter and owner_id are given (year 0: the quarter it is today); the rest is filled.
 * The caller holds a read transaction. as_of DAY_NONE: now. */
MUST_USE bool forecast_make(struct ctx *c, struct day as_of, struct forecast_view *v);
struct money forecast_money(const struct forecast_view *v, int64_t minor);
struct money forecast_weighted(const struct forecast_view *v, const struct tally *t);
#endif
