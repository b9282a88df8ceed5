/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours sets a fault */
/* clang-format on */
#include "decode.h"

struct place {
    struct arena arena;
    struct ctx c;
    struct buf out;
};

static int place_make(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    arena_init(&p->arena, 64 << 20);
    p->c = (struct ctx){ .arena = &p->arena, .viewer = &viewer_system };
    buf_init(&p->out, &p->arena, 16 << 20);
    *state = p;
    return 0;
}

static int place_remove(void **state)
{
    struct place *p = *state;
    arena_release(&p->arena);
    free(p);
    return 0;
}

static enum encoding guessed(struct str bytes)
{
    struct encoding_look look = { .n = 0 };
    for (size_t i = 0; i < bytes.n; i++)
        encoding_look(&look, str_cut(bytes, i, 1));
    return encoding_guess(&look);
}

static bool take(void *arg, struct str text)
{
    buf_add(arg, text);
    return true;
}

/* In blocks of n bytes. */
static bool decode(struct place *p, enum encoding from, struct str bytes, size_t n)
{
    struct decoder *d = decoder_open(&p->c, from, take, &p->out);
    bool ok = true;
    p->out.n = 0;
    fault_clear(&p->c);
    for (size_t i = 0; ok && i < bytes.n; i += n)
        ok = decoder_feed(d, str_cut(bytes, i, n));
    ok = ok && decoder_end(d);
    decoder_close(d);
    return ok;
}

static void assert_decodes(struct place *p, enum encoding from, struct str bytes, struct str text)
{
    static const size_t blocks[] = { 1, 2, 3, 5, 1000 };
    for (size_t i = 0; i < COUNT(blocks); i++) {
        assert_true(decode(p, from, bytes, blocks[i]));
        assert_true(str_same(buf_str(&p->out), text));
    }
}

static void what_a_file_is_written_in_is_guessed(void **state)
{
    (void)state;
    assert_int_equal(guessed(STR("Name,Town\nElm,Bonn\n")), ENCODING_UTF8);
    assert_int_equal(guessed(STR("\xef\xbb\xbfName\n")), ENCODING_UTF8);
    assert_int_equal(guessed(STR("Zo\xc3\xab,\xe2\x82\xac 5,\xf0\x9f\x90\xb5\n")), ENCODING_UTF8);
    assert_int_equal(guessed(STR("Zo\xeb,K\xf6ln\n")), ENCODING_WINDOWS_1252);
    assert_int_equal(guessed(STR("\xff\xfeN\0")), ENCODING_UTF16LE);
    assert_int_equal(guessed(STR("\xfe\xff\0N")), ENCODING_UTF16BE);
    assert_int_equal(guessed(STR("N\0a\0m\0e\0,\0T\0\n\0")), ENCODING_UTF16LE);
    assert_int_equal(guessed(STR("\0N\0a\0m\0e\0,\0T\0\n")), ENCODING_UTF16BE);
    assert_int_equal(guessed(STR("")), ENCODING_UTF8);
    assert_int_equal(guessed(STR("K\xf6")), ENCODING_WINDOWS_1252);
}

/* Its reader names the line; as Windows-1252 all its other words would be spoilt. */
static void utf_8_with_a_broken_byte_stays_utf_8(void **state)
{
    (void)state;
    assert_int_equal(guessed(STR("Zo\xc3\xab,K\xc3\xb6ln\nbroken \xff\n")), ENCODING_UTF8);
}

static void text_is_the_same_in_blocks_of_any_size(void **state)
{
    struct place *p = *state;
    struct str text = STR("Zo\xc3\xab;5 \xe2\x82\xac;\xf0\x9f\x90\xb5\n");
    assert_decodes(p, ENCODING_UTF8, text, text);
    assert_decodes(p, ENCODING_UTF16LE,
                   STR("\xff\xfeZ\0o\0\xeb\0;\0005\0 \0\xac\x20;\0\x3d\xd8\x35\xdc\n\0"), text);
    assert_decodes(p, ENCODING_UTF16BE,
                   STR("\0Z\0o\0\xeb\0;\0005\0 \x20\xac\0;\xd8\x3d\xdc\x35\0\n"), text);
    assert_decodes(p, ENCODING_WINDOWS_1252, STR("Zo\xeb;5 \x80\n"),
                   STR("Zo\xc3\xab;5 \xe2\x82\xac\n"));
}

static void a_long_text_is_decoded_whole(void **state)
{
    struct place *p = *state;
    struct buf b;
    size_t n = 200000;
    buf_init(&b, &p->arena, n);
    for (size_t i = 0; i < n; i++)
        buf_char(&b, '\xe9');
    assert_true(decode(p, ENCODING_WINDOWS_1252, buf_str(&b), 100000));
    assert_int_equal(p->out.n, 2 * n);
}

static void bytes_that_are_something_else_are_refused(void **state)
{
    struct place *p = *state;
    assert_false(decode(p, ENCODING_WINDOWS_1252, STR("a\x81"), 1));
    assert_int_equal(p->c.fault.kind, FAULT_BAD_INPUT);
    assert_string_equal(p->c.fault.code, "not_this_encoding");
    assert_false(decode(p, ENCODING_UTF16LE, STR("a\0b"), 2));
    assert_false(decode(p, ENCODING_UTF16LE, STR("\x00\xdc"), 2));
}

static void encodings_are_said_by_name(void **state)
{
    enum encoding e = ENCODING_UTF8;
    (void)state;
    assert_true(encoding_named(STR("utf-16be"), &e));
    assert_int_equal(e, ENCODING_UTF16BE);
    assert_false(encoding_named(STR("latin-9"), &e));
    assert_string_equal(encoding_label(ENCODING_WINDOWS_1252), "Windows-1252");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_file_is_written_in_is_guessed),
        cmocka_unit_test(utf_8_with_a_broken_byte_stays_utf_8),
        cmocka_unit_test_setup_teardown(text_is_the_same_in_blocks_of_any_size, place_make,
                                        place_remove),
        cmocka_unit_test_setup_teardown(a_long_text_is_decoded_whole, place_make, place_remove),
        cmocka_unit_test_setup_teardown(bytes_that_are_something_else_are_refused, place_make,
                                        place_remove),
        cmocka_unit_test(encodings_are_said_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
