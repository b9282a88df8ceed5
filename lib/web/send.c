/* SPDX-License-Identifier: Apache-2.0 */
/* From an answer to bytes: which headers go out stands here and nowhere else. */
#include <strings.h>

#include "web_impl.h"

#define GZIP_FROM 1400

struct response {
    struct conn *k;
    struct MHD_Response *mhd;
};

static void add(struct response *r, const char *name, const char *value)
{
    enum MHD_Result added = MHD_add_response_header(r->mhd, name, value);

    assert(added == MHD_YES); /* no value here has a line break in it */
}

static void add_str(struct response *r, const char *name, struct str value)
{
    if (value.n)
        add(r, name, arena_cstr(&r->k->arena, value));
}

bool accepts_gzip(struct str accept_encoding)
{
    struct str rest = accept_encoding;

    while (rest.n) {
        struct str weight, coding = str_trim(str_split(str_split(rest, ',', &rest), ';', &weight));

        if (coding.n != 4 || strncasecmp(coding.p, "gzip", 4) != 0)
            continue;
        weight = str_trim(weight);
        for (size_t i = 2; i < weight.n; i++)
            if (weight.p[i] >= '1' && weight.p[i] <= '9')
                return true;
        return weight.n == 0;
    }
    return false;
}

/* Nothing but our own files; scripts only those of ours or with this answer's nonce, and no script
 * writes HTML. */
static void add_policy(struct response *r, struct str nonce)
{
    add_str(r, "Content-Security-Policy",
            arena_printf(&r->k->arena,
                         "default-src 'none'; script-src 'self' 'nonce-%.*s'; style-src 'self'; "
                         "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
                         "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
                         "require-trusted-types-for 'script'",
                         STR_FMT(nonce)));
}

/* A word in the path of a page that asks nobody to sign in is a key by itself: it must not travel
 * on. */
static bool path_is_secret(const struct req *q)
{
    return q->route && (q->route->doors & OPEN) && q->words[0].n;
}

static void add_for_html(struct response *r, const struct outgoing *o)
{
    add_policy(r, o->nonce);
    add(r, "Referrer-Policy", path_is_secret(&r->k->q) ? "no-referrer" : "same-origin");
    add(r, "Cross-Origin-Opener-Policy", "same-origin");
    if (r->k->server->secure)
        add(r, "Strict-Transport-Security", "max-age=31536000");
}

/* A header value is printable ASCII; anything else in an address is percent-encoded here. */
static struct str location_encode(struct arena *a, struct str s)
{
    struct buf b;

    buf_init(&b, a, 3 * s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char ch = (unsigned char)s.p[i];

        if (ch <= ' ' || ch >= 0x7f || ch == '"' || ch == '<' || ch == '>' || ch == '\\')
            buf_printf(&b, "%%%02X", ch);
        else
            buf_char(&b, (char)ch);
    }
    return buf_str(&b);
}

static void add_allow(struct response *r)
{
    static const char *const names[] = { "GET", "POST", "PATCH", "PUT", "DELETE" };
    struct buf b;

    buf_init(&b, &r->k->arena, 100);
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!(r->k->allowed & (1u << i)))
            continue;
        if (b.n)
            buf_lit(&b, ", ");
        buf_add(&b, str_of(names[i]));
        if (i == METHOD_GET)
            buf_lit(&b, ", HEAD");
    }
    add_str(r, "Allow", buf_str(&b));
}

static void add_for_fault(struct response *r, int status)
{
    if (status == 401)
        add(r, "WWW-Authenticate", "Bearer");
    if (status == 405)
        add_allow(r);
    if (status == 429 || status == 503)
        add_str(r, "Retry-After", arena_printf(&r->k->arena, "%d", r->k->q.c.fault.retry_s > 0
                                                                       ? r->k->q.c.fault.retry_s
                                                                       : 1));
}

static void add_timing(struct response *r)
{
    int64_t us = monotonic_us() - r->k->started_us;

    add_str(r, "Server-Timing",
            arena_printf(&r->k->arena, "app;dur=%lld.%03lld, db;desc=\"steps=%lld\"",
                         (long long)(us / 1000), (long long)(us % 1000), (long long)r->k->steps));
}

static void add_location(struct response *r, struct str location)
{
    bool by_htmx = r->k->q.htmx && !r->k->q.api;

    add_str(r, by_htmx ? "HX-Redirect" : "Location", location_encode(&r->k->arena, location));
}

static void add_headers(struct response *r, const struct outgoing *o)
{
    struct conn *k = r->k;

    if (o->type)
        add(r, "Content-Type", o->type);
    if (o->cache)
        add(r, "Cache-Control", o->cache);
    add(r, "X-Content-Type-Options", "nosniff");
    add(r, "X-Request-Id", k->id);
    add_str(r, "ETag", o->etag);
    if (k->disposition)
        add(r, "Content-Disposition", k->disposition);
    if (o->location.n)
        add_location(r, o->location);
    if (o->html)
        add_for_html(r, o);
    if (o->status >= 400)
        add_for_fault(r, o->status);
    for (size_t i = 0; i < COUNT(k->q.answer.set_cookie); i++)
        add_str(r, "Set-Cookie", k->q.answer.set_cookie[i]);
    add_str(r, "HX-Retarget", k->q.answer.retarget);
    if (k->server->timing)
        add_timing(r);
    if (k->early || atomic_load_explicit(&k->server->stopping, memory_order_relaxed))
        add(r, "Connection", "close");
}

/* What is worth compressing, compressed, if the client takes it. Pictures and fonts are it already.
 */
static struct str pack(struct response *r, const struct outgoing *o, bool *packed)
{
    struct str type = str_of(o->type), small;

    if (o->packed || o->bytes.n < GZIP_FROM
        || !(str_starts(type, STR("text/")) || str_starts(type, STR("application/"))))
        return o->bytes;
    if (!accepts_gzip(r->k->h.accept_encoding))
        return o->bytes;
    small = thread_gzip(r->k->thread, &r->k->arena, o->bytes);
    *packed = small.n > 0;
    return *packed ? small : o->bytes;
}

enum MHD_Result outgoing_send(struct conn *k, const struct outgoing *o)
{
    struct response r = { .k = k };
    bool packed = o->packed;
    struct str bytes = pack(&r, o, &packed);
    enum MHD_Result queued;

    /* The bytes stand on the conn's arena, or are static: both outlive the answer. */
    r.mhd = MHD_create_response_from_buffer(bytes.n, (void *)(uintptr_t)bytes.p,
                                            MHD_RESPMEM_PERSISTENT);
    if (!r.mhd)
        return MHD_NO;
    add_headers(&r, o);
    if (packed)
        add(&r, "Content-Encoding", "gzip");
    if (o->bytes.n >= GZIP_FROM)
        add(&r, "Vary", "Accept-Encoding");
    k->at = AT_END;
    link_answer(k->link, bytes.n);
    k->took_us = monotonic_us() - k->started_us;
    k->sent_status = o->status;
    k->sent_bytes = k->head ? 0 : bytes.n;
    request_count(k);
    queued = MHD_queue_response(k->mhd, (unsigned)o->status, r.mhd);
    MHD_destroy_response(r.mhd);
    return queued;
}
