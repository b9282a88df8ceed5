/* SPDX-License-Identifier: Apache-2.0 */
#include "day.h"

#include <setjmp.h>
#include <cmocka.h>

static struct arena arena;

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct str shown(void (*show)(struct buf *, struct day), struct day d)
{
    struct buf b;

    buf_init(&b, &arena, 100);
    show(&b, d);
    return buf_str(&b);
}

static struct day parsed(const char *text)
{
    struct day d;

    assert_true(day_parse(str_of(text), &d));
    return d;
}

static void known_days_have_their_numbers(void **state)
{
    (void)state;
    assert_int_equal(day_of(1970, 1, 1).n, 0);
    assert_int_equal(day_of(1969, 12, 31).n, -1);
    assert_int_equal(day_of(2000, 2, 29).n, 11016);
    assert_int_equal(day_of(2000, 3, 1).n, 11017);
    assert_int_equal(day_of(1, 1, 1).n, -719162);
    assert_int_equal(day_of(10000, 1, 1).n, DAY_NONE.n);
    assert_false(day_is(DAY_NONE));
    assert_true(day_is(day_of(9999, 12, 31)));
}

static void all_days_of_ten_thousand_years_come_back(void **state)
{
    int n = day_of(1, 1, 1).n, year, month, day;
    int past_year = 0, past_month = 12, past_day = 31;
    (void)state;

    for (; n < DAY_NONE.n; n++) {
        bool new_month, new_year;

        day_parts((struct day){ n }, &year, &month, &day);
        if (!day_exists(year, month, day) || day_of(year, month, day).n != n)
            assert_int_equal(n, -1);
        new_month = day == 1 && !day_exists(past_year, past_month, past_day + 1);
        new_year = month == 1 && past_month == 12 && year == past_year + 1;
        if (!(day == past_day + 1 && month == past_month) && !(new_month && month == past_month + 1)
            && !(new_month && new_year))
            assert_int_equal(n, -2);
        past_year = year;
        past_month = month;
        past_day = day;
    }
    assert_int_equal(year, 9999);
}

static void weekdays_are_right_before_and_after_1970(void **state)
{
    (void)state;
    assert_string_equal(weekday_name(day_weekday(day_of(1970, 1, 1))), "Thursday");
    assert_string_equal(weekday_name(day_weekday(day_of(2017, 3, 31))), "Friday");
    assert_string_equal(weekday_name(day_weekday(day_of(1900, 1, 1))), "Monday");
    assert_string_equal(weekday_name(day_weekday(day_of(2027, 11, 28))), "Sunday");
}

static void a_day_that_does_not_exist_is_refused(void **state)
{
    static const char *const texts[] = {
        "2017-02-29",
        "2017-02-30",
        "1900-02-29",
        "2017-04-31",
        "2017-13-01",
        "2017-00-10",
        "2017-01-00",
        "0000-01-01",
        "2017-1-01",
        "17-01-01",
        "2017/01/01",
        "2017-01-01 ",
        "",
        "2017-01-0x",
        "+017-01-01",
        "10000-01-01",
        "2017-01-011",
    };
    struct day d = { 5 };
    (void)state;

    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_false(day_parse(str_of(texts[i]), &d));
        assert_int_equal(d.n, 5);
    }
}

static void days_are_written_as_they_are_read(void **state)
{
    static const char *const texts[] = { "2017-03-31", "0001-01-01", "9999-12-31", "2016-02-29" };
    (void)state;

    for (size_t i = 0; i < COUNT(texts); i++)
        assert_true(str_is(shown(buf_day, parsed(texts[i])), texts[i]));
    assert_int_equal(shown(buf_day, DAY_NONE).n, 0);
    assert_true(str_is(shown(buf_day_long, parsed("2027-05-03")), "3 May 2027"));
    assert_true(str_is(shown(buf_day_long, parsed("2027-11-28")), "28 Nov 2027"));
    assert_int_equal(shown(buf_day_long, DAY_NONE).n, 0);
}

static void adding_months_stops_at_the_end_of_the_month(void **state)
{
    static const struct {
        const char *from;
        int months;
        const char *to;
    } rows[] = {
        { "2017-01-31", 1, "2017-02-28" },
        { "2016-01-31", 1, "2016-02-29" },
        { "2017-03-31", -1, "2017-02-28" },
        { "2017-12-15", 1, "2018-01-15" },
        { "2017-01-15", -1, "2016-12-15" },
        { "2017-05-31", 12, "2018-05-31" },
        { "2016-02-29", 12, "2017-02-28" },
        { "2017-05-03", 0, "2017-05-03" },
        { "9999-06-01", 12, "9999-12-31" },
        { "0001-06-01", -12, "0001-01-01" },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(day_add_months(parsed(rows[i].from), rows[i].months).n,
                         parsed(rows[i].to).n);
    assert_false(day_is(day_add_months(DAY_NONE, 1)));
}

static void fiscal_periods_are_named_after_the_year_they_start_in(void **state)
{
    static const struct {
        int year, quarter, start;
        const char *from, *to;
    } rows[] = {
        { 2017, 1, 1, "2017-01-01", "2017-03-31" },
        { 2017, 4, 1, "2017-10-01", "2017-12-31" },
        { 2017, 0, 1, "2017-01-01", "2017-12-31" },
        { 2017, 0, 4, "2017-04-01", "2018-03-31" },
        { 2017, 4, 4, "2018-01-01", "2018-03-31" },
        { 2015, 2, 11, "2016-02-01", "2016-04-30" },
        { 2023, 0, 3, "2023-03-01", "2024-02-29" },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct period p = period_of(rows[i].year, rows[i].quarter, rows[i].start);

        assert_int_equal(p.from.n, parsed(rows[i].from).n);
        assert_int_equal(p.to.n, parsed(rows[i].to).n);
    }
}

static void each_day_lies_in_the_quarter_that_is_found_for_it(void **state)
{
    int year, quarter;
    (void)state;

    for (int start = 1; start <= 12; start++)
        for (int n = day_of(2015, 1, 1).n; n < day_of(2017, 1, 1).n; n++) {
            struct period p;

            period_find((struct day){ n }, start, &year, &quarter);
            p = period_of(year, quarter, start);
            assert_in_range(quarter, 1, 4);
            assert_true(p.from.n <= n && n <= p.to.n);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_days_have_their_numbers),
        cmocka_unit_test(all_days_of_ten_thousand_years_come_back),
        cmocka_unit_test(weekdays_are_right_before_and_after_1970),
        cmocka_unit_test(a_day_that_does_not_exist_is_refused),
        cmocka_unit_test_teardown(days_are_written_as_they_are_read, release),
        cmocka_unit_test(adding_months_stops_at_the_end_of_the_month),
        cmocka_unit_test(fiscal_periods_are_named_after_the_year_they_start_in),
        cmocka_unit_test(each_day_lies_in_the_quarter_that_is_found_for_it),
    };

    arena_init(&arena, 1 << 20);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
