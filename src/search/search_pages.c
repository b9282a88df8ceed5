/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "db/words.h"
#include "frame/app.h"
#include "frame/openapi.h"
#include "search/search.html.h"
#include "search/search_check.h"
#include "search/search_view.h"

#define EACH_MAX 5 /* of a kind, when all are asked */
#define ONE_MAX 50 /* when one is */
#define KINDS_MAX 6
#define TEXT_MAX 200
#define EXCERPT_BEFORE 60
#define EXCERPT_MAX 200

/* In the order they are shown. */
static const char *const searched[] = { "account", "contact", "deal", "touch", "fact", "product" };
static_assert(COUNT(searched) <= KINDS_MAX, "room for all kinds");

/* ---- one hit ---- */

static struct pieces pieces_of(struct arena *a, const struct question *q, struct str text)
{
    struct pieces out = { .p = arena_array(a, struct piece, text.n + 1) };
    struct str mark;
    size_t at = 0;
    while (question_mark(a, q, text, at, &mark)) {
        size_t from = (size_t)(mark.p - text.p);
        if (from > at)
            out.p[out.n++] = (struct piece){ str_cut(text, at, from - at), false };
        out.p[out.n++] = (struct piece){ mark, true };
        at = from + mark.n;
    }
    if (at < text.n)
        out.p[out.n++] = (struct piece){ str_cut(text, at, text.n), false };
    return out;
}

static bool is_boundary(struct str s, size_t at)
{
    return at >= s.n || ((unsigned char)s.p[at] & 0xc0) != 0x80;
}

/* Where an excerpt begins and ends: between words where there is a blank, else between
 * characters. */
static size_t cut_near(struct str text, size_t at, size_t limit)
{
    bool back = limit < at;
    for (size_t i = at; i != limit; i += back ? (size_t)-1 : 1)
        if (text.p[i] == ' ' || text.p[i] == '\n')
            return i;
    while (!is_boundary(text, at))
        at--;
    return at;
}

/* What stands round the first mark. */
static struct str excerpt_of(struct arena *a, struct str text, struct str mark)
{
    size_t at = (size_t)(mark.p - text.p), from = 0, end = text.n;
    if (at > EXCERPT_BEFORE)
        from = cut_near(text, at - EXCERPT_BEFORE, at);
    if (from + EXCERPT_MAX < text.n)
        end = cut_near(text, from + EXCERPT_MAX, at + mark.n);
    return arena_printf(a, "%s%.*s%s", from ? "… " : "",
                        STR_FMT(str_trim(str_cut(text, from, end - from))),
                        end < text.n ? " …" : "");
}

/* The first field beside the title that has some of the words. */
static void excerpt_fill(struct ctx *c, const struct record *r, const struct question *q,
                         const void *row, struct search_hit *hit)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        struct str mark;
        if (!(f->flags & SEARCHED) || (r->title && strcmp(f->name, r->title) == 0))
            continue;
        struct str text = *(const struct str *)(const void *)((const char *)row + f->offset);
        if (question_mark(c->arena, q, text, 0, &mark)) {
            hit->excerpt = excerpt_of(c->arena, text, mark);
            hit->excerpt_pieces = pieces_of(c->arena, q, hit->excerpt);
            return;
        }
    }
}

/* A record without a title and a page has those of the record it is seen through. */
static void hit_name(struct ctx *c, const struct record *r, const void *row, struct search_hit *hit)
{
    const struct field *through = r->through ? field_named(r, str_of(r->through)) : NULL;
    const struct record *shown = through ? record_named(through->ref) : r;
    int64_t id = hit->id;
    if (through)
        id = *(const int64_t *)(const void *)((const char *)row + through->offset);
    hit->title = record_title(c, shown, id);
    hit->url = arena_printf(c->arena, "/%s/%lld", shown->plural, (long long)id);
}

static void hit_fill(struct ctx *c, const struct record *r, const struct question *q,
                     const void *row, struct search_hit *hit)
{
    *hit = (struct search_hit){ .record = r, .id = record_id(r, row) };
    hit_name(c, r, row, hit);
    hit->detail = record_detail(c, r, row);
    hit->title_pieces = pieces_of(c->arena, q, hit->title);
    excerpt_fill(c, r, q, row, hit);
}

