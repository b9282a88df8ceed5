/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "web_impl.h"

#define CONNECTIONS 4000
#define PER_ADDRESS 512
#define POOL_THREADS 2
#define POOL_QUEUE 64
/* Where the database is elsewhere, every request is the pool's. */
#define REMOTE_THREADS 16
#define REMOTE_QUEUE 1024
#define TIMEOUT_S 60 /* without any progress; who only trickles is connections.c's */
#define STOP_MS 10000
#define SERVER_MEMORY ((size_t)8 << 20)
#define PEM_MAX ((size_t)256 << 10)
#define OPTIONS_MAX 16

static char said[400];

static PRINTF(2, 3) bool why_not(struct str *why, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(said, sizeof said, format, args);
    va_end(args);
    *why = str_of(said);
    return false;
}

static void connection_notified(void *cls, struct MHD_Connection *mhd, void **socket_context,
                                enum MHD_ConnectionNotificationCode code)
{
    struct web_server *w = cls;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        int fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;

        *socket_context = links_add(
            w->links, fd,
            MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
    } else {
        links_drop(w->links, *socket_context);
    }
}

/* What libmicrohttpd says about itself. It tells of a connection that it refused in no other way;
 * the rest are clients that went away. */
static PRINTF(2, 0) void daemon_says(void *cls, const char *format, va_list args)
{
    struct web_server *w = cls;
    char text[300];
    int n = vsnprintf(text, sizeof text, format, args);
    struct str line = str_trim((struct str){ text, n < 0 ? 0 : strlen(text) });

    if (strstr(format, "reached connection limit"))
        atomic_fetch_add(&w->refused, 1);
    LOG_EVENT(LOG_DEBUG, "libmicrohttpd", LT("text", line));
}

/* ---- options ---- */

static bool is_https(const char *url)
{
    return url && strncmp(url, "https://", 8) == 0;
}

/* "https://crm.example.org:8443/" gives it without a slash at the end, as browsers send it in
 * Origin. */
static bool origin_read(struct web_server *w, const char *url, struct str *why)
{
    struct str s = str_of(url), host;

    if (!url)
        return true;
    if (str_ends(s, STR("/")))
        s.n--;
    host = str_cut(s, is_https(url) ? 8 : 7, s.n);
    if ((!is_https(url) && strncmp(url, "http://", 7) != 0) || !host.n || str_find(host, '/') >= 0)
        return why_not(why, "The public URL %s is not like https://crm.example.org.", url);
    w->origin = arena_str(&w->arena, s);
    return true;
}

/* A PEM file, NUL-terminated; NULL when it cannot be read. */
static const char *pem_read(struct arena *a, const char *file)
{
    FILE *f = fopen(file, "re");
    char *text = arena_alloc(a, PEM_MAX + 1);
    size_t n;

    if (!f)
        return NULL;
    n = fread(text, 1, PEM_MAX, f);
    fclose(f);
    return n > 0 && n < PEM_MAX ? text : NULL;
}

static bool tls_read(struct web_server *w, const struct web_options *o, struct MHD_OptionItem *add,
                     size_t *n, struct str *why)
{
    const char *cert, *key;

    if (!o->tls_cert && !o->tls_key)
        return true;
    if (!o->tls_cert || !o->tls_key)
        return why_not(why, "TLS needs both a certificate and its key.");
    if (MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES)
        return why_not(why, "This libmicrohttpd was built without TLS: put a proxy in front.");
    cert = pem_read(&w->arena, o->tls_cert);
    key = pem_read(&w->arena, o->tls_key);
    if (!cert || !key)
        return why_not(why, "The file %s cannot be read.", cert ? o->tls_key : o->tls_cert);
    add[(*n)++] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)cert };
    add[(*n)++] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)key };
    w->tls = true;
    return true;
}

static void limits_add(struct web_server *w, const struct web_options *o,
                       struct MHD_OptionItem *add, size_t *n)
{
    int cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
    int threads = o->threads ? o->threads : cores;
    int all = connections_that_fit(o->connections ? o->connections : CONNECTIONS);
    int each = o->per_address ? o->per_address : PER_ADDRESS;

    /* Each thread gets its share of it, so there must be one for each. */
    w->connections = all > threads ? all : threads;
    if (threads > 1)
        add[(*n)++] = (struct MHD_OptionItem){ MHD_OPTION_THREAD_POOL_SIZE, threads, NULL };
    add[(*n)++] = (struct MHD_OptionItem){ MHD_OPTION_CONNECTION_LIMIT, w->connections, NULL };
    /* Behind a proxy everybody has the proxy's address. */
    if (!o->trusted_proxy || o->per_address)
        add[(*n)++] = (struct MHD_OptionItem){ MHD_OPTION_PER_IP_CONNECTION_LIMIT, each, NULL };
}

/* ---- starting ---- */

static bool options_read(struct web_server *w, const struct web_options *o,
                         struct MHD_OptionItem *add, struct str *why)
{
    size_t n = 0;

