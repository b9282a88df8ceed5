/* SPDX-License-Identifier: Apache-2.0 */
#include "instant.h"

#include "zone.h"

enum {
    MINUTE_MS = 60 * 1000,
    HOUR_MS = 60 * MINUTE_MS,
    DAY_MS = 24 * HOUR_MS,
};

/* Written once at start, before there are threads. */
static bool zone_is_utc = true;

static int64_t clock_us(clockid_t id)
{
    struct timespec t;

    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

struct instant instant_now(void)
{
    return (struct instant){ clock_us(CLOCK_REALTIME) / 1000 };
}

int64_t monotonic_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}

int64_t monotonic_ms(void)
{
    return monotonic_us() / 1000;
}

bool zone_set(const char *name)
{
    bool utc = str_is(str_of(name), "UTC") || str_is(str_of(name), "Etc/UTC");
    char value[64];

    if (!utc && !zone_named(str_of(name)))
        return false;
    /* The colon: a file, never a rule as in "EST5EDT". */
    snprintf(value, sizeof value, utc ? "%s" : ":%s", utc ? "UTC0" : name);
    if (setenv("TZ", value, 1))
        return false;
    tzset();
    zone_is_utc = utc;
    return true;
}

static int64_t floor_days(int64_t ms)
{
    return ms / DAY_MS - (ms % DAY_MS < 0);
}

/* How far the organisation's clocks are ahead of UTC at that moment. */
static int64_t offset_at(int64_t ms)
{
    time_t second = (time_t)(ms / 1000 - (ms % 1000 < 0));
    struct tm tm;

    if (zone_is_utc || !localtime_r(&second, &tm))
        return 0;
    return (int64_t)tm.tm_gmtoff * 1000;
}

/* The moment at which the clocks there show `wall`, ms since 1970 as if they were UTC. What they
 * show twice is the first time, what they skip moves forward by what is skipped. */
static int64_t from_wall(int64_t wall)
{
    int64_t before, after;

    if (zone_is_utc)
        return wall;
    before = offset_at(wall - DAY_MS);
    after = offset_at(wall + DAY_MS);
    if (offset_at(wall - before) != before && offset_at(wall - after) == after)
        return wall - after;
    return wall - before;
}

struct day instant_day(struct instant t)
{
    if (!instant_is(t))
        return DAY_NONE;
    return (struct day){ (int32_t)floor_days(t.ms + offset_at(t.ms)) };
}

struct instant day_start(struct day d)
{
    if (!day_is(d))
        return INSTANT_NONE;
    return (struct instant){ from_wall((int64_t)d.n * DAY_MS) };
}

struct instant day_at(struct day d, int hour, int minute)
{
    if (!day_is(d))
        return INSTANT_NONE;
    return (struct instant){ from_wall((int64_t)d.n * DAY_MS + (int64_t)hour * HOUR_MS
                                       + (int64_t)minute * MINUTE_MS) };
}

int64_t instant_wall(struct instant t)
{
    return t.ms + offset_at(t.ms);
}

void instant_clock(struct instant t, int *hour, int *minute)
{
    int64_t wall = t.ms + offset_at(t.ms);
    int64_t in_day = wall - floor_days(wall) * DAY_MS;

    *hour = (int)(in_day / HOUR_MS);
    *minute = (int)(in_day % HOUR_MS / MINUTE_MS);
}

static bool take_char(struct str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = str_cut(*s, 1, s->n);
    return true;
}

/* Two digits, at most `max`. */
static bool take_two(struct str *s, int max, int64_t *out)
{
    int value = 0;

    if (s->n < 2)
        return false;
    for (size_t i = 0; i < 2; i++) {
        if (s->p[i] < '0' || s->p[i] > '9')
            return false;
        value = value * 10 + (s->p[i] - '0');
    }
    *s = str_cut(*s, 2, s->n);
    *out = value;
    return value <= max;
}

/* ".25" as 250 ms; digits behind the third are read and dropped. */
static bool take_fraction(struct str *s, int64_t *ms)
{
    int64_t weight = 100;
    size_t i = 0;

    *ms = 0;
    for (; i < s->n && s->p[i] >= '0' && s->p[i] <= '9'; i++, weight /= 10)
        *ms += weight * (s->p[i] - '0');
    *s = str_cut(*s, i, s->n);
    return i > 0;
}

static bool take_clock(struct str *s, int64_t *ms)
{
    int64_t hour, minute, second = 0, fraction = 0;

    if (!take_two(s, 23, &hour) || !take_char(s, ':') || !take_two(s, 59, &minute))
        return false;
    if (take_char(s, ':')) {
        if (!take_two(s, 59, &second))
            return false;
        if (take_char(s, '.') && !take_fraction(s, &fraction))
            return false;
    }
    *ms = hour * HOUR_MS + minute * MINUTE_MS + second * 1000 + fraction;
    return true;
}

/* What stands behind the time of day: nothing, "Z" or "+01:00". */
static bool wall_to_utc(struct str offset, int64_t wall, int64_t *utc)
{
    int64_t hour, minute, sign = 1;

    if (offset.n == 0) {
        *utc = from_wall(wall);
        return true;
    }
    if (take_char(&offset, 'Z') || take_char(&offset, 'z')) {
        *utc = wall;
        return offset.n == 0;
    }
    if (take_char(&offset, '-'))
        sign = -1;
    else if (!take_char(&offset, '+'))
        return false;
    if (!take_two(&offset, 23, &hour) || !take_char(&offset, ':')
        || !take_two(&offset, 59, &minute))
        return false;
    *utc = wall - sign * (hour * HOUR_MS + minute * MINUTE_MS);
    return offset.n == 0;
}

bool instant_parse(struct str s, struct instant *out)
{
    struct str rest = str_cut(s, 10, s.n);
    struct day day;
    int64_t clock, utc;

    if (!day_parse(str_cut(s, 0, 10), &day))
        return false;
    if (!take_char(&rest, 'T') && !take_char(&rest, 't') && !take_char(&rest, ' '))
        return false;
    if (!take_clock(&rest, &clock) || !wall_to_utc(rest, (int64_t)day.n * DAY_MS + clock, &utc))
        return false;
    if (utc < (int64_t)day_of(1, 1, 1).n * DAY_MS || utc >= INSTANT_NONE.ms)
        return false;
    out->ms = utc;
    return true;
}

/* Every row has two moments, so they are not left to printf. */
static void two_digits(struct buf *b, char before, int n)
{
    char text[3] = { before, (char)('0' + n / 10), (char)('0' + n % 10) };
    buf_bytes(b, text, sizeof text);
}

void buf_instant(struct buf *b, struct instant t)
{
    int64_t day = floor_days(t.ms);
    int in_day = (int)(t.ms - day * DAY_MS);

    if (!instant_is(t))
        return;
    buf_day(b, (struct day){ (int32_t)day });
    two_digits(b, 'T', in_day / HOUR_MS);
    two_digits(b, ':', in_day / MINUTE_MS % 60);
    two_digits(b, ':', in_day / 1000 % 60);
    if (in_day % 1000) {
        two_digits(b, '.', in_day % 1000 / 10);
        buf_char(b, (char)('0' + in_day % 10));
    }
    buf_char(b, 'Z');
}
