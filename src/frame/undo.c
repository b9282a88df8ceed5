/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/org.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "frame/record_pages.h"

#define HOUR_MS INT64_C(3600000)
#define PAGE_ENTRIES 50

/* clang-format off */
const struct policy undo_hours = {
    "undo_hours", "Hours within which one may take back a change of one's own", "hours", 24, 1, 720, "X-03",
};
const struct gate edited_since = {
    "edited_since", "This was changed again since.",
    { "Look at what it is now, and change it by hand if it should be otherwise." }, "X-03", false,
};
const struct gate undo_too_late = {
    "undo_too_late", "This change is too old to be taken back.",
    { "Change it by hand; history keeps both." }, "X-03", false,
};
/* clang-format on */

static bool is_changed(const struct entry *e)
{
    return str_is(e->kind, "changed");
}

static bool is_recent(struct ctx *c, const struct entry *e)
{
    return c->now.ms - e->entered.ms <= policy_value(c, &undo_hours) * HOUR_MS;
}

/* What only follows from other fields comes back with them. */
static bool is_said(const struct record *r, const struct entry_change *change)
{
    const struct field *f = field_named(r, change->field);
    return f && !(f->flags & (COMPUTED | SECRET));
}

static bool says_something(const struct record *r, const struct entry_changes *changes)
{
    for (size_t i = 0; i < changes->n; i++) {
        if (is_said(r, &changes->p[i]))
            return true;
    }
    return false;
}

static bool parse(struct ctx *c, const struct entry *e, struct entry_changes *changes)
{
    struct str why;
    int64_t touch;
    return entry_parse(c, e, changes, &why, &touch);
}

bool undo_offered(struct ctx *c, const struct record *r, const struct entries *e,
                  struct undo_offer *out)
{
    struct entry_changes changes;
    struct cause cause;
    size_t i = 0;
    while (i < e->n && !is_changed(&e->p[i]))
        i++;
    *out = (struct undo_offer){ 0 };
    if (i == e->n || e->p[i].user_id != c->viewer->id || !is_recent(c, &e->p[i]))
        return true;
    if (!parse(c, &e->p[i], &changes) || !entry_cause(c, &e->p[i], &cause))
        return false;
    if (says_something(r, &changes))
        *out = (struct undo_offer){ r->plural, e->p[i].record_id, e->p[i].seq, cause.undoes != 0 };
    return true;
}

/* ---- may it be taken back? ---- */

static bool none_such(struct ctx *c)
{
    return fail(c, FAULT_NOT_FOUND, "not_found", STR("There is no such change."));
}

static bool find(struct ctx *c, const struct record *r, int64_t id, int64_t seq,
                 struct entry *out)
{
    struct entries newest;
    bool found;
    if (seq)
        return history_entry(c, r->name, id, seq, out, &found)
               && ((found && is_changed(out)) || none_such(c));
    if (!history_read(c, r->name, id, STR("changed"), 0, 1, &newest))
        return false;
    if (!newest.n)
        return none_such(c);
    *out = newest.p[0];
    return true;
}

static bool is_his(struct ctx *c, const struct entry *e)
{
    if (e->user_id == c->viewer->id)
        return is_recent(c, e) || refuse(c, &undo_too_late, e->record_id);
    fail(c, FAULT_NOT_ALLOWED, "not_yours",
         arena_printf(c->arena, "This was changed by %.*s. You can take back what you did.",
                      STR_FMT(person_name(c, e->user_id))));
    c->fault.next[0] = STR("Change it by hand; history keeps both.");
    return false;
}

/* "Ben changed Value to $2 in the meantime." */
static bool refuse_edited(struct ctx *c, const struct entry *e, const struct entry_change *change)
{
    struct str shown = change->new_shown.n ? change->new_shown : STR("nothing");
    refuse(c, &edited_since, e->record_id);
    c->fault.detail = arena_printf(
        c->arena, "%.*s changed %.*s to %.*s in the meantime.",
        STR_FMT(e->user_id ? person_name(c, e->user_id) : STR("Counterpart")),
        STR_FMT(change->label), STR_FMT(shown));
    return false;
}

