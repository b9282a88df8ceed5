/* SPDX-License-Identifier: Apache-2.0 */
/* A child writes from two threads and says what was acknowledged; it is killed, and everything it
 * said must be there. */
#include "db_testing.h"
#include <signal.h>
#include <sys/wait.h>

#define ROUNDS 6
#define ACKS 150

/* Two rows at once: a half write would leave one. */
static bool add_pair(struct ctx *c, void *arg)
{
    int64_t *n = arg;
    return db_do(c, SQL("INSERT INTO thing(n, word) VALUES($1, 'left')"), ARGS(I(*n)))
           && db_do(c, SQL("INSERT INTO thing(n, word) VALUES($1, 'right')"), ARGS(I(*n)));
}

struct hand {
    struct store *s;
    int64_t next;
    int to;
};

static void *write_for_ever(void *arg)
{
    struct hand *h = arg;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    struct ctx c = { .arena = &arena, .viewer = &viewer_system };
    for (; writer_call(h->s, &c, add_pair, &h->next); h->next += 2) {
        if (write(h->to, &h->next, sizeof h->next) != (ssize_t)sizeof h->next)
            break;
        arena_reset(&arena);
    }
    return NULL;
}

static void child(struct place *p, int64_t first, int to)
{
    struct store *s = store_open(p->file, STORE_WRITE, &p->why);
    struct hand even = { s, first, to }, odd = { s, first + 1, to };
    pthread_t thread;
    if (s && pthread_create(&thread, NULL, write_for_ever, &odd) == 0)
        write_for_ever(&even);
    _exit(1);
}

/* Kills the child after ACKS acknowledgements; gives how many came in all, noted in acks. */
static size_t kill_in_the_middle(struct place *p, int64_t first, int64_t *acks, size_t max)
{
    int ends[2];
    size_t n = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0)
        child(p, first, ends[1]);
    close(ends[1]);
    while (n < max && read(ends[0], &acks[n], sizeof acks[n]) == (ssize_t)sizeof acks[n])
        if (++n == ACKS)
            kill(pid, SIGKILL);
    close(ends[0]);
    int status = 0;
    waitpid(pid, &status, 0);
    assert_true(WIFSIGNALED(status));
    return n;
}

static void what_was_acknowledged_is_there_after_kill(void **state)
{
    struct place *p = *state;
    static int64_t acks[100000];
    size_t n = 0;
    store_close(place_store(p));
    for (int64_t round = 0; round < ROUNDS; round++) {
        size_t more = kill_in_the_middle(p, round * 1000000, acks + n, COUNT(acks) - n);
        assert_true(more >= ACKS);
        n += more;
    }
    struct store *s = place_store(p);
    p->c.db = store_reader(s, 1024);
    for (size_t i = 0; i < n; i++) {
        int64_t rows = 0;
        assert_true(db_get(&p->c, SQL("SELECT count(*) FROM thing WHERE n = $1"), ARGS(I(acks[i])),
                           OUTS(OI(&rows))));
        assert_int_equal(rows, 2);
    }
    db_close(p->c.db);
    assert_int_equal(place_count(p, s, SQL("SELECT count(*) FROM (SELECT n FROM thing GROUP BY n"
                                           " HAVING count(*) <> 2)")),
                     0);
    store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_acknowledged_is_there_after_kill, place_make,
                                        place_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
