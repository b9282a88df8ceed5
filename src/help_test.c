/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours sets a fault */
/* clang-format on */

#include "help.h"

static char said[1 << 16];

/* What the command prints. */
static const char *run(int (*command)(struct command_env *env), char *word)
{
    char *words[] = { word };
    FILE *out = fmemopen(said, sizeof said, "w");
    struct command_env env = { .out = out, .err = stderr, .argc = word ? 1 : 0, .argv = words };
    assert_int_equal(command(&env), 0);
    fclose(out);
    return said;
}

/* The name that begins at `at`, behind its dashes. */
static const struct option_row *row_at(const char *at)
{
    size_t n = strspn(at, "-abcdefghijklmnopqrstuvwxyz");
    for (size_t i = 0; i < n_options; i++)
        if (strlen(options[i].name) == n && strncmp(options[i].name, at, n) == 0)
            return &options[i];
    return NULL;
}

static void not_described(const char *command, const char *name)
{
    print_error("%s has %.20s\n", command, name);
    assert_null(name);
}

static void every_option_of_a_command_has_its_row_in_options_c(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_commands; i++)
        for (const char *at = commands[i].usage; (at = strstr(at, "--")); at += 2)
            if (!row_at(at + 2))
                not_described(commands[i].name, at);
}

static void every_row_is_of_some_command_and_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_options; i++) {
        bool used = false;
        for (size_t j = 0; j < n_commands; j++)
            used = used || usage_has(commands[j].usage, options[i].name);
        if (!used)
            not_described("no command", options[i].name);
        assert_true(i == 0 || strcmp(options[i - 1].name, options[i].name) < 0);
        assert_true(str_ends(str_of(options[i].text), STR(".")) || strstr(options[i].text, "://"));
    }
}

static void a_name_is_not_found_inside_another(void **state)
{
    (void)state;
    assert_true(usage_has("--log-level LEVEL", "log-level"));
    assert_true(usage_has("[--man]", "man"));
    assert_true(usage_has("a --man", "man"));
    assert_false(usage_has("[--manager]", "man"));
    assert_false(usage_has("--log-level", "level"));
    assert_false(usage_has("", "man"));
}

static void help_of_a_command_says_what_its_options_mean(void **state)
{
    (void)state;
    run(help_command, "backup");
    assert_non_null(strstr(said, "counterpart backup --database FILE TO\n"));
    assert_non_null(strstr(said, "\n  --database FILE"));
    assert_null(strstr(said, "--listen"));
    run(help_command, NULL);
    for (size_t i = 0; i < n_commands; i++)
        assert_non_null(strstr(said, commands[i].help));
}

static void the_manual_page_has_all_of_it(void **state)
{
    (void)state;
    run(help_command, "--man");
    for (size_t i = 0; i < n_commands; i++) {
        char name[100];
        snprintf(name, sizeof name, ".B counterpart %s\n", commands[i].name);
        assert_non_null(strstr(said, name));
    }
    assert_non_null(strstr(said, ".TP\n.BI \\-\\-log\\-format \" logfmt|json\"\n"));
    assert_null(strstr(said, " --"));
    assert_null(strstr(said, "\n    "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_option_of_a_command_has_its_row_in_options_c),
        cmocka_unit_test(every_row_is_of_some_command_and_in_order),
        cmocka_unit_test(a_name_is_not_found_inside_another),
        cmocka_unit_test(help_of_a_command_says_what_its_options_mean),
        cmocka_unit_test(the_manual_page_has_all_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
