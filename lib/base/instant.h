/* SPDX-License-Identifier: Apache-2.0 */
/* instant.h - a moment in UTC milliseconds since 1970. INSTANT_NONE sorts behind every real
 * moment.
 *
 * The organisation's zone is the process's zone, set once at start with zone_set(). Days begin and
 * end in that zone, daylight saving included. Text is RFC 3339; input without an offset is read in
 * the organisation's zone.
 */
#ifndef INSTANT_H
#define INSTANT_H
#include "day.h"

struct instant {
    int64_t ms;
};
#define INSTANT_NONE ((struct instant){ 253402300800000 }) /* 10000-01-01T00:00:00Z */

static inline bool instant_is(struct instant t) { return t.ms != 253402300800000; }
struct instant instant_now(void);          /* the wall clock; rules read ctx.now instead */
int64_t monotonic_ms(void);                /* for time-outs only */
int64_t monotonic_us(void);
/* "2017-12-31T12:00:00Z", "…+01:00", fractions to ms, "2017-12-31 12:00" in the organisation's
 * zone. */
MUST_USE bool instant_parse(struct str s, struct instant *out);
/* "2017-12-31T12:00:00Z", ms only when not 0; nothing for NONE */
void buf_instant(struct buf *b, struct instant t);

/* "UTC", "Europe/Berlin"; false if the machine does not know it */
MUST_USE bool zone_set(const char *name);
/* the day it is in the organisation's zone */
struct day instant_day(struct instant t);
struct instant day_start(struct day d);                       /* its first moment there */
/* that time of day there; skipped times move forward */
struct instant day_at(struct day d, int hour, int minute);
void instant_clock(struct instant t, int *hour, int *minute);
/* What its clocks show then, as ms since 1970 as if they were UTC: differences of it are not time
 * that passed. */
int64_t instant_wall(struct instant t);
static inline struct instant day_end(struct day d)
{
    return (struct instant){ day_start((struct day){ d.n + 1 }).ms - 1 };
}
/* For people: "today 14:30", "tomorrow", "yesterday 09:05", "Fri 28 Nov", "3 May 2016". */
void buf_day_words(struct buf *b, struct day d, struct instant now);
void buf_instant_words(struct buf *b, struct instant t, struct instant now);

/* Dates as people say them, relative to now: "today", "tomorrow 14:00", "fri", "next fri", "+2w",
 * "+3d", "+1m", "in 2 weeks", "28 nov", "28 nov 2027", "11/28/2027" is refused as ambiguous; ISO
 * forms too. A date alone means 17:00. "fri" is the first Friday after today, "next fri" the one
 * of next week, "28 nov" the first from today on. False when it cannot be read or does not exist.
 * The second form refuses a time of day. */
MUST_USE bool when_parse(struct str s, struct instant now, struct instant *out);
MUST_USE bool when_parse_day(struct str s, struct instant now, struct day *out);
#endif
