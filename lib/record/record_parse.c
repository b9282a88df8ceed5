/* SPDX-License-Identifier: Apache-2.0 */
#include "record_impl.h"

/* Each reader says with *why what a person should give instead. */
struct reading {
    struct ctx *c;
    const struct field *field;
    struct str text; /* trimmed */
    bool json;
    void *row;
    struct str *why;
};

static bool no(const struct reading *g, struct str why)
{
    *g->why = why;
    return false;
}

bool item_is_blank(const struct input_item *item)
{
    return item->kind == INPUT_NULL || (item->kind == INPUT_TEXT && str_trim(item->text).n == 0);
}

static bool read_text(const struct reading *g)
{
    size_t n = utf8_length(g->text);
    if (text_has_control(g->text, g->field->kind == KIND_LINES))
        return no(g, STR("This has a character that cannot be kept."));
    if (n > (size_t)field_max(g->field))
        return no(g, arena_printf(g->c->arena, "At most %lld characters; this has %zu.",
                                  (long long)field_max(g->field), n));
    if (g->field->kind == KIND_EMAIL && !email_ok(g->text))
        return no(g, STR("Give an address like name@example.com."));
    PUT(struct str, g->row, g->field) = g->text;
    return true;
}

/* Forms send CRLF; one kind of line end is kept. */
static bool read_lines(const struct reading *g)
{
    struct reading lines = *g;
    struct buf b;

    buf_init(&b, g->c->arena, g->text.n + 1);
    for (size_t i = 0; i < g->text.n; i++) {
        if (g->text.p[i] != '\r')
            buf_char(&b, g->text.p[i]);
        else if (i + 1 == g->text.n || g->text.p[i + 1] != '\n')
            buf_char(&b, '\n');
    }
    lines.text = buf_str(&b);
    return read_text(&lines);
}

static bool read_word(const struct reading *g)
{
    struct buf b;
    for (int i = 0; g->field->words[i].name; i++)
        if (str_is(g->text, g->field->words[i].name)) {
            PUT(int, g->row, g->field) = i;
            return true;
        }
    buf_init(&b, g->c->arena, 1000);
    buf_lit(&b, "Choose one of: ");
    for (int i = 0; g->field->words[i].name; i++)
        buf_printf(&b, "%s%s", i ? ", " : "", g->field->words[i].name);
    buf_char(&b, '.');
    return no(g, buf_str(&b));
}

static bool read_number(const struct reading *g, int64_t *out)
{
    struct str text = g->text;
    int64_t min = g->field->min, max = field_max(g->field), i;

    if (!g->json && g->field->kind == KIND_PERCENT && str_ends(text, STR("%")))
        text = str_trim(str_cut(text, 0, text.n - 1));
    if (!str_to_int(text, &i))
        return no(g, STR("Give a whole number."));
    if (i < min || i > max)
        return no(g, arena_printf(g->c->arena, "Give a number from %lld to %lld.", (long long)min,
                                  (long long)max));
    *out = i;
    return true;
}

static bool read_percent(const struct reading *g)
{
    int64_t i;
    if (!read_number(g, &i))
        return false;
    PUT(int, g->row, g->field) = (int)i;
    return true;
}

static bool read_ref(const struct reading *g)
{
    int64_t id;
    if (!str_to_int(g->text, &id) || id <= 0)
        return no(g, STR("Give a number: which one it is."));
    PUT(int64_t, g->row, g->field) = id;
    return true;
}

static bool read_day(const struct reading *g)
{
    struct day d;
    if (!day_parse(g->text, &d) && (g->json || !when_parse_day(g->text, g->c->now, &d)))
        return no(g, STR("Give a date like 2017-03-31."));
    PUT(struct day, g->row, g->field) = d;
    return true;
}

/* A day alone ends with office hours, as when_parse() has it. */
static bool day_alone(struct str text, struct instant *out)
{
    struct day d;
    if (!day_parse(text, &d))
        return false;
    *out = day_at(d, 17, 0);
    return true;
}

