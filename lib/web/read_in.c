/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <strings.h>

#include "base/text.h"
#include "body.h"
#include "cookie.h"
#include "csrf.h"
#include "web_impl.h"

static bool starts_with_case(struct str s, const char *prefix)
{
    size_t n = strlen(prefix);

    return s.n >= n && strncasecmp(s.p, prefix, n) == 0;
}

/* The last address in the list is the one that the proxy itself saw; those before it anybody may
 * have written. */
static struct str forwarded(struct arena *a, struct str list)
{
    unsigned char ip[sizeof(struct in6_addr)];
    struct str last = STR_NONE, rest = list;
    const char *text;

    while (rest.n)
        last = str_trim(str_split(rest, ',', &rest));
    text = arena_cstr(a, last);
    if (inet_pton(AF_INET, text, ip) == 1 || inet_pton(AF_INET6, text, ip) == 1)
        return str_of(text);
    return STR_NONE;
}

static struct str address_of(struct conn *k)
{
    struct str peer = str_of(link_address(k->link)), said;
    const char *proxy = k->server->trusted_proxy;

    if (!proxy || !k->h.forwarded_for.n || !str_is(peer, proxy))
        return peer;
    said = forwarded(&k->arena, k->h.forwarded_for);
    return said.n ? said : peer;
}

/* Behind a proxy everybody comes from its address, which may well be this machine's. */
bool req_is_local(const struct req *q)
{
    const struct conn *k = conn_of(q);
    const char *peer = link_address(k->link);
    bool direct = !k->server->origin.n && !k->server->trusted_proxy && !k->h.forwarded_for.p;

    return direct && (strncmp(peer, "127.", 4) == 0 || strcmp(peer, "::1") == 0);
}

void req_door(struct conn *k)
{
    struct req *q = &k->q;

    q->htmx = str_is(k->h.hx_request, "true");
    q->secure = k->server->secure;
    q->address = address_of(k);
    if (utf8_ok(k->h.idempotency_key))
        q->idempotency_key = k->h.idempotency_key;
    if (starts_with_case(k->h.authorization, "Bearer "))
        q->bearer = str_trim(str_cut(k->h.authorization, 7, k->h.authorization.n));
    else if (k->h.cookie.n) {
        q->session_token = cookie_find(k->h.cookie, session_cookie_name(q->secure));
        q->device_token = cookie_find(k->h.cookie, device_cookie_name(q->secure));
    }
    if (utf8_ok(k->h.user_agent))
        q->agent = k->h.user_agent;
    /* What is looked up by its bytes need not be text, but what is text here is UTF-8. */
    if (!utf8_ok(q->bearer))
        q->bearer = STR("?");
    if (!utf8_ok(q->session_token))
        q->session_token = STR_NONE;
    if (!utf8_ok(q->device_token))
        q->device_token = STR_NONE;
}

static bool unknown_type(struct conn *k)
{
    if (k->q.api)
        return guard_refuse(k, 415, "content_type",
                            STR("Send a JSON object with Content-Type: application/json."));
    return guard_refuse(k, 415, "content_type",
                        STR("Send a form: application/x-www-form-urlencoded or "
                            "multipart/form-data."));
}

static bool is_json(struct str type)
{
    struct str tail = STR("+json");

    if (type.n == 16 && starts_with_case(type, "application/json"))
        return true;
    return starts_with_case(type, "application/") && type.n > 12 + tail.n
           && strncasecmp(type.p + type.n - tail.n, tail.p, tail.n) == 0;
}

static bool body_read(struct conn *k)
{
    struct str parameters, type = str_trim(str_split(k->h.content_type, ';', &parameters));
    struct str body = { k->body, k->body_n };
    struct ctx *c = &k->q.c;

    if (!body.n)
        return true;
    if (k->q.method == METHOD_GET)
        return guard_refuse(k, 400, "bad_request", STR("A GET has no body."));
    if (is_json(type))
        return body_read_json(c, body, &k->q.in);
    if (type.n == 33 && starts_with_case(type, "application/x-www-form-urlencoded"))
        return body_read_form(c, body, &k->q.in);
    if (type.n == 19 && starts_with_case(type, "multipart/form-data") && utf8_ok(k->h.content_type))
        return body_read_multipart(c, k->h.content_type, body, &k->q.in);
    return unknown_type(k);
}

static bool if_match_read(struct conn *k)
{
    struct str s = k->h.if_match;
    int64_t version;

    if (!s.p || str_is(s, "*"))
        return true;
    if (s.n > 2 && s.p[0] == '"' && s.p[s.n - 1] == '"'
        && str_to_int(str_cut(s, 1, s.n - 2), &version) && version >= 0) {
        k->q.if_match = version;
        return true;
    }
    return guard_refuse(k, 400, "if_match",
                        STR("Give one version, as the ETag said it: "
                            "If-Match: \"7\"."));
}

static bool version_item_read(struct conn *k)
{
    struct str s = k->q.if_match < 0 ? input_text(&k->q.in, "_version") : STR_NONE;
    int64_t version;

    if (!s.n)
        return true;
    if (!str_to_int(s, &version) || version < 0)
        return bad_field(&k->q.c, STR("_version"), "This is not a version.");
    k->q.if_match = version;
    return true;
}

bool req_read(struct conn *k)
{
    struct req *q = &k->q;

    q->query = (struct input){ 0 };
    q->in = (struct input){ 0 };
    q->if_match = -1;
    return (!q->query_text.n || body_read_form(&q->c, q->query_text, &q->query)) && body_read(k)
           && if_match_read(k) && version_item_read(k);
}

struct str req_origin(const struct req *q)
{
    struct conn *k = conn_of(q);

    if (k->server->origin.n)
        return k->server->origin;
    return arena_printf(&k->arena, "%s://%.*s", k->server->tls ? "https" : "http",
                        STR_FMT(k->h.host));
}

bool req_from_our_page(struct conn *k)
{
    struct req *q = &k->q;
    struct str token = k->h.csrf_token;

    if (q->method == METHOD_GET || q->bearer.n)
        return true;
    if (!csrf_origin_ok(k->h.origin, k->h.fetch_site, req_origin(q)))
        return fail(&q->c, FAULT_NOT_ALLOWED, "csrf",
                    STR("This was sent from another site's page. Nothing was changed."));
    if ((q->route->doors & OPEN) || !q->has_session)
        return true;
    if (!token.n)
        token = input_text(&q->in, "_csrf");
    if (csrf_matches(q->csrf_secret, token))
        return true;
    return fail(&q->c, FAULT_NOT_ALLOWED, "csrf",
                STR("This form is out of date. Reload the page and send it again."));
}
