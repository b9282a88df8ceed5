/* SPDX-License-Identifier: Apache-2.0 */
/* One request as libmicrohttpd tells it: first line, header, body, again after a suspension,
 * completed. */
#include "base/log.h"
#include "web_impl.h"

#define SPARE_MAX 64 /* conns that a thread keeps for its next requests */
#define FIRST_BODY ((size_t)256 << 10)
#define THROWN_MAX ((size_t)4 << 20)

static struct conn *conn_new(struct thread *t)
{
    struct conn *k = t->spare;
    struct arena kept;

    if (k) {
        t->spare = k->next;
        t->n_spare--;
        kept = k->arena;
        memset(k, 0, sizeof *k);
        k->arena = kept;
        return k;
    }
    k = calloc(1, sizeof *k);
    if (!k)
        die("out of memory");
    arena_init(&k->arena, ARENA_MAX);
    return k;
}

static void conn_end(struct conn *k)
{
    struct thread *t = k->thread;

    if (t->n_spare == SPARE_MAX) {
        arena_release(&k->arena);
        free(k);
        return;
    }
    arena_reset(&k->arena);
    k->arena.max = ARENA_MAX;
    k->next = t->spare;
    t->spare = k;
    t->n_spare++;
}

static struct link *link_of(struct MHD_Connection *mhd)
{
    return MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

void *request_begins(void *cls, const char *target, struct MHD_Connection *mhd)
{
    struct web_server *w = cls;
    struct thread *t = thread_mine(w->store);
    struct conn *k = conn_new(t);
    size_t n = strlen(target) + 1;

    atomic_fetch_add(&w->active, 1);
    k->server = w;
    k->thread = t;
    k->mhd = mhd;
    k->link = link_of(mhd);
    k->started_us = monotonic_us();
    k->body_max = BODY_MAX_DEFAULT;
    k->q.conn = k;
    k->q.store = w->store;
    k->q.c.arena = &k->arena;
    k->q.if_match = -1;
    k->q.c.now = w->app->now ? w->app->now() : instant_now();
    k->target_at = target;
    /* libmicrohttpd takes it apart in place as soon as we return. */
    k->target = memcpy(arena_alloc(&k->arena, n), target, n);
    k->slot = counts_slot_more(w, SLOT_NONE);
    k->q.method = METHOD_NOT_OURS; /* until the guard has read it */
    request_id_new(k);
    link_header(k->link);
    return k;
}

size_t request_unescape(void *cls UNUSED, struct MHD_Connection *mhd UNUSED, char *s)
{
    return strlen(s); /* the guard decodes, once, and knows what it refuses */
}

static bool too_large(struct conn *k)
{
    return fail(&k->q.c, FAULT_TOO_LARGE, "too_large",
                arena_printf(&k->arena, "At most %zu bytes can be sent here.", k->body_max));
}

/* The header is there. True when a body, if any, is wanted. */
static bool header_done(struct conn *k, const char *method, const char *version)
{
    int64_t length = 0;

    if (!guard_check(k, method, version))
        return false;
    request_id_accept(k);
    log_for(k->id); /* it may have another number now */
    dispatch_route(k);
    if (k->h.content_length.n && !str_to_int(k->h.content_length, &length))
        return too_large(k);
    if ((size_t)length > k->body_max)
        return too_large(k);
    k->body_expected = (size_t)length;
    link_body(k->link, 0);
    return true;
}

static enum MHD_Result answer_early(struct conn *k)
{
    k->early = true;
    link_linger(k->link);
    return answer_send(k);
}

/* Announced bodies grow once past FIRST_BODY, to their whole length; what is announced need not
 * come. */
static void body_grow(struct conn *k, size_t need)
{
    size_t cap = k->body_cap ? 2 * k->body_cap : 1024;

    if (k->body_expected)
        cap = need <= FIRST_BODY && k->body_expected > FIRST_BODY ? FIRST_BODY : k->body_expected;
    while (cap < need)
        cap *= 2;
    if (cap > k->body_max)
        cap = k->body_max;
    k->body = arena_grow(&k->arena, k->body, k->body_cap, cap);
    k->body_cap = cap;
}

static bool body_add(struct conn *k, const char *p, size_t n)
{
    if (n > k->body_max - k->body_n)
        return too_large(k);
    if (k->body_n + n > k->body_cap)
        body_grow(k, k->body_n + n);
    memcpy(k->body + k->body_n, p, n);
    k->body_n += n;
    link_body(k->link, k->body_n);
    return true;
}

static enum MHD_Result body_part(struct conn *k, const char *p, size_t *n)
{
    size_t came = *n;

    *n = 0;
    /* libmicrohttpd takes no answer in the middle of a body, so what is too much is read and thrown
     * away, up to a point. */
    if (failed(&k->q.c) || !body_add(k, p, came)) {
        k->thrown += came;
        link_body(k->link, k->body_n + k->thrown);
    }
    return k->thrown > THROWN_MAX ? MHD_NO : MHD_YES;
}

static enum MHD_Result body_done(struct conn *k)
{
    link_waits(k->link);
    if (static_serves(k))
        return static_send(k);
    return dispatch_start(k) ? answer_send(k) : MHD_YES;
}

static enum MHD_Result goes_on(struct conn *k, const char *method, const char *version,
                               const char *data, size_t *n)
{
    switch (k->at) {
    case AT_HEAD:
        k->at = AT_BODY;
        return header_done(k, method, version) ? MHD_YES : answer_early(k);
    case AT_BODY:
        return *n ? body_part(k, data, n) : body_done(k);
    case AT_WORK:
        return dispatch_again(k) ? answer_send(k) : MHD_YES;
    case AT_END:
        break;
    }
    return MHD_NO;
}

enum MHD_Result request_goes_on(void *cls UNUSED, struct MHD_Connection *mhd UNUSED,
                                const char *url UNUSED, const char *method, const char *version,
                                const char *data, size_t *n, void **con_cls)
{
    struct conn *k = *con_cls;
    enum MHD_Result result;

    log_for(k->id);
    result = goes_on(k, method, version, data, n);
    log_for(NULL);
    return result;
}

void request_ends(void *cls, struct MHD_Connection *mhd UNUSED, void **con_cls,
                  enum MHD_RequestTerminationCode code)
{
    struct web_server *w = cls;
    struct conn *k = *con_cls;

    if (!k)
        return;
    /* A suspension that ended without a call: the server stops, or the client had gone. */
    if (k->at == AT_WORK)
        atomic_fetch_sub(&w->suspended, 1);
    link_idle(k->link);
    request_log(k, code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    conn_end(k);
    *con_cls = NULL;
    atomic_fetch_sub(&w->active, 1);
}
