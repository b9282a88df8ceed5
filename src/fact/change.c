/* SPDX-License-Identifier: Apache-2.0 */
/* Typed changes: what was, what is, who said so; nothing is overwritten (S2-13). */
#include "alert/alert.h"
#include "fact/fact.h"
#include "fact/fact_impl.h"
#include "fact/fact_store.h"
#include "frame/app.h"

/* clang-format off */
/* Each kind is also the name of the fact that holds its value. */
const struct word change_kind_words[] = {
    { "players", "Players" }, { "priorities", "Priorities" }, { "situation", "Situation" },
    { "timeline", "Timeline" }, { "requirements", "Requirements" }, { "budget", "Budget" }, { 0 },
};

static const struct field fields[] = {
    { F(change_event, id,             ID),      .label = "No." },
    { F(change_event, deal_id,        REF),     .label = "Deal",          .flags = REQUIRED | FILTER | ONCE, .ref = "deal" },
    { F(change_event, contact_id,     REF),     .label = "Said by",       .flags = LISTED, .ref = "contact" },
    { F(change_event, kind,           WORD),    .label = "Kind",          .flags = LISTED, .words = change_kind_words },
    { F(change_event, old_value,      LINES),   .label = "Old value",     .flags = LISTED, .max = 2000 },
    { F(change_event, new_value,      LINES),   .label = "New value",     .flags = REQUIRED | LISTED, .max = 2000 },
    { F(change_event, provenance,     WORD),    .label = "Comes from",    .flags = LISTED, .words = provenance_words },
    { F(change_event, said,           DAY),     .label = "Said on",       .flags = LISTED | SORTED },
    { F(change_event, touch_id,       REF),     .label = "Said in touch", .ref = "touch" },
    { F(change_event, fact_id,        REF),     .label = "New fact",      .flags = COMPUTED | OFF_FORM, .ref = "fact" },
    { F(change_event, old_fact_id,    REF),     .label = "Old fact",      .flags = COMPUTED | OFF_FORM, .ref = "fact" },
    { F(change_event, user_id,        REF),     .label = "Written by",    .flags = LISTED | COMPUTED, .ref = "user" },
    { F(change_event, withdrawn,      INSTANT), .label = "Withdrawn",     .flags = COMPUTED | OFF_FORM },
    { F(change_event, reviewed,       INSTANT), .label = "Reviewed",      .flags = COMPUTED | OFF_FORM },
    { F(change_event, reviewed_by_id, REF),     .label = "Reviewed by",   .flags = COMPUTED | OFF_FORM, .ref = "user" },
    { F(change_event, review,         TEXT),    .label = "What follows",  .flags = COMPUTED | OFF_FORM },
    BASE_FIELDS(change_event),
};

const struct alert_kind change_reported = { "change", "Something changed with the buyer", 1, "S2-14" };
static const struct list lists[] = {
    { "said", { "deal_id" }, "change_deal", NULL },
};
/* clang-format on */

const struct record change_record = {
    .name = "change",
    .plural = "changes",
    .label = "Change",
    .labels = "Changes",
    .size = sizeof(struct change_event),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "new_value",
    .detail = "said",
    .through = "deal_id",
    .default_sort = "-said",
    .lists = lists,
    .n_lists = COUNT(lists),
};

/* The fact of that name says the new value; what it said before is the old one. */
static bool values_put(struct ctx *c, struct change_event *e, bool by_buyer)
{
    struct fact before, f;
    bool found;
    struct str name = str_of(change_kind_words[e->kind].name);
    if (!fact_current(c, e->deal_id, name, &before, &found))
        return false;
    if (found) {
        e->old_fact_id = before.id;
        if (!e->old_value.n)
            e->old_value = before.value;
    }
    record_init(&fact_record, &f);
    f.deal_id = e->deal_id;
    f.contact_id = e->contact_id;
    f.name = name;
    f.value = e->new_value;
    f.provenance = e->provenance;
    f.said = e->said;
    f.touch_id = e->touch_id;
    if (!(by_buyer ? fact_said(c, &f) : fact_put(c, &f)))
        return false;
    e->fact_id = f.id;
    e->contact_id = f.contact_id;
    e->provenance = f.provenance;
    e->said = f.said;
    return true;
}

