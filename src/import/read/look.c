/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "import/read/look.h"

#define SAMPLE_ROWS 10
#define SAMPLE_CELL 100 /* bytes of a cell that are shown */
#define SAMPLE_MAX ((size_t)256 << 10)
#define SCRATCH_MAX ((size_t)64 << 20)

struct looking {
    struct arena *arena, scratch;
    struct look *look;
    head_fn *head;
    void *arg;
    struct signs *signs; /* of each column */
    struct buf sample;
    size_t stage, probability, closed, won; /* places of columns; map.n: none */
    bool after_head;
};

struct csv_row row_copy(struct arena *a, const struct csv_row *row)
{
    struct str *cells = arena_array(a, struct str, row->n);
    for (size_t i = 0; i < row->n; i++)
        cells[i] = arena_str(a, row->cells[i]);
    return (struct csv_row){ cells, row->n, row->line };
}

bool says_yes(struct arena *a, struct str text)
{
    static const char *const yes[] = { "1", "true", "yes", "y", "x", "t" };
    struct str folded = text.n > 4 ? text : fold(a, text);
    for (size_t i = 0; i < COUNT(yes); i++) {
        if (str_is(folded, yes[i]))
            return true;
    }
    return false;
}

/* Whole characters of the beginning. */
static struct str shortened(struct str s)
{
    size_t n = s.n < SAMPLE_CELL ? s.n : SAMPLE_CELL;
    while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
        n--;
    return str_cut(s, 0, n);
}

static void sample_row(struct buf *b, const struct csv_row *row)
{
    for (size_t i = 0; i < row->n; i++) {
        struct str cell = shortened(str_trim(row->cells[i]));
        buf_lit(b, "\"");
        for (size_t j = 0; j < cell.n; j++) {
            if (cell.p[j] == '"')
                buf_char(b, '"');
            buf_char(b, cell.p[j]);
        }
        buf_add(b, i + 1 < row->n ? STR("\",") : STR("\"\n"));
    }
}

static size_t place_of(const struct file_map *map, const char *field)
{
    size_t i = 0;
    while (i < map->n && (!map->p[i].field || strcmp(map->p[i].field->name, field) != 0))
        i++;
    return i;
}

static void head_take(struct looking *l, const struct csv_row *row)
{
    struct csv_row head = row_copy(l->arena, row);
    struct file_map *map = &l->look->map;
    *map = l->head(l->arg, l->arena, &head);
    l->signs = arena_array(l->arena, struct signs, map->n + 1);
    for (size_t i = 0; i < map->n; i++) {
        if (map->p[i].how == HOW_ASK)
            map->p[i].how = HOW_PLAIN; /* asked again, of the values */
    }
    l->stage = place_of(map, "stage_id");
    l->probability = place_of(map, "probability");
    l->closed = map_role(map, COLUMN_IS_CLOSED);
    l->won = map_role(map, COLUMN_IS_WON);
    l->after_head = true;
}

static struct str cell_at(const struct csv_row *row, size_t i)
{
    return i < row->n ? str_trim(row->cells[i]) : STR_NONE;
}

static void stage_take(struct looking *l, const struct csv_row *row)
{
    struct stage_words words = {
        .name = cell_at(row, l->stage),
        .probability = cell_at(row, l->probability),
        .closed = says_yes(&l->scratch, cell_at(row, l->closed)),
        .won = says_yes(&l->scratch, cell_at(row, l->won)),
    };
    fates_see(&l->look->stages, l->arena, &l->scratch, &words);
}

static void signs_look(struct looking *l, const struct csv_row *row)
{
    const struct file_map *map = &l->look->map;
    for (size_t i = 0; i < map->n && i < row->n; i++) {
        const struct column_map *column = &map->p[i];
        if (column->field && column->how == HOW_PLAIN && !column->currency)
            signs_take(&l->signs[i], column->field->kind, str_trim(row->cells[i]));
    }
}

static bool row_look(void *arg, const struct csv_row *row)
{
    struct looking *l = arg;
    if (!l->after_head) {
        head_take(l, row);
        sample_row(&l->sample, row);
        return true;
    }
    if (l->look->rows++ < SAMPLE_ROWS)
        sample_row(&l->sample, row);
    signs_look(l, row);
    if (l->stage < l->look->map.n)
        stage_take(l, row);
    arena_reset(&l->scratch);
    return true;
}

static void signs_settle(struct looking *l)
{
    struct file_map *map = &l->look->map;
    for (size_t i = 0; i < map->n; i++) {
        struct column_map *column = &map->p[i];
        if (column->field && column->how == HOW_PLAIN && !column->currency)
            column->how = signs_decide(&l->signs[i], column->field->kind);
    }
}

bool look_through(struct ctx *c, struct arena *a, const struct source *s, head_fn *head, void *arg,
                  struct look *out)
{
    struct looking l = { .arena = a, .look = out, .head = head, .arg = arg };
    out->rows = 0;
    out->map = (struct file_map){ 0 };
    out->stages = (struct stage_choices){ 0 };
    buf_init(&l.sample, a, SAMPLE_MAX);
    arena_init(&l.scratch, SCRATCH_MAX);
    bool ok = source_format(c, s, &out->format)
              && source_rows(c, s, &out->format, row_look, &l);
    arena_release(&l.scratch);
    if (!ok)
        return false;
    if (!l.after_head)
        return fail(c, FAULT_BAD_INPUT, "bad_file", STR("There is nothing in this file."));
    signs_settle(&l);
    out->sample = l.sample.full ? STR_NONE : buf_str(&l.sample);
    return true;
}
