/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/app.h"
#include "frame/columns.h"
#include "frame/record_pages.h"
#include "frame/list.html.h"
#include "frame/undo_pages.h"

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
        if (item->text.n && !str_is(item->name, name) && !str_is(item->name, "after")
            && !str_is(item->name, "_changed"))
            item_add(&h, &mark, item->name, item->text);
    }
    if (value.n)
        item_add(&h, &mark, str_of(name), value);
    return buf_str(&h.b);
}

struct str url_without(struct req *q, const char *name)
{
    struct str url = url_with(q, name, STR_NONE);
    return str_find(url, '?') >= 0 ? url
                                   : arena_printf(q->c.arena, "%.*s?_all=yes", STR_FMT(url));
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

static void shown_fields(struct arena *a, const struct column_choice *choice,
                         const struct field *except, struct shown *out)
{
    out->n = 0;
    for (size_t i = 0; i < choice->n; i++) {
        const struct field *f = choice->p[i];
        if (f == except)
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
            cells[j].title = r->title && strcmp(f->name, r->title) == 0;
            if (f->kind == KIND_REF)
                cells[j].url = url_of(c->arena, shown->p[j].page, int_at(row, f));
        }
        rows[i].id = int_at(row, id);
        rows[i].title = r->title ? record_name(r, row) : STR_NONE;
        rows[i].url = url_of(c->arena, own, rows[i].id);
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
    struct input nothing = { 0 };
    struct column_choice listed;
    struct shown shown;
    if (!columns_read(c, r, &nothing, NULL, &listed))
        return false;
    shown_fields(c->arena, &listed, except, &shown);
    *columns = (struct columns){ columns_of(c->arena, &shown), shown.n };
    *rows = rows_of(c, r, &shown, page);
    return !failed(c);
}

struct columns list_heads(struct req *q, const struct column_choice *choice,
                          const struct list_query *lq)
{
    struct shown shown;
    shown_fields(q->c.arena, choice, NULL, &shown);
    struct column *columns = columns_of(q->c.arena, &shown);
    if (lq)
        sort_urls(q, &shown, lq, columns);
    return (struct columns){ columns, shown.n };
}

void list_pager_fill(struct req *q, const struct list_page *page, struct pager *p)
{
    *p = (struct pager){
        .shown = (int64_t)page->n,
        .count = page->count,
        .capped = page->count_capped,
    };
    if (page->next.n)
        p->next_url = url_with(q, "after", page->next);
    if (input_text(&q->query, "after").n)
        p->first_url = url_without(q, "after");
}

bool view_tabs_fill(struct req *q, const char *page, struct view_tabs *out)
{
    for (size_t i = 0; i < n_slices; i++) {
        if (slices[i]->views)
            return slices[i]->views(q, page, out);
    }
    return true;
}

static bool narrows(const struct input_item *item)
{
    return item->text.n && !str_starts(item->name, STR("_")) && !str_is(item->name, "after")
           && !str_is(item->name, "columns") && !str_is(item->name, "limit");
}

/* Of what is found by name there is no file: it is a page at most. */
struct str list_export_url(struct req *q, const struct record *r, const struct input *asked)
{
    struct str columns = input_text(&q->query, "columns");
    const char *mark = "?";
    struct html h;
    if (!may(q->c.viewer->roles, "export", "read") || !may(q->c.viewer->roles, r->name, "export")
        || input_text(&q->query, "q").n)
        return STR_NONE;
    html_init(&h, q->c.arena, URL_MAX);
    buf_printf(&h.b, "/export/%s", r->name);
    for (size_t i = 0; i < asked->n; i++) {
        if (narrows(&asked->items[i]))
            item_add(&h, &mark, asked->items[i].name, asked->items[i].text);
    }
    if (columns.n)
        item_add(&h, &mark, STR("columns"), columns);
    return buf_str(&h.b);
}

void bulk_form_fill(struct req *q, const struct record *r, const struct input *asked,
                    const struct list_page *page, struct bulk_form *out)
{
    unsigned roles = q->c.viewer->roles;
    if (!undo_is_offered(r) || !may(roles, "bulk", "create") || !may(roles, r->name, "edit"))
        return;
    out->record = r;
    out->count = page->count;
    out->capped = page->count_capped;
    out->all.p = arena_array(q->c.arena, struct url_item, asked->n + 1);
    for (size_t i = 0; i < asked->n; i++) {
        const struct input_item *item = &asked->items[i];
        if (narrows(item))
            out->all.p[out->all.n++] = (struct url_item){ item->name, item->text };
    }
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
    struct column_choice choice;
    struct shown shown;

    if (!columns_read(c, r, &q->query, NULL, &choice))
        return false;
    shown_fields(c->arena, &choice, NULL, &shown);
    v->record = r;
    v->searched = has_prefix(r);
    v->search = str_trim(input_text(&q->query, "q"));
    v->columns = list_heads(q, &choice, v->search.n ? NULL : lq);
    v->rows = rows_of(c, r, &shown, page);
    list_pager_fill(q, page, &v->pager);
    columns_form_fill(q, r, &choice, &v->choose);
    bulk_form_fill(q, r, &q->query, page, &v->bulk);
    v->export_url = list_export_url(q, r, &q->query);
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

    if (!q->api)
        input_text(&q->query, "columns");
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

    struct str asked = q->api ? STR_NONE : columns_asked(q, r);

    if (asked.n)
        return answer_go(q, "%.*s", STR_FMT(asked));
    if (!q->api && !view_tabs_fill(q, r->plural, &v->views))
        return false;
    if (v->views.start_url.n)
        return answer_go(q, "%.*s", STR_FMT(v->views.start_url));
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
