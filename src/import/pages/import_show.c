/* SPDX-License-Identifier: Apache-2.0 */
/* The page of one import: what it would do, does, or did. */
#include "frame/people.h"
#include "import/row/row.h"
#include "import/pages/import_view.h"

#define PROBLEMS_SHOWN 100
#define CHOICES_MAX (3 * FIELDS_MAX)

bool import_is_cut(const struct import *import)
{
    return import->state == IMPORT_RUNNING && import_running() != import->id
           && import_running() >= 0;
}

struct badge_view import_badge(const struct import *import)
{
    if (import_is_cut(import))
        return (struct badge_view){ "amber", STR("Interrupted") };
    switch (import->state) {
    case IMPORT_READY:
        return (struct badge_view){ "indigo", STR("Ready to run") };
    case IMPORT_RUNNING:
        return (struct badge_view){ "amber", STR("Running") };
    case IMPORT_DONE:
        return (struct badge_view){ "green", STR("Done") };
    default:
        return (struct badge_view){ "red", STR("Failed") };
    }
}

/* ---- the preview of a file ---- */

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

static void choice_add(struct form_options *to, struct str value, struct str label,
                       struct str chosen)
{
    if (to->n < CHOICES_MAX)
        to->p[to->n++] = (struct form_option){ value, label, str_same(value, chosen) };
}

static struct form_options choices_of(struct arena *a, const struct record *r, struct str chosen)
{
    struct form_options out = { arena_array(a, struct form_option, CHOICES_MAX), 0 };
    choice_add(&out, STR("-"), STR("Leave out"), chosen);
    for (size_t i = 0; r && i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        if (!map_takes(r, f))
            continue;
        choice_add(&out, str_of(f->name), str_of(f->label), chosen);
        if (f->kind != KIND_MONEY)
            continue;
        choice_add(&out, arena_printf(a, "%s*6", f->name),
                   arena_printf(a, "%s, in millions", f->label), chosen);
        choice_add(&out, arena_printf(a, "%s_currency", f->name),
                   arena_printf(a, "%s: its currency", f->label), chosen);
    }
    return out;
}

static struct form_options records_of(struct arena *a, struct str chosen)
{
    struct form_options out = { arena_array(a, struct form_option, CHOICES_MAX), 0 };
    choice_add(&out, STR_NONE, STR("Leave this file out"), chosen);
    for (size_t i = 0; i < n_map_records; i++)
        choice_add(&out, str_of(map_records[i]), str_of(record_named(map_records[i])->labels),
                   chosen);
    return out;
}

static bool preview_fill(struct ctx *c, struct file_view *v)
{
    struct sample s;
    if (!sample_read(c, v->file, &s))
        return false;
    struct file_map map = map_read(c->arena, v->file->record, &s.head, v->file->mapping);
    struct preview_column *columns = arena_array(c->arena, struct preview_column, map.n);
    for (size_t i = 0; i < map.n; i++) {
        columns[i].head = map.p[i].head;
        columns[i].name = arena_printf(c->arena, "f%lld_c%zu", (long long)v->file->id, i);
        columns[i].choices = choices_of(c->arena, map.record, map_choice(c->arena, &map.p[i]));
    }
    v->name = arena_printf(c->arena, "f%lld_record", (long long)v->file->id);
    v->records = records_of(c->arena, v->file->record);
    v->columns = (struct preview_columns){ columns, map.n };
    v->lines = (struct preview_lines){ s.lines, s.n };
    return true;
}

static void total_add(struct tally *to, const struct tally *t)
{
    to->rows += t->rows;
    to->created += t->created;
    to->updated += t->updated;
    to->unchanged += t->unchanged;
    to->left_out += t->left_out;
    to->problems += t->problems;
}

static bool files_fill(struct ctx *c, struct import_view *v)
{
    struct stored_files files;
    if (!import_files_read(c, v->import->id, &files))
        return false;
    v->files = (struct file_views){ arena_array(c->arena, struct file_view, files.n), files.n };
    for (size_t i = 0; i < files.n; i++) {
        const struct stored_file *file = &files.p[i];
        const struct record *r =
            file->record.n ? record_named(arena_cstr(c->arena, file->record)) : NULL;
        v->files.p[i].file = file;
        v->files.p[i].holds = r ? str_of(r->labels) : STR("left out");
        v->can_run |= file->has_bytes;
        v->deals |= str_is(file->record, "deal");
        total_add(&v->total, &file->tally);
        if (v->import->state == IMPORT_READY && !preview_fill(c, &v->files.p[i]))
            return false;
    }
    return true;
}

/* ---- its problems ---- */

static struct str spaced(struct arena *a, struct str code)
{
    struct buf b;
    buf_init(&b, a, code.n + 1);
    for (size_t i = 0; i < code.n; i++) {
        char ch = code.p[i] == '_' ? ' ' : code.p[i];
        buf_char(&b, i == 0 && ch >= 'a' && ch <= 'z' ? (char)(ch - 'a' + 'A') : ch);
    }
    return buf_str(&b);
}

static bool kinds_fill(struct req *q, struct import_view *v)
{
    struct ctx *c = &q->c;
    struct code_counts counts;
    if (!import_problem_counts(c, v->import->id, &counts))
        return false;
    struct kind_view *kinds = arena_array(c->arena, struct kind_view, counts.n);
    for (size_t i = 0; i < counts.n; i++) {
        kinds[i].count = &counts.p[i];
        kinds[i].title = spaced(c->arena, counts.p[i].code);
        kinds[i].chosen = str_same(v->code, counts.p[i].code);
        kinds[i].url = arena_printf(c->arena, "%.*s?code=%.*s#problems", STR_FMT(v->url),
                                    STR_FMT(counts.p[i].code));
    }
    v->kinds = (struct kind_views){ kinds, counts.n };
    return true;
}

static bool problems_fill(struct req *q, struct import_view *v)
{
    struct ctx *c = &q->c;
    int64_t after = 0;
    struct str from = input_text(&q->query, "after");
    v->code = input_text(&q->query, "code");
    if (from.n && (!str_to_int(from, &after) || after < 0))
        return bad_field(c, STR("after"), "Give the number that the page before gave.");
    if (!kinds_fill(q, v)
        || !import_problems_read(c, v->import->id, v->code, after, PROBLEMS_SHOWN, &v->problems))
        return false;
    int64_t last = v->problems.last_id;
    v->pager = (struct pager){ .shown = (int64_t)v->problems.n, .count = -1 };
    if (last)
        v->pager.next_url = url_with(q, "after", arena_printf(c->arena, "%lld", (long long)last));
    if (after)
        v->pager.first_url = url_with(q, "after", STR_NONE);
    return true;
}

bool import_view_fill(struct req *q, const struct import *import, struct import_view *v)
{
    struct ctx *c = &q->c;
    v->import = import;
    v->who = person_name(c, import->user_id);
    v->state = import_badge(import);
    v->cut = import_is_cut(import);
    v->ready = import->state == IMPORT_READY;
    v->running = import->state == IMPORT_RUNNING && !v->cut;
    v->done = import->state == IMPORT_DONE;
    v->partly = v->ready && import->rows_done >= LOOK_MOST && import->rows_total > LOOK_MOST;
    v->message = import->message;
    v->url = arena_printf(c->arena, "/import/%lld", (long long)import->id);
    return (q->api || frame_fill(q, &v->frame, "Import", "import")) && problems_fill(q, v)
           && files_fill(c, v);
}
