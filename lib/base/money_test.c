/* SPDX-License-Identifier: Apache-2.0 */
#include "money.h"

#include <setjmp.h>
#include <cmocka.h>

static struct arena arena;

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static const char *shown(void (*show)(struct buf *, struct money), int64_t minor, const char *code)
{
    struct money m = { .minor = minor };
    struct buf b;

    memcpy(m.currency, code, strlen(code));
    buf_init(&b, &arena, 100);
    show(&b, m);
    return arena_cstr(&arena, buf_str(&b));
}

static void currencies_have_their_places(void **state)
{
    (void)state;
    assert_int_equal(currency_places("USD"), 2);
    assert_int_equal(currency_places("AED"), 2);
    assert_int_equal(currency_places("ZWG"), 2);
    assert_int_equal(currency_places("JPY"), 0);
    assert_int_equal(currency_places("KWD"), 3);
    assert_int_equal(currency_places("CLF"), 4);
    assert_int_equal(currency_places("usd"), -1);
    assert_int_equal(currency_places("US"), -1);
    assert_int_equal(currency_places("USDX"), -1);
    assert_int_equal(currency_places("DEM"), -1);
    assert_int_equal(currency_places(""), -1);
    assert_int_equal(currency_places(NULL), -1);
}

static void every_currency_of_the_table_is_found(void **state)
{
    char code[4] = "AAA";
    int found = 0;
    (void)state;

    for (code[0] = 'A'; code[0] <= 'Z'; code[0]++)
        for (code[1] = 'A'; code[1] <= 'Z'; code[1]++)
            for (code[2] = 'A'; code[2] <= 'Z'; code[2]++)
                found += currency_places(code) >= 0;
    /* Rows out of order would be missed by the search. */
    assert_int_equal(found, 166);
}

static void amounts_are_read_as_people_write_them(void **state)
{
    static const struct {
        const char *text, *currency;
        int64_t minor;
        const char *code;
    } rows[] = {
        { "1234.5", "USD", 123450, "USD" },
        { "1,234.50", "USD", 123450, "USD" },
        { "$1,234", "EUR", 123400, "USD" },
        { "€84,000", "USD", 8400000, "EUR" },
        { "84000 EUR", "USD", 8400000, "EUR" },
        { "84000eur", NULL, 8400000, "EUR" },
        { "CHF 1,200", "USD", 120000, "CHF" },
        { "£5", NULL, 500, "GBP" },
        { "500 ¥", "USD", 500, "JPY" },
        { "1.234", "KWD", 1234, "KWD" },
        { "100", "JPY", 100, "JPY" },
        { " 0.07 ", "USD", 7, "USD" },
        { "-5", "USD", -500, "USD" },
        { "-$5.25", "USD", -525, "USD" },
        { "USD -5", "USD", -500, "USD" },
        { "1,234,567", "USD", 123456700, "USD" },
        { "0", "USD", 0, "USD" },
        { "900,000,000,000", "USD", MONEY_MAX, "USD" },
        { "000000000000000000000001", "USD", 100, "USD" },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct money m;

        assert_true(money_parse(str_of(rows[i].text), rows[i].currency, &m));
        assert_true(m.minor == rows[i].minor);
        assert_string_equal(m.currency, rows[i].code);
    }
}

static void what_is_not_exactly_an_amount_is_refused(void **state)
{
    static const struct {
        const char *text, *currency;
    } rows[] = {
        { "", "USD" },
        { "-", "USD" },
        { "$", "USD" },
        { "USD", "USD" },
        { "1.234", "USD" },
        { "1.5", "JPY" },
        { "1.", "USD" },
        { ".5", "USD" },
        { "1.0.0", "USD" },
        { "12,34", "USD" },
        { "1,2345", "USD" },
        { "1234,567", "USD" },
        { ",123", "USD" },
        { "1,,234", "USD" },
        { "1,234,", "USD" },
        { "1.234,50", "USD" },
        { "$5 EUR", "USD" },
        { "$$5", "USD" },
        { "$5$", "USD" },
        { "84k", "USD" },
        { "abc", "USD" },
        { "--5", "USD" },
        { "-$-5", "USD" },
        { "5-", "USD" },
        { "5 6", "USD" },
        { "1e3", "USD" },
        { "5", NULL },
        { "5", "XXX" },
        { "5 DEM", "USD" },
        { "5", "usd" },
        { "+5", "USD" },
        { "0x5", "USD" },
        { "900,000,000,000.01", "USD" },
        { "99999999999999999999999", "USD" },
    };
    struct money m = { 5, "EUR" };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_false(money_parse(str_of(rows[i].text), rows[i].currency, &m));
        assert_int_equal(m.minor, 5);
        assert_string_equal(m.currency, "EUR");
    }
}

