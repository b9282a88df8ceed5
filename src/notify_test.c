/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours sets a fault */
/* clang-format on */
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "command.h"

/* A socket of that name, a leading '@' being one that is no file. */
static int listen_at(const char *path)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    memcpy(at.sun_path, path, strlen(path));
    if (path[0] == '@')
        at.sun_path[0] = '\0';
    assert_int_equal(bind(fd, (struct sockaddr *)&at, size), 0);
    return fd;
}

static void hears(const char *path)
{
    char text[100] = "";
    int fd = listen_at(path);
    setenv("NOTIFY_SOCKET", path, 1);
    notify("READY=1");
    assert_int_equal(recv(fd, text, sizeof text - 1, MSG_DONTWAIT), 7);
    assert_string_equal(text, "READY=1");
    close(fd);
}

static void systemd_hears_it_by_file_and_by_name(void **state)
{
    char folder[] = "/tmp/counterpart-notify-XXXXXX", path[100];
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/socket", folder);
    hears(path);
    unlink(path);
    rmdir(folder);
    snprintf(path, sizeof path, "@counterpart-notify-%d", (int)getpid());
    hears(path);
}

static void who_did_not_ask_is_not_told(void **state)
{
    (void)state;
    int before = dup(0);
    close(before);
    unsetenv("NOTIFY_SOCKET");
    notify("READY=1");
    setenv("NOTIFY_SOCKET", "not/absolute", 1);
    notify("READY=1");
    setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1);
    notify("READY=1");
    int after = dup(0);
    close(after);
    assert_int_equal(after, before); /* and nothing was left open */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(systemd_hears_it_by_file_and_by_name),
        cmocka_unit_test(who_did_not_ask_is_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
