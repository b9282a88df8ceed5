/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"
#include "base/text.h"
#include "frame/app.h"
#include "frame/people.h"
#include "import/run/run.h"

#define SLICE_US 40000
#define SLICE_ARENA ((size_t)256 << 20)
#define BATCH_ROWS 500
#define BATCH_BYTES ((size_t)1 << 20)
#define READER_KIB 4096
#define SAMPLE_ROWS 10
#define SAMPLE_CELL 100 /* bytes of a cell that are shown */
#define SAMPLE_MAX ((size_t)256 << 10)

void run_init(struct import_run *run, struct store *store, struct arena *a, int64_t user_id)
{
    *run = (struct import_run){ .store = store, .arena = a, .user_id = user_id };
    names_init(&run->planned, a);
    run->files = arena_array(a, struct import_file, FILES_MAX);
}

int64_t run_rows(const struct import_run *run)
{
    int64_t n = 0;
    for (size_t i = 0; i < run->n_files; i++)
        n += run->files[i].tally.rows;
    return n;
}

/* ---- files ---- */

struct scan {
    struct arena *arena;
    struct csv_row head;
    int64_t rows;
    struct buf sample;
};

static struct csv_row row_copy(struct arena *a, const struct csv_row *row)
{
    struct str *cells = arena_array(a, struct str, row->n);
    for (size_t i = 0; i < row->n; i++)
        cells[i] = arena_str(a, row->cells[i]);
    return (struct csv_row){ cells, row->n, row->line };
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

static bool scan_row(void *arg, const struct csv_row *row)
{
    struct scan *scan = arg;
    if (scan->head.n)
        scan->rows++;
    else
        scan->head = row_copy(scan->arena, row);
    if (scan->rows <= SAMPLE_ROWS)
        sample_row(&scan->sample, row);
    return true;
}

static bool bad_file(struct ctx *c, struct str filename, const char *why)
{
    return fail(c, FAULT_BAD_INPUT, "bad_file",
                arena_printf(c->arena, "%.*s: %s", STR_FMT(filename), why));
}

static bool file_scan(struct import_run *run, struct ctx *c, const struct import_file *file,
                      struct scan *scan)
{
    *scan = (struct scan){ .arena = run->arena };
    buf_init(&scan->sample, run->arena, SAMPLE_MAX);
    if (!csv_read(c, file->text, 0, scan_row, scan)) {
        c->fault.detail = arena_printf(c->arena, "%.*s: %.*s", STR_FMT(file->filename),
                                       STR_FMT(c->fault.detail));
        return false;
    }
    return scan->head.n || bad_file(c, file->filename, "There is nothing in this file.");
}

bool run_add(struct import_run *run, struct ctx *c, struct str filename, struct str text,
             struct str record, struct str mapping)
{
    struct scan scan;
    if (run->n_files == FILES_MAX)
        return bad_file(c, filename, "At most 20 files are imported at once.");
    struct import_file *file = &run->files[run->n_files];
    *file = (struct import_file){ .filename = arena_str(run->arena, filename), .text = text };
    if (!file_scan(run, c, file, &scan))
        return false;
    if (mapping.n)
        file->map = map_read(run->arena, record, &scan.head, mapping);
    else if (!preset_map(run->arena, run->preset, filename, &scan.head, &file->map))
        file->map = map_guess(run->arena, filename, record, &scan.head);
    file->subject = file->map.record ? subject_of(file->map.record) : NULL;
    file->tally.rows = scan.rows;
    file->sample = scan.sample.full ? STR_NONE : buf_str(&scan.sample);
    run->n_files++;
    return true;
}

static size_t place_of(const struct import_file *file)
{
    size_t i = 0;
    while (i < n_map_records
           && (!file->map.record || strcmp(file->map.record->name, map_records[i]) != 0))
        i++;
    return i;
}

static int by_place(const void *a, const void *b)
{
    const struct import_file *one = a, *other = b;
    size_t p = place_of(one), q = place_of(other);
    return p != q ? (p < q ? -1 : 1) : str_cmp(one->filename, other->filename);
}

void run_order(struct import_run *run)
{
    qsort(run->files, run->n_files, sizeof *run->files, by_place);
}

/* ---- storing and opening ---- */

struct storing {
    struct import_run *run;
    int state;
    bool bytes;
};

static bool store_job(struct ctx *c, void *arg)
{
    const struct storing *s = arg;
    struct import_run *run = s->run;
    struct import import;
    record_init(&import_record, &import);
    import.name = run->n_files == 1 ? run->files[0].filename
                                    : arena_printf(c->arena, "%zu files", run->n_files);
    import.user_id = run->user_id;
    import.preset = run->preset;
    import.state = s->state;
    import.list_price = run->list_price;
    import.rows_total = run_rows(run);
    import.rows_done = import.created_rows = import.updated_rows = 0;
    import.unchanged_rows = import.left_out_rows = import.problems = 0;
    if (!record_insert(c, &import_record, &import))
        return false;
    run->import_id = import.id;
    for (size_t i = 0; i < run->n_files; i++) {
        struct import_file *file = &run->files[i];
        struct stored_file stored = {
            .filename = file->filename,
            .record = str_of(file->map.record ? file->map.record->name : NULL),
            .mapping = map_text(c->arena, &file->map),
            .sample = file->sample,
            .tally = { .rows = file->tally.rows },
        };
        if (!import_file_insert(c, import.id, &stored, s->bytes ? file->text : STR("")))
            return false;
        file->id = stored.id;
    }
    return true;
}

bool run_store(struct import_run *run, struct ctx *c, int state, bool bytes)
{
    return writer_call(run->store, c, store_job, &(struct storing){ run, state, bytes });
}

bool run_open(struct import_run *run, struct ctx *c, const struct import *import)
{
    struct stored_files files;
    run->import_id = import->id;
    run->preset = arena_str(run->arena, import->preset);
    run->list_price = import->list_price;
    if (!import_files_read(c, import->id, &files))
        return false;
    for (size_t i = 0; i < files.n; i++) {
        const struct stored_file *f = &files.p[i];
        struct str bytes = STR_NONE;
        if (!import_file_bytes(c, f->id, &bytes)
            || !run_add(run, c, f->filename, bytes, f->record, f->mapping))
            return false;
        run->files[i].id = f->id;
    }
    return true;
}

/* ---- slices ---- */

/* Lines of one file, or links that were left for later. */
struct slice_work {
    struct import_run *run;
    struct import_file *file;
    const struct csv_row *rows;
    const struct later *later;
    size_t n, from, next;
    struct found found;
};

static bool slice_one(struct ctx *c, struct slice_work *s)
{
    struct csv_row line = { .line = s->later ? s->later[s->next].line : 0 };
    struct row_work w = { .c = c, .run = s->run, .file = s->file, .found = &s->found };
    w.row = s->later ? &line : &s->rows[s->next];
    return s->later ? later_do(&w, &s->later[s->next]) : row_do(&w);
}

static bool slice_rows(struct ctx *c, struct slice_work *s)
{
    int64_t began = monotonic_us();
    s->next = s->from;
    s->found = (struct found){ .arena = c->arena };
    if (!viewer_make(c, s->run->user_id, "import", &c->viewer))
        return false;
    while (s->next < s->n) {
        if (!slice_one(c, s))
            return failed(c) ? false : broken(c, "a line failed without a fault");
        s->next++;
        if (!s->run->dry && monotonic_us() - began > SLICE_US)
            break;
    }
    return true;
}

static void tally_add(struct tally *to, const struct tally *t)
{
    to->created += t->created;
    to->updated += t->updated;
    to->unchanged += t->unchanged;
    to->left_out += t->left_out;
    to->problems += t->problems;
}

static bool slice_store(struct ctx *c, void *arg)
{
    struct slice_work *s = arg;
    struct tally file = s->file->tally, all = s->run->tally;
    for (size_t i = 0; i < s->found.problems.n; i++) {
        if (!import_problem_add(c, s->run->import_id, s->file->filename, &s->found.problems.p[i]))
            return false;
    }
    tally_add(&file, &s->found.tally);
    tally_add(&all, &s->found.tally);
    return import_progress(c, s->run->import_id, s->file->id, &file, &all,
                           s->run->rows_done + s->found.tally.rows);
}

static bool slice_write(struct ctx *c, void *arg)
{
    return slice_rows(c, arg) && slice_store(c, arg);
}

/* What the slice found is true from here on. */
static void slice_keep(struct slice_work *s)
{
    struct import_file *file = s->file;
    struct arena *a = s->run->arena;
    for (size_t i = 0; i < s->found.touched.n; i++) {
        struct str key = arena_printf(s->found.arena, "%lld", (long long)s->found.touched.p[i].id);
        names_put(&file->touched, key, (int64_t)s->found.touched.p[i].line);
    }
    for (size_t i = 0; i < s->found.later.n; i++) {
        struct laters *all = &file->later;
        all->p = grown(a, all->p, all->n, &all->cap, sizeof *all->p);
        all->p[all->n] = s->found.later.p[i];
        all->p[all->n++].text = arena_str(a, s->found.later.p[i].text);
    }
    tally_add(&file->tally, &s->found.tally);
    tally_add(&s->run->tally, &s->found.tally);
    s->run->rows_done += s->found.tally.rows;
    s->from = s->next;
}

static bool dry_slice(struct ctx *c, struct slice_work *s)
{
    bool ok = db_read_begin(c, 0);
    if (!ok)
        return false;
    ok = slice_rows(c, s);
    db_read_end(c);
    return ok && writer_call(s->run->store, c, slice_store, s);
}

static bool goes_on(struct ctx *c, struct slice_work *s)
{
    struct import_run *run = s->run;
    bool on = !import_stopping()
              && (!run->progress || run->progress(run, s->file, run->progress_arg));
    return on
           || fail(c, FAULT_BUSY, "stopped", STR("The import was stopped. It can be run again."));
}

/* The fault moves from the slice's own context, whose memory ends, to the run's. */
static bool fault_hand_over(struct import_run *run, struct ctx *to, const struct ctx *from)
{
    const struct fault *f = &from->fault;
    fail(to, f->kind, f->code, arena_str(run->arena, f->detail));
    to->fault.log = arena_str(run->arena, f->log);
    return false;
}

static bool slices_do(struct ctx *c, struct slice_work *s)
{
    struct arena arena;
    bool ok = true;
    arena_init(&arena, SLICE_ARENA);
    while (ok && s->from < s->n) {
        struct ctx slice = { .arena = &arena, .viewer = c->viewer, .now = c->now, .db = c->db };
        ok = s->run->dry ? dry_slice(&slice, s)
                         : writer_call(s->run->store, &slice, slice_write, s);
        if (ok) {
            slice_keep(s);
            ok = goes_on(c, s);
        } else {
            fault_hand_over(s->run, c, &slice);
        }
        arena_reset(&arena);
    }
    arena_release(&arena);
    return ok;
}

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
    struct slice_work s = { .run = b->run, .file = b->file, .rows = b->rows, .n = b->n };
    bool ok = slices_do(b->c, &s);
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
    arena_init(&b->arena, SLICE_ARENA);
    bool ok = csv_read(c, file->text, 0, batch_row, b) || b->enough;
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
    names_init(&file->touched, run->arena);
    if (!file->subject->self || !map_has(&file->map, file->subject->self))
        return true;
    arena_init(&scratch, SLICE_ARENA);
    struct own_scan scan = { .scratch = &scratch, .file = file };
    bool ok = csv_read(c, file->text, 0, own_row, &scan);
    arena_release(&scratch);
    return ok;
}

