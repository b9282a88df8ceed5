/* SPDX-License-Identifier: Apache-2.0 */
#include "account/account.h"
#include "contact/contact.h"
#include "frame/history.h"
#include "frame/org.h"
#include "frame/removed.h"
#include "import/row/row.h"
#include "import/undo/undo.h"
#include "product/product.h"
#include "touch/touch.h"
#include "user/user.h"

struct one {
    struct ctx *c;
    int64_t import_id;
    const struct undo_step *step;
    const struct record *r;
    const struct subject *subject;
    void *row; /* as it stands */
    struct undo_state *counts;
};

static const struct field *field(const struct record *r, const char *name)
{
    return field_named(r, str_of(name));
}

static void *at(void *row, const struct field *f)
{
    return (char *)row + f->offset;
}

/* ---- what stays, and why ---- */

static struct str title_of(const struct one *o)
{
    const struct field *f = o->r->title ? field(o->r, o->r->title) : NULL;
    return f ? *(const struct str *)at(o->row, f) : STR_NONE;
}

static bool keep(struct one *o, const char *field_label, const char *code, struct str sentence)
{
    struct kept_row k = { .record = o->step->record,
                          .record_id = o->step->record_id,
                          .title = title_of(o),
                          .field = str_of(field_label),
                          .code = str_of(code),
                          .sentence = sentence };
    o->counts->kept++;
    return import_kept_add(o->c, o->import_id, &k);
}

/* A rule said no, before it wrote anything. */
static bool keep_refused(struct one *o)
{
    struct ctx *c = o->c;
    enum fault_kind kind = c->fault.kind;
    if (kind != FAULT_BAD_INPUT && kind != FAULT_REFUSED && kind != FAULT_CONFLICT
        && kind != FAULT_NOT_FOUND)
        return false;
    struct str sentence = c->fault.fields ? c->fault.fields->sentence : c->fault.detail;
    fault_clear(c);
    return keep(o, "", "refused", sentence);
}

static bool row_is_there(struct one *o, bool *there)
{
    *there = record_get_any(o->c, o->r, o->step->record_id, o->row);
    if (!*there && o->c->fault.kind == FAULT_NOT_FOUND)
        fault_clear(o->c);
    return !failed(o->c);
}

/* ---- what it created ---- */

/* His name stands in history: a user is never taken out. */
static bool user_switch_off(struct one *o)
{
    const struct user *was = o->row;
    struct user now = *was;
    if (!was->active)
        return true;
    if (was->password.n)
        return keep(o, "", "signs_in", STR("Has a password by now."));
    now.active = false;
    if (!user_save(o->c, was, &now, STR_NONE))
        return keep_refused(o);
    o->counts->removed++;
    return true;
}

static bool take_out(struct one *o)
{
    if (o->r == &deal_record ? deal_remove(o->c, o->row) : recorded_remove(o->c, o->r, o->row)) {
        o->counts->removed++;
        return true;
    }
    return keep_refused(o);
}

/* Accounts and contacts below this one that the import made and nobody worked on go too, later:
 * what is below was made first. */
static bool detach_own(struct one *o)
{
    struct found_ids below;
    if (!o->subject->self)
        return true;
    const struct field *self = field(o->r, o->subject->self);
    if (!undo_below(o->c, o->import_id, o->r->name, o->step->record_id, &below))
        return false;
    for (size_t i = 0; i < below.n; i++) {
        void *was = arena_alloc(o->c->arena, o->r->size);
        void *now = arena_alloc(o->c->arena, o->r->size);
        if (!record_get_any(o->c, o->r, below.p[i], was))
            return false;
        memcpy(now, was, o->r->size);
        *(int64_t *)at(now, self) = 0;
        if (!o->subject->save(o->c, was, now))
            return false;
    }
    return true;
}

