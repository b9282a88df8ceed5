/* SPDX-License-Identifier: Apache-2.0 */
/* Routes, doors, answers and bodies over a real socket. What happens between threads is in
 * dispatch_test.c. */
#include "csrf.h"
#include "web_testing.h"

static void a_page_and_its_record_come_from_one_handler(void **state)
{
    struct site *s = *state;

    has(ask(s, "POST /api/v1/things", JSON KEY, "{\"name\":\"a <b>\"}"), "HTTP/1.1 201 ");
    has(s->answer, "Location: /api/v1/things/1\r\n");
    has(s->answer, "ETag: \"1\"\r\n");
    has(s->answer, "{\"id\":1,\"version\":1,\"name\":\"a <b>\"}");
    has(ask(s, "GET /api/v1/things/1", KEY, ""), "Content-Type: application/json\r\n");
    has(s->answer, "\"name\":\"a <b>\"}");
    has(ask(s, "GET /things/1", SESSION, ""), "Content-Type: text/html; charset=utf-8\r\n");
    has(s->answer, "<p>a &lt;b&gt;</p>");
    has(s->answer, "Cache-Control: no-store\r\n");
    has_not(s->answer, "ETag");
}

static void every_answer_has_its_request_id(void **state)
{
    struct site *s = *state;
    char first[27] = "";
    const char *id = strstr(ask(s, "GET /healthz", "", ""), "X-Request-Id: ");

    assert_non_null(id);
    memcpy(first, id + 14, 26);
    assert_int_equal(strspn(first, "0123456789abcdefghjkmnpqrstvwxyz"), 26);
    assert_memory_equal(id + 40, "\r\n", 2);
    id = strstr(ask(s, "GET /nothing", "", ""), "X-Request-Id: ");
    assert_non_null(id);
    assert_memory_not_equal(first, id + 14, 26);
}

static void the_page_has_a_policy_with_its_own_nonce(void **state)
{
    struct site *s = *state;
    const char *nonce = strstr(ask(s, "GET /things/1", SESSION, ""), "'nonce-");
    char text[60];

    assert_non_null(nonce);
    snprintf(text, sizeof text, "<i nonce=\"%.22s\">", nonce + 7);
    has(s->answer, text);
    has(s->answer, "Content-Security-Policy: default-src 'none'; script-src 'self' 'nonce-");
    has(s->answer, "frame-ancestors 'none'");
    has(s->answer, "X-Content-Type-Options: nosniff\r\n");
    has(s->answer, "Referrer-Policy: same-origin\r\n");
    has(s->answer, "Cross-Origin-Opener-Policy: same-origin\r\n");
    has_not(ask(s, "GET /things/1", SESSION, ""), text);
}

static void an_open_path_with_a_key_in_it_does_not_travel(void **state)
{
    has(ask(*state, "GET /echo/abc", "", ""), "Referrer-Policy: no-referrer\r\n");
}

static void nobody_is_asked_to_sign_in(void **state)
{
    struct site *s = *state;

    assert_int_equal(status_of(ask(s, "GET /things/1?a=b%20c", "", "")), 303);
    has(s->answer, "Location: /sign-in?to=%2Fthings%2F1%3Fa%3Db%2520c\r\n");
    has(ask(s, "POST /things", FORM, "name=x"), "Location: /sign-in\r\n");
    assert_int_equal(status_of(ask(s, "GET /api/v1/things/1", "", "")), 401);
    has(s->answer, "WWW-Authenticate: Bearer\r\n");
    has(s->answer, "Content-Type: application/problem+json\r\n");
    has(s->answer, "\"code\":\"sign_in\"");
    assert_int_equal(status_of(ask(s, "GET /api/v1/things/1", "Authorization: Bearer no\r\n", "")),
                     401);
    has(s->answer, "\"code\":\"key_unknown\"");
    has(ask(s, "GET /things/1", "HX-Request: true\r\n", ""), "HX-Redirect: /sign-in\r\n");
    assert_int_equal(status_of(s->answer), 200);
}

