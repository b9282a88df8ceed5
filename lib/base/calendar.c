/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MS (1440 * MINUTE_MS)
#define SEARCH_DAYS 400

/* One stretch in which the office is open: [from, to). */
struct stretch {
    struct instant from, to;
};
struct stretches {
    struct stretch p[2];
    size_t n;
};

/* ---- where a day's hours begin and end ---- */

/* The first moment at which the clocks show `wall` or more, between a little before t and t. */
static struct instant after_skip(struct instant t, int64_t skipped, int64_t wall)
{
    int64_t low = t.ms - skipped, high = t.ms;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (instant_wall((struct instant){ middle }) < wall)
            low = middle + 1;
        else
            high = middle;
    }
    return (struct instant){ low };
}

/* Where the clocks show `wall` twice, the second time. */
static struct instant last_showing(struct instant t, int64_t wall)
{
    int64_t before = wall - t.ms;
    int64_t after = instant_wall((struct instant){ t.ms + DAY_MS }) - t.ms - DAY_MS;
    struct instant again = { t.ms + before - after };
    return after < before && instant_wall(again) == wall ? again : t;
}

static struct instant edge(struct day d, int minutes, bool closes)
{
    int64_t wall = (int64_t)d.n * DAY_MS + minutes * MINUTE_MS;
    struct instant t = day_at(d, minutes / 60, minutes % 60);
    int64_t shown = instant_wall(t);
    if (shown > wall)
        return after_skip(t, shown - wall, wall);
    return closes && minutes < 1440 ? last_showing(t, wall) : t;
}

/* Most days have no such edges, and their hours are plain sums. */
static bool is_plain(struct instant start)
{
    struct instant end = { start.ms + DAY_MS };
    return instant_wall(end) - instant_wall(start) == DAY_MS;
}

static bool is_holiday(const struct calendar *k, struct day d)
{
    size_t low = 0, high = k->n_holidays;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (k->holidays[middle].n < d.n)
            low = middle + 1;
        else
            high = middle;
    }
    return low < k->n_holidays && k->holidays[low].n == d.n;
}

static struct stretches stretches_of(const struct calendar *k, struct day d)
{
    struct stretches all = { .n = 0 };
    const struct span *hours = k->hours[day_weekday(d)];
    if (is_holiday(k, d) || !hours[0].to)
        return all;
    struct instant start = day_start(d);
    bool plain = is_plain(start) && instant_wall(start) == (int64_t)d.n * DAY_MS;
    for (size_t i = 0; i < 2 && hours[i].to; i++) {
        struct stretch s = { { start.ms + hours[i].from * MINUTE_MS },
                             { start.ms + hours[i].to * MINUTE_MS } };
        if (!plain)
            s = (struct stretch){ edge(d, hours[i].from, false), edge(d, hours[i].to, true) };
        if (s.from.ms < s.to.ms)
            all.p[all.n++] = s;
    }
    return all;
}

/* ---- walking from one stretch to the next ---- */

struct walk {
    const struct calendar *k;
    struct day day, last; /* none is looked at from `last` on */
    struct stretches now;
    size_t next;
};

static struct walk walk_from(const struct calendar *k, struct instant t)
{
    struct walk w = { .k = k, .day = instant_day(t) };
    w.last.n = w.day.n + SEARCH_DAYS;
    w.now = stretches_of(k, w.day);
    return w;
}

/* A day on which there is one begins the search anew. */
static bool walk_next(struct walk *w, struct stretch *out)
{
    while (w->next == w->now.n) {
        w->day.n++;
        if (w->day.n >= w->last.n)
            return false;
        w->now = stretches_of(w->k, w->day);
        w->next = 0;
    }
    w->last.n = w->day.n + SEARCH_DAYS;
    *out = w->now.p[w->next++];
    return true;
}

bool calendar_is_open(const struct calendar *k, struct instant t)
{
    return instant_is(t) && calendar_opens(k, t).ms == t.ms;
}

struct instant calendar_opens(const struct calendar *k, struct instant t)
{
    struct stretch s;
    if (!instant_is(t))
        return t;
    for (struct walk w = walk_from(k, t); walk_next(&w, &s);) {
        if (t.ms < s.to.ms)
            return t.ms < s.from.ms ? s.from : t;
    }
    return INSTANT_NONE;
}

/* The first moment from t on, which shows `wall`, at which that zone's clocks show `target`, or
 * more where they skip it. */
static struct instant showing(const struct zone *z, struct instant t, int64_t wall, int64_t target)
{
    struct instant at = { t.ms + target - wall };
    at.ms += target - zone_wall(z, at);
    int64_t shown = zone_wall(z, at);
    if (shown < target)
        at.ms += target - shown;
    return at.ms < t.ms ? t : at;
}

struct instant calendar_opens_in(const struct calendar *k, const struct zone *z, struct instant t)
{
    if (!z || !instant_is(t))
        return calendar_opens(k, t);
    int64_t wall = zone_wall(z, t);
    int64_t today = wall / DAY_MS - (wall % DAY_MS < 0);
    for (int64_t day = today; day <= today + 7; day++) {
        const struct span *hours = k->hours[day_weekday((struct day){ (int32_t)day })];
        for (size_t i = 0; i < 2 && hours[i].to; i++) {
            int64_t from = day * DAY_MS + hours[i].from * MINUTE_MS;
            if (wall < day * DAY_MS + hours[i].to * MINUTE_MS)
                return wall >= from ? t : showing(z, t, wall, from);
        }
    }
    return INSTANT_NONE;
}

