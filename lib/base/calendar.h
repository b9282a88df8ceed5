/* SPDX-License-Identifier: Apache-2.0 */
/* calendar.h - business time: office hours, holidays, and a zone.
 *
 * Office hours are up to two spans a weekday, in the zone's own time; a holiday has none. Right
 * across daylight saving (an hour that does not exist is not worked, one that comes twice is worked
 * once more), month ends and leap days. A calendar without any hour is refused by calendar_read;
 * one that finds no hour in 400 days gives INSTANT_NONE.
 */
#ifndef CALENDAR_H
#define CALENDAR_H
#include "instant.h"
#include "zone.h"

struct span {
    int from, to; /* minutes of the day, from < to, at most 1440 */
};
struct calendar {
    struct span hours[7][2]; /* Monday first; unused spans are {0, 0} */
    const struct day *holidays;
    size_t n_holidays; /* sorted */
};

bool calendar_is_open(const struct calendar *k, struct instant t);
/* t itself when it is open, else the next opening. */
struct instant calendar_opens(const struct calendar *k, struct instant t);
/* The same by the clocks of another zone (NULL: the organisation's), whose holidays are not
 * known. */
struct instant calendar_opens_in(const struct calendar *k, const struct zone *z, struct instant t);
/* The moment after `ms` of business time from t on; the end of a day's hours counts as that day:
 * 09:00 and eight hours of 09:00-17:00 give 17:00. */
struct instant calendar_add(const struct calendar *k, struct instant t, int64_t ms);
/* Business days: the same time of day, `days` working days later; from a closed moment on, counted
 * from the next opening. */
struct instant calendar_add_days(const struct calendar *k, struct instant t, int days);
/* Business time between two moments, 0 when to is not later. */
int64_t calendar_between(const struct calendar *k, struct instant from, struct instant to);
/* "Mon-Fri 09:00-17:00; Sat 10:00-12:00,13:00-15:00" in and out; false when it cannot be read. */
MUST_USE bool calendar_read(struct str hours, struct calendar *out);
void buf_calendar(struct buf *b, const struct calendar *k);
#endif