static const struct entry_change *change_of(const struct entry_changes *all, struct str field)
{
    for (size_t i = 0; i < all->n; i++) {
        if (str_same(all->p[i].field, field))
            return &all->p[i];
    }
    return NULL;
}

struct undoing {
    const struct record *r;
    struct entry entry;
    struct entry_changes changes;
};

static bool untouched_by(struct ctx *c, const struct undoing *u, const struct entry *later)
{
    struct entry_changes changes;
    struct cause cause;
    if (!entry_cause(c, later, &cause) || !parse(c, later, &changes))
        return false;
    if (cause.undoes == u->entry.seq)
        return fail(c, FAULT_CONFLICT, "already_undone", STR("This was taken back already."));
    for (size_t i = 0; i < u->changes.n; i++) {
        const struct entry_change *again = change_of(&changes, u->changes.p[i].field);
        if (again && is_said(u->r, again))
            return refuse_edited(c, later, again);
    }
    return true;
}

/* Back from the newest entry to this one. */
static bool untouched(struct ctx *c, const struct undoing *u)
{
    struct entries page = { .before = 0 };
    do {
        if (!history_read(c, u->r->name, u->entry.record_id, STR("changed"), page.before,
                          PAGE_ENTRIES, &page))
            return false;
        for (size_t i = 0; i < page.n; i++) {
            if (page.p[i].seq <= u->entry.seq)
                return true;
            if (!untouched_by(c, u, &page.p[i]))
                return false;
        }
    } while (page.before);
    return true;
}

/* ---- taking it back ---- */

/* What changed without an entry of its own, by a touch, is seen by its value. */
static bool still_stands(struct ctx *c, const struct undoing *u, const struct field *f,
                         const struct entry_change *change, const void *row)
{
    if (!is_said(u->r, change)
        || str_same(field_plain(c->arena, f, row), change->new_text))
        return true;
    refuse(c, &edited_since, u->entry.record_id);
    c->fault.detail =
        arena_printf(c->arena, "%s is %.*s now: it was changed in the meantime.", f->label,
                     STR_FMT(field_show(c, f, row)));
    return false;
}

static bool put_back(struct ctx *c, const struct undoing *u, const void *was, void *now)
{
    for (size_t i = 0; i < u->changes.n; i++) {
        const struct entry_change *change = &u->changes.p[i];
        const struct field *f = field_named(u->r, change->field);
        if (!f || f->flags & SECRET)
            continue;
        if (!still_stands(c, u, f, change, was))
            return false;
        /* Entries of before currencies were kept are in the organisation's. */
        struct str currency = change->old_currency.n ? change->old_currency
                                                     : str_of(org()->currency);
        if (!field_put(c, f, change->old_text, currency, now))
            return broken(c, "entry %lld: the old %s cannot be read", (long long)u->entry.id,
                          f->name);
    }
    return true;
}

static bool save_back(struct ctx *c, const struct record_pages *p, const struct undoing *u,
                      const void *was, void *now)
{
    struct cause cause = { .undoes = u->entry.seq };
    const struct cause *before = c->cause;
    if (before)
        cause.bulk_id = before->bulk_id;
    c->cause = &cause;
    bool ok = p->save(c, was, now, STR_NONE);
    c->cause = before;
    return ok;
}

bool undo_change(struct ctx *c, const struct record_pages *p, int64_t id, int64_t seq, void *now)
{
    struct undoing u = { .r = p->record };
    void *was = arena_alloc(c->arena, p->record->size);
    if (!find(c, u.r, id, seq, &u.entry) || !is_his(c, &u.entry)
        || !parse(c, &u.entry, &u.changes))
        return false;
    if (!says_something(u.r, &u.changes))
        return none_such(c);
    if (!untouched(c, &u) || !record_get_any(c, u.r, id, was))
        return false;
    memcpy(now, was, u.r->size);
    return put_back(c, &u, was, now) && (!p->restore || p->restore(c, was, now))
           && save_back(c, p, &u, was, now);
}
