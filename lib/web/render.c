/* SPDX-License-Identifier: Apache-2.0 */
/* From what a handler said, or the fault that stands, to what goes out. */
#include <sodium.h>

#include "base/log.h"
#include "csrf.h"
#include "web_impl.h"

#define JSON_TYPE "application/json"
#define PROBLEM_TYPE "application/problem+json"
#define HTML_TYPE "text/html; charset=utf-8"
#define NONCE_BYTES 16

static struct str nonce_new(struct conn *k)
{
    unsigned char bytes[NONCE_BYTES];
    char *text = arena_alloc(&k->arena, 2 * NONCE_BYTES);

    thread_random(k->thread, bytes, sizeof bytes);
    sodium_bin2base64(text, 2 * NONCE_BYTES, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_of(text);
}

static struct str csrf_new(struct conn *k)
{
    unsigned char mask[CSRF_SECRET];

    if (!k->q.has_session)
        return STR_NONE;
    thread_random(k->thread, mask, sizeof mask);
    return csrf_token(&k->arena, k->q.csrf_secret, mask);
}

/* False when it grew past all bounds. */
static bool html_render(struct conn *k, page_fn *page, const void *view, struct outgoing *o)
{
    struct html h;

    html_init(&h, &k->arena, ANSWER_MAX);
    h.nonce = nonce_new(k);
    h.csrf = csrf_new(k);
    h.now = k->q.c.now;
    page(&h, view);
    o->type = HTML_TYPE;
    o->html = true;
    o->nonce = h.nonce;
    o->bytes = buf_str(&h.b);
    o->cache = "no-store";
    return !h.b.full;
}

/* ---- faults ---- */

/* The page asked for, as the value of ?to=; nothing for what must not simply be asked again. */
static struct str sign_in_at(struct conn *k)
{
    const char *path = k->server->app->sign_in_path;
    struct req *q = &k->q;
    struct html h;

    if (q->method != METHOD_GET || q->htmx)
        return str_of(path);
    html_init(&h, &k->arena, 4 * HEADER_MAX);
    buf_add(&h.b, str_of(path));
    buf_lit(&h.b, "?to=");
    html_part_str(&h, q->path);
    if (q->query_text.n) {
        html_part_cstr(&h, "?");
        html_part_str(&h, q->query_text);
    }
    return buf_str(&h.b);
}

static void problem_render(struct conn *k, struct outgoing *o)
{
    struct buf b;

    buf_init(&b, &k->arena, ANSWER_MAX);
    problem_write(&b, k, o->status);
    o->type = PROBLEM_TYPE;
    o->bytes = buf_str(&b);
    o->cache = "no-store";
}

static void error_page_render(struct conn *k, struct outgoing *o)
{
    const struct web_app *app = k->server->app;
    struct req *q = &k->q;
    page_fn *page = q->htmx && app->error_fragment ? app->error_fragment : app->error_page;
    struct error_view view = {
        q,
        &q->c.fault,
        o->status,
        problem_title(k),
        str_of(k->id),
    };

    if (q->answer.again && q->answer.page && html_render(k, q->answer.page, q->answer.view, o))
        return;
    if (page && html_render(k, page, &view, o))
        return;
    o->type = "text/plain; charset=utf-8";
    o->html = false;
    o->cache = "no-store";
    o->bytes = q->c.fault.detail;
}

static void fault_log(struct conn *k)
{
    const struct fault *f = &k->q.c.fault;

    /* The route's pattern, not the path: a path may hold a key. */
    if (f->kind == FAULT_BROKEN || f->log.n)
        LOG_EVENT(f->kind == FAULT_BROKEN ? LOG_ERROR : LOG_WARN, fault_title(f->kind),
                  LT("route", counts_slot_name(k->server, k->slot)),
                  LT("code", str_of(f->code)), LT("why", f->log));
}

static enum MHD_Result fault_send(struct conn *k)
{
    struct outgoing o = { .status = problem_status(k) };
    struct req *q = &k->q;

