/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/shape.h"

/* clang-format off */
static const struct {
    const char *type, *more;
} scalars[] = {
    [SHAPE_TEXT]    = { "string", "" },
    [SHAPE_INT]     = { "integer", "" },
    [SHAPE_ID]      = { "integer", ",'minimum':1" },
    [SHAPE_FLAG]    = { "boolean", "" },
    [SHAPE_WORD]    = { "string", "" },
    [SHAPE_DAY]     = { "string", ",'format':'date'" },
    [SHAPE_INSTANT] = { "string", ",'format':'date-time'" },
    [SHAPE_WHEN]    = { "string", "" },
    [SHAPE_ANY]     = { "object", "" },
    [SHAPE_ITEMS]   = { "object", ",'patternProperties':{'^[a-z_]+$':{}},'additionalProperties':false" },
    [SHAPE_TEXTS]   = { "array", ",'items':{'type':'string'}" },
    [SHAPE_IDS]     = { "array", ",'items':{'type':'integer'}" },
};
/* clang-format on */

void buf_json_lit(struct buf *b, const char *text)
{
    for (; *text; text++)
        buf_char(b, *text == '\'' ? '"' : *text);
}

void buf_json_member(struct buf *b, const char *name, const char *text)
{
    if (!text)
        return;
    buf_char(b, ',');
    buf_json_str(b, str_of(name));
    buf_char(b, ':');
    buf_json_str(b, str_of(text));
}

/* ---- one value ---- */

static void words_write(struct buf *b, const struct shape *s)
{
    struct str rest = str_of(s->words);
    const char *comma = "";

    buf_json_lit(b, ",'enum':[");
    for (const struct word *w = s->options; w && w->name; w++, comma = ",") {
        buf_add(b, str_of(comma));
        buf_json_str(b, str_of(w->name));
    }
    for (; rest.n; comma = ",") {
        buf_add(b, str_of(comma));
        buf_json_str(b, str_split(rest, ' ', &rest));
    }
    buf_add(b, s->flags & NULLABLE ? STR(",null]") : STR("]"));
}

static void bounds_write(struct buf *b, const struct shape *s)
{
    bool text = s->kind == SHAPE_TEXT;

    if (s->max && (!text || s->min))
        buf_printf(b, ",\"%s\":%lld", text ? "minLength" : "minimum", (long long)s->min);
    if (s->max)
        buf_printf(b, ",\"%s\":%lld", text ? "maxLength" : "maximum", (long long)s->max);
}

static void when_write(struct buf *b, const struct shape *s)
{
    buf_json_lit(b, ",'anyOf':[{'format':'date-time'},{'format':'date'}");
    buf_json_lit(b, s->flags & NULLABLE ? ",{'type':'null'}]" : "]");
}

static void scalar_write(struct buf *b, const struct shape *s)
{
    const char *type = scalars[s->kind].type;

    buf_json_lit(b, "{'type':");
    buf_printf(b, s->flags & NULLABLE ? "[\"%s\",\"null\"]" : "\"%s\"", type);
    buf_json_lit(b, scalars[s->kind].more);
    if (s->kind == SHAPE_WORD)
        words_write(b, s);
    else if (s->kind == SHAPE_WHEN)
        when_write(b, s);
    else
        bounds_write(b, s);
    buf_json_member(b, "title", s->title);
    buf_json_member(b, "description", s->about);
    buf_char(b, '}');
}

static void ref_write(struct buf *b, struct str component)
{
    buf_printf(b, "{\"$ref\":\"#/components/schemas/%.*s\"}", STR_FMT(component));
}

static const struct record *record_of(const struct shape *s, const struct record *r)
{
    const struct record *found = s->record ? record_named(s->record) : r;

    assert(found); /* a route about no record, and a row that names none */
    return found;
}

