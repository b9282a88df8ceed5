/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/app.h"
#include "frame/find_pages.h"
#include "frame/openapi.h"
#include "frame/record_pages.h"

#define EACH_MAX 5  /* of a kind, when all are asked */
#define ONE_MAX 10  /* when one is */
#define KINDS_MAX 5

/* In the order they are shown; users only when they are asked for. */
static const char *const searched[] = { "account", "contact", "deal", "product", "user" };
static_assert(COUNT(searched) <= KINDS_MAX, "room for all kinds");

static struct found *found_add(struct ctx *c, const struct record *r, const void *row,
                               struct founds *out)
{
    struct found *f = &out->p[out->n++];

    f->record = r;
    f->id = record_id(r, row);
    f->title = record_name(r, row);
    f->detail = record_detail(c, r, row);
    f->url = arena_printf(c->arena, "/%s/%lld", r->plural, (long long)f->id);
    return f;
}

static bool find_in(struct ctx *c, size_t kind, struct str text, int limit, struct founds *out)
{
    const struct record *r = record_named(searched[kind]);
    struct list_page page;

    if (!r || !may(c->viewer->roles, r->name, "read"))
        return true;
    if (!record_find(c, r, text, limit, &page))
        return false;
    for (size_t i = 0; i < page.n; i++)
        found_add(c, r, (const char *)page.rows + i * r->size, out);
    return !failed(c);
}

static bool is_asked(size_t kind, struct str asked)
{
    const struct record *r = record_named(searched[kind]);
    if (!asked.n)
        return strcmp(searched[kind], "user") != 0;
    return r && (str_is(asked, r->plural) || str_is(asked, r->name));
}

static bool find_all(struct req *q, struct find_view *v)
{
    struct str asked = input_text(&q->query, "kind");
    int limit = asked.n ? ONE_MAX : EACH_MAX;
    bool known = false;

    v->text = str_trim(input_text(&q->query, "q"));
    v->found.p = arena_array(q->c.arena, struct found, KINDS_MAX * ONE_MAX);
    for (size_t i = 0; i < COUNT(searched); i++) {
        known |= is_asked(i, asked);
        if (v->text.n && is_asked(i, asked)
            && !find_in(&q->c, i, v->text, limit, &v->found))
            return false;
    }
    return known
        || bad_field(&q->c, STR("kind"),
                     "Choose one of: accounts, contacts, deals, products, users.");
}

static void find_json(struct buf *b, const void *view)
{
    const struct find_view *v = view;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < v->found.n; i++) {
        const struct found *f = &v->found.p[i];
        buf_add(b, i ? STR(",{\"kind\":") : STR("{\"kind\":"));
        buf_json_str(b, str_of(f->record->name));
        buf_printf(b, ",\"id\":%lld,\"title\":", (long long)f->id);
        buf_json_str(b, f->title);
        buf_lit(b, ",\"detail\":");
        buf_json_str(b, f->detail);
        buf_lit(b, ",\"url\":");
        buf_json_str(b, f->url);
        buf_char(b, '}');
    }
    buf_lit(b, "]}");
}

/* Scripts ask while one types; who presses Enter, or has no script, gets to /search. */
static bool find(struct req *q)
{
    struct find_view *v = arena_new(q->c.arena, struct find_view);

    if (!find_all(q, v))
        return false;
    req_input_all_used(q);
    return !failed(&q->c) && answer_view(q, NULL, find_json, v);
}

/* clang-format off */
static const struct shape find_query[] = {
    { "q", SHAPE_TEXT, OPTIONAL, .about = "What a name or an e-mail begins with." },
    { "kind", SHAPE_WORD, OPTIONAL, .words = "accounts contacts deals products users",
      .about = "Only these; users only when asked for." },
    { 0 },
};
static const struct shape one_found[] = {
    { "kind", SHAPE_WORD, .words = "account contact deal product user" }, { "id", SHAPE_ID },
    { "title", SHAPE_TEXT }, { "detail", SHAPE_TEXT, .about = "Tells two of the same name apart." },
    { "url", SHAPE_TEXT, .about = "Its page." }, { 0 },
};
static const struct shape all_found[] = { { "items", SHAPE_LIST, .of = one_found }, { 0 } };
static const struct api api_find = { "Find by the beginning of a name", find_query, NULL, all_found };

static const struct route routes[] = {
    { METHOD_GET, "/find", find, READS, API, { "find", "read" }, "S2-01", 0, &api_find },
};
static const struct grant grants[] = {
    { "find", "read", ROLE_STAFF },
};
/* clang-format on */

const struct slice find_slice = {
    .name = "find",
    TABLE(routes, routes),
    TABLE(grants, grants),
};
