/* SPDX-License-Identifier: Apache-2.0 */
/* exchange.h - where exchange rates come in and where they go: by hand, from files, to the deals
 * that wait for one.
 *
 * An administrator enters a rate, or brings a file: our own export, the European Central Bank's
 * (a column for each currency, for one EUR) or one with a line for each day and country (for one
 * USD). What a file says again is not stored again. After that each deal whose value waits for a
 * rate of its day gets it, in slices of at most 50 ms, so that people go on working; what is not
 * done when the process ends is done when it begins again, or when the next rate comes.
 * The organisation's currency is chosen at the beginning; with the first deal it is fixed.
 * Shows: /rates, /api/v1/rates, /api/v1/organisation, `counterpart rates`.
 */
#ifndef EXCHANGE_H
#define EXCHANGE_H
#include "frame/frame.h"

extern const struct slice exchange_slice;
extern const struct gate currency_fixed;

/* Gives waiting deals their rates in a thread of its own; one that is at it goes round again. */
void exchange_begin(struct store *store);
/* Waits until all is done, at most so long; 0: as long as it takes. */
void exchange_settle(int wait_ms);
/* Before the store closes: ends between two slices, and lets none begin. */
void exchange_stop(void);
#endif
