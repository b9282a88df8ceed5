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
/* By the clocks of the reader's own zone, and says so: "Mon 16 Mar 11:00 (Europe/Berlin)". As above
 * when there is no such zone. */
struct str moment_words_in(struct arena *a, struct instant t, struct str zone);

/* ---- what was said of it ---- */

struct office_change {
    int64_t id, user_id;
    struct str kind; /* "hours", "holiday", "workday": a holiday that is none after all */
    struct day day;  /* DAY_NONE for hours */
    struct str said; /* the hours, or the holiday's name */
    struct instant changed;
};
struct office_changes {
    struct office_change *p;
    size_t n;
};
/* What holds of it now: calendar, and the changes that made it. */
struct office_state {
    struct calendar calendar;
    int64_t version; /* of the calendar, from 1 on */
    struct office_change hours;
    struct office_changes holidays; /* by day */
};
/* In memory; NULL with the fault standing when it could not be read. */
const struct office_state *office_state(struct ctx *c);
/* In a write; a field's fault when it cannot be, or would leave two months without an hour. */
MUST_USE bool office_hours_set(struct ctx *c, struct str hours);
MUST_USE bool holiday_add(struct ctx *c, struct day day, struct str name);
/* *found is false when that day is none. */
MUST_USE bool holiday_remove(struct ctx *c, struct day day, bool *found);
#endif
