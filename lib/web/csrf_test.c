/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours sets a fault */
/* clang-format on */
#include "csrf.h"

static const unsigned char secret[CSRF_SECRET] = "one secret of a session, 32 long";
static const unsigned char other[CSRF_SECRET] = "another one that is 32 bytes too";

static void a_token_fits_its_own_secret_only(void **state)
{
    struct arena a;
    struct str token;

    (void)state;
    arena_init(&a, 1 << 16);
    token = csrf_token(&a, secret, other);
    assert_int_equal(token.n, CSRF_TOKEN);
    assert_true(csrf_matches(secret, token));
    assert_false(csrf_matches(other, token));
    arena_release(&a);
}

static void two_masks_give_two_tokens_that_both_fit(void **state)
{
    unsigned char mask[CSRF_SECRET] = { 1, 2, 3 };
    struct arena a;
    struct str one, two;

    (void)state;
    arena_init(&a, 1 << 16);
    one = csrf_token(&a, secret, mask);
    mask[31] = 9;
    two = csrf_token(&a, secret, mask);
    assert_false(str_same(one, two));
    assert_true(csrf_matches(secret, one) && csrf_matches(secret, two));
    arena_release(&a);
}

static void what_is_no_token_does_not_fit(void **state)
{
    char text[CSRF_TOKEN];

    (void)state;
    assert_false(csrf_matches(secret, STR_NONE));
    assert_false(csrf_matches(secret, STR("short")));
    memset(text, '!', sizeof text);
    assert_false(csrf_matches(secret, (struct str){ text, sizeof text }));
    memset(text, 'A', sizeof text);
    assert_false(csrf_matches(secret, (struct str){ text, sizeof text }));
}

static void the_origin_must_be_ours_when_it_is_said(void **state)
{
    struct str own = STR("https://crm.example.org");

    (void)state;
    assert_true(csrf_origin_ok(STR_NONE, STR_NONE, own));
    assert_true(csrf_origin_ok(own, STR_NONE, own));
    assert_true(csrf_origin_ok(own, STR("same-origin"), own));
    assert_false(csrf_origin_ok(STR("https://crm.example.org.evil"), STR_NONE, own));
    assert_false(csrf_origin_ok(STR("http://crm.example.org"), STR_NONE, own));
    assert_false(csrf_origin_ok(STR("null"), STR_NONE, own));
    assert_false(csrf_origin_ok(STR(""), STR_NONE, own));
    assert_false(csrf_origin_ok(STR("https://evil"), STR("same-origin"), own));
}

static void the_browser_knows_where_it_comes_from(void **state)
{
    struct str own = STR("https://crm.example.org");

    (void)state;
    assert_true(csrf_origin_ok(STR("null"), STR("same-origin"), own));
    assert_true(csrf_origin_ok(STR_NONE, STR("none"), own));
    assert_false(csrf_origin_ok(STR_NONE, STR("cross-site"), own));
    assert_false(csrf_origin_ok(STR_NONE, STR("same-site"), own));
    assert_false(csrf_origin_ok(own, STR("cross-site"), own));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_fits_its_own_secret_only),
        cmocka_unit_test(two_masks_give_two_tokens_that_both_fit),
        cmocka_unit_test(what_is_no_token_does_not_fit),
        cmocka_unit_test(the_origin_must_be_ours_when_it_is_said),
        cmocka_unit_test(the_browser_knows_where_it_comes_from),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
