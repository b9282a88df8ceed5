/* SPDX-License-Identifier: Apache-2.0 */
/* A cell that names another record. */
#include "base/text.h"
#include "import/row/row.h"

/* What becomes of a row whose link leads nowhere. */
static struct str without_link(const struct field *f)
{
    /* clang-format off */
    static const struct { const char *field, *done; } rows[] = {
        { "owner_id",   "It belongs to who imports, for now." },
        { "product_id", "Kept as the deal's item." },
        { "stage_id",   "Put into the first stage, or left where it is." },
        { "user_id",    "Taken as by who imports." },
    };
    /* clang-format on */
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (strcmp(rows[i].field, f->name) == 0)
            return str_of(rows[i].done);
    }
    return STR("Not linked; the text stands here.");
}

static bool own_number(struct row_work *w, const struct field *f, struct str text, int64_t *id)
{
    const struct record *other = record_named(f->ref);
    void *row = arena_alloc(w->c->arena, other->size);
    if (w->elsewhere || !str_is(row_head(w, f), f->name) || !str_to_int(text, id) || *id <= 0)
        return false;
    if (record_get(w->c, other, *id, row))
        return true;
    if (w->c->fault.kind == FAULT_NOT_FOUND)
        fault_clear(w->c);
    return false;
}

static void say_guess(struct row_work *w, const struct field *f, struct str text,
                      const struct ref *ref)
{
    struct arena *a = w->c->arena;
    row_problem(w, row_code(w, f, "guessed"), f, text,
                arena_printf(a, "No %.*s is written like this; one is almost.",
                             STR_FMT(field_short(f))),
                arena_printf(a, "Linked to %.*s.", STR_FMT(ref->title)));
}

void row_say_unknown(struct row_work *w, const struct field *f, struct str text)
{
    row_problem(w, row_code(w, f, "unknown"), f, text,
                arena_printf(w->c->arena, "There is no such %.*s.", STR_FMT(field_short(f))),
                without_link(f));
}

static bool set_link(struct row_work *w, const struct field *f, int64_t id)
{
    *(int64_t *)row_at(w, f) = id;
    w->given.bits |= row_bit(w, f);
    return true;
}

/* In a file of our own export a number is ours before it is anything else. */
static bool is_ours(const struct row_work *w)
{
    return map_role(&w->file->map, COLUMN_OUR_ID) < w->file->map.n;
}

bool row_link(struct row_work *w, const struct field *f, struct str text)
{
    struct ref ref;
    int64_t id = 0;
    if (is_ours(w) && own_number(w, f, text, &id))
        return set_link(w, f, id);
    if (failed(w->c) || !ref_find(w, record_named(f->ref), text, &ref))
        return false;
    if (ref.how == FOUND_NOTHING) {
        if (own_number(w, f, text, &id))
            return set_link(w, f, id);
        if (!failed(w->c))
            row_say_unknown(w, f, text);
        return !failed(w->c);
    }
    if (ref.how == FOUND_GUESSED)
        say_guess(w, f, text, &ref);
    if (ref.ambiguous)
        row_problem(w, row_code(w, f, "ambiguous"), f, text,
                    STR("Several have this name."), STR("Linked to the oldest of them."));
    return set_link(w, f, ref.id);
}

static bool stands_in_file(const struct row_work *w, struct str text)
{
    struct arena *a = w->c->arena;
    return names_get(&w->file->own, text)
           || names_get(&w->file->own, arena_printf(a, " %.*s", STR_FMT(fold(a, text))));
}

static void link_later(struct row_work *w, const struct field *f, struct str text)
{
    struct laters *all = &w->found->later;
    all->p = grown(w->found->arena, all->p, all->n, &all->cap, sizeof *all->p);
    all->p[all->n++] =
        (struct later){ .line = w->row->line, .field = f, .head = row_head(w, f), .text = text };
}

void row_say_by_name(struct row_work *w, const struct field *f, struct str text)
{
    if (strcmp(f->name, "parent_id") == 0)
        row_problem(w, STR("parent_by_name"), f, text, STR("The parent is given by name."),
                    STR("Linked to the account of that name."));
}

bool row_link_self(struct row_work *w, const struct field *f, struct str text)
{
    const struct subject *s = w->file->subject;
    struct ref ref;
    int64_t id = 0;
    if (is_ours(w) && own_number(w, f, text, &id))
        return set_link(w, f, id);
    if (failed(w->c) || !ref_find(w, s->record, text, &ref))
        return false;
    if (ref.how == FOUND_EXACTLY) {
        row_say_by_name(w, f, text);
        return set_link(w, f, ref.id);
    }
    if (stands_in_file(w, text)) {
        link_later(w, f, text);
        return true;
    }
    if (ref.how == FOUND_GUESSED) {
        say_guess(w, f, text, &ref);
        return set_link(w, f, ref.id);
    }
    if (s->missing)
        return s->missing(w, f, text);
    row_say_unknown(w, f, text);
    return true;
}
