/* SPDX-License-Identifier: Apache-2.0 */
/* Rows go through in slices, each kept whole before the next begins: people work in between. */
#include "frame/people.h"
#include "import/run/run.h"

#define SLICE_US 25000 /* its commit belongs to the 50 ms that others wait at most */
#define SLICE_ARENA ((size_t)256 << 20)

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
    return (s->run->dry || import_range_reach(c, s->run->range_id))
           && import_progress(c, s->run->import_id, s->file->id, &file, &all,
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
        id_line_put(&file->touched, s->found.touched.p[i].id, s->found.touched.p[i].line);
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

bool slices_rows(struct import_run *run, struct ctx *c, struct import_file *file,
                 const struct csv_row *rows, size_t n)
{
    struct slice_work s = { .run = run, .file = file, .rows = rows, .n = n };
    return slices_do(c, &s);
}

bool slices_links(struct import_run *run, struct ctx *c, struct import_file *file)
{
    struct slice_work s = { .run = run, .file = file, .later = file->later.p };
    s.n = file->later.n;
    return slices_do(c, &s);
}
