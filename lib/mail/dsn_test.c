/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mail/dsn.h"

#define HEAD                                                                                       \
    "From: MAILER-DAEMON@mx.example.com\r\nMessage-ID: <report@mx.example.com>\r\n"                \
    "Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n--B\r\n\r\n"   \
    "It did not arrive.\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n"                   \
    "Reporting-MTA: dns; mx.example.com\r\n\r\n"
#define TAIL                                                                                       \
    "\r\n--B\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: Hi\r\n"                          \
    "Message-ID:\r\n <42.f3a9@example.com>\r\n--B--\r\n"

static struct dsn read_it(const char *text)
{
    struct dsn d;
    assert_true(dsn_read(str_of(text), &d));
    return d;
}

static bool names(const struct dsn *d, const char *id)
{
    for (size_t i = 0; i < d->n_ids; i++) {
        if (str_is(d->ids[i], id))
            return true;
    }
    return false;
}

static void a_report_says_what_failed_and_which_letter(void **state)
{
    struct dsn d = read_it(HEAD "Final-Recipient: rfc822; amy@example.com\r\nAction: Failed\r\n"
                                "Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n"
                                "\tNo such person here\r\n" TAIL);
    assert_int_equal(d.action, DSN_FAILED);
    assert_string_equal(d.said, "5.1.1, smtp; 550 5.1.1 No such person here");
    assert_true(names(&d, "42.f3a9@example.com") && names(&d, "report@mx.example.com"));
    (void)state;
}

static void the_worst_of_several_recipients_counts(void **state)
{
    struct dsn d = read_it(HEAD "Action: delayed\nStatus: 4.4.1\n\nAction: failed\nStatus: 5.2.2\n"
                                "Diagnostic-Code: smtp; full\n\nAction: delivered\nStatus: 2.0.0\n"
                                "Diagnostic-Code: smtp; fine\n" TAIL);
    assert_int_equal(d.action, DSN_FAILED);
    assert_string_equal(d.said, "5.2.2, smtp; full");
    d = read_it("action:delayed\nSTATUS: 4.4.1");
    assert_int_equal(d.action, DSN_DELAYED);
    assert_int_equal(d.n_ids, 0);
    (void)state;
}

static void what_is_no_report_is_none(void **state)
{
    static const char *const none[] = { "", "\n", ":", "Subject: Re: Hi\n\nAction is needed.\n",
                                        "In-Reply-To: <42.f3a9@example.com>\n\nThanks!\n" };
    struct dsn d;
    for (size_t i = 0; i < COUNT(none); i++)
        assert_false(dsn_read(str_of(none[i]), &d));
    (void)state;
}

static void hostile_text_stays_within_its_bounds(void **state)
{
    static char text[40000];
    struct dsn d;
    for (size_t i = 0; i + 4 < sizeof text; i += 4)
        memcpy(text + i, i % 8 ? "<a>\x01" : "b<\n ", 4);
    memcpy(text, "Action: failed\nMessage-ID: ", 27);
    assert_true(dsn_read((struct str){ text, sizeof text - 1 }, &d));
    assert_int_equal(d.n_ids, DSN_IDS);
    for (size_t i = 0; i + 40 < sizeof text; i += 40)
        memcpy(text + i, "Diagnostic-Code: \xff\x1b[31m never ending words ", 40);
    memcpy(text, "Action: failed\nDiagnostic-Code: ", 32);
    assert_true(dsn_read((struct str){ text, sizeof text - 1 }, &d));
    assert_true(strlen(d.said) < sizeof d.said && !strchr(d.said, 0x1b));
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_says_what_failed_and_which_letter),
        cmocka_unit_test(the_worst_of_several_recipients_counts),
        cmocka_unit_test(what_is_no_report_is_none),
        cmocka_unit_test(hostile_text_stays_within_its_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
