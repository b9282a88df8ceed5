/* SPDX-License-Identifier: Apache-2.0 */
/* What libmicrohttpd 0.9.75 lets through and RFC 9112 forbids: two Hosts, two lengths, a length
 * beside chunks, NUL, folded lines, bare LF, lower-case methods.
 *
 * The trick: libmicrohttpd cuts the header up in place. So its pieces must stand one behind the
 * other in memory with nothing between them but what separates them, from the method to the empty
 * line. A NUL ends a piece too early, a folded line is copied elsewhere, a bare LF leaves one byte
 * instead of two: all of that shows as a gap.
 */
#include <strings.h>

#include "base/text.h"
#include "web_impl.h"

struct known {
    const char *name;
    size_t n, offset;
    bool many; /* may come more than once; the last one counts */
};
#define KNOWN(name, member, many)                                      \
    {                                                                  \
        name, sizeof(name) - 1, offsetof(struct headers, member), many \
    }

/* clang-format off */
static const struct known known[] = {
    KNOWN("Host", host, false),
    KNOWN("Cookie", cookie, false),
    KNOWN("Origin", origin, false),
    KNOWN("If-Match", if_match, false),
    KNOWN("X-Request-Id", request_id, true),
    KNOWN("HX-Request", hx_request, false),
    KNOWN("User-Agent", user_agent, true),
    KNOWN("Content-Type", content_type, false),
    KNOWN("X-CSRF-Token", csrf_token, false),
    KNOWN("Authorization", authorization, false),
    KNOWN("If-None-Match", if_none_match, false),
    KNOWN("Content-Length", content_length, false),
    KNOWN("Sec-Fetch-Site", fetch_site, false),
    KNOWN("Accept-Encoding", accept_encoding, true),
    KNOWN("Idempotency-Key", idempotency_key, false),
    KNOWN("X-Forwarded-For", forwarded_for, true),
    KNOWN("Transfer-Encoding", transfer_encoding, false),
};

static const struct {
    const char *name;
    enum method method;
} methods[] = {
    { "GET", METHOD_GET },     { "HEAD", METHOD_GET }, { "POST", METHOD_POST },
    { "PATCH", METHOD_PATCH }, { "PUT", METHOD_PUT },  { "DELETE", METHOD_DELETE },
    { "OPTIONS", METHOD_NOT_OURS }, { "TRACE", METHOD_NOT_OURS },
};
/* clang-format on */

struct walk {
    struct conn *k;
    const char *at; /* where the next piece of the header must begin */
    const char *wrong;
};

bool guard_refuse(struct conn *k, int status, const char *code, struct str detail)
{
    if (!failed(&k->q.c))
        k->status = status;
    return fail(&k->q.c, FAULT_BAD_REQUEST, code, detail);
}

static bool bad(struct conn *k, const char *sentence)
{
    return guard_refuse(k, 400, "bad_request", str_of(sentence));
}

static bool is_token_char(unsigned char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9')
           || ch == '-' || ch == '.' || (ch && strchr("!#$%&'*+^_`|~", ch));
}

static bool is_token(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_token_char((unsigned char)s.p[i]))
            return false;
    return s.n > 0;
}

static bool is_value(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char ch = (unsigned char)s.p[i];

        if ((ch < ' ' && ch != '\t') || ch == 0x7f)
            return false;
    }
    return true;
}

static const char *known_set(struct headers *h, struct str name, struct str value)
{
    for (size_t i = 0; i < COUNT(known); i++) {
        const struct known *w = &known[i];
        struct str *slot;

        if (w->n != name.n || strncasecmp(w->name, name.p, name.n) != 0)
            continue;
        slot = (struct str *)(void *)((char *)h + w->offset);
        if (slot->p && !w->many)
            return "A header came twice that may come only once.";
        *slot = str_trim(value);
        if (!slot->p) /* given and empty is not the same as absent */
            *slot = STR("");
        return NULL;
    }
    return NULL;
}

/* True when `value` stands behind the name that begins at `at`, with a colon (now NUL) and blanks
 * between. */
static bool in_place(const char *at, struct str name, struct str value)
{
    const char *p = at + name.n + 1;
    size_t gap = (size_t)((uintptr_t)value.p - (uintptr_t)p);

    if (name.p != at || gap > HEADER_MAX)
        return false;
    for (size_t i = 0; i < gap; i++)
        if (p[i] != ' ' && p[i] != '\t')
            return false;
    return true;
}

static enum MHD_Result walk_header(void *cls, enum MHD_ValueKind kind UNUSED, const char *key,
                                   size_t key_n, const char *value, size_t value_n)
{
    struct walk *w = cls;
    struct str name = { key, key_n }, text = { value ? value : "", value ? value_n : 0 };

    if (!value || !in_place(w->at, name, text))
        w->wrong = "The header has a folded line, a NUL or a line that does not end with CR LF.";
    else if (!is_token(name))
        w->wrong = "A header has a name with characters that names do not have.";
    else if (!is_value(text))
        w->wrong = "A header has a control character in its value.";
    else
        w->wrong = known_set(&w->k->h, name, text);
    w->at = text.p + text.n + 2;
    return w->wrong ? MHD_NO : MHD_YES;
}

