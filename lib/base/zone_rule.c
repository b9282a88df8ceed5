/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_rule.h"

#define DAY_S INT64_C(86400)
#define HOUR_S INT64_C(3600)

static bool take(struct str *s, char c)
{
    if (!s->n || s->p[0] != c)
        return false;
    *s = str_cut(*s, 1, s->n);
    return true;
}

static bool take_number(struct str *s, int64_t max, int64_t *out)
{
    size_t n = 0;
    while (n < s->n && n < 4 && s->p[n] >= '0' && s->p[n] <= '9')
        n++;
    if (!str_to_int(str_cut(*s, 0, n), out) || *out > max)
        return false;
    *s = str_cut(*s, n, s->n);
    return true;
}

/* "5", "-5:30", "+01:00:00" in seconds. */
static bool take_time(struct str *s, int64_t *out)
{
    int64_t hours, minutes = 0, seconds = 0, sign = take(s, '-') ? -1 : 1;
    if (sign > 0)
        (void)take(s, '+');
    if (!take_number(s, 167, &hours) || (take(s, ':') && !take_number(s, 59, &minutes))
        || (take(s, ':') && !take_number(s, 59, &seconds)))
        return false;
    *out = sign * (hours * HOUR_S + minutes * 60 + seconds);
    return true;
}

/* "CET", "<+0330>" */
static bool take_name(struct str *s)
{
    bool quoted = take(s, '<');
    size_t n = 0;
    for (; n < s->n; n++) {
        char lower = (char)(s->p[n] | 0x20);
        if (quoted ? s->p[n] == '>' : lower < 'a' || lower > 'z')
            break;
    }
    *s = str_cut(*s, n, s->n);
    return n > 0 && (!quoted || take(s, '>'));
}

static bool take_turn(struct str *s, struct zone_turn *out)
{
    int64_t month, week, weekday;
    out->second = 2 * HOUR_S;
    if (!take(s, ',') || !take(s, 'M') || !take_number(s, 12, &month) || !take(s, '.')
        || !take_number(s, 5, &week) || !take(s, '.') || !take_number(s, 6, &weekday)
        || month < 1 || week < 1)
        return false;
    out->month = (int)month;
    out->week = (int)week;
    out->weekday = (int)weekday;
    return !take(s, '/') || take_time(s, &out->second);
}

bool zone_rule_read(struct str s, struct zone_rule *out)
{
    int64_t behind, summer_behind;
    *out = (struct zone_rule){ 0 };
    if (!take_name(&s) || !take_time(&s, &behind))
        return false;
    out->ahead_ms = -behind * 1000;
    if (!s.n)
        return true;
    out->turns = true;
    summer_behind = behind - HOUR_S;
    if (!take_name(&s) || (s.n && s.p[0] != ',' && !take_time(&s, &summer_behind)))
        return false;
    out->summer_ms = -summer_behind * 1000;
    return take_turn(&s, &out->summer) && take_turn(&s, &out->winter) && !s.n;
}

/* When it is in that year, by the clocks before it, as if they were UTC. */
static int64_t turn_at(int year, const struct zone_turn *t)
{
    struct day first = day_of(year, t->month, 1);
    int weekday = (t->weekday + 6) % 7; /* Monday first */
    int day = 1 + (weekday - day_weekday(first) + 7) % 7 + (t->week - 1) * 7;
    if (!day_exists(year, t->month, day))
        day -= 7;
    return (first.n + day - 1) * DAY_S + t->second;
}

int64_t zone_rule_ahead_ms(const struct zone_rule *r, int64_t second)
{
    int year, month, day;
    int64_t local = second + r->ahead_ms / 1000;
    if (!r->turns)
        return r->ahead_ms;
    day_parts((struct day){ (int32_t)(local / DAY_S - (local % DAY_S < 0)) }, &year, &month, &day);
    int64_t from = turn_at(year, &r->summer) - r->ahead_ms / 1000;
    int64_t to = turn_at(year, &r->winter) - r->summer_ms / 1000;
    bool summer = from < to ? second >= from && second < to : second >= from || second < to;
    return summer ? r->summer_ms : r->ahead_ms;
}
