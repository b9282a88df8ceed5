/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar.h"

#include <setjmp.h>
#include <cmocka.h>

static struct arena arena;
static struct day holidays[10];

static int utc(void **state)
{
    (void)state;
    return !zone_set("UTC");
}

static int release(void **state)
{
    arena_release(&arena);
    return utc(state);
}

static struct instant at(const char *text)
{
    struct instant t;
    assert_true(instant_parse(str_of(text), &t));
    return t;
}

static const char *shown(struct instant t)
{
    struct buf b;
    buf_init(&b, &arena, 100);
    buf_instant(&b, t);
    return arena_cstr(&arena, buf_str(&b));
}

/* In the process's zone, to the minute. */
static const char *wall(struct instant t)
{
    struct buf b;
    int hour, minute;
    if (!instant_is(t))
        return "never";
    instant_clock(t, &hour, &minute);
    buf_init(&b, &arena, 100);
    buf_day(&b, instant_day(t));
    buf_printf(&b, " %02d:%02d", hour, minute);
    return arena_cstr(&arena, buf_str(&b));
}

static struct calendar hours(const char *text)
{
    struct calendar k = { .holidays = holidays };
    assert_true(calendar_read(str_of(text), &k));
    return k;
}

static struct calendar office(void)
{
    return hours("Mon-Fri 09:00-17:00");
}

static void holiday_add(struct calendar *k, const char *day)
{
    assert_true(k->n_holidays < COUNT(holidays));
    assert_true(day_parse(str_of(day), &holidays[k->n_holidays++]));
}

#define MINUTES(n) ((int64_t)(n)*60000)
#define HOURS(n) MINUTES((n)*60)

static void business_time_is_added_within_office_hours(void **state)
{
    static const struct {
        const char *from;
        int minutes;
        const char *to;
    } rows[] = {
        { "2026-03-14 14:10", 60, "2026-03-16 10:00" },     /* a Saturday */
        { "2026-03-16 09:20", 240, "2026-03-16 13:20" },    /* within a day */
        { "2026-03-16 09:00", 480, "2026-03-16 17:00" },    /* the end counts as that day */
        { "2026-03-16 09:00", 481, "2026-03-17 09:01" },    /* a minute more does not */
        { "2026-03-16 17:00", 1, "2026-03-17 09:01" },      /* closed from its end on */
        { "2026-03-16 16:59", 1, "2026-03-16 17:00" },      /* the last minute */
        { "2026-03-20 16:30", 60, "2026-03-23 09:30" },     /* over a weekend */
        { "2026-03-13 23:59", 0, "2026-03-16 09:00" },      /* nothing, from when it opens */
        { "2026-01-30 16:00", 120, "2026-02-02 10:00" },    /* month end */
        { "2026-02-27 16:00", 120, "2026-03-02 10:00" },    /* no leap day */
        { "2024-02-28 16:00", 120, "2024-02-29 10:00" },    /* a leap day is worked */
        { "2025-12-31 16:00", 120, "2026-01-01 10:00" },    /* nobody said New Year */
        { "2026-03-16 08:59", 60, "2026-03-16 10:00" },     /* before it opens */
        { "2026-03-16 09:00", 40 * 60, "2026-03-20 17:00" } /* a whole week */
    };
    struct calendar k = office();
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(wall(calendar_add(&k, at(rows[i].from), MINUTES(rows[i].minutes))),
                            rows[i].to);
}

static void holidays_may_swallow_a_week(void **state)
{
    static const char *const week[] = { "2026-03-16", "2026-03-17", "2026-03-18", "2026-03-19",
                                        "2026-03-20" };
    struct calendar k = office();
    (void)state;
    for (size_t i = 0; i < COUNT(week); i++)
        holiday_add(&k, week[i]);
    assert_string_equal(wall(calendar_add(&k, at("2026-03-14 14:10"), HOURS(1))),
                        "2026-03-23 10:00");
    assert_string_equal(wall(calendar_add_days(&k, at("2026-03-13 11:00"), 1)),
                        "2026-03-23 11:00");
    assert_int_equal(calendar_between(&k, at("2026-03-13 16:00"), at("2026-03-23 10:00")),
                     HOURS(2));
    assert_false(calendar_is_open(&k, at("2026-03-18 12:00")));
    assert_true(calendar_is_open(&k, at("2026-03-23 12:00")));
}