static bool headers_are_clean(struct conn *k, const char *method, const char *version)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(k->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    struct walk w = { .k = k, .at = version + strlen(version) + 2 };

    if (!info || info->header_size > HEADER_MAX)
        return guard_refuse(k, 431, "header_too_large", STR("The header is larger than 12 KiB."));
    MHD_get_connection_values_n(k->mhd, MHD_HEADER_KIND, walk_header, &w);
    if (w.wrong)
        return bad(k, w.wrong);
    if (w.at + 2 != method + info->header_size)
        return bad(k,
                   "The header has a folded line, a NUL or a line that does not end with CR LF.");
    return true;
}

static bool line_is_clean(struct conn *k, const char *method, const char *version)
{
    const char *target = k->target_at;

    if (method + strlen(method) + 1 != target || target + strlen(k->target) + 1 != version)
        return bad(k, "The request line is not METHOD, one space, path, one space, HTTP/1.1.");
    if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
        return guard_refuse(k, 505, "http_version", STR("Use HTTP/1.1."));
    return true;
}

static bool host_is_clean(struct conn *k, const char *version)
{
    struct str host = k->h.host;

    if (!host.p && strcmp(version, "HTTP/1.0") == 0)
        return true;
    for (size_t i = 0; i < host.n; i++) {
        unsigned char ch = (unsigned char)host.p[i];

        if (ch != ':' && !is_token_char(ch) && !strchr("[]", ch))
            return bad(k, "The Host is not a name with or without a port.");
    }
    return host.n ? true : bad(k, "A request has one Host header.");
}

static bool length_is_clean(struct conn *k, const char *version)
{
    struct str n = k->h.content_length, te = k->h.transfer_encoding;

    if (n.p && te.p)
        return bad(k, "A request has either a Content-Length or a Transfer-Encoding, not both.");
    if (te.p && (te.n != 7 || strncasecmp(te.p, "chunked", 7) != 0))
        return guard_refuse(k, 501, "transfer_encoding", STR("Only chunked is understood."));
    if (te.p && strcmp(version, "HTTP/1.0") == 0)
        return bad(k, "HTTP/1.0 has no Transfer-Encoding.");
    for (size_t i = 0; i < n.n; i++)
        if (n.p[i] < '0' || n.p[i] > '9')
            return bad(k, "The Content-Length is not a number.");
    return !n.p || (n.n > 0 && n.n <= 18) || bad(k, "The Content-Length is not a length.");
}

static bool method_is_known(struct conn *k, const char *method)
{
    for (size_t i = 0; i < COUNT(methods); i++) {
        if (strcmp(method, methods[i].name) != 0)
            continue;
        k->q.method = methods[i].method;
        k->head = strcmp(method, "HEAD") == 0;
        return true;
    }
    for (const char *p = method; *p; p++)
        if (*p >= 'a' && *p <= 'z')
            return bad(k, "A method is written in capitals.");
    return guard_refuse(k, 501, "method", STR("This method is not known."));
}

static int hex(char ch)
{
    if (ch >= '0' && ch <= '9')
        return ch - '0';
    ch = (char)(ch | 0x20);
    return ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}

/* In place. False for a % without two hex digits, and for an encoded slash: it would change what
 * the path means. */
static bool path_decode(struct str *path, char *p)
{
    size_t n = 0;

    for (size_t i = 0; i < path->n; i++) {
        int high, low;

        if (p[i] != '%') {
            p[n++] = p[i];
            continue;
        }
        high = i + 2 < path->n ? hex(p[i + 1]) : -1;
        low = high >= 0 ? hex(p[i + 2]) : -1;
        if (low < 0 || high * 16 + low == '/')
            return false;
        p[n++] = (char)(high * 16 + low);
        i += 2;
    }
    path->n = n;
    return true;
}

static bool has_dot_segment(struct str path)
{
    struct str segment, rest = path;

    while (rest.n) {
        segment = str_split(rest, '/', &rest);
        if (str_is(segment, ".") || str_is(segment, ".."))
            return true;
    }
    return false;
}

static bool target_is_clean(struct conn *k)
{
    struct str target = str_of(k->target), query;
    struct req *q = &k->q;

    if (!target.n || target.p[0] != '/')
        return bad(k, "The path does not begin with a slash.");
    for (size_t i = 0; i < target.n; i++)
        if ((unsigned char)target.p[i] <= ' ' || (unsigned char)target.p[i] >= 0x7f)
            return bad(k, "The path has characters that must be percent-encoded.");
    q->path = str_split(target, '?', &query);
    q->query_text = query;
    if (!path_decode(&q->path, k->target))
        return bad(k, "The path has a percent sign that encodes nothing allowed.");
    if (!utf8_ok(q->path) || text_has_control(q->path, false) || memchr(q->path.p, '\\', q->path.n)
        || has_dot_segment(q->path))
        return bad(k, "The path is not a plain path in UTF-8.");
    return true;
}

bool guard_check(struct conn *k, const char *method, const char *version)
{
    return line_is_clean(k, method, version) && headers_are_clean(k, method, version)
           && host_is_clean(k, version) && length_is_clean(k, version) && target_is_clean(k)
           && method_is_known(k, method);
}
