/* SPDX-License-Identifier: Apache-2.0 */
/* What who runs the server sees of a request: its number, its line in the log, its counts. */
#include "base/log.h"
#include "web_testing.h"

static char said[1 << 16];

/* What is written to standard error between log_begin and log_end stands in `said`. */
static int log_begin(FILE **kept)
{
    int before = dup(STDERR_FILENO);

    *kept = tmpfile();
    assert_non_null(*kept);
    dup2(fileno(*kept), STDERR_FILENO);
    return before;
}

static void log_end(FILE *kept, int before)
{
    size_t n;

    dup2(before, STDERR_FILENO);
    close(before);
    rewind(kept);
    n = fread(said, 1, sizeof said - 1, kept);
    said[n] = '\0';
    fclose(kept);
}

/* Asks, and then stops the server: the request has left its line. */
static const char *ask_logged(struct site *s, struct web_options o, const char *line,
                              const char *headers, const char *body)
{
    FILE *kept;
    int before = log_begin(&kept);

    web_stop(s->web);
    site_start(s, o);
    ask(s, line, headers, body);
    web_stop(s->web);
    log_end(kept, before);
    site_start(s, (struct web_options){ .threads = 2 });
    return said;
}

/* The number in the header of s->answer, NUL-terminated in a static place. */
static const char *id_answered(struct site *s)
{
    static char id[REQUEST_ID_MAX + 1];
    const char *at = strstr(s->answer, "X-Request-Id: ");

    assert_non_null(at);
    snprintf(id, sizeof id, "%.*s", (int)strcspn(at + 14, "\r"), at + 14);
    return id;
}

#define PROXIED ((struct web_options){ .trusted_proxy = "127.0.0.1" })

static void a_trusted_proxy_names_the_request(void **state)
{
    struct site *s = *state;

    ask_logged(s, PROXIED, "GET /nothing", "X-Request-Id: 7f.A_b-9\r\n", "");
    assert_string_equal(id_answered(s), "7f.A_b-9");
    has(said, " request=7f.A_b-9 ");
    ask_logged(s, PROXIED, "GET /api/v1/nothing", "X-Request-Id: 7f.A_b-9\r\n", "");
    has(s->answer, "\"request_id\":\"7f.A_b-9\"");
}

static void nobody_else_names_it(void **state)
{
    struct site *s = *state;

    ask(s, "GET /nothing", "X-Request-Id: mine\r\n", "");
    assert_int_equal(strlen(id_answered(s)), 26);
    ask_logged(s, PROXIED, "GET /nothing", "X-Request-Id: a b\r\n", "");
    assert_int_equal(strlen(id_answered(s)), 26);
    ask_logged(s, PROXIED, "GET /nothing", "X-Request-Id: \"x\\\"\r\n", "");
    assert_int_equal(strlen(id_answered(s)), 26);
    ask_logged(s, PROXIED, "GET /nothing",
               "X-Request-Id: 0123456789012345678901234567890123456789012345678901234567890123x"
               "\r\n",
               "");
    assert_int_equal(strlen(id_answered(s)), 26);
}

static void a_request_leaves_one_line(void **state)
{
    struct site *s = *state;
    char request[100];

    ask_logged(s, (struct web_options){ 0 }, "POST /api/v1/things", JSON KEY,
               "{\"name\":\"private words\"}");
    assert_int_equal(status_of(s->answer), 201);
    assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
    snprintf(request, sizeof request, " level=info msg=request request=%s method=POST ",
             id_answered(s));
    has(said, request);
    has(said, " route=/api/v1/things status=201 ms=");
    has(said, " user=1 client=127.0.0.1\n");
    has_not(said, " steps=0 ");
    has_not(said, "private");
}

static void a_key_in_the_path_is_not_in_the_log(void **state)
{
    struct site *s = *state;

    ask_logged(s, (struct web_options){ 0 }, "GET /echo/secret-token?a=hidden", "", "");
    assert_int_equal(status_of(s->answer), 200);
    has(said, " method=GET route=/echo/{word} status=200 ");
    has_not(said, "secret");
    has_not(said, "hidden");
    ask_logged(s, (struct web_options){ 0 }, "GET /other/secret-token", "", "");
    has(said, " route=none status=404 ");
    has(said, " code=not_found\n");
    has_not(said, "secret");
}

static void what_is_broken_is_told_with_the_number_of_its_request(void **state)
{
    struct site *s = *state;
    char both[200];

    ask_logged(s, (struct web_options){ 0 }, "GET /api/v1/broken/1", "", "");
    snprintf(both, sizeof both, "level=error msg=\"Something went wrong\" request=%s route=%s",
             id_answered(s), "/api/v1/broken/{id} code=broken why=\"a test\"\n");
    has(said, both);
    snprintf(both, sizeof both, "level=warn msg=request request=%s method=GET ", id_answered(s));
    has(said, both);
}