static void what_the_role_may_not_is_403(void **state)
{
    struct site *s = *state;

    assert_int_equal(status_of(ask(s, "GET /api/v1/secret", KEY, "")), 403);
    has(s->answer, "\"code\":\"not_allowed\"");
    has(ask(s, "GET /secret", SESSION, ""), "<h1>403 Not allowed</h1>");
    has(ask(s, "GET /secret", SESSION "HX-Request: true\r\n", ""), "<em>403</em>");
}

static void unknown_paths_and_methods_are_told_apart(void **state)
{
    struct site *s = *state;

    has(ask(s, "GET /nothing", "", ""), "<h1>404 Not found</h1>");
    has(ask(s, "GET /api/v1/nothing", "", ""), "\"code\":\"not_found\"");
    has(ask(s, "GET /api/v1/things/0", KEY, ""), "HTTP/1.1 404 ");
    has(ask(s, "GET /api/v1/things/99", KEY, ""), "There is no such thing.");
    assert_int_equal(status_of(ask(s, "DELETE /api/v1/things/1", KEY, "")), 405);
    has(s->answer, "Allow: GET, HEAD, PATCH\r\n");
    has(ask(s, "OPTIONS /go", "", ""), "Allow: POST\r\n");
}

static void head_is_get_without_the_bytes(void **state)
{
    struct site *s = *state;
    const char *end = strstr(ask(s, "HEAD /api/v1/things/1", KEY, ""), "\r\n\r\n");

    assert_int_equal(status_of(s->answer), 200);
    has(s->answer, "Content-Length: 3");
    assert_string_equal(end, "\r\n\r\n");
}

static void what_the_client_still_has_is_not_sent_again(void **state)
{
    struct site *s = *state;

    assert_int_equal(status_of(ask(s, "GET /api/v1/things/1", KEY "If-None-Match: \"1\"\r\n", "")),
                     304);
    has(s->answer, "ETag: \"1\"\r\n");
    assert_int_equal(
        status_of(ask(s, "GET /api/v1/things/1", KEY "If-None-Match: \"8\", W/\"1\"\r\n", "")),
        304);
    assert_int_equal(status_of(ask(s, "GET /api/v1/things/1", KEY "If-None-Match: \"2\"\r\n", "")),
                     200);
}

static void a_stale_version_is_answered_with_both(void **state)
{
    struct site *s = *state;

    assert_int_equal(status_of(ask(s, "PATCH /api/v1/things/1", JSON KEY "If-Match: \"1\"\r\n",
                                   "{\"name\":\"new\"}")),
                     200);
    has(s->answer, "ETag: \"2\"\r\n");
    assert_int_equal(status_of(ask(s, "PATCH /api/v1/things/1", JSON KEY "If-Match: \"1\"\r\n",
                                   "{\"name\":\"lost\"}")),
                     412);
    has(s->answer, "\"current\":{\"id\":1,\"version\":2,\"name\":\"new\"},\"sent_version\":1");
    assert_int_equal(status_of(ask(s, "PATCH /api/v1/things/1", FORM KEY, "name=x&_version=1")),
                     412);
    assert_int_equal(status_of(ask(s, "PATCH /api/v1/things/1", JSON KEY "If-Match: *\r\n",
                                   "{\"name\":\"any\"}")),
                     200);
    assert_int_equal(status_of(ask(s, "PATCH /api/v1/things/1", JSON KEY "If-Match: W/\"2\"\r\n",
                                   "{\"name\":\"x\"}")),
                     400);
}

static void bad_input_names_each_field(void **state)
{
    struct site *s = *state;

    assert_int_equal(
        status_of(ask(s, "POST /api/v1/things", JSON KEY, "{\"name\":\"a\",\"who\":1}")), 422);
    has(s->answer, "\"errors\":[{\"field\":\"who\",\"detail\":\"");
    assert_int_equal(status_of(ask(s, "POST /api/v1/things", JSON KEY, "{\"who\":1}")), 422);
    assert_int_equal(status_of(ask(s, "POST /api/v1/things", JSON KEY, "{}")), 422);
    has(s->answer, "{\"field\":\"name\",\"detail\":\"Give a name.\"}");
}