static bool laters_do(struct import_run *run, struct ctx *c, struct import_file *file)
{
    struct slice_work s = { .run = run, .file = file, .later = file->later.p };
    s.n = file->later.n;
    return slices_do(c, &s);
}

static bool file_do(struct import_run *run, struct ctx *c, struct import_file *file)
{
    if (!file->subject)
        return true;
    return own_names(run, c, file) && lines_do(run, c, file) && laters_do(run, c, file);
}

/* ---- the whole ---- */

static bool clear_job(struct ctx *c, void *arg)
{
    return import_counts_clear(c, ((const struct import_run *)arg)->import_id);
}

struct ending {
    const struct import_run *run;
    int state;
    struct str message;
};

static bool finish_job(struct ctx *c, void *arg)
{
    const struct ending *e = arg;
    return import_finish(c, e->run->import_id, e->state, e->message)
           && (e->state != IMPORT_DONE || import_bytes_drop(c, e->run->import_id));
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
    for (size_t i = 0; i < run->n_files; i++) {
        if (!file_do(run, c, &run->files[i]))
            return false;
    }
    return true;
}

static bool ended(struct import_run *run, struct ctx *c, int state, struct str message)
{
    struct ctx end = { .arena = c->arena, .viewer = c->viewer, .now = c->now };
    struct ending e = { run, state, message };
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
    return ended(run, c, IMPORT_DONE, STR_NONE)
           || broken(c, "an import could not be marked as done");
}
