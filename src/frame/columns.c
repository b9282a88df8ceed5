/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/columns.h"

#define PLACE "place."
#define URL_LONGEST 1800

static bool is_column(const struct field *f)
{
    return f && !(f->flags & SECRET);
}

static bool is_in(const struct column_choice *all, const struct field *f)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->p[i] == f)
            return true;
    }
    return false;
}

static void add(struct column_choice *all, const struct field *f)
{
    if (all->n < COUNT(all->p) && !is_in(all, f))
        all->p[all->n++] = f;
}

static bool names_read(struct ctx *c, const struct record *r, struct str names,
                       struct column_choice *out)
{
    const struct field *title = r->title ? field_named(r, str_of(r->title)) : NULL;
    out->n = 0;
    while (names.n) {
        struct str name = str_trim(str_split(names, ',', &names));
        const struct field *f = field_named(r, name);
        if (!is_column(f))
            return bad_field(c, STR("columns"), "There is no column “%.*s”.", STR_FMT(name));
        add(out, f);
    }
    if (!title || is_in(out, title))
        return true;
    memmove(out->p + 1, out->p, (COUNT(out->p) - 1) * sizeof *out->p);
    out->n += out->n < COUNT(out->p);
    out->p[0] = title;
    return true;
}

bool columns_read(struct ctx *c, const struct record *r, struct input *in, const char *usual,
                  struct column_choice *out)
{
    struct str names = input_text(in, "columns");
    *out = (struct column_choice){ .chosen = names.n > 0 };
    if (names.n)
        return names_read(c, r, names, out);
    if (usual)
        return names_read(c, r, str_of(usual), out);
    for (size_t i = 0; i < r->n_fields; i++) {
        if (r->fields[i].flags & LISTED && is_column(&r->fields[i]))
            add(out, &r->fields[i]);
    }
    return true;
}

/* ---- the form ---- */

static bool is_of_form(struct str name)
{
    return str_is(name, "column") || str_is(name, "columns") || str_starts(name, STR(PLACE));
}

/* What of the address the form hands on. */
static bool goes_along(const struct input_item *item)
{
    return item->text.n && !is_of_form(item->name) && !str_is(item->name, "after")
           && !str_is(item->name, "_changed");
}

struct placed {
    struct str name;
    int64_t place;
};

static int64_t place_asked(struct req *q, struct str name, int64_t otherwise)
{
    int64_t place;
    struct str text = str_trim(input_text(
        &q->query, arena_cstr(q->c.arena, arena_printf(q->c.arena, PLACE "%.*s", STR_FMT(name)))));
    return str_to_int(text, &place) ? place : otherwise;
}

/* As few as there are, so that inserting keeps equals in the order of the boxes. */
static size_t boxes_read(struct req *q, struct placed *all)
{
    size_t n = 0;
    for (size_t i = 0; i < q->query.n; i++) {
        struct str name = q->query.items[i].text;
        if (!str_is(q->query.items[i].name, "column") || !name.n)
            continue;
        struct placed one = { name, place_asked(q, name, INT64_MAX) };
        size_t at = n++;
        for (; at > 0 && all[at - 1].place > one.place; at--)
            all[at] = all[at - 1];
        all[at] = one;
    }
    return n;
}

struct str columns_asked(struct req *q, const struct record *r)
{
    struct arena *a = q->c.arena;
    struct placed *all = arena_array(a, struct placed, q->query.n + 1);
    size_t n = boxes_read(q, all);
    struct html h;
    if (!n)
        return STR_NONE;
    html_init(&h, a, URL_LONGEST);
    buf_printf(&h.b, "/%s?columns=", r->plural);
    for (size_t i = 0; i < n; i++) {
        buf_add(&h.b, i ? STR(",") : STR_NONE);
        html_part_str(&h, all[i].name);
    }
    for (size_t i = 0; i < q->query.n; i++) {
        const struct input_item *item = &q->query.items[i];
        if (!goes_along(item))
            continue;
        buf_char(&h.b, '&');
        html_part_str(&h, item->name);
        buf_char(&h.b, '=');
        html_part_str(&h, item->text);
    }
    return h.b.full ? arena_printf(a, "/%s", r->plural) : buf_str(&h.b);
}

static void box_add(struct columns_form *out, const struct record *r, const struct field *f,
                    bool shown)
{
    out->boxes.p[out->boxes.n] = (struct column_box){
        .name = f->name,
        .label = f->label,
        .place = (int64_t)out->boxes.n + 1,
        .shown = shown,
        .fixed = r->title && strcmp(f->name, r->title) == 0,
    };
    out->boxes.n++;
}

void columns_form_fill(struct req *q, const struct record *r, const struct column_choice *shown,
                       struct columns_form *out)
{
    struct arena *a = q->c.arena;
    out->plural = r->plural;
    out->chosen = shown->chosen;
    out->boxes.p = arena_array(a, struct column_box, r->n_fields);
    for (size_t i = 0; i < shown->n; i++)
        box_add(out, r, shown->p[i], true);
    for (size_t i = 0; i < r->n_fields; i++) {
        if (is_column(&r->fields[i]) && !is_in(shown, &r->fields[i]))
            box_add(out, r, &r->fields[i], false);
    }
    out->along.p = arena_array(a, struct url_item, q->query.n + 1);
    for (size_t i = 0; i < q->query.n; i++) {
        const struct input_item *item = &q->query.items[i];
        if (goes_along(item))
            out->along.p[out->along.n++] = (struct url_item){ item->name, item->text };
    }
    out->usual_url = url_without(q, "columns");
}
