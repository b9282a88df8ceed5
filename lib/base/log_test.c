/* SPDX-License-Identifier: Apache-2.0 */
#include "log.h"

#include <setjmp.h>
#include <cmocka.h>
#include <sys/wait.h>
#include <unistd.h>

static char said[16384];

/* Runs `speak` in a process of its own, fills `said` with its standard error and returns its exit
 * code. */
static int hear(void (*speak)(void))
{
    int ends[2], status;
    size_t n = 0;
    ssize_t got;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        speak();
        _exit(0);
    }
    close(ends[1]);
    while ((got = read(ends[0], said + n, sizeof said - 1 - n)) > 0)
        n += (size_t)got;
    said[n] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* What stands behind the time of the first line. */
static const char *first_line(void)
{
    assert_true(strlen(said) > 25);
    assert_int_equal(said[4], '-');
    assert_int_equal(said[10], 'T');
    assert_int_equal(said[19], '.');
    assert_int_equal(said[23], 'Z');
    return said + 25;
}

static void speak_all_levels(void)
{
    log_info("port %d", 8080);
    log_warn("slow");
    log_error("gone");
}

static void each_event_is_one_line_with_time_and_level(void **state)
{
    const char *second;
    (void)state;

    assert_int_equal(hear(speak_all_levels), 0);
    assert_true(str_starts(str_of(first_line()), STR("info port 8080\n20")));
    second = strchr(said, '\n') + 1;
    assert_true(str_starts(str_of(second + 25), STR("warn slow\n20")));
    assert_true(str_ends(str_of(said), STR("Z error gone\n")));
}

static void speak_forgery(void)
{
    log_info("name %s", "x\n2017 info forged\r\x1b[31m\x7f\xc2\x9b Zo\xc3\xab");
}

static void input_cannot_forge_a_line(void **state)
{
    (void)state;
    assert_int_equal(hear(speak_forgery), 0);
    assert_string_equal(first_line(), "info name x\\x0a2017 info forged\\x0d\\x1b[31m\\x7f"
                                      "\\xc2\\x9b Zo\xc3\xab\n");
}

static void speak_long(void)
{
    log_info("%05000d%s", 1, "\n\n");
}

static void a_long_line_is_cut(void **state)
{
    (void)state;
    assert_int_equal(hear(speak_long), 0);
    assert_true(strlen(said) > 1900 && strlen(said) < 2100);
    assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
}

static void speak_and_die(void)
{
    die("no room in %s", "/tmp");
}

static void dying_says_why_and_exits_with_1(void **state)
{
    (void)state;
    assert_int_equal(hear(speak_and_die), 1);
    assert_string_equal(first_line(), "fatal no room in /tmp\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_event_is_one_line_with_time_and_level),
        cmocka_unit_test(input_cannot_forge_a_line),
        cmocka_unit_test(a_long_line_is_cut),
        cmocka_unit_test(dying_says_why_and_exits_with_1),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
