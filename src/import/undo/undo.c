/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"
#include "frame/people.h"
#include "import/run/run.h"
#include "import/undo/undo.h"

#define SLICE_US 25000
#define SLICE_ARENA ((size_t)256 << 20)
#define STEPS_AT_ONCE 200

struct undoing {
    struct store *store;
    int64_t import_id, user_id;
    bool done;
};

/* As who asked for it, with eyes for all that the import touched: the right was asked before. */
static bool viewer_undo(struct ctx *c, int64_t user_id)
{
    struct viewer *v = arena_new(c->arena, struct viewer);
    const struct viewer *who;
    if (!viewer_make(c, user_id, "undo", &who))
        return false;
    *v = *who;
    v->sees_all = true;
    c->viewer = v;
    return true;
}

static bool steps_do(struct ctx *c, const struct undoing *u, const struct undo_steps *steps,
                     struct undo_state *state)
{
    int64_t began = monotonic_us();
    for (size_t i = 0; i < steps->n && monotonic_us() - began < SLICE_US; i++) {
        if (!undo_entry(c, u->import_id, &steps->p[i], state))
            return failed(c) ? false : broken(c, "an undo failed without a fault");
        state->next = steps->p[i].entry_id;
    }
    return true;
}

static bool slice_job(struct ctx *c, void *arg)
{
    struct undoing *u = arg;
    struct undo_steps steps;
    struct undo_state state;
    if (!viewer_undo(c, u->user_id) || !undo_state_read(c, u->import_id, &state)
        || !undo_steps_read(c, u->import_id, state.next, STEPS_AT_ONCE, &steps)
        || !steps_do(c, u, &steps, &state))
        return false;
    u->done = steps.n == 0;
    return undo_state_write(c, u->import_id, &state) && (!u->done || undo_end(c, u->import_id));
}

static void hand_over(struct ctx *to, const struct ctx *from)
{
    fail(to, from->fault.kind, from->fault.code, arena_str(to->arena, from->fault.detail));
    to->fault.log = arena_str(to->arena, from->fault.log);
}

bool undo_run(struct store *store, struct ctx *c, int64_t import_id, int64_t user_id)
{
    struct undoing u = { .store = store, .import_id = import_id, .user_id = user_id };
    struct arena arena;
    bool ok = true;
    arena_init(&arena, SLICE_ARENA);
    while (ok && !u.done) {
        struct ctx slice = { .arena = &arena, .viewer = c->viewer };
        ok = import_stopping()
                 ? fail(&slice, FAULT_BUSY, "stopped",
                        STR("The undo was stopped. Ask for it again, and it goes on."))
                 : writer_call(store, &slice, slice_job, &u);
        if (!ok)
            hand_over(c, &slice);
        arena_reset(&arena);
    }
    arena_release(&arena);
    return ok;
}
