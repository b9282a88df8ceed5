/* SPDX-License-Identifier: Apache-2.0 */
#include "record_testing.h"

static const struct shape *shape_named(const struct shapes *all, const char *name)
{
    for (size_t i = 0; i < all->n; i++) {
        if (strcmp(all->p[i].name, name) == 0)
            return &all->p[i];
    }
    return NULL;
}

static struct shapes shapes_of(void *arena, const struct record *r, enum shape_kind kind)
{
    return record_shapes(arena, r, kind);
}

static unsigned flags_of(const struct shapes *all, const char *name)
{
    const struct shape *s = shape_named(all, name);
    assert_non_null(s);
    return s->flags;
}

static void an_answer_has_every_member_but_secrets(void **state)
{
    struct shapes all = shapes_of(*state, &job_record, SHAPE_ROW);

    assert_null(shape_named(&all, "key"));
    assert_int_equal(all.n, job_record.n_fields - 1 + 1); /* without "key", with "late" */
    assert_int_equal(shape_named(&all, "late")->kind, SHAPE_FLAG);
    for (size_t i = 0; i < all.n; i++)
        assert_false(all.p[i].flags & OPTIONAL);
}

static void only_what_may_be_absent_is_null_in_an_answer(void **state)
{
    static const char *const there[] = { "id", "name", "notes", "mail", "state", "share", "done",
                                         "version", "created", "updated" };
    static const char *const absent[] = { "person_id", "size", "value", "due", "met" };
    struct shapes all = shapes_of(*state, &job_record, SHAPE_ROW);

    for (size_t i = 0; i < COUNT(there); i++)
        assert_int_equal(flags_of(&all, there[i]), 0);
    for (size_t i = 0; i < COUNT(absent); i++)
        assert_int_equal(flags_of(&all, absent[i]), NULLABLE);
}

static void a_new_one_must_have_what_is_required_and_nothing_computed(void **state)
{
    struct shapes all = shapes_of(*state, &job_record, SHAPE_CREATE);

    assert_int_equal(flags_of(&all, "name"), 0);
    assert_int_equal(shape_named(&all, "name")->min, 1);
    assert_int_equal(shape_named(&all, "name")->max, 30);
    assert_int_equal(flags_of(&all, "notes"), OPTIONAL | NULLABLE);
    assert_non_null(shape_named(&all, "code"));
    assert_null(shape_named(&all, "id"));
    assert_null(shape_named(&all, "owner_id"));
    assert_null(shape_named(&all, "seen_by"));
    assert_null(shape_named(&all, "late"));
    assert_null(shape_named(&all, "why"));
}

static void a_change_needs_nothing_and_leaves_out_what_is_set_once(void **state)
{
    struct shapes all = shapes_of(*state, &job_record, SHAPE_CHANGE);

    assert_int_equal(flags_of(&all, "name"), OPTIONAL);
    assert_null(shape_named(&all, "code"));
    assert_int_equal(shape_named(&all, "why")->max, 500);
    for (size_t i = 0; i < all.n; i++)
        assert_true(all.p[i].flags & OPTIONAL);
}

static void what_is_sent_may_say_a_reference_by_name_and_money_in_parts(void **state)
{
    struct shapes all = shapes_of(*state, &job_record, SHAPE_CREATE);

    assert_int_equal(shape_named(&all, "person")->kind, SHAPE_TEXT);
    assert_int_equal(shape_named(&all, "value")->kind, SHAPE_AMOUNT);
    assert_non_null(shape_named(&all, "value_currency"));
    assert_int_equal(shape_named(&all, "met")->kind, SHAPE_WHEN);
    /* "boss" is a field of its own: not a name for boss_id. */
    assert_int_equal(shape_named(&all, "boss")->kind, SHAPE_FLAG);
}

static void numbers_carry_their_bounds(void **state)
{
    struct shapes all = shapes_of(*state, &job_record, SHAPE_CREATE);

    assert_int_equal(shape_named(&all, "size")->min, -10);
    assert_int_equal(shape_named(&all, "size")->max, 1000);
    assert_int_equal(shape_named(&all, "share")->max, 100);
    all = shapes_of(*state, &job_record, SHAPE_ROW);
    assert_int_equal(shape_named(&all, "seen_by")->max, 0); /* computed: anything */
}

static void a_list_is_narrowed_by_its_filters_and_sorted_by_its_sorts(void **state)
{
    static const char *const names[] = { "name", "person_id", "person", "owner_id", "owner",
                                         "state", "size", "due", "due_from", "due_to",
                                         "met", "met_to", "done", "q", "sort",
                                         "limit", "after" };
    struct shapes all = shapes_of(*state, &job_record, SHAPE_FILTERS);

    for (size_t i = 0; i < COUNT(names); i++)
        assert_int_equal(flags_of(&all, names[i]), OPTIONAL);
    assert_null(shape_named(&all, "notes"));
    assert_string_equal(shape_named(&all, "sort")->words,
                        "id -id name -name size -size value -value due -due");
    assert_int_equal(shape_named(&all, "limit")->max, LIST_LIMIT);
    all = shapes_of(*state, &step_record, SHAPE_FILTERS);
    assert_null(shape_named(&all, "q"));
}

static int arena_make(void **state)
{
    static struct arena arena;
    arena_init(&arena, (size_t)4 << 20);
    *state = &arena;
    return register_all(state);
}

static int arena_drop(void **state)
{
    arena_release(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_has_every_member_but_secrets),
        cmocka_unit_test(only_what_may_be_absent_is_null_in_an_answer),
        cmocka_unit_test(a_new_one_must_have_what_is_required_and_nothing_computed),
        cmocka_unit_test(a_change_needs_nothing_and_leaves_out_what_is_set_once),
        cmocka_unit_test(what_is_sent_may_say_a_reference_by_name_and_money_in_parts),
        cmocka_unit_test(numbers_carry_their_bounds),
        cmocka_unit_test(a_list_is_narrowed_by_its_filters_and_sorted_by_its_sorts),
    };
    return cmocka_run_group_tests(tests, arena_make, arena_drop);
}
