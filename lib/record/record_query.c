/* SPDX-License-Identifier: Apache-2.0 */
#include "record_impl.h"

/* ---- the order ---- */

static bool may_be_null(const struct field *f)
{
    return f->kind == KIND_INT || f->kind == KIND_MONEY || f->kind == KIND_REF;
}

struct sort sort_of(const struct record *r, const struct field *f, bool descending)
{
    struct sort sort = { .field = f, .column = f->name, .tail = "", .descending = descending };
    const char *other = r->sort_column ? r->sort_column(f) : NULL;

    sort.nullable = may_be_null(f);
    if (other) {
        const struct field *known = field_named(r, str_of(other));
        sort.column = other;
        sort.nullable = known && may_be_null(known);
    } else if (field_is_text(f)) {
        sort.text = true;
        sort.tail = derived_of(r)->columns[f - r->fields].folded ? "_fold" : "";
    }
    return sort;
}

const struct field *sort_named(const struct record *r, struct str name, bool *descending)
{
    const struct field *f;
    *descending = str_starts(name, STR("-"));
    f = field_named(r, str_cut(name, *descending, name.n));
    return f && (f->flags & SORTED || strcmp(f->name, "id") == 0) ? f : NULL;
}

/* ---- where a page begins: "i1200.42", "t61626f.42", the key and the id of the row before ---- */

struct str key_token(struct arena *a, const struct sort *sort, const struct key *key)
{
    struct buf b;
    buf_init(&b, a, key->s.n * 2 + 60);
    buf_char(&b, sort->text ? 't' : 'i');
    for (size_t i = 0; i < key->s.n; i++)
        buf_printf(&b, "%02x", (unsigned)(unsigned char)key->s.p[i]);
    if (!sort->text)
        buf_int(&b, key->i);
    buf_char(&b, '.');
    buf_int(&b, key->id);
    return buf_str(&b);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                                                 : -1;
}

static bool hex_read(struct arena *a, struct str hex, struct str *out)
{
    char *p = arena_alloc(a, hex.n / 2 + 1);
    if (hex.n % 2)
        return false;
    for (size_t i = 0; i < hex.n; i += 2) {
        int high = hex_digit(hex.p[i]), low = hex_digit(hex.p[i + 1]);
        if (high < 0 || low < 0)
            return false;
        p[i / 2] = (char)(high * 16 + low);
    }
    *out = (struct str){ p, hex.n / 2 };
    return utf8_ok(*out);
}

bool key_read(struct arena *a, struct str token, const struct sort *sort, struct key *out)
{
    struct str id, key = str_split(token, '.', &id);
    struct key k = { 0 };

    if (!str_starts(key, sort->text ? STR("t") : STR("i")) || !str_to_int(id, &k.id))
        return false;
    key = str_cut(key, 1, key.n);
    if (sort->text ? !hex_read(a, key, &k.s) : !str_to_int(key, &k.i))
        return false;
    *out = k;
    return true;
}

/* ---- reading a query string ---- */

static bool read_sort(struct ctx *c, const struct record *r, struct input *in,
                      struct list_query *lq)
{
    struct input_item *item = input_take(in, STR("sort"));
    struct buf names;

    if (!item || item_is_blank(item))
        return true;
    lq->sort = sort_named(r, str_trim(item->text), &lq->descending);
    if (lq->sort)
        return true;
    buf_init(&names, c->arena, 2000);
    buf_lit(&names, "id");
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].flags & SORTED)
            buf_printf(&names, ", %s", r->fields[i].name);
    return bad_field(c, item->name, "Sort by one of: %.*s; with - in front, the largest first.",
                     STR_FMT(buf_str(&names)));
}

static bool read_limit(struct ctx *c, struct input *in, struct list_query *lq)
{
    struct input_item *item = input_take(in, STR("limit"));
    int64_t limit;

    if (!item || item_is_blank(item))
        return true;
    if (!str_to_int(str_trim(item->text), &limit) || limit < 1 || limit > LIST_LIMIT)
        return bad_field(c, item->name, "Give a number from 1 to %d.", LIST_LIMIT);
    lq->limit = (int)limit;
    return true;
}

static bool read_after(struct ctx *c, const struct record *r, struct input *in,
                       struct list_query *lq)
{
    struct input_item *item = input_take(in, STR("after"));
    struct sort sort;
    struct key key;