static void machines_that_ask_often_do_not_fill_the_log(void **state)
{
    struct site *s = *state;

    assert_string_equal(ask_logged(s, (struct web_options){ 0 }, "GET /healthz", "", ""), "");
    assert_string_equal(ask_logged(s, (struct web_options){ 0 }, "GET /favicon.ico", "", ""), "");
    log_set_up(LOG_LOGFMT, LOG_DEBUG);
    has(ask_logged(s, (struct web_options){ 0 }, "GET /favicon.ico", "", ""),
        "level=debug msg=request");
    has(said, " route=static status=200 ");
    log_set_up(LOG_LOGFMT, LOG_INFO);
}

/* Counts begin anew, and on one thread a request is counted before the next is read. */
static void on_one_thread(struct site *s)
{
    web_stop(s->web);
    site_start(s, (struct web_options){ .threads = 1 });
}

static void requests_are_counted_by_route_and_status(void **state)
{
    struct site *s = *state;

    on_one_thread(s);
    for (int i = 0; i < 3; i++)
        ask(s, "GET /echo/abc", "", "");
    ask(s, "GET /api/v1/echo/abc", "", "");
    ask(s, "GET /api/v1/nothing", "", "");
    ask(s, "GET /metrics", "", "");
    has(s->answer, "\ncounterpart_http_requests_total{route=\"/echo/{word}\",method=\"GET\","
                   "code=\"200\"} 3\n");
    has(s->answer, "{route=\"/api/v1/echo/{word}\",method=\"GET\",code=\"200\"} 1\n");
    has(s->answer, "{route=\"none\",method=\"any\",code=\"404\"} 1\n");
    has(s->answer, "_seconds_bucket{route=\"/echo/{word}\",method=\"GET\",le=\"+Inf\"} 3\n");
    has(s->answer, "_seconds_count{route=\"/echo/{word}\",method=\"GET\"} 3\n");
    has(s->answer, "\ncounterpart_http_faults_total{code=\"not_found\"} 1\n");
    has(s->answer, "\ncounterpart_http_connections_accepted_total 6\n");
    has_not(s->answer, "/things");
}

static void a_read_past_its_budget_is_counted(void **state)
{
    struct site *s = *state;

    on_one_thread(s);
    ask(s, "GET /api/v1/slow", "", "");
    ask(s, "GET /metrics", "", "");
    has(s->answer, "\ncounterpart_reads_over_budget_total 1\n");
    has(s->answer, "\ncounterpart_too_slow_total 0\n");
}

static void a_connection_too_many_is_counted(void **state)
{
    struct site *s = *state;
    int fds[3];

    web_stop(s->web);
    site_start(s, (struct web_options){ .threads = 1, .per_address = 2 });
    for (size_t i = 0; i < COUNT(fds); i++)
        fds[i] = site_connect(s);
    hear_all(s, fds[2]); /* it was closed at once */
    say(fds[0], "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    hear_one(s, fds[0]);
    has(s->answer, "\ncounterpart_http_connections_refused_total 1\n");
    has(s->answer, "\ncounterpart_http_connections 2\n");
    close(fds[0]);
    close(fds[1]);
    on_one_thread(s); /* with room for who comes next */
}

static void local_is_this_machine_without_a_proxy(void **state)
{
    struct site *s = *state;

    has(ask(s, "GET /local", "", ""), "true");
    has(ask(s, "GET /local", "X-Forwarded-For: 203.0.113.5\r\n", ""), "false");
    ask_logged(s, PROXIED, "GET /local", "", "");
    has(s->answer, "false");
    ask_logged(s, (struct web_options){ .public_url = "https://crm.example.org" }, "GET /local", "",
               "");
    has(s->answer, "false");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trusted_proxy_names_the_request),
        cmocka_unit_test(nobody_else_names_it),
        cmocka_unit_test(a_request_leaves_one_line),
        cmocka_unit_test(a_key_in_the_path_is_not_in_the_log),
        cmocka_unit_test(what_is_broken_is_told_with_the_number_of_its_request),
        cmocka_unit_test(machines_that_ask_often_do_not_fill_the_log),
        cmocka_unit_test(requests_are_counted_by_route_and_status),
        cmocka_unit_test(a_read_past_its_budget_is_counted),
        cmocka_unit_test(a_connection_too_many_is_counted),
        cmocka_unit_test(local_is_this_machine_without_a_proxy),
    };

    return cmocka_run_group_tests(tests, site_make, site_remove);
}
