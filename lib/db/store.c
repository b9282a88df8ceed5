/* SPDX-License-Identifier: Apache-2.0 */
/* What every store has, whichever engine is behind: its name, its clock, its counts. */
#include "engine.h"
#include "base/metric.h"

const int64_t writer_batch_sizes[WRITER_BATCH_SIZES] = { 1, 2, 4, 8, 16, 32, 64 };

bool store_why(struct str *why, const char *format, ...)
{
    static _Thread_local char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    *why = str_of(text);
    return false;
}

void store_init(struct store *s, const struct engine *engine, enum store_mode mode,
                const char *name)
{
    s->engine = engine;
    s->mode = mode;
    s->name = strdup(name);
    if (!s->name)
        die("out of memory");
    s->batching = true;
    s->now = instant_now;
    s->latest.ms = INT64_MIN;
    pthread_mutex_init(&s->mutex, NULL);
}

void store_uninit(struct store *s)
{
    pthread_mutex_destroy(&s->mutex);
    free(s->name);
}

/* What stands between the first ':' of the user part and the last '@' is a password; with zeros in
 * the end, nothing of it stays behind in what others may read. */
void store_password_hide(char *database)
{
    char *user = strstr(database, "://"), *at = user ? strrchr(user + 3, '@') : NULL;
    char *colon = at ? memchr(user + 3, ':', (size_t)(at - user - 3)) : NULL;
    if (!user || !store_is_address(database))
        return;
    if (colon) {
        size_t rest = strlen(at);
        memmove(colon, at, rest);
        memset(colon + rest, 0, (size_t)(at - colon));
    }
    char *query = strchr(database, '?');
    if (query && strstr(query, "password="))
        memset(query, 0, strlen(query));
}

bool store_is_address(const char *database)
{
    return strncmp(database, "postgresql://", 13) == 0 || strncmp(database, "postgres://", 11) == 0;
}

struct store *store_open(const char *database, enum store_mode mode, struct str *why)
{
    return store_is_address(database) ? postgres_store_open(database, mode, why)
                                      : sqlite_store_open(database, mode, why);
}

void store_close(struct store *s)
{
    if (s)
        s->engine->store_close(s);
}

const char *store_file(const struct store *s)
{
    return s->name;
}

bool store_is_here(const struct store *s)
{
    return !s->engine->remote;
}

struct db *store_reader(struct store *s, int cache_kib)
{
    return s->engine->reader(s, cache_kib);
}

struct instant store_now(struct store *s)
{
    pthread_mutex_lock(&s->mutex);
    struct instant now = s->now();
    if (now.ms < s->latest.ms)
        now = s->latest;
    s->latest = now;
    pthread_mutex_unlock(&s->mutex);
    return now;
}

void store_clock(struct store *s, struct instant (*now)(void))
{
    pthread_mutex_lock(&s->mutex);
    s->now = now;
    s->latest.ms = INT64_MIN;
    pthread_mutex_unlock(&s->mutex);
}

void store_batching(struct store *s, bool on)
{
    pthread_mutex_lock(&s->mutex);
    s->batching = on;
    pthread_mutex_unlock(&s->mutex);
}

struct writer_counts writer_counts(struct store *s)
{
    pthread_mutex_lock(&s->mutex);
    struct writer_counts counts = s->counts;
    int64_t since = s->busy_since_ms, taken = s->taken_ms, now = monotonic_ms();
    pthread_mutex_unlock(&s->mutex);
    counts.busy_ms = since ? now - since : 0;
    counts.stalled_ms = counts.waiting ? now - taken : 0;
    return counts;
}

void store_count(struct store *s, bool committed, size_t jobs)
{
    static const struct metric_bounds sizes = { writer_batch_sizes, WRITER_BATCH_SIZES, false };
    pthread_mutex_lock(&s->mutex);
    s->counts.batches[metric_bucket(&sizes, (int64_t)jobs)]++;
    s->counts.batch_jobs += (int64_t)jobs;
    s->counts.commits += committed;
    s->counts.failed_commits += !committed;
    pthread_mutex_unlock(&s->mutex);
}

bool store_backup(struct store *s, const char *to, struct str *why)
{
    if (s->mode != STORE_WRITE)
        return store_why(why, "%s was opened for reading; its server makes the backup.", s->name);
    return s->engine->backup(s, to, why);
}

void writer_submit(struct store *s, struct job *j)
{
    assert(s->mode == STORE_WRITE);
    s->engine->submit(s, j);
}

void writer_run(struct store *s, struct job *j)
{
    assert(s->mode == STORE_WRITE);
    if (store_is_here(s)) {
        s->engine->submit(s, j);
    } else {
        s->engine->call(s, j);
        j->done(j);
    }
}

bool writer_call_refusing(struct store *s, struct ctx *c, bool (*run)(struct ctx *c, void *arg),
                          bool (*refused)(struct ctx *c, void *arg), void *arg)
{
    struct job job = { .c = c, .run = run, .refused = refused, .arg = arg };
    if (s->mode != STORE_WRITE)
        return broken(c, "%s was opened for reading", s->name);
    return s->engine->call(s, &job);
}

bool writer_call(struct store *s, struct ctx *c, bool (*run)(struct ctx *c, void *arg), void *arg)
{
    return writer_call_refusing(s, c, run, NULL, arg);
}

void after_commit(struct ctx *c, void (*fn)(void *arg), void *arg)
{
    assert(c->db && c->db->writes);
    struct after *after = arena_new(c->arena, struct after), *last = c->after;
    *after = (struct after){ .fn = fn, .arg = arg };
    if (!last) {
        c->after = after;
        return;
    }
    while (last->next)
        last = last->next;
    last->next = after;
}

void after_run(struct ctx *c)
{
    struct after *after = c->after;
    c->after = NULL;
    for (; after; after = after->next)
        after->fn(after->arg);
}
