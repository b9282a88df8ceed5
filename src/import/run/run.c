/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"
#include "base/text.h"
#include "frame/app.h"
#include "frame/people.h"
#include "import/run/run.h"

#define BATCH_ARENA ((size_t)256 << 20)
#define BATCH_ROWS 500
#define BATCH_BYTES ((size_t)1 << 20)
#define READER_KIB 4096

/* ---- lines in batches ---- */

struct batch {
    struct ctx *c;
    struct import_run *run;
    struct import_file *file;
    struct arena arena;
    struct csv_row rows[BATCH_ROWS];
    size_t n, bytes;
    bool after_head, enough;
};

static bool batch_do(struct batch *b)
{
    bool ok = slices_rows(b->run, b->c, b->file, b->rows, b->n);
    arena_reset(&b->arena);
    b->n = b->bytes = 0;
    return ok;
}

static bool batch_row(void *arg, const struct csv_row *row)
{
    struct batch *b = arg;
    if (!b->after_head)
        return b->after_head = true;
    b->enough = b->run->most && b->run->rows_done + (int64_t)b->n >= b->run->most;
    if (b->enough)
        return false;
    b->rows[b->n++] = row_copy(&b->arena, row);
    for (size_t i = 0; i < row->n; i++)
        b->bytes += row->cells[i].n;
    return (b->n < BATCH_ROWS && b->bytes < BATCH_BYTES) || batch_do(b);
}

static bool lines_do(struct import_run *run, struct ctx *c, struct import_file *file)
{
    struct batch *b = arena_new(run->arena, struct batch);
    *b = (struct batch){ .c = c, .run = run, .file = file };
    arena_init(&b->arena, BATCH_ARENA);
    bool ok = source_rows(c, &file->source, &file->format, batch_row, b) || b->enough;
    ok = ok && batch_do(b);
    arena_release(&b->arena);
    return ok && !failed(c);
}

/* ---- links within the file ---- */

struct own_scan {
    struct arena *scratch;
    struct import_file *file;
    bool after_head;
};

static void own_cell(struct own_scan *scan, const struct field *f, struct str text, size_t line)
{
    struct import_file *file = scan->file;
    struct str folded = fold(scan->scratch, text);
    const char *title = file->map.record->title;
    if (strcmp(f->name, "outside_id") == 0)
        names_put(&file->own, text, (int64_t)line);
    if (title && strcmp(f->name, title) == 0)
        names_put(&file->own, arena_printf(scan->scratch, " %.*s", STR_FMT(folded)), (int64_t)line);
    if (strcmp(f->name, file->subject->self) == 0)
        names_put(&file->above, folded, (int64_t)line);
}

static bool own_row(void *arg, const struct csv_row *row)
{
    struct own_scan *scan = arg;
    struct arena_mark mark = arena_mark(scan->scratch);
    for (size_t i = 0; scan->after_head && i < row->n && i < scan->file->map.n; i++) {
        const struct field *f = scan->file->map.p[i].field;
        struct str text = str_trim(row->cells[i]);
        if (f && text.n)
            own_cell(scan, f, text, row->line);
    }
    scan->after_head = true;
    arena_rewind(scan->scratch, mark);
    return true;
}

/* Which names the file itself has, so that a link to one of them can wait for it. */
static bool own_names(struct import_run *run, struct ctx *c, struct import_file *file)
{
    struct arena scratch;
    names_init(&file->own, run->arena);
    names_init(&file->above, run->arena);
    if (!file->subject->self || !map_has(&file->map, file->subject->self))
        return true;
    arena_init(&scratch, BATCH_ARENA);
    struct own_scan scan = { .scratch = &scratch, .file = file };
    bool ok = source_rows(c, &file->source, &file->format, own_row, &scan);
    arena_release(&scratch);
    return ok;
}

static bool file_do(struct import_run *run, struct ctx *c, struct import_file *file)
{
    if (!file->subject)
        return true;
    bool ok = own_names(run, c, file) && lines_do(run, c, file) && slices_links(run, c, file);
    id_lines_release(&file->touched);
    return ok;
}

/* ---- the whole ---- */

static bool clear_job(struct ctx *c, void *arg)
{
    struct import_run *run = arg;
    return import_counts_clear(c, run->import_id)
           && (run->dry || import_range_begin(c, run->import_id, &run->range_id));
}

struct run_end {
    const struct import_run *run;
    int state;
    struct str message;
};

static bool finish_job(struct ctx *c, void *arg)
{
    const struct run_end *e = arg;
    return import_finish(c, e->run->import_id, e->state, e->message);
}

static bool stages_job(struct ctx *c, void *arg)
{
    struct import_run *run = arg;
    for (size_t i = 0; i < run->n_files; i++) {
        struct import_file *file = &run->files[i];
        if (file->subject && !file->refused && !fates_make(c, &file->stages))
            return false;
    }
    return true;
}

static bool rights_find(struct import_run *run, struct ctx *c)
{
    const struct viewer *v;
    if (!db_read_begin(c, 0))
        return false;
    bool ok = viewer_make(c, run->user_id, "import", &v);
    for (size_t i = 0; ok && i < run->n_files; i++) {
        const struct record *r = run->files[i].map.record;
        run->files[i].refused = r && !may(v->roles, r->name, "create");
    }
    db_read_end(c);
    return ok;
}

static bool files_do(struct import_run *run, struct ctx *c)
{
    if (!rights_find(run, c) || !writer_call(run->store, c, clear_job, run))
        return false;
    if (!run->dry && !writer_call(run->store, c, stages_job, run))
        return false;
    for (size_t i = 0; i < run->n_files; i++) {
        if (!file_do(run, c, &run->files[i]))
            return false;
    }
    return true;
}

static bool ended(struct import_run *run, struct ctx *c, int state, struct str message)
{
    struct ctx end = { .arena = c->arena, .viewer = c->viewer, .now = c->now };
    struct run_end e = { run, state, message };
    return writer_call(run->store, &end, finish_job, &e);
}

bool run_fail(struct import_run *run, struct ctx *c)
{
    if (!ended(run, c, IMPORT_FAILED, c->fault.detail))
        log_error("import %lld could not be marked as failed", (long long)run->import_id);
    return false;
}

bool run_all(struct import_run *run, struct ctx *c)
{
    struct db *before = c->db;
    c->db = store_reader(run->store, READER_KIB);
    if (!c->db)
        return broken(c, "no reader for an import");
    bool ok = files_do(run, c);
    db_close(c->db);
    c->db = before;
    if (run->dry || (!ok && c->fault.kind == FAULT_BUSY))
        return ok;
    if (!ok)
        return run_fail(run, c);
    return (ended(run, c, IMPORT_DONE, STR_NONE) && run_drop_bytes(run->store, c, run->import_id))
           || broken(c, "an import could not be marked as done");
}
