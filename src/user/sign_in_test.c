/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/testing.h"

#include "user/attempts.h"
#include "user/password.h"
#include "user/user.h"

static void a_password_matches_its_own_hash_only(void **state)
{
    struct place *p = *state;
    struct str hash, again;
    bool matches;
    assert_true(password_hash(&p->c, STR("correct horse battery"), &hash));
    assert_true(str_starts(hash, STR("$argon2id$v=19$m=65536,t=2,p=1$")));
    assert_true(password_matches(&p->c, hash, STR("correct horse battery"), &matches));
    assert_true(matches);
    assert_true(password_matches(&p->c, hash, STR("correct horse batterx"), &matches));
    assert_false(matches);
    assert_true(password_hash(&p->c, STR("correct horse battery"), &again));
    assert_false(str_same(hash, again));
}

static void nothing_matches_who_has_no_password(void **state)
{
    struct place *p = *state;
    bool matches = true;
    assert_true(password_matches(&p->c, STR_NONE, STR("anything at all"), &matches));
    assert_false(matches);
    matches = true;
    assert_true(password_matches(&p->c, STR_NONE, STR_NONE, &matches));
    assert_false(matches);
}

static void short_and_endless_passwords_are_refused(void **state)
{
    struct place *p = *state;
    char *long_one = arena_alloc(&p->arena, 2000);
    memset(long_one, 'a', 2000);
    const struct str bad[] = { STR(""), STR("eleven char"), { long_one, 2000 } };
    for (size_t i = 0; i < COUNT(bad); i++) {
        fault_clear(&p->c);
        assert_false(password_is_good(&p->c, "password", bad[i]));
        assert_true(place_blames(p, "password"));
    }
    fault_clear(&p->c);
    assert_true(password_is_good(&p->c, "password", STR("twelve chars")));
    /* characters, not bytes */
    assert_false(password_is_good(&p->c, "password", STR("äöüäöüäöü")));
}

static void the_eleventh_attempt_in_a_quarter_of_an_hour_waits(void **state UNUSED)
{
    struct str who = STR("a@example.com");
    for (int i = 0; i < ATTEMPTS_MAX; i++)
        assert_int_equal(attempt_begin('t', who, 1000 + i), 0);
    assert_int_equal(attempt_begin('t', who, 2000), ATTEMPTS_MS - 1000);
    assert_int_equal(attempt_begin('t', STR("b@example.com"), 2000), 0);
    assert_int_equal(attempt_begin('u', who, 2000), 0);
    assert_int_equal(attempt_begin('t', who, 1000 + ATTEMPTS_MS - 1), 1);
    assert_int_equal(attempt_begin('t', who, 1000 + ATTEMPTS_MS), 0);
}

static void a_success_takes_attempts_back(void **state UNUSED)
{
    struct str who = STR("c@example.com"), where = STR("192.0.2.7");
    for (int i = 0; i < 3 * ATTEMPTS_MAX; i++) {
        assert_int_equal(attempt_begin('t', who, 1000), 0);
        assert_int_equal(attempt_begin('t', where, 1000), 0);
        attempts_forget('t', who);
        attempt_undo('t', where);
    }
}

static void a_crowd_of_strangers_leaves_room_for_the_next(void **state)
{
    struct place *p = *state;
    for (int i = 0; i < 20000; i++) {
        struct str name = arena_printf(&p->arena, "%d@example.com", i);
        assert_int_equal(attempt_begin('t', name, 5000 + i), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_password_matches_its_own_hash_only),
        TEST(nothing_matches_who_has_no_password),
        TEST(short_and_endless_passwords_are_refused),
        cmocka_unit_test(the_eleventh_attempt_in_a_quarter_of_an_hour_waits),
        cmocka_unit_test(a_success_takes_attempts_back),
        TEST(a_crowd_of_strangers_leaves_room_for_the_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
