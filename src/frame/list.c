/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/app.h"
#include "frame/frame.h"
#include "frame/list.html.h"

#define URL_MAX ((size_t)16 << 10)
#define FOUND_MAX 50

static void item_add(struct html *h, const char **mark, struct str name, struct str value)
{
    buf_add(&h->b, str_of(*mark));
    html_part_str(h, name);
    buf_char(&h->b, '=');
    html_part_str(h, value);
    *mark = "&";
}

struct str url_with(struct req *q, const char *name, struct str value)
{
    const char *mark = "?";
    struct html h;

    html_init(&h, q->c.arena, URL_MAX);
    buf_add(&h.b, q->path);
    for (size_t i = 0; i < q->query.n; i++) {
        const struct input_item *item = &q->query.items[i];
        if (item->text.n && !str_is(item->name, name) && !str_is(item->name, "after"))
            item_add(&h, &mark, item->name, item->text);
    }
    if (value.n)
        item_add(&h, &mark, str_of(name), value);
    return buf_str(&h.b);
}

static bool is_number(const struct field *f)
{
    return f->kind == KIND_INT || f->kind == KIND_PERCENT || f->kind == KIND_MONEY;
}

/* "/accounts/" when /accounts/{id} is a page, else empty. */
static struct str page_of(struct arena *a, const struct record *r)
{
    struct str path = arena_printf(a, "/%s/{id}", r->plural);
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_routes; j++) {
            const struct route *route = &slices[i]->routes[j];
            if (route->method == METHOD_GET && route->doors & PAGE && str_is(path, route->path))
                return str_cut(path, 0, path.n - strlen("{id}"));
        }
    }
    return STR_NONE;
}

static struct str url_of(struct arena *a, struct str page, int64_t id)
{
    return page.n && id ? arena_printf(a, "%.*s%lld", STR_FMT(page), (long long)id) : STR_NONE;
}

static int64_t int_at(const void *row, const struct field *f)
{
    return *(const int64_t *)(const void *)((const char *)row + f->offset);
}

/* The fields that are columns, with the page that a reference leads to. */
struct shown {
    struct {
        const struct field *field;
        struct str page;
    } p[FIELDS_MAX];
    size_t n;
};

static void shown_fields(struct arena *a, const struct record *r, const struct field *except,
                         struct shown *out)
{
    out->n = 0;
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        if (!(f->flags & LISTED) || f->flags & SECRET || f == except)
            continue;
        out->p[out->n].field = f;
        out->p[out->n++].page = f->kind == KIND_REF ? page_of(a, record_named(f->ref)) : STR_NONE;
    }
}

static struct rows rows_of(struct ctx *c, const struct record *r, const struct shown *shown,
                           const struct list_page *page)
{
    struct row *rows = arena_array(c->arena, struct row, page->n);
    struct str own = page_of(c->arena, r);
    const struct field *id = field_named(r, STR("id"));

    for (size_t i = 0; i < page->n; i++) {
        const void *row = (const char *)page->rows + i * r->size;
        struct cell *cells = arena_array(c->arena, struct cell, shown->n);
        for (size_t j = 0; j < shown->n; j++) {
            const struct field *f = shown->p[j].field;
            cells[j].text = field_show(c, f, row);
            cells[j].number = is_number(f);
            if (f->kind == KIND_REF)
                cells[j].url = url_of(c->arena, shown->p[j].page, int_at(row, f));
        }
        rows[i].url = url_of(c->arena, own, int_at(row, id));
        rows[i].cells.p = cells;
        rows[i].cells.n = shown->n;
    }
    return (struct rows){ rows, page->n };
}

static struct column *columns_of(struct arena *a, const struct shown *shown)
{
    struct column *columns = arena_array(a, struct column, shown->n);
    for (size_t i = 0; i < shown->n; i++) {
        columns[i].label = str_of(shown->p[i].field->label);
        columns[i].number = is_number(shown->p[i].field);
    }
    return columns;
}