/* A token as a page of ours would hold it. */
static const char *token(void)
{
    static char text[200];
    unsigned char mask[32] = { 7 };
    struct arena a;

    arena_init(&a, 1 << 16);
    snprintf(text, sizeof text, "_csrf=%.*s",
             STR_FMT(csrf_token(&a, (const unsigned char *)SECRET, mask)));
    arena_release(&a);
    return text;
}

static void a_form_that_is_wrong_is_shown_again(void **state)
{
    struct site *s = *state;

    assert_int_equal(status_of(ask(s, "POST /things", FORM SESSION, token())), 422);
    has(s->answer, "<form>again: ");
    has(s->answer, "Content-Security-Policy:");
}

static void a_form_needs_the_token_of_its_session(void **state)
{
    struct site *s = *state;
    char body[300];

    assert_int_equal(status_of(ask(s, "POST /things", FORM SESSION, "name=x")), 403);
    has(s->answer, "This form is out of date. Reload the page and send it again.");
    snprintf(body, sizeof body, "name=x&%s", token());
    assert_int_equal(status_of(ask(s, "POST /things", FORM SESSION, body)), 303);
    has(s->answer, "Location: /things/");
    body[strlen(body) - 1] ^= 1;
    assert_int_equal(status_of(ask(s, "POST /things", FORM SESSION, body)), 403);
    snprintf(body, sizeof body, JSON SESSION "X-CSRF-Token: %s\r\n", token() + 6);
    assert_int_equal(status_of(ask(s, "POST /api/v1/things", body, "{\"name\":\"x\"}")), 201);
    assert_int_equal(status_of(ask(s, "POST /api/v1/things", JSON SESSION, "{\"name\":\"x\"}")),
                     403);
}

static void the_token_in_a_page_is_masked_anew(void **state)
{
    struct site *s = *state;
    char first[87] = "";
    const char *at = strstr(ask(s, "GET /things/1", SESSION, ""), "data-csrf=\"");

    assert_non_null(at);
    memcpy(first, at + 11, 86);
    assert_true(csrf_matches((const unsigned char *)SECRET, str_of(first)));
    has_not(ask(s, "GET /things/1", SESSION, ""), first);
}

static void other_sites_cannot_post(void **state)
{
    struct site *s = *state;

    assert_int_equal(status_of(ask(s, "POST /go", FORM "Origin: http://x\r\n", "a=b")), 303);
    assert_int_equal(status_of(ask(s, "POST /go", FORM "Origin: http://y\r\n", "a=b")), 403);
    assert_int_equal(status_of(ask(s, "POST /go", FORM "Origin: null\r\n", "a=b")), 403);
    assert_int_equal(status_of(ask(s, "POST /go", FORM "Sec-Fetch-Site: cross-site\r\n", "a=b")),
                     403);
    assert_int_equal(status_of(ask(s, "POST /go",
                                   FORM "Origin: null\r\n"
                                        "Sec-Fetch-Site: same-origin\r\n",
                                   "a=b")),
                     303);
    assert_int_equal(
        status_of(ask(s, "POST /api/v1/things", JSON KEY SESSION "Origin: http://y\r\n",
                      "{\"name\":\"key wins\"}")),
        201);
}

static void a_redirect_is_told_to_htmx_in_a_header(void **state)
{
    struct site *s = *state;

    assert_int_equal(status_of(ask(s, "POST /go", FORM, "a=b")), 303);
    has(s->answer, "Location: /things/1?a=%C3%A9\r\n");
    has(s->answer, "Set-Cookie: session=x; HttpOnly\r\n");
    assert_int_equal(status_of(ask(s, "POST /go", FORM "HX-Request: true\r\n", "a=b")), 200);
    has(s->answer, "HX-Redirect: /things/1?a=%C3%A9\r\n");
    has_not(s->answer, "Location:");
}

static void a_refusal_names_what_to_do_and_is_kept(void **state)
{
    struct site *s = *state;

    assert_int_equal(status_of(ask(s, "POST /api/v1/things", JSON KEY, "{\"name\":\"bad\"}")), 409);
    has(s->answer, "\"type\":\"/problems/bad_name\"");
    has(s->answer, "\"next\":[\"Choose another name.\"]");
    /* The thing itself was rolled back: what stands last is the refusal, in a savepoint of its own.
     */
    has(ask(s, "POST /api/v1/things", JSON KEY, "{\"name\":\"after\"}"), "\"name\":\"after\"");
    int id = (int)strtol(strstr(s->answer, "{\"id\":") + 6, NULL, 10);
    char line[60];
    snprintf(line, sizeof line, "GET /api/v1/things/%d", id - 1);
    has(ask(s, line, KEY, ""), "\"name\":\"refused\"");
}

