/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "bulk/bulk.h"
#include "command.h"
#include "db/watch.h"
#include "exchange/exchange.h"
#include "frame/app.h"
#include "frame/note.h"
#include "frame/org.h"
#include "import/import.h"
#include "migrations.h"
#include "ops/ops.h"
#include "outbox/outbox.h"
#include "sched/sched.h"
#include "search/search.h"

#define LISTEN_DEFAULT "127.0.0.1:8080"
#define THREADS_MAX 64
#define DRAIN_MAX_S 3600
#define SLOW_US 200000
#define SLOW_MAX_MS 3600000
#define TOKEN_FILE_MAX 4096
#define TOKEN_MIN 16
#define PASSWORD_FILE_MAX 1024
#define ANSWER_MAX_S 300

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

/* The number of --NAME, left alone without it. */
static bool number(struct command_env *env, const char *name, int64_t min, int64_t max,
                   int64_t *out)
{
    const char *text = option(env, name);
    int64_t value;
    if (!text)
        return true;
    if (!str_to_int(str_of(text), &value) || value < min || value > max)
        return fprintf(env->err, "counterpart: --%s takes a number from %lld to %lld.\n", name,
                       (long long)min, (long long)max)
               < 0;
    *out = value;
    return true;
}

/* Milliseconds with up to three decimals, as microseconds: "200", "0.5". */
static bool milliseconds(struct command_env *env, const char *name, int64_t *us)
{
    struct str text = str_of(option(env, name)), decimals;
    struct str whole = str_split(text, '.', &decimals);
    int64_t ms, part = 0;
    if (!text.p)
        return true;
    bool ok = str_to_int(whole, &ms) && ms >= 0 && ms <= SLOW_MAX_MS && decimals.n <= 3
              && (!decimals.n || (str_to_int(decimals, &part) && part >= 0));
    if (!ok)
        return fprintf(env->err, "counterpart: --%s takes milliseconds like 200 or 0.5.\n", name)
               < 0;
    for (size_t i = decimals.n; i < 3; i++)
        part *= 10;
    *us = ms * 1000 + part;
    return true;
}

struct serving {
    struct web_options web;
    const char *database, *clock, *token_file;
    struct ops ops;
    int64_t threads, drain_s, slow_us;
    bool alone;
    struct mailing mail;
    const char *mail_from, *mail_password_file;
    int64_t mail_s;
    void (*say)(struct command_env *env); /* before the address; NULL: nothing */
};

/* ---- the log ---- */

static bool log_read(struct command_env *env)
{
    const char *format = option(env, "log-format"), *level = option(env, "log-level");
    enum log_format f = LOG_LOGFMT;
    enum log_level l = LOG_INFO;
    if (format && !log_format_read(str_of(format), &f))
        return fprintf(env->err, "counterpart: --log-format is logfmt or json.\n") < 0;
    if (level && !log_level_read(str_of(level), &l))
        return fprintf(env->err, "counterpart: --log-level is debug, info, warn or error.\n") < 0;
    log_set_up(f, l);
    return true;
}

static bool token_read(struct command_env *env, struct serving *s)
{
    if (!s->token_file)
        return true;
    if (!command_read_file(env, s->token_file, TOKEN_FILE_MAX, &s->ops.token))
        return false;
    s->ops.token = str_trim(s->ops.token);
    return s->ops.token.n >= TOKEN_MIN
           || fprintf(env->err, "counterpart: %s holds a token of %d characters or more.\n",
                      s->token_file, TOKEN_MIN)
                  < 0;
}

/* ---- how letters leave ---- */

static bool mail_options(struct command_env *env, struct serving *s)
{
    s->mail.folder = option(env, "mail-folder");
    s->mail.smtp.url = option(env, "smtp");
    s->mail.smtp.user = option(env, "smtp-user");
    s->mail_password_file = option(env, "smtp-password-file");
    s->mail_from = option(env, "mail-from");
    s->mail.from = str_of(s->mail_from);
    if (!number(env, "smtp-seconds", 1, ANSWER_MAX_S, &s->mail_s))
        return false;
    s->mail.smtp.answer_s = (int)s->mail_s;
    if (s->mail.folder)
        s->mail.folder = command_path(env, s->mail.folder);
    return true;
}

