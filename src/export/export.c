/* SPDX-License-Identifier: Apache-2.0 */
#include "export/export.h"
#include "command.h"

#define PIECE_MAX ((size_t)64 << 20) /* 200 rows of the longest texts */
#define NEXT_MAX ((size_t)64 << 10)

const struct record *export_record(struct str name)
{
    static const char *const records[] = { "user", "product", "account",
                                           "contact", "deal", "touch" };
    for (size_t i = 0; i < COUNT(records); i++) {
        if (str_is(name, records[i]))
            return record_named(records[i]);
    }
    return NULL;
}

static struct str end_of(enum export_format format)
{
    return format == EXPORT_JSON ? STR("]\n") : STR_NONE;
}

struct exporting {
    const struct record *r;
    enum export_format format;
    const struct export_list *list; /* NULL: all of it */
    bool (*write)(void *arg, struct str piece);
    void *arg;
    int64_t *rows;
};

static bool is_narrow(const struct exporting *e)
{
    return e->list && e->list->n_columns;
}

static void rows_add(struct ctx *c, struct buf *b, const struct exporting *e,
                     const struct list_page *page)
{
    for (size_t i = 0; i < page->n; i++) {
        const void *row = (const char *)page->rows + i * e->r->size;
        if (e->format == EXPORT_CSV && is_narrow(e)) {
            record_csv_some_row(c, b, e->r, e->list->columns, e->list->n_columns, row);
            continue;
        }
        if (e->format == EXPORT_CSV) {
            record_csv_row(b, e->r, row);
            continue;
        }
        if (*e->rows + (int64_t)i > 0)
            buf_lit(b, ",\n");
        record_json(b, e->r, row);
    }
}

static bool head_write(struct ctx *c, const struct exporting *e)
{
    struct buf b;
    buf_init(&b, c->arena, 1 << 16);
    if (e->format == EXPORT_CSV && is_narrow(e))
        record_csv_some_head(&b, e->r, e->list->columns, e->list->n_columns);
    else if (e->format == EXPORT_CSV)
        record_csv_head(&b, e->r);
    else
        buf_char(&b, '[');
    return e->write(e->arg, buf_str(&b));
}

/* One page of rows, behind the one that `next` ends; *next then names its own end. */
static bool page_write(struct ctx *c, const struct exporting *e, struct buf *next)
{
    struct list_query lq = { .sort = field_named(e->r, STR("id")) };
    if (e->list)
        lq = e->list->query;
    lq.limit = LIST_LIMIT;
    lq.counted = false;
    if (next->n && !list_query_after(c, e->r, buf_str(next), &lq))
        return false;
    struct list_page page;
    struct buf b;
    buf_init(&b, c->arena, PIECE_MAX);
    if (!record_list(c, e->r, &lq, &page))
        return false;
    rows_add(c, &b, e, &page);
    *e->rows += (int64_t)page.n;
    next->n = 0;
    buf_add(next, page.next);
    return e->write(e->arg, buf_str(&b));
}

static bool pages_write(struct ctx *c, const struct exporting *e, struct arena *lasting)
{
    struct buf next;
    buf_init(&next, lasting, NEXT_MAX);
    do {
        if (!page_write(c, e, &next))
            return false;
        arena_reset(c->arena);
    } while (next.n);
    return e->write(e->arg, end_of(e->format));
}

bool export_all(struct ctx *c, const struct record *r, enum export_format format,
                bool (*write)(void *arg, struct str piece), void *arg, int64_t *rows)
{
    return export_rows(c, r, format, NULL, write, arg, rows);
}

bool export_rows(struct ctx *c, const struct record *r, enum export_format format,
                 const struct export_list *list, bool (*write)(void *arg, struct str piece),
                 void *arg, int64_t *rows)
{
    struct exporting e = { r, format, list, write, arg, rows };
    struct arena scratch; /* the caller may keep pieces in his own */
    struct ctx page = *c;
    *rows = 0;
    arena_init(&scratch, 2 * PIECE_MAX);
    page.arena = &scratch;
    bool ok = head_write(&page, &e) && pages_write(&page, &e, c->arena);
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
