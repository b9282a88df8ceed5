/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mail/delivery.h"

static char folder[64];

static void read_back(const char *name, char *to, size_t max)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    size_t n = fread(to, 1, max - 1, f);
    to[n] = 0;
    fclose(f);
    unlink(path);
}

static void a_letter_is_there_whole_or_not_at_all(void **state)
{
    struct delivery d;
    char text[100];
    folder_put(folder, STR("42"), STR("first"), &d);
    assert_int_equal(d.verdict, MAIL_SENT);
    folder_put(folder, STR("42"), STR("again"), &d);
    assert_int_equal(d.verdict, MAIL_SENT);
    read_back("42.eml", text, sizeof text);
    assert_string_equal(text, "again");
    (void)state;
}

static void a_folder_that_is_not_there_is_tried_later(void **state)
{
    struct delivery d;
    folder_put("/nowhere/at/all", STR("42"), STR("x"), &d);
    assert_int_equal(d.verdict, MAIL_LATER);
    assert_non_null(strstr(d.said, "No such file"));
    assert_false(folder_ready("/nowhere/at/all"));
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_is_there_whole_or_not_at_all),
        cmocka_unit_test(a_folder_that_is_not_there_is_tried_later),
    };
    char template[] = "/tmp/counterpart-mail-XXXXXX";
    if (!mkdtemp(template))
        return 1;
    snprintf(folder, sizeof folder, "%s/out", template);
    if (!folder_ready(folder))
        return 1;
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    rmdir(folder);
    rmdir(template);
    return failures;
}