static bool mail_says(struct command_env *env, const char *what)
{
    return fprintf(env->err, "counterpart: %s\n", what) < 0;
}

static bool mail_is_whole(struct command_env *env, const struct serving *s)
{
    const struct smtp_options *o = &s->mail.smtp;
    if (s->mail.folder && o->url)
        return mail_says(env, "say either --mail-folder or --smtp.");
    if (s->mail_from && !email_ok(s->mail.from))
        return mail_says(env, "--mail-from takes an address like sales@example.com.");
    if (o->url && !s->mail_from)
        return mail_says(env, "--smtp needs --mail-from ADDRESS, which letters come from.");
    if (!o->user != !s->mail_password_file || (o->user && !o->url))
        return mail_says(env, "--smtp-user and --smtp-password-file go together, with --smtp.");
    return true;
}

static bool mail_read(struct command_env *env, struct serving *s)
{
    struct str password;
    if (!mail_is_whole(env, s))
        return false;
    if (!s->mail_password_file)
        return true;
    if (!command_read_file(env, s->mail_password_file, PASSWORD_FILE_MAX, &password))
        return false;
    s->mail.smtp.password = arena_cstr(env->arena, str_trim(password));
    return true;
}

/* Beside a file there is room for a folder; of a database on a server nobody knows where. */
static bool mail_begin(struct command_env *env, struct store *store, struct serving *s)
{
    struct str why = STR_NONE;
    if (!s->mail.folder && !s->mail.smtp.url && !store_is_here(store)) {
        LOG_EVENT(LOG_WARN, "letters wait: say --smtp or --mail-folder");
        return true;
    }
    if (!s->mail.folder && !s->mail.smtp.url)
        s->mail.folder = arena_printf(env->arena, "%s.mail", store_file(store)).p;
    return outbox_begin(store, &s->mail, &why)
           || fprintf(env->err, "counterpart: %.*s\n", STR_FMT(why)) < 0;
}

/* ---- until somebody says stop ---- */

static void signals_of_stop(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
}