/* Probability, close date and plan are to be looked at; what they are stays until somebody has. */
static bool deal_marks(struct ctx *c, const struct change_event *e)
{
    struct deal was, now;
    if (!record_get_any(c, &deal_record, e->deal_id, &was))
        return false;
    now = was;
    if (now.state == DEAL_OPEN && !instant_is(now.review_since))
        now.review_since = c->now;
    return deal_tell(c, &now, "changed_there", "change_id", e->id)
           && deal_save_touched(c, &was, &now);
}

/* At once, without the words: they may have to go. */
static bool owner_hears(struct ctx *c, const struct deal *d, const struct change_event *e)
{
    struct about about = {
        d->id, e->id, c->now,
        arena_printf(c->arena, "%s changed: look at probability, close date and next step.",
                     change_kind_words[e->kind].label)
    };
    return instant_is(e->reviewed) || d->owner_id == c->viewer->id
           || alert_raise(c, &change_reported, d->owner_id, about);
}

static bool put(struct ctx *c, struct change_event *e, bool by_buyer)
{
    struct deal d;
    e->user_id = c->viewer->id;
    e->reviewed = e->withdrawn = INSTANT_NONE;
    if (!record_get_any(c, &deal_record, e->deal_id, &d))
        return false;
    if (d.state != DEAL_OPEN)
        e->reviewed = c->now; /* nothing of it is left to be looked at */
    return values_put(c, e, by_buyer) && record_insert(c, &change_record, e) && deal_marks(c, e)
           && owner_hears(c, &d, e);
}

bool change_put(struct ctx *c, struct change_event *e)
{
    struct deal d;
    if (fact_by_buyer(c))
        return change_said(c, e);
    return record_get(c, &deal_record, e->deal_id, &d) && put(c, e, false);
}

bool change_said(struct ctx *c, struct change_event *e)
{
    return put(c, e, true);
}

static bool deal_unmarks(struct ctx *c, const struct change_event *e, const char *kind)
{
    struct deal was, now;
    if (!record_get_any(c, &deal_record, e->deal_id, &was))
        return false;
    now = was;
    return change_waits_since(c, e->deal_id, &now.review_since)
           && deal_tell(c, &now, kind, "change_id", e->id)
           && deal_save_touched(c, &was, &now);
}

bool change_review(struct ctx *c, struct change_event *e, struct str review)
{
    if (instant_is(e->reviewed))
        return true;
    e->reviewed = c->now;
    e->reviewed_by_id = c->viewer->id;
    e->review = review;
    return record_update(c, &change_record, e) && deal_unmarks(c, e, "reviewed")
           && alerts_settle(c, &change_reported, e->id);
}

bool change_blank(struct ctx *c, struct change_event *e, bool old_value, bool new_value)
{
    struct erased_member was = { "old_value", e->old_value, STR_NONE };
    struct erased_member now = { "new_value", e->new_value, STR_NONE };
    if ((old_value && e->old_value.n && !answers_erase(c, &change_record, e->id, was))
        || (new_value && e->new_value.n && !answers_erase(c, &change_record, e->id, now)))
        return false;
    if (old_value)
        e->old_value = STR_NONE;
    if (new_value) {
        e->new_value = STR_NONE;
        e->withdrawn = c->now;
    }
    return record_update(c, &change_record, e);
}

bool change_withdraw(struct ctx *c, struct change_event *e)
{
    struct fact f;
    if (instant_is(e->withdrawn))
        return true;
    if (e->fact_id) { /* and with it every change that repeats it, this one too */
        if (!record_get_any(c, &fact_record, e->fact_id, &f) || !fact_withdraw(c, &f, false)
            || !record_get_any(c, &change_record, e->id, e))
            return false;
    }
    return (instant_is(e->withdrawn) && !e->old_value.n) || change_blank(c, e, true, true);
}
