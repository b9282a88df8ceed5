/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/asked.h"
#include "import/pages/import_view.h"
#include "import/run/run.h"

#define KEPT_LIMIT 200

static bool cannot_undo(struct ctx *c, struct str sentence)
{
    return import_conflict(c, "undo_not_possible", sentence,
                    STR("Change or close by hand what should not be there."));
}

static bool may_be_undone(struct ctx *c, const struct import *import)
{
    bool his = import->user_id == c->viewer->id || c->viewer->roles & ROLE_ADMINISTRATOR;
    if (!his)
        return fail(c, FAULT_NOT_ALLOWED, "not_allowed",
                    STR("Only who ran an import, or an administrator, undoes it."));
    if (import->state == IMPORT_READY)
        return cannot_undo(c, STR("Nothing of this import was written."));
    if (import->state == IMPORT_UNDONE)
        return cannot_undo(c, STR("This import is undone already."));
    if (import_is_going(import))
        return import_conflict(c, "already_running", STR("It is running, or being undone."),
                               STR("Look again in a moment."));
    return true;
}

struct undo_order {
    struct import import;
    bool any, moved;
};

static bool undo_job(struct ctx *c, void *arg)
{
    struct undo_order *o = arg;
    int from = o->import.state;
    o->any = o->moved = true;
    if (from == IMPORT_UNDOING) /* it was cut off, and goes on where it stood */
        return true;
    if (!import_state_move(c, o->import.id, from, IMPORT_UNDOING, &o->moved)
        || !undo_begin(c, o->import.id, &o->any))
        return false;
    if (!o->moved)
        return import_conflict(c, "already_running", STR("Somebody else was faster."),
                        STR("Look again in a moment."));
    return o->any
           || cannot_undo(c, STR("What this import wrote was not noted: it is too old, or it "
                                 "changed nothing."));
}

bool import_undo(struct req *q)
{
    struct ctx *c = &q->c;
    struct undo_order o;
    req_input_all_used(q);
    if (failed(c) || !own_read_begin(q))
        return false;
    bool seen = record_get(c, &import_record, q->ids[0], &o.import);
    own_read_end(q);
    if (!seen || !may_be_undone(c, &o.import))
        return false;
    if (!import_claim(o.import.id))
        return import_conflict(c, "import_running", STR("Another import is running."),
                        STR("Try again when it is done."));
    if (!writer_call(q->store, c, undo_job, &o)
        || !import_start(c, q->store, o.import.id, c->viewer->id, true)) {
        import_release();
        return false;
    }
    return import_answer(q, o.import.id, false);
}

bool import_kept_list(struct req *q)
{
    struct ctx *c = &q->c;
    struct import import;
    struct kept_rows *rows = arena_new(c->arena, struct kept_rows);
    int64_t after = 0;
    return asked_number(q, "after", 0, INT64_MAX, &after)
           && record_get(c, &import_record, q->ids[0], &import)
           && import_kept_read(c, import.id, after, KEPT_LIMIT, rows)
           && answer_view(q, NULL, import_kept_json, rows);
}
