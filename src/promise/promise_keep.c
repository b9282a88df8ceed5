/* SPDX-License-Identifier: Apache-2.0 */
/* How a promise ends: by evidence in the record, by the other side's release, or with the deal. */
#include "frame/channel.h"
#include "frame/history.h"
#include "frame/policy.h"
#include "promise/promise_rules.h"
#include "promise/promise_store.h"

#define MINUTE_MS 60000

/* clang-format off */
const struct gate no_evidence = {
    "no_evidence", "A promise is kept when the record shows it.",
    { "Send or do now what was promised: then it is kept by itself.", "Ask the buyer for another time (renegotiate)." },
    "S0-16", false,
};
const struct gate promise_settled = {
    "promise_settled", "This promise is settled already.", { "Make another promise." }, "S2-09", false,
};
const struct gate release_is_theirs = {
    "release_is_theirs", "Only the side to which something was promised takes it as not needed any more.",
    { "Log the touch in which the buyer said so (inbound), and name it.", "Keep it, or ask for another time." },
    "S2-09", false,
};
/* clang-format on */

/* ---- settling ---- */

struct instant promise_limit(struct ctx *c, const struct promise *p)
{
    if (p->by == BY_US)
        return p->counted;
    return promise_days_after(c, p->counted, policy_value(c, &promise_grace));
}

static int64_t minutes_late(const struct promise *p, struct instant when)
{
    int64_t minutes = (when.ms - p->counted.ms) / MINUTE_MS;
    return minutes > 0 ? minutes : 1;
}

static bool hold(struct ctx *c, struct promise *p)
{
    return p->held_id || promise_owner(c, p, &p->held_id);
}

static const char *event_of(int state)
{
    return promise_state_words[state].name;
}

static bool alerts_go(struct ctx *c, const struct promise *p)
{
    return alerts_settle(c, &promise_half_alert, p->id)
           && alerts_settle(c, &promise_warn_alert, p->id)
           && alerts_settle(c, &promise_late_alert, p->id)
           && alerts_settle(c, &promise_wait_alert, p->id)
           && alerts_settle(c, &promise_ask_alert, p->id);
}

bool promise_settle(struct ctx *c, struct promise *p, int state, struct instant when)
{
    p->state = state;
    p->settled = c->now;
    p->late_minutes = state == PROMISE_KEPT_LATE ? minutes_late(p, when) : 0;
    return hold(c, p) && record_update(c, &promise_record, p) && promise_clocks_stop(c, p)
           && alerts_go(c, p) && promise_tell(c, p, event_of(state), when)
           && promise_redate(c, p, when) && promise_resume(c, p->pauses_id);
}

/* In time when it was done by then; a buyer's within his grace (S3-47). */
static bool keep(struct ctx *c, struct promise *p, struct instant when)
{
    bool in_time = when.ms <= promise_limit(c, p).ms;
    return promise_settle(c, p, in_time ? PROMISE_KEPT : PROMISE_KEPT_LATE, when);
}

/* ---- evidence ---- */

struct evidence {
    int64_t letter_id, touch_id;
    struct str note;
    struct instant when;
    bool found;
};

/* What was written down within a day counts by when it happened; later than that, by when it was
 * written down. */
static struct instant touch_moment(const struct touch_seen *t)
{
    return t->entered.ms - t->happened.ms > LATE_ENTRY_MS ? t->entered : t->happened;
}

static void touch_take(const struct touch_seen *t, struct evidence *e)
{
    e->found = t->id != 0;
    e->touch_id = t->id;
    e->when = touch_moment(t);
}

/* What was promised on paper or in writing is kept by the writing alone (S0-26). */
static bool is_content(int kind)
{
    return kind == PROMISE_PRICE_INFO || kind == PROMISE_INFORMATION;
}

/* What arrives at the buyer, or is paid: a word of ours is no proof. */
static bool is_thing(int kind)
{
    return kind == PROMISE_DELIVERY || kind == PROMISE_SAMPLE || kind == PROMISE_PAYMENT
           || kind == PROMISE_DEPOSIT;
}

static bool is_paid(int kind)
{
    return kind == PROMISE_PAYMENT || kind == PROMISE_DEPOSIT;
}

/* Written after the promise, on its deal, in its direction and, when it is ours, on its channel. */
static bool touch_named(struct ctx *c, const struct promise *p, int64_t id, int direction,
                        struct evidence *e)
{
    struct touch_seen t;
    if (!touch_seen_read(c, id, &t))
        return false;
    bool fits = t.id && t.deal_id == p->deal_id && t.direction == direction
                && t.happened.ms >= p->created.ms - MINUTE_MS
                && (direction || (t.channel == p->channel && t.no_show != 1));
    if (fits)
        touch_take(&t, e);
    return true;
}