static void business_days_keep_the_time_of_day(void **state)
{
    static const struct {
        const char *hours, *from;
        int days;
        const char *to;
    } rows[] = {
        { "Mon-Fri 09:00-17:00", "2026-03-16 10:00", 7, "2026-03-25 10:00" },
        { "Mon-Fri 09:00-17:00", "2026-03-16 10:00", 0, "2026-03-16 10:00" },
        { "Mon-Fri 09:00-17:00", "2026-03-14 14:10", 1, "2026-03-17 09:00" }, /* from Monday on */
        { "Mon-Fri 09:00-17:00", "2026-03-20 16:59", 1, "2026-03-23 16:59" },
        { "Mon-Fri 09:00-17:00", "2024-02-28 12:00", 1, "2024-02-29 12:00" },
        { "Mon-Fri 09:00-17:00; Sat 10:00-12:00", "2026-03-20 15:00", 1, "2026-03-21 12:00" },
        { "Mon-Fri 09:00-17:00; Sat 10:00-12:00", "2026-03-20 09:30", 1, "2026-03-21 10:00" },
        { "Mon 09:00-17:00; Tue 09:00-12:00,13:00-17:00", "2026-03-16 12:30", 1,
          "2026-03-17 12:00" },
        { "Tue 09:00-12:00,13:00-17:00; Wed 09:00-17:00", "2026-03-17 09:30", 1,
          "2026-03-18 09:30" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct calendar k = hours(rows[i].hours);
        assert_string_equal(wall(calendar_add_days(&k, at(rows[i].from), rows[i].days)),
                            rows[i].to);
    }
}

static void two_spans_a_day_leave_a_pause(void **state)
{
    struct calendar k = hours("Mon-Fri 09:00-12:00,13:00-17:00");
    (void)state;
    assert_string_equal(wall(calendar_add(&k, at("2026-03-16 11:30"), HOURS(1))),
                        "2026-03-16 13:30");
    assert_string_equal(wall(calendar_add(&k, at("2026-03-16 11:30"), MINUTES(30))),
                        "2026-03-16 12:00");
    assert_string_equal(wall(calendar_opens(&k, at("2026-03-16 12:00"))), "2026-03-16 13:00");
    assert_int_equal(calendar_between(&k, at("2026-03-16 00:00"), at("2026-03-17 00:00")),
                     HOURS(7));
}

/* Across a change the offices of both zones open and close by their own clocks. */
static void office_hours_follow_daylight_saving(void **state)
{
    static const struct {
        const char *zone, *from, *to; /* wall, UTC */
    } rows[] = {
        { "Europe/Berlin", "2026-03-27 16:30", "2026-03-30T07:30:00Z" },    /* forward */
        { "Europe/Berlin", "2026-10-23 16:30", "2026-10-26T08:30:00Z" },    /* back */
        { "America/New_York", "2026-03-06 16:30", "2026-03-09T13:30:00Z" }, /* forward */
        { "America/New_York", "2026-10-30 16:30", "2026-11-02T14:30:00Z" }, /* back */
    };
    struct calendar k = office();
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_true(zone_set(rows[i].zone));
        struct instant from = at(rows[i].from), to = calendar_add(&k, from, HOURS(1));
        assert_string_equal(shown(to), rows[i].to);
        assert_int_equal(calendar_between(&k, from, to), HOURS(1));
        assert_string_equal(wall(calendar_add_days(&k, from, 1)) + 11, "16:30");
    }
}

