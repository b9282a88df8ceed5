/* SPDX-License-Identifier: Apache-2.0 */
/* results.h - what came of it: won, lost, win rate, mean days to win for a period, by quarter,
 * manager, rep, product.
 *
 * By closing day. Win rate is won of won and lost. Days to win count from engaged_on to closed_on,
 * of won deals that have both. Open deals are counted by stage beside it.
 */
#ifndef RESULTS_H
#define RESULTS_H
#include "frame/frame.h"

extern const struct slice results_slice;
#endif
