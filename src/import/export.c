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

struct exporting {
    const struct record *r;
    enum export_format format;
    bool (*write)(void *arg, struct str piece);
    void *arg;
    int64_t *rows;
};

static bool head_write(struct ctx *c, const struct exporting *e)
{
    struct buf b;
    buf_init(&b, c->arena, 1 << 16);
    if (e->format == EXPORT_CSV)
        record_csv_head(&b, e->r);
    else
        buf_char(&b, '[');
    return e->write(e->arg, buf_str(&b));
}

/* One page of rows; lq goes on to the next. */
static bool page_write(struct ctx *c, const struct exporting *e, struct list_query *lq, bool *more)
{
    struct list_page page;
    struct buf b;
    buf_init(&b, c->arena, PIECE_MAX);
    if (!record_list(c, e->r, lq, &page))
        return false;
    rows_add(&b, e->r, e->format, &page, *e->rows);
    *e->rows += (int64_t)page.n;
    *more = page.next.n > 0;
    if (*more)
        after_set(lq, e->r, &page);
    return e->write(e->arg, buf_str(&b));
}

static bool pages_write(struct ctx *c, const struct exporting *e)
{
    struct list_query lq = { .sort = field_named(e->r, STR("id")), .limit = LIST_LIMIT };
    bool more = true;
    while (more) {
        if (!page_write(c, e, &lq, &more))
            return false;
        arena_reset(c->arena);
    }
    return e->write(e->arg, end_of(e->format));
}

bool export_all(struct ctx *c, const struct record *r, enum export_format format,
                bool (*write)(void *arg, struct str piece), void *arg, int64_t *rows)
{
    struct exporting e = { r, format, write, arg, rows };
    struct arena scratch; /* the caller may keep pieces in his own */
    struct ctx page = *c;
    *rows = 0;
    arena_init(&scratch, 2 * PIECE_MAX);
    page.arena = &scratch;
    bool ok = head_write(&page, &e) && pages_write(&page, &e);
    if (failed(&page))
        fail(c, page.fault.kind, page.fault.code, arena_str(c->arena, page.fault.detail));
    arena_release(&scratch);
    return ok;
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
