/* SPDX-License-Identifier: Apache-2.0 */
/* How a promise gets another time: openly, with the agreed one beside it (S3-29, S3-35). */
#include "frame/history.h"
#include "frame/people.h"
#include "office/office.h"
#include "promise/promise_rules.h"
#include "promise/promise_store.h"

#define DAYS_MAX 400

/* Business days from one moment to another, a begun one whole. */
static int64_t days_between(struct ctx *c, struct instant from, struct instant to)
{
    int64_t days = 0;
    while (days < DAYS_MAX && promise_days_after(c, from, days).ms < to.ms)
        days++;
    return days;
}

/* The day we can be done when the input comes at `expected`, at the hour that was agreed. */
static struct instant done_by(struct ctx *c, const struct promise *p, const struct promise *input,
                              struct instant expected)
{
    int64_t late = days_between(c, input->agreed, expected);
    struct instant due = promise_days_after(c, p->agreed, late);
    if (p->depends_days == INT_NONE || !late)
        return late ? due : p->agreed;
    int hour, minute;
    instant_clock(p->agreed, &hour, &minute);
    struct day ready = instant_day(promise_days_after(c, expected, p->depends_days));
    due = day_at(ready, hour, minute);
    return due.ms > p->agreed.ms ? due : p->agreed;
}

static bool team_hears(struct ctx *c, const struct promise *p, struct about about)
{
    int64_t *ids;
    size_t n;
    if (!promise_team_members(c, p, &ids, &n))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!alert_raise(c, &promise_moved_alert, ids[i], about))
            return false;
    }
    return true;
}

bool promise_moved(struct ctx *c, const struct promise *p)
{
    struct about about = { .deal_id = p->deal_id, .subject = p->id, .due = p->due };
    int64_t owner_id;
    if (!promise_owner(c, p, &owner_id))
        return false;
    about.text = arena_printf(c->arena, "Now %.*s, agreed for %.*s: %.*s",
                              STR_FMT(moment_words(c->arena, p->due)),
                              STR_FMT(moment_words(c->arena, p->agreed)),
                              STR_FMT(promise_short(c->arena, p->what)));
    return alert_raise(c, &promise_moved_alert, owner_id, about) && team_hears(c, p, about)
           && promise_tell(c, p, "moved", INSTANT_NONE)
           && promise_write(c, &promise_moved_letter, p, owner_id);
}

bool promise_move(struct ctx *c, struct promise *p, struct instant due, int by, struct str why)
{
    p->due = p->counted = due;
    p->moved_by = due.ms == p->agreed.ms ? MOVED_BY_NOBODY : by;
    p->moved_why = p->moved_by ? why : STR_NONE;
    return record_update(c, &promise_record, p) && promise_clocks_stop(c, p)
           && promise_clocks_start(c, p) && promise_redate(c, p, due);
}

static bool redate_one(struct ctx *c, const struct promise *input, struct instant expected,
                       struct promise *p)
{
    struct instant due = done_by(c, p, input, expected);
    if (due.ms == p->due.ms || due.ms <= c->now.ms || instant_is(p->missed))
        return true;
    struct str why = arena_printf(c->arena, "%s: %.*s was agreed for %.*s.",
                                  promise_is_live(input) ? "We still wait" : "It came later",
                                  STR_FMT(promise_short(c->arena, input->what)),
                                  STR_FMT(moment_words(c->arena, input->agreed)));
    int by = input->by == BY_BUYER ? MOVED_BY_BUYER : MOVED_BY_US;
    return promise_move(c, p, due, by, why) && promise_moved(c, p);
}

bool promise_redate(struct ctx *c, const struct promise *input, struct instant expected)
{
    struct promises waiting;
    if (input->state == PROMISE_RELEASED || input->state == PROMISE_BROKEN)
        return true;
    if (!promise_dependents(c, input->id, &waiting))
        return false;
    for (size_t i = 0; i < waiting.n; i++) {
        if (!redate_one(c, input, expected, &waiting.p[i]))
            return false;
    }
    return true;
}
