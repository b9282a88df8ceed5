/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
#include "frame/testing.h"
/* clang-format on */
#include "import/read/signs.h"

static enum how decided(enum kind kind, const char *values)
{
    struct signs signs = { 0 };
    struct str rest = str_of(values);
    while (rest.n)
        signs_take(&signs, kind, str_split(rest, '|', &rest));
    return signs_decide(&signs, kind);
}

static void days_or_months_first_is_told_by_all_values(void **state)
{
    (void)state;
    assert_int_equal(decided(KIND_DAY, "3/1/2017|10/20/2016|1/2/2017"), HOW_MDY);
    assert_int_equal(decided(KIND_DAY, "3/1/2017|20/10/2016"), HOW_DMY);
    assert_int_equal(decided(KIND_DAY, "3/1/2017|4/5/2017"), HOW_ASK);
    assert_int_equal(decided(KIND_DAY, "10/20/2016|20/10/2016"), HOW_ASK);
    assert_int_equal(decided(KIND_DAY, "2017-03-01|20.10.2016|5/5/2017|soon"), HOW_PLAIN);
    assert_int_equal(decided(KIND_INSTANT, "3-1-2017 14:30|1-31-2017 09:00"), HOW_MDY);
    assert_int_equal(decided(KIND_TEXT, "10/20/2016"), HOW_PLAIN);
}

static void assert_date(struct place *p, const char *text, enum how how, const char *plain)
{
    bool unclear;
    assert_str(date_plain(&p->arena, str_of(text), how, &unclear), plain);
    assert_false(unclear);
}

static void dates_are_rewritten_as_they_are_read_here(void **state)
{
    struct place *p = *state;
    assert_date(p, "3/1/2017", HOW_MDY, "2017-03-01");
    assert_date(p, "3/1/2017", HOW_DMY, "2017-01-03");
    assert_date(p, "25.12.2017 8:05", HOW_PLAIN, "2017-12-25 08:05");
    assert_date(p, "12/25/2017 2:30 PM", HOW_MDY, "2017-12-25 14:30");
    assert_date(p, "12/25/2017, 12:05:09 AM", HOW_MDY, "2017-12-25 00:05:09");
    assert_date(p, "2017/12/25", HOW_PLAIN, "2017-12-25");
    assert_date(p, "5/5/2017", HOW_ASK, "2017-05-05");
    assert_date(p, "2024-01-23T13:26:08.000+0000", HOW_PLAIN, "2024-01-23T13:26:08.000+00:00");
    assert_date(p, "28 Nov 2027", HOW_PLAIN, "28 Nov 2027");
    assert_date(p, "30/2/2017", HOW_DMY, "30/2/2017"); /* whose reader says that there is none */
    bool unclear;
    assert_str(date_plain(&p->arena, STR("3/1/2017"), HOW_ASK, &unclear), "3/1/2017");
    assert_true(unclear);
}

static void a_moments_day_is_ours(void **state)
{
    struct place *p = *state;
    assert_str(day_plain(&p->arena, STR("2017-12-31T23:30:00-05:00")), "2018-01-01");
    assert_str(day_plain(&p->arena, STR("2017-12-31")), "2017-12-31");
    assert_str(day_plain(&p->arena, STR("tomorrow morning")), "tomorrow morning");
}

static void a_decimal_comma_is_told_by_all_values(void **state)
{
    (void)state;
    assert_int_equal(decided(KIND_MONEY, "1.234,50|7"), HOW_COMMA);
    assert_int_equal(decided(KIND_MONEY, "1.234|7,5"), HOW_COMMA);
    assert_int_equal(decided(KIND_MONEY, "1.234.567"), HOW_COMMA);
    assert_int_equal(decided(KIND_MONEY, "1,234.50|7"), HOW_PLAIN);
    assert_int_equal(decided(KIND_MONEY, "1,234|7"), HOW_PLAIN);
    assert_int_equal(decided(KIND_MONEY, "7,5|7.5"), HOW_PLAIN);
}

static void numbers_are_rewritten_as_they_are_read_here(void **state)
{
    struct place *p = *state;
    struct arena *a = &p->arena;
    assert_str(number_plain(a, STR("1.234,50"), HOW_COMMA), "1234.50");
    assert_str(number_plain(a, STR("12 500,00 EUR"), HOW_COMMA), "12500.00 EUR");
    assert_str(number_plain(a, STR("1\xc2\xa0"
                                   "234,5"),
                            HOW_COMMA),
               "1234.5");
    assert_str(number_plain(a, STR("1'234.50"), HOW_PLAIN), "1234.50");
    assert_str(number_plain(a, STR("$1,234.50"), HOW_POINT), "$1,234.50");
}

static void how_a_column_is_written_is_said_in_words(void **state)
{
    enum how how = HOW_PLAIN;
    (void)state;
    assert_true(how_named(STR("mdy"), &how));
    assert_int_equal(how, HOW_MDY);
    assert_false(how_named(STR("ymd"), &how));
    assert_true(how_is_for(HOW_COMMA, KIND_MONEY));
    assert_false(how_is_for(HOW_COMMA, KIND_DAY));
    assert_false(how_is_for(HOW_ASK, KIND_TEXT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_or_months_first_is_told_by_all_values),
        TEST(dates_are_rewritten_as_they_are_read_here),
        TEST(a_moments_day_is_ours),
        cmocka_unit_test(a_decimal_comma_is_told_by_all_values),
        TEST(numbers_are_rewritten_as_they_are_read_here),
        cmocka_unit_test(how_a_column_is_written_is_said_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
