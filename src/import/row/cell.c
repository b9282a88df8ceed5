/* SPDX-License-Identifier: Apache-2.0 */
/* The cells of a line into the fields of a record. */
#include "base/text.h"
#include "frame/org.h"
#include "import/row/row.h"

static struct str cell_text(struct str cell)
{
    return record_csv_read(str_trim(cell));
}

/* "Decision maker" or "decision_maker", however it is written. */
static struct str word_of(struct arena *a, const struct field *f, struct str text)
{
    struct str wanted = fold(a, text);
    for (const struct word *word = f->words; word->name; word++) {
        if (str_same(fold(a, str_of(word->label)), wanted) || str_is(wanted, word->name))
            return str_of(word->name);
    }
    return text;
}

static struct str without(struct arena *a, struct str text, const char *marks, char instead)
{
    char *p = arena_alloc(a, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (!strchr(marks, text.p[i]))
            p[n++] = text.p[i];
        else if (instead)
            p[n++] = instead;
    }
    return (struct str){ p, n };
}

/* The point moves to the right, no digit is lost: "1100.04" by 6 is "1100040000". */
static struct str scaled(struct arena *a, struct str text, int places)
{
    struct str fraction, whole = str_split(without(a, text, ",", 0), '.', &fraction);
    struct buf b;
    if (!places)
        return text;
    buf_init(&b, a, text.n + (size_t)places + 2);
    buf_add(&b, whole);
    for (size_t i = 0; i < (size_t)places; i++)
        buf_char(&b, i < fraction.n ? fraction.p[i] : '0');
    if (fraction.n > (size_t)places) {
        buf_char(&b, '.');
        buf_add(&b, str_cut(fraction, (size_t)places, fraction.n));
    }
    return buf_str(&b);
}

/* "1,200" as "1200", "10.0" as "10". */
static struct str whole_number(struct arena *a, struct str text)
{
    struct str fraction, whole = str_split(without(a, text, ",", 0), '.', &fraction);
    for (size_t i = 0; i < fraction.n; i++) {
        if (fraction.p[i] != '0')
            return text;
    }
    return whole;
}

/* What a cell says, as record_read() takes it. */
static struct str plain_of(struct arena *a, const struct column_map *column, struct str text)
{
    const struct field *f = column->field;
    switch (f->kind) {
    case KIND_WORD:
        return word_of(a, f, text);
    case KIND_FLAG:
        return says_yes(a, text) ? STR("true") : fold(a, text);
    case KIND_TEXT:
    case KIND_EMAIL:
        return without(a, text, "\r\n\t", ' ');
    case KIND_INT:
    case KIND_PERCENT:
        return whole_number(a, number_plain(a, text, column->how));
    case KIND_MONEY:
        return column->currency ? text
                                : scaled(a, number_plain(a, text, column->how), column->places);
    default:
        return text;
    }
}

static void item_set(struct row_work *w, struct input *in, struct str name,
                     const struct field *f, struct str text)
{
    struct input_item *item = input_find(in, arena_cstr(w->c->arena, name));
    const char *between = f->kind == KIND_LINES ? "\n" : " ";
    if (item)
        item->text = arena_printf(w->c->arena, "%.*s%s%.*s", STR_FMT(item->text), between,
                                  STR_FMT(text));
    else
        input_add(w->c->arena, in, name, text, INPUT_TEXT);
}

/* Fields that only an import may set are read here. */
static bool set_day(struct row_work *w, const struct field *f, struct str text)
{
    struct day d;
    if (!day_parse(text, &d)) {
        row_problem(w, row_code(w, f, "unreadable"), f, text, STR("Give a date like 2017-03-31."),
                    STR("Not taken over; the text stands here."));
        return true;
    }
    *(struct day *)row_at(w, f) = d;
    w->given.bits |= row_bit(w, f);
    return true;
}

static void role_do(struct row_work *w, const struct column_map *column, struct str text)
{
    int64_t id;
    if (column->role == COLUMN_OUR_ID && str_to_int(text, &id) && id > 0)
        w->our_id = id;
    if (column->role == COLUMN_OUR_CREATED && !instant_parse(text, &w->our_created))
        w->our_created = INSTANT_NONE;
    if (column->role == COLUMN_IS_DELETED && says_yes(w->c->arena, text))
        row_leave_out(w, STR("deleted_there"), NULL, STR("It is marked as deleted."));
}

