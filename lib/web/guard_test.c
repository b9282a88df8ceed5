/* SPDX-License-Identifier: Apache-2.0 */
#include "web_testing.h"

#define OK_LINE "GET /healthz HTTP/1.1\r\n"
#define END "Connection: close\r\n\r\n"

/* Sends the bytes as they are and gives the status of what comes back; 0 when it only hangs up. */
static int raw(void **state, const char *bytes, size_t n)
{
    struct site *s = *state;
    int fd = site_connect(s);

    say_bytes(fd, bytes, n);
    shutdown(fd, SHUT_WR);
    return status_of(hear_all(s, fd));
}
#define RAW(literal) raw(state, "" literal, sizeof(literal) - 1)

static void an_ordinary_request_passes(void **state)
{
    assert_int_equal(RAW(OK_LINE "Host: localhost:8080\r\n" END), 200);
    assert_int_equal(RAW(OK_LINE "Host:x\r\nX-Empty:\r\nX-Tab:\t a \t\r\nCookie: a=b; c=d\r\n" END),
                     200);
    assert_int_equal(RAW("GET /healthz?a=1&b=%20&c HTTP/1.1\r\nHost: [::1]:80\r\n" END), 200);
    assert_int_equal(RAW("HEAD /healthz HTTP/1.1\r\nHost: x\r\n" END), 200);
}

static void what_a_browser_sends_passes(void **state)
{
    struct site *s = *state;
    int fd = site_connect(s);

    say(fd, OK_LINE "Host: localhost\r\nConnection: keep-alive\r\n"
                    "sec-ch-ua: \"Chromium\";v=\"130\", \"Not?A_Brand\";v=\"99\"\r\n"
                    "sec-ch-ua-mobile: ?0\r\nUpgrade-Insecure-Requests: 1\r\n"
                    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r\n"
                    "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n"
                    "Sec-Fetch-Site: none\r\nAccept-Encoding: gzip, deflate, br\r\n"
                    "Cookie: a=1; b=\"2\"; session=x\r\nX-Latin: caf\xe9\r\n\r\n");
    assert_int_equal(status_of(hear_one(s, fd)), 200);
    close(fd);
}

static void a_request_of_http_1_0_needs_no_host(void **state)
{
    struct site *s = *state;
    int fd = site_connect(s);

    say(fd, "GET /healthz HTTP/1.0\r\n\r\n");
    assert_non_null(strstr(hear_all(s, fd), " 200 OK\r\n"));
}

static void a_header_of_nine_kilobytes_passes_and_one_of_thirteen_does_not(void **state)
{
    static char text[20000];
    int n = snprintf(text, sizeof text, OK_LINE "Host: x\r\n");

    for (int i = 0; i < 90; i++)
        n += snprintf(text + n, sizeof text - (size_t)n, "X-Filler-%02d: %086d\r\n", i, i);
    assert_true(n < 12000);
    snprintf(text + n, sizeof text - (size_t)n, END);
    assert_int_equal(raw(state, text, strlen(text)), 200);
    n += snprintf(text + n, sizeof text - (size_t)n, "X-Long: %04000d\r\n", 1);
    snprintf(text + n, sizeof text - (size_t)n, END);
    assert_int_equal(raw(state, text, strlen(text)), 431);
}

static void a_header_larger_than_all_room_is_refused(void **state)
{
    static char text[60000];
    int n = snprintf(text, sizeof text, OK_LINE "Host: x\r\nX-Long: %050000d\r\n" END, 1);

    assert_true(n > 50000);
    assert_int_equal(raw(state, text, (size_t)n), 431);
}

static void two_requests_in_one_packet_both_pass(void **state)
{
    struct site *s = *state;
    int fd = site_connect(s);
    const char *second;

    say(fd, "POST /go HTTP/1.1\r\nHost: x\r\n" FORM "Content-Length: 3\r\n\r\na=b" OK_LINE
            "Host: x\r\n" END);
    has(hear_all(s, fd), "HTTP/1.1 303 ");
    second = strstr(s->answer, "HTTP/1.1 200 OK");
    assert_non_null(second);
}

static void the_host_must_be_there_once(void **state)
{
    assert_int_equal(RAW(OK_LINE END), 400);
    assert_int_equal(RAW(OK_LINE "Host:\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\r\nhost: y\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: a/b\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: a b\r\n" END), 400);
}

static void two_lengths_are_refused(void **state)
{
    assert_int_equal(
        RAW("POST /go HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n" END "a=b"),
        400);
    assert_int_equal(RAW("POST /go HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
                         "Transfer-Encoding: chunked\r\n" END "0\r\n\r\n"),
                     400);
    assert_int_equal(RAW("POST /go HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n" END "a=b"),
                     400);
    assert_int_equal(RAW("POST /go HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n" END "a=b"), 400);
    assert_int_equal(RAW("POST /go HTTP/1.1\r\nHost: x\r\nContent-Length: -3\r\n" END "a=b"), 400);
}

