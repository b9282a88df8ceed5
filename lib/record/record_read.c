/* SPDX-License-Identifier: Apache-2.0 */
#include "record_impl.h"

struct input_item *input_take(struct input *in, struct str name)
{
    struct input_item *last = NULL;
    for (size_t i = in->n; i-- > 0;) {
        struct input_item *item = &in->items[i];
        if ((last && !last->listed) || !str_same(item->name, name))
            continue;
        item->used = true;
        last = last ? last : item;
    }
    return last;
}

struct str name_with(struct arena *a, const char *name, const char *tail)
{
    return arena_printf(a, "%s%s", name, tail);
}

struct str name_without_id(const struct record *r, const struct field *f)
{
    struct str name = str_of(f->name);
    if (!str_ends(name, STR("_id")))
        return STR_NONE;
    name = str_cut(name, 0, name.n - 3);
    return field_named(r, name) ? STR_NONE : name;
}

struct reader {
    struct ctx *c;
    const struct derived *d;
    struct input *in;
    enum record_read how;
    const char *currency;
    void *row; /* becomes the caller's when all of it is good */
    const void *before;
    struct field_set given;
};

/* What came for one field. */
struct parts {
    struct input_item *value;    /* NAME, or NAME.amount */
    struct input_item *currency; /* MONEY */
    struct input_item *word;     /* REF: its name without _id, a name to look up */
};

static struct parts parts_take(struct reader *g, const struct field *f)
{
    struct arena *a = g->c->arena;
    struct parts p = { .value = input_take(g->in, str_of(f->name)) };

    if (f->kind == KIND_REF && name_without_id(g->d->r, f).n)
        p.word = input_take(g->in, name_without_id(g->d->r, f));
    if (f->kind != KIND_MONEY)
        return p;
    p.currency = input_take(g->in, name_with(a, f->name, "_currency"));
    if (!p.currency)
        p.currency = input_take(g->in, name_with(a, f->name, ".currency"));
    if (!p.value)
        p.value = input_take(g->in, name_with(a, f->name, ".amount"));
    return p;
}

/* "Give a name." */
static bool ask_for(struct reader *g, const struct field *f)
{
    struct str label = str_of(f->label);
    char *words = memcpy(arena_alloc(g->c->arena, label.n + 1), f->label, label.n);
    bool capitals = label.n > 1 && label.p[1] >= 'A' && label.p[1] <= 'Z';

    if (!capitals && words[0] >= 'A' && words[0] <= 'Z')
        words[0] = (char)(words[0] + 'a' - 'A');
    return bad_field(g->c, str_of(f->name), "Give %s %s.",
                     words[0] && strchr("aeioAEIO", words[0]) ? "an" : "a", words);
}

static bool read_value(struct reader *g, const struct field *f, const struct input_item *item)
{
    struct str why;
    return value_read(g->c, f, item, g->in->json, g->row, &why)
           || bad_field(g->c, item->name, "%.*s", STR_FMT(why));
}

/* ---- money ---- */

static bool read_money(struct reader *g, const struct field *f, const struct parts *p)
{
    struct money *m = member(g->row, f);
    struct str code = p->currency ? str_trim(p->currency->text) : STR_NONE;

    if (!p->value)
        return bad_field(g->c, str_of(f->name), "Give an amount with the currency.");
    if (!code.n && !money_is(*m))
        code = str_of(g->currency);
    if (code.n && (code.n != 3 || currency_places(arena_cstr(g->c->arena, code)) < 0))
        return bad_field(g->c, p->currency ? p->currency->name : str_of(f->name),
                         "Give a currency code like USD.");
    if (code.n)
        memcpy(m->currency, code.p, 3);
    return read_value(g, f, p->value);
}

/* ---- references ---- */

static bool no_such(struct reader *g, const struct field *f, struct str name)
{
    return bad_field(g->c, name, "There is no such %s.", f->ref);
}

bool ref_has_names(const struct record *r, const struct field *f)
{
    return name_without_id(r, f).n && derived_of(record_named(f->ref))->by_title;
}

/* The only one whose title is `text`, however it is written. */
static bool id_by_title(struct ctx *c, const struct field *f, struct str text, int64_t *id)
{
    const struct derived *other = derived_of(record_named(f->ref));
    struct db_rows rows;
    int64_t found = 0;
    int n = 0;

    if (!other->by_title)
        return false;
    if (!db_rows_open(c, &rows, other->by_title, ARGS(T(fold(c->arena, text)))))
        return false;
    for (; db_rows_next(&rows); n++)
        found = db_int(&rows, 0);
    if (!db_rows_close(&rows) || n != 1)
        return false;
    *id = found;
    return true;
}

