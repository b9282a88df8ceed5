/* SPDX-License-Identifier: Apache-2.0 */
/* What both sides may do about a promise before it is settled. */
#include "frame/channel.h"
#include "frame/history.h"
#include "frame/policy.h"
#include "office/office.h"
#include "promise/promise_rules.h"
#include "promise/promise_store.h"

#define WHY_MAX 300

static bool live(struct ctx *c, const struct promise *p)
{
    return promise_is_live(p) || refuse(c, &promise_settled, p->id);
}

static bool why_fits(struct ctx *c, struct str why, bool needed)
{
    if (needed && !why.n)
        return bad_field(c, STR("why"), "Say why in a few words.");
    return why.n <= WHY_MAX || bad_field(c, STR("why"), "At most %d characters.", WHY_MAX);
}

/* ---- another time ---- */

static bool due_is_good(struct ctx *c, const struct promise *p, struct instant due)
{
    if (!instant_is(due)) {
        refuse(c, &due_required, p->id);
        return false;
    }
    if (due.ms <= c->now.ms)
        return bad_field(c, STR("due"), "This has passed. Give a time to come.");
    bool accepts = p->state == PROMISE_OPEN && p->due.ms != p->agreed.ms;
    return due.ms != p->due.ms || accepts
           || bad_field(c, STR("due"), "This is the time it has already.");
}

static int mover(const struct ctx *c, const struct promise_change *to)
{
    if (to->by)
        return to->by;
    return str_is(str_of(c->viewer->door), "buyer") ? MOVED_BY_BUYER : MOVED_BY_US;
}

/* Ours, moved by us alone: he sees the new time, and it counts by the one he agreed to. */
static bool move_alone(struct ctx *c, struct promise *p, const struct promise_change *to)
{
    p->due = to->due;
    p->moved_by = p->due.ms == p->agreed.ms ? MOVED_BY_NOBODY : MOVED_BY_US;
    p->moved_why = p->moved_by ? to->why : STR_NONE;
    return record_update(c, &promise_record, p) && promise_moved(c, p)
           && promise_redate(c, p, to->due);
}

static bool move_agreed(struct ctx *c, struct promise *p, const struct promise_change *to)
{
    p->state = PROMISE_RENEGOTIATED;
    p->paused = INSTANT_NONE;
    return promise_move(c, p, to->due, mover(c, to), to->why) && promise_moved(c, p);
}

bool promise_renegotiate(struct ctx *c, const struct promise *was, const struct promise_change *to,
                         struct promise *now)
{
    struct promise p = *was;
    bool said;
    if (!live(c, &p) || !due_is_good(c, &p, to->due) || !why_fits(c, to->why, true)
        || !promise_buyer_said(c, &p, to->touch_id, &said))
        return false;
    bool agreed = said || p.by == BY_BUYER;
    if (to->touch_id && !said)
        return bad_field(c, STR("touch_id"),
                         "Name a touch of the buyer's (inbound), after the promise was made.");
    if (!(agreed ? move_agreed(c, &p, to) : move_alone(c, &p, to)))
        return false;
    *now = p;
    return true;
}

bool promise_back(struct ctx *c, int64_t id)
{
    struct promise p;
    if (!record_get_any(c, &promise_record, id, &p))
        return false;
    if (!promise_is_live(&p) || p.due.ms == p.agreed.ms || p.agreed.ms <= c->now.ms)
        return true;
    return promise_move(c, &p, p.agreed, MOVED_BY_NOBODY, STR_NONE) && promise_moved(c, &p);
}

/* ---- not needed any more ---- */

bool promise_release(struct ctx *c, const struct promise *was, const struct promise_change *said,
                     struct promise *now)
{
    struct promise p = *was;
    bool his;
    if (!live(c, &p) || !why_fits(c, said->why, true)
        || !promise_buyer_said(c, &p, said->touch_id, &his))
        return false;
    bool on_his_page = str_is(str_of(c->viewer->door), "buyer");
    if (p.by == BY_US ? !his : on_his_page)
        return refuse(c, &release_is_theirs, p.id);
    p.note = said->why;
    p.touch_id = said->touch_id ? said->touch_id : p.touch_id;
    if (!promise_settle(c, &p, PROMISE_RELEASED, c->now))
        return false;
    *now = p;
    return true;
}

/* ---- standing still ---- */

bool promise_pause(struct ctx *c, const struct promise *was, struct str asked,
                   struct promise *decision)
{
    struct promise p = *was;
    if (!live(c, &p) || !why_fits(c, asked, true))
        return false;
    if (p.by != BY_BUYER || instant_is(p.paused))
        return bad_field(c, STR("why"), "Only a promise of the buyer's stands still, and once.");
    p.paused = c->now;
    record_init(&promise_record, decision);
    decision->deal_id = p.deal_id;
    decision->contact_id = p.contact_id;
    decision->by = BY_US;
    decision->kind = PROMISE_ANSWER;
    decision->channel = CHANNEL_EMAIL;
    decision->what = arena_printf(c->arena, "Decide: %.*s", STR_FMT(asked));
    decision->due = promise_days_after(c, c->now, policy_value(c, &sample_days));
    decision->pauses_id = p.id;
    return record_update(c, &promise_record, &p) && promise_clocks_stop(c, &p)
           && promise_tell(c, &p, "paused", INSTANT_NONE) && promise_make(c, decision);
}

bool promise_resume(struct ctx *c, int64_t id)
{
    struct promise p;
    const struct calendar *k = office(c);
    if (!id)
        return true;
    if (!record_get_any(c, &promise_record, id, &p))
        return false;
    if (!promise_is_live(&p) || !instant_is(p.paused))
        return true;
    int64_t stood = calendar_between(k, p.paused, c->now);
    struct instant due = calendar_add(k, p.due.ms > p.paused.ms ? p.due : c->now, stood);
    p.paused = INSTANT_NONE;
    if (due.ms <= c->now.ms)
        due = promise_days_after(c, c->now, 1);
    return promise_move(c, &p, due, MOVED_BY_BUYER, STR("It stood still while we decided."))
           && promise_tell(c, &p, "resumed", INSTANT_NONE);
}