static bool letter_take(struct ctx *c, const struct promise *p, const char *kind,
                        struct evidence *e)
{
    struct letter l;
    bool found;
    if (!outbox_evidence(c, p->deal_id, str_of(kind), p->channel, p->created, c->now, &l, &found))
        return false;
    if (found)
        *e = (struct evidence){ .letter_id = l.id, .when = l.sent, .found = true };
    return true;
}

static bool letter_find(struct ctx *c, const struct promise *p, struct evidence *e)
{
    return letter_take(c, p, promise_kind_words[p->kind].name, e)
           && (e->found || is_content(p->kind) || letter_take(c, p, "message", e));
}

static bool said_by_us(struct ctx *c, const struct promise *p, const struct promise_proof *proof,
                       struct evidence *e)
{
    struct touch_seen t;
    if (p->channel == CHANNEL_EMAIL)
        return letter_find(c, p, e);
    if (proof->touch_id)
        return touch_named(c, p, proof->touch_id, 0, e);
    if (is_content(p->kind))
        return true;
    if (!touch_first(c, p->deal_id, p->channel, 0, p->created, &t))
        return false;
    touch_take(&t, e);
    return true;
}

static bool note_take(struct ctx *c, const struct promise *p, const struct promise_proof *proof,
                      struct evidence *e)
{
    struct str note = str_trim(proof->note);
    if (note.n && is_paid(p->kind))
        *e = (struct evidence){ .note = note, .when = c->now, .found = true };
    return true;
}

static bool by_us(struct ctx *c, const struct promise *p, const struct promise_proof *proof,
                  struct evidence *e)
{
    if (is_thing(p->kind))
        return note_take(c, p, proof, e)
               && (e->found || !proof->touch_id || touch_named(c, p, proof->touch_id, 1, e));
    if (p->kind == PROMISE_CHECK && p->request_id
        && !promise_answered(c, p->request_id, &e->when, &e->found))
        return false;
    return e->found || said_by_us(c, p, proof, e);
}

/* His own act on his page is proof; so is a touch of his that the keeper names. */
static bool by_buyer(struct ctx *c, const struct promise *p, const struct promise_proof *proof,
                     struct evidence *e)
{
    struct touch_seen t;
    if (str_is(str_of(c->viewer->door), "buyer")) {
        *e = (struct evidence){ .when = c->now, .found = true };
        return true;
    }
    if (proof->touch_id)
        return touch_named(c, p, proof->touch_id, 1, e);
    if (is_paid(p->kind))
        return note_take(c, p, proof, e);
    if (!touch_first(c, p->deal_id, p->channel, 1, p->created, &t))
        return false;
    touch_take(&t, e);
    return true;
}

/* ---- keeping ---- */

static bool refuse_evidence(struct ctx *c, const struct promise *p)
{
    refuse(c, &no_evidence, p->id);
    if (p->by == BY_BUYER) {
        c->fault.next[0] = STR("Log the touch in which he did it (inbound), and name it.");
        if (is_paid(p->kind))
            c->fault.next[1] = STR("Say where the payment is seen: note.");
    } else if (is_thing(p->kind)) {
        c->fault.next[0] =
            STR("Log the touch in which the buyer says it arrived (inbound), and name it: "
                "touch_id.");
    } else if (p->channel == CHANNEL_EMAIL) {
        c->fault.next[0] =
            arena_printf(c->arena, "Send it now as a letter of the kind %s: it is kept by itself.",
                         promise_kind_words[p->kind].name);
    }
    return false;
}

static bool touch_exists(struct ctx *c, const struct promise *p, int64_t id)
{
    struct touch_seen t;
    if (!id)
        return true;
    return touch_seen_read(c, id, &t)
           && ((t.id && t.deal_id == p->deal_id)
               || bad_field(c, STR("touch_id"), "There is no such touch on this deal."));
}

bool promise_buyer_said(struct ctx *c, const struct promise *p, int64_t touch_id, bool *said)
{
    struct evidence e = { .when = INSTANT_NONE };
    *said = str_is(str_of(c->viewer->door), "buyer");
    if (*said || !touch_id)
        return true;
    if (!touch_exists(c, p, touch_id) || !touch_named(c, p, touch_id, 1, &e))
        return false;
    *said = e.found;
    return true;
}

