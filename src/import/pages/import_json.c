/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/openapi.h"
#include "import/pages/import_view.h"

#define RECORDS "user product account contact deal touch"

/* clang-format off */
static const struct shape stage_shape[] = {
    { "name", SHAPE_TEXT }, { "lines", SHAPE_INT },
    { "becomes", SHAPE_TEXT, .about = "+ makes it, - is the first stage, a number one that is here." }, { 0 },
};
static const struct shape file_shape[] = {
    { "id", SHAPE_ID }, { "filename", SHAPE_TEXT }, { "record", SHAPE_TEXT, .about = "Empty: left out." },
    { "mapping", SHAPE_TEXT, .about = "A choice for each column, with commas between." },
    { "read_as", SHAPE_TEXT, .about = "Its encoding, then what ends its columns." },
    { "rows", SHAPE_INT }, { "created", SHAPE_INT }, { "updated", SHAPE_INT }, { "unchanged", SHAPE_INT },
    { "left_out", SHAPE_INT }, { "problems", SHAPE_INT },
    { "stages", SHAPE_LIST, .of = stage_shape, .about = "That are not here." }, { 0 },
};
static const struct shape kind_shape[] = {
    { "code", SHAPE_TEXT }, { "sentence", SHAPE_TEXT }, { "filename", SHAPE_TEXT },
    { "first_line", SHAPE_INT }, { "count", SHAPE_INT }, { 0 },
};
static const struct shape import_shape[] = {
    { .kind = SHAPE_FIELDS }, { "interrupted", SHAPE_FLAG }, { "files", SHAPE_LIST, .of = file_shape },
    { "kinds", SHAPE_LIST, .of = kind_shape, .about = "Of problems." }, { 0 },
};
static const struct shape problem_shape[] = {
    { "filename", SHAPE_TEXT }, { "field", SHAPE_TEXT, .about = "The column's head." }, { "value", SHAPE_TEXT },
    { "code", SHAPE_TEXT }, { "sentence", SHAPE_TEXT }, { "done", SHAPE_TEXT }, { "line", SHAPE_INT }, { 0 },
};
static const struct shape problems_shape[] = {
    { "items", SHAPE_LIST, .of = problem_shape }, { "next", SHAPE_TEXT, NULLABLE }, { 0 },
};
static const struct shape problems_query[] = {
    { "code", SHAPE_TEXT, OPTIONAL, .about = "Only of this kind." },
    { "after", SHAPE_TEXT, OPTIONAL, .about = "The next of the page before." }, { 0 },
};
static const struct shape upload_body[] = {
    { "csv", SHAPE_TEXT, .about = "The text of a file." },
    { "record", SHAPE_WORD, OPTIONAL, .words = RECORDS, .about = "Guessed if not said." },
    { "filename", SHAPE_TEXT, OPTIONAL }, { "list_price", SHAPE_FLAG, OPTIONAL }, { 0 },
};
static const struct shape choices_body[] = {
    { "list_price", SHAPE_FLAG, OPTIONAL },
    { "^f[0-9]+_(record|c[0-9]+)$", SHAPE_TEXT, PATTERN, .about = "By the file's id: its record, its columns." },
    { "^f[0-9]+_c[0-9]+_how$", SHAPE_WORD, PATTERN, .words = "dmy mdy point comma",
      .about = "How a column writes its dates or numbers." },
    { "^f[0-9]+_(encoding|separator)$", SHAPE_TEXT, PATTERN, .about = "Empty: found out." },
    { "^f[0-9]+_s[0-9]+$", SHAPE_TEXT, PATTERN, .about = "What becomes of a stage, in their order." },
    { "^f[0-9]+_(saved|save_as)$", SHAPE_TEXT, PATTERN, .about = "A kept mapping's id; the name to keep one." },
    { 0 },
};

const struct api import_api = { "Read an import", .answer = import_shape };
const struct api import_upload_api = {
    "Upload files and look through them", NULL, upload_body, import_shape, 201, .files = true,
};
const struct api import_mapping_api = { "Choose what columns become", NULL, choices_body, import_shape };
const struct api import_run_api = { "Run an import", NULL, choices_body, import_shape };
static const struct shape kept_shape[] = {
    { "record", SHAPE_TEXT }, { "record_id", SHAPE_ID }, { "title", SHAPE_TEXT },
    { "field", SHAPE_TEXT, .about = "Its label; empty: the whole." },
    { "code", SHAPE_WORD, .words = "edited_since worked_on still_used signs_in refused stays" },
    { "sentence", SHAPE_TEXT }, { 0 },
};
static const struct shape kept_rows_shape[] = {
    { "items", SHAPE_LIST, .of = kept_shape }, { "next", SHAPE_TEXT, NULLABLE }, { 0 },
};
static const struct shape kept_query[] = { { "after", SHAPE_TEXT, OPTIONAL }, { 0 } };
const struct api import_undo_api = { "Undo an import", .answer = import_shape };
const struct api import_kept_api = { "List what an undo left as it is", kept_query, NULL, kept_rows_shape };
const struct api import_problems_api = { "List an import's problems", problems_query, NULL, problems_shape };
/* clang-format on */

