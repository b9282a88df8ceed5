/* SPDX-License-Identifier: Apache-2.0 */
/* report.h - what a period tells about how we kept our word: one table each, with a chart, as page,
 * CSV and JSON.
 *
 * Scorecard (S0-29), accountability (S2-32), cause (S0-54), unmet asks (S0-65), the buyer's stage
 * beside ours (S0-62), speed to the first answer by hour and weekday (S0-06), and of one deal the
 * loss timeline (S0-20); closed deals without value (S0-31), losses (S0-38),
 * our speed beside the market (S0-68).
 * Calls are never counted as a score. Everybody sees the deals of his own line; the numbers come
 * from the record at the moment it is asked.
 * Shows: /reports, /reports/scorecard, /api/v1/reports/scorecard?from=&to=.
 * Does not: keep anything, or judge anybody: the cause report says by which numbers it decides.
 */
#ifndef REPORT_H
#define REPORT_H
#include "frame/frame.h"

extern const struct slice report_slice;
extern const struct policy cause_share; /* percent from which broken promises are a pattern */
extern const struct policy cause_least; /* settled promises below which nothing is said */
#endif