    if (!item || item_is_blank(item) || !lq->sort)
        return true;
    sort = sort_of(r, lq->sort, lq->descending);
    if (!key_read(c->arena, str_trim(item->text), &sort, &key))
        return bad_field(c, item->name, "This is not the next of a page; begin again without it.");
    lq->has_after = true;
    lq->after_i = key.i;
    lq->after_s = key.s;
    lq->after_id = key.id;
    return true;
}

static bool add_filter(struct ctx *c, struct list_query *lq, struct str name, const struct field *f,
                       enum list_op op, struct value v)
{
    if (lq->n_filters == COUNT(lq->filters))
        return bad_field(c, name, "At most %zu filters at once.", COUNT(lq->filters));
    lq->filters[lq->n_filters].field = f;
    lq->filters[lq->n_filters].op = op;
    lq->filters[lq->n_filters].i = v.i;
    lq->filters[lq->n_filters++].s = v.s;
    return true;
}

/* A day stands for all of its moments. */
static bool add_day_of_instants(struct ctx *c, struct list_query *lq, const struct input_item *item,
                                const struct field *f, enum list_op op, struct day d)
{
    return (op == LIST_TO
            || add_filter(c, lq, item->name, f, LIST_FROM,
                          (struct value){ day_start(d).ms, STR_NONE }))
           && (op == LIST_FROM
               || add_filter(c, lq, item->name, f, LIST_TO,
                             (struct value){ day_end(d).ms, STR_NONE }));
}

static bool read_filter(struct ctx *c, struct list_query *lq, struct input_item *item,
                        const struct field *f, enum list_op op, void *row)
{
    struct str why;
    struct day d;

    if (!item || item_is_blank(item))
        return true;
    if (f->kind == KIND_INSTANT && day_parse(str_trim(item->text), &d))
        return add_day_of_instants(c, lq, item, f, op, d);
    if (!value_read(c, f, item, false, row, &why))
        return bad_field(c, item->name, "%.*s", STR_FMT(why));
    return add_filter(c, lq, item->name, f, op, value_get(f, row));
}

static bool read_ref_filter(struct ctx *c, const struct record *r, struct list_query *lq,
                            struct input *in, const struct field *f, void *row)
{
    struct input_item *item = ref_has_names(r, f) ? input_take(in, name_without_id(r, f)) : NULL;
    int64_t id;

    if (!item || item_is_blank(item))
        return true;
    if (!ref_named(c, r, f, str_trim(item->text), row, &id))
        return bad_field(c, item->name, "There is no such %s.", f->ref);
    *(int64_t *)(void *)((char *)row + f->offset) = id;
    return add_filter(c, lq, item->name, f, LIST_IS, (struct value){ id, STR_NONE });
}

static bool read_filters(struct ctx *c, const struct record *r, struct input *in,
                         struct list_query *lq)
{
    void *row = arena_alloc(c->arena, r->size); /* the values asked for, so far */
    bool good = true;
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        if (!(f->flags & FILTER))
            continue;
        good &= read_filter(c, lq, input_take(in, str_of(f->name)), f, LIST_IS, row);
        if (f->kind == KIND_REF)
            good &= read_ref_filter(c, r, lq, in, f, row);
        if (f->kind != KIND_DAY && f->kind != KIND_INSTANT)
            continue;
        good &= read_filter(c, lq, input_take(in, name_with(c->arena, f->name, "_from")), f,
                            LIST_FROM, row);
        good &= read_filter(c, lq, input_take(in, name_with(c->arena, f->name, "_to")), f, LIST_TO,
                            row);
    }
    return good;
}

bool list_query_read(struct ctx *c, const struct record *r, struct input *in,
                     struct list_query *out)
{
    struct list_query lq = { .limit = 50 };
    bool good;

    lq.sort = sort_named(r, str_of(r->default_sort ? r->default_sort : "-id"), &lq.descending);
    good = read_sort(c, r, in, &lq);
    good &= read_limit(c, in, &lq);
    good &= read_after(c, r, in, &lq);
    good &= read_filters(c, r, in, &lq);
    if (!good || failed(c))
        return false;
    *out = lq;
    return true;
}

bool list_query_after(struct ctx *c, const struct record *r, struct str next,
                      struct list_query *lq)
{
    struct input in = { 0 };
    input_add(c->arena, &in, STR("after"), next, INPUT_TEXT);
    return read_after(c, r, &in, lq);
}