    fault_log(k);
    if (q->api) {
        problem_render(k, &o);
    } else if (q->c.fault.kind == FAULT_SIGN_IN && !q->answer.again && !k->early
               && k->server->app->sign_in_path) {
        o.status = q->htmx ? 200 : 303;
        o.location = sign_in_at(k);
        o.cache = "no-store";
    } else {
        error_page_render(k, &o);
    }
    return outgoing_send(k, &o);
}

/* ---- answers ---- */

static bool json_render(struct conn *k, struct outgoing *o)
{
    struct buf b;

    buf_init(&b, &k->arena, ANSWER_MAX);
    k->q.answer.json(&b, k->q.answer.view);
    o->type = JSON_TYPE;
    o->bytes = buf_str(&b);
    return !b.full;
}

static char plain_char(char ch)
{
    bool plain = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9')
                 || ch == '.' || ch == '-';

    return plain ? ch : '_';
}

/* Once for old clients, in ASCII, and once as it is. */
static void disposition_add(struct conn *k)
{
    struct str name = k->q.answer.filename;
    char *plain = arena_alloc(&k->arena, name.n + 1);
    struct html h;

    for (size_t i = 0; i < name.n; i++)
        plain[i] = plain_char(name.p[i]);
    html_init(&h, &k->arena, 8 * name.n + 100);
    buf_printf(&h.b, "attachment; filename=\"%s\"; filename*=UTF-8''", plain);
    html_part_str(&h, name);
    k->disposition = arena_cstr(&k->arena, buf_str(&h.b));
}

static void file_render(struct conn *k, struct outgoing *o)
{
    o->type = k->q.answer.bytes_type;
    o->bytes = k->q.answer.bytes;
    if (k->q.answer.filename.n)
        disposition_add(k);
}

/* What the client has in `list` is still what there is. */
static bool etag_in(struct str list, struct str etag)
{
    struct str rest = list;

    while (rest.n) {
        struct str one = str_trim(str_split(rest, ',', &rest));

        if (str_starts(one, STR("W/")))
            one = str_cut(one, 2, one.n);
        if (str_same(one, etag) || str_is(one, "*"))
            return true;
    }
    return false;
}

static struct str etag_of(struct arena *a, int64_t version)
{
    struct buf b;

    buf_init(&b, a, 32);
    buf_char(&b, '"');
    buf_int(&b, version);
    buf_char(&b, '"');
    return buf_str(&b);
}

static void version_add(struct conn *k, struct outgoing *o)
{
    struct req *q = &k->q;

    if (!q->api || q->answer.version <= 0)
        return;
    o->etag = etag_of(&k->arena, q->answer.version);
    o->cache = "private, no-cache";
    if (q->method == METHOD_GET && o->status == 200 && etag_in(k->h.if_none_match, o->etag)) {
        o->status = 304;
        o->type = NULL;
        o->bytes = STR_NONE;
    }
}

/* By which kind of bytes the answer goes; false when it grew past all bounds. */
static bool bytes_render(struct conn *k, struct outgoing *o)
{
    const struct answer *a = &k->q.answer;

    if (o->status == 204)
        return true;
    if (a->bytes_type) {
        file_render(k, o);
        return true;
    }
    if (a->page && !k->q.api)
        return html_render(k, a->page, a->view, o);
    if (a->json && (k->q.api || !a->location.n))
        return json_render(k, o);
    if (o->status == 200 && !a->location.n)
        o->status = 204;
    return true;
}

enum MHD_Result answer_send(struct conn *k)
{
    struct answer *a = &k->q.answer;
    struct outgoing o = { .status = a->status ? a->status : 200, .cache = "no-store" };

    if (failed(&k->q.c))
        return fault_send(k);
    /* htmx follows a 303 by itself and would put a whole page into a part of one. */
    if (k->q.htmx && !k->q.api && a->location.n && a->page)
        a->location = STR_NONE;
    if (!bytes_render(k, &o)) {
        broken(&k->q.c, "an answer of more than %zu bytes", ANSWER_MAX);
        return fault_send(k);
    }
    o.location = a->location;
    if (k->q.htmx && !k->q.api && o.location.n && o.status == 303)
        o.status = 200;
    version_add(k, &o);
    return outgoing_send(k, &o);
}
