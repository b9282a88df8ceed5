/* SPDX-License-Identifier: Apache-2.0 */
#include "instant.h"

#include <setjmp.h>
#include <cmocka.h>

static struct arena arena;

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

static struct day on(const char *text)
{
    struct day d;

    assert_true(day_parse(str_of(text), &d));
    return d;
}

static const char *shown(struct instant t)
{
    struct buf b;

    buf_init(&b, &arena, 100);
    buf_instant(&b, t);
    return arena_cstr(&arena, buf_str(&b));
}

static void moments_are_read_with_and_without_an_offset(void **state)
{
    static const struct {
        const char *text, *utc;
    } rows[] = {
        { "2017-12-31T12:00:00Z", "2017-12-31T12:00:00Z" },
        { "2017-12-31t12:00:00z", "2017-12-31T12:00:00Z" },
        { "2017-12-31T12:00:00+01:00", "2017-12-31T11:00:00Z" },
        { "2017-12-31T23:30:00-02:30", "2018-01-01T02:00:00Z" },
        { "2017-12-31T12:00:00.25Z", "2017-12-31T12:00:00.250Z" },
        { "2017-12-31T12:00:00.0019999Z", "2017-12-31T12:00:00.001Z" },
        { "2017-12-31T12:00:00.000Z", "2017-12-31T12:00:00Z" },
        { "2017-12-31 12:00", "2017-12-31T12:00:00Z" },
        { "2017-12-31T12:00:07", "2017-12-31T12:00:07Z" },
        { "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z" },
        { "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z" },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(shown(at(rows[i].text)), rows[i].utc);
    assert_true(at("1970-01-01T00:00:01.5Z").ms == 1500);
    assert_string_equal(shown(INSTANT_NONE), "");
}

static void what_is_no_moment_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "2017-12-31",
        "2017-02-30T12:00:00Z",
        "2017-12-31T24:00:00Z",
        "2017-12-31T12:60:00Z",
        "2017-12-31T12:00:60Z",
        "2017-12-31T12:00:00.Z",
        "2017-12-31T12",
        "2017-12-31T12:00:00ZZ",
        "2017-12-31T12:00:00+0100",
        "2017-12-31T12:00:00+25:00",
        "2017-12-31  12:00",
        "2017-12-31x12:00",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
    };
    struct instant t = { 5 };
    (void)state;

    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_false(instant_parse(str_of(texts[i]), &t));
        assert_int_equal(t.ms, 5);
    }
}

static void a_zone_is_known_or_refused(void **state)
{
    static const char *const refused[] = {
        "",
        "Nowhere/Nothing",
        "../../../etc/passwd",
        "/usr/share/zoneinfo/UTC",
        "Europe/",
        "Europe",
        "Europe//Berlin",
        "Europe/../Europe/Berlin",
        "tzdata.zi",
        "zone.tab",
        "Europe/Berlin\n",
        ":Europe/Berlin",
        "europe/berlin/x/y/z/0123456789012345678901234567890123456789012345678901234567890",
    };
    (void)state;

    assert_true(zone_set("Europe/Berlin"));
    for (size_t i = 0; i < COUNT(refused); i++)
        assert_false(zone_set(refused[i]));
    /* A refusal leaves the zone before it. */
    assert_string_equal(shown(at("2017-07-01 12:00")), "2017-07-01T10:00:00Z");
    assert_true(zone_set("America/Argentina/Buenos_Aires"));
    assert_true(zone_set("Etc/GMT+5"));
    assert_string_equal(shown(at("2017-07-01 12:00")), "2017-07-01T17:00:00Z");
    assert_true(zone_set("UTC"));
    assert_string_equal(shown(at("2017-07-01 12:00")), "2017-07-01T12:00:00Z");
}

static void days_begin_at_local_midnight_across_daylight_saving(void **state)
{
    static const struct {
        const char *zone, *day, *start;
        int hours;
    } rows[] = {
        { "UTC", "2017-03-26", "2017-03-26T00:00:00Z", 24 },
        { "Europe/Berlin", "2017-03-26", "2017-03-25T23:00:00Z", 23 },
        { "Europe/Berlin", "2017-03-27", "2017-03-26T22:00:00Z", 24 },
        { "Europe/Berlin", "2017-10-29", "2017-10-28T22:00:00Z", 25 },
        { "America/New_York", "2026-03-08", "2026-03-08T05:00:00Z", 23 },
        { "America/New_York", "2026-11-01", "2026-11-01T04:00:00Z", 25 },
        /* Midnight itself was skipped: the day began at 01:00. */
        { "America/Sao_Paulo", "2017-10-15", "2017-10-15T03:00:00Z", 23 },
        /* Midnight came twice, the day before: it had 25 hours. */
        { "America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z", 25 },
        { "Asia/Kolkata", "2020-05-05", "2020-05-04T18:30:00Z", 24 },
        { "Australia/Lord_Howe", "2020-04-05", "2020-04-04T13:00:00Z", 24 },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct day d = on(rows[i].day);
        struct instant start, end;

        assert_true(zone_set(rows[i].zone));
        start = day_start(d);
        end = day_end(d);
        assert_string_equal(shown(start), rows[i].start);
        assert_int_equal((end.ms + 1 - start.ms) / 3600000, rows[i].hours);
        assert_int_equal(instant_day(start).n, d.n);
        assert_int_equal(instant_day(end).n, d.n);
        assert_int_equal(instant_day((struct instant){ start.ms - 1 }).n, d.n - 1);
        assert_int_equal(instant_day((struct instant){ end.ms + 1 }).n, d.n + 1);
    }
}

