/* SPDX-License-Identifier: Apache-2.0 */
/* exchange_file.h - files of exchange rates, by the names of their columns.
 *
 *     day, base, currency, rate     a rate a line; ours, and what is made like it
 *     Date, USD, JPY, …             a day a line, a currency a column, for one EUR unless another
 *                                   base is said (European Central Bank)
 *     Date, Country, Exchange rate  for one USD unless another base is said (Federal Reserve, as
 *                                   datasets/exchange-rates has it)
 * Other names for the same are taken too. Lines that cannot be read are counted with the reason.
 */
#ifndef EXCHANGE_FILE_H
#define EXCHANGE_FILE_H
#include "rate/rate.h"

struct left_out {
    struct str what, why; /* a country, or what stood there; empty: any */
    int64_t n;
    size_t first_line;
};
#define LEFT_OUT_MAX 50
struct rate_file {
    struct rate *p; /* not stored yet */
    size_t n, cap;
    struct left_out left_out[LEFT_OUT_MAX]; /* the last one also stands for all that follow */
    size_t n_left_out;
    int64_t entered, unchanged;
};

/* base: what one unit is of, where the file does not say; empty: as the kind of file has it. source
 * stands with each rate. */
MUST_USE bool rate_file_read(struct ctx *c, struct str text, struct str base, struct str source,
                             struct rate_file *out);
/* Stores what is new, in slices of at most 50 ms, as c's viewer; counts it. */
MUST_USE bool rate_file_store(struct ctx *c, struct store *store, struct rate_file *file);
/* All rates as a file of the first kind, in the order they were entered, so that corrections stay
 * corrections: piece by piece until write() says no, with or without a fault. */
MUST_USE bool rate_file_write(struct ctx *c, bool (*write)(void *arg, struct str piece), void *arg);
#endif
