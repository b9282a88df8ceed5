/* SPDX-License-Identifier: Apache-2.0 */
/* money.h - exact money: integer minor units and an ISO 4217 code.
 *
 * Amounts stay within ± MONEY_MAX so that amount × 100 % × a million rows fits 63 bits.
 * currency[0] == 0 means that no amount was given. Decimal text has as many places as the currency
 * (USD 2, JPY 0, KWD 3).
 */
#ifndef MONEY_H
#define MONEY_H
#include "buf.h"

#define MONEY_MAX INT64_C(90000000000000)

struct money {
    int64_t minor;
    char currency[4]; /* "USD" and a NUL, or all zero */
};

#define MONEY_NONE ((struct money){ 0 })
static inline bool money_is(struct money m) { return m.currency[0] != 0; }
int currency_places(const char *code);    /* 0..4; -1 when it is not a currency of ISO 4217 */
/* "1234.5", "1,234.50", "$1,234", "€84,000", "84000 EUR"; a sign or code in the text wins over
 * `currency`. Too many places, two signs or letters are refused, never rounded. */
MUST_USE bool money_parse(struct str s, const char *currency, struct money *out);
void buf_money_json(struct buf *b, struct money m); /* {"amount":"1234.50","currency":"USD"} */
void buf_money_plain(struct buf *b, struct money m);  /* "1234.50" */
/* for people: "$1,234.50", "$84,000" (no .00), "CHF 1,200" */
void buf_money(struct buf *b, struct money m);
/* amount × percent / 100 for a sum that was kept as amount × percent; halves away from zero, once,
 * at the end. */
int64_t percent_round(int64_t sum_of_minor_times_percent);
#endif
