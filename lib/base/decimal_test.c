/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#undef fail
#include "decimal.h"

static struct decimal decimal(const char *text)
{
    struct decimal d;
    assert_true(decimal_parse(str_of(text), &d));
    return d;
}

static struct arena arena;

static struct str shown(struct decimal d)
{
    struct buf b;
    buf_init(&b, &arena, 64);
    buf_decimal(&b, d);
    return buf_str(&b);
}

static struct str divided(const char *over, const char *under)
{
    struct buf b;
    buf_init(&b, &arena, 64);
    buf_quotient(&b, decimal(over), decimal(under));
    return buf_str(&b);
}

static void a_decimal_is_written_as_it_was_read(void **state UNUSED)
{
    static const char *const texts[] = { "1.0840", "160.5", "0.00000001", "1",
                                         "0.0062", "4191337.2125", "999999999999", "10.00" };
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_true(str_is(shown(decimal(texts[i])), texts[i]));
}

static void what_is_no_exact_positive_decimal_is_refused(void **state UNUSED)
{
    static const char *const texts[] = { "", "0", "0.000", "-1", "+1",
                                         "1,5", "1.", ".5", "1e3", "1.2.3",
                                         " 1", "1 ", "1234567890123", "nan", "N/A",
                                         "0.123456789", "1.0000000000000" };
    struct decimal d = { 7, 7 };
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_false(decimal_parse(str_of(texts[i]), &d));
    assert_int_equal(d.digits, 7);
}

/* Expected with Python's decimal at 80 digits, ROUND_HALF_UP. */
static void money_is_exchanged_exactly_and_rounded_once(void **state UNUSED)
{
    static const struct {
        int64_t minor;
        const char *from, *over, *under, *to;
        int64_t want;
    } rows[] = {
        { 1000000, "EUR", "1.0840", "1", "USD", 1084000 },
        { 1000000, "JPY", "1.0840", "160.50", "USD", 675389 },
        { 12345, "BHD", "1.0840", "0.40873", "USD", 3274 },
        { 12345, "USD", "0.40873", "1.0840", "BHD", 46548 },
        { 1000000000, "USD", "160.50", "1", "JPY", 1605000000 },
        { 99999, "EUR", "1.0", "3", "USD", 33333 },
        { 1, "EUR", "0.5", "1", "USD", 1 },
        { 3, "EUR", "0.5", "1", "USD", 2 },
        { -1, "EUR", "0.5", "1", "USD", -1 },
        { 49, "USD", "1", "1", "JPY", 0 },
        { 50, "USD", "1", "1", "JPY", 1 },
        { 0, "EUR", "1.0840", "1", "USD", 0 },
        { MONEY_MAX, "JPY", "0.00000001", "99999999.9999", "CLF", 90 },
        { MONEY_MAX, "JPY", "999999999999", "999999999999", "KRW", MONEY_MAX },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct money m = { .minor = rows[i].minor }, got;
        memcpy(m.currency, rows[i].from, 3);
        assert_true(money_exchange(m, decimal(rows[i].over), decimal(rows[i].under), rows[i].to,
                                   &got));
        assert_int_equal(got.minor, rows[i].want);
        assert_string_equal(got.currency, rows[i].to);
    }
}

static void an_amount_too_large_for_the_other_currency_is_refused(void **state UNUSED)
{
    struct money m = { MONEY_MAX, "USD" }, got = { 5, "EUR" };
    assert_false(money_exchange(m, decimal("1.00000001"), DECIMAL_ONE, "EUR", &got));
    assert_false(money_exchange(m, decimal("999999999999"), decimal("0.00000001"), "CLF", &got));
    assert_int_equal(got.minor, 5);
}

static void a_quotient_shows_five_figures(void **state UNUSED)
{
    assert_true(str_is(divided("1.0840", "160.50"), "0.0067539"));
    assert_true(str_is(divided("1", "0.7497"), "1.3339"));
    assert_true(str_is(divided("1.0840", "1"), "1.084"));
    assert_true(str_is(divided("1", "1"), "1"));
    assert_true(str_is(divided("4191337.2125", "1"), "4191337"));
    assert_true(str_is(divided("999999999999", "0.00000001"), "99999999999900000000"));
}

static void decimals_are_compared_as_numbers(void **state UNUSED)
{
    assert_int_equal(decimal_cmp(decimal("1.0840"), decimal("1.084")), 0);
    assert_int_equal(decimal_cmp(decimal("1.0841"), decimal("1.084")), 1);
    assert_int_equal(decimal_cmp(decimal("0.00000001"), decimal("999999999999")), -1);
}

static int begin(void **state UNUSED)
{
    arena_init(&arena, 1 << 20);
    return 0;
}

static int end(void **state UNUSED)
{
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decimal_is_written_as_it_was_read),
        cmocka_unit_test(what_is_no_exact_positive_decimal_is_refused),
        cmocka_unit_test(money_is_exchanged_exactly_and_rounded_once),
        cmocka_unit_test(an_amount_too_large_for_the_other_currency_is_refused),
        cmocka_unit_test(a_quotient_shows_five_figures),
        cmocka_unit_test(decimals_are_compared_as_numbers),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
