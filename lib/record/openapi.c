/* SPDX-License-Identifier: Apache-2.0 */
#include "openapi.h"
#include "record_impl.h"

#define SHAPES_MAX (3 * FIELDS_MAX) /* a day of a filter has three names */

/* clang-format off */
static const enum shape_kind kinds[] = {
    [KIND_ID] = SHAPE_ID, [KIND_REF] = SHAPE_ID, [KIND_TEXT] = SHAPE_TEXT, [KIND_LINES] = SHAPE_TEXT,
    [KIND_EMAIL] = SHAPE_TEXT, [KIND_WORD] = SHAPE_WORD, [KIND_INT] = SHAPE_INT,
    [KIND_PERCENT] = SHAPE_INT, [KIND_MONEY] = SHAPE_MONEY, [KIND_DAY] = SHAPE_DAY,
    [KIND_INSTANT] = SHAPE_INSTANT, [KIND_FLAG] = SHAPE_FLAG,
};
static const struct shape why = {
    "why", SHAPE_TEXT, OPTIONAL | NULLABLE, .max = 500, .about = "Kept in history beside the change.",
};
static const struct shape paging[] = {
    { "limit", SHAPE_INT, OPTIONAL, .min = 1, .max = LIST_LIMIT, .about = "How many; 50 if not said." },
    { "after", SHAPE_TEXT, OPTIONAL, .about = "The next of the page before." },
};
/* clang-format on */

/* ---- from fields to shapes ---- */

static void shape_add(struct shapes *all, struct shape s)
{
    assert(all->n < SHAPES_MAX);
    all->p[all->n++] = s;
}

static struct shape field_shape(const struct field *f)
{
    struct shape s = { f->name, kinds[f->kind], .title = f->label, .about = f->hint };
    bool bounded = field_is_text(f) || f->kind == KIND_INT || f->kind == KIND_PERCENT;

    s.options = f->words;
    if (bounded && field_is_settable(f)) {
        s.min = f->min;
        s.max = field_max(f);
    }
    return s;
}

static bool is_always_there(const struct derived *d, const struct field *f)
{
    return f->flags & REQUIRED || f == d->id || f == d->version || f == d->created
           || f == d->updated || field_is_text(f) || f->kind == KIND_WORD || f->kind == KIND_FLAG
           || f->kind == KIND_PERCENT;
}

static void answered_add(struct shapes *all, const struct record *r)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        struct shape s = field_shape(&r->fields[i]);
        if (r->fields[i].flags & SECRET)
            continue;
        s.flags = is_always_there(derived_of(r), &r->fields[i]) ? 0 : NULLABLE;
        shape_add(all, s);
    }
    for (const struct shape *s = r->more; s && s->kind; s++)
        shape_add(all, *s);
}

/* A reference also by name, an amount also with its currency beside it. */
static void second_name_add(struct arena *a, struct shapes *all, const struct record *r,
                            const struct field *f)
{
    struct shape s = { .kind = SHAPE_TEXT, .flags = OPTIONAL | NULLABLE, .about = "Or by name." };

    if (f->kind == KIND_REF && ref_has_names(r, f)) {
        s.name = arena_cstr(a, name_without_id(r, f));
        shape_add(all, s);
    } else if (f->kind == KIND_MONEY) {
        s.name = arena_cstr(a, name_with(a, f->name, "_currency"));
        s.about = "Where the amount does not say it.";
        shape_add(all, s);
    }
}

static void sent_add(struct arena *a, struct shapes *all, const struct record *r,
                     enum shape_kind kind)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        struct shape s = field_shape(f);
        if (!field_is_settable(f) || f->flags & SECRET
            || (kind == SHAPE_CHANGE && f->flags & ONCE))
            continue;
        s.flags = f->flags & REQUIRED ? 0 : NULLABLE;
        s.min = field_is_text(f) && f->flags & REQUIRED ? 1 : s.min;
        if (kind == SHAPE_CHANGE || !(f->flags & REQUIRED))
            s.flags |= OPTIONAL;
        s.kind = s.kind == SHAPE_MONEY ? SHAPE_AMOUNT : s.kind == SHAPE_INSTANT ? SHAPE_WHEN
                                                                                : s.kind;
        shape_add(all, s);
        second_name_add(a, all, r, f);
    }
    if (kind == SHAPE_CHANGE)
        shape_add(all, why);
}

/* ---- a query string ---- */

static const char *sort_words(struct arena *a, const struct record *r)
{
    struct buf b;
    buf_init(&b, a, 2000);
    buf_lit(&b, "id -id");
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].flags & SORTED)
            buf_printf(&b, " %s -%s", r->fields[i].name, r->fields[i].name);
    return arena_cstr(a, buf_str(&b));
}

static void filter_add(struct arena *a, struct shapes *all, const struct record *r,
                       const struct field *f)
{
    struct shape s = field_shape(f);

    s.flags = OPTIONAL;
    s.kind = s.kind == SHAPE_INSTANT ? SHAPE_WHEN : s.kind;
    shape_add(all, s);
    if (f->kind == KIND_REF && ref_has_names(r, f))
        shape_add(all, (struct shape){ arena_cstr(a, name_without_id(r, f)), SHAPE_TEXT, OPTIONAL,
                                       .about = "Or by name." });
    if (f->kind != KIND_DAY && f->kind != KIND_INSTANT)
        return;
    s.name = arena_cstr(a, name_with(a, f->name, "_from"));
    shape_add(all, s);
    s.name = arena_cstr(a, name_with(a, f->name, "_to"));
    shape_add(all, s);
}

static void filters_add(struct arena *a, struct shapes *all, const struct record *r)
{
    bool found = false;

    for (size_t i = 0; i < r->n_fields; i++) {
        found |= (r->fields[i].flags & PREFIX) != 0;
        if (r->fields[i].flags & FILTER)
            filter_add(a, all, r, &r->fields[i]);
    }
    if (found)
        shape_add(all, (struct shape){ "q", SHAPE_TEXT, OPTIONAL,
                                       .about = "What it begins with; instead of all else." });
    shape_add(all, (struct shape){ "sort", SHAPE_WORD, OPTIONAL, .words = sort_words(a, r),
                                   .about = "With - in front, the largest first." });
    for (size_t i = 0; i < COUNT(paging); i++)
        shape_add(all, paging[i]);
}

struct shapes record_shapes(struct arena *a, const struct record *r, enum shape_kind kind)
{
    struct shapes all = { arena_array(a, struct shape, SHAPES_MAX), 0 };

    if (kind == SHAPE_FILTERS)
        filters_add(a, &all, r);
    else if (kind == SHAPE_CREATE || kind == SHAPE_CHANGE)
        sent_add(a, &all, r, kind);
    else
        answered_add(&all, r);
    return all;
}
