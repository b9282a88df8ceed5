/* SPDX-License-Identifier: Apache-2.0 */
#include "db_testing.h"

static struct str expanded(struct place *p, const char *sql, const char **bad)
{
    struct buf b;
    buf_init(&b, &p->arena, 4096);
    return dialect_expand(&b, sql, bad) ? buf_str(&b) : STR_NONE;
}

static void words_become_sqlite(void **state)
{
    static const struct {
        const char *got, *want;
    } rows[] = {
        { "SELECT 1", "SELECT 1" },
        { "CAST(x AS {int})", "CAST(x AS INTEGER)" },
        { "a {int}, b {blob}", "a INTEGER, b BLOB" },
        { "id {id}", "id INTEGER PRIMARY KEY AUTOINCREMENT" },
        { "SELECT 1 {lock}", "SELECT 1 " },
        { "'{int}' {int}", "'{int}' INTEGER" },
        { "'it''s {x}'", "'it''s {x}'" },
        { "-- {x}\n{int}", "-- {x}\nINTEGER" },
        { "\"{x}\" -- {y}", "\"{x}\" -- {y}" },
        { "x - 1 {int}", "x - 1 INTEGER" },
    };
    const char *bad;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_true(str_is(expanded(*state, rows[i].got, &bad), rows[i].want));
}

static void a_word_it_does_not_know_is_shown(void **state)
{
    static const char *const rows[] = { "{integer}", "{}", "{", "{append_only }",
                                        "{append_only a;b}" };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *bad = NULL;
        assert_null(expanded(*state, rows[i], &bad).p);
        assert_ptr_equal(bad, rows[i]);
    }
}

static void append_only_makes_two_triggers(void **state)
{
    const char *bad;
    struct str s = expanded(*state, "{append_only entry};", &bad);
    assert_true(str_starts(s, STR("CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN ")));
    assert_non_null(strstr(s.p, "CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_become_sqlite, place_make, place_remove),
        cmocka_unit_test_setup_teardown(a_word_it_does_not_know_is_shown, place_make, place_remove),
        cmocka_unit_test_setup_teardown(append_only_makes_two_triggers, place_make, place_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
