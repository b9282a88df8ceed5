/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

#include <setjmp.h>
#include <cmocka.h>

static struct arena arena;

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static const char *folded(const char *text)
{
    return arena_cstr(&arena, fold(&arena, str_of(text)));
}

static void well_formed_text_is_accepted(void **state)
{
    static const char *const texts[] = {
        "",
        "plain",
        "Zo\xc3\xab",
        "\xe2\x82\xac",
        "\xf0\x9f\x98\x80",
        "\xc2\x80",
        "\xdf\xbf",
        "\xe0\xa0\x80",
        "\xed\x9f\xbf",
        "\xee\x80\x80",
        "\xef\xbf\xbf",
        "\xf0\x90\x80\x80",
        "\xf4\x8f\xbf\xbf",
    };
    (void)state;

    for (size_t i = 0; i < COUNT(texts); i++)
        assert_true(utf8_ok(str_of(texts[i])));
    assert_true(utf8_ok(STR_NONE));
}

static void ill_formed_text_is_refused(void **state)
{
    static const char *const texts[] = {
        "\x80", /* a tail alone */
        "\xc3", /* cut short */
        "\xe2\x82",
        "\xf0\x9f\x98",
        "\xc0\x80", /* overlong */
        "\xc1\xbf",
        "\xe0\x9f\xbf",
        "\xf0\x8f\xbf\xbf",
        "\xed\xa0\x80",     /* surrogate */
        "\xf4\x90\x80\x80", /* beyond U+10FFFF */
        "\xf5\x80\x80\x80",
        "\xff",
        "a\xc3(",
        "\xe2\x28\xa1",
        "\xe2\x82\x28",
        "\xf0\x9f\x98\xc0",
    };
    (void)state;

    for (size_t i = 0; i < COUNT(texts); i++)
        assert_false(utf8_ok(str_of(texts[i])));
    assert_false(utf8_ok((struct str){ "a\0b", 3 }));
}

static void a_bad_byte_is_found_wherever_it_stands(void **state UNUSED)
{
    static const char bad[] = { '\0', '\x80', '\xc0', '\xff' };
    char text[40];

    for (size_t n = 1; n <= sizeof text; n++)
        for (size_t i = 0; i < n * sizeof bad; i++) {
            memset(text, i % 2 ? '\x01' : '\x7f', sizeof text);
            assert_true(utf8_ok((struct str){ text, n }));
            text[i / sizeof bad] = bad[i % sizeof bad];
            assert_false(utf8_ok((struct str){ text, n }));
        }
}

static void length_counts_characters(void **state)
{
    (void)state;
    assert_int_equal(utf8_length(STR("Zo\xc3\xab \xf0\x9f\x98\x80")), 5);
    assert_int_equal(utf8_length(STR_NONE), 0);
}

static void control_characters_are_found(void **state)
{
    (void)state;
    assert_false(text_has_control(STR("a\tb"), false));
    assert_true(text_has_control(STR("a\nb"), false));
    assert_false(text_has_control(STR("a\r\nb"), true));
    assert_true(text_has_control(STR("a\x1b[31m"), true));
    assert_true(text_has_control(STR("a\x7f"), true));
    assert_false(text_has_control(STR("Zo\xc3\xab"), false));
}

static void folding_makes_what_people_type_find_what_is_stored(void **state)
{
    static const struct {
        const char *text, *fold;
    } rows[] = {
        { "", "" },
        { "Deal", "deal" },
        { "  A \t\n b  ", "a b" },
        { "Zo\xc3\xab  M\xc3\x9cLLER", "zoe muller" },
        { "Zoe\xcc\x88", "zoe" }, /* decomposed */
        { "Stra\xc3\x9f"
          "e",
          "strasse" },
        { "\xef\xac\x81n", "fin" },           /* ligature */
        { "\xef\xbc\xa1\xef\xbc\xa2", "ab" }, /* full width */
        { "\xc4\xb0stanbul", "istanbul" },
        { "a\xc2\xa0\xe3\x80\x80"
          "b\xe2\x80\xa8",
          "a b" }, /* other white space */
        { "\xce\xa3\xce\x8a\xce\xa3", "\xcf\x83\xce\xb9\xcf\x83" },
        { "co\xc2\xadop", "coop" },         /* soft hyphen */
        { "\xea\xb0\x80", "\xea\xb0\x80" }, /* Hangul stays composed */
        { "\xcc\x88", "" },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_string_equal(folded(rows[i].text), rows[i].fold);
        assert_string_equal(folded(folded(rows[i].text)), rows[i].fold);
    }
}

