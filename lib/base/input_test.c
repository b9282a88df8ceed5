/* SPDX-License-Identifier: Apache-2.0 */
#include "input.h"

#include <setjmp.h>
#include <cmocka.h>

static struct arena arena;
static struct ctx ctx;

static int fresh(void **state)
{
    (void)state;
    ctx = (struct ctx){ .arena = &arena, .viewer = &viewer_system };
    return 0;
}

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void put(struct input *in, const char *name, const char *text)
{
    input_add(&arena, in, str_of(name), str_of(text), INPUT_TEXT);
}

static void the_last_of_a_name_counts(void **state)
{
    struct input in = { 0 };
    (void)state;

    put(&in, "open", "0");
    put(&in, "name", "Ann");
    put(&in, "open", "1");
    assert_true(str_is(input_find(&in, "open")->text, "1"));
    assert_false(input_find(&in, "open")->used);
    assert_true(str_is(input_text(&in, "open"), "1"));
    assert_true(input_find(&in, "open")->used);
    assert_null(input_find(&in, "ope"));
    assert_int_equal(input_text(&in, "nothing").n, 0);
    assert_true(input_has(&in, "name"));
    assert_false(input_has(&in, "nam"));
}

static void many_items_keep_their_order_and_kind(void **state)
{
    struct input in = { 0 };
    (void)state;

    for (int i = 0; i < 1000; i++)
        input_add(&arena, &in, STR("n"), arena_printf(&arena, "%d", i), INPUT_NUMBER);
    assert_int_equal(in.n, 1000);
    assert_true(str_is(in.items[0].text, "0"));
    assert_true(str_is(in.items[999].text, "999"));
    assert_int_equal(in.items[500].kind, INPUT_NUMBER);
}

static void what_nobody_understood_is_refused_by_name(void **state)
{
    struct input in = { 0 };
    (void)state;

    put(&in, "name", "Ann");
    put(&in, "owner_id", "3");
    put(&in, "_csrf", "x");
    put(&in, "shoe", "42");
    input_text(&in, "name");
    assert_false(input_all_used(&ctx, &in));
    assert_int_equal(ctx.fault.kind, FAULT_BAD_INPUT);
    assert_true(str_is(ctx.fault.fields->field, "owner_id"));
    assert_true(str_is(ctx.fault.fields->next->field, "shoe"));
    assert_null(ctx.fault.fields->next->next);
}

static void all_understood_is_no_fault(void **state)
{
    struct input in = { 0 };
    (void)state;

    put(&in, "open", "0");
    put(&in, "open", "1");
    put(&in, "_method", "patch");
    input_text(&in, "open");
    assert_true(input_all_used(&ctx, &in));
    assert_false(failed(&ctx));
}

static void a_json_list_where_one_value_belongs_is_refused(void **state)
{
    struct input in = { .json = true };
    (void)state;

    put(&in, "name", "Ann");
    put(&in, "name", "Bob");
    input_text(&in, "name");
    assert_false(input_all_used(&ctx, &in));
    assert_true(str_is(ctx.fault.fields->sentence, "Give one value here, not a list."));
    assert_null(ctx.fault.fields->next);
}

static void a_list_of_one_is_no_value_either(void **state)
{
    struct input in = { .json = true };
    (void)state;

    put(&in, "name", "Ann");
    in.items[0].listed = true;
    assert_int_equal(input_text(&in, "name").n, 0);
    assert_false(input_all_used(&ctx, &in));
    assert_true(str_is(ctx.fault.fields->field, "name"));
    assert_true(str_is(ctx.fault.fields->sentence, "Give one value here, not a list."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_last_of_a_name_counts, fresh, release),
        cmocka_unit_test_setup_teardown(many_items_keep_their_order_and_kind, fresh, release),
        cmocka_unit_test_setup_teardown(what_nobody_understood_is_refused_by_name, fresh, release),
        cmocka_unit_test_setup_teardown(all_understood_is_no_fault, fresh, release),
        cmocka_unit_test_setup_teardown(a_json_list_where_one_value_belongs_is_refused, fresh,
                                        release),
        cmocka_unit_test_setup_teardown(a_list_of_one_is_no_value_either, fresh, release),
    };

    arena_init(&arena, 1 << 20);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
