/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "web_impl.h"

#define BACKLOG 1024
#define FILES_FOR_US 200 /* database, log, threads and so on */

static char said[400]; /* a server that does not start says so once */

static bool why_not(struct str *why, const char *at, const char *what)
{
    snprintf(said, sizeof said, "Cannot listen on %s: %s.", at, what);
    *why = str_of(said);
    return false;
}

/* "[::1]:80" gives "::1" and "80". */
static bool host_and_port(const char *at, char host[static 64], const char **port)
{
    const char *colon = strrchr(at, ':');
    size_t n = colon ? (size_t)(colon - at) : 0;

    if (n > 1 && at[0] == '[' && at[n - 1] == ']') {
        at++;
        n -= 2;
    }
    if (n == 0 || n >= 64 || !colon[1])
        return false;
    if (n == 9 && memcmp(at, "localhost", n) == 0)
        at = "127.0.0.1";
    memcpy(host, at, n);
    host[n] = 0;
    *port = colon + 1;
    return true;
}

static bool is_loopback(const struct sockaddr *a)
{
    if (a->sa_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)(const void *)a)->sin_addr.s_addr) >> 24 == 127;
    return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)a)->sin6_addr);
}

static int port_of(int fd)
{
    struct sockaddr_storage at;
    socklen_t n = sizeof at;

    if (getsockname(fd, (struct sockaddr *)&at, &n) != 0)
        return 0;
    /* The port stands at the same place for both families. */
    return ntohs(((const struct sockaddr_in *)(const void *)&at)->sin_port);
}

static int listening(const struct addrinfo *a)
{
    int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1, saved;

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    saved = errno;
    close(fd);
    errno = saved;
    return -1;
}

bool listen_open(const char *at, struct listen_at *out, struct str *why)
{
    struct addrinfo *found,
        wanted = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM };
    char host[64];
    const char *port;

    if (!host_and_port(at, host, &port) || getaddrinfo(host, port, &wanted, &found) != 0)
        return why_not(why, at, "give an address and a port, like 127.0.0.1:8080 or [::1]:8080");
    out->fd = listening(found);
    out->loopback = is_loopback(found->ai_addr);
    freeaddrinfo(found);
    if (out->fd < 0)
        return why_not(why, at, strerror(errno));
    out->port = port_of(out->fd);
    return true;
}

int connections_that_fit(int wanted)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return wanted;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_cur == RLIM_INFINITY || files.rlim_cur >= (rlim_t)wanted + FILES_FOR_US)
        return wanted;
    return files.rlim_cur > FILES_FOR_US + 10 ? (int)(files.rlim_cur - FILES_FOR_US) : 10;
}
