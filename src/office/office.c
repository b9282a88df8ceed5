/* SPDX-License-Identifier: Apache-2.0 */
#include "office/office.h"
#include "base/log.h"
#include "base/zone.h"
#include "frame/kept.h"
#include "frame/policy.h"
#include "office/office_store.h"

#define HOURS_FALLBACK "Mon-Fri 09:00-17:00"
#define NAME_MAX_BYTES 80
#define HOLIDAYS_MAX 500
#define MINUTE_MS INT64_C(60000)
#define DAY_MS INT64_C(86400000)
#define CLOSED_MAX_MS (60 * DAY_MS)

/* ---- what holds now ---- */

static size_t holiday_place(const struct office_changes *all, struct day d)
{
    size_t i = 0;
    while (i < all->n && all->p[i].day.n < d.n)
        i++;
    return i;
}

static void holiday_take(struct office_changes *all, const struct office_change *change)
{
    size_t i = holiday_place(all, change->day), behind = all->n - i;
    bool stays = str_is(change->kind, "holiday");
    bool is_there = behind && all->p[i].day.n == change->day.n;
    if (is_there && !stays)
        memmove(all->p + i, all->p + i + 1, (behind - 1) * sizeof *all->p);
    if (!is_there && stays)
        memmove(all->p + i + 1, all->p + i, behind * sizeof *all->p);
    if (stays)
        all->p[i] = *change;
    all->n = all->n + (stays && !is_there) - (is_there && !stays);
}

static void days_fill(struct arena *a, struct office_state *s)
{
    struct day *days = arena_array(a, struct day, s->holidays.n + 1);
    for (size_t i = 0; i < s->holidays.n; i++)
        days[i] = s->holidays.p[i].day;
    s->calendar.holidays = days;
    s->calendar.n_holidays = s->holidays.n;
}

static bool load(struct ctx *c, struct arena *a, void *value)
{
    struct office_state *s = value;
    struct office_changes all;
    *s = (struct office_state){ .version = 1 };
    if (!office_changes_read(c, a, &all))
        return false;
    s->hours = (struct office_change){ .said = STR(HOURS_FALLBACK), .changed = INSTANT_NONE };
    s->holidays.p = arena_array(a, struct office_change, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        if (str_is(all.p[i].kind, "hours"))
            s->hours = all.p[i];
        else
            holiday_take(&s->holidays, &all.p[i]);
        s->version = 1 + all.p[i].id;
    }
    if (!calendar_read(s->hours.said, &s->calendar))
        return broken(c, "office_change %lld: no hours can be read there", (long long)s->hours.id);
    days_fill(a, s);
    return true;
}

static struct kept kept_office = {
    .name = "office",
    .slot = KEPT_OFFICE,
    .size = sizeof(struct office_state),
    .load = load,
};

const struct office_state *office_state(struct ctx *c)
{
    return kept_get(c, &kept_office);
}

/* A copy: the kept one may go while this request lasts. Without one the fault stands. */
const struct calendar *office(struct ctx *c)
{
    struct calendar *k = arena_new(c->arena, struct calendar);
    const struct office_state *s = office_state(c);
    if (!s) {
        if (!calendar_read(STR(HOURS_FALLBACK), k))
            die("the office hours that hold without any");
        return k;
    }
    *k = s->calendar;
    struct day *days = arena_array(c->arena, struct day, k->n_holidays + 1);
    memcpy(days, k->holidays, k->n_holidays * sizeof *days);
    k->holidays = days;
    return k;
}

/* ---- moments ---- */

struct instant office_after(struct ctx *c, const struct policy *p, enum clock_time runs,
                            struct instant from)
{
    int64_t n = policy_value(c, p), ms = n * MINUTE_MS;
    bool days = strcmp(p->unit, "days") == 0;
    if (strcmp(p->unit, "hours") == 0)
        ms *= 60;
    else if (days)
        ms *= 1440;
    else
        assert(strcmp(p->unit, "minutes") == 0);
    if (!instant_is(from))
        return from;
    if (runs == WALL_TIME)
        return (struct instant){ from.ms + ms };
    return days ? calendar_add_days(office(c), from, (int)n) : calendar_add(office(c), from, ms);
}

