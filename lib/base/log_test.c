/* SPDX-License-Identifier: Apache-2.0 */
#include "log.h"

#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static char said[200000];

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

/* What stands behind the time of the first line: "time=2026-11-22T03:54:01.000Z ". */
static const char *first_line(void)
{
    assert_true(str_starts(str_of(said), STR("time=")));
    assert_int_equal(said[15], 'T');
    assert_true(str_starts(str_of(said + 28), STR("Z ")));
    return said + 30;
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
    assert_true(str_starts(str_of(first_line()), STR("level=info msg=\"port 8080\"\ntime=20")));
    second = strchr(said, '\n') + 1;
    assert_true(str_starts(str_of(second + 30), STR("level=warn msg=slow\ntime=20")));
    assert_true(str_ends(str_of(said), STR("level=error msg=gone\n")));
}

static const char hostile[] =
    "x\n2017 msg=forged\r\x1b[31m\x7f\xc2\x9b\xe2\x80\xa8\xe2\x80\xae \"q\" a\\b \xff Zo\xc3\xab";
#define TAMED                                                                                      \
    "x\\u000a2017 msg=forged\\u000d\\u001b[31m\\u007f\\u009b\\u2028\\u202e \\\"q\\\" a\\\\b "      \
    "\\u00ff Zo\xc3\xab"

static void speak_forgery(void)
{
    log_info("name %s", hostile);
    LOG_EVENT(LOG_INFO, "event", LT("name", STR("a b=c")), LT("empty", STR_NONE), LI("n", -3),
              LMS("ms", 12345), LT("hostile", str_of(hostile)));
}

static void input_cannot_forge_a_line(void **state)
{
    (void)state;
    assert_int_equal(hear(speak_forgery), 0);
    assert_true(str_starts(str_of(first_line()), STR("level=info msg=\"name " TAMED "\"\ntime=")));
    assert_true(str_ends(str_of(said),
                         STR("msg=event name=\"a b=c\" n=-3 ms=12.345 hostile=\"" TAMED "\"\n")));
}

static void speak_json(void)
{
    log_set_up(LOG_JSON, LOG_INFO);
    speak_forgery();
}

static void the_same_can_be_json(void **state)
{
    (void)state;
    assert_int_equal(hear(speak_json), 0);
    assert_true(str_starts(str_of(said), STR("{\"time\":\"20")));
    assert_non_null(strstr(said, "Z\",\"level\":\"info\",\"msg\":\"name " TAMED "\"}\n{\"time\""));
    assert_true(str_ends(str_of(said), STR("\"msg\":\"event\",\"name\":\"a b=c\",\"n\":-3,"
                                           "\"ms\":12.345,\"hostile\":\"" TAMED "\"}\n")));
}

static void speak_quietly(void)
{
    log_set_up(LOG_LOGFMT, LOG_ERROR);
    speak_all_levels();
}

static void what_is_below_the_level_is_not_written(void **state)
{
    (void)state;
    assert_int_equal(hear(speak_quietly), 0);
    assert_string_equal(first_line(), "level=error msg=gone\n");
}

static void speak_for_a_request(void)
{
    const char *before = log_for("abc123");

    log_info("inside");
    log_for(before);
    log_info("outside");
}

static void the_lines_of_a_request_carry_its_number(void **state)
{
    (void)state;
    assert_int_equal(hear(speak_for_a_request), 0);
    assert_true(str_starts(str_of(first_line()), STR("level=info msg=inside request=abc123\n")));
    assert_true(str_ends(str_of(said), STR("level=info msg=outside\n")));
}

static char large[40000];

static void speak_long(void)
{
    memset(large, '\n', sizeof large - 1);
    log_info("%05000d%s", 1, "\n\n");
    LOG_EVENT(LOG_INFO, "long", LT("a", str_of(large)), LT("b", str_of(large)),
              LT("c", str_of(large)), LI("n", 1));
}

static void a_long_line_is_cut_and_stays_whole(void **state)
{
    const char *second;
    (void)state;

    assert_int_equal(hear(speak_long), 0);
    second = strchr(said, '\n') + 1;
    assert_in_range(second - said, 1900, 2100);
    assert_true(str_ends(str_of(said), STR("\\u000a\" n=1\n")));
    assert_non_null(strstr(second, " b=\""));
    assert_null(strstr(second, " c=")); /* no room for it, so no part of it */
}

static void levels_and_formats_are_read(void **state)
{
    enum log_level level = LOG_FATAL;
    enum log_format format = LOG_LOGFMT;
    (void)state;

    assert_true(log_level_read(STR("warn"), &level));
    assert_int_equal(level, LOG_WARN);
    assert_false(log_level_read(STR("fatal"), &level));
    assert_false(log_level_read(STR("Warn"), &level));
    assert_true(log_format_read(STR("json"), &format));
    assert_int_equal(format, LOG_JSON);
    assert_false(log_format_read(STR("xml"), &format));
}

static void speak_and_die(void)
{
    die("no room in %s", "/tmp");
}

static void dying_says_why_and_exits_with_1(void **state)
{
    (void)state;
    assert_int_equal(hear(speak_and_die), 1);
    assert_string_equal(first_line(), "level=fatal msg=\"no room in /tmp\"\n");
}

/* More than the room there is for lines that wait, and then a warning; no more is written when the
 * process ends here. */
static void speak_while_held(void)
{
    log_hold();
    for (int i = 0; i < 2000; i++)
        log_info("line %d", i);
    log_warn("last");
}

static void a_warning_writes_what_waits_before_it(void **state)
{
    const char *at = said;
    char expected[32];
    (void)state;

    assert_int_equal(hear(speak_while_held), 0);
    for (int i = 0; i < 2000; i++) {
        snprintf(expected, sizeof expected, "msg=\"line %d\"\n", i);
        assert_non_null(at = strstr(at, expected));
    }
    assert_true(str_ends(str_of(said), STR("level=warn msg=last\n")));
}

static void speak_until_released(void)
{
    log_hold();
    log_info("first");
    log_release();
    log_info("second");
}

static void released_lines_are_written(void **state)
{
    (void)state;
    assert_int_equal(hear(speak_until_released), 0);
    assert_true(str_starts(str_of(first_line()), STR("level=info msg=first\n")));
    assert_true(str_ends(str_of(said), STR("level=info msg=second\n")));
}

/* Ends when whoever listens has heard the line and ends it. */
static void speak_and_stay(void)
{
    log_hold();
    log_info("waits");
    for (;;)
        pause();
}

static void what_waits_is_written_by_itself(void **state)
{
    int ends[2], status;
    char heard;
    pid_t child;
    (void)state;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        speak_and_stay();
    }
    assert_int_equal(read(ends[0], &heard, 1), 1);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_event_is_one_line_with_time_and_level),
        cmocka_unit_test(input_cannot_forge_a_line),
        cmocka_unit_test(the_same_can_be_json),
        cmocka_unit_test(what_is_below_the_level_is_not_written),
        cmocka_unit_test(the_lines_of_a_request_carry_its_number),
        cmocka_unit_test(a_long_line_is_cut_and_stays_whole),
        cmocka_unit_test(levels_and_formats_are_read),
        cmocka_unit_test(dying_says_why_and_exits_with_1),
        cmocka_unit_test(a_warning_writes_what_waits_before_it),
        cmocka_unit_test(released_lines_are_written),
        cmocka_unit_test(what_waits_is_written_by_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