/* ---- all kinds ---- */

static struct str search_url(struct req *q, const struct search_view *v, const char *plural)
{
    struct buf b;
    buf_init(&b, q->c.arena, TEXT_MAX * 16);
    buf_lit(&b, "/search?q=");
    for (size_t i = 0; i < v->text.n; i++)
        buf_printf(&b, "%%%02X", (unsigned)(unsigned char)v->text.p[i]);
    if (plural)
        buf_printf(&b, "&kind=%s", plural);
    return buf_str(&b);
}

static bool search_in(struct req *q, size_t kind, const struct question *asked, int limit,
                      struct search_view *v)
{
    struct ctx *c = &q->c;
    const struct record *r = record_named(searched[kind]);
    struct search_kind *k = &v->kinds.p[v->kinds.n++];
    struct list_page page;
    if (!record_search(c, r, asked, k->chosen || !v->one_kind ? limit : 0, &page))
        return false;
    k->count = page.count;
    k->capped = page.count_capped;
    k->hits.p = arena_array(c->arena, struct search_hit, page.n + 1);
    for (k->hits.n = 0; k->hits.n < page.n; k->hits.n++)
        hit_fill(c, r, asked, (const char *)page.rows + k->hits.n * r->size,
                 &k->hits.p[k->hits.n]);
    v->count += k->count;
    return !failed(c);
}

static bool is_kind(const struct record *r, struct str asked)
{
    return str_is(asked, r->plural) || str_is(asked, r->name);
}

static bool search_all(struct req *q, const struct question *asked, int limit,
                       struct search_view *v)
{
    bool known = !v->kind.n;
    v->kinds.p = arena_array(q->c.arena, struct search_kind, KINDS_MAX);
    for (size_t i = 0; i < COUNT(searched); i++)
        known |= is_kind(record_named(searched[i]), v->kind);
    if (!known)
        return bad_field(&q->c, STR("kind"),
                         "Choose one of: accounts, contacts, deals, touches, facts, products.");
    v->one_kind = v->kind.n > 0;
    for (size_t i = 0; i < COUNT(searched); i++) {
        const struct record *r = record_named(searched[i]);
        if (!may(q->c.viewer->roles, r->name, "read"))
            continue;
        v->kinds.p[v->kinds.n] = (struct search_kind){
            .record = r, .chosen = is_kind(r, v->kind), .url = search_url(q, v, r->plural)
        };
        if (!search_in(q, i, asked, limit, v))
            return false;
    }
    v->all_url = search_url(q, v, NULL);
    return true;
}

bool search_shows(const struct search_view *v)
{
    for (size_t i = 0; i < v->kinds.n; i++)
        if (v->kinds.p[i].hits.n)
            return true;
    return false;
}

/* ---- the request ---- */

/* What keeps the question from being asked; empty: nothing does. */
static struct str hint_of(const struct search_view *v, const struct question *asked)
{
    if (utf8_length(v->text) > TEXT_MAX)
        return STR("Ask with at most 200 characters.");
    if (asked->many)
        return STR("Ask with at most 12 words at once.");
    if (!asked->n)
        return STR("Give a word to look for: letters or digits.");
    return STR_NONE;
}

static bool read_limit(struct req *q, int *limit)
{
    struct str text = str_trim(input_text(&q->query, "limit"));
    int64_t n = *limit;
    if (text.n && (!str_to_int(text, &n) || n < 1 || n > ONE_MAX))
        return bad_field(&q->c, STR("limit"), "Give a number from 1 to %d.", ONE_MAX);
    *limit = (int)n;
    return true;
}

static bool ask(struct req *q, struct search_view *v)
{
    struct question asked;
    v->text = str_trim(input_text(&q->query, "q"));
    v->kind = str_trim(input_text(&q->query, "kind"));
    int limit = v->kind.n ? ONE_MAX : EACH_MAX;
    if (!read_limit(q, &limit))
        return false;
    question_read(q->c.arena, v->text, &asked);
    v->hint = hint_of(v, &asked);
    if (v->hint.n)
        return !q->api || bad_field(&q->c, STR("q"), "%.*s", STR_FMT(v->hint));
    v->asked = true;
    return search_all(q, &asked, limit, v) && words_filling(&q->c, &v->filling);
}

