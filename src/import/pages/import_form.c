/* SPDX-License-Identifier: Apache-2.0 */
/* The form of a preview: how a file is written, which record it holds, which field a column
 * becomes, what becomes of its stages. */
#include "import/map/saved.h"
#include "import/pages/import_view.h"
#include "import/read/source.h"

struct reading {
    struct req *q;
    struct stored_file *file;
    struct csv_row head;
};

static const char *name_of(struct ctx *c, const struct stored_file *file, const char *part)
{
    return arena_printf(c->arena, "f%lld_%s", (long long)file->id, part).p;
}

/* What was sent under that name of the file, else `kept`. */
static struct str sent(const struct reading *r, const char *part, struct str kept)
{
    const char *name = name_of(&r->q->c, r->file, part);
    return input_has(&r->q->in, name) ? input_text(&r->q->in, name) : kept;
}

static bool bad(const struct reading *r, const char *part, const char *sentence)
{
    return bad_field(&r->q->c, str_of(name_of(&r->q->c, r->file, part)), "%s", sentence);
}

/* A field that was already there keeps how it is written; a new one is looked at. */
static struct str choice_of(const struct reading *r, size_t i, struct str kept)
{
    struct arena *a = r->q->c.arena;
    struct str kept_how, kept_field = str_split(kept, '@', &kept_how);
    struct str how;
    struct str field = str_split(sent(r, arena_printf(a, "c%zu", i).p, kept_field), '@', &how);
    if (!how.n)
        how = sent(r, arena_printf(a, "c%zu_how", i).p,
                   str_same(field, kept_field) ? kept_how : STR_NONE);
    return how.n ? arena_printf(a, "%.*s@%.*s", STR_FMT(field), STR_FMT(how)) : field;
}

/* Choices of a record that was not shown yet mean nothing: it is guessed anew. */
static struct str mapping_of(const struct reading *r, struct str record)
{
    struct arena *a = r->q->c.arena;
    const struct csv_row *head = &r->head;
    struct file_map before = map_read(a, r->file->record, head, r->file->mapping), map;
    struct buf b;
    buf_init(&b, a, head->n * 128 + 1);
    for (size_t i = 0; i < head->n; i++) {
        if (i)
            buf_char(&b, ',');
        buf_add(&b, choice_of(r, i, map_choice(a, &before.p[i])));
    }
    map = str_same(record, r->file->record) ? map_read(a, record, head, buf_str(&b))
                                            : map_guess(a, STR_NONE, record, head);
    return map_text(a, &map);
}

static void format_read(const struct reading *r)
{
    enum encoding encoding;
    char separator;
    struct stored_file *file = r->file;
    struct str was_encoding = file->encoding, was_separator = file->separator;
    file->encoding = sent(r, "encoding", was_encoding);
    file->separator = sent(r, "separator", was_separator);
    if (!encoding_named(file->encoding, &encoding))
        bad(r, "encoding", "Choose one of: utf-8, utf-16le, utf-16be, windows-1252.");
    if (!separator_named(file->separator, &separator))
        bad(r, "separator", "Choose one of: comma, semicolon, tab.");
    file->reformed = !str_same(was_encoding, file->encoding)
                     || !str_same(was_separator, file->separator);
}

static bool fate_read(struct str text, struct stage_choice *s)
{
    s->fate = str_is(text, "+") ? STAGE_MADE : str_is(text, "-") ? STAGE_FIRST
                                                                 : STAGE_OURS;
    return s->fate != STAGE_OURS || (str_to_int(text, &s->stage_id) && s->stage_id > 0);
}

static void stages_form_read(const struct reading *r)
{
    struct arena *a = r->q->c.arena;
    struct stage_choices all;
    fates_read(a, r->file->stages, &all);
    for (size_t i = 0; i < all.n; i++) {
        const char *part = arena_printf(a, "s%zu", i).p;
        struct str text = sent(r, part, STR_NONE);
        if (text.n && !fate_read(text, &all.p[i]))
            bad(r, part, "Choose + to make it, - for the first stage, or the number of a stage.");
    }
    r->file->stages = fates_text(a, &all);
}

/* A saved mapping that was chosen wins over what stands above the columns. */
static bool saved_take(const struct reading *r)
{
    struct ctx *c = &r->q->c;
    struct str text = sent(r, "saved", STR_NONE);
    struct saved_mappings all;
    int64_t id = 0;
    if (!text.n)
        return true;
    if (!own_read_begin(r->q))
        return false;
    bool ok = saved_read(c, saved_heads(c->arena, &r->head), &all);
    own_read_end(r->q);
    for (size_t i = 0; ok && str_to_int(text, &id) && i < all.n; i++) {
        if (all.p[i].id == id) {
            r->file->record = all.p[i].record;
            r->file->mapping = all.p[i].mapping;
            return true;
        }
    }
    return ok ? bad(r, "saved", "Choose a mapping that was saved for these columns.") : false;
}

static bool file_read(struct req *q, struct stored_file *file)
{
    struct ctx *c = &q->c;
    struct reading r = { .q = q, .file = file };
    struct str record = sent(&r, "record", file->record);
    bool same = str_same(record, file->record);
    if (record.n && !map_is_record(record))
        return bad(&r, "record", "Choose one of the records.");
    if (!import_head(c, file, &r.head))
        return false;
    file->mapping = mapping_of(&r, record);
    file->record = record;
    file->save_as = sent(&r, "save_as", STR_NONE);
    format_read(&r);
    stages_form_read(&r);
    if (file->reformed) { /* its columns may be others now */
        file->mapping = STR_NONE;
        file->record = same ? STR_NONE : record;
    }
    return saved_take(&r);
}

bool import_form_read(struct req *q, const struct stored_files *files)
{
    for (size_t i = 0; i < files->n; i++) {
        if (!file_read(q, &files->p[i]) && q->c.fault.kind != FAULT_BAD_INPUT)
            return false;
    }
    req_input_all_used(q);
    return !failed(&q->c);
}

/* ---- keeping it under a name ---- */

bool import_form_save(struct ctx *c, const struct stored_files *files)
{
    for (size_t i = 0; i < files->n; i++) {
        const struct stored_file *file = &files->p[i];
        struct csv_row head;
        if (!file->save_as.n)
            continue;
        if (!file->record.n)
            return bad_field(c, str_of(name_of(c, file, "save_as")),
                             "Say what the file holds first.");
        if (!import_head(c, file, &head))
            return false;
        struct import_mapping m = {
            .name = file->save_as,
            .record = file->record,
            .heads = saved_heads(c->arena, &head),
            .mapping = file->mapping,
        };
        if (!saved_keep(c, &m))
            return false;
    }
    return true;
}
