/* SPDX-License-Identifier: Apache-2.0 */
/* rate.h - dated exchange rates: what one unit of a currency was worth in another on a day.
 *
 * A rate is written as it was found: 1 EUR = 1.0840 USD, 1 USD = 160.77 JPY. Rates are only added:
 * a correction is a new one for the same day, and of those the newest counts. In force on a day is
 * the newest on or before it that is at most rate_days old, whichever way round it was written;
 * where no rate names both currencies, two rates of one base and one day give it, and of the same
 * day a rate that names both counts first. What a deal's value was counted by stands with the deal,
 * so a rate that is entered or corrected later changes no value that is there already.
 * Shows: /rates, /api/v1/rates, `counterpart rates`.
 * Does not: fetch rates by itself, or guess one.
 */
#ifndef RATE_H
#define RATE_H
#include "base/decimal.h"
#include "frame/slice.h"

struct rate {
    int64_t id;
    struct str base, currency; /* one of base is worth … of currency */
    struct day day;
    struct str rate; /* as it was written: "1.0840" */
    struct str source;
    int64_t user_id; /* who entered it; 0: the command line */
    BASE_MEMBERS;
};

extern const struct record rate_record;
extern const struct slice rate_slice;
extern const struct policy rate_days; /* 35 [D] */

/* What one unit is worth in the organisation's currency: over ÷ under. */
struct worth {
    struct decimal over, under;
    struct day day; /* of the rate */
};
/* The rate in force on that day, for a currency that is not the organisation's. */
MUST_USE bool rate_find(struct ctx *c, const char *currency, struct day on, struct worth *out,
                        bool *found);
/* "1.0840", "1/160.77", "1.0840/160.77": exactly, and read back. */
struct str worth_text(struct arena *a, const struct worth *w);
MUST_USE bool worth_parse(struct str text, struct worth *out);
/* In the organisation's currency; false when it is more than can be kept. */
MUST_USE bool worth_of(struct money m, const struct worth *w, struct money *out);
/* For people, of one unit: "1.0840", "0.0062". */
void buf_worth_number(struct buf *b, const struct worth *w);
/* For people: "at 1.0840 of 3 May 2017", "at 0.0062 (1/160.77) of 3 May 2017". */
void buf_worth(struct buf *b, struct str text, struct day day);

/* Three letters in either case become a currency of ISO 4217. */
MUST_USE bool rate_currency(struct str text, char code[4]);
/* A rate by hand: base, currency, day and rate are checked, all at once; who and when are set. */
MUST_USE bool rate_enter(struct ctx *c, struct rate *r);
/* One of a file, already checked: *added is false when that day's rate is the same already. */
MUST_USE bool rate_add(struct ctx *c, struct rate *r, bool *added);

/* ---- for pages ---- */
#define RATE_CURRENCIES_MAX 200
struct rate_currencies {
    char code[RATE_CURRENCIES_MAX][4];
    size_t n;
};
/* All that rates are about, but the organisation's own, in order. */
MUST_USE bool rate_currencies_read(struct ctx *c, struct rate_currencies *out);
struct rate_point {
    struct day day;
    struct decimal rate;
};
#define RATE_POINTS_MAX 60
struct rate_course {
    char base[4], currency[4];            /* as they were written last; empty: there is no rate */
    struct rate_point p[RATE_POINTS_MAX]; /* a day each, newest first, for three years at most */
    size_t n;
};
MUST_USE bool rate_course_read(struct ctx *c, const char *currency, struct rate_course *out);
/* Whether another was entered later for the same day. */
MUST_USE bool rate_is_corrected(struct ctx *c, const struct rate *r, bool *corrected);
#endif