bool ref_named(struct ctx *c, const struct record *r, const struct field *f, struct str name,
               const void *row, int64_t *id)
{
    return (r->ref_by_name && r->ref_by_name(c, f, name, row, id)) || id_by_title(c, f, name, id);
}

static bool read_ref_word(struct reader *g, const struct field *f, const struct input_item *word)
{
    struct str text = str_trim(word->text);
    int64_t *id = member(g->row, f);

    if (item_is_blank(word)) {
        *id = 0;
        return true;
    }
    if (word->kind != INPUT_TEXT)
        return bad_field(g->c, word->name, "Give a name.");
    return ref_named(g->c, g->d->r, f, text, g->row, id) || no_such(g, f, word->name);
}

/* It must be there, for the eyes of who asks; an unchanged one stays whoever sees it. */
static bool ref_is_good(struct reader *g, const struct field *f, struct str name)
{
    const struct derived *other = derived_of(g->d->columns[f - g->d->r->fields].ref);
    int64_t id = AT(int64_t, g->row, f);
    bool found, seen = false;
    void *row;

    if (!id || (g->how == RECORD_PATCH && value_same(f, g->row, g->before)))
        return true;
    row = arena_alloc(g->c->arena, other->r->size);
    if (!row_find(g->c, other, id, row, &found))
        return false;
    if (found && !row_seen(g->c, other, id, row, &seen))
        return false;
    return seen || no_such(g, f, name);
}

static bool read_ref(struct reader *g, const struct field *f, const struct parts *p)
{
    const struct input_item *item =
        p->value && (!p->word || !item_is_blank(p->value)) ? p->value : p->word;
    bool read = item == p->value ? read_value(g, f, item) : read_ref_word(g, f, item);
    return read && ref_is_good(g, f, item->name);
}

/* ---- all of it ---- */

static bool part_is_list(struct reader *g, const struct input_item *item)
{
    return item && item->listed
           && !bad_field(g->c, item->name, "Give one value here, not a list.");
}

static bool part_is_blank(const struct input_item *item)
{
    return !item || item_is_blank(item);
}

static bool read_parts(struct reader *g, const struct field *f, const struct parts *p)
{
    if (f->kind == KIND_MONEY)
        return read_money(g, f, p);
    if (f->kind == KIND_REF)
        return read_ref(g, f, p);
    return read_value(g, f, p->value);
}

/* An input left empty on the form for a new one says nothing: what the row was given stands. */
static bool is_unsaid(const struct reader *g, const struct parts *p)
{
    return g->how == RECORD_CREATE && part_is_blank(p->value) && part_is_blank(p->word)
           && !p->currency;
}

static bool read_field(struct reader *g, const struct field *f)
{
    struct parts p = parts_take(g, f);
    const struct input_item *first = p.value ? p.value : p.word ? p.word
                                                                : p.currency;
    bool required = f->flags & REQUIRED && field_is_settable(f);

    if (!first)
        return !(required && g->how == RECORD_CREATE) || ask_for(g, f);
    if (part_is_list(g, p.value) || part_is_list(g, p.word) || part_is_list(g, p.currency))
        return false;
    if (!field_is_settable(f))
        return bad_field(g->c, first->name, "This is set by Counterpart and cannot be sent.");
    if (required && part_is_blank(p.value) && part_is_blank(p.word))
        return ask_for(g, f);
    if (is_unsaid(g, &p))
        return true;
    if (!read_parts(g, f, &p))
        return false;
    g->given.bits |= (field_bits)1 << (f - g->d->r->fields);
    if (f->flags & ONCE && g->how == RECORD_PATCH && !value_same(f, g->row, g->before))
        return bad_field(g->c, first->name, "This can only be set when it is created.");
    return true;
}

bool record_read(struct ctx *c, const struct record *r, struct input *in, enum record_read how,
                 const char *currency, void *row, struct field_set *given)
{
    struct reader g = { .c = c, .d = derived_of(r), .in = in, .how = how, .currency = currency };
    bool good = true;

    g.row = memcpy(arena_alloc(c->arena, r->size), row, r->size);
    g.before = row;
    for (size_t i = 0; i < r->n_fields; i++)
        good &= read_field(&g, &r->fields[i]);
    if (!good || failed(c))
        return false;
    memcpy(row, g.row, r->size);
    *given = g.given;
    return true;
}
