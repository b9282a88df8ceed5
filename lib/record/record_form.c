/* SPDX-License-Identifier: Apache-2.0 */
#include "record_impl.h"

static const char *const types[] = {
    [KIND_ID] = "number",
    [KIND_REF] = "ref",
    [KIND_TEXT] = "text",
    [KIND_LINES] = "lines",
    [KIND_EMAIL] = "email",
    [KIND_WORD] = "word",
    [KIND_INT] = "number",
    [KIND_PERCENT] = "number",
    [KIND_MONEY] = "money",
    [KIND_DAY] = "date",
    [KIND_INSTANT] = "time",
    [KIND_FLAG] = "flag",
};

/* "2017-12-31 12:00" in the organisation's zone where that says all, else with seconds and offset.
 */
static struct str time_value(struct arena *a, struct instant t)
{
    struct instant again;
    struct buf b;
    int hour, minute;

    buf_init(&b, a, 60);
    if (!instant_is(t))
        return STR_NONE;
    instant_clock(t, &hour, &minute);
    buf_day(&b, instant_day(t));
    buf_printf(&b, " %02d:%02d", hour, minute);
    if (instant_parse(buf_str(&b), &again) && again.ms == t.ms)
        return buf_str(&b);
    b.n = 0;
    buf_instant(&b, t);
    return buf_str(&b);
}

static void value_from_row(struct ctx *c, struct form_field *ff, const struct field *f,
                           const void *row)
{
    ff->value = f->kind == KIND_INSTANT ? time_value(c->arena, AT(struct instant, row, f))
                                        : field_plain(c->arena, f, row);
    ff->shown = field_show(c, f, row);
}

/* What was typed stands there again, right or wrong. */
static void value_from_input(struct ctx *c, struct form_field *ff, const struct record *r,
                             const struct field *f, struct input *in)
{
    const struct input_item *item = input_take(in, str_of(f->name));
    const struct input_item *word =
        f->kind == KIND_REF ? input_take(in, name_without_id(r, f)) : NULL;
    int64_t id;

    if (item)
        ff->value = ff->shown = item->text;
    if (f->kind != KIND_REF || !(item || word))
        return;
    if (item && str_to_int(str_trim(item->text), &id) && id > 0)
        ff->shown = record_title(c, record_named(f->ref), id);
    else
        ff->value = STR_NONE;
    if (word && !ff->value.n)
        ff->shown = word->text;
}

/* "value", and "value_currency" or "value.amount" of it; "account" of "account_id". */
static bool is_about(const struct record *r, const struct field *f, struct str name)
{
    struct str own = str_of(f->name);
    if (str_same(name, own)
        || (f->kind == KIND_REF && name.n && str_same(name, name_without_id(r, f))))
        return true;
    if (f->kind != KIND_MONEY || !str_starts(name, own))
        return false;
    name = str_cut(name, own.n, name.n);
    return str_is(name, "_currency") || str_is(name, ".currency") || str_is(name, ".amount");
}

static struct str error_of(const struct ctx *c, const struct record *r, const struct field *f)
{
    for (const struct field_fault *fault = c->fault.fields; fault; fault = fault->next)
        if (is_about(r, f, fault->field))
            return fault->sentence;
    return STR_NONE;
}

static struct form_options options_of(struct arena *a, const struct field *f, struct str value)
{
    struct form_options out = { NULL, 0 };
    if (f->kind != KIND_WORD)
        return out;
    while (f->words[out.n].name)
        out.n++;
    out.p = arena_array(a, struct form_option, out.n);
    for (size_t i = 0; i < out.n; i++) {
        out.p[i].value = str_of(f->words[i].name);
        out.p[i].label = str_of(f->words[i].label);
        out.p[i].chosen = str_same(value, out.p[i].value);
    }
    return out;
}

static struct form_field form_field_of(struct ctx *c, const struct record *r,
                                       const struct field *f, const void *row, struct input *in)
{
    struct form_field ff = {
        .name = f->name, .label = f->label, .hint = f->hint, .type = types[f->kind]
    };
    value_from_row(c, &ff, f, row);
    if (in)
        value_from_input(c, &ff, r, f, in);
    ff.error = error_of(c, r, f);
    ff.options = options_of(c->arena, f, ff.value);
    ff.required = (f->flags & REQUIRED) != 0;
    ff.wide = f->kind == KIND_LINES;
    ff.ref_plural = f->kind == KIND_REF ? record_named(f->ref)->plural : NULL;
    ff.max = field_max(f);
    return ff;
}

struct form record_form(struct ctx *c, const struct record *r, const void *row, struct input *in,
                        enum record_read how)
{
    struct form form = { arena_array(c->arena, struct form_field, r->n_fields), 0 };
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        if (!field_is_settable(f) || f->flags & (OFF_FORM | SECRET)
            || (how == RECORD_PATCH && f->flags & ONCE))
            continue;
        form.p[form.n++] = form_field_of(c, r, f, row, in);
    }
    return form;
}
