/* SPDX-License-Identifier: Apache-2.0 */
#include "ctx.h"

#include <setjmp.h>
#include <cmocka.h>
#undef fail /* cmocka has a macro of that name */

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

static void the_first_fault_wins(void **state)
{
    static const struct gate gate = { .code = "late", .sentence = "Too late." };
    (void)state;

    assert_false(failed(&ctx));
    assert_false(fail(&ctx, FAULT_NOT_FOUND, "not_found", STR("There is no such deal.")));
    assert_true(failed(&ctx));
    assert_false(fail(&ctx, FAULT_CONFLICT, "taken", STR("Taken.")));
    assert_false(broken(&ctx, "disk %d", 1));
    assert_false(refuse(&ctx, &gate, 7));
    assert_false(bad_field(&ctx, STR("due"), "Give a date."));
    assert_int_equal(ctx.fault.kind, FAULT_NOT_FOUND);
    assert_string_equal(ctx.fault.code, "not_found");
    assert_true(str_is(ctx.fault.detail, "There is no such deal."));
    assert_null(ctx.fault.fields);
    assert_null(ctx.fault.gate);
    fault_clear(&ctx);
    assert_false(failed(&ctx));
}

static void what_is_broken_is_told_to_the_log_only(void **state)
{
    (void)state;
    assert_false(broken(&ctx, "row %d of %s is gone", 7, "deal"));
    assert_int_equal(ctx.fault.kind, FAULT_BROKEN);
    assert_true(str_is(ctx.fault.log, "row 7 of deal is gone"));
    assert_false(str_starts(ctx.fault.detail, STR("row")));
    assert_true(ctx.fault.detail.n > 0);
}

static void each_field_gets_its_sentence_in_order(void **state)
{
    const struct field_fault *f;
    (void)state;

    bad_field(&ctx, STR("due"), "Give a date like %s.", "2017-03-31");
    bad_field(&ctx, STR("name"), "At most %d letters.", 200);
    bad_field(&ctx, STR("value"), "Give an amount.");
    assert_int_equal(ctx.fault.kind, FAULT_BAD_INPUT);
    assert_string_equal(ctx.fault.code, "bad_input");
    f = ctx.fault.fields;
    assert_true(str_is(f->field, "due"));
    assert_true(str_is(f->sentence, "Give a date like 2017-03-31."));
    f = f->next;
    assert_true(str_is(f->field, "name"));
    assert_true(str_is(f->sentence, "At most 200 letters."));
    f = f->next;
    assert_true(str_is(f->field, "value"));
    assert_null(f->next);
}

static void a_copied_context_collects_its_own_fields(void **state)
{
    struct ctx copy = ctx;
    (void)state;

    bad_field(&copy, STR("a"), "A.");
    assert_null(ctx.fault.fields);
    assert_non_null(copy.fault.fields);
}

static void a_refusal_carries_its_gate_and_what_to_do(void **state)
{
    static const struct gate gate = {
        "no_evidence",
        "A promise is kept when the record shows it.",
        { "Send it now.", "Ask for a new date." },
        "S0-16",
        true,
    };
    (void)state;

    assert_false(refuse(&ctx, &gate, 42));
    assert_int_equal(ctx.fault.kind, FAULT_REFUSED);
    assert_string_equal(ctx.fault.code, "no_evidence");
    assert_true(str_is(ctx.fault.detail, gate.sentence));
    assert_true(str_is(ctx.fault.next[0], "Send it now."));
    assert_true(str_is(ctx.fault.next[1], "Ask for a new date."));
    assert_true(str_ends(ctx.fault.next[2], STR("(override_reason).")));
    assert_int_equal(ctx.fault.subject, 42);
    assert_ptr_equal(ctx.fault.gate, &gate);
}

static void each_kind_has_its_status_and_title(void **state)
{
    static const int statuses[] = { 200, 422, 400, 401, 403, 404, 409, 409,
                                    412, 413, 429, 503, 503, 507, 500 };
    (void)state;

    assert_int_equal(COUNT(statuses), FAULT_BROKEN + 1);
    for (int kind = FAULT_NONE; kind <= FAULT_BROKEN; kind++) {
        assert_int_equal(fault_status((enum fault_kind)kind), statuses[kind]);
        assert_true(strlen(fault_title((enum fault_kind)kind)) > 0);
        assert_int_equal(fault_tried_again((enum fault_kind)kind), kind == FAULT_BUSY);
    }
}

static void a_refusal_takes_sentences_along_and_stays_one(void **state)
{
    static const struct gate gate = { .code = "late", .sentence = "Too late." };
    (void)state;

    refuse(&ctx, &gate, 0);
    bad_field(&ctx, STR("due"), "Give a later date.");
    assert_int_equal(ctx.fault.kind, FAULT_REFUSED);
    assert_string_equal(ctx.fault.code, "late");
    assert_true(str_is(ctx.fault.fields->field, "due"));
}

static void the_program_itself_sees_all_and_is_nobody(void **state)
{
    (void)state;
    assert_int_equal(viewer_system.id, 0);
    assert_true(viewer_system.sees_all);
    assert_string_equal(viewer_system.door, "clock");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_first_fault_wins, fresh, release),
        cmocka_unit_test_setup_teardown(what_is_broken_is_told_to_the_log_only, fresh, release),
        cmocka_unit_test_setup_teardown(each_field_gets_its_sentence_in_order, fresh, release),
        cmocka_unit_test_setup_teardown(a_copied_context_collects_its_own_fields, fresh, release),
        cmocka_unit_test_setup_teardown(a_refusal_carries_its_gate_and_what_to_do, fresh, release),
        cmocka_unit_test_setup_teardown(a_refusal_takes_sentences_along_and_stays_one, fresh,
                                        release),
        cmocka_unit_test(each_kind_has_its_status_and_title),
        cmocka_unit_test(the_program_itself_sees_all_and_is_nobody),
    };

    arena_init(&arena, 1 << 20);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