/* A row of one of these records. */
static void any_row_write(struct buf *b, const char *records)
{
    struct str rest = str_of(records);

    buf_json_lit(b, "{'anyOf':[");
    while (rest.n) {
        const char *name = arena_cstr(b->arena, str_split(rest, ' ', &rest));
        ref_write(b, record_component(b->arena, record_named(name), SHAPE_ROW));
        buf_add(b, rest.n ? STR(",") : STR("]}"));
    }
}

static void list_write(struct buf *b, const struct shape *s, const struct record *r, bool sent)
{
    buf_json_lit(b, "{'type':'array','items':");
    if (s->of)
        shape_schema(b, s->of, r, sent);
    else if (s->words)
        any_row_write(b, s->words);
    else
        ref_write(b, record_component(b->arena, record_of(s, r), SHAPE_ROW));
    buf_json_member(b, "description", s->about);
    buf_char(b, '}');
}

static void compound_write(struct buf *b, const struct shape *s, const struct record *r,
                           bool sent)
{
    if (s->kind == SHAPE_LIST)
        list_write(b, s, r, sent);
    else if (s->kind == SHAPE_OBJECT)
        shape_schema(b, s->of, r, sent);
    else if (s->kind == SHAPE_MONEY)
        ref_write(b, STR("Money"));
    else if (s->kind == SHAPE_AMOUNT)
        ref_write(b, STR("Amount"));
    else
        ref_write(b, record_component(b->arena, record_of(s, r), s->kind));
}

static void value_write(struct buf *b, const struct shape *s, const struct record *r, bool sent)
{
    if (s->kind < COUNT(scalars)) {
        scalar_write(b, s);
    } else if (s->flags & NULLABLE) {
        buf_json_lit(b, "{'anyOf':[");
        compound_write(b, s, r, sent);
        buf_json_lit(b, ",{'type':'null'}]");
        buf_json_member(b, "title", s->title);
        buf_json_member(b, "description", s->about);
        buf_char(b, '}');
    } else {
        compound_write(b, s, r, sent);
    }
}

/* ---- an object ---- */

/* What is written goes through its members one after the other, those of records included. */
struct walk {
    struct buf *b;
    const struct record *record;
    unsigned flag; /* PATTERN or 0: properties of that sort only */
    bool sent;
    const char *comma;
};
typedef void walk_fn(struct walk *w, const struct shape *s);

static void walk_fields(struct walk *w, const struct shape *s, walk_fn *each)
{
    enum shape_kind kind = s->kind == SHAPE_FIELDS ? SHAPE_ROW : s->kind;
    struct shapes all = record_shapes(w->b->arena, record_of(s, w->record), kind);

    for (size_t i = 0; i < all.n; i++)
        each(w, &all.p[i]);
}

static void walk_rows(struct walk *w, const struct shape *rows, walk_fn *each)
{
    for (const struct shape *s = rows; s->kind; s++) {
        if (s->name)
            each(w, s);
        else
            walk_fields(w, s, each);
    }
}

static void property_write(struct walk *w, const struct shape *s)
{
    if ((s->flags & PATTERN) != w->flag)
        return;
    buf_add(w->b, str_of(w->comma));
    buf_json_str(w->b, str_of(s->name));
    buf_char(w->b, ':');
    value_write(w->b, s, w->record, w->sent);
    w->comma = ",";
}

static void required_write(struct walk *w, const struct shape *s)
{
    if (s->flags & (OPTIONAL | PATTERN))
        return;
    buf_add(w->b, str_of(w->comma));
    buf_json_str(w->b, str_of(s->name));
    w->comma = ",";
}

static bool has_patterns(const struct shape *rows)
{
    for (const struct shape *s = rows; s->kind; s++) {
        if (s->flags & PATTERN)
            return true;
    }
    return false;
}

/* What may stand in everything that is sent, beside what a table says of it. */
/* clang-format off */
static const struct shape always[] = {
    { "override_reason", SHAPE_TEXT, OPTIONAL, .max = 500, .about = "Why a manager passes a gate that refused this." }, { 0 },
};
/* clang-format on */

