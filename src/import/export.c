/* SPDX-License-Identifier: Apache-2.0 */
#include "import/export.h"
#include "command.h"
#include "import/import_map.h"

#define PIECE_MAX ((size_t)64 << 20) /* 200 rows of the longest texts */

const struct record *export_record(struct str name)
{
    for (size_t i = 0; i < n_map_records; i++) {
        if (str_is(name, map_records[i]))
            return record_named(map_records[i]);
    }
    return NULL;
}

static void rows_add(struct buf *b, const struct record *r, enum export_format format,
                     const struct list_page *page, int64_t before)
{
    for (size_t i = 0; i < page->n; i++) {
        const void *row = (const char *)page->rows + i * r->size;
        if (format == EXPORT_CSV) {
            record_csv_row(b, r, row);
            continue;
        }
        if (before + (int64_t)i > 0)
            buf_lit(b, ",\n");
        record_json(b, r, row);
    }
}

/* The place to go on from, in memory that lasts. */
static void after_set(struct list_query *lq, const struct record *r, const struct list_page *page)
{
    const struct field *id = field_named(r, STR("id"));
    const char *last = (const char *)page->rows + (page->n - 1) * r->size;
    lq->after_id = lq->after_i = *(const int64_t *)(const void *)(last + id->offset);
    lq->has_after = true;
}

static struct str end_of(enum export_format format)
{
    return format == EXPORT_JSON ? STR("]\n") : STR_NONE;
}

static bool head_write(struct ctx *c, const struct record *r, enum export_format format,
                       bool (*write)(void *arg, struct str piece), void *arg)
{
    struct buf b;
    buf_init(&b, c->arena, 1 << 16);
    if (format == EXPORT_CSV)
        record_csv_head(&b, r);
    else
        buf_char(&b, '[');
    return write(arg, buf_str(&b));
}

bool export_all(struct ctx *c, const struct record *r, enum export_format format,
                bool (*write)(void *arg, struct str piece), void *arg, int64_t *rows)
{
    struct list_query lq = { .sort = field_named(r, STR("id")), .limit = LIST_LIMIT };
    bool more = true;
    *rows = 0;
    if (!head_write(c, r, format, write, arg))
        return false;
    while (more) {
        struct arena_mark mark = arena_mark(c->arena);
        struct list_page page;
        struct buf b;
        buf_init(&b, c->arena, PIECE_MAX);
        if (!record_list(c, r, &lq, &page))
            return false;
        rows_add(&b, r, format, &page, *rows);
        *rows += (int64_t)page.n;
        if (!write(arg, buf_str(&b)))
            return false;
        more = page.next.n > 0;
        if (more)
            after_set(&lq, r, &page);
        arena_rewind(c->arena, mark);
    }
    return write(arg, end_of(format));
}

/* ---- counterpart export ---- */

static bool to_stream(void *arg, struct str piece)
{
    return !piece.n || fwrite(piece.p, 1, piece.n, arg) == piece.n;
}

static int export_to_stream(struct command_env *env, const struct record *r,
                            enum export_format format)
{
    struct ctx c;
    int64_t rows;
    if (!command_read_begin(env, &c))
        return 1;
    bool ok = export_all(&c, r, format, to_stream, env->out, &rows);
    command_read_end(&c);
    if (ok)
        return 0;
    if (c.fault.kind != FAULT_NONE)
        return command_fault(env, &c);
    fprintf(env->err, "counterpart: the output could not be written: %s.\n", strerror(errno));
    return 1;
}

int export_command(struct command_env *env)
{
    const char *name = option(env, "record"), *format = option(env, "format");
    const struct record *r = export_record(str_of(name));
    bool json = format && strcmp(format, "json") == 0;
    if (!r)
        return command_usage(env, "say --record account, contact, product, deal, touch or user");
    if (format && !json && strcmp(format, "csv") != 0)
        return command_usage(env, "--format is csv or json");
    if (!options_all_used(env))
        return 2;
    return export_to_stream(env, r, json ? EXPORT_JSON : EXPORT_CSV);
}