static void member(struct buf *b, const char *name, struct str value)
{
    buf_json_str(b, str_of(name));
    buf_char(b, ':');
    buf_json_str(b, value);
    buf_char(b, ',');
}

/* Stages that are not there: "+" makes one, "-" is the first, a number one of ours. */
static void stages_json(struct buf *b, const struct stage_choices *all)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct stage_choice *s = &all->p[i];
        buf_add(b, i ? STR(",{") : STR("{"));
        member(b, "name", s->name);
        buf_printf(b, "\"lines\":%lld,\"becomes\":\"", (long long)s->rows);
        if (s->fate == STAGE_OURS)
            buf_int(b, s->stage_id);
        else
            buf_char(b, s->fate == STAGE_MADE ? '+' : '-');
        buf_lit(b, "\"}");
    }
}

static void file_json(struct buf *b, const struct file_view *v)
{
    const struct stored_file *f = v->file;
    const struct tally *t = &f->tally;
    buf_printf(b, "{\"id\":%lld,", (long long)f->id);
    member(b, "filename", f->filename);
    member(b, "record", f->record);
    member(b, "mapping", f->mapping);
    member(b, "read_as", f->read_as);
    buf_printf(b, "\"rows\":%lld,\"created\":%lld,\"updated\":%lld,\"unchanged\":%lld,",
               (long long)t->rows, (long long)t->created, (long long)t->updated,
               (long long)t->unchanged);
    buf_printf(b, "\"left_out\":%lld,\"problems\":%lld,\"stages\":[", (long long)t->left_out,
               (long long)t->problems);
    stages_json(b, &v->stage_choices);
    buf_lit(b, "]}");
}

static void kind_json(struct buf *b, const struct code_count *k)
{
    buf_char(b, '{');
    member(b, "code", k->code);
    member(b, "sentence", k->sentence);
    member(b, "filename", k->filename);
    buf_printf(b, "\"first_line\":%lld,\"count\":%lld}", (long long)k->first_line,
               (long long)k->n);
}

void import_json(struct buf *b, const void *view)
{
    const struct import_view *v = view;
    record_json(b, &import_record, v->import);
    b->n--; /* the brace: its files and the kinds of its problems belong into the same object */
    buf_printf(b, ",\"interrupted\":%s,\"files\":[", v->cut ? "true" : "false");
    for (size_t i = 0; i < v->files.n; i++) {
        if (i)
            buf_char(b, ',');
        file_json(b, &v->files.p[i]);
    }
    buf_lit(b, "],\"kinds\":[");
    for (size_t i = 0; i < v->kinds.n; i++) {
        if (i)
            buf_char(b, ',');
        kind_json(b, v->kinds.p[i].count);
    }
    buf_lit(b, "]}");
}

/* Where the next page begins, and the end. */
static void next_json(struct buf *b, int64_t last_id)
{
    buf_lit(b, "],\"next\":");
    if (last_id)
        buf_printf(b, "\"%lld\"}", (long long)last_id);
    else
        buf_lit(b, "null}");
}

void import_kept_json(struct buf *b, const void *view)
{
    const struct kept_rows *all = view;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < all->n; i++) {
        const struct kept_row *k = &all->p[i];
        buf_add(b, i ? STR(",{") : STR("{"));
        member(b, "record", k->record);
        buf_printf(b, "\"record_id\":%lld,", (long long)k->record_id);
        member(b, "title", k->title);
        member(b, "field", k->field);
        member(b, "code", k->code);
        buf_lit(b, "\"sentence\":");
        buf_json_str(b, k->sentence);
        buf_char(b, '}');
    }
    next_json(b, all->last_id);
}

void import_problems_json(struct buf *b, const void *view)
{
    const struct problems *all = view;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < all->n; i++) {
        const struct problem *p = &all->p[i];
        buf_add(b, i ? STR(",{") : STR("{"));
        member(b, "filename", p->filename);
        member(b, "field", p->field);
        member(b, "value", p->value);
        member(b, "code", p->code);
        member(b, "sentence", p->sentence);
        member(b, "done", p->done);
        buf_printf(b, "\"line\":%lld}", (long long)p->line);
    }
    next_json(b, all->last_id);
}
