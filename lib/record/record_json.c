/* SPDX-License-Identifier: Apache-2.0 */
#include "record_impl.h"

static void json_value(struct buf *b, const struct field *f, const void *row)
{
    bool quoted = f->kind == KIND_DAY || f->kind == KIND_INSTANT || f->kind == KIND_WORD;
    if (field_is_text(f)) {
        buf_json_str(b, AT(struct str, row, f));
    } else if (value_is_none(f, row)) {
        buf_lit(b, "null");
    } else if (f->kind == KIND_MONEY) {
        buf_money_json(b, AT(struct money, row, f));
    } else {
        if (quoted)
            buf_char(b, '"');
        buf_said(b, f, row);
        if (quoted)
            buf_char(b, '"');
    }
}

void record_json(struct buf *b, const struct record *r, const void *row)
{
    const struct derived *d = derived_of(r);
    size_t written = 0;

    buf_char(b, '{');
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct column *column = &d->columns[i];
        if (column->field->flags & SECRET)
            continue;
        buf_add(b, written++ ? column->json : str_cut(column->json, 1, column->json.n));
        json_value(b, column->field, row);
    }
    if (r->json_more)
        r->json_more(b, row);
    buf_char(b, '}');
}

void record_list_json(struct buf *b, const struct record *r, const struct list_page *page)
{
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < page->n; i++) {
        if (i)
            buf_char(b, ',');
        record_json(b, r, (const char *)page->rows + i * r->size);
    }
    buf_lit(b, "],\"next\":");
    if (page->next.n)
        buf_json_str(b, page->next);
    else
        buf_lit(b, "null");
    buf_lit(b, ",\"count\":");
    if (page->count < 0)
        buf_lit(b, "null");
    else
        buf_int(b, page->count);
    buf_add(b,
            page->count_capped ? STR(",\"count_capped\":true}") : STR(",\"count_capped\":false}"));
}
