/* SPDX-License-Identifier: Apache-2.0 */
/* exchange_view.h - what the page of exchange rates shows. */
#ifndef EXCHANGE_VIEW_H
#define EXCHANGE_VIEW_H
#include "exchange/exchange.h"
#include "exchange/exchange_file.h"
#include "frame/org.h"

struct rate_card { /* a currency */
    struct str code, worth;
    struct str note; /* "of 3 May 2017"; since when there is none */
    bool in_force;
    struct str points; /* of the little chart, within 160 × 40; empty: too few days */
    struct str said;   /* the chart in words */
    struct str url;
    bool here;
};
struct rate_line {
    const struct rate *rate;
    struct str who;
    bool corrected;
};
struct rate_missing {
    char currency[4];
    struct day since;
};
struct rate_typed {
    struct str base, rate, currency, day;
    struct str errors[4]; /* in that order */
};
struct exchange_view {
    struct frame frame;
    const struct org *org;
    bool manages, fixed; /* fixed: there are deals, so the currency is not changed */
    struct {
        struct rate_card *p;
        size_t n;
    } cards;
    struct {
        struct rate_line *p;
        size_t n;
    } lines;
    struct {
        struct rate_missing *p;
        size_t n;
    } missing;
    struct {
        const struct left_out *p;
        size_t n;
    } left_out;
    struct pager pager;
    struct rate_typed typed;
    struct str only; /* a currency that the lines are narrowed to */
    struct str all_url;
    struct str note, message;
    struct str file_base, file_error, base_error, currency_error;
    const struct rate_file *file; /* what a file brought, NULL: none was read */
};

MUST_USE bool exchange_view_fill(struct req *q, struct exchange_view *v);
void rate_file_json(struct buf *b, const void *file); /* const struct rate_file * */
#endif