static void member(struct buf *b, const char *name, struct str text)
{
    buf_printf(b, ",\"%s\":", name);
    buf_json_str(b, text);
}

static void hit_json(struct buf *b, const struct search_hit *hit)
{
    buf_lit(b, "{\"kind\":");
    buf_json_str(b, str_of(hit->record->name));
    buf_printf(b, ",\"id\":%lld", (long long)hit->id);
    member(b, "title", hit->title);
    member(b, "detail", hit->detail);
    member(b, "excerpt", hit->excerpt);
    member(b, "url", hit->url);
    buf_char(b, '}');
}

static void search_json(struct buf *b, const void *view)
{
    const struct search_view *v = view;
    bool first = true;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < v->kinds.n; i++) {
        for (size_t j = 0; j < v->kinds.p[i].hits.n; j++, first = false) {
            buf_add(b, first ? STR_NONE : STR(","));
            hit_json(b, &v->kinds.p[i].hits.p[j]);
        }
    }
    buf_lit(b, "],\"kinds\":[");
    for (size_t i = 0; i < v->kinds.n; i++) {
        const struct search_kind *k = &v->kinds.p[i];
        buf_printf(b, "%s{\"kind\":\"%s\",\"count\":%lld,\"count_capped\":%s}", i ? "," : "",
                   k->record->name, (long long)k->count, k->capped ? "true" : "false");
    }
    buf_printf(b, "],\"filling\":%s}", v->filling ? "true" : "false");
}

static bool search(struct req *q)
{
    struct search_view *v = arena_new(q->c.arena, struct search_view);
    if (!ask(q, v))
        return false;
    if (q->api) {
        req_input_all_used(q);
        return !failed(&q->c) && answer_view(q, NULL, search_json, v);
    }
    return frame_fill(q, &v->frame, "Search", "search")
           && answer_view(q, search_page_page, NULL, v);
}

/* clang-format off */
static const struct shape search_query[] = {
    { "q", SHAPE_TEXT, .about = "Words, all of which must be there; the last one may be only begun, and what stands "
                                "between quotes is found as it stands." },
    { "kind", SHAPE_WORD, OPTIONAL, .words = "accounts contacts deals touches facts products", .about = "Only these." },
    { "limit", SHAPE_INT, OPTIONAL, .about = "So many of a kind: 1 to 50; 5 without, 50 where a kind is said." },
    { 0 },
};
static const struct shape one_hit[] = {
    { "kind", SHAPE_WORD, .words = "account contact deal touch fact product" }, { "id", SHAPE_ID },
    { "title", SHAPE_TEXT, .about = "Of a touch or fact its deal's." },
    { "detail", SHAPE_TEXT, .about = "Tells two of the same name apart." },
    { "excerpt", SHAPE_TEXT, .about = "What stands round the words, where they are not in the title." },
    { "url", SHAPE_TEXT, .about = "Its page." }, { 0 },
};
static const struct shape one_kind[] = {
    { "kind", SHAPE_WORD, .words = "account contact deal touch fact product" },
    { "count", SHAPE_INT, .about = "At most 50." }, { "count_capped", SHAPE_FLAG, .about = "There are more." }, { 0 },
};
static const struct shape all_hits[] = {
    { "items", SHAPE_LIST, .of = one_hit, .about = "Those with the words in their title first, then the newest." },
    { "kinds", SHAPE_LIST, .of = one_kind },
    { "filling", SHAPE_FLAG, .about = "Older rows are still being made known: there may be more." }, { 0 },
};
static const struct api api_search = { "Search by words", search_query, NULL, all_hits };

static const struct route routes[] = {
    { METHOD_GET, "/search", search, READS, PAGE | API, { "search", "read" }, "X-11", 0, &api_search },
};
static const struct grant grants[] = {
    { "search", "read", ROLE_STAFF },
};
/* clang-format on */

const struct slice search_slice = {
    .name = "search",
    .checks = search_checks,
    TABLE(routes, routes),
    TABLE(grants, grants),
};