    if (!origin_read(w, o->public_url, why) || !tls_read(w, o, add, &n, why))
        return false;
    w->secure = w->tls || is_https(o->public_url);
    w->timing = o->timing;
    if (o->trusted_proxy)
        w->trusted_proxy = arena_cstr(&w->arena, str_of(o->trusted_proxy));
    limits_add(w, o, add, &n);
    assert(n < OPTIONS_MAX);
    add[n] = (struct MHD_OptionItem){ MHD_OPTION_END, 0, NULL };
    return true;
}

static bool listening(struct web_server *w, const char *at, struct str *why)
{
    struct listen_at l;

    if (!listen_open(at, &l, why))
        return false;
    w->listener = l.fd;
    w->port = l.port;
    if (l.loopback || w->secure)
        return true;
    return why_not(
        why,
        "Listening on %s, which others can reach, needs TLS (--tls-cert, --tls-key) or a "
        "proxy that does it (--public-url https://...).",
        at);
}

/* Our threads must leave signals to the main one. */
static void signals_block(sigset_t *before)
{
    sigset_t all;

    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, before);
    signal(SIGPIPE, SIG_IGN);
}

static bool threads_start(struct web_server *w, struct MHD_OptionItem *add, struct str *why)
{
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO
                     | MHD_USE_ERROR_LOG | (w->tls ? (unsigned)MHD_USE_TLS : 0u);

    w->links = links_open();
    links_watch(w->links, w->connections);
    w->pool = store_is_here(w->store) ? pool_open(POOL_THREADS, POOL_QUEUE)
                                      : pool_open(REMOTE_THREADS, REMOTE_QUEUE);
    w->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, request_goes_on, w, MHD_OPTION_EXTERNAL_LOGGER, daemon_says, w,
        MHD_OPTION_LISTEN_SOCKET, w->listener,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, POOL_MEMORY, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)TIMEOUT_S, MHD_OPTION_NOTIFY_COMPLETED, request_ends, w,
        MHD_OPTION_NOTIFY_CONNECTION, connection_notified, w, MHD_OPTION_URI_LOG_CALLBACK,
        request_begins, w, MHD_OPTION_UNESCAPE_CALLBACK, request_unescape, w, MHD_OPTION_ARRAY, add,
        MHD_OPTION_END);
    return w->daemon
           || why_not(why, "The HTTP server did not start%s.",
                      w->tls ? ": are the certificate and its key good" : "");
}

static void server_free(struct web_server *w)
{
    if (w->pool)
        pool_close(w->pool);
    if (w->links)
        links_close(w->links);
    if (w->listener >= 0)
        close(w->listener);
    counts_free(w);
    arena_release(&w->arena);
    free(w);
}

static struct web_server *server_new(const struct web_app *app, struct store *s)
{
    struct web_server *w = calloc(1, sizeof *w);

    if (!w)
        die("out of memory");
    if (sodium_init() < 0)
        die("the random source of this machine does not work");
    arena_init(&w->arena, SERVER_MEMORY);
    w->app = app;
    w->store = s;
    w->listener = -1;
    pthread_mutex_init(&w->counts_lock, NULL);
    w->router = router_new(&w->arena, app->routes, app->n_routes);
    counts_names_make(w);
    return w;
}

struct web_server *web_start(const struct web_app *app, struct store *s,
                             const struct web_options *o, struct str *why)
{
    struct web_server *w = server_new(app, s);
    struct MHD_OptionItem add[OPTIONS_MAX];
    sigset_t before;
    bool started = false;

    if (options_read(w, o, add, why) && listening(w, o->listen, why)) {
        signals_block(&before);
        started = threads_start(w, add, why);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    if (started)
        return w;
    server_free(w);
    return NULL;
}

int web_port(const struct web_server *w)
{
    return w->port;
}

struct web_counts web_counts(struct web_server *w)
{
    struct link_counts links = links_counts(w->links);
    struct web_counts counts = { .connections = links.open, .cut = links.cut };

    for (int i = 0; i < (int)COUNT(counts.answers); i++)
        counts.answers[i] = counts_answers(w, i);
    return counts;
}

/* ---- stopping ---- */

/* Until nothing counts any more, or STOP_MS after `since`. */
static void wait_for(const atomic_int *n, int64_t since)
{
    const struct timespec a_little = { .tv_nsec = 2000000 };

    while (atomic_load(n) > 0 && monotonic_ms() < since + STOP_MS)
        nanosleep(&a_little, NULL);
}

void web_stop(struct web_server *w)
{
    MHD_quiesce_daemon(w->daemon);
    close(w->listener);
    w->listener = -1;
    atomic_store(&w->stopping, true);
    wait_for(&w->active, monotonic_ms());
    atomic_store(&w->ending, true);
    wait_for(&w->suspended, monotonic_ms());
    /* libmicrohttpd cannot be stopped under a suspended connection. What was committed is safe. */
    if (atomic_load(&w->suspended) > 0)
        die("requests were still running %d seconds after the server was told to stop",
            2 * STOP_MS / 1000);
    MHD_stop_daemon(w->daemon);
    server_free(w);
}
