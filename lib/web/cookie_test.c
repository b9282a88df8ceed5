/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours sets a fault */
/* clang-format on */
#include "cookie.h"

static void a_cookie_is_found_among_others(void **state)
{
    (void)state;
    assert_true(str_is(cookie_find(STR("a=1; session=good; b=2"), "session"), "good"));
    assert_true(str_is(cookie_find(STR("session=good"), "session"), "good"));
    assert_true(str_is(cookie_find(STR("a=1;session=x=y"), "session"), "x=y"));
}

static void a_name_that_only_ends_alike_is_another(void **state)
{
    (void)state;
    assert_int_equal(cookie_find(STR("my-session=bad; sessions=bad"), "session").n, 0);
    assert_int_equal(cookie_find(STR(""), "session").n, 0);
    assert_int_equal(cookie_find(STR("session"), "session").n, 0);
}

static void two_of_one_name_are_none(void **state)
{
    (void)state;
    assert_int_equal(cookie_find(STR("session=planted; session=good"), "session").n, 0);
    assert_int_equal(cookie_find(STR("session=; session=good"), "session").n, 0);
}

static void the_session_cookie_is_bound_to_https_where_there_is_https(void **state)
{
    struct arena a;
    struct req q = { .c = { .arena = &a }, .secure = true };

    (void)state;
    arena_init(&a, 1 << 16);
    assert_true(str_is(session_cookie(&q, STR("t"), 60),
                       "__Host-session=t; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"));
    q.secure = false;
    assert_true(str_is(session_cookie(&q, STR_NONE, 0),
                       "session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cookie_is_found_among_others),
        cmocka_unit_test(a_name_that_only_ends_alike_is_another),
        cmocka_unit_test(two_of_one_name_are_none),
        cmocka_unit_test(the_session_cookie_is_bound_to_https_where_there_is_https),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
