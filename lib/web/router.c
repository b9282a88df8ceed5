/* SPDX-License-Identifier: Apache-2.0 */
#include "web_impl.h"

#define SEGMENTS 8
#define BUCKETS 128
#define API_PREFIX "/api/v1"

/* In the order in which they are tried: a plain text wins over a number, a number over a word. */
enum segment_kind {
    SEGMENT_TEXT,
    SEGMENT_ID,
    SEGMENT_WORD,
};

struct segment {
    enum segment_kind kind;
    struct str text;
};
struct entry {
    const struct route *route;
    size_t index, n;
    struct segment segments[SEGMENTS];
    struct entry *next;
};
/* One for what is below /api/v1 and one for the rest. Entries whose first segment is no text stand
 * in `open`. */
struct table {
    struct entry *buckets[BUCKETS];
    struct entry *open;
};
struct router {
    struct table plain, api;
};

static struct segment segment_of(struct str s)
{
    if (str_is(s, "{id}"))
        return (struct segment){ SEGMENT_ID, s };
    if (str_is(s, "{word}"))
        return (struct segment){ SEGMENT_WORD, s };
    return (struct segment){ SEGMENT_TEXT, s };
}

/* "/deals/42" gives "deals" and "42"; "/" gives none. SEGMENTS + 1 when there are too many. */
static size_t path_split(struct str path, struct str segments[SEGMENTS])
{
    struct str rest = str_cut(path, 1, path.n);
    size_t n = 0;
    bool more = rest.n > 0;

    while (more) {
        struct str whole = rest;

        if (n == SEGMENTS)
            return SEGMENTS + 1;
        segments[n] = str_split(whole, '/', &rest);
        more = segments[n].n < whole.n;
        n++;
    }
    return n;
}

static struct entry *entry_new(struct arena *a, const struct route *route, size_t index)
{
    struct entry *e = arena_new(a, struct entry);
    struct str segments[SEGMENTS];

    e->route = route;
    e->index = index;
    e->n = path_split(str_of(route->path), segments);
    assert(e->n <= SEGMENTS); /* web_routes_check() said so */
    for (size_t i = 0; i < e->n; i++)
        e->segments[i] = segment_of(segments[i]);
    return e;
}

/* Below 0 when a is tried before b. */
static int entry_cmp(const struct entry *a, const struct entry *b)
{
    size_t n = a->n < b->n ? a->n : b->n;

    for (size_t i = 0; i < n; i++)
        if (a->segments[i].kind != b->segments[i].kind)
            return (int)a->segments[i].kind - (int)b->segments[i].kind;
    return 0;
}

static size_t bucket_of(struct str first)
{
    return str_hash(first) % BUCKETS;
}

static void table_add(struct table *t, struct entry *e)
{
    struct entry **at = &t->open;

    if (e->n == 0)
        at = &t->buckets[bucket_of(STR(""))];
    else if (e->segments[0].kind == SEGMENT_TEXT)
        at = &t->buckets[bucket_of(e->segments[0].text)];
    while (*at && entry_cmp(*at, e) <= 0)
        at = &(*at)->next;
    e->next = *at;
    *at = e;
}

struct router *router_new(struct arena *a, const struct route *const *routes, size_t n)
{
    struct router *r = arena_new(a, struct router);

    for (size_t i = 0; i < n; i++) {
        if (routes[i]->doors & (PAGE | FRAGMENT | PLAIN))
            table_add(&r->plain, entry_new(a, routes[i], i));
        if (routes[i]->doors & API)
            table_add(&r->api, entry_new(a, routes[i], i));
    }
    return r;
}

static bool id_read(struct str s, int64_t *id)
{
    int64_t n = 0;

    if (s.n == 0 || s.n > 18 || s.p[0] == '0')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        n = n * 10 + (s.p[i] - '0');
    }
    *id = n;
    return true;
}

static bool is_word(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char ch = s.p[i];

        if (!((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || ch == '_' || ch == '-'))
            return false;
    }
    return s.n > 0;
}