static void only_chunked_is_a_transfer_encoding(void **state)
{
    assert_int_equal(RAW("POST /go HTTP/1.1\r\nHost: x\r\n" FORM
                         "Transfer-Encoding: chunked\r\n" END "3\r\na=b\r\n0\r\n\r\n"),
                     303);
    assert_int_equal(
        RAW("POST /go HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n" END "0\r\n\r\n"),
        501);
    assert_int_equal(
        RAW("POST /go HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n" END "0\r\n\r\n"),
        501);
    assert_int_equal(RAW("POST /go HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                         "Transfer-Encoding: chunked\r\n" END "0\r\n\r\n"),
                     400);
}

static void a_folded_line_is_refused(void **state)
{
    assert_int_equal(RAW(OK_LINE "Host: x\r\nX-A: one\r\n two\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\r\nX-A: one\r\n\ttwo\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\r\nConnection: close\r\nX-A: one\r\n two\r\n\r\n"), 400);
    assert_int_equal(RAW(OK_LINE " X-A: one\r\nHost: x\r\n" END), 400);
}

static void a_nul_is_refused_wherever_it_stands(void **state)
{
    assert_int_equal(RAW("GET /heal\0thz HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET\0 /healthz HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\0y\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\r\nX-A: a\0\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\r\nX-\0A: a\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\r\nConnection: close\r\nX-A: a\0\r\n\r\n"), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\r\nConnection: close\r\nX-A: a\0b\r\n\r\n"), 400);
}

static void a_bare_line_feed_is_refused(void **state)
{
    assert_int_equal(RAW("GET /healthz HTTP/1.1\nHost: x\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\r\nX-A: a\rX-B: b\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\r\nConnection: close\r\n\n"), 400);
}

static void names_and_values_have_their_characters(void **state)
{
    assert_int_equal(RAW(OK_LINE "Host : x\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\r\nX A: a\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\r\nX(A): a\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\r\n: a\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\r\nX-A: a\x01\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\r\nX-A: a\x7f\r\n" END), 400);
    assert_int_equal(RAW(OK_LINE "Host: x\r\nno colon\r\n" END), 400);
}

static void methods_are_upper_case_and_known(void **state)
{
    assert_int_equal(RAW("get /healthz HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("Get /healthz HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("BREW /healthz HTTP/1.1\r\nHost: x\r\n" END), 501);
    assert_int_equal(RAW("TRACE /healthz HTTP/1.1\r\nHost: x\r\n" END), 405);
    assert_int_equal(RAW("OPTIONS /healthz HTTP/1.1\r\nHost: x\r\n" END), 405);
    assert_int_equal(RAW("DELETE /healthz HTTP/1.1\r\nHost: x\r\n" END), 405);
}

static void other_versions_are_refused(void **state)
{
    assert_int_equal(RAW("GET /healthz HTTP/1.2\r\nHost: x\r\n" END), 505);
    assert_int_equal(RAW("GET /healthz HTTP/2.0\r\nHost: x\r\n" END), 505);
    assert_int_not_equal(RAW("GET /healthz\r\nHost: x\r\n" END), 200);
    assert_int_not_equal(RAW("GET /healthz HTTP/1.1x\r\nHost: x\r\n" END), 200);
    assert_int_not_equal(RAW("GET /healthz http/1.1\r\nHost: x\r\n" END), 200);
}

static void the_path_is_plain(void **state)
{
    assert_int_equal(RAW("GET  /healthz HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET /healthz  HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET /a b HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET healthz HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET http://x/healthz HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET * HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET /a/../healthz HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET /%2e%2e/healthz HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET /./healthz HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET /a%2fhealthz HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET /a\\healthz HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET /a%5chealthz HTTP/1.1\r\nHost: x\r\n" END), 400);
}

static void the_path_is_utf8_without_controls(void **state)
{
    assert_int_equal(RAW("GET /heal%74hz HTTP/1.1\r\nHost: x\r\n" END), 200);
    assert_int_equal(RAW("GET /caf%c3%a9 HTTP/1.1\r\nHost: x\r\n" END), 404);
    assert_int_equal(RAW("GET /caf\xc3\xa9 HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET /caf%e9 HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET /%c0%ae HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET /a%00 HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET /a%0a HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET /a% HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET /a%4 HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET /a%zz HTTP/1.1\r\nHost: x\r\n" END), 400);
    assert_int_equal(RAW("GET /a\x01 HTTP/1.1\r\nHost: x\r\n" END), 400);
}

static void after_a_refusal_the_connection_ends(void **state)
{
    struct site *s = *state;
    int fd = site_connect(s);

    /* What comes behind could be another's request, smuggled. */
    say(fd, OK_LINE "Host: x\r\nHost: y\r\n\r\n" OK_LINE "Host: x\r\n" END);
    has_not(hear_all(s, fd), " 200 OK");
    has(s->answer, "Connection: close");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ordinary_request_passes),
        cmocka_unit_test(what_a_browser_sends_passes),
        cmocka_unit_test(a_request_of_http_1_0_needs_no_host),
        cmocka_unit_test(a_header_of_nine_kilobytes_passes_and_one_of_thirteen_does_not),
        cmocka_unit_test(a_header_larger_than_all_room_is_refused),
        cmocka_unit_test(two_requests_in_one_packet_both_pass),
        cmocka_unit_test(the_host_must_be_there_once),
        cmocka_unit_test(two_lengths_are_refused),
        cmocka_unit_test(only_chunked_is_a_transfer_encoding),
        cmocka_unit_test(a_folded_line_is_refused),
        cmocka_unit_test(a_nul_is_refused_wherever_it_stands),
        cmocka_unit_test(a_bare_line_feed_is_refused),
        cmocka_unit_test(names_and_values_have_their_characters),
        cmocka_unit_test(methods_are_upper_case_and_known),
        cmocka_unit_test(other_versions_are_refused),
        cmocka_unit_test(the_path_is_plain),
        cmocka_unit_test(the_path_is_utf8_without_controls),
        cmocka_unit_test(after_a_refusal_the_connection_ends),
    };

    return cmocka_run_group_tests(tests, site_make, site_remove);
}
