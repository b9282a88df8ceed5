/* SPDX-License-Identifier: Apache-2.0 */
/* The form of a preview: which record a file holds, which field a column becomes. */
#include "import/pages/import_view.h"

static const char *name_of(struct ctx *c, const struct stored_file *file, const char *part)
{
    return arena_printf(c->arena, "f%lld_%s", (long long)file->id, part).p;
}

static bool is_record(struct str name)
{
    for (size_t i = 0; i < n_map_records; i++) {
        if (str_is(name, map_records[i]))
            return true;
    }
    return false;
}

/* Choices of a record that was not shown yet mean nothing: it is guessed anew. */
static struct str mapping_of(struct req *q, const struct stored_file *file, struct str record,
                             const struct csv_row *head)
{
    struct arena *a = q->c.arena;
    bool same = str_same(record, file->record);
    struct file_map before = map_read(a, file->record, head, file->mapping), map;
    struct buf b;
    buf_init(&b, a, head->n * 64 + 1);
    for (size_t i = 0; i < head->n; i++) {
        const char *name = name_of(&q->c, file, arena_printf(a, "c%zu", i).p);
        struct str kept = map_choice(a, &before.p[i]);
        struct str choice = input_has(&q->in, name) ? input_text(&q->in, name) : kept;
        if (i)
            buf_char(&b, ',');
        buf_add(&b, choice);
    }
    map = same ? map_read(a, record, head, buf_str(&b)) : map_guess(a, STR_NONE, record, head);
    return map_text(a, &map);
}

static bool file_read(struct req *q, struct stored_file *file)
{
    struct ctx *c = &q->c;
    const char *name = name_of(c, file, "record");
    struct str record = input_has(&q->in, name) ? input_text(&q->in, name) : file->record;
    struct csv_row head;
    if (record.n && !is_record(record))
        return bad_field(c, str_of(name), "Choose one of the records.");
    if (!import_head(c, file, &head))
        return false;
    file->mapping = mapping_of(q, file, record, &head);
    file->record = record;
    return true;
}

bool import_form_read(struct req *q, const struct stored_files *files)
{
    for (size_t i = 0; i < files->n; i++) {
        if (!file_read(q, &files->p[i]))
            return false;
    }
    req_input_all_used(q);
    return !failed(&q->c);
}