/* An hour that does not exist is not worked, one that comes twice is worked once more. */
static void a_night_shift_is_as_long_as_the_night(void **state)
{
    static const struct {
        const char *zone, *hours, *day;
        int worked;
    } rows[] = {
        { "Europe/Berlin", "Sun 00:00-06:00", "2026-03-22", 360 },
        { "Europe/Berlin", "Sun 00:00-06:00", "2026-03-29", 300 },
        { "Europe/Berlin", "Sun 00:00-06:00", "2026-10-25", 420 },
        { "Europe/Berlin", "Sun 02:00-03:00", "2026-03-29", 0 },
        { "Europe/Berlin", "Sun 01:00-02:30", "2026-03-29", 60 },
        { "Europe/Berlin", "Sun 02:30-05:00", "2026-03-29", 120 },
        { "Europe/Berlin", "Sun 02:00-03:00", "2026-10-25", 120 },
        { "Europe/Berlin", "Sun 01:00-02:30", "2026-10-25", 150 },
        { "Europe/Berlin", "Sun 00:00-24:00", "2026-10-25", 1500 },
        { "Europe/Berlin", "Sun 00:00-24:00", "2026-03-29", 1380 },
        { "America/New_York", "Sun 00:00-06:00", "2026-03-08", 300 },
        { "America/New_York", "Sun 00:00-06:00", "2026-11-01", 420 },
        { "America/Havana", "Sun 00:00-24:00", "2024-11-03", 1500 }, /* from 01:00 back to 00:00 */
        { "Pacific/Apia", "Fri 00:00-24:00", "2011-12-30", 0 },      /* a day that was not */
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct calendar k = hours(rows[i].hours);
        struct day d = DAY_NONE;
        assert_true(zone_set(rows[i].zone) && day_parse(str_of(rows[i].day), &d));
        struct instant from = day_start(d), to = day_start((struct day){ d.n + 1 });
        assert_int_equal(calendar_between(&k, from, to), MINUTES(rows[i].worked));
    }
}

static void a_calendar_that_finds_no_hour_says_so(void **state)
{
    struct calendar none = { 0 }, k = office();
    (void)state;
    assert_string_equal(wall(calendar_opens(&none, at("2026-03-16 10:00"))), "never");
    assert_string_equal(wall(calendar_add(&none, at("2026-03-16 10:00"), 1)), "never");
    assert_string_equal(wall(calendar_add_days(&none, at("2026-03-16 10:00"), 1)), "never");
    assert_false(calendar_is_open(&none, at("2026-03-16 10:00")));
    assert_string_equal(wall(calendar_add(&k, INSTANT_NONE, HOURS(1))), "never");
    assert_string_equal(wall(calendar_add_days(&k, INSTANT_NONE, 1)), "never");
}

static void time_between_counts_what_is_open(void **state)
{
    struct calendar k = office();
    (void)state;
    assert_int_equal(calendar_between(&k, at("2026-03-13 16:00"), at("2026-03-16 10:00")),
                     HOURS(2));
    assert_int_equal(calendar_between(&k, at("2026-03-14 00:00"), at("2026-03-15 23:00")), 0);
    assert_int_equal(calendar_between(&k, at("2026-03-16 10:00"), at("2026-03-16 10:00")), 0);
    assert_int_equal(calendar_between(&k, at("2026-03-17 10:00"), at("2026-03-16 10:00")), 0);
    assert_int_equal(calendar_between(&k, at("2026-01-01 00:00"), at("2027-01-01 00:00")),
                     HOURS(261 * 8));
}

static void hours_are_read_and_written(void **state)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        { "Mon-Fri 09:00-17:00", "Mon-Fri 09:00-17:00" },
        { " mon-fri  09:00 - 17:00 ; ", "Mon-Fri 09:00-17:00" },
        { "Mon-Fri 09:00-12:00, 13:00-17:00; Sat 10:00-12:00",
          "Mon-Fri 09:00-12:00,13:00-17:00; Sat 10:00-12:00" },
        { "Tue 00:00-24:00; Mon 08:00-09:00", "Mon 08:00-09:00; Tue 00:00-24:00" },
        { "Mon 09:00-17:00; Tue 09:00-17:00", "Mon-Tue 09:00-17:00" },
        { "Mon-Sun 00:00-24:00", "Mon-Sun 00:00-24:00" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct calendar k = hours(rows[i].in);
        struct buf b;
        buf_init(&b, &arena, 200);
        buf_calendar(&b, &k);
        assert_string_equal(arena_cstr(&arena, buf_str(&b)), rows[i].out);
    }
}

