/* SPDX-License-Identifier: Apache-2.0 */
#include "buf.h"

#include <setjmp.h>
#include <cmocka.h>

static struct arena arena;

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct buf made(size_t max)
{
    struct buf b;

    buf_init(&b, &arena, max);
    return b;
}

static void text_numbers_and_formats_follow_each_other(void **state)
{
    struct buf b = made(1000);
    (void)state;

    buf_lit(&b, "a");
    buf_add(&b, STR("bc"));
    buf_add(&b, STR_NONE);
    buf_char(&b, ' ');
    buf_int(&b, -7);
    buf_printf(&b, "/%03d", 5);
    assert_true(str_is(buf_str(&b), "abc -7/005"));
    assert_false(b.full);
}

static void every_number_is_written_in_full(void **state)
{
    static const struct {
        int64_t i;
        const char *text;
    } rows[] = {
        { 0, "0" },
        { 10, "10" },
        { -1, "-1" },
        { INT64_MAX, "9223372036854775807" },
        { INT64_MIN, "-9223372036854775808" },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf b = made(100);

        buf_int(&b, rows[i].i);
        assert_true(str_is(buf_str(&b), rows[i].text));
    }
}

static void what_does_not_fit_is_dropped_and_stays_dropped(void **state)
{
    struct buf b = made(5);
    (void)state;

    buf_lit(&b, "1234");
    buf_lit(&b, "56");
    assert_true(b.full);
    buf_char(&b, '7');
    buf_printf(&b, "%d", 8);
    assert_true(str_is(buf_str(&b), "1234"));
}

static void a_buf_can_be_filled_to_the_last_byte(void **state)
{
    struct buf b = made(305);
    (void)state;

    buf_printf(&b, "%0300d", 1);
    buf_lit(&b, "12345");
    assert_false(b.full);
    assert_int_equal(b.n, 305);
    buf_printf(&b, "%0300d", 1);
    assert_true(b.full);
    assert_int_equal(b.n, 305);
}

static void long_text_grows_and_keeps_its_beginning(void **state)
{
    struct buf b = made(1 << 20);
    (void)state;

    for (int i = 0; i < 100000; i++)
        buf_char(&b, (char)('a' + i % 26));
    assert_int_equal(b.n, 100000);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(b.p[i], 'a' + i % 26);
}

static void json_text_is_quoted_and_escaped(void **state)
{
    struct buf b = made(1000);
    (void)state;

    buf_json_str(&b, STR("plain Zo\xc3\xab"));
    buf_json_str(&b, STR("\"\\/\n\r\t\b\f\x01\x1f\x7f\"x"));
    buf_json_str(&b, STR_NONE);
    buf_json_str(&b, (struct str){ "\0", 1 });
    assert_true(str_is(buf_str(&b), "\"plain Zo\xc3\xab\""
                                    "\"\\\"\\\\/\\n\\r\\t\\b\\f\\u0001\\u001f\x7f\\\"x\""
                                    "\"\""
                                    "\"\\u0000\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(text_numbers_and_formats_follow_each_other, release),
        cmocka_unit_test_teardown(every_number_is_written_in_full, release),
        cmocka_unit_test_teardown(what_does_not_fit_is_dropped_and_stays_dropped, release),
        cmocka_unit_test_teardown(a_buf_can_be_filled_to_the_last_byte, release),
        cmocka_unit_test_teardown(long_text_grows_and_keeps_its_beginning, release),
        cmocka_unit_test_teardown(json_text_is_quoted_and_escaped, release),
    };

    arena_init(&arena, 4 << 20);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
