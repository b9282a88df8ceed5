/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>

#include "command.h"
#include "exchange/exchange.h"
#include "frame/app.h"
#include "frame/org.h"
#include "import/import.h"

#define LISTEN_DEFAULT "127.0.0.1:8080"

static bool is_loopback(const char *listen)
{
    return strncmp(listen, "127.", 4) == 0 || strncmp(listen, "[::1]", 5) == 0
           || strncmp(listen, "localhost:", 10) == 0;
}

static bool kept_clock_read(struct command_env *env, struct instant *at)
{
    struct ctx c;
    struct str kept = STR_NONE;
    struct instant before;
    if (!command_read_begin(env, &c))
        return false;
    bool ok = setting_get(&c, "test_clock", &kept);
    if (ok && kept.n && instant_parse(kept, &before) && before.ms > at->ms)
        *at = before;
    command_read_end(&c);
    return ok;
}

static bool clock_begin(struct command_env *env, const char *instant, const char *listen)
{
    struct instant at;
    if (!instant)
        return true;
    if (!is_loopback(listen))
        return fprintf(env->err, "counterpart: --test-clock is for loopback addresses only.\n") < 0;
    if (!instant_parse(str_of(instant), &at))
        return fprintf(env->err,
                       "counterpart: --test-clock takes a moment like 2017-12-31T12:00:00Z.\n")
               < 0;
    if (!kept_clock_read(env, &at))
        return false;
    test_clock_start(at);
    return true;
}

static bool number(struct command_env *env, const char *name, int *out)
{
    const char *text = option(env, name);
    int64_t value;
    if (!text)
        return true;
    if (!str_to_int(str_of(text), &value) || value < 1 || value > 64)
        return fprintf(env->err, "counterpart: --%s takes a number from 1 to 64.\n", name) < 0;
    *out = (int)value;
    return true;
}

static void wait_for_signal(void)
{
    sigset_t set;
    int which;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    while (sigwait(&set, &which) != 0) {
    }
}

static void signals_block(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static void say_address(struct command_env *env, const struct web_options *o, int port)
{
    const char *colon = strrchr(o->listen, ':');
    int host = colon ? (int)(colon - o->listen) : (int)strlen(o->listen);
    fprintf(env->out, "Counterpart listens on %s://%.*s:%d\n", o->tls_cert ? "https" : "http", host,
            o->listen, port);
    fflush(env->out);
}

static int serve_until_signal(struct command_env *env, struct store *store,
                              const struct web_options *o)
{
    struct str why = STR_NONE;
    if (!control_start(store))
        return 1;
    struct web_server *web = web_start(app_start(), store, o, &why);
    if (!web) {
        fprintf(env->err, "counterpart: %.*s\n", STR_FMT(why));
        control_stop();
        return 1;
    }
    exchange_begin(store);
    say_address(env, o, web_port(web));
    wait_for_signal();
    import_stop();
    exchange_stop();
    control_stop();
    web_stop(web);
    return 0;
}

int serve_store(struct command_env *env, struct store *store, const char *listen)
{
    struct web_options o = { .listen = listen };
    signals_block();
    return serve_until_signal(env, store, &o);
}

int serve_command(struct command_env *env)
{
    struct web_options o = { 0 };
    const char *database = option(env, "database"), *clock = option(env, "test-clock");
    o.listen = option(env, "listen");
    o.public_url = option(env, "public-url");
    o.trusted_proxy = option(env, "trusted-proxy");
    o.tls_cert = option(env, "tls-cert");
    o.tls_key = option(env, "tls-key");
    o.timing = option_flag(env, "timing");
    bool alone = option_flag(env, "no-batching");
    if (!o.listen)
        o.listen = LISTEN_DEFAULT;
    if (!database)
        return command_usage(env, "say which database: --database FILE");
    if (!number(env, "threads", &o.threads) || !options_all_used(env))
        return 2;
    signals_block();
    struct store *store = store_ready(env, database);
    if (!store)
        return 1;
    store_batching(store, !alone);
    int status = clock_begin(env, clock, o.listen) ? serve_until_signal(env, store, &o) : 1;
    store_close(store);
    return status;
}