static void hours_that_cannot_be_are_refused(void **state)
{
    static const char *const rows[] = {
        "",
        ";",
        "Mon-Fri",
        "Mon-Fri 09:00",
        "Mon-Fri 17:00-09:00",
        "Mon-Fri 09:00-09:00",
        "Mon-Fri 09:00-24:01",
        "Mon-Fri 9-17",
        "Mon-Fri 09:60-17:00",
        "Mon-Fri 09:00-12:00,11:00-17:00",
        "Mon-Fri 09:00-10:00,11:00-12:00,13:00-14:00",
        "Fri-Mon 09:00-17:00",
        "Mon-Fri 09:00-17:00; Fri 10:00-12:00",
        "Monday 09:00-17:00",
        "always",
        "Mon-Fri 09:00-17:00 and so on",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct calendar k = office(), before = k;
        assert_false(calendar_read(str_of(rows[i]), &k));
        assert_memory_equal(&k, &before, sizeof k);
    }
}

static void another_zone_has_hours_of_its_own(void **state)
{
    static const struct {
        const char *zone, *hours, *at, *opens;
    } rows[] = {
        { "Europe/Berlin", "Mon-Fri 09:00-12:00", "2026-03-16T07:59:59Z", "2026-03-16T08:00:00Z" },
        { "Europe/Berlin", "Mon-Fri 09:00-12:00", "2026-03-16T10:59:59Z", "2026-03-16T10:59:59Z" },
        { "Europe/Berlin", "Mon-Fri 09:00-12:00", "2026-03-16T11:00:00Z", "2026-03-17T08:00:00Z" },
        { "Europe/Berlin", "Mon-Fri 09:00-12:00", "2026-03-27T20:00:00Z", "2026-03-30T07:00:00Z" },
        { "America/New_York", "Mon 09:00-10:00", "2026-03-03T00:30:00Z", "2026-03-09T13:00:00Z" },
        { "Pacific/Auckland", "Tue 09:00-10:00", "2026-03-09T20:30:00Z", "2026-03-09T20:30:00Z" },
        { "Europe/Berlin", "Sun 02:30-04:00", "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z" },
        { "Europe/Berlin", "Mon 08:00-09:00,18:00-20:00", "2026-03-16T10:00:00Z",
          "2026-03-16T17:00:00Z" },
        { "Europe/Berlin", "Mon 08:00-09:00", "2026-03-16T08:00:00Z", "2026-03-23T07:00:00Z" },
        { "Europe/Berlin", "Mon-Sun 00:00-24:00", "1969-12-31T23:30:00Z", "1969-12-31T23:30:00Z" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct calendar k = hours(rows[i].hours);
        const struct zone *z = zone_named(str_of(rows[i].zone));
        assert_non_null(z);
        assert_int_equal(calendar_opens_in(&k, z, at(rows[i].at)).ms, at(rows[i].opens).ms);
    }
    struct calendar k = office();
    assert_int_equal(calendar_opens_in(&k, NULL, at("2026-03-14T10:00:00Z")).ms,
                     calendar_opens(&k, at("2026-03-14T10:00:00Z")).ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(business_time_is_added_within_office_hours, utc),
        cmocka_unit_test_teardown(another_zone_has_hours_of_its_own, utc),
        cmocka_unit_test_teardown(holidays_may_swallow_a_week, utc),
        cmocka_unit_test_teardown(business_days_keep_the_time_of_day, utc),
        cmocka_unit_test_teardown(two_spans_a_day_leave_a_pause, utc),
        cmocka_unit_test_teardown(office_hours_follow_daylight_saving, utc),
        cmocka_unit_test_teardown(a_night_shift_is_as_long_as_the_night, utc),
        cmocka_unit_test_teardown(a_calendar_that_finds_no_hour_says_so, utc),
        cmocka_unit_test_teardown(time_between_counts_what_is_open, utc),
        cmocka_unit_test_teardown(hours_are_read_and_written, utc),
        cmocka_unit_test_teardown(hours_that_cannot_be_are_refused, utc),
    };
    arena_init(&arena, 1 << 20);
    return cmocka_run_group_tests(tests, utc, release);
}