struct instant calendar_add(const struct calendar *k, struct instant t, int64_t ms)
{
    struct stretch s;
    if (!instant_is(t))
        return t;
    for (struct walk w = walk_from(k, t); walk_next(&w, &s);) {
        int64_t from = t.ms < s.from.ms ? s.from.ms : t.ms;
        if (from >= s.to.ms)
            continue;
        if (ms <= s.to.ms - from)
            return (struct instant){ from + ms };
        ms -= s.to.ms - from;
    }
    return INSTANT_NONE;
}

/* The same time of day there, within that day's hours: not before they begin, not after they end,
 * and in a pause between them at the end of the first. */
static struct instant within(const struct stretches *all, struct instant t)
{
    struct instant at = all->p[0].from;
    for (size_t i = 0; i < all->n && t.ms >= all->p[i].from.ms; i++)
        at = t.ms < all->p[i].to.ms ? t : all->p[i].to;
    return at;
}

struct instant calendar_add_days(const struct calendar *k, struct instant t, int days)
{
    struct instant from = calendar_opens(k, t);
    struct stretch s;
    int hour, minute;
    if (!instant_is(from))
        return from;
    int64_t wall = instant_wall(from), in_minute = wall - wall / MINUTE_MS * MINUTE_MS;
    instant_clock(from, &hour, &minute);
    struct walk w = walk_from(k, from);
    for (struct day before = w.day; walk_next(&w, &s); before = w.day)
        if (days == 0 || (w.day.n != before.n && --days == 0))
            break;
    if (days > 0)
        return INSTANT_NONE;
    struct instant same = { day_at(w.day, hour, minute).ms + in_minute };
    return within(&w.now, same);
}

int64_t calendar_between(const struct calendar *k, struct instant from, struct instant to)
{
    struct stretch s;
    int64_t ms = 0;
    if (!instant_is(from) || from.ms >= to.ms)
        return 0;
    for (struct walk w = walk_from(k, from); walk_next(&w, &s) && s.from.ms < to.ms;) {
        int64_t begins = from.ms < s.from.ms ? s.from.ms : from.ms;
        int64_t ends = to.ms < s.to.ms ? to.ms : s.to.ms;
        ms += begins < ends ? ends - begins : 0;
    }
    return ms;
}

/* ---- as text ---- */

static bool read_two(struct str s, int max, int *out)
{
    if (s.n != 2 || s.p[0] < '0' || s.p[0] > '9' || s.p[1] < '0' || s.p[1] > '9')
        return false;
    *out = (s.p[0] - '0') * 10 + (s.p[1] - '0');
    return *out <= max;
}

static bool read_time(struct str s, int *minutes)
{
    int hour, minute;
    if (s.n != 5 || s.p[2] != ':' || !read_two(str_cut(s, 0, 2), 24, &hour)
        || !read_two(str_cut(s, 3, 5), 59, &minute))
        return false;
    *minutes = hour * 60 + minute;
    return *minutes <= 1440;
}

/* "09:00-12:00,13:00-17:00" */
static bool read_spans(struct str text, struct span *out)
{
    size_t n = 0;
    for (struct str rest = text; rest.n; n++) {
        struct str one = str_trim(str_split(rest, ',', &rest)), to;
        struct str from = str_split(one, '-', &to);
        if (n == 2 || !read_time(str_trim(from), &out[n].from)
            || !read_time(str_trim(to), &out[n].to) || out[n].from >= out[n].to)
            return false;
    }
    return n == 1 || (n == 2 && out[0].to < out[1].from);
}

static bool read_weekday(struct str s, int *out)
{
    for (int i = 0; i < 7; i++) {
        if (s.n == 3 && strncasecmp(s.p, weekday_name(i), 3) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

/* "Mon-Fri 09:00-17:00", "Sat 10:00-12:00" */
static bool read_part(struct str part, struct calendar *k)
{
    struct str hours, last, first = str_split(str_split(part, ' ', &hours), '-', &last);
    struct span spans[2] = { 0 };
    int from = 0, to = 0;
    if (!read_weekday(first, &from) || !read_weekday(last.n ? last : first, &to)
        || !read_spans(str_trim(hours), spans))
        return false;
    for (int day = from; day <= to; day++) {
        if (k->hours[day][0].to)
            return false;
        memcpy(k->hours[day], spans, sizeof spans);
    }
    return from <= to;
}

bool calendar_read(struct str hours, struct calendar *out)
{
    struct calendar k = { .holidays = out->holidays, .n_holidays = out->n_holidays };
    bool any = false;
    for (struct str rest = hours; rest.n;) {
        struct str part = str_trim(str_split(rest, ';', &rest));
        if (!part.n)
            continue;
        if (!read_part(part, &k))
            return false;
        any = true;
    }
    if (any)
        *out = k;
    return any;
}

static void write_spans(struct buf *b, const struct span *hours)
{
    for (size_t i = 0; i < 2 && hours[i].to; i++)
        buf_printf(b, "%s%02d:%02d-%02d:%02d", i ? "," : " ", hours[i].from / 60,
                   hours[i].from % 60, hours[i].to / 60, hours[i].to % 60);
}

void buf_calendar(struct buf *b, const struct calendar *k)
{
    int after = 0;
    bool any = false;
    for (int day = 0; day < 7; day = after) {
        for (after = day + 1; after < 7; after++)
            if (memcmp(k->hours[after], k->hours[day], sizeof k->hours[day]) != 0)
                break;
        if (!k->hours[day][0].to)
            continue;
        buf_add(b, any ? STR("; ") : STR_NONE);
        buf_bytes(b, weekday_name(day), 3);
        if (after > day + 1) {
            buf_char(b, '-');
            buf_bytes(b, weekday_name(after - 1), 3);
        }
        write_spans(b, k->hours[day]);
        any = true;
    }
}
