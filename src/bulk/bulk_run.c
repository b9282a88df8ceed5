/* SPDX-License-Identifier: Apache-2.0 */
/* Rows in groups: each row is a job of its own, with its own savepoint, and a group is what the
 * writer takes at once. People's writes stand between two groups. */
#include <pthread.h>

#include "base/log.h"
#include "bulk/bulk_run.h"
#include "bulk/bulk_store.h"
#include "frame/app.h"
#include "frame/app_store.h"
#include "frame/people.h"

#define GROUP 16
#define ROW_ARENA ((size_t)64 << 20)
#define TRIES 5
#define STORED_AT_ONCE 200
#define FORGET_MS (INT64_C(7) * 86400000)

/* ---- one group ---- */

struct group;
struct row_job {
    struct job job; /* first: done() finds the row by it */
    struct ctx c;
    struct arena arena;
    struct group *group;
    struct bulk_row *row;
    struct bulk_row result; /* what was found; *row when the group is done */
    bool tried;             /* a dry one: it went through and was put back */
};
struct group {
    struct bulk_run *run;
    struct row_job rows[GROUP];
    size_t n, left;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
};

static bool may_edit(struct ctx *c, const struct record *r)
{
    return may(c->viewer->roles, r->name, "edit")
           || fail(c, FAULT_NOT_ALLOWED, "not_allowed", STR("Your role may not change this."));
}

static bool row_run(struct ctx *c, void *arg)
{
    struct row_job *j = arg;
    const struct bulk_run *run = j->group->run;
    const struct bulk *b = run->order.bulk;
    j->result = *j->row;
    j->tried = false;
    if (!viewer_make(c, b->user_id, arena_cstr(c->arena, b->door), &c->viewer)
        || !may_edit(c, run->order.pages->record) || !bulk_row_do(c, &run->order, &j->result))
        return false;
    if (!run->dry)
        return bulk_row_settle(c, b->id, &j->result);
    j->tried = true;
    return fail(c, FAULT_CONFLICT, "tried", STR("This was only tried."));
}

static bool row_refused(struct ctx *c, void *arg)
{
    const struct row_job *j = arg;
    struct str path = arena_printf(c->arena, "/bulk/%lld",
                                   (long long)j->group->run->order.bulk->id);
    return j->group->run->dry || refusal_insert(c, c->fault.code, c->fault.subject, path);
}

static void row_done(struct job *job)
{
    struct group *g = ((struct row_job *)job)->group;
    pthread_mutex_lock(&g->mutex);
    if (--g->left == 0)
        pthread_cond_signal(&g->wake);
    pthread_mutex_unlock(&g->mutex);
}

static void group_wait(struct group *g)
{
    pthread_mutex_lock(&g->mutex);
    while (g->left)
        pthread_cond_wait(&g->wake, &g->mutex);
    pthread_mutex_unlock(&g->mutex);
}

static void row_start(struct group *g, struct row_job *j)
{
    arena_reset(&j->arena);
    j->c = (struct ctx){ .arena = &j->arena, .viewer = &viewer_system };
    j->job = (struct job){
        .c = &j->c, .run = row_run, .refused = row_refused, .done = row_done, .arg = j
    };
    writer_submit(g->run->store, &j->job);
}

/* Not the row's own fault: the whole run ends, and the row waits for another. */
static bool is_ours(enum fault_kind kind)
{
    return kind == FAULT_BUSY || kind == FAULT_TOO_SLOW || kind == FAULT_FULL
           || kind == FAULT_BROKEN || kind == FAULT_SIGN_IN;
}

static void group_try(struct group *g)
{
    bool todo[GROUP];
    for (size_t i = 0; i < g->n; i++)
        todo[i] = true;
    for (int tries = 0; tries < TRIES; tries++) {
        g->left = 0;
        for (size_t i = 0; i < g->n; i++)
            g->left += todo[i];
        if (!g->left)
            return;
        for (size_t i = 0; i < g->n; i++) {
            if (todo[i])
                row_start(g, &g->rows[i]);
        }
        group_wait(g);
        for (size_t i = 0; i < g->n; i++)
            todo[i] = todo[i] && fault_tried_again(g->rows[i].c.fault.kind);
    }
}

/* "Value: Give the value it was won for." */
static struct str sentence_of(struct arena *a, const struct fault *f)
{
    return arena_str(a, f->fields ? f->fields->sentence : f->detail);
}

/* What became of the row, in memory that lasts. False: the run ends. */
static bool row_take(struct bulk_run *run, struct ctx *c, struct row_job *j)
{
    const struct fault *f = &j->c.fault;
    if (j->job.ok || j->tried) {
        *j->row = j->result;
        return true;
    }
    if (is_ours(f->kind)) {
        fail(c, f->kind, f->code, arena_str(c->arena, f->detail));
        c->fault.log = arena_str(c->arena, f->log);
        return false;
    }
    j->row->state = BULK_REFUSED;
    j->row->code = str_of(f->code); /* codes are literals */
    j->row->sentence = sentence_of(run->arena, f);
    return true;
}

struct settling {
    int64_t bulk_id;
    const struct bulk_row *p;
    size_t n;
    bool dry;
};

/* What was changed is kept with its result already; what only was tried goes on waiting. */
static bool settle_job(struct ctx *c, void *arg)
{
    const struct settling *s = arg;
    for (size_t i = 0; i < s->n; i++) {
        int state = s->p[i].state;
        bool settles = state == BULK_REFUSED || (s->dry && state == BULK_UNCHANGED);
        if (settles && !bulk_row_settle(c, s->bulk_id, &s->p[i]))
            return false;
    }
    return true;
}