static void object_write(struct buf *b, const struct shape *rows, const struct record *r,
                         bool sent)
{
    struct walk w = { b, r, 0, sent, "" };

    buf_json_lit(b, "{'type':'object','properties':{");
    walk_rows(&w, rows, property_write);
    if (sent)
        walk_rows(&w, always, property_write);
    if (has_patterns(rows)) {
        buf_json_lit(b, "},'patternProperties':{");
        walk_rows(&(struct walk){ b, r, PATTERN, sent, "" }, rows, property_write);
    }
    buf_json_lit(b, "},'required':[");
    walk_rows(&(struct walk){ b, r, 0, sent, "" }, rows, required_write);
    buf_json_lit(b, sent ? "],'additionalProperties':false}" : "]}");
}

void shape_schema(struct buf *b, const struct shape *rows, const struct record *r, bool sent)
{
    if (rows->name || rows->kind == SHAPE_FIELDS)
        object_write(b, rows, r, sent);
    else
        value_write(b, rows, r, sent);
}

/* ---- a query string ---- */

static void parameter_write(struct walk *w, const struct shape *s)
{
    struct shape bare = *s;

    bare.title = bare.about = NULL;
    buf_json_lit(w->b, "{'in':'query'");
    buf_json_member(w->b, "name", s->name);
    buf_json_member(w->b, "description", s->title ? s->title : s->about);
    buf_json_lit(w->b, s->flags & OPTIONAL ? ",'schema':" : ",'required':true,'schema':");
    value_write(w->b, &bare, w->record, true);
    buf_lit(w->b, "},");
}

void shape_parameters(struct buf *b, const struct shape *rows, const struct record *r)
{
    walk_rows(&(struct walk){ b, r, 0, true, "" }, rows, parameter_write);
}

/* ---- what is referred to ---- */

struct str record_component(struct arena *a, const struct record *r, enum shape_kind kind)
{
    static const char *const tails[] = {
        [SHAPE_ROW] = "",
        [SHAPE_PAGE] = "Page",
        [SHAPE_CREATE] = "Create",
        [SHAPE_CHANGE] = "Change",
    };
    return arena_printf(a, "%c%s%s", r->name[0] - 'a' + 'A', r->name + 1, tails[kind]);
}

/* clang-format off */
static const struct shape page_shape[] = {
    { "items", SHAPE_LIST },
    { "next", SHAPE_TEXT, NULLABLE, .about = "What to ask for with ?after=; null at the end." },
    { "count", SHAPE_INT, NULLABLE, .max = 1000, .about = "Of all pages, as far as counted." },
    { "count_capped", SHAPE_FLAG, .about = "There are more than count says." },
    { 0 },
};
/* clang-format on */

void record_schema(struct buf *b, const struct record *r, enum shape_kind kind)
{
    const struct shape fields[] = { { .kind = kind == SHAPE_ROW ? SHAPE_FIELDS : kind }, { 0 } };
    bool sent = kind == SHAPE_CREATE || kind == SHAPE_CHANGE;

    object_write(b, kind == SHAPE_PAGE ? page_shape : fields, r, sent);
}

/* clang-format off */
static const char money[] =
    "'Money':{'type':'object','properties':{"
    "'amount':{'type':'string','pattern':'^-?[0-9]+(\\\\.[0-9]+)?$',"
    "'description':'Decimal, with the places of its currency.'},"
    "'currency':{'type':'string','pattern':'^[A-Z]{3}$'}},'required':['amount','currency']},"
    "'Amount':{'description':'Money as it is sent: without a currency, in that of the organisation.',"
    "'anyOf':[{'type':'object','properties':{'amount':{'type':['string','number']},"
    "'currency':{'type':'string','pattern':'^[A-Z]{3}$'}},'required':['amount'],"
    "'additionalProperties':false},{'type':'string'},{'type':'number'}]}";
/* clang-format on */

void money_schemas(struct buf *b)
{
    buf_json_lit(b, money);
}