static void what_is_broken_is_ours(void **state)
{
    struct site *s = *state;

    assert_int_equal(status_of(ask(s, "GET /api/v1/broken/1", "", "")), 500);
    has_not(s->answer, "a test");
    assert_int_equal(status_of(ask(s, "GET /broken/2", "", "")), 500);
    has(s->answer, "<h1>500 ");
}

static void only_json_and_forms_are_read(void **state)
{
    struct site *s = *state;

    assert_int_equal(status_of(ask(s, "POST /api/v1/things", KEY, "{\"name\":\"x\"}")), 415);
    assert_int_equal(status_of(ask(s, "POST /api/v1/things", KEY "Content-Type: text/plain\r\n",
                                   "{\"name\":\"x\"}")),
                     415);
    has(s->answer, "application/json");
    assert_int_equal(
        status_of(ask(s, "POST /api/v1/things",
                      KEY "Content-Type: Application/JSON; charset=utf-8\r\n", "{\"name\":\"x\"}")),
        201);
    assert_int_equal(
        status_of(ask(s, "POST /api/v1/things",
                      KEY "Content-Type: application/merge-patch+json\r\n", "{\"name\":\"x\"}")),
        201);
    assert_int_equal(status_of(ask(s, "POST /api/v1/things", JSON KEY, "{\"name\"")), 400);
    assert_int_equal(status_of(ask(s, "POST /api/v1/things",
                                   KEY "Content-Type: multipart/form-data; boundary=B\r\n",
                                   "--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n"
                                   "x\r\n--B--\r\n")),
                     201);
    assert_int_equal(status_of(ask(s, "GET /api/v1/things/1", JSON KEY, "{}")), 400);
    assert_int_equal(status_of(ask(s, "GET /echo/a?a=%ff", "", "")), 400);
}

static void a_body_too_large_is_refused_before_it_comes(void **state)
{
    struct site *s = *state;
    int fd = site_connect(s);

    say(fd, "POST /api/v1/things HTTP/1.1\r\nHost: x\r\n" JSON KEY "Content-Length: 70000\r\n\r\n");
    assert_int_equal(status_of(hear_all(s, fd)), 413);
    has(s->answer, "At most 65536 bytes can be sent here.");
}

static void a_body_too_large_in_full_flow_still_hears_why(void **state)
{
    static char flood[300000];
    struct site *s = *state;
    int fd = site_connect(s);

    memset(flood, ' ', sizeof flood);
    say(fd,
        "POST /api/v1/things HTTP/1.1\r\nHost: x\r\n" JSON KEY "Content-Length: 300000\r\n\r\n");
    say_bytes(fd, flood, sizeof flood);
    assert_int_equal(status_of(hear_all(s, fd)), 413);
}

static void a_body_that_grows_too_large_in_chunks_is_refused(void **state)
{
    static char chunk[10000];
    struct site *s = *state;
    int fd = site_connect(s);

    memset(chunk, ' ', sizeof chunk);
    say(fd, "POST /api/v1/things HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" JSON KEY
            "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 7; i++) {
        say(fd, "2710\r\n");
        say_bytes(fd, chunk, sizeof chunk);
        say(fd, "\r\n");
    }
    say(fd, "0\r\n\r\n");
    assert_int_equal(status_of(hear_all(s, fd)), 413);
}

static void a_body_of_the_largest_size_is_read(void **state)
{
    static char body[65537], head[200];
    struct site *s = *state;
    int fd = site_connect(s);

    memset(body, ' ', 65536);
    memcpy(body, "{\"name\":\"big\"", 13);
    body[65535] = '}';
    snprintf(head, sizeof head,
             "POST /api/v1/things HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" JSON KEY
             "Content-Length: 65536\r\n\r\n");
    say(fd, head);
    say(fd, body);
    assert_int_equal(status_of(hear_all(s, fd)), 201);
}