static bool created_undo(struct one *o)
{
    bool there, worked, used;
    if (!o->subject)
        return keep(o, "", "stays", STR("Stages are taken out where pipelines are set up."));
    if (!row_is_there(o, &there))
        return false;
    if (!there)
        return true;
    if (!undo_worked_on(o->c, o->import_id, o->step->record, o->step->record_id, &worked))
        return false;
    if (worked)
        return keep(o, "", "worked_on", STR("Somebody has worked on it since."));
    if (o->r == &user_record)
        return user_switch_off(o);
    if (!detach_own(o) || !undo_used(o->c, o->r->name, o->step->record_id, &used))
        return false;
    if (used)
        return keep(o, "", "still_used", STR("Something that stays refers to it."));
    return row_is_there(o, &there) && take_out(o);
}

static bool touch_undo(struct one *o, int64_t touch_id)
{
    struct touch t;
    bool used;
    if (!record_get_any(o->c, &touch_record, touch_id, &t)) {
        if (o->c->fault.kind == FAULT_NOT_FOUND)
            fault_clear(o->c);
        return !failed(o->c);
    }
    if (!undo_used(o->c, "touch", touch_id, &used))
        return false;
    if (used)
        return keep(o, "", "still_used", STR("What the buyer said in it was written down since."));
    if (!touch_remove(o->c, &t))
        return keep_refused(o);
    o->counts->removed++;
    return true;
}

/* ---- what it changed ---- */

/* What follows from other fields comes back with them. */
static bool is_derived(const struct field *f)
{
    static const char *const names[] = { "customer_since", "state", "value_base", "close_source",
                                         "last_touch", "last_heard", "buyer_stage" };
    for (size_t i = 0; i < COUNT(names); i++) {
        if (strcmp(f->name, names[i]) == 0)
            return true;
    }
    return false;
}

static bool change_undo(struct one *o, const struct entry_change *change, void *now, bool *any)
{
    const struct field *f = field_named(o->r, change->field);
    if (!f || is_derived(f) || f->flags & SECRET)
        return true;
    if (!str_same(field_plain(o->c->arena, f, o->row), change->new_text))
        return keep(o, f->label, "edited_since", STR("It has another value by now."));
    struct str currency =
        change->old_currency.n ? change->old_currency : str_of(org()->currency);
    if (!field_put(o->c, f, change->old_text, currency, now))
        return keep(o, f->label, "refused", STR("Its old value cannot be read any more."));
    *any = true;
    return true;
}

static bool changed_undo(struct one *o, const struct entry_changes *changes)
{
    void *now = arena_alloc(o->c->arena, o->r->size);
    bool there, any = false, ours;
    if (!o->subject || !o->subject->save)
        return true;
    if (!row_is_there(o, &there) || !undo_made_it(o->c, o->import_id, o->step, &ours))
        return false;
    if (!there || ours) /* what it created is taken out as a whole, or stays as a whole */
        return true;
    memcpy(now, o->row, o->r->size);
    for (size_t i = 0; i < changes->n; i++) {
        if (!change_undo(o, &changes->p[i], now, &any))
            return false;
    }
    if (any && !o->subject->save(o->c, o->row, now))
        return keep_refused(o);
    o->counts->restored += any;
    return true;
}

bool undo_entry(struct ctx *c, int64_t import_id, const struct undo_step *step,
                struct undo_state *counts)
{
    struct one o = { .c = c, .import_id = import_id, .step = step, .counts = counts };
    struct entry e = { .id = step->entry_id, .body = step->body };
    struct entry_changes changes;
    struct str why;
    int64_t touch_id;
    o.r = record_named(arena_cstr(c->arena, step->record));
    if (!o.r)
        return broken(c, "entry %lld is about no record", (long long)step->entry_id);
    o.subject = subject_of(o.r);
    o.row = arena_alloc(c->arena, o.r->size);
    record_init(o.r, o.row);
    if (!entry_parse(c, &e, &changes, &why, &touch_id))
        return false;
    if (str_is(step->kind, "imported"))
        return created_undo(&o);
    return touch_id ? touch_undo(&o, touch_id) : changed_undo(&o, &changes);
}
