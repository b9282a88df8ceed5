/* SPDX-License-Identifier: Apache-2.0 */
/* decimal.h - exact decimal numbers, and money times a quotient of two of them.
 *
 * A decimal is greater than zero, has at most 12 digits and of these at most 8 behind the point. It
 * keeps the places it was written with: "1.0840" stays that. Within these bounds and those of money
 * every product fits 128 bits, so that nothing is rounded but the result, once.
 */
#ifndef DECIMAL_H
#define DECIMAL_H
#include "money.h"

struct decimal {
    int64_t digits; /* 10840 of "1.0840" */
    int places;     /* 4 */
};
#define DECIMAL_ONE ((struct decimal){ 1, 0 })

/* "1.0840", "160.5", "0.0062". False for anything else: signs, commas, zero, too many digits. */
MUST_USE bool decimal_parse(struct str s, struct decimal *out);
void buf_decimal(struct buf *b, struct decimal d);
/* over ÷ under for people, to five figures that count, halves up: "0.0067539". */
void buf_quotient(struct buf *b, struct decimal over, struct decimal under);
/* -1, 0 or 1: the number counts, not the places it was written with. */
int decimal_cmp(struct decimal a, struct decimal b);
/* m × over ÷ under in the other currency's minor units; halves away from zero, once, at the end.
 * False, *out untouched, when that is beyond ± MONEY_MAX. */
MUST_USE bool money_exchange(struct money m, struct decimal over, struct decimal under,
                             const char *currency, struct money *out);
#endif
