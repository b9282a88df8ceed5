/* SPDX-License-Identifier: Apache-2.0 */
#include "record_impl.h"

static void csv_separate(struct buf *b, size_t *written)
{
    if ((*written)++)
        buf_char(b, ',');
}

/* "-5", "+3.25": a spreadsheet reads them as the numbers they are. */
static bool is_plain_number(struct str s)
{
    size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+'), digits = 0;
    bool point = false;

    for (; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9')
            digits++;
        else if (s.p[i] == '.' && !point)
            point = true;
        else
            return false;
    }
    return digits > 0;
}

/* Spreadsheets run what starts with one of these; some skip white space and quotes first, or take
 * full-width signs. */
static bool starts_formula(struct str s)
{
    static const char *const wide[] = { "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d",
                                        "\xef\xbc\xa0" };
    if (s.n && memchr("\t\r\n", s.p[0], 3))
        return true;
    s = str_trim(s);
    for (size_t i = 0; i < COUNT(wide); i++)
        if (str_starts(s, str_of(wide[i])))
            return true;
    return s.n && memchr("=+-@", s.p[0], 4) && !is_plain_number(s);
}

static bool needs_quotes(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (memchr(",\"\r\n", s.p[i], 4))
            return true;
    return s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
}

void record_csv_cell(struct buf *b, struct str s)
{
    bool formula = starts_formula(s), quoted = needs_quotes(s);
    if (quoted)
        buf_char(b, '"');
    if (formula)
        buf_char(b, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_char(b, '"');
        buf_char(b, s.p[i]);
    }
    if (quoted)
        buf_char(b, '"');
}

struct str record_csv_read(struct str cell)
{
    struct str rest = str_cut(cell, 1, cell.n);
    return str_starts(cell, STR("'")) && starts_formula(rest) ? rest : cell;
}

static void head_field(struct buf *b, const struct field *f, size_t *written)
{
    csv_separate(b, written);
    buf_add(b, str_of(f->name));
    if (f->kind == KIND_MONEY)
        buf_printf(b, ",%s_currency", f->name);
}

static void row_field(struct buf *b, const struct field *f, const void *row, size_t *written)
{
    csv_separate(b, written);
    if (field_is_text(f))
        record_csv_cell(b, AT(struct str, row, f));
    else
        buf_plain(b, f, row);
    if (f->kind == KIND_MONEY) {
        buf_char(b, ',');
        buf_add(b, str_of(AT(struct money, row, f).currency));
    }
}

void record_csv_head(struct buf *b, const struct record *r)
{
    size_t written = 0;
    for (size_t i = 0; i < r->n_fields; i++) {
        if (!(r->fields[i].flags & SECRET))
            head_field(b, &r->fields[i], &written);
    }
    buf_lit(b, "\r\n");
}

void record_csv_row(struct buf *b, const struct record *r, const void *row)
{
    size_t written = 0;
    for (size_t i = 0; i < r->n_fields; i++) {
        if (!(r->fields[i].flags & SECRET))
            row_field(b, &r->fields[i], row, &written);
    }
    buf_lit(b, "\r\n");
}

void record_csv_some_head(struct buf *b, const struct record *r, const struct field *const *fields,
                          size_t n)
{
    size_t written = 0;
    for (size_t i = 0; i < n; i++) {
        struct str title = name_without_id(r, fields[i]);
        head_field(b, fields[i], &written);
        if (fields[i]->kind == KIND_REF && title.n) {
            buf_char(b, ',');
            buf_add(b, title);
        }
    }
    buf_lit(b, "\r\n");
}

void record_csv_some_row(struct ctx *c, struct buf *b, const struct record *r,
                         const struct field *const *fields, size_t n, const void *row)
{
    size_t written = 0;
    for (size_t i = 0; i < n; i++) {
        row_field(b, fields[i], row, &written);
        if (fields[i]->kind == KIND_REF && name_without_id(r, fields[i]).n) {
            buf_char(b, ',');
            record_csv_cell(b, field_show(c, fields[i], row));
        }
    }
    buf_lit(b, "\r\n");
}
