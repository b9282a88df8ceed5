/* SPDX-License-Identifier: Apache-2.0 */
#include "report/report_table.h"

struct report_row *report_row_add(struct ctx *c, struct report_rows *rows)
{
    if (!rows->p)
        rows->p = arena_array(c->arena, struct report_row, REPORT_ROWS);
    if (rows->n == REPORT_ROWS) {
        rows->cut = true;
        return NULL;
    }
    struct report_row *row = &rows->p[rows->n++];
    for (size_t i = 0; i < REPORT_COLUMNS; i++)
        row->cells[i] = cell_none();
    return row;
}

struct report_cell cell_text(struct str text)
{
    return (struct report_cell){ .text = text };
}

struct report_cell cell_link(struct str text, struct str url)
{
    return (struct report_cell){ .text = text, .url = url };
}

struct report_cell cell_count(int64_t n)
{
    return (struct report_cell){ .n = n };
}

struct report_cell cell_none(void)
{
    return (struct report_cell){ .none = true };
}

struct report_cell cell_moment(struct instant when)
{
    return instant_is(when) ? (struct report_cell){ .when = when } : cell_none();
}

struct report_cell cell_money(struct money m)
{
    return money_is(m) ? (struct report_cell){ .money = m } : cell_none();
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int64_t numbers_at(int64_t *p, size_t n, int percent)
{
    if (!n)
        return -1;
    qsort(p, n, sizeof *p, by_size);
    size_t at = (n * (size_t)percent + 99) / 100;
    return p[at ? at - 1 : 0];
}
