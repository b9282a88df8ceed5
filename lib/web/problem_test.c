/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours sets a fault */
/* clang-format on */
#include <jansson.h>

#include "web_impl.h"

struct told {
    struct conn k;
    struct arena arena;
};

static int told_make(void **state)
{
    static struct told t;

    t = (struct told){ 0 };
    arena_init(&t.arena, 1 << 20);
    t.k.q.c.arena = &t.arena;
    t.k.q.if_match = -1;
    memcpy(t.k.id, "0123456789abcdef", 17);
    *state = &t;
    return 0;
}

static int told_remove(void **state)
{
    arena_release(&((struct told *)*state)->arena);
    return 0;
}

/* The problem as a client reads it; the caller decrefs. */
static json_t *problem(struct told *t)
{
    struct buf b;
    json_t *read;

    buf_init(&b, &t->arena, 1 << 16);
    problem_write(&b, &t->k, problem_status(&t->k));
    read = json_loadb(b.p, b.n, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(read);
    return read;
}

static const char *member(json_t *o, const char *name)
{
    return json_string_value(json_object_get(o, name));
}

static void a_fault_has_the_members_of_rfc_9457(void **state)
{
    struct told *t = *state;
    json_t *p;

    fail(&t->k.q.c, FAULT_NOT_FOUND, "not_found", STR("There is no \"deal\" 7."));
    p = problem(t);
    assert_string_equal(member(p, "type"), "/problems/not_found");
    assert_string_equal(member(p, "title"), "Not found");
    assert_int_equal(json_integer_value(json_object_get(p, "status")), 404);
    assert_string_equal(member(p, "code"), "not_found");
    assert_string_equal(member(p, "detail"), "There is no \"deal\" 7.");
    assert_string_equal(member(p, "request_id"), "0123456789abcdef");
    assert_int_equal(json_array_size(json_object_get(p, "next")), 0);
    assert_null(json_object_get(p, "errors"));
    json_decref(p);
}

static void every_field_has_its_sentence(void **state)
{
    struct told *t = *state;
    json_t *p, *errors;

    bad_field(&t->k.q.c, STR("due"), "Give a date.");
    bad_field(&t->k.q.c, STR("value"), "Give a number.");
    p = problem(t);
    errors = json_object_get(p, "errors");
    assert_int_equal(json_array_size(errors), 2);
    assert_string_equal(member(json_array_get(errors, 0), "field"), "due");
    assert_string_equal(member(json_array_get(errors, 1), "detail"), "Give a number.");
    json_decref(p);
}

static void a_refusal_says_what_may_be_done(void **state)
{
    static const struct gate gate = {
        "no_evidence", "No.", { "Send it.", "Ask." }, "S0-16", false
    };
    struct told *t = *state;
    json_t *p, *next;

    refuse(&t->k.q.c, &gate, 1);
    p = problem(t);
    next = json_object_get(p, "next");
    assert_int_equal(json_integer_value(json_object_get(p, "status")), 409);
    assert_int_equal(json_array_size(next), 2);
    assert_string_equal(json_string_value(json_array_get(next, 1)), "Ask.");
    json_decref(p);
}

static void number_json(struct buf *b, const void *view)
{
    buf_int(b, *(const int *)view);
}

static void a_stale_change_shows_what_stands(void **state)
{
    static const int stands = 8;
    struct told *t = *state;
    json_t *p;

    fail(&t->k.q.c, FAULT_STALE, "stale", STR("Changed."));
    t->k.q.c.fault.current = &stands;
    t->k.q.if_match = 7;
    answer_current(&t->k.q, number_json);
    p = problem(t);
    assert_int_equal(json_integer_value(json_object_get(p, "current")), 8);
    assert_int_equal(json_integer_value(json_object_get(p, "sent_version")), 7);
    json_decref(p);
}

static void a_status_without_a_kind_has_its_own_title(void **state)
{
    struct told *t = *state;
    json_t *p;

    guard_refuse(&t->k, 415, "content_type", STR("Send JSON."));
    p = problem(t);
    assert_int_equal(json_integer_value(json_object_get(p, "status")), 415);
    assert_string_equal(member(p, "title"), "Unsupported Media Type");
    json_decref(p);
}

static void gzip_is_sent_to_who_asks_for_it(void **state)
{
    (void)state;
    assert_true(accepts_gzip(STR("gzip")));
    assert_true(accepts_gzip(STR("br;q=1.0, GZIP;q=0.5")));
    assert_false(accepts_gzip(STR("gzip;q=0")));
    assert_false(accepts_gzip(STR("gzip;q=0.000, br")));
    assert_false(accepts_gzip(STR("x-gzip, br")));
    assert_false(accepts_gzip(STR_NONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_fault_has_the_members_of_rfc_9457, told_make,
                                        told_remove),
        cmocka_unit_test_setup_teardown(every_field_has_its_sentence, told_make, told_remove),
        cmocka_unit_test_setup_teardown(a_refusal_says_what_may_be_done, told_make, told_remove),
        cmocka_unit_test_setup_teardown(a_stale_change_shows_what_stands, told_make, told_remove),
        cmocka_unit_test_setup_teardown(a_status_without_a_kind_has_its_own_title, told_make,
                                        told_remove),
        cmocka_unit_test(gzip_is_sent_to_who_asks_for_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