static bool entry_matches(const struct entry *e, const struct str *segments, struct place *out)
{
    size_t ids = 0, words = 0;

    for (size_t i = 0; i < e->n; i++) {
        switch (e->segments[i].kind) {
        case SEGMENT_TEXT:
            if (!str_same(e->segments[i].text, segments[i]))
                return false;
            break;
        case SEGMENT_ID:
            if (!id_read(segments[i], &out->ids[ids++]))
                return false;
            break;
        case SEGMENT_WORD:
            if (!is_word(segments[i]))
                return false;
            out->words[words++] = segments[i];
            break;
        }
    }
    return true;
}

static bool list_find(const struct entry *e, const struct str *segments, size_t n, enum method m,
                      struct place *out)
{
    for (; e; e = e->next) {
        struct place here = { .route = e->route, .index = e->index };

        if (e->n != n || !entry_matches(e, segments, &here))
            continue;
        here.allowed = out->allowed |= 1u << e->route->method;
        if (e->route->method != m)
            continue;
        *out = here;
        return true;
    }
    return false;
}

enum found router_find(const struct router *r, struct str path, enum method m, struct place *out,
                       bool *api)
{
    struct str segments[SEGMENTS], prefix = STR(API_PREFIX);
    const struct table *t = &r->plain;
    size_t n;

    *out = (struct place){ 0 };
    *api = str_starts(path, STR("/api/"));
    if (str_starts(path, STR(API_PREFIX "/"))) {
        t = &r->api;
        path = str_cut(path, prefix.n, path.n);
    }
    n = path_split(path, segments);
    if (n > SEGMENTS)
        return NO_PATH;
    if (list_find(t->buckets[bucket_of(n ? segments[0] : STR(""))], segments, n, m, out)
        || list_find(t->open, segments, n, m, out)) {
        *api = t == &r->api || (out->route->doors & PLAIN);
        return FOUND;
    }
    return out->allowed ? NO_METHOD : NO_PATH;
}

/* ---- the check of the table ---- */

/* The same shape: a path that both match, with the same method, by the same door. */
static bool alike(const struct route *a, const struct route *b)
{
    unsigned paths = PAGE | FRAGMENT | PLAIN;
    struct str one[SEGMENTS], two[SEGMENTS];
    size_t n = path_split(str_of(a->path), one);

    if (a->method != b->method || n != path_split(str_of(b->path), two) || n > SEGMENTS)
        return false;
    if (!(a->doors & b->doors & API) && !((a->doors & paths) && (b->doors & paths)))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!str_same(one[i], two[i]))
            return false;
    return true;
}

static bool path_is_good(const char *path)
{
    struct str segments[SEGMENTS];
    size_t n, ids = 0, words = 0;

    if (!path || path[0] != '/')
        return false;
    n = path_split(str_of(path), segments);
    if (n > SEGMENTS)
        return false;
    for (size_t i = 0; i < n; i++) {
        enum segment_kind kind = segment_of(segments[i]).kind;

        ids += kind == SEGMENT_ID;
        words += kind == SEGMENT_WORD;
        if (segments[i].n == 0
            || (kind == SEGMENT_TEXT && memchr(segments[i].p, '{', segments[i].n)))
            return false;
    }
    return ids <= 2 && words <= 2;
}

static const char *route_wrong(const struct route *r)
{
    if (!path_is_good(r->path))
        return "has a path that cannot be matched";
    if (!r->handler)
        return "has no handler";
    if (!(r->doors & (PAGE | API | FRAGMENT | PLAIN)))
        return "has no door";
    if (!(r->doors & OPEN) && (!r->right.record || !r->right.action))
        return "asks for no right";
    if (r->method == METHOD_GET && r->mode == WRITES)
        return "writes on GET";
    if (r->mode == BARE && (!(r->doors & OPEN) || r->method != METHOD_GET))
        return "asks nobody who he is, and is not an open GET";
    return NULL;
}

struct str web_routes_check(struct arena *a, const struct route *const *routes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *wrong = route_wrong(routes[i]);

        if (wrong)
            return arena_printf(a, "The route %s %s.", routes[i]->path ? routes[i]->path : "?",
                                wrong);
        for (size_t j = 0; j < i; j++)
            if (alike(routes[i], routes[j]))
                return arena_printf(a, "The route %s stands in the tables twice.", routes[i]->path);
    }
    return STR_NONE;
}
