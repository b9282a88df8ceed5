/* SPDX-License-Identifier: Apache-2.0 */
/* What a file would become, and everything about it that a person may choose. */
#include "import/pages/import_view.h"
#include "import/row/row.h"

#define CHOICES_MAX (3 * FIELDS_MAX)

struct sample {
    struct arena *arena;
    struct csv_row head;
    struct preview_line *lines;
    size_t n, cap;
};

static bool sample_row(void *arg, const struct csv_row *row)
{
    struct sample *s = arg;
    struct str *cells = arena_array(s->arena, struct str, row->n);
    for (size_t i = 0; i < row->n; i++)
        cells[i] = arena_str(s->arena, row->cells[i]);
    if (!s->head.n) {
        s->head = (struct csv_row){ cells, row->n, row->line };
        return true;
    }
    s->lines = grown(s->arena, s->lines, s->n, &s->cap, sizeof *s->lines);
    s->lines[s->n++].cells = (struct strs){ cells, row->n };
    return true;
}

static bool sample_read(struct ctx *c, const struct stored_file *file, struct sample *s)
{
    *s = (struct sample){ .arena = c->arena };
    return csv_read(c, file->sample, ',', sample_row, s);
}

bool import_head(struct ctx *c, const struct stored_file *file, struct csv_row *head)
{
    struct sample s;
    if (!sample_read(c, file, &s))
        return false;
    *head = s.head;
    return true;
}

static void option_add(struct choice *to, struct str value, struct str label, struct str chosen)
{
    if (to->options.n < CHOICES_MAX)
        to->options.p[to->options.n++] =
            (struct form_option){ value, label, str_same(value, chosen) };
}

static struct choice choice_begin(struct ctx *c, const struct file_view *v, const char *part,
                                  struct str label)
{
    struct choice choice = {
        .name = arena_printf(c->arena, "f%lld_%s", (long long)v->file->id, part),
        .label = label,
        .options = { arena_array(c->arena, struct form_option, CHOICES_MAX), 0 },
    };
    for (const struct field_fault *f = v->faults; f; f = f->next) {
        if (str_same(f->field, choice.name))
            choice.error = f->sentence;
    }
    return choice;
}

static void field_options(struct arena *a, struct choice *to, const struct record *r,
                          struct str chosen)
{
    option_add(to, STR("-"), STR("Leave out"), chosen);
    for (size_t i = 0; r && i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        if (!map_takes(r, f))
            continue;
        option_add(to, str_of(f->name), str_of(f->label), chosen);
        if (f->kind != KIND_MONEY)
            continue;
        option_add(to, arena_printf(a, "%s*6", f->name),
                   arena_printf(a, "%s, in millions", f->label), chosen);
        option_add(to, arena_printf(a, "%s_currency", f->name),
                   arena_printf(a, "%s: its currency", f->label), chosen);
    }
    for (int role = COLUMN_FIELD + 1; r && role < COLUMN_ROLES; role++) {
        if (role_is_for((enum column_role)role, r))
            option_add(to, str_of(role_name((enum column_role)role)),
                       str_of(role_label((enum column_role)role)), chosen);
    }
}

/* Asked where it matters: money, and dates that are not the same to everybody. */
static void how_options(struct choice *to, const struct column_map *column)
{
    struct str chosen = str_of(how_name(column->how));
    if (!column->field || column->currency)
        return;
    if (kind_is_date(column->field->kind) && column->how != HOW_PLAIN) {
        if (column->how == HOW_ASK)
            option_add(to, STR("ask"), STR("Which is 3/5/2017?"), chosen);
        option_add(to, STR("dmy"), STR("Day first: 31/12/2017"), chosen);
        option_add(to, STR("mdy"), STR("Month first: 12/31/2017"), chosen);
    }
    if (column->field->kind == KIND_MONEY) {
        option_add(to, STR("point"), STR("1,234.50"), chosen);
        option_add(to, STR("comma"), STR("1.234,50"), chosen);
    }
}

static struct preview_column column_of(struct ctx *c, const struct file_view *v,
                                       const struct file_map *map, size_t i)
{
    struct arena *a = c->arena;
    const struct column_map *column = &map->p[i];
    struct column_map field = *column;
    struct preview_column out = { .head = column->head };
    field.how = HOW_PLAIN;
    out.field = choice_begin(c, v, arena_printf(a, "c%zu", i).p, column->head);
    field_options(a, &out.field, map->record, map_choice(a, &field));
    out.how = choice_begin(c, v, arena_printf(a, "c%zu_how", i).p,
                           arena_printf(a, "%.*s is written", STR_FMT(column->head)));
    how_options(&out.how, column);
    return out;
}

/* ---- how the file is written ---- */

