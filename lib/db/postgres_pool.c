/* SPDX-License-Identifier: Apache-2.0 */
/* The connections of a store: made when needed, kept for the next, never more than its bound. */
#include "postgres_impl.h"
#include <time.h>

#define WAIT_S 5 /* for a connection that somebody else has */

/* What the server only mentions. */
static void notice_drop(void *arg UNUSED, const PGresult *r UNUSED) {}

/* An '@' in a password that is not written as %40, or a '/', makes libpq take a part of the
 * password for the host or the port, and say it in its complaint. */
static bool address_is_clear(const char *url)
{
    const char *user = strstr(url, "://") + 3, *last = strrchr(user, '@');
    size_t n = strcspn(user, "/?#");
    const char *first = memchr(user, '@', n);
    if (first)
        return last == first || last > first + strcspn(first, "?");
    return !last || !memchr(user, ':', n);
}

static bool address_reads(const char *url)
{
    PQconninfoOption *read = address_is_clear(url) ? PQconninfoParse(url, NULL) : NULL;
    bool ok = read != NULL;
    PQconninfoFree(read);
    return ok;
}

/* What the address may say otherwise comes after ours. A dead network is noticed in seconds. */
struct pg_conn *pg_connect(const char *url, struct str *why)
{
    static const char *const keywords[] = { "connect_timeout",
                                            "keepalives_idle",
                                            "keepalives_interval",
                                            "tcp_user_timeout",
                                            "application_name",
                                            "client_encoding",
                                            "dbname",
                                            NULL };
    const char *const values[] = { "5", "10", "5", "15000", "counterpart", "UTF8", url, NULL };
    if (!address_reads(url)) {
        *why = STR("its address cannot be read. Write postgresql://ROLE:PASSWORD@HOST/NAME, and "
                   "in the password %40 for @, %3A for :, %2F for /, %3F for ?, %25 for %.");
        return NULL;
    }
    PGconn *pg = PQconnectdbParams(keywords, values, 1);
    if (PQstatus(pg) != CONNECTION_OK || !PQenterPipelineMode(pg)) {
        static _Thread_local char said[512]; /* callers make a sentence of it */
        snprintf(said, sizeof said, "%.*s", STR_FMT(str_trim(str_of(PQerrorMessage(pg)))));
        *why = str_of(said);
        PQfinish(pg);
        return NULL;
    }
    struct pg_conn *conn = calloc(1, sizeof *conn);
    if (!conn)
        die("out of memory");
    PQsetNoticeReceiver(pg, notice_drop, NULL);
    conn->pg = pg;
    return conn;
}

void pg_disconnect(struct pg_conn *conn)
{
    PQfinish(conn->pg);
    pg_named_free(conn);
    free(conn);
}

/* An idle one, or the right to make one: true with *conn NULL. False when all were busy for too
 * long. */
static bool wait_for_one(struct pg_store *s, struct pg_conn **conn)
{
    struct timespec until;
    bool ok = true;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_S;
    pthread_mutex_lock(&s->store.mutex);
    while (ok && !s->idle && s->made >= s->max)
        ok = pthread_cond_timedwait(&s->returned, &s->store.mutex, &until) == 0;
    *conn = s->idle;
    if (s->idle)
        s->idle = s->idle->next;
    else if (ok)
        s->made++;
    ok = ok || *conn;
    pthread_mutex_unlock(&s->store.mutex);
    return ok;
}

static void one_less(struct pg_store *s)
{
    pthread_mutex_lock(&s->store.mutex);
    s->made--;
    pthread_cond_signal(&s->returned);
    pthread_mutex_unlock(&s->store.mutex);
}

bool pg_take(struct ctx *c)
{
    struct pg_db *d = pg_of(c);
    struct str why;
    assert(!d->conn);
    if (!wait_for_one(d->store, &d->conn))
        return db_fail(c, FAULT_BUSY, "all connections are in use", "");
    if (!d->conn)
        d->conn = pg_connect(d->store->url, &why);
    if (d->conn)
        return true;
    one_less(d->store);
    d->trouble = PG_AWAY;
    return pg_away(c, why.p);
}

void pg_give_back(struct pg_db *d)
{
    struct pg_conn *conn = d->conn;
    if (!conn)
        return;
    d->conn = NULL;
    if (conn->spoilt || conn->n_owed || PQstatus(conn->pg) != CONNECTION_OK) {
        pg_disconnect(conn);
        one_less(d->store);
        return;
    }
    pthread_mutex_lock(&d->store->store.mutex);
    conn->next = d->store->idle;
    d->store->idle = conn;
    pthread_cond_signal(&d->store->returned);
    pthread_mutex_unlock(&d->store->store.mutex);
}

void pg_forget_idle(struct pg_store *s)
{
    pthread_mutex_lock(&s->store.mutex);
    struct pg_conn *all = s->idle;
    s->idle = NULL;
    for (struct pg_conn *conn = all; conn; conn = conn->next)
        s->made--;
    pthread_cond_broadcast(&s->returned);
    pthread_mutex_unlock(&s->store.mutex);
    for (struct pg_conn *next; all; all = next) {
        next = all->next;
        pg_disconnect(all);
    }
}

void pg_pool_close(struct pg_store *s)
{
    pg_forget_idle(s);
    if (s->made)
        log_error("database: %zu connections are still in use", s->made);
}
