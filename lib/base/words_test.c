/* SPDX-License-Identifier: Apache-2.0 */
#include "words.h"

#include <setjmp.h>
#include <cmocka.h>

static struct arena arena;

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void text_is_cut_into_folded_words(void **state)
{
    static const struct {
        const char *text, *words;
    } rows[] = {
        { "", "" },
        { "  ,.;!? ", "" },
        { "Kestrel Airways", "kestrel airways" },
        { "Zo\u00eb M\u00dcLLER", "zoe muller" },
        { "Stra\u00dfe", "strasse" },
        { "\ufb01ne \uff27\uff34\uff38", "fine gtx" },
        { "well-known", "well known" },
        { "O'Brien & Sons", "o brien sons" },
        { "dana.w@kestrel-air.example", "dana w kestrel air example" },
        { "https://www.kestrel.example/about?x=1", "https www kestrel example about x 1" },
        { "GTX500 2.0", "gtx500 2 0" },
        { "\u0394\u0397\u039c\u039f\u03a3", "\u03b4\u03b7\u03bc\u03bf\u03c3" },
        { "\u5317\u4eac\u5e02 A1", "\u5317 \u4eac \u5e02 a1" },
        { "\ud55c\uad6d\uc5b4", "\ud55c\uad6d\uc5b4" },
        { "\u0e44\u0e17\u0e22", "\u0e44 \u0e17 \u0e22" },
        { "go \U0001f680now", "go \U0001f680 now" },
        { "soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth" },
        { "a\u00a0b\u2028c\td", "a b c d" },
        { "AND NEAR(\"x\" *) : ^ -y {title}", "and near x y title" },
        { "& | ! <-> ( ) ' \\ :*A", "a" },
        { "'; DROP TABLE deal; --", "drop table deal" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(arena_cstr(&arena, words_of(&arena, str_of(rows[i].text))),
                            rows[i].words);
}

static void a_number_in_groups_stands_once_more_as_one(void **state)
{
    static const struct {
        const char *text, *words;
    } rows[] = {
        { "+1 (555) 010-9999", "1 555 010 9999 15550109999 5550109999 0109999" },
        { "call 555.010.9999 now", "call 555 010 9999 now 5550109999 0109999" },
        { "5550109999", "5550109999" },
        { "12 34", "12 34" },
        { "1 2 3 4 5 6 7 8 9", "1 2 3 4 5 6 7 8 9" },
        { "555-0109, 555-0108", "555 0109 555 0108 5550109 5550108" },
        { "12345678 12345678", "12345678 12345678" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(arena_cstr(&arena, words_of(&arena, str_of(rows[i].text))),
                            rows[i].words);
}

static void a_long_word_is_cut_and_nothing_of_it_is_lost(void **state)
{
    char text[200];
    (void)state;
    memset(text, 'a', sizeof text);
    struct str words = words_of(&arena, (struct str){ text, sizeof text });
    assert_int_equal(words.n, sizeof text + 3);
    assert_int_equal(words.p[WORD_BYTES], ' ');
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "\u00f8", 2);
    words = words_of(&arena, (struct str){ text, sizeof text });
    assert_int_equal(words.n, sizeof text + 3);
}

/* The question as one line: things between |, begun ones with a *. */
static const char *asked(const char *text)
{
    struct question q;
    struct buf b;
    question_read(&arena, str_of(text), &q);
    buf_init(&b, &arena, 4096);
    for (size_t i = 0; i < q.n; i++) {
        buf_add(&b, i ? STR("|") : STR_NONE);
        buf_add(&b, q.p[i].words);
        buf_add(&b, q.p[i].begun ? STR("*") : STR_NONE);
    }
    return arena_cstr(&arena, buf_str(&b));
}

static void a_question_is_cut_at_blanks_and_its_last_word_is_only_begun(void **state)
{
    static const struct {
        const char *text, *things;
    } rows[] = {
        { "", "" },
        { " \" ", "" },
        { "* ( ) & <->", "" },
        { "Kestrel", "kestrel*" },
        { "kestrel  LIC ", "kestrel|lic*" },
        { "\"seat licence\" kes", "seat licence|kes*" },
        { "kes \"Seat  Licence\"", "kes|seat licence" },
        { "\"not closed", "not closed" },
        { "a\"b c\"d", "a|b c|d" },
        { "dana@kestrel.exa", "dana kestrel exa*" },
        { "\u5317\u4eac", "\u5317 \u4eac*" },
        { "555-010-9999", "5550109999*" },
        { "12-34", "12 34*" },
        { "a OR b*", "a|or|b" },
        { "title:x", "title x" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(asked(rows[i].text), rows[i].things);
}

static void a_question_has_its_limit_and_says_that_there_was_more(void **state)
{
    struct question q;
    (void)state;
    question_read(&arena, STR("a b c d e f g h i j k l"), &q);
    assert_true(q.n == ASKED_MAX && !q.many);
    question_read(&arena, STR("a b c d e f g h i j k l m"), &q);
    assert_true(q.n == ASKED_MAX && q.many);
}

/* The text with what is meant between [ and ]. */
static const char *marked(const char *question, const char *text)
{
    struct question q;
    struct buf b;
    struct str s = str_of(text), mark;
    size_t at = 0;
    question_read(&arena, str_of(question), &q);
    buf_init(&b, &arena, 4096);
    while (question_mark(&arena, &q, s, at, &mark)) {
        size_t from = (size_t)(mark.p - s.p);
        buf_add(&b, str_cut(s, at, from - at));
        buf_char(&b, '[');
        buf_add(&b, mark);
        buf_char(&b, ']');
        at = from + mark.n;
    }
    buf_add(&b, str_cut(s, at, s.n));
    return arena_cstr(&arena, buf_str(&b));
}

static void what_was_found_is_marked_where_it_stands(void **state)
{
    (void)state;
    assert_string_equal(marked("muller kes", "Z. M\u00dcLLER of Kestrel, kes"),
                        "Z. [M\u00dcLLER] of [Kestrel], [kes]");
    assert_string_equal(marked("\"seat lic\"", "seat licence"), "[seat] licence");
    assert_string_equal(marked("zzz", "nothing"), "nothing");
    assert_string_equal(marked("\u4eac", "\u5317\u4eac\u5e02"), "\u5317[\u4eac]\u5e02");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_cut_into_folded_words),
        cmocka_unit_test(a_number_in_groups_stands_once_more_as_one),
        cmocka_unit_test(a_long_word_is_cut_and_nothing_of_it_is_lost),
        cmocka_unit_test(a_question_is_cut_at_blanks_and_its_last_word_is_only_begun),
        cmocka_unit_test(a_question_has_its_limit_and_says_that_there_was_more),
        cmocka_unit_test(what_was_found_is_marked_where_it_stands),
    };
    arena_init(&arena, (size_t)64 << 20);
    return cmocka_run_group_tests(tests, NULL, release);
}