static void a_fold_is_at_most_four_times_as_long(void **state)
{
    struct str s = fold(&arena, STR("\xef\xb7\xba"));
    (void)state;

    assert_true(s.n > 0 && s.n <= 12);
    assert_true(utf8_ok(s));
}

static void the_end_of_a_prefix_lies_behind_all_it_starts(void **state)
{
    static const struct {
        const char *prefix, *end;
    } rows[] = {
        { "ab", "ac" },
        { "a\x7f", "a\xc2\x80" },
        { "a\xc3\xbf", "a\xc4\x80" },
        { "\xed\x9f\xbf", "\xee\x80\x80" }, /* over the surrogates */
        { "a\xf4\x8f\xbf\xbf", "b" },       /* nothing behind the last character */
        { "a\xf4\x8f\xbf\xbf\xf4\x8f\xbf\xbf", "b" },
        { "", "\xf4\x8f\xbf\xbf" },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str end = prefix_end(&arena, str_of(rows[i].prefix));

        assert_true(str_is(end, rows[i].end));
        assert_true(utf8_ok(end));
        assert_true(str_cmp(end, str_of(rows[i].prefix)) > 0);
    }
}

static void mail_addresses_are_told_from_other_text(void **state)
{
    static const char *const good[] = {
        "ann@example.com",
        "a.b+tag@mail.example.co.uk",
        "o'neil@x.org",
        "root@localhost",
        "1@2.3",
    };
    static const char *const bad[] = {
        "",
        "@",
        "ann",
        "ann@",
        "@example.com",
        "a b@example.com",
        "a@b@c",
        "a..b@example.com",
        ".a@example.com",
        "a.@example.com",
        "a@-b.com",
        "a@b-.com",
        "a@b..com",
        "a@.com",
        "a@b.com.",
        "Ann <ann@example.com>",
        "a@exam_ple.com",
        "a@b.com\n",
        "a\x01@b.com",
        "\"a b\"@c.com",
        "a,b@c.com",
        "a1234567890123456789012345678901234567890123456789012345678901234@b.com",
        "a@b234567890123456789012345678901234567890123456789012345678901234.com",
    };
    (void)state;

    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(email_ok(str_of(good[i])));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(email_ok(str_of(bad[i])));
}

static void a_mail_address_has_at_most_254_bytes(void **state)
{
    struct buf b;
    (void)state;

    buf_init(&b, &arena, 1000);
    buf_lit(&b, "a@");
    for (int i = 0; i < 50; i++)
        buf_lit(&b, "1234.");
    buf_lit(&b, "de");
    assert_int_equal(b.n, 254);
    assert_true(email_ok(buf_str(&b)));
    buf_char(&b, 'x');
    assert_false(email_ok(buf_str(&b)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed_text_is_accepted),
        cmocka_unit_test(ill_formed_text_is_refused),
        cmocka_unit_test(a_bad_byte_is_found_wherever_it_stands),
        cmocka_unit_test(length_counts_characters),
        cmocka_unit_test(control_characters_are_found),
        cmocka_unit_test_teardown(folding_makes_what_people_type_find_what_is_stored, release),
        cmocka_unit_test_teardown(a_fold_is_at_most_four_times_as_long, release),
        cmocka_unit_test_teardown(the_end_of_a_prefix_lies_behind_all_it_starts, release),
        cmocka_unit_test(mail_addresses_are_told_from_other_text),
        cmocka_unit_test_teardown(a_mail_address_has_at_most_254_bytes, release),
    };

    arena_init(&arena, 1 << 20);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