static void plain_amounts_have_all_their_places(void **state)
{
    (void)state;
    assert_string_equal(shown(buf_money_plain, 123450, "USD"), "1234.50");
    assert_string_equal(shown(buf_money_plain, 8400000, "USD"), "84000.00");
    assert_string_equal(shown(buf_money_plain, -7, "USD"), "-0.07");
    assert_string_equal(shown(buf_money_plain, 500, "JPY"), "500");
    assert_string_equal(shown(buf_money_plain, 1, "KWD"), "0.001");
    assert_string_equal(shown(buf_money_plain, 0, ""), "");
}

static void people_read_signs_groups_and_no_empty_cents(void **state)
{
    (void)state;
    assert_string_equal(shown(buf_money, 123450, "USD"), "$1,234.50");
    assert_string_equal(shown(buf_money, 8400000, "USD"), "$84,000");
    assert_string_equal(shown(buf_money, 120000, "CHF"), "CHF 1,200");
    assert_string_equal(shown(buf_money, -100000007, "EUR"), "-€1,000,000.07");
    assert_string_equal(shown(buf_money, 99900, "USD"), "$999");
    assert_string_equal(shown(buf_money, 1000, "JPY"), "¥1,000");
    assert_string_equal(shown(buf_money, MONEY_MAX, "USD"), "$900,000,000,000");
    assert_string_equal(shown(buf_money, 0, "USD"), "$0");
    assert_string_equal(shown(buf_money, 0, ""), "");
}

static void plain_text_reads_back_as_the_same_amount(void **state)
{
    static const char *const codes[] = { "USD", "JPY", "KWD", "CLF", "CHF" };
    (void)state;

    for (size_t i = 0; i < COUNT(codes); i++)
        for (int64_t minor = -20001; minor <= 20001; minor += 667) {
            struct money m;

            assert_true(money_parse(str_of(shown(buf_money_plain, minor, codes[i])), codes[i], &m));
            assert_true(m.minor == minor);
            assert_true(money_parse(str_of(shown(buf_money, minor, codes[i])), "BHD", &m));
            assert_true(m.minor == minor);
            assert_string_equal(m.currency, codes[i]);
        }
}

static void halves_round_away_from_zero_once(void **state)
{
    (void)state;
    assert_int_equal(percent_round(149), 1);
    assert_int_equal(percent_round(150), 2);
    assert_int_equal(percent_round(-149), -1);
    assert_int_equal(percent_round(-150), -2);
    assert_int_equal(percent_round(0), 0);
    assert_true(percent_round(INT64_MAX) == INT64_C(92233720368547758));
    assert_true(percent_round(INT64_MIN) == INT64_C(-92233720368547758));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(currencies_have_their_places),
        cmocka_unit_test(every_currency_of_the_table_is_found),
        cmocka_unit_test(amounts_are_read_as_people_write_them),
        cmocka_unit_test(what_is_not_exactly_an_amount_is_refused),
        cmocka_unit_test_teardown(plain_amounts_have_all_their_places, release),
        cmocka_unit_test_teardown(people_read_signs_groups_and_no_empty_cents, release),
        cmocka_unit_test_teardown(plain_text_reads_back_as_the_same_amount, release),
        cmocka_unit_test(halves_round_away_from_zero_once),
    };

    arena_init(&arena, 1 << 20);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
