/* SPDX-License-Identifier: Apache-2.0 */
#include "base.h"

#include <setjmp.h>
#include <cmocka.h>

static void views_compare_by_their_bytes(void **state)
{
    (void)state;
    assert_true(str_is(STR("deal"), "deal"));
    assert_false(str_is(STR("deal"), "deals"));
    assert_false(str_is(STR("deals"), "deal"));
    assert_true(str_is(STR_NONE, ""));
    assert_true(str_same(STR_NONE, STR("")));
    assert_true(str_cmp(STR("a"), STR("b")) < 0);
    assert_true(str_cmp(STR("b"), STR("a")) > 0);
    assert_true(str_cmp(STR("a"), STR("ab")) < 0);
    assert_int_equal(str_cmp(STR_NONE, STR("")), 0);
    assert_true(str_cmp(STR("Z"), STR("\xc3\xa4")) < 0);
    assert_int_equal(str_of(NULL).n, 0);
}

static void starts_and_ends_are_whole(void **state)
{
    (void)state;
    assert_true(str_starts(STR("promise"), STR("pro")));
    assert_false(str_starts(STR("pr"), STR("pro")));
    assert_true(str_starts(STR_NONE, STR_NONE));
    assert_true(str_ends(STR("promise"), STR("ise")));
    assert_false(str_ends(STR("se"), STR("ise")));
    assert_true(str_ends(STR_NONE, STR("")));
}

static void trimming_leaves_what_is_inside(void **state)
{
    (void)state;
    assert_true(str_is(str_trim(STR(" \t a b\r\n")), "a b"));
    assert_int_equal(str_trim(STR("  \n ")).n, 0);
}

static void a_cut_never_leaves_the_text(void **state)
{
    (void)state;
    assert_true(str_is(str_cut(STR("abcdef"), 2, 3), "cde"));
    assert_true(str_is(str_cut(STR("abcdef"), 4, 100), "ef"));
    assert_int_equal(str_cut(STR("abcdef"), 6, 1).n, 0);
    assert_int_equal(str_cut(STR("abcdef"), SIZE_MAX, SIZE_MAX).n, 0);
}

static void a_split_gives_both_sides(void **state)
{
    struct str rest;
    (void)state;

    assert_true(str_is(str_split(STR("a=b=c"), '=', &rest), "a"));
    assert_true(str_is(rest, "b=c"));
    assert_true(str_is(str_split(STR("abc"), '=', &rest), "abc"));
    assert_int_equal(rest.n, 0);
    assert_int_equal(str_split(STR("=x"), '=', &rest).n, 0);
    assert_true(str_is(rest, "x"));
    assert_int_equal(str_find(STR("abc"), 'c'), 2);
    assert_int_equal(str_find(STR_NONE, 'c'), -1);
}

static void numbers_are_read_whole_or_not_at_all(void **state)
{
    static const struct {
        struct str text;
        bool ok;
        int64_t value;
    } rows[] = {
        { STR_INIT("0"), true, 0 },
        { STR_INIT("-0"), true, 0 },
        { STR_INIT("42"), true, 42 },
        { STR_INIT("-42"), true, -42 },
        { STR_INIT("9223372036854775807"), true, INT64_MAX },
        { STR_INIT("-9223372036854775808"), true, INT64_MIN },
        { STR_INIT("9223372036854775808"), false, 0 },
        { STR_INIT("-9223372036854775809"), false, 0 },
        { STR_INIT("99999999999999999999"), false, 0 },
        { STR_INIT(""), false, 0 },
        { STR_INIT("-"), false, 0 },
        { STR_INIT("+1"), false, 0 },
        { STR_INIT(" 1"), false, 0 },
        { STR_INIT("1x"), false, 0 },
        { STR_INIT("1.0"), false, 0 },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t value = 77;

        assert_int_equal(str_to_int(rows[i].text, &value), rows[i].ok);
        assert_true(value == (rows[i].ok ? rows[i].value : 77));
    }
}

static void hashes_tell_texts_apart(void **state)
{
    (void)state;
    assert_true(str_hash(STR("deal")) == str_hash(str_cut(STR("dealer"), 0, 4)));
    assert_true(str_hash(STR("deal")) != str_hash(STR("laed")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_compare_by_their_bytes),
        cmocka_unit_test(starts_and_ends_are_whole),
        cmocka_unit_test(trimming_leaves_what_is_inside),
        cmocka_unit_test(a_cut_never_leaves_the_text),
        cmocka_unit_test(a_split_gives_both_sides),
        cmocka_unit_test(numbers_are_read_whole_or_not_at_all),
        cmocka_unit_test(hashes_tell_texts_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
