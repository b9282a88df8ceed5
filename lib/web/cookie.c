/* SPDX-License-Identifier: Apache-2.0 */
#include "cookie.h"

const char *session_cookie_name(bool secure)
{
    return secure ? "__Host-session" : "session";
}

const char *device_cookie_name(bool secure)
{
    return secure ? "__Host-device" : "device";
}

static struct str cookie(struct req *q, const char *name, struct str token, int64_t max_age_s)
{
    return arena_printf(q->c.arena, "%s=%.*s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s", name,
                        STR_FMT(token), (long long)max_age_s, q->secure ? "; Secure" : "");
}

struct str session_cookie(struct req *q, struct str token, int64_t max_age_s)
{
    return cookie(q, session_cookie_name(q->secure), token, max_age_s);
}

struct str device_cookie(struct req *q, struct str token, int64_t max_age_s)
{
    return cookie(q, device_cookie_name(q->secure), token, max_age_s);
}

struct str cookie_find(struct str header, const char *name)
{
    struct str found = STR_NONE, rest = header;

    while (rest.n) {
        struct str value, pair = str_trim(str_split(rest, ';', &rest));

        if (!str_is(str_split(pair, '=', &value), name))
            continue;
        if (found.p) /* one of them was planted: which, nobody can tell */
            return STR_NONE;
        found = value.p ? value : STR("");
    }
    return found;
}
