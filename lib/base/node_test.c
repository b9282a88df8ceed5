/* SPDX-License-Identifier: Apache-2.0 */
#include "node.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A child that waits to be killed; its name is in `name`. It calls node_name() first of all. */
static pid_t child(char *name, size_t size)
{
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct str own = node_name();
        if (write(pipes[1], own.p, own.n) != (ssize_t)own.n)
            _exit(1);
        for (;;)
            pause();
    }
    ssize_t n = read(pipes[0], name, size - 1);
    assert_true(pid > 0 && n > 0);
    name[n] = '\0';
    close(pipes[0]);
    close(pipes[1]);
    return pid;
}

/* First, before this process has a name that a child would inherit. */
static void a_process_that_was_killed_is_gone_waited_for_or_not(void **state)
{
    char name[200];
    siginfo_t info;
    (void)state;
    pid_t pid = child(name, sizeof name);
    assert_false(node_is_gone(str_of(name)));
    kill(pid, SIGKILL);
    waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
    assert_true(node_is_gone(str_of(name)));
    waitpid(pid, NULL, 0);
    assert_true(node_is_gone(str_of(name)));
}

static void this_one_is_there(void **state)
{
    (void)state;
    assert_true(str_same(node_name(), node_name()));
    assert_false(node_is_gone(node_name()));
}

static void somebody_later_with_the_same_number_is_another(void **state)
{
    char name[200];
    struct str own = node_name();
    (void)state;
    snprintf(name, sizeof name, "%.*s1", STR_FMT(own));
    assert_true(node_is_gone(str_of(name)));
}

static void of_another_machine_nothing_is_said(void **state)
{
    char name[200];
    struct str own = node_name();
    (void)state;
    snprintf(name, sizeof name, "0%.*s1", STR_FMT(own));
    assert_false(node_is_gone(str_of(name)));
    assert_false(node_is_gone(STR_NONE));
    assert_false(node_is_gone(STR("host 12 17a")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_that_was_killed_is_gone_waited_for_or_not),
        cmocka_unit_test(this_one_is_there),
        cmocka_unit_test(somebody_later_with_the_same_number_is_another),
        cmocka_unit_test(of_another_machine_nothing_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
