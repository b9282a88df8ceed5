/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours sets a fault */
/* clang-format on */
#include <pthread.h>

#include "web_impl.h"

struct gate_task {
    struct task task;
    pthread_barrier_t *shut; /* NULL: runs through */
    atomic_int *ran;
};

static void gate_run(void *arg)
{
    struct gate_task *t = arg;

    if (t->shut) {
        pthread_barrier_wait(t->shut); /* it has begun */
        pthread_barrier_wait(t->shut); /* it may end */
    }
    atomic_fetch_add(t->ran, 1);
}

static void everything_put_is_run_before_the_pool_closes(void **state)
{
    struct gate_task tasks[100];
    atomic_int ran = 0;
    struct pool *p = pool_open(3, COUNT(tasks));

    (void)state;
    for (size_t i = 0; i < COUNT(tasks); i++) {
        tasks[i] = (struct gate_task){ { gate_run, &tasks[i], NULL }, NULL, &ran };
        assert_true(pool_put(p, &tasks[i].task));
    }
    pool_close(p);
    assert_int_equal(ran, 100);
}

static void a_full_queue_takes_no_more(void **state)
{
    struct gate_task tasks[4];
    atomic_int ran = 0;
    pthread_barrier_t shut;
    struct pool *p = pool_open(1, 2);

    (void)state;
    pthread_barrier_init(&shut, NULL, 2);
    for (size_t i = 0; i < COUNT(tasks); i++)
        tasks[i] = (struct gate_task){ { gate_run, &tasks[i], NULL }, i == 0 ? &shut : NULL, &ran };
    assert_true(pool_put(p, &tasks[0].task));
    pthread_barrier_wait(&shut);
    assert_true(pool_put(p, &tasks[1].task));
    assert_true(pool_put(p, &tasks[2].task));
    assert_false(pool_put(p, &tasks[3].task));
    pthread_barrier_wait(&shut);
    pool_close(p);
    assert_int_equal(ran, 3);
    pthread_barrier_destroy(&shut);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_put_is_run_before_the_pool_closes),
        cmocka_unit_test(a_full_queue_takes_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
