/* SPDX-License-Identifier: Apache-2.0 */
/* constant.c - the yardstick: libmicrohttpd with our flags and threads, answering 1 KiB that never
 * changes.
 *
 * constant PORT THREADS
 */
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BODY_BYTES 1024

static char body[BODY_BYTES];
static struct MHD_Response *response;

static enum MHD_Result answer(void *arg, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_bytes, void **state)
{
    (void)arg;
    (void)url;
    (void)method;
    (void)version;
    (void)upload;
    (void)upload_bytes;
    /* An answer to the first call, when only the header is known, would close the connection. */
    if (!*state) {
        *state = body;
        return MHD_YES;
    }
    return MHD_queue_response(connection, MHD_HTTP_OK, response);
}

static struct MHD_Daemon *start(unsigned short port, unsigned threads)
{
    return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME
                                | MHD_USE_TURBO,
                            port, NULL, NULL, answer, NULL, MHD_OPTION_THREAD_POOL_SIZE, threads,
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)16 << 10, MHD_OPTION_END);
}

int main(int argc, char **argv)
{
    sigset_t set;
    int which;
    if (argc != 3)
        return 2;
    memset(body, 'x', sizeof body);
    response = MHD_create_response_from_buffer(sizeof body, body, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Content-Type", "application/json");
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    unsigned threads = (unsigned)strtoul(argv[2], NULL, 10);
    struct MHD_Daemon *daemon =
        start((unsigned short)strtoul(argv[1], NULL, 10), threads > 1 ? threads : 0);
    if (!daemon)
        return 1;
    puts("ready");
    fflush(stdout);
    sigwait(&set, &which);
    MHD_stop_daemon(daemon);
    return 0;
}
