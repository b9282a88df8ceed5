/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"
#include "export/export.h"
#include "export/export_store.h"
#include "frame/columns.h"
#include "frame/openapi.h"

#define RECORDS "user product account contact deal touch"
#define FILE_MAX ((size_t)24 << 20) /* larger ones come from the command */

struct taken {
    struct buf file;
    const struct record *record;
    struct export_list list;
    bool narrowed; /* the list, not all */
    int64_t rows;
};

static bool to_buf(void *arg, struct str piece)
{
    struct taken *t = arg;
    buf_add(&t->file, piece);
    return !t->file.full;
}

static bool read_all(struct req *q, struct taken *t, enum export_format format)
{
    struct ctx *c = &q->c;
    if (!own_read_begin(q))
        return false;
    bool ok = export_rows(c, t->record, format, t->narrowed ? &t->list : NULL, to_buf, t,
                          &t->rows);
    own_read_end(q);
    if (t->file.full)
        return fail(c, FAULT_TOO_LARGE, "too_large",
                    STR("This is too much for one answer. Ask your administrator to run "
                        "counterpart export."));
    return ok;
}

static bool log_job(struct ctx *c, void *arg)
{
    const struct taken *t = arg;
    return export_log_add(c, t->record->name, t->rows);
}

/* What stands in the address of a list: that list with its columns; else all there is. */
static bool list_read(struct req *q, struct taken *t)
{
    struct ctx *c = &q->c;
    struct column_choice *columns = arena_new(c->arena, struct column_choice);
    struct input asked = { 0 };
    for (size_t i = 0; i < q->query.n; i++) {
        const struct input_item *item = &q->query.items[i];
        bool any = str_is(item->text, "any")
                   && (str_is(item->name, "state") || str_is(item->name, "pipeline_id"));
        q->query.items[i].used |= any;
        if (!any && item->text.n && !str_starts(item->name, STR("_")) && !item->used)
            input_add(c->arena, &asked, item->name, item->text, INPUT_TEXT);
    }
    if (!asked.n)
        return true;
    t->narrowed = true;
    bool good = list_query_read(c, t->record, &asked, &t->list.query)
                && columns_read(c, t->record, &asked, NULL, columns);
    if (columns->chosen) {
        t->list.columns = columns->p;
        t->list.n_columns = columns->n;
    }
    for (size_t i = 0; i < q->query.n; i++)
        q->query.items[i].used = true;
    return input_all_used(c, &asked) && good;
}

/* Nothing leaves before it is written down who takes it. */
static bool export_file(struct req *q)
{
    struct ctx *c = &q->c;
    struct str format = input_text(&q->query, "format");
    bool json = str_is(format, "json");
    struct taken t = { .record = export_record(q->words[0]) };
    if (!t.record)
        return fail(c, FAULT_NOT_FOUND, "not_found", STR("This cannot be exported."));
    if (format.n && !json && !str_is(format, "csv"))
        bad_field(c, STR("format"), "Choose csv or json.");
    if (failed(c) || !own_read_begin(q))
        return false;
    bool good = list_read(q, &t);
    own_read_end(q);
    req_input_all_used(q);
    if (!good || failed(c))
        return false;
    buf_init(&t.file, c->arena, FILE_MAX);
    if (!read_all(q, &t, json ? EXPORT_JSON : EXPORT_CSV)
        || !writer_call(q->store, c, log_job, &t))
        return false;
    log_info("user %lld exported %lld rows of %s", (long long)c->viewer->id, (long long)t.rows,
             t.record->name);
    return answer_file(q, json ? "application/json" : "text/csv; charset=utf-8",
                       arena_printf(c->arena, "%s.%s", t.record->plural, json ? "json" : "csv"),
                       buf_str(&t.file));
}

/* clang-format off */
static const struct shape query[] = {
    { "format", SHAPE_WORD, OPTIONAL, .words = "csv json" },
    { "columns", SHAPE_TEXT, OPTIONAL, .about = "Of the CSV; filters and sort may be said too." }, { 0 },
};
static const struct shape answer[] = { { .kind = SHAPE_LIST, .words = RECORDS }, { 0 } };
static const struct api export_api = {
    "Export all rows that one sees", query, NULL, answer, .also = "text/csv", .word = "record", .words = RECORDS,
};

static const struct route routes[] = {
    { METHOD_GET, "/export/{word}", export_file, OWN, PAGE | API, { "export", "read" }, "S2-30", 0, &export_api },
};
static const struct grant grants[] = {
    { "export", "read", ROLE_MANAGER | ROLE_ADMINISTRATOR },
};
/* clang-format on */

const struct slice export_slice = {
    .name = "export",
    TABLE(routes, routes),
    TABLE(grants, grants),
};