bool promise_keep(struct ctx *c, const struct promise *was, const struct promise_proof *proof,
                  struct promise *now)
{
    struct evidence e = { .when = INSTANT_NONE };
    struct promise p = *was;
    if (!promise_is_live(&p))
        return refuse(c, &promise_settled, p.id);
    if (!touch_exists(c, &p, proof->touch_id)
        || !(p.by == BY_US ? by_us(c, &p, proof, &e) : by_buyer(c, &p, proof, &e)))
        return false;
    if (!e.found)
        return refuse_evidence(c, &p);
    p.letter_id = e.letter_id;
    p.touch_id = e.touch_id;
    p.note = e.note;
    p.paused = INSTANT_NONE;
    if (!promise_credit(c, &p, proof->credit) || !keep(c, &p, e.when))
        return false;
    *now = p;
    return true;
}

static bool met(struct ctx *c, const struct promise_match *m, int64_t letter_id, int64_t touch_id)
{
    struct promise p;
    int64_t id;
    if (!promise_first(c, m, &id))
        return false;
    if (!id)
        return true;
    if (!record_get_any(c, &promise_record, id, &p))
        return false;
    p.letter_id = letter_id;
    p.touch_id = touch_id;
    p.paused = INSTANT_NONE;
    return keep(c, &p, m->when);
}

bool promises_met(struct ctx *c, int64_t deal_id, int kind, int channel, int64_t letter_id,
                  int64_t touch_id, struct instant when)
{
    struct promise_match m = { deal_id, BY_US, kind, channel, when };
    return met(c, &m, letter_id, touch_id);
}

bool promises_heard(struct ctx *c, int64_t deal_id, int kind, int channel, int64_t touch_id,
                    struct instant when)
{
    struct promise_match m = { deal_id, BY_BUYER, kind, channel, when };
    return met(c, &m, 0, touch_id);
}

/* ---- evidence that is none ---- */

static bool reopen(struct ctx *c, struct promise *p)
{
    p->state = p->counted.ms != p->agreed.ms ? PROMISE_RENEGOTIATED : PROMISE_OPEN;
    p->settled = INSTANT_NONE;
    p->late_minutes = INT_NONE;
    p->letter_id = p->touch_id = p->held_id = 0;
    return record_update(c, &promise_record, p) && promise_clocks_start(c, p)
           && promise_tell(c, p, "open", c->now);
}

bool promises_unmet(struct ctx *c, int64_t letter_id)
{
    struct promises kept;
    if (!promises_by_letter(c, letter_id, &kept))
        return false;
    for (size_t i = 0; i < kept.n; i++) {
        if (!reopen(c, &kept.p[i]))
            return false;
    }
    return true;
}

/* ---- the deal's end ---- */

bool promise_is_moot(int kind)
{
    return kind == PROMISE_PRICE_INFO || kind == PROMISE_ANSWER || kind == PROMISE_CALL
           || kind == PROMISE_FOLLOW_UP || kind == PROMISE_CHECK;
}

struct over {
    bool won, broken;
};

static bool ends_with(const struct over *e, const struct promise *p)
{
    return !e->won || promise_is_moot(p->kind) || (p->by == BY_BUYER && p->kind == PROMISE_ORDER);
}

static bool end_one(struct ctx *c, const struct over *e, struct promise *p)
{
    bool late = instant_is(p->missed) || c->now.ms > p->counted.ms;
    bool broken = p->by == BY_US && (e->broken || late);
    if (e->won && p->by == BY_BUYER && p->kind == PROMISE_ORDER) {
        p->note = STR("The deal was won.");
        p->paused = INSTANT_NONE;
        return keep(c, p, c->now);
    }
    return promise_settle(c, p, broken ? PROMISE_BROKEN : PROMISE_RELEASED, c->now);
}

/* Those of one side; each is read anew, for one may move another. */
static bool end_side(struct ctx *c, const struct over *e, const struct promises *live, int by)
{
    struct promise p;
    for (size_t i = 0; i < live->n; i++) {
        if (live->p[i].by != by)
            continue;
        if (!record_get_any(c, &promise_record, live->p[i].id, &p))
            return false;
        if (promise_is_live(&p) && ends_with(e, &p) && !end_one(c, e, &p))
            return false;
    }
    return true;
}

/* The buyer's first: what stood still until we decide does not go on when we need not. */
static bool end_all(struct ctx *c, int64_t deal_id, struct over e)
{
    struct promises live;
    return promise_live_rows(c, deal_id, &live) && end_side(c, &e, &live, BY_BUYER)
           && end_side(c, &e, &live, BY_US);
}

bool promises_end(struct ctx *c, int64_t deal_id, bool broken)
{
    return end_all(c, deal_id, (struct over){ .broken = broken });
}

bool promises_won(struct ctx *c, int64_t deal_id)
{
    return end_all(c, deal_id, (struct over){ .won = true });
}