static bool read_instant(const struct reading *g)
{
    struct instant t;
    if (!instant_parse(g->text, &t) && !day_alone(g->text, &t)
        && (g->json || !when_parse(g->text, g->c->now, &t)))
        return no(g, STR("Give a date and time like 2017-03-31 14:00."));
    PUT(struct instant, g->row, g->field) = t;
    return true;
}

static bool read_flag(const struct reading *g)
{
    static const char *const yes[] = { "true", "1", "on", "yes" }, *const none[] = { "false", "0",
                                                                                     "off", "no" };
    size_t words = g->json ? 1 : COUNT(yes);

    for (size_t i = 0; i < words; i++)
        if (str_is(g->text, yes[i]) || str_is(g->text, none[i])) {
            PUT(bool, g->row, g->field) = str_is(g->text, yes[i]);
            return true;
        }
    return no(g, STR("Give true or false."));
}

/* The currency it should be in stands in the row already. */
static bool read_money(const struct reading *g)
{
    struct money m;
    if (!money_parse(g->text, AT(struct money, g->row, g->field).currency, &m))
        return no(g, STR("Give an amount like 1,200.00."));
    PUT(struct money, g->row, g->field) = m;
    return true;
}

static bool read_kind(const struct reading *g)
{
    switch (g->field->kind) {
    case KIND_TEXT:
    case KIND_EMAIL:
        return read_text(g);
    case KIND_LINES:
        return read_lines(g);
    case KIND_WORD:
        return read_word(g);
    case KIND_INT:
        return read_number(g, member(g->row, g->field));
    case KIND_PERCENT:
        return read_percent(g);
    case KIND_ID:
    case KIND_REF:
        return read_ref(g);
    case KIND_MONEY:
        return read_money(g);
    case KIND_DAY:
        return read_day(g);
    case KIND_INSTANT:
        return read_instant(g);
    case KIND_FLAG:
        return read_flag(g);
    }
    return false;
}

static const char *json_kind(enum input_kind kind)
{
    return kind == INPUT_NUMBER ? "a number" : kind == INPUT_FLAG ? "true or false"
                                                                  : "text";
}

static bool wants(enum kind kind, enum input_kind given)
{
    switch (kind) {
    case KIND_ID:
    case KIND_REF:
    case KIND_INT:
    case KIND_PERCENT:
        return given == INPUT_NUMBER;
    case KIND_MONEY:
        return given == INPUT_NUMBER || given == INPUT_TEXT;
    case KIND_FLAG:
        return given == INPUT_FLAG;
    default:
        return given == INPUT_TEXT;
    }
}

static bool is_right_kind(const struct reading *g, enum input_kind given)
{
    const char *wanted = "text";
    if (given == INPUT_FILE)
        return no(g, STR("Give text, not a file."));
    if (!g->json || wants(g->field->kind, given))
        return true;
    if (g->field->kind == KIND_MONEY)
        wanted = "an amount like \"1200.00\"";
    else if (wants(g->field->kind, INPUT_NUMBER))
        wanted = "a number";
    else if (g->field->kind == KIND_FLAG)
        wanted = "true or false";
    else if (g->field->kind == KIND_DAY)
        wanted = "a date like \"2017-03-31\"";
    return no(g, arena_printf(g->c->arena, "Give %s, not %s.", wanted, json_kind(given)));
}

bool value_read(struct ctx *c, const struct field *f, const struct input_item *item, bool json,
                void *row, struct str *why)
{
    struct reading g = { c, f, str_trim(item->text), json, row, why };
    if (item_is_blank(item)) {
        value_put(f, row, value_none(f));
        return true;
    }
    return is_right_kind(&g, item->kind) && read_kind(&g);
}

bool field_put(struct ctx *c, const struct field *f, struct str plain, struct str currency,
               void *row)
{
    struct input_item item = { .text = plain, .kind = INPUT_TEXT };
    struct str why;
    if (f->kind == KIND_MONEY && currency.n == 3)
        memcpy(PUT(struct money, row, f).currency, currency.p, 3);
    return value_read(c, f, &item, false, row, &why);
}
