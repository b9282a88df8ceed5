/* SPDX-License-Identifier: Apache-2.0 */
/* day.h - a calendar day as a number, 0 being 1970-01-01, proleptic Gregorian. No time, no zone.
 *
 * DAY_NONE (10000-01-01) means "no day given" and sorts behind every real day, in C and in the
 * database. Text is ISO 8601 "2017-03-31"; years 0001 to 9999.
 */
#ifndef DAY_H
#define DAY_H
#include "buf.h"

struct day {
    int32_t n;
};
#define DAY_NONE ((struct day){ 2932897 })

static inline bool day_is(struct day d) { return d.n != 2932897; }
/* 29 February only in leap years; years 1 to 9999 */
bool day_exists(int year, int month, int day);
struct day day_of(int year, int month, int day);  /* month 1-12; the caller gives a real date */
void day_parts(struct day d, int *year, int *month, int *day);
int day_weekday(struct day d);                    /* 0 Monday … 6 Sunday */
/* "Monday"; its first three letters are the short one */
const char *weekday_name(int weekday);
const char *month_name(int month);                /* 1 "January"; likewise */
/* false for 2017-02-30 and anything but YYYY-MM-DD */
MUST_USE bool day_parse(struct str s, struct day *out);
void buf_day(struct buf *b, struct day d);        /* "2017-03-31"; nothing for DAY_NONE */
void buf_day_long(struct buf *b, struct day d);   /* "28 Nov 2027"; nothing for DAY_NONE */
struct day day_add_months(struct day d, int months); /* clipped to the month's last day */

/* Days from..to, both within. */
struct period {
    struct day from, to;
};
/* Quarter 1-4 of the fiscal year that is named after the calendar year it starts in; quarter 0 is
 * the whole year. start_month 1-12 (X-14, S2-29). */
struct period period_of(int year, int quarter, int start_month);
void period_find(struct day d, int start_month, int *year, int *quarter);
#endif