static bool write_now(struct bulk_run *run, struct ctx *c, bool (*job)(struct ctx *, void *),
                      void *arg)
{
    struct ctx w = { .arena = c->arena, .viewer = c->viewer, .now = c->now };
    struct arena_mark mark = arena_mark(c->arena);
    bool ok = writer_call(run->store, &w, job, arg);
    if (!ok)
        return fail(c, w.fault.kind, w.fault.code, w.fault.detail);
    arena_rewind(c->arena, mark);
    return true;
}

static bool group_run(struct bulk_run *run, struct ctx *c, struct group *g, struct bulk_row *rows,
                      size_t n)
{
    bool ok = true;
    g->n = n;
    for (size_t i = 0; i < n; i++)
        g->rows[i].row = &rows[i];
    group_try(g);
    for (size_t i = 0; i < n; i++)
        ok &= row_take(run, c, &g->rows[i]);
    struct settling s = { run->order.bulk->id, rows, n, run->dry };
    return ok && write_now(run, c, settle_job, &s);
}

static struct group *group_new(struct bulk_run *run)
{
    struct group *g = arena_new(run->arena, struct group);
    g->run = run;
    pthread_mutex_init(&g->mutex, NULL);
    pthread_cond_init(&g->wake, NULL);
    for (size_t i = 0; i < GROUP; i++) {
        g->rows[i].group = g;
        arena_init(&g->rows[i].arena, ROW_ARENA);
    }
    return g;
}

static void group_free(struct group *g)
{
    for (size_t i = 0; i < GROUP; i++)
        arena_release(&g->rows[i].arena);
    pthread_cond_destroy(&g->wake);
    pthread_mutex_destroy(&g->mutex);
}

bool bulk_run_rows(struct bulk_run *run, struct ctx *c, struct bulk_rows *rows)
{
    struct group *g = group_new(run);
    bool ok = true;
    for (size_t i = 0; ok && i < rows->n; i += GROUP) {
        size_t n = rows->n - i < GROUP ? rows->n - i : GROUP;
        ok = (!run->stopping || !run->stopping())
             && group_run(run, c, g, rows->p + i, n);
    }
    group_free(g);
    return ok || failed(c) ? ok
                           : fail(c, FAULT_BUSY, "stopped",
                                  STR("This was stopped. It can go on where it was."));
}

/* ---- a new one, tried ---- */

struct storing {
    struct bulk *bulk;
    struct bulk_rows *rows;
    size_t from, n;
};

static bool bulk_job(struct ctx *c, void *arg)
{
    const struct storing *s = arg;
    return bulk_may(c, s->rows->n)
           && bulk_forget(c, (struct instant){ c->now.ms - FORGET_MS })
           && record_insert(c, &bulk_record, s->bulk);
}

static bool bulk_refused(struct ctx *c, void *arg UNUSED)
{
    return refusal_insert(c, c->fault.code, c->fault.subject, STR("/bulk"));
}

static bool rows_job(struct ctx *c, void *arg)
{
    const struct storing *s = arg;
    for (size_t i = s->from; i < s->from + s->n; i++) {
        if (!bulk_row_insert(c, s->bulk->id, &s->rows->p[i]))
            return false;
    }
    return true;
}

/* The version that the preview sees, 0 for what is not there: its try says so. */
static bool versions_read(struct ctx *c, const struct bulk_order *o, struct bulk_rows *rows)
{
    void *row = arena_alloc(c->arena, o->pages->record->size);
    for (size_t i = 0; i < rows->n; i++) {
        struct arena_mark mark = arena_mark(c->arena);
        bool there = record_get(c, o->pages->record, rows->p[i].record_id, row);
        if (!there && c->fault.kind != FAULT_NOT_FOUND)
            return false;
        rows->p[i].seen = there ? record_version(o->pages->record, row) : 0;
        rows->p[i].place = (int64_t)i + 1;
        fault_clear(c);
        arena_rewind(c->arena, mark);
    }
    return true;
}

static bool store_all(struct bulk_run *run, struct ctx *c, struct bulk *b, struct bulk_rows *rows)
{
    struct storing s = { .bulk = b, .rows = rows };
    if (!writer_call_refusing(run->store, c, bulk_job, bulk_refused, &s))
        return false;
    for (; s.from < rows->n; s.from += s.n) {
        s.n = rows->n - s.from < STORED_AT_ONCE ? rows->n - s.from : STORED_AT_ONCE;
        if (!write_now(run, c, rows_job, &s))
            return false;
    }
    return true;
}

bool bulk_make(struct ctx *c, struct store *store, struct bulk *b, struct bulk_rows *rows)
{
    struct bulk_run run = { .store = store, .arena = c->arena, .dry = true };
    struct db *reader = store_reader(store, 256), *before = c->db;
    if (!reader)
        return broken(c, "no reader for a bulk edit");
    c->db = reader;
    bool ok = bulk_order_of(c, b, &run.order) && db_read_begin(c, 0);
    if (ok) {
        ok = versions_read(c, &run.order, rows);
        db_read_end(c);
    }
    db_close(reader);
    c->db = before;
    return ok && store_all(&run, c, b, rows) && bulk_run_rows(&run, c, rows);
}
