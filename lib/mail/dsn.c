/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/dsn.h"

struct reading {
    struct dsn *out;
    bool reported; /* an action was said */
    bool worst;    /* what follows is about the recipient whose action counts */
    bool said;     /* the server's words are there */
};

static bool is_named(struct str name, const char *want)
{
    return name.n == strlen(want) && strncasecmp(name.p, want, name.n) == 0;
}

static void say(struct dsn *out, const char *before, struct str words)
{
    size_t n = strlen(out->said);
    for (; *before && n && n + 1 < sizeof out->said; before++)
        out->said[n++] = *before;
    for (size_t i = 0; i < words.n && n + 1 < sizeof out->said; i++) {
        bool gap = words.p[i] == ' ' || words.p[i] == '\t' || words.p[i] == '\n';
        if (gap ? n && out->said[n - 1] != ' ' : words.p[i] > ' ' && words.p[i] <= '~')
            out->said[n++] = gap ? ' ' : words.p[i];
    }
    out->said[n] = 0;
}

static void action_take(struct reading *r, struct str value)
{
    enum dsn_action a = is_named(value, "failed")    ? DSN_FAILED
                        : is_named(value, "delayed") ? DSN_DELAYED
                                                     : DSN_OTHER;
    r->worst = !r->reported || a > r->out->action;
    r->reported = true;
    if (!r->worst)
        return;
    r->out->action = a;
    r->out->said[0] = 0;
    r->said = false;
}

/* Every <…> of a line. */
static void ids_take(struct dsn *out, struct str line)
{
    ptrdiff_t from, to;
    while (out->n_ids < DSN_IDS && (from = str_find(line, '<')) >= 0) {
        line = str_cut(line, (size_t)from + 1, line.n);
        to = str_find(line, '>');
        if (to < 0)
            return;
        out->ids[out->n_ids++] = str_cut(line, 0, (size_t)to);
        line = str_cut(line, (size_t)to + 1, line.n);
    }
}

static bool names_messages(struct str name)
{
    return is_named(name, "Message-ID") || is_named(name, "In-Reply-To")
           || is_named(name, "References") || is_named(name, "Original-Message-ID");
}

static void field_take(struct reading *r, struct str name, struct str value)
{
    if (names_messages(name))
        ids_take(r->out, value);
    else if (is_named(name, "Action"))
        action_take(r, value);
    else if (is_named(name, "Status") && r->worst && !r->said)
        say(r->out, "", value);
    else if (is_named(name, "Diagnostic-Code") && r->worst && !r->said) {
        say(r->out, ", ", value);
        r->said = true;
    }
}

/* A line and those that go on with it. */
static struct str field_next(struct str *rest)
{
    struct str all = *rest, next;
    size_t n;
    do {
        str_split(*rest, '\n', &next);
        n = next.n ? (size_t)(next.p - all.p) : all.n;
        *rest = next;
    } while (next.n && (next.p[0] == ' ' || next.p[0] == '\t'));
    return str_cut(all, 0, n);
}

bool dsn_read(struct str message, struct dsn *out)
{
    struct reading r = { .out = out };
    *out = (struct dsn){ .action = DSN_OTHER };
    for (struct str rest = message; rest.n;) {
        struct str value, name = str_split(field_next(&rest), ':', &value);
        field_take(&r, str_trim(name), str_trim(value));
    }
    return r.reported;
}
