/* SPDX-License-Identifier: Apache-2.0 */
/* A child starts clocks that fall due while it lives, and is killed again and again: every clock
 * that was acknowledged rings exactly once. */
#include "sched/sched_testing.h"
#include <signal.h>
#include <sys/wait.h>

#define ROUNDS 12
#define ACKS 60
#define SOON_MS 40
#define LONGEST_MS 30000

static bool soon_rings(struct ctx *c, int64_t subject, struct instant due)
{
    return note(c, "soon", subject, due);
}

static const struct clock soon = { "soon", .rings = soon_rings };
static const struct clock *const all[] = { &soon };

static bool start_run(struct ctx *c, void *subject)
{
    int64_t n = *(int64_t *)subject;
    return clock_start(c, &soon, n, (struct instant){ c->now.ms + n % SOON_MS });
}

static void child(struct place *p, int64_t subject, int to)
{
    struct arena arena;
    struct store *s = place_open(p);
    arena_init(&arena, (size_t)1 << 20);
    if (!s || !sched_begin(s))
        _exit(1);
    for (;; subject++) {
        struct ctx c = { .arena = &arena, .viewer = &viewer_system };
        if (!writer_call(s, &c, start_run, &subject)
            || write(to, &subject, sizeof subject) != (ssize_t)sizeof subject)
            _exit(1);
        arena_reset(&arena);
    }
}

/* Kills the child after ACKS acknowledgements; gives the last. */
static int64_t kill_in_the_middle(struct place *p, int64_t first)
{
    int ends[2], status = 0, n = 0;
    int64_t last = first - 1;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0)
        child(p, first, ends[1]);
    close(ends[1]);
    while (read(ends[0], &last, sizeof last) == (ssize_t)sizeof last)
        if (++n == ACKS)
            kill(pid, SIGKILL);
    close(ends[0]);
    waitpid(pid, &status, 0);
    assert_true(WIFSIGNALED(status));
    return last;
}

static void wait_until_none_runs(struct place *p)
{
    int64_t began = monotonic_ms();
    while (place_count(p, SQL("SELECT count(*) FROM clock WHERE state = 0"))) {
        assert_true(monotonic_ms() - began < LONGEST_MS);
        usleep(10000);
    }
}

static void every_clock_rings_once_whatever_dies(void **state)
{
    struct place *p = *state;
    int64_t subject = 1, acknowledged = 0;
    db_close(p->c.db);
    store_close(p->store);
    clocks_register(all, COUNT(all), NULL);
    for (int round = 0; round < ROUNDS; round++) {
        int64_t last = kill_in_the_middle(p, subject);
        acknowledged += last - subject + 1;
        subject = last + 1000;
    }
    p->store = place_open(p);
    assert_non_null(p->store);
    p->c.db = store_reader(p->store, 256);
    assert_true(sched_begin(p->store));
    wait_until_none_runs(p);
    sched_stop();
    assert_int_equal(place_count(p, SQL("SELECT count(*) FROM (SELECT subject FROM bell"
                                        " GROUP BY subject HAVING count(*) > 1) twice")),
                     0);
    /* One may have been started without being acknowledged: it rang too. */
    int64_t rung = place_count(p, SQL("SELECT count(*) FROM bell"));
    assert_int_equal(place_count(p, SQL("SELECT count(*) FROM clock WHERE state = 1")), rung);
    assert_true(rung >= acknowledged && rung <= acknowledged + ROUNDS);
    assert_int_equal(place_count(p, SQL("SELECT count(*) FROM bell WHERE rang < due")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_clock_rings_once_whatever_dies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