static void signals_block(void)
{
    sigset_t set;
    signals_of_stop(&set);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static void wait_for_signal(void)
{
    sigset_t set;
    int which;
    signals_of_stop(&set);
    while (sigwait(&set, &which) != 0) {
    }
}

/* Not by the signal's own default: process 1 of a container would ignore it. */
static void end_at_once(int which)
{
    _exit(128 + which);
}

/* Everybody who asks hears that work is to be sent elsewhere, and has this long to notice. From now
 * on a second signal ends the process where it stands: what was acknowledged is on the disk. */
static void drain(int64_t seconds)
{
    sigset_t set;
    struct timespec rest = { .tv_sec = seconds };
    ops_stop_begins();
    notify("STOPPING=1");
    LOG_EVENT(LOG_INFO, "stopping", LI("drain", seconds));
    signal(SIGTERM, end_at_once);
    signal(SIGINT, end_at_once);
    signals_of_stop(&set);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    while (nanosleep(&rest, &rest) != 0 && errno == EINTR) {
    }
}

static struct str address_of(struct command_env *env, const struct web_options *o, int port)
{
    const char *colon = strrchr(o->listen, ':');
    int host = colon ? (int)(colon - o->listen) : (int)strlen(o->listen);
    return arena_printf(env->arena, "%s://%.*s:%d", o->tls_cert ? "https" : "http", host,
                        o->listen, port);
}

/* What links in letters begin with. */
static void site_say(struct command_env *env, const struct web_options *o, int port)
{
    struct str site = o->public_url ? str_of(o->public_url) : address_of(env, o, port);
    while (site.n && site.p[site.n - 1] == '/')
        site.n--;
    site_origin_set(site);
}

static void say_address(struct command_env *env, const struct web_options *o, int port)
{
    struct str at = address_of(env, o, port);
    fprintf(env->out, "Counterpart listens on %.*s\n", STR_FMT(at));
    fflush(env->out);
    LOG_EVENT(LOG_INFO, "listening", LT("address", at), LT("version", STR(COUNTERPART_VERSION)));
    notify("READY=1");
}

static void threads_begin(struct store *store)
{
    exchange_begin(store);
    search_begin(store);
    if (!sched_begin(store))
        LOG_EVENT(LOG_ERROR, "no clock will ring");
}

/* Letters first: what waits for a mail server is not waited for. */
static void threads_stop(void)
{
    outbox_stop();
    import_stop();
    exchange_stop();
    search_stop();
    bulk_stop();
    sched_stop();
    control_stop();
}

static struct web_server *open_up(struct command_env *env, struct store *store, struct serving *s)
{
    struct str why = STR_NONE;
    struct web_server *web = web_start(app_start(), store, &s->web, &why);
    if (!web)
        fprintf(env->err, "counterpart: %.*s\n", STR_FMT(why));
    if (web && !mail_begin(env, store, s)) {
        web_stop(web);
        return NULL;
    }
    if (web)
        site_say(env, &s->web, web_port(web));
    return web;
}

static int serve_until_signal(struct command_env *env, struct store *store, struct serving *s)
{
    if (!control_start(store))
        return 1;
    notes_open(store);
    s->ops.migration = migrations[n_migrations - 1]->number;
    ops_set_up(&s->ops);
    log_hold();
    struct web_server *web = open_up(env, store, s);
    if (web) {
        threads_begin(store);
        if (s->say)
            s->say(env);
        say_address(env, &s->web, web_port(web));
        wait_for_signal();
        drain(s->drain_s);
        threads_stop();
        web_stop(web);
    } else {
        control_stop();
    }
    log_release();
    notes_close();
    return web ? 0 : 1;
}

/* Who tries the demo looks at the address that was printed, not at a line for each request. */
int serve_store(struct command_env *env, struct store *store, const char *listen,
                void (*say)(struct command_env *env))
{
    struct serving s = { .web.listen = listen, .say = say };
    log_set_up(LOG_LOGFMT, LOG_WARN);
    signals_block();
    return serve_until_signal(env, store, &s);
}

static bool options_read(struct command_env *env, struct serving *s)
{
    s->database = command_database(env);
    s->clock = option(env, "test-clock");
    s->token_file = option(env, "metrics-token-file");
    s->web.listen = option(env, "listen");
    s->web.public_url = option(env, "public-url");
    s->web.trusted_proxy = option(env, "trusted-proxy");
    s->web.tls_cert = option(env, "tls-cert");
    s->web.tls_key = option(env, "tls-key");
    s->web.timing = option_flag(env, "timing");
    s->alone = option_flag(env, "no-batching");
    if (!s->web.listen)
        s->web.listen = LISTEN_DEFAULT;
    if (!s->database)
        return command_usage(env, "say which database: --database FILE") == 0;
    return number(env, "threads", 1, THREADS_MAX, &s->threads)
           && number(env, "drain", 0, DRAIN_MAX_S, &s->drain_s)
           && milliseconds(env, "slow-ms", &s->slow_us) && log_read(env)
           && mail_options(env, s) && token_read(env, s) && mail_read(env, s)
           && options_all_used(env);
}

int serve_command(struct command_env *env)
{
    struct serving s = { .slow_us = SLOW_US };
    if (!options_read(env, &s))
        return 2;
    s.web.threads = (int)s.threads;
    watch_slow(s.slow_us);
    signals_block();
    struct store *store = store_ready(env, s.database);
    if (!store)
        return 1;
    store_batching(store, !s.alone);
    int status =
        clock_begin(env, s.clock, s.web.listen) ? serve_until_signal(env, store, &s) : 1;
    store_close(store);
    LOG_EVENT(LOG_INFO, "stopped", LI("status", status));
    return status;
}