static void record_options(struct choice *to, struct str chosen)
{
    option_add(to, STR_NONE, STR("Leave this file out"), chosen);
    for (size_t i = 0; i < n_map_records; i++)
        option_add(to, str_of(map_records[i]), str_of(record_named(map_records[i])->labels),
                   chosen);
}

static void encoding_options(struct arena *a, struct choice *to, const struct stored_file *file)
{
    enum encoding read_as = ENCODING_GUESSED;
    struct str rest;
    if (!encoding_named(str_split(file->read_as, ' ', &rest), &read_as))
        read_as = ENCODING_GUESSED;
    option_add(to, STR_NONE, arena_printf(a, "%s (found out)", encoding_label(read_as)),
               file->encoding);
    for (int e = ENCODING_UTF8; e < ENCODINGS; e++)
        option_add(to, str_of(encoding_name((enum encoding)e)),
                   str_of(encoding_label((enum encoding)e)), file->encoding);
}

static void separator_options(struct arena *a, struct choice *to, const struct stored_file *file)
{
    static const char *const all[] = { "comma", "semicolon", "tab" };
    struct str found;
    str_split(file->read_as, ' ', &found);
    option_add(to, STR_NONE, arena_printf(a, "%.*s (found out)", STR_FMT(found)), file->separator);
    for (size_t i = 0; i < COUNT(all); i++)
        option_add(to, str_of(all[i]), str_of(all[i]), file->separator);
}

static bool saved_options(struct ctx *c, struct file_view *v, const struct csv_row *head)
{
    struct saved_mappings all;
    if (!saved_read(c, saved_heads(c->arena, head), &all))
        return false;
    option_add(&v->saved, STR_NONE, STR("Choose one"), STR_NONE);
    for (size_t i = 0; i < all.n; i++)
        option_add(&v->saved, arena_printf(c->arena, "%lld", (long long)all.p[i].id),
                   all.p[i].name, STR(" "));
    if (!all.n)
        v->saved.options.n = 0;
    return true;
}

static struct str fate_text(struct arena *a, const struct stage_choice *s)
{
    if (s->fate == STAGE_OURS)
        return arena_printf(a, "%lld", (long long)s->stage_id);
    return s->fate == STAGE_MADE ? STR("+") : STR("-");
}

static bool stages_fill(struct ctx *c, struct file_view *v)
{
    struct arena *a = c->arena;
    const struct stages *ours = stages(c);
    struct stage_choices all;
    if (!ours)
        return false;
    fates_read(a, v->file->stages, &all);
    v->stages = (struct choices){ arena_array(a, struct choice, all.n), all.n };
    for (size_t i = 0; i < all.n; i++) {
        struct str label = arena_printf(a, "%.*s (%lld %s)", STR_FMT(all.p[i].name),
                                        (long long)all.p[i].rows,
                                        all.p[i].rows == 1 ? "line" : "lines");
        struct str chosen = fate_text(a, &all.p[i]);
        struct choice *to = &v->stages.p[i];
        *to = choice_begin(c, v, arena_printf(a, "s%zu", i).p, label);
        option_add(to, STR("+"), STR("Make this stage"), chosen);
        option_add(to, STR("-"), STR("Into the first stage"), chosen);
        for (size_t k = 0; k < ours->n; k++)
            option_add(to, arena_printf(a, "%lld", (long long)ours->p[k].id),
                       arena_str(a, ours->p[k].name), chosen);
    }
    return true;
}

static bool heading_fill(struct ctx *c, struct file_view *v, const struct csv_row *head)
{
    v->record = choice_begin(c, v, "record", STR("What the file holds"));
    record_options(&v->record, v->file->record);
    v->encoding = choice_begin(c, v, "encoding", STR("Written in"));
    encoding_options(c->arena, &v->encoding, v->file);
    v->separator = choice_begin(c, v, "separator", STR("Columns end with"));
    separator_options(c->arena, &v->separator, v->file);
    v->saved = choice_begin(c, v, "saved", STR("Use the saved mapping"));
    v->save_as = arena_printf(c->arena, "f%lld_save_as", (long long)v->file->id);
    v->guessed_windows =
        !v->file->encoding.n && str_starts(v->file->read_as, STR("windows-1252"));
    return saved_options(c, v, head) && stages_fill(c, v);
}

bool import_preview_fill(struct ctx *c, struct file_view *v, const struct field_fault *faults)
{
    struct sample s;
    v->faults = faults;
    if (!sample_read(c, v->file, &s))
        return false;
    struct file_map map = map_read(c->arena, v->file->record, &s.head, v->file->mapping);
    struct preview_column *columns = arena_array(c->arena, struct preview_column, map.n);
    for (size_t i = 0; i < map.n; i++)
        columns[i] = column_of(c, v, &map, i);
    v->columns = (struct preview_columns){ columns, map.n };
    v->lines = (struct preview_lines){ s.lines, s.n };
    return heading_fill(c, v, &s.head);
}