/* What clocks show, as if it were UTC. */
static struct str wall_words(struct arena *a, int64_t wall, struct str zone)
{
    struct buf b;
    int year, month, day;
    int64_t days = wall / DAY_MS - (wall % DAY_MS < 0);
    int64_t minutes = (wall - days * DAY_MS) / MINUTE_MS;
    struct day d = { (int32_t)days };
    day_parts(d, &year, &month, &day);
    buf_init(&b, a, 120);
    buf_printf(&b, "%.3s %d %.3s %02d:%02d", weekday_name(day_weekday(d)), day, month_name(month),
               (int)(minutes / 60), (int)(minutes % 60));
    if (zone.n)
        buf_printf(&b, " (%.*s)", STR_FMT(zone));
    return buf_str(&b);
}

struct str moment_words(struct arena *a, struct instant t)
{
    return instant_is(t) ? wall_words(a, instant_wall(t), STR_NONE) : STR_NONE;
}

struct str moment_words_in(struct arena *a, struct instant t, struct str zone)
{
    const struct zone *z = zone_named(zone);
    if (!z || !instant_is(t))
        return moment_words(a, t);
    return wall_words(a, zone_wall(z, t), zone);
}

/* ---- changes ---- */

/* Whoever counts business time must find some. */
static bool opens_soon(const struct calendar *k, struct instant t)
{
    struct instant opens = calendar_opens(k, t);
    return instant_is(opens) && opens.ms - t.ms <= CLOSED_MAX_MS;
}

static bool opens_soon_enough(struct ctx *c, const struct calendar *k)
{
    if (!opens_soon(k, c->now))
        return false;
    for (size_t i = 0; i < k->n_holidays; i++) {
        if (!opens_soon(k, day_start(k->holidays[i])))
            return false;
    }
    return true;
}

static bool change_keep(struct ctx *c, const char *kind, struct day day, struct str said)
{
    kept_changed(c, &kept_office);
    return office_change_add(c, kind, day, said);
}

bool office_hours_set(struct ctx *c, struct str hours)
{
    struct calendar k = *office(c);
    const struct office_state *s = office_state(c);
    struct buf b;
    if (!s)
        return false;
    if (!calendar_read(hours, &k))
        return bad_field(c, STR("hours"),
                         "Give hours like Mon-Fri 09:00-12:00,13:00-17:00; Sat 10:00-12:00.");
    if (!opens_soon_enough(c, &k))
        return bad_field(c, STR("hours"), "With the holidays there are, that is never open for "
                                          "two months or more.");
    buf_init(&b, c->arena, 400);
    buf_calendar(&b, &k);
    return str_same(buf_str(&b), s->hours.said) || change_keep(c, "hours", DAY_NONE, buf_str(&b));
}

static bool holiday_fits(struct ctx *c, const struct office_changes *all, struct day day)
{
    struct calendar k = *office(c);
    struct day *days = arena_array(c->arena, struct day, k.n_holidays + 1);
    size_t at = holiday_place(all, day);
    memcpy(days, k.holidays, at * sizeof *days);
    days[at] = day;
    memcpy(days + at + 1, k.holidays + at, (k.n_holidays - at) * sizeof *days);
    k.holidays = days;
    k.n_holidays++;
    return opens_soon_enough(c, &k);
}

bool holiday_add(struct ctx *c, struct day day, struct str name)
{
    const struct office_state *s = office_state(c);
    if (!s)
        return false;
    size_t at = holiday_place(&s->holidays, day);
    bool is_one = at < s->holidays.n && s->holidays.p[at].day.n == day.n;
    if (!day_is(day))
        bad_field(c, STR("day"), "Give a day like 2026-12-25.");
    else if (!is_one && s->holidays.n >= HOLIDAYS_MAX)
        bad_field(c, STR("day"), "There are %d holidays already.", HOLIDAYS_MAX);
    else if (!is_one && !holiday_fits(c, &s->holidays, day))
        bad_field(c, STR("day"), "With it, the office is closed for two months or more.");
    if (!name.n || name.n > NAME_MAX_BYTES)
        bad_field(c, STR("name"), "Give it a name of at most %d characters.", NAME_MAX_BYTES);
    if (failed(c) || (is_one && str_same(s->holidays.p[at].said, name)))
        return !failed(c);
    return change_keep(c, "holiday", day, name);
}

bool holiday_remove(struct ctx *c, struct day day, bool *found)
{
    const struct office_state *s = office_state(c);
    if (!s)
        return false;
    size_t at = holiday_place(&s->holidays, day);
    *found = at < s->holidays.n && s->holidays.p[at].day.n == day.n;
    return !*found || change_keep(c, "workday", day, s->holidays.p[at].said);
}
