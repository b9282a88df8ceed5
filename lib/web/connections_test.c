/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours sets a fault */
/* clang-format on */
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "web_impl.h"

/* Time is told to the watchdog, never waited for. */
struct pair {
    struct links *links;
    struct link *link;
    int ours, theirs;
    int64_t now;
};

static int pair_make(void **state)
{
    struct pair *p = calloc(1, sizeof *p);
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t n = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    p->theirs = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&at, sizeof at) != 0 || listen(listener, 1) != 0
        || getsockname(listener, (struct sockaddr *)&at, &n) != 0
        || connect(p->theirs, (struct sockaddr *)&at, sizeof at) != 0)
        return -1;
    p->ours = accept(listener, NULL, NULL);
    close(listener);
    p->links = links_open();
    p->link = links_add(p->links, p->ours, (struct sockaddr *)&at);
    p->now = monotonic_ms();
    *state = p;
    return 0;
}

static int pair_remove(void **state)
{
    struct pair *p = *state;

    if (p->link)
        links_drop(p->links, p->link);
    links_close(p->links);
    close(p->ours);
    close(p->theirs);
    free(p);
    return 0;
}

/* Whether it is still open when so many ms have gone by since the beginning of the test. */
static bool open_after(struct pair *p, int64_t ms)
{
    char byte;

    links_sweep(p->links, p->now + ms);
    return recv(p->theirs, &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

static void come(struct pair *p, const char *bytes)
{
    char sink[100];
    size_t n = strlen(bytes);

    assert_int_equal(send(p->theirs, bytes, n, 0), n);
    assert_int_equal(recv(p->ours, sink, n, MSG_WAITALL), n);
}

static void a_connection_may_be_silent_for_thirty_seconds(void **state)
{
    struct pair *p = *state;

    assert_true(open_after(p, 29000));
    assert_false(open_after(p, 31000));
    assert_int_equal(links_counts(p->links).cut, 1);
}

static void a_first_line_that_trickles_is_cut_ten_seconds_after_its_first_byte(void **state)
{
    struct pair *p = *state;

    assert_true(open_after(p, 1000));
    come(p, "GE");
    assert_true(open_after(p, 2000));
    come(p, "T");
    assert_true(open_after(p, 11000));
    assert_false(open_after(p, 12500));
}

static void a_header_that_trickles_is_cut_after_ten_seconds(void **state)
{
    struct pair *p = *state;

    link_header(p->link);
    assert_true(open_after(p, 9000));
    assert_false(open_after(p, 11000));
}

static void a_second_request_may_wait_as_long_as_the_first(void **state)
{
    struct pair *p = *state;

    come(p, "GET / HTTP/1.1\r\n\r\n");
    link_header(p->link);
    link_waits(p->link);
    link_idle(p->link);
    assert_true(open_after(p, 20000));
    assert_true(open_after(p, 29000));
    come(p, "G");
    assert_true(open_after(p, 29500));
    assert_false(open_after(p, 40500));
}

static void a_body_must_come_at_five_hundred_bytes_a_second(void **state)
{
    struct pair *p = *state;

    link_body(p->link, 0);
    assert_true(open_after(p, 4900));
    link_body(p->link, 5000);
    assert_true(open_after(p, 14000));
    assert_false(open_after(p, 15500));
}

static void who_waits_for_us_is_never_cut(void **state)
{
    struct pair *p = *state;

    link_body(p->link, 0);
    link_waits(p->link);
    assert_true(open_after(p, 3600000));
}

static void an_answer_must_be_taken(void **state)
{
    struct pair *p = *state;

    link_answer(p->link, 10000);
    assert_true(open_after(p, 49000));
    assert_false(open_after(p, 51000));
}

static void who_is_answered_early_gets_the_answer_before_the_end(void **state)
{
    struct pair *p = *state;
    char text[10];

    come(p, "x");
    assert_int_equal(send(p->ours, "early", 5, 0), 5);
    /* Unread bytes and a close would be a reset, which throws the answer away. */
    assert_int_equal(send(p->theirs, "unread", 6, 0), 6);
    link_linger(p->link);
    links_drop(p->links, p->link);
    p->link = NULL;
    close(p->ours);
    p->ours = -1;
    assert_int_equal(send(p->theirs, "more", 4, MSG_NOSIGNAL), 4);
    assert_int_equal(recv(p->theirs, text, 5, MSG_WAITALL), 5);
    assert_int_equal(recv(p->theirs, text, 1, 0), 0);
}

static void the_address_is_kept_as_text(void **state)
{
    struct pair *p = *state;
    struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
    struct link *k;

    assert_string_equal(link_address(p->link), "127.0.0.1");
    six.sin6_addr.s6_addr[10] = six.sin6_addr.s6_addr[11] = 0xff;
    six.sin6_addr.s6_addr[12] = 10;
    k = links_add(p->links, p->ours, (struct sockaddr *)&six);
    assert_string_equal(link_address(k), "10.0.0.0");
    assert_int_equal(links_counts(p->links).open, 2);
    links_drop(p->links, k);
    assert_int_equal(links_counts(p->links).open, 1);
}

#define CROWD 8

struct guest {
    struct link *link;
    int ours, theirs;
};

static void guest_come(struct links *l, struct guest *g)
{
    int ends[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    *g = (struct guest){ .ours = ends[0], .theirs = ends[1] };
    g->link = links_add(l, g->ours, NULL);
}

static bool guest_stays(const struct guest *g)
{
    char byte;

    return recv(g->theirs, &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

static void guest_goes(struct links *l, struct guest *g)
{
    links_drop(l, g->link);
    close(g->ours);
    close(g->theirs);
}

/* Of eight, seven may stay; the eighth makes two go, so that six are left. */
static void when_nearly_all_room_is_taken_who_never_asked_makes_way(void **state UNUSED)
{
    struct links *l = links_open();
    struct guest guests[CROWD];

    links_watch(l, CROWD);
    for (int i = 0; i < CROWD; i++) {
        guest_come(l, &guests[i]);
        link_header(guests[i].link);
        if (i == 0)
            link_waits(guests[i].link); /* we are at work for it */
        if (i == 1)
            link_idle(guests[i].link); /* it had an answer */
    }
    for (int i = 0; i < CROWD; i++)
        assert_int_equal(guest_stays(&guests[i]), i != 2 && i != 3);
    assert_int_equal(links_counts(l).cut, 2);
    for (int i = 0; i < CROWD; i++)
        guest_goes(l, &guests[i]);
    links_close(l);
}

static void when_all_of_them_asked_before_the_oldest_makes_way(void **state UNUSED)
{
    struct links *l = links_open();
    struct guest guests[CROWD];

    links_watch(l, CROWD);
    for (int i = 0; i < CROWD; i++) {
        guest_come(l, &guests[i]);
        link_idle(guests[i].link);
    }
    for (int i = 0; i < CROWD; i++)
        assert_int_equal(guest_stays(&guests[i]), i > 1);
    for (int i = 0; i < CROWD; i++)
        guest_goes(l, &guests[i]);
    links_close(l);
}

static void who_is_at_work_never_makes_way(void **state UNUSED)
{
    struct links *l = links_open();
    struct guest guests[2 * CROWD];

    links_watch(l, CROWD);
    for (int i = 0; i < 2 * CROWD; i++) {
        guest_come(l, &guests[i]);
        link_body(guests[i].link, 0);
    }
    for (int i = 0; i < 2 * CROWD; i++)
        assert_true(guest_stays(&guests[i]));
    for (int i = 0; i < 2 * CROWD; i++)
        guest_goes(l, &guests[i]);
    links_close(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_connection_may_be_silent_for_thirty_seconds, pair_make,
                                        pair_remove),
        cmocka_unit_test_setup_teardown(
            a_first_line_that_trickles_is_cut_ten_seconds_after_its_first_byte, pair_make,
            pair_remove),
        cmocka_unit_test_setup_teardown(a_header_that_trickles_is_cut_after_ten_seconds, pair_make,
                                        pair_remove),
        cmocka_unit_test_setup_teardown(a_second_request_may_wait_as_long_as_the_first, pair_make,
                                        pair_remove),
        cmocka_unit_test_setup_teardown(a_body_must_come_at_five_hundred_bytes_a_second, pair_make,
                                        pair_remove),
        cmocka_unit_test_setup_teardown(who_waits_for_us_is_never_cut, pair_make, pair_remove),
        cmocka_unit_test_setup_teardown(an_answer_must_be_taken, pair_make, pair_remove),
        cmocka_unit_test_setup_teardown(who_is_answered_early_gets_the_answer_before_the_end,
                                        pair_make, pair_remove),
        cmocka_unit_test_setup_teardown(the_address_is_kept_as_text, pair_make, pair_remove),
        cmocka_unit_test(when_nearly_all_room_is_taken_who_never_asked_makes_way),
        cmocka_unit_test(when_all_of_them_asked_before_the_oldest_makes_way),
        cmocka_unit_test(who_is_at_work_never_makes_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
