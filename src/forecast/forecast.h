/* SPDX-License-Identifier: Apache-2.0 */
/* forecast.h - what a quarter or fiscal year brings, per rep, team and company, to the cent (S2-29,
 *
 *
 * closed won: won deals by closing day. weighted: value × probability of open deals expected today
 * or later, our own guesses included, rounded once. best case: the same at full value. commit: of
 * these, deals whose date came from the buyer in an inbound touch and whose probability is at least
 * commit_floor. Apart, in no total: overdue, undated, without value, in a currency without a rate.
 * Deals dated by our guess are also listed as unconfirmed, because they are in weighted and best
 * case but never in commit. "As it was on DATE" is what was entered by the end of that day in the
 * organisation's zone. A deal did not exist here before it was imported, whatever its dates. Shared
 * deals count for their owner only.
 */
#ifndef FORECAST_H
#define FORECAST_H
#include "frame/frame.h"

extern const struct slice forecast_slice;
extern const struct policy fiscal_start; /* month, 1 [D] */
#endif
