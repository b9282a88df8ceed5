/* SPDX-License-Identifier: Apache-2.0 */
/* What happens when a request leaves its thread: the writer, the pool, and clients that do not
 * wait. */
#include "web_testing.h"

static void a_read_past_its_budget_runs_again_on_the_pool(void **state)
{
    struct site *s = *state;

    assert_int_equal(status_of(ask(s, "GET /api/v1/slow", "", "")), 200);
    has(s->answer, "{\"id\":1000000,");
}

static void an_own_route_writes_and_reads_in_short_transactions(void **state)
{
    struct site *s = *state;

    has(ask(s, "POST /api/v1/own", KEY, ""), "{\"id\":1,");
    has(ask(s, "POST /api/v1/own", KEY, ""), "{\"id\":2,");
}

static int held(struct site *s, const char *path)
{
    char text[200];
    int fd = site_connect(s);

    snprintf(text, sizeof text,
             "POST /api/v1/%s HTTP/1.1\r\nHost: x\r\n" JSON "Content-Length: 15\r\n\r\n"
             "{\"name\":\"held\"}",
             path);
    say(fd, text);
    return fd;
}

static void more_than_the_pool_can_queue_is_asked_to_slow_down(void **state)
{
    enum { MORE = 2 + 64 + 5 };
    struct site *s = *state;
    int fds[MORE], refused = 0, done = 0;

    barrier_set(true);
    for (int i = 0; i < MORE; i++) {
        fds[i] = held(s, "held");
        if (i == 1)
            barrier_await(2); /* both threads are busy before the queue fills */
    }
    /* Five find no room, whichever they are; only then is the pool let go. */
    while (refused < 5) {
        struct pollfd all[MORE];

        for (int i = 0; i < MORE; i++)
            all[i] = (struct pollfd){ .fd = fds[i], .events = POLLIN };
        assert_true(poll(all, MORE, 30000) > 0);
        for (int i = 0; i < MORE; i++) {
            if (!(all[i].revents & POLLIN))
                continue;
            assert_int_equal(status_of(hear_one(s, fds[i])), 429);
            has(s->answer, "Retry-After: 1\r\n");
            close(fds[i]);
            fds[i] = -1;
            refused++;
        }
    }
    barrier_set(false);
    for (int i = 0; i < MORE; i++) {
        if (fds[i] < 0)
            continue;
        done += status_of(hear_one(s, fds[i])) == 204;
        close(fds[i]);
    }
    assert_int_equal(done, 66);
}

static void other_requests_are_answered_while_a_write_waits(void **state)
{
    struct site *s = *state;
    int fd;

    barrier_set(true);
    fd = held(s, "held-write");
    barrier_await(1);
    assert_int_equal(status_of(ask(s, "GET /healthz", "", "")), 200);
    barrier_set(false);
    assert_int_equal(status_of(hear_one(s, fd)), 201);
    close(fd);
}

static void a_client_that_goes_away_does_not_take_its_write_along(void **state)
{
    struct site *s = *state;
    struct linger now = { 1, 0 };
    int fds[20];

    barrier_set(true);
    for (size_t i = 0; i < COUNT(fds); i++)
        fds[i] = held(s, "held-write");
    barrier_await(1);
    for (size_t i = 0; i < COUNT(fds); i++) {
        /* A reset, the rudest way to go. */
        setsockopt(fds[i], SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close(fds[i]);
    }
    barrier_set(false);
    assert_int_equal(status_of(ask(s, "GET /healthz", "", "")), 200);
    has(ask(s, "POST /api/v1/things", JSON KEY, "{\"name\":\"after\"}"), "HTTP/1.1 201 ");
    assert_true(strtol(strstr(s->answer, "{\"id\":") + 6, NULL, 10) > 1);
}

static void *write_some(void *arg)
{
    struct site *s = arg, *mine = calloc(1, sizeof *mine);

    mine->web = s->web;
    for (int i = 0; i < 30; i++)
        assert_int_equal(status_of(ask(mine, "POST /api/v1/things", JSON KEY, "{\"name\":\"t\"}")),
                         201);
    free(mine);
    return NULL;
}

static void writers_at_the_same_time_all_get_their_own_answer(void **state)
{
    struct site *s = *state;
    pthread_t threads[8];

    for (size_t i = 0; i < COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_some, s), 0);
    for (size_t i = 0; i < COUNT(threads); i++)
        pthread_join(threads[i], NULL);
}

static void an_answer_that_was_kept_is_given_again_without_writing(void **state)
{
    struct site *s = *state;

    has(ask(s, "POST /api/v1/things", JSON KEY "Idempotency-Key: seen before\r\n",
            "{\"name\":\"x\"}"),
        "{\"kept\":true}");
    assert_int_equal(status_of(s->answer), 201);
}

static void what_after_write_refuses_is_not_written(void **state)
{
    struct site *s = *state;
    char line[60];
    long id;

    has(ask(s, "POST /api/v1/things", JSON KEY, "{\"name\":\"first\"}"), "{\"id\":");
    id = strtol(strstr(s->answer, "{\"id\":") + 6, NULL, 10);
    has(ask(s, "POST /api/v1/things", JSON KEY "Idempotency-Key: not kept\r\n",
            "{\"name\":\"x\"}"),
        "\"code\":\"not_kept\"");
    snprintf(line, sizeof line, "GET /api/v1/things/%ld", id + 1);
    assert_int_equal(status_of(ask(s, line, KEY, "")), 404);
}

static void *stop(void *arg)
{
    web_stop(arg);
    return NULL;
}

static void stopping_answers_what_has_begun(void **state)
{
    struct site *s = *state;
    pthread_t stopper;
    int fd;

    barrier_set(true);
    fd = held(s, "held-write");
    barrier_await(1);
    assert_int_equal(pthread_create(&stopper, NULL, stop, s->web), 0);
    while (!atomic_load(&s->web->stopping))
        sched_yield();
    barrier_set(false);
    assert_int_equal(status_of(hear_all(s, fd)), 201);
    has(s->answer, "Connection: close");
    pthread_join(stopper, NULL);
    site_start(s, (struct web_options){ .threads = 1 });
    assert_int_equal(status_of(ask(s, "GET /healthz", "", "")), 200);
}

static void a_client_without_end_is_limited_by_address(void **state)
{
    struct site *s = *state;
    int fds[5];

    web_stop(s->web);
    site_start(s, (struct web_options){ .threads = 1, .per_address = 4 });
    for (size_t i = 0; i < COUNT(fds); i++)
        fds[i] = site_connect(s);
    say(fds[4], "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert_int_equal(status_of(hear_all(s, fds[4])), 0);
    say(fds[0], "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert_int_equal(status_of(hear_all(s, fds[0])), 200);
    for (int i = 1; i < 4; i++)
        close(fds[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_read_past_its_budget_runs_again_on_the_pool),
        cmocka_unit_test(an_own_route_writes_and_reads_in_short_transactions),
        cmocka_unit_test(more_than_the_pool_can_queue_is_asked_to_slow_down),
        cmocka_unit_test(other_requests_are_answered_while_a_write_waits),
        cmocka_unit_test(a_client_that_goes_away_does_not_take_its_write_along),
        cmocka_unit_test(writers_at_the_same_time_all_get_their_own_answer),
        cmocka_unit_test(an_answer_that_was_kept_is_given_again_without_writing),
        cmocka_unit_test(what_after_write_refuses_is_not_written),
        cmocka_unit_test(stopping_answers_what_has_begun),
        cmocka_unit_test(a_client_without_end_is_limited_by_address),
    };

    return cmocka_run_group_tests(tests, site_make, site_remove);
}