static void long_answers_are_compressed_for_those_who_can(void **state)
{
    struct site *s = *state;

    has(ask(s, "GET /api/v1/long", "Accept-Encoding: br, gzip\r\n", ""),
        "Content-Encoding: gzip\r\n");
    has(s->answer, "Vary: Accept-Encoding\r\n");
    assert_true(strtoul(strstr(s->answer, "Content-Length: ") + 16, NULL, 10) < 200);
    has_not(ask(s, "GET /api/v1/long", "Accept-Encoding: gzip;q=0\r\n", ""), "Content-Encoding");
    has(s->answer, "Vary: Accept-Encoding\r\n");
    has(s->answer, "again and again and");
    has_not(ask(s, "GET /api/v1/things/1", KEY "Accept-Encoding: gzip\r\n", ""),
            "Content-Encoding");
}

static void static_files_are_kept_for_ever(void **state)
{
    struct site *s = *state;

    has(ask(s, "GET /static/1f-app.css", "", ""), "max-age=31536000, immutable\r\n");
    has(s->answer, "Content-Type: text/css\r\n");
    has(s->answer, "\r\n\r\nplain text");
    has(ask(s, "GET /static/1f-app.css", "Accept-Encoding: gzip\r\n", ""),
        "Content-Encoding: gzip\r\n");
    has(s->answer, "ETag: \"1f-app.css\"\r\n");
    has(ask(s, "GET /static/1f-app.css", "If-None-Match: \"1f-app.css\"\r\n", ""), "HTTP/1.1 304 ");
    has(ask(s, "GET /favicon.ico", "", ""), "<svg/>");
    has_not(s->answer, "immutable");
    has(ask(s, "GET /static/other.css", "", ""), "HTTP/1.1 404 ");
}

static void a_file_is_saved_under_its_name(void **state)
{
    struct site *s = *state;

    has(ask(s, "GET /file", "", ""), "Content-Type: text/csv\r\n");
    has(s->answer, "Content-Disposition: attachment; filename=\"a__b____.csv\"; "
                   "filename*=UTF-8''a%20%22b%22%20%C3%A9.csv\r\n");
    has(s->answer, "\r\n\r\nid\r\n1\r\n");
}

static void the_address_is_the_peers_unless_a_proxy_is_trusted(void **state)
{
    struct site *s = *state;

    has(ask(s, "GET /api/v1/echo/w?a=b+c", "X-Forwarded-For: 9.9.9.9\r\n", ""), "127.0.0.1|b c|w");
    web_stop(s->web);
    site_start(s, (struct web_options){ .trusted_proxy = "127.0.0.1", .timing = true });
    has(ask(s, "GET /api/v1/echo/w", "X-Forwarded-For: 6.6.6.6, 9.9.9.9\r\n", ""), "9.9.9.9||w");
    has(s->answer, "Server-Timing: app;dur=");
    has(ask(s, "GET /api/v1/echo/w", "X-Forwarded-For: evil\r\n", ""), "127.0.0.1||w");
    has(ask(s, "GET /api/v1/things/1", KEY, ""), "db;desc=\"steps=");
    has_not(s->answer, "steps=0\"");
    web_stop(s->web);
    site_start(s, (struct web_options){ .threads = 2 });
}

static void behind_https_the_cookie_and_the_origin_change(void **state)
{
    struct site *s = *state;

    web_stop(s->web);
    site_start(s, (struct web_options){ .public_url = "https://crm.example.org/" });
    assert_int_equal(status_of(ask(s, "GET /things/1", SESSION, "")), 303);
    assert_int_equal(status_of(ask(s, "GET /things/1", "Cookie: __Host-session=good\r\n", "")),
                     200);
    has(s->answer, "Strict-Transport-Security: ");
    assert_int_equal(status_of(ask(s, "POST /go", FORM "Origin: http://x\r\n", "a=b")), 403);
    assert_int_equal(
        status_of(ask(s, "POST /go", FORM "Origin: https://crm.example.org\r\n", "a=b")), 303);
    web_stop(s->web);
    site_start(s, (struct web_options){ .threads = 2 });
}

