/* SPDX-License-Identifier: Apache-2.0 */
/* web_testing.h - for the end-to-end tests of this folder: a small application with one table on a
 * server of its own at 127.0.0.1:0, and raw sockets to talk to it. */
#ifndef WEB_TESTING_H
#define WEB_TESTING_H
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours sets a fault */
/* clang-format on */
#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "web_impl.h"

#define SECRET "0123456789abcdef0123456789abcdef"

struct site {
    char folder[64], file[128];
    const struct route *routes[20];
    struct web_app app;
    struct store *store;
    struct web_server *web;
    char answer[1 << 20];
};

/* As a group's setup and teardown: *state is a struct site with its server running. */
int site_make(void **state);
int site_remove(void **state);
void site_start(struct site *s, struct web_options o); /* again, after web_stop(s->web) */

/* A gate that a test holds shut, so that things happen in the order it wants and nobody has to
 * sleep: POST /api/v1/held (OWN) and /api/v1/held-write (WRITES) wait before it. */
void barrier_set(bool shut);
void barrier_await(int waiting); /* until so many wait there */

int site_connect(struct site *s);
void say(int fd, const char *text);
void say_bytes(int fd, const char *p, size_t n);
/* Everything until the other side closes; then it is closed here too. */
const char *hear_all(struct site *s, int fd);
/* One answer with a Content-Length, on a connection that stays open. */
const char *hear_one(struct site *s, int fd);
/* One request on a connection of its own: a request line without its version, header lines ended by
 * \r\n each (may be empty), a body (may be empty). The answer stands in s->answer. */
const char *ask(struct site *s, const char *line, const char *headers, const char *body);
int status_of(const char *answer); /* 0 when it is none */

#define has(answer, part) assert_non_null(strstr((answer), (part)))
#define has_not(answer, part) assert_null(strstr((answer), (part)))
#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"
#define JSON "Content-Type: application/json\r\n"
#define KEY "Authorization: Bearer key\r\n"
#define SESSION "Cookie: session=good\r\n"
#endif
