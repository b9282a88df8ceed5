/* SPDX-License-Identifier: Apache-2.0 */
#include "record_impl.h"

struct value value_get(const struct field *f, const void *row)
{
    switch (f->kind) {
    case KIND_TEXT:
    case KIND_LINES:
    case KIND_EMAIL:
        return (struct value){ .s = AT(struct str, row, f) };
    case KIND_WORD:
    case KIND_PERCENT:
        return (struct value){ .i = AT(int, row, f) };
    case KIND_MONEY:
        return (struct value){ AT(struct money, row, f).minor,
                               str_of(AT(struct money, row, f).currency) };
    case KIND_DAY:
        return (struct value){ .i = AT(struct day, row, f).n };
    case KIND_INSTANT:
        return (struct value){ .i = AT(struct instant, row, f).ms };
    case KIND_FLAG:
        return (struct value){ .i = AT(bool, row, f) };
    default:
        return (struct value){ .i = AT(int64_t, row, f) };
    }
}

static struct money money_of(struct value v)
{
    struct money m = { .minor = v.i };
    if (v.s.n != sizeof(m.currency) - 1)
        return MONEY_NONE;
    memcpy(m.currency, v.s.p, v.s.n);
    return m;
}

void value_put(const struct field *f, void *row, struct value v)
{
    switch (f->kind) {
    case KIND_TEXT:
    case KIND_LINES:
    case KIND_EMAIL:
        PUT(struct str, row, f) = v.s;
        break;
    case KIND_WORD:
    case KIND_PERCENT:
        PUT(int, row, f) = (int)v.i;
        break;
    case KIND_MONEY:
        PUT(struct money, row, f) = money_of(v);
        break;
    case KIND_DAY:
        PUT(struct day, row, f).n = (int32_t)v.i;
        break;
    case KIND_INSTANT:
        PUT(struct instant, row, f).ms = v.i;
        break;
    case KIND_FLAG:
        PUT(bool, row, f) = v.i != 0;
        break;
    default:
        PUT(int64_t, row, f) = v.i;
    }
}

struct value value_none(const struct field *f)
{
    switch (f->kind) {
    case KIND_INT:
        return (struct value){ .i = INT_NONE };
    case KIND_DAY:
        return (struct value){ .i = DAY_NONE.n };
    case KIND_INSTANT:
        return (struct value){ .i = INSTANT_NONE.ms };
    default:
        return (struct value){ 0 };
    }
}

bool value_same(const struct field *f, const void *a, const void *b)
{
    struct value x = value_get(f, a), y = value_get(f, b);
    return x.i == y.i && str_same(x.s, y.s);
}

/* Whether nothing was said, for kinds that can tell. */
bool value_is_none(const struct field *f, const void *row)
{
    switch (f->kind) {
    case KIND_MONEY:
        return !AT(struct money, row, f).currency[0];
    case KIND_PERCENT:
        return AT(int, row, f) < 0;
    case KIND_REF:
        return AT(int64_t, row, f) == 0;
    case KIND_INT:
        return AT(int64_t, row, f) == INT_NONE;
    case KIND_DAY:
        return AT(struct day, row, f).n == DAY_NONE.n;
    case KIND_INSTANT:
        return AT(struct instant, row, f).ms == INSTANT_NONE.ms;
    default:
        return false;
    }
}

void record_init(const struct record *r, void *row)
{
    memset(row, 0, r->size);
    for (size_t i = 0; i < r->n_fields; i++)
        value_put(&r->fields[i], row, value_none(&r->fields[i]));
}

/* A stored index that the table no longer knows reads as the default word. */
const struct word *field_word(const struct field *f, const void *row)
{
    int index = AT(int, row, f);
    for (int i = 0; f->words[i].name; i++)
        if (i == index)
            return &f->words[i];
    return &f->words[0];
}

/* ---- as a machine reads it ---- */