static void each_hour_of_three_years_lies_within_its_day(void **state)
{
    static const char *const zones[] = { "UTC", "Europe/Berlin", "America/Sao_Paulo" };
    (void)state;

    for (size_t z = 0; z < COUNT(zones); z++) {
        assert_true(zone_set(zones[z]));
        for (int64_t ms = at("2016-01-01T00:30:00Z").ms; ms < at("2019-01-01T00:00:00Z").ms;
             ms += 3600000) {
            struct day d = instant_day((struct instant){ ms });

            if (ms < day_start(d).ms || ms > day_end(d).ms)
                assert_int_equal(ms, 0);
        }
    }
}

static void a_skipped_time_moves_forward_and_a_double_one_is_the_first(void **state)
{
    int hour, minute;
    (void)state;

    assert_true(zone_set("Europe/Berlin"));
    assert_string_equal(shown(day_at(on("2017-03-26"), 2, 30)), "2017-03-26T01:30:00Z");
    instant_clock(day_at(on("2017-03-26"), 2, 30), &hour, &minute);
    assert_int_equal(hour * 100 + minute, 330);
    assert_string_equal(shown(day_at(on("2017-03-26"), 3, 0)), "2017-03-26T01:00:00Z");
    assert_string_equal(shown(day_at(on("2017-10-29"), 2, 30)), "2017-10-29T00:30:00Z");
    assert_string_equal(shown(day_at(on("2017-10-29"), 3, 0)), "2017-10-29T02:00:00Z");
    assert_string_equal(shown(day_at(on("2017-07-01"), 17, 0)), "2017-07-01T15:00:00Z");
}

static void the_clock_on_the_wall_is_the_organisations(void **state)
{
    int hour, minute;
    (void)state;

    instant_clock(at("1969-12-31T23:59:59.999Z"), &hour, &minute);
    assert_int_equal(hour * 100 + minute, 2359);
    assert_true(zone_set("Asia/Kolkata"));
    instant_clock(at("2017-07-01T20:15:00Z"), &hour, &minute);
    assert_int_equal(hour * 100 + minute, 145);
    assert_int_equal(instant_day(at("2017-07-01T20:15:00Z")).n, on("2017-07-02").n);
}

static void no_moment_and_no_day_stay_so(void **state)
{
    static const char *const zones[] = { "UTC", "Europe/Berlin" };
    (void)state;

    for (size_t z = 0; z < COUNT(zones); z++) {
        assert_true(zone_set(zones[z]));
        assert_false(day_is(instant_day(INSTANT_NONE)));
        assert_false(instant_is(day_start(DAY_NONE)));
        assert_false(instant_is(day_at(DAY_NONE, 12, 0)));
    }
}

static void clocks_go_forward(void **state)
{
    int64_t us = monotonic_us(), ms = monotonic_ms();
    (void)state;

    assert_true(monotonic_us() >= us);
    assert_true(ms >= us / 1000 && ms - us / 1000 < 10000);
    assert_true(instant_now().ms > at("2020-01-01T00:00:00Z").ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(moments_are_read_with_and_without_an_offset, release),
        cmocka_unit_test_teardown(what_is_no_moment_is_refused, release),
        cmocka_unit_test_teardown(a_zone_is_known_or_refused, release),
        cmocka_unit_test_teardown(days_begin_at_local_midnight_across_daylight_saving, release),
        cmocka_unit_test_teardown(each_hour_of_three_years_lies_within_its_day, release),
        cmocka_unit_test_teardown(a_skipped_time_moves_forward_and_a_double_one_is_the_first,
                                  release),
        cmocka_unit_test_teardown(the_clock_on_the_wall_is_the_organisations, release),
        cmocka_unit_test_teardown(no_moment_and_no_day_stay_so, release),
        cmocka_unit_test(clocks_go_forward),
    };

    arena_init(&arena, 1 << 20);
    return cmocka_run_group_tests(tests, utc, NULL);
}
