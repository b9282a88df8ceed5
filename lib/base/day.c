/* SPDX-License-Identifier: Apache-2.0 */
#include "day.h"

enum {
    DAYS_400_YEARS = 146097,
    DAYS_4_YEARS = 1461,
    DAYS_100_YEARS = 36524,
    EPOCH = 719468, /* days from 0000-03-01 to 1970-01-01 */
};

/* clang-format off */
static const char *const months[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December",
};
static const char *const weekdays[] = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
};
/* clang-format on */

const char *month_name(int month)
{
    return months[month - 1];
}

const char *weekday_name(int weekday)
{
    return weekdays[weekday];
}

static int days_in_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return month == 2 && leap ? 29 : days[month - 1];
}

bool day_exists(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1
           && day <= days_in_month(year, month);
}

/* Years begin in March here, so that the leap day is the last of its year and month lengths
 * repeat: 153 days per five months. */
struct day day_of(int year, int month, int day)
{
    int month_from_march = (month + 9) % 12;
    int y = year - (month <= 2);
    int before = 365 * y + y / 4 - y / 100 + y / 400;

    return (struct day){ before + (153 * month_from_march + 2) / 5 + day - 1 - EPOCH };
}

void day_parts(struct day d, int *year, int *month, int *day)
{
    int n = d.n + EPOCH, era = n / DAYS_400_YEARS, in_era = n % DAYS_400_YEARS;
    int leaps_passed = in_era / (DAYS_4_YEARS - 1) - in_era / DAYS_100_YEARS
                       + in_era / (DAYS_400_YEARS - 1);
    int y = (in_era - leaps_passed) / 365;
    int in_year = in_era - (365 * y + y / 4 - y / 100);
    int month_from_march = (5 * in_year + 2) / 153;

    *day = in_year - (153 * month_from_march + 2) / 5 + 1;
    *month = (month_from_march + 2) % 12 + 1;
    *year = era * 400 + y + (*month <= 2);
}

int day_weekday(struct day d)
{
    /* 1970-01-01 was a Thursday. */
    return ((d.n + 3) % 7 + 7) % 7;
}

/* The number n digits make, or -1. */
static int digits(const char *p, size_t n)
{
    int value = 0;

    for (size_t i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            return -1;
        value = value * 10 + (p[i] - '0');
    }
    return value;
}

bool day_parse(struct str s, struct day *out)
{
    int year, month, day;

    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
        return false;
    year = digits(s.p, 4);
    month = digits(s.p + 5, 2);
    day = digits(s.p + 8, 2);
    if (!day_exists(year, month, day))
        return false;
    *out = day_of(year, month, day);
    return true;
}

static char digit(int value)
{
    return (char)('0' + value % 10);
}

void buf_day(struct buf *b, struct day d)
{
    int year, month, day;

    if (!day_is(d))
        return;
    day_parts(d, &year, &month, &day);
    buf_bytes(b,
              (char[]){ digit(year / 1000), digit(year / 100), digit(year / 10), digit(year), '-',
                        digit(month / 10), digit(month), '-', digit(day / 10), digit(day) },
              10);
}

void buf_day_long(struct buf *b, struct day d)
{
    int year, month, day;

    if (!day_is(d))
        return;
    day_parts(d, &year, &month, &day);
    buf_printf(b, "%d %.3s %d", day, month_name(month), year);
}

struct day day_add_months(struct day d, int months_more)
{
    int year, month, day, all, last;

    if (!day_is(d))
        return d;
    day_parts(d, &year, &month, &day);
    all = year * 12 + month - 1 + months_more;
    if (all < 12)
        return day_of(1, 1, 1);
    if (all >= 10000 * 12)
        return day_of(9999, 12, 31);
    last = days_in_month(all / 12, all % 12 + 1);
    return day_of(all / 12, all % 12 + 1, day < last ? day : last);
}

struct period period_of(int year, int quarter, int start_month)
{
    struct day start = day_of(year, start_month, 1);
    struct day from = day_add_months(start, quarter ? (quarter - 1) * 3 : 0);
    struct day next = day_add_months(from, quarter ? 3 : 12);

    return (struct period){ from, { next.n - 1 } };
}

void period_find(struct day d, int start_month, int *year, int *quarter)
{
    int y, month, day, since_start;

    day_parts(d, &y, &month, &day);
    since_start = (month - start_month + 12) % 12;
    *year = y - (month < start_month);
    *quarter = since_start / 3 + 1;
}
