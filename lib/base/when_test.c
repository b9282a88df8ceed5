/* SPDX-License-Identifier: Apache-2.0 */
#include "instant.h"

#include <setjmp.h>
#include <cmocka.h>

static struct arena arena;
static struct instant now; /* Wednesday 2026-11-25 10:00 */

static int start(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return !zone_set("UTC") || !instant_parse(STR("2026-11-25T10:00:00Z"), &now);
}

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return !zone_set("UTC");
}

static const char *moment(const char *text)
{
    struct instant t;
    struct buf b;

    if (!when_parse(str_of(text), now, &t))
        return "refused";
    buf_init(&b, &arena, 100);
    buf_instant(&b, t);
    return arena_cstr(&arena, buf_str(&b));
}

static const char *day(const char *text)
{
    struct day d;
    struct buf b;

    if (!when_parse_day(str_of(text), now, &d))
        return "refused";
    buf_init(&b, &arena, 100);
    buf_day(&b, d);
    return arena_cstr(&arena, buf_str(&b));
}

static void days_are_read_as_people_say_them(void **state)
{
    static const struct {
        const char *text, *day;
    } rows[] = {
        { "today", "2026-11-25" },
        { " Tomorrow ", "2026-11-26" },
        { "yesterday", "2026-11-24" },
        { "fri", "2026-11-27" },
        { "Friday", "2026-11-27" },
        { "wed", "2026-12-02" },
        { "tue", "2026-12-01" },
        { "next fri", "2026-12-04" },
        { "next wednesday", "2026-12-02" },
        { "next mon", "2026-11-30" },
        { "next week", "2026-12-02" },
        { "next month", "2026-12-25" },
        { "+3d", "2026-11-28" },
        { "+2w", "2026-12-09" },
        { "+1m", "2026-12-25" },
        { "+1y", "2027-11-25" },
        { "in 2 weeks", "2026-12-09" },
        { "in a day", "2026-11-26" },
        { "in 3  days", "2026-11-28" },
        { "in 1 month", "2026-12-25" },
        { "28 nov", "2026-11-28" },
        { "25 nov", "2026-11-25" },
        { "24 nov", "2027-11-24" },
        { "28 November 2027", "2027-11-28" },
        { "nov 28", "2026-11-28" },
        { "Nov 28 2027", "2027-11-28" },
        { "3 sept", "2027-09-03" },
        { "29 feb 2028", "2028-02-29" },
        { "2027-05-03", "2027-05-03" },
        { "1 may 2016", "2016-05-01" },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(day(rows[i].text), rows[i].day);
}

static void assert_no_day(const char *const *texts, size_t n)
{
    struct day d = { 5 };

    for (size_t i = 0; i < n; i++) {
        assert_false(when_parse_day(str_of(texts[i]), now, &d));
        assert_int_equal(d.n, 5);
    }
}

/* clang-format off */
static void what_is_ambiguous_or_does_not_exist_is_refused(void **state)
{
    static const char *const texts[] = {
        "11/28/2027", "28.11.2027", "28/11", "30 feb", "29 feb 2027", "29 feb", "0 may", "32 may",
        "28 nov 27", "28", "2027", "2027-02-30", "31 dec 99999", "+1001d",
        "+99999999999999999999d", "tomorrow 14:00",
    };
    (void)state;

    assert_no_day(texts, COUNT(texts));
}

static void words_that_name_no_day_are_refused(void **state)
{
    static const char *const texts[] = {
        "", " ", "fr", "fryday", "fridayx", "next", "next 3", "next to", "in", "in 2",
        "in two weeks", "in 2 wrongs", "in -2 weeks", "in 2 w e", "+w", "+2", "+2x", "+-2d", "-2d",
        "tomorrow tomorrow", "may", "may may", "today x", "fri fri fri fri fri fri fri fri",
        "                                                                              today x",
        "0123456789012345678901234567890123456789012345678901234567890123456789",
    };
    (void)state;

    assert_no_day(texts, COUNT(texts));
}
/* clang-format on */

static void a_day_may_have_a_time_and_else_means_five_in_the_afternoon(void **state)
{
    static const struct {
        const char *text, *utc;
    } rows[] = {
        { "today", "2026-11-25T17:00:00Z" },
        { "tomorrow 14:00", "2026-11-26T14:00:00Z" },
        { "tomorrow at 9:05", "2026-11-26T09:05:00Z" },
        { "fri 9am", "2026-11-27T09:00:00Z" },
        { "fri 12am", "2026-11-27T00:00:00Z" },
        { "fri 12pm", "2026-11-27T12:00:00Z" },
        { "next fri 2:30pm", "2026-12-04T14:30:00Z" },
        { "28 nov 9:00", "2026-11-28T09:00:00Z" },
        { "28 nov 2027 23:59", "2027-11-28T23:59:00Z" },
        { "+2w", "2026-12-09T17:00:00Z" },
        { "2027-05-03", "2027-05-03T17:00:00Z" },
        { "2027-05-03 08:00", "2027-05-03T08:00:00Z" },
        { " 2027-05-03T08:00:00+02:00 ", "2027-05-03T06:00:00Z" },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(moment(rows[i].text), rows[i].utc);
}

static void a_time_that_is_none_is_refused(void **state)
{
    static const char *const texts[] = {
        "14:00",
        "today 24:00",
        "today 9:5",
        "today 9:60",
        "today 14",
        "today 0am",
        "today 13pm",
        "today at",
        "today 9:00 x",
        "today :30",
        "today 9:",
        "today -1:00",
        "11/28/2027 9:00",
    };
    (void)state;

    for (size_t i = 0; i < COUNT(texts); i++)
        assert_string_equal(moment(texts[i]), "refused");
}

static void today_is_the_organisations_today(void **state)
{
    (void)state;
    assert_true(zone_set("Pacific/Auckland"));
    now.ms += 4 * 3600000; /* 14:00 UTC is already Thursday there */
    assert_string_equal(day("today"), "2026-11-26");
    assert_string_equal(moment("today"), "2026-11-26T04:00:00Z");
    now.ms -= 4 * 3600000;
}

static const char *words(const char *text)
{
    struct instant t;
    struct buf b;

    assert_true(instant_parse(str_of(text), &t));
    buf_init(&b, &arena, 100);
    buf_day_words(&b, instant_day(t), now);
    buf_char(&b, '/');
    buf_instant_words(&b, t, now);
    return arena_cstr(&arena, buf_str(&b));
}

static void days_are_written_as_people_say_them(void **state)
{
    (void)state;
    assert_string_equal(words("2026-11-25T14:30:00Z"), "today/today 14:30");
    assert_string_equal(words("2026-11-26T00:00:00Z"), "tomorrow/tomorrow 00:00");
    assert_string_equal(words("2026-11-24T09:05:00Z"), "yesterday/yesterday 09:05");
    assert_string_equal(words("2026-11-28T09:05:00Z"), "Sat 28 Nov/Sat 28 Nov");
    assert_string_equal(words("2027-05-03T09:05:00Z"), "Mon 3 May/Mon 3 May");
    assert_string_equal(words("2027-11-03T09:05:00Z"), "3 Nov 2027/3 Nov 2027");
    assert_string_equal(words("2016-05-03T09:05:00Z"), "3 May 2016/3 May 2016");
}

static void what_was_not_given_is_written_as_nothing(void **state)
{
    struct buf b;
    (void)state;

    buf_init(&b, &arena, 100);
    buf_day_words(&b, DAY_NONE, now);
    buf_instant_words(&b, INSTANT_NONE, now);
    assert_int_equal(b.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(days_are_read_as_people_say_them, release),
        cmocka_unit_test_teardown(what_is_ambiguous_or_does_not_exist_is_refused, release),
        cmocka_unit_test_teardown(words_that_name_no_day_are_refused, release),
        cmocka_unit_test_teardown(a_day_may_have_a_time_and_else_means_five_in_the_afternoon,
                                  release),
        cmocka_unit_test_teardown(a_time_that_is_none_is_refused, release),
        cmocka_unit_test_teardown(today_is_the_organisations_today, release),
        cmocka_unit_test_teardown(days_are_written_as_people_say_them, release),
        cmocka_unit_test_teardown(what_was_not_given_is_written_as_nothing, release),
    };

    return cmocka_run_group_tests(tests, start, NULL);
}
