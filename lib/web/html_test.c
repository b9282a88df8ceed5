/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "html.h"

/* What `write` leaves behind must be `want`. */
#define WRITES(write, want)                                             \
    do {                                                                \
        struct arena arena_;                                            \
        struct html page_, *h = &page_;                                 \
        arena_init(&arena_, 1 << 20);                                   \
        html_init(h, &arena_, 1 << 16);                                 \
        h->now = noon;                                                  \
        write;                                                          \
        assert_string_equal(arena_cstr(&arena_, buf_str(&h->b)), want); \
        arena_release(&arena_);                                         \
    } while (0)

static const struct instant noon = { 1800014400000 }; /* 2027-01-15T12:00:00Z */

static void what_html_means_something_by_is_escaped(void **state)
{
    (void)state;
    WRITES(html_text(h, STR("<a href='x' b=\"y\">&")),
           "&lt;a href=&#39;x&#39; b=&quot;y&quot;&gt;&amp;");
    WRITES(html_attr(h, STR("\"><script>")), "&quot;&gt;&lt;script&gt;");
    WRITES(html_text(h, "Zoë & co"), "Zoë &amp; co");
    WRITES(html_attr(h, "'"), "&#39;");
}

static void nothing_writes_nothing(void **state)
{
    (void)state;
    WRITES(html_text(h, STR_NONE), "");
    WRITES(html_text(h, (const char *)NULL), "");
    WRITES(html_attr(h, DAY_NONE), "");
    WRITES(html_text(h, DAY_NONE), "");
    WRITES(html_text(h, INSTANT_NONE), "");
    WRITES(html_attr(h, INSTANT_NONE), "");
    WRITES(html_text(h, MONEY_NONE), "");
    WRITES(html_attr(h, MONEY_NONE), "");
    WRITES(html_part(h, STR_NONE), "");
}

static void numbers_for_people_are_grouped_by_thousands(void **state)
{
    (void)state;
    WRITES(html_text(h, 0), "0");
    WRITES(html_text(h, 999), "999");
    WRITES(html_text(h, 8800), "8,800");
    WRITES(html_text(h, -1000), "-1,000");
    WRITES(html_text(h, 4000000000u), "4,000,000,000");
    WRITES(html_text(h, (size_t)1000000), "1,000,000");
    WRITES(html_text(h, SIZE_MAX), "18,446,744,073,709,551,615");
    WRITES(html_text(h, INT64_MIN), "-9,223,372,036,854,775,808");
}

static void numbers_for_machines_are_plain(void **state)
{
    (void)state;
    WRITES(html_attr(h, (int64_t)8800), "8800");
    WRITES(html_attr(h, INT64_MIN), "-9223372036854775808");
    WRITES(html_attr(h, SIZE_MAX), "18446744073709551615");
    WRITES(html_part(h, -8800), "-8800");
    WRITES(html_part(h, (size_t)8800), "8800");
}

static void each_type_has_its_words_and_its_machine_form(void **state)
{
    struct day day = day_of(2027, 5, 3);
    struct money money = { 123450, "USD" };
    bool yes = true, no = false;

    (void)state;
    WRITES(html_text(h, day), "3 May 2027");
    WRITES(html_attr(h, day), "2027-05-03");
    WRITES(html_part(h, day), "2027-05-03");
    WRITES(html_text(h, money), "$1,234.50");
    WRITES(html_attr(h, money), "1234.50");
    WRITES(html_text(h, yes), "yes");
    WRITES(html_text(h, no), "no");
    WRITES(html_attr(h, yes), "true");
    WRITES(html_attr(h, no), "false");
    WRITES(html_text(h, noon), "today 12:00");
    WRITES(html_attr(h, noon), "2027-01-15T12:00:00Z");
}

static void urls_of_this_site_and_of_known_schemes_pass(void **state)
{
    (void)state;
    WRITES(html_url(h, "/"), "/");
    WRITES(html_url(h, "/deals?a=1&b='2'"), "/deals?a=1&amp;b=&#39;2&#39;");
    WRITES(html_url(h, "?after=x"), "?after=x");
    WRITES(html_url(h, "#top"), "#top");
    WRITES(html_url(h, STR("https://example.com/\"x")), "https://example.com/&quot;x");
    WRITES(html_url(h, "HTTP://example.com"), "HTTP://example.com");
    WRITES(html_url(h, "mailto:a@example.com"), "mailto:a@example.com");
    WRITES(html_url(h, "tel:+4912345"), "tel:+4912345");
}

static void other_urls_lead_nowhere(void **state)
{
    static const char *const hostile[] = {
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\\\\evil.example",
        "deals",
        "file:///etc/passwd",
        "http:evil",
        "https:",
        "\x01https://evil.example",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(hostile); i++)
        WRITES(html_url(h, hostile[i]), "#");
}

static void a_part_of_a_url_stays_a_part(void **state)
{
    (void)state;
    WRITES(html_part(h, "a/b?c=d&e#f:g\"h'i<j>k l%m\\"),
           "a%2Fb%3Fc%3Dd%26e%23f%3Ag%22h%27i%3Cj%3Ek%20l%25m%5C");
    WRITES(html_part(h, STR("Zoë-1._~")), "Zo%C3%AB-1._~");
}

static void raw_and_literal_html_is_left_alone(void **state)
{
    (void)state;
    WRITES(html_raw(h, STR("<b>&amp;</b>")), "<b>&amp;</b>");
    WRITES(html_lit(h, "<br>dropped", 4), "<br>");
}

static void too_much_is_remembered(void **state)
{
    struct arena arena;
    struct html h;

    (void)state;
    arena_init(&arena, 1 << 20);
    html_init(&h, &arena, 8);
    html_text(&h, STR("<<<"));
    assert_true(h.b.full);
    assert_true(h.b.n <= 8);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_html_means_something_by_is_escaped),
        cmocka_unit_test(nothing_writes_nothing),
        cmocka_unit_test(numbers_for_people_are_grouped_by_thousands),
        cmocka_unit_test(numbers_for_machines_are_plain),
        cmocka_unit_test(each_type_has_its_words_and_its_machine_form),
        cmocka_unit_test(urls_of_this_site_and_of_known_schemes_pass),
        cmocka_unit_test(other_urls_lead_nowhere),
        cmocka_unit_test(a_part_of_a_url_stays_a_part),
        cmocka_unit_test(raw_and_literal_html_is_left_alone),
        cmocka_unit_test(too_much_is_remembered),
    };

    if (!zone_set("UTC"))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