/* A head sorts by its column; once more turns it round. */
static void sort_urls(struct req *q, const struct shown *shown, const struct list_query *lq,
                      struct column *columns)
{
    for (size_t i = 0; i < shown->n; i++) {
        const struct field *f = shown->p[i].field;
        if (!(f->flags & SORTED))
            continue;
        columns[i].sorted = lq->sort == f;
        columns[i].descending = columns[i].sorted && lq->descending;
        bool down = columns[i].sorted ? !lq->descending : is_number(f);
        columns[i].sort_url = url_with(
            q, "sort", arena_printf(q->c.arena, "%s%s", down ? "-" : "", f->name));
    }
}

bool list_rows_fill(struct ctx *c, const struct record *r, const struct list_page *page,
                    const struct field *except, struct columns *columns, struct rows *rows)
{
    struct shown shown;
    shown_fields(c->arena, r, except, &shown);
    *columns = (struct columns){ columns_of(c->arena, &shown), shown.n };
    *rows = rows_of(c, r, &shown, page);
    return !failed(c);
}

struct str record_url(struct arena *a, const struct record *r, int64_t id)
{
    return url_of(a, page_of(a, r), id);
}

static bool has_prefix(const struct record *r)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        if (r->fields[i].flags & PREFIX)
            return true;
    }
    return false;
}

static bool has_new_page(struct arena *a, const struct record *r)
{
    struct str path = arena_printf(a, "/%s/new", r->plural);
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_routes; j++) {
            if (str_is(path, slices[i]->routes[j].path))
                return true;
        }
    }
    return false;
}

bool list_view_fill(struct req *q, struct list_view *v, const struct record *r,
                    const struct list_query *lq, const struct list_page *page)
{
    struct ctx *c = &q->c;
    struct shown shown;
    struct column *columns;

    shown_fields(c->arena, r, NULL, &shown);
    columns = columns_of(c->arena, &shown);
    v->record = r;
    v->searched = has_prefix(r);
    v->search = str_trim(input_text(&q->query, "q"));
    if (!v->search.n)
        sort_urls(q, &shown, lq, columns);
    v->columns = (struct columns){ columns, shown.n };
    v->rows = rows_of(c, r, &shown, page);
    v->pager = (struct pager){
        .next_url = page->next.n ? url_with(q, "after", page->next) : STR_NONE,
        .first_url = lq->has_after ? url_with(q, "after", STR_NONE) : STR_NONE,
        .shown = (int64_t)page->n,
        .count = page->count,
        .capped = page->count_capped,
    };
    if (may(c->viewer->roles, r->name, "create") && has_new_page(c->arena, r))
        v->new_url = arena_printf(c->arena, "/%s/new", r->plural);
    return !failed(c);
}

struct listed {
    const struct record *record;
    struct list_page page;
};

static void listed_json(struct buf *b, const void *view)
{
    const struct listed *listed = view;
    record_list_json(b, listed->record, &listed->page);
}

/* ?q= finds by prefix; without it the list is read page by page. */
static bool list_read(struct req *q, const struct record *r, struct list_query *lq,
                      struct list_page *page)
{
    struct ctx *c = &q->c;
    struct str text = has_prefix(r) ? str_trim(input_text(&q->query, "q")) : STR_NONE;
    bool good = list_query_read(c, r, &q->query, lq);

    req_input_all_used(q);
    if (!good || failed(c))
        return false;
    lq->counted = true;
    return text.n ? record_find(c, r, text, FOUND_MAX, page) : record_list(c, r, lq, page);
}

static struct str empty_text(struct ctx *c, const struct list_view *v, const char *empty)
{
    if (!v->search.n)
        return str_of(empty);
    return arena_printf(c->arena, "Nothing begins with “%.*s”. Try fewer letters.",
                        STR_FMT(v->search));
}

bool list_route(struct req *q, const struct record *r, const char *here, const char *empty)
{
    struct ctx *c = &q->c;
    struct listed *listed = arena_new(c->arena, struct listed);
    struct list_view *v = arena_new(c->arena, struct list_view);
    struct list_query lq;

    listed->record = r;
    if (!list_read(q, r, &lq, &listed->page))
        return false;
    if (q->api)
        return answer_view(q, NULL, listed_json, listed);
    if (!frame_fill(q, &v->frame, r->labels, here)
        || !list_view_fill(q, v, r, &lq, &listed->page))
        return false;
    v->empty = empty_text(c, v, empty);
    return answer_view(q, list_page_page, NULL, v);
}
