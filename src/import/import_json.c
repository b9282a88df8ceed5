/* SPDX-License-Identifier: Apache-2.0 */
#include "import/import_view.h"

static void member(struct buf *b, const char *name, struct str value)
{
    buf_json_str(b, str_of(name));
    buf_char(b, ':');
    buf_json_str(b, value);
    buf_char(b, ',');
}

static void file_json(struct buf *b, const struct stored_file *f)
{
    const struct tally *t = &f->tally;
    buf_printf(b, "{\"id\":%lld,", (long long)f->id);
    member(b, "filename", f->filename);
    member(b, "record", f->record);
    member(b, "mapping", f->mapping);
    buf_printf(b, "\"rows\":%lld,\"created\":%lld,\"updated\":%lld,\"unchanged\":%lld,",
               (long long)t->rows, (long long)t->created, (long long)t->updated,
               (long long)t->unchanged);
    buf_printf(b, "\"left_out\":%lld,\"problems\":%lld}", (long long)t->left_out,
               (long long)t->problems);
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
        file_json(b, v->files.p[i].file);
    }
    buf_lit(b, "],\"kinds\":[");
    for (size_t i = 0; i < v->kinds.n; i++) {
        if (i)
            buf_char(b, ',');
        kind_json(b, v->kinds.p[i].count);
    }
    buf_lit(b, "]}");
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
    buf_lit(b, "],\"next\":\"");
    if (all->last_id)
        buf_int(b, all->last_id);
    buf_lit(b, "\"}");
}
