/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mail/message.h"

static struct arena arena;

static struct message example(void)
{
    struct message m = {
        .from_name = STR("Rick Rep"),
        .from = STR("rick@example.com"),
        .to_name = STR("Amy"),
        .to = STR("amy@example.com"),
        .subject = STR("The price you asked for"),
        .text = STR("Dear Amy,\n\n4,800.00 USD.\n"),
        .message_id = STR("42.f3a9@example.com"),
    };
    assert_true(instant_parse(STR("2026-03-16T09:05:07Z"), &m.date));
    return m;
}

static struct str written(const struct message *m)
{
    struct buf b;
    buf_init(&b, &arena, MESSAGE_MAX);
    assert_true(message_write(&b, m));
    return buf_str(&b);
}

static bool has(struct str s, const char *what)
{
    return memmem(s.p, s.n, what, strlen(what)) != NULL;
}

static void a_plain_letter_is_written_as_it_is(void **state)
{
    struct message m = example();
    m.automatic = true;
    assert_string_equal(arena_cstr(&arena, written(&m)),
                        "Date: Mon, 16 Mar 2026 09:05:07 +0000\r\n"
                        "From: \"Rick Rep\"\r\n <rick@example.com>\r\n"
                        "To: \"Amy\"\r\n <amy@example.com>\r\n"
                        "Subject: The price you asked for\r\n"
                        "Message-ID: <42.f3a9@example.com>\r\n"
                        "Auto-Submitted: auto-generated\r\n"
                        "MIME-Version: 1.0\r\n"
                        "Content-Type: text/plain; charset=utf-8\r\n"
                        "Content-Transfer-Encoding: 7bit\r\n\r\n"
                        "Dear Amy,\r\n\r\n4,800.00 USD.\r\n");
    (void)state;
}

static void what_is_not_ascii_is_encoded_in_whole_characters(void **state)
{
    struct message m = example();
    m.from_name = STR("Zoë \"Z\" Müller");
    m.subject = STR("Größe, Preis und Lieferung der vierzig höhenverstellbaren Schreibtische – 価格");
    m.text = STR("Schön = gut \n.\nFrom here\nEin sehr langer Satz, der in einer Zeile von "
                 "sechsundsiebzig Zeichen keinen Platz mehr hat.");
    struct str s = written(&m);
    assert_true(has(s, "From: =?UTF-8?B?Wm/DqyAiWiIgTcO8bGxlcg==?=\r\n <rick@example.com>\r\n"));
    assert_true(has(s, "Subject: =?UTF-8?B?"));
    assert_true(has(s, "Content-Transfer-Encoding: quoted-printable\r\n"));
    assert_true(has(s, "Sch=C3=B6n =3D gut=20\r\n=2E\r\n=46rom here\r\n"));
    for (struct str rest = s, line; rest.n;) {
        line = str_split(rest, '\n', &rest);
        assert_true(line.n <= 79 && line.p[line.n - 1] == '\r');
        for (size_t i = 0; i < line.n; i++)
            assert_true((unsigned char)line.p[i] < 0x80);
    }
    (void)state;
}

static void what_looks_encoded_is_encoded(void **state)
{
    struct message m = example();
    m.subject = STR("=?UTF-8?B?QmNj?= hello");
    assert_false(has(written(&m), "=?UTF-8?B?QmNj?= hello"));
    (void)state;
}

static void no_field_begins_a_header(void **state)
{
    static const char *const evil[] = {
        "x\r\nBcc: all@example.com",
        "x\nBcc: all@example.com",
        "x\rBcc: all@example.com",
        "x\r\n\r\nbody",
        "\x01x",
        "x\x7f",
        "x\tBcc: y",
        "\xff\xfe",
    };
    for (size_t i = 0; i < COUNT(evil); i++) {
        struct message base = example(), m[6] = { base, base, base, base, base, base };
        struct str e = str_of(evil[i]);
        m[0].subject = m[1].from_name = m[2].to_name = m[3].to = m[4].message_id = e;
        m[5].reply_to = e;
        for (size_t j = 0; j < COUNT(m); j++) {
            struct buf b;
            buf_init(&b, &arena, MESSAGE_MAX);
            assert_false(message_write(&b, &m[j]));
            assert_int_equal(b.n, 0);
        }
    }
    (void)state;
}

static void a_text_of_any_length_keeps_its_words(void **state)
{
    struct message m = example();
    char *text = arena_alloc(&arena, 200001);
    memset(text, 'a', 200000);
    m.text = (struct str){ text, 200000 };
    struct str s = written(&m);
    size_t letters = 0;
    for (size_t i = (size_t)((const char *)memmem(s.p, s.n, "\r\n\r\n", 4) - s.p); i < s.n; i++)
        letters += s.p[i] == 'a';
    assert_int_equal(letters, 200000);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_letter_is_written_as_it_is),
        cmocka_unit_test(what_is_not_ascii_is_encoded_in_whole_characters),
        cmocka_unit_test(what_looks_encoded_is_encoded),
        cmocka_unit_test(no_field_begins_a_header),
        cmocka_unit_test(a_text_of_any_length_keeps_its_words),
    };
    arena_init(&arena, (size_t)64 << 20);
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&arena);
    return failures;
}