void buf_plain(struct buf *b, const struct field *f, const void *row)
{
    if (!value_is_none(f, row))
        buf_said(b, f, row);
}

void buf_said(struct buf *b, const struct field *f, const void *row)
{
    switch (f->kind) {
    case KIND_TEXT:
    case KIND_LINES:
    case KIND_EMAIL:
        buf_add(b, AT(struct str, row, f));
        break;
    case KIND_WORD:
        buf_add(b, str_of(field_word(f, row)->name));
        break;
    case KIND_PERCENT:
        buf_int(b, AT(int, row, f));
        break;
    case KIND_MONEY:
        buf_money_plain(b, AT(struct money, row, f));
        break;
    case KIND_DAY:
        buf_day(b, AT(struct day, row, f));
        break;
    case KIND_INSTANT:
        buf_instant(b, AT(struct instant, row, f));
        break;
    case KIND_FLAG:
        buf_add(b, AT(bool, row, f) ? STR("true") : STR("false"));
        break;
    default:
        buf_int(b, AT(int64_t, row, f));
    }
}

struct str field_plain(struct arena *a, const struct field *f, const void *row)
{
    struct buf b;
    if (field_is_text(f))
        return AT(struct str, row, f);
    buf_init(&b, a, 100);
    buf_plain(&b, f, row);
    return buf_str(&b);
}

/* ---- as people read it: nothing relative to today, because history keeps it ---- */

static void show_day(struct buf *b, struct day d)
{
    static const char months[] = "Jan\0Feb\0Mar\0Apr\0May\0Jun\0Jul\0Aug\0Sep\0Oct\0Nov\0Dec";
    int year, month, day;
    day_parts(d, &year, &month, &day);
    buf_printf(b, "%d %s %d", day, months + (month - 1) * 4, year);
}

static void show_instant(struct buf *b, struct instant t)
{
    int hour, minute;
    instant_clock(t, &hour, &minute);
    show_day(b, instant_day(t));
    buf_printf(b, " %02d:%02d", hour, minute);
}

static void show_int(struct buf *b, int64_t i)
{
    uint64_t left = i < 0 ? 0 - (uint64_t)i : (uint64_t)i, unit = 1;
    while (left / unit >= 1000)
        unit *= 1000;
    buf_printf(b, "%s%llu", i < 0 ? "-" : "", (unsigned long long)(left / unit));
    for (; unit > 1; unit /= 1000)
        buf_printf(b, ",%03llu", (unsigned long long)(left % unit / (unit / 1000)));
}

static void show_number(struct buf *b, const struct field *f, const void *row)
{
    int64_t i = value_get(f, row).i;
    bool is_short = f->max > 0 && f->max < 10000 && i < 10000; /* a year has no comma */
    if (f->kind == KIND_INT && !is_short)
        show_int(b, i);
    else if (f->kind == KIND_PERCENT)
        buf_printf(b, "%lld%%", (long long)i);
    else if (f->kind == KIND_MONEY)
        buf_money(b, AT(struct money, row, f));
    else if (f->kind == KIND_DAY)
        show_day(b, AT(struct day, row, f));
    else if (f->kind == KIND_INSTANT)
        show_instant(b, AT(struct instant, row, f));
    else
        buf_int(b, i);
}

struct str field_show(struct ctx *c, const struct field *f, const void *row)
{
    struct buf b;
    if (value_is_none(f, row))
        return STR_NONE;
    if (f->kind == KIND_REF)
        return record_title(c, record_named(f->ref), AT(int64_t, row, f));
    if (f->kind == KIND_WORD)
        return str_of(field_word(f, row)->label);
    if (f->kind == KIND_FLAG)
        return AT(bool, row, f) ? STR("yes") : STR("no");
    if (field_is_text(f))
        return AT(struct str, row, f);
    buf_init(&b, c->arena, 100);
    show_number(&b, f, row);
    return buf_str(&b);
}
