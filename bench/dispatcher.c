/* SPDX-License-Identifier: Apache-2.0 */
/* dispatcher.c - the product with one route more: 1 KiB that never changes, behind the same key and
 * a right. What it costs is our dispatcher's own cost.
 *
 * dispatcher DATABASE LISTEN THREADS
 */
#include <signal.h>

#include "base/log.h"
#include "command.h"
#include "frame/app.h"
#include "frame/org.h"

#define BODY_BYTES 1024

static char body[BODY_BYTES];

static bool constant(struct req *q)
{
    return answer_json_text(q, 200, (struct str){ body, sizeof body });
}

static const struct route route = { METHOD_GET, "/constant",        constant, READS,
                                    API,        { "deal", "read" }, NULL,     0 };

int main(int argc, char **argv)
{
    struct arena arena;
    struct str why = STR_NONE;
    if (argc != 4)
        return 2;
    memset(body, 'x', sizeof body);
    arena_init(&arena, (size_t)16 << 20);
    struct web_app app = *app_start();
    const struct route **routes = arena_alloc_array(&arena, sizeof *routes, app.n_routes + 1);
    memcpy(routes, app.routes, app.n_routes * sizeof *routes);
    routes[app.n_routes++] = &route;
    app.routes = routes;
    struct command_env env = { .arena = &arena, .out = stdout, .err = stderr };
    struct store *store = store_ready(&env, argv[1]);
    struct web_options o = { .listen = argv[2], .threads = (int)strtol(argv[3], NULL, 10) };
    sigset_t set;
    int which;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    log_hold();
    struct web_server *web = store ? web_start(&app, store, &o, &why) : NULL;
    if (!web)
        return 1;
    puts("ready");
    fflush(stdout);
    sigwait(&set, &which);
    web_stop(web);
    log_release();
    store_close(store);
    arena_release(&arena);
    return 0;
}
