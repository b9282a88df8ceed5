/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of the buyer, what is not, and what stands in his way. */
#include "alternative/alternative.h"
#include "frame/app.h"
#include "room/room_view.h"

bool room_known_fill(struct ctx *c, struct room_view *v)
{
    const struct deal *d = v->deal;
    if (may(c->viewer->roles, "fact", "read") && !fact_block_fill(c, d, &v->learnt))
        return false;
    v->knows = may(c->viewer->roles, "fact", "read");
    v->unknown = (struct unknown_block){ .deal_id = d->id };
    if (d->state == DEAL_OPEN && may(c->viewer->roles, "question", "read")
        && !unknown_block_fill(c, d->id, &v->unknown))
        return false;
    return !may(c->viewer->roles, "approval", "read")
           || (approval_block_fill(c, d, &v->asked) && consult_block_fill(c, d, &v->consults)
               && cadence_block_fill(c, d, &v->cadence));
}

/* ---- in the timeline ---- */

/* The row behind an entry; one that is gone says nothing. */
static bool row_of(struct ctx *c, const struct entry *e, const char *name, const struct record *r,
                   void *row, bool *found)
{
    int64_t id;
    *found = false;
    if (!entry_number(c, e, name, &id))
        return false;
    if (!id)
        return true;
    *found = record_get_any(c, r, id, row);
    if (c->fault.kind == FAULT_NOT_FOUND)
        fault_clear(c);
    return !failed(c);
}

static bool fact_say(struct ctx *c, const struct entry *e, struct room_item *item)
{
    struct fact f;
    bool found;
    if (!row_of(c, e, "fact_id", &fact_record, &f, &found))
        return false;
    if (found && f.value.n)
        item->details = arena_printf(c->arena, "%.*s: %.*s (%s)",
                                     STR_FMT(fact_label(c->arena, f.name)), STR_FMT(f.value),
                                     provenance_words[f.provenance].label);
    item->buyer = found && !f.user_id;
    return true;
}

static bool change_say(struct ctx *c, const struct entry *e, struct room_item *item)
{
    struct change_event k;
    bool found;
    if (!row_of(c, e, "change_id", &change_record, &k, &found))
        return false;
    if (found && k.new_value.n)
        item->details = arena_printf(c->arena, "%s: %.*s%s%.*s", change_kind_words[k.kind].label,
                                     STR_FMT(k.old_value), k.old_value.n ? " → " : "",
                                     STR_FMT(k.new_value));
    item->buyer = found && !k.user_id;
    return true;
}

static bool alternative_say(struct ctx *c, const struct entry *e, struct room_item *item)
{
    struct alternative a;
    struct buf b;
    bool found;
    if (!row_of(c, e, "alternative_id", &alternative_record, &a, &found) || !found)
        return !failed(c);
    buf_init(&b, c->arena, 1000);
    buf_add(&b, a.who.n ? a.who : STR("Elsewhere"));
    if (a.days != INT_NONE)
        buf_printf(&b, ", within %lld days", (long long)a.days);
    if (money_is(a.price)) {
        buf_lit(&b, ", at ");
        buf_money(&b, a.price);
    }
    item->details = buf_str(&b);
    item->buyer = !a.user_id;
    return true;
}

static bool roadblock_say(struct ctx *c, const struct entry *e, struct room_item *item)
{
    struct roadblock r;
    bool found;
    if (!row_of(c, e, "roadblock_id", &roadblock_record, &r, &found))
        return false;
    if (found)
        item->details = str_is(e->kind, "answered") ? r.answer : r.what;
    return true;
}

bool room_known_say(struct ctx *c, const struct entry *e, struct room_item *item)
{
    if (str_is(e->kind, "fact"))
        return fact_say(c, e, item);
    if (str_is(e->kind, "alternative"))
        return alternative_say(c, e, item);
    if (str_is(e->kind, "changed_there"))
        return change_say(c, e, item);
    if (str_is(e->kind, "roadblock") || str_is(e->kind, "answered"))
        return roadblock_say(c, e, item);
    return true;
}
