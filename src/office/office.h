/* SPDX-License-Identifier: Apache-2.0 */
/* office.h - when we work: the office hours and holidays that business time counts by.
 *
 * An administrator changes them at /settings/office; every change is kept with who and when, moves
 * no clock that runs, and the page says how many run on the old ones.
 */
#ifndef OFFICE_H
#define OFFICE_H
#include "base/calendar.h"
#include "frame/slice.h"
#include "sched/clock.h"

extern const struct slice office_slice;

/* Mon-Fri 09:00-17:00 without holidays until somebody says otherwise. In memory; good until the end
 * of the request. */
const struct calendar *office(struct ctx *c);
/* The moment a policy's number after `from`. Its unit says how it counts: "minutes" and "hours" of
 * business or wall time; "days" are business days at the same time of day, or 24 h each. */
struct instant office_after(struct ctx *c, const struct policy *p, enum clock_time runs,
                            struct instant from);
/* "Mon 16 Mar 10:00" in the organisation's zone, exact, never relative: for letters and
 * promises. */
struct str moment_words(struct arena *a, struct instant t);
#endif