static void listening_for_others_without_tls_is_refused(void **state)
{
    struct site *s = *state;
    struct str why = STR_NONE;
    struct web_options o = { .listen = "0.0.0.0:0" };

    assert_null(web_start(&s->app, s->store, &o, &why));
    assert_non_null(strstr(why.p, "needs TLS"));
    o.public_url = "http://crm.example.org";
    assert_null(web_start(&s->app, s->store, &o, &why));
    o.public_url = "crm.example.org";
    assert_null(web_start(&s->app, s->store, &o, &why));
    assert_non_null(strstr(why.p, "is not like"));
    o = (struct web_options){ .listen = "127.0.0.1" };
    assert_null(web_start(&s->app, s->store, &o, &why));
    assert_non_null(strstr(why.p, "give an address and a port"));
    o = (struct web_options){ .listen = "127.0.0.1:0",
                              .tls_cert = "/nowhere",
                              .tls_key = "/nowhere" };
    assert_null(web_start(&s->app, s->store, &o, &why));
    assert_non_null(strstr(why.p, "/nowhere cannot be read"));
}

static void many_requests_share_a_connection(void **state)
{
    struct site *s = *state;
    int fd = site_connect(s);

    for (int i = 0; i < 50; i++) {
        say(fd, "GET /api/v1/things/1 HTTP/1.1\r\nHost: x\r\n" KEY "\r\n");
        assert_int_equal(status_of(hear_one(s, fd)), 200);
        say(fd, "POST /api/v1/things HTTP/1.1\r\nHost: x\r\n" JSON KEY "Content-Length: 12\r\n\r\n"
                "{\"name\":\"y\"}");
        assert_int_equal(status_of(hear_one(s, fd)), 201);
    }
    close(fd);
    assert_true(web_counts(s->web).answers[2] >= 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_and_its_record_come_from_one_handler),
        cmocka_unit_test(every_answer_has_its_request_id),
        cmocka_unit_test(the_page_has_a_policy_with_its_own_nonce),
        cmocka_unit_test(an_open_path_with_a_key_in_it_does_not_travel),
        cmocka_unit_test(nobody_is_asked_to_sign_in),
        cmocka_unit_test(what_the_role_may_not_is_403),
        cmocka_unit_test(unknown_paths_and_methods_are_told_apart),
        cmocka_unit_test(head_is_get_without_the_bytes),
        cmocka_unit_test(what_the_client_still_has_is_not_sent_again),
        cmocka_unit_test(a_stale_version_is_answered_with_both),
        cmocka_unit_test(bad_input_names_each_field),
        cmocka_unit_test(a_form_that_is_wrong_is_shown_again),
        cmocka_unit_test(a_form_needs_the_token_of_its_session),
        cmocka_unit_test(the_token_in_a_page_is_masked_anew),
        cmocka_unit_test(other_sites_cannot_post),
        cmocka_unit_test(a_redirect_is_told_to_htmx_in_a_header),
        cmocka_unit_test(a_refusal_names_what_to_do_and_is_kept),
        cmocka_unit_test(what_is_broken_is_ours),
        cmocka_unit_test(only_json_and_forms_are_read),
        cmocka_unit_test(a_body_too_large_is_refused_before_it_comes),
        cmocka_unit_test(a_body_too_large_in_full_flow_still_hears_why),
        cmocka_unit_test(a_body_that_grows_too_large_in_chunks_is_refused),
        cmocka_unit_test(a_body_of_the_largest_size_is_read),
        cmocka_unit_test(long_answers_are_compressed_for_those_who_can),
        cmocka_unit_test(static_files_are_kept_for_ever),
        cmocka_unit_test(a_file_is_saved_under_its_name),
        cmocka_unit_test(the_address_is_the_peers_unless_a_proxy_is_trusted),
        cmocka_unit_test(behind_https_the_cookie_and_the_origin_change),
        cmocka_unit_test(listening_for_others_without_tls_is_refused),
        cmocka_unit_test(many_requests_share_a_connection),
    };

    return cmocka_run_group_tests(tests, site_make, site_remove);
}