/* False: it may be two days, which is told. */
static bool date_read(struct row_work *w, const struct column_map *column, struct str *text)
{
    const struct field *f = column->field;
    struct arena *a = w->c->arena;
    bool unclear;
    struct str plain = date_plain(a, *text, column->how, &unclear);
    if (unclear)
        row_problem(w, row_code(w, f, "day_or_month"), f, *text,
                    STR("Nobody can tell whether the day or the month comes first."),
                    STR("Say it above the column; then the date is taken over."));
    *text = f->kind == KIND_DAY ? day_plain(a, plain) : plain;
    return !unclear;
}

static bool value_do(struct row_work *w, struct input *in, const struct column_map *column,
                     struct str text)
{
    const struct field *f = column->field;
    const struct column_map item = { .field = f, .currency = column->currency };
    if (kind_is_date(f->kind) && !date_read(w, column, &text))
        return true;
    if (f->flags & COMPUTED)
        return set_day(w, f, text);
    item_set(w, in, map_choice(w->c->arena, &item), f, plain_of(w->c->arena, column, text));
    return true;
}

static bool cell_do(struct row_work *w, struct input *in, size_t i)
{
    const struct column_map *column = &w->file->map.p[i];
    const struct field *f = column->field;
    struct str text = i < w->row->n ? cell_text(w->row->cells[i]) : STR_NONE;
    const char *self = w->file->subject->self;
    if (!f)
        return true;
    if (!text.n) {
        w->empty.bits |= column->currency ? 0 : row_bit(w, f);
        return true;
    }
    text = arena_str(w->c->arena, text);
    if (f->kind != KIND_REF)
        return value_do(w, in, column, text);
    return self && strcmp(f->name, self) == 0 ? row_link_self(w, f, text) : row_link(w, f, text);
}

static void items_drop(struct row_work *w, struct input *in, const struct field_fault *fault)
{
    struct str name = str_split(fault->field, '.', &(struct str){ 0 });
    size_t n = 0;
    if (str_ends(name, STR("_currency")))
        name = str_cut(name, 0, name.n - strlen("_currency"));
    const struct field *f = field_named(w->file->subject->record, name);
    struct str currency = arena_printf(w->c->arena, "%.*s_currency", STR_FMT(name)), value = { 0 };
    for (size_t i = 0; i < in->n; i++) {
        bool bad = str_same(in->items[i].name, name) || str_same(in->items[i].name, currency);
        if (bad && str_same(in->items[i].name, fault->field))
            value = in->items[i].text;
        if (!bad)
            in->items[n++] = in->items[i];
    }
    in->n = n;
    if (f)
        row_problem(w, row_code(w, f, "unreadable"), f, value, fault->sentence,
                    STR("Not taken over; the text stands here."));
}

/* What cannot be read is told and left out; the rest of the row comes in. */
static bool cells_read(struct row_work *w, struct input *in)
{
    const struct record *r = w->file->subject->record;
    struct field_set given = { 0 };
    if (!record_read(w->c, r, in, RECORD_PATCH, org()->currency, w->now, &given)) {
        if (w->c->fault.kind != FAULT_BAD_INPUT)
            return false;
        for (const struct field_fault *f = w->c->fault.fields; f; f = f->next)
            items_drop(w, in, f);
        fault_clear(w->c);
        if (!record_read(w->c, r, in, RECORD_PATCH, org()->currency, w->now, &given))
            return false;
    }
    w->given.bits |= given.bits;
    w->empty.bits &= ~w->given.bits;
    return true;
}

void row_roles(struct row_work *w)
{
    for (size_t i = 0; i < w->file->map.n && i < w->row->n; i++) {
        const struct column_map *column = &w->file->map.p[i];
        if (column->role)
            role_do(w, column, cell_text(w->row->cells[i]));
    }
}

bool row_cells(struct row_work *w)
{
    struct input in = { 0 };
    for (size_t i = 0; i < w->file->map.n; i++) {
        if (!cell_do(w, &in, i))
            return false;
    }
    return cells_read(w, &in);
}

struct str row_text(const struct row_work *w, const char *field)
{
    const struct file_map *map = &w->file->map;
    for (size_t i = 0; i < map->n && i < w->row->n; i++) {
        if (map->p[i].field && strcmp(map->p[i].field->name, field) == 0)
            return cell_text(w->row->cells[i]);
    }
    return STR_NONE;
}
