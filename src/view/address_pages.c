/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/columns.h"
#include "view/view_pages.h"
#include "web/body.h"

/* ---- what is kept of an address ---- */

static bool is_kept(const struct input_item *item)
{
    return item->text.n && !str_starts(item->name, STR("_")) && !str_is(item->name, "after");
}

static int by_name(const void *a, const void *b)
{
    const struct input_item *x = a, *y = b;
    int names = str_cmp(x->name, y->name);
    return names ? names : str_cmp(x->text, y->text);
}

struct str view_query_of(struct arena *a, const struct input *in)
{
    struct input_item *all = arena_array(a, struct input_item, in->n + 1);
    struct html h;
    size_t n = 0;
    for (size_t i = 0; i < in->n; i++) {
        if (is_kept(&in->items[i]))
            all[n++] = in->items[i];
    }
    if (n)
        qsort(all, n, sizeof *all, by_name);
    html_init(&h, a, VIEW_QUERY_MAX + 1);
    for (size_t i = 0; i < n; i++) {
        buf_add(&h.b, i ? STR("&") : STR_NONE);
        html_part_str(&h, all[i].name);
        buf_char(&h.b, '=');
        html_part_str(&h, all[i].text);
    }
    return buf_str(&h.b);
}

/* "any" is the deals' own word for no filter. */
static struct input asked_of(struct ctx *c, int page, const struct input *in)
{
    struct input out = { 0 };
    for (size_t i = 0; i < in->n; i++) {
        const struct input_item *item = &in->items[i];
        bool any = page == VIEW_DEALS && str_is(item->text, "any")
                   && (str_is(item->name, "state") || str_is(item->name, "pipeline_id"));
        if (is_kept(item) && !any)
            input_add(c->arena, &out, item->name, item->text, INPUT_TEXT);
    }
    return out;
}

static bool board_read(struct ctx *c, struct input *in)
{
    static const char *const names[] = { "owner_id", "pipeline_id", "pipeline" };
    int64_t id;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct str text = input_text(in, names[i]);
        if (text.n && !str_to_int(text, &id))
            bad_field(c, str_of(names[i]), "Give a number: which one it is.");
    }
    return !failed(c);
}

static bool list_read(struct ctx *c, const struct record *r, struct input *in)
{
    struct list_query lq;
    struct column_choice columns;
    input_text(in, "q");
    return list_query_read(c, r, in, &lq) && columns_read(c, r, in, NULL, &columns);
}

static bool view_query_read(struct ctx *c, int page, struct input *in, struct str *query)
{
    struct input asked = asked_of(c, page, in);
    bool good = page == VIEW_BOARD ? board_read(c, &asked)
                                   : list_read(c, view_lists(page), &asked);
    for (size_t i = 0; i < asked.n; i++) {
        if (!asked.items[i].used && good)
            bad_field(c, STR("url"), "A view of this list does not know “%.*s”.",
                      STR_FMT(asked.items[i].name));
    }
    *query = view_query_of(c->arena, in);
    if (query->n >= VIEW_QUERY_MAX)
        bad_field(c, STR("url"), "This is too long to be kept: at most %d characters.",
                  VIEW_QUERY_MAX);
    return good && !failed(c);
}

/* ---- from an address to a view ---- */

static bool page_of(struct str path, int *page)
{
    for (int i = 0; view_pages[i].name; i++) {
        if (str_starts(path, STR("/"))
            && str_is(str_cut(path, 1, path.n), view_pages[i].name)) {
            *page = i;
            return true;
        }
    }
    return false;
}

bool view_url_read(struct ctx *c, struct str url, int *page, struct str *query)
{
    struct str text, path = str_split(str_trim(url), '?', &text);
    struct input in = { 0 };
    if (!page_of(path, page))
        return bad_field(c, STR("url"), "Give the address of one of the lists, like "
                                        "/deals?sort=-value.");
    if (!body_read_form(c, text, &in)) {
        fault_clear(c);
        return bad_field(c, STR("url"), "This address cannot be read.");
    }
    bool good = view_query_read(c, *page, &in, query);
    for (struct field_fault *f = c->fault.fields; f; f = f->next)
        f->field = STR("url");
    return good;
}
