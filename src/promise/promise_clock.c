/* SPDX-License-Identifier: Apache-2.0 */
/* What time does to a promise. Words and history say when it was due, whenever the ring came. */
#include "frame/history.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "office/office.h"
#include "promise/promise_rules.h"
#include "promise/promise_store.h"

#define MINUTE_MS 60000

/* clang-format off */
const struct policy promise_half_percent = {
    "promise_half_percent", "When to say how it stands: part of the time to the due", "percent", 50, 10, 90, "S0-24",
};
const struct policy promise_status_days = {
    "promise_status_days", "How long a buyer waits for word of an open promise", "days", 1, 1, 30, "S0-24",
};
const struct policy promise_warn_minutes = {
    "promise_warn_minutes", "How long before its due time a promise is warned of", "minutes", 30, 5, 1440, "S0-12",
};
const struct policy promise_broken_days = {
    "promise_broken_days", "When a late promise counts as broken", "days", 10, 1, 250, "S0-29",
};
const struct policy promise_review_misses = {
    "promise_review_misses", "Missed commitments after which the real reason is looked for", "misses", 3, 1, 50, "S3-30",
};

const struct policy sample_days = {
    "sample_days", "How long we take to decide about a free sample", "days", 1, 1, 30, "S3-28",
};

const struct alert_kind promise_half_alert = { "promise_half", "Say where it stands", 1, "S0-24" };
const struct alert_kind promise_warn_alert = { "promise_warn", "Promise due soon", 1, "S0-12" };
const struct alert_kind promise_late_alert = { "promise_late", "Promise late", 2, "S0-12" };
const struct alert_kind promise_wait_alert = { "promise_wait", "Waiting for the buyer", 0, "S3-47" };
const struct alert_kind promise_ask_alert = { "promise_ask", "Ask for the real reason", 1, "S3-27" };
const struct alert_kind promise_moved_alert = { "promise_moved", "Promise moved", 1, "S3-29" };
const struct alert_kind promise_review_alert = { "promise_review", "Look for the real reason", 1, "S3-30" };

static bool half_rings(struct ctx *c, int64_t id, struct instant due);
static bool warn_rings(struct ctx *c, int64_t id, struct instant due);
static bool late_rings(struct ctx *c, int64_t id, struct instant due);
static bool broken_rings(struct ctx *c, int64_t id, struct instant due);
static bool slip_rings(struct ctx *c, int64_t id, struct instant due);
static bool grace_rings(struct ctx *c, int64_t id, struct instant due);

const struct clock promise_half = { "promise_half", "promise_half_percent", BUSINESS_TIME, half_rings, "S0-24" };
const struct clock promise_warn = { "promise_warn", "promise_warn_minutes", WALL_TIME, warn_rings, "S0-12" };
const struct clock promise_late = { "promise_late", NULL, WALL_TIME, late_rings, "S0-12" };
const struct clock promise_broken = { "promise_broken", "promise_broken_days", BUSINESS_TIME, broken_rings, "S0-29" };
const struct clock promise_slip = { "promise_slip", NULL, BUSINESS_TIME, slip_rings, "S3-29" };
const struct clock buyer_grace = { "buyer_grace", "promise_grace", BUSINESS_TIME, grace_rings, "S3-47" };
/* clang-format on */

/* ---- starting and stopping ---- */

static struct instant earlier(struct instant a, struct instant b)
{
    return a.ms < b.ms ? a : b;
}

/* To the minute before: what people read as half past is half past. */
static struct instant half_of(struct ctx *c, struct instant from, struct instant to)
{
    const struct calendar *k = office(c);
    int64_t ms = calendar_between(k, from, to) * policy_value(c, &promise_half_percent) / 100;
    struct instant half = calendar_add(k, from, ms);
    half.ms -= half.ms % MINUTE_MS;
    return half.ms > from.ms ? half : INSTANT_NONE;
}

static struct instant word_due(struct ctx *c, struct instant last)
{
    return promise_days_after(c, last, policy_value(c, &promise_status_days));
}

static bool half_start(struct ctx *c, const struct promise *p)
{
    struct instant half = earlier(half_of(c, c->now, p->counted), word_due(c, c->now));
    if (half.ms >= p->counted.ms)
        half = INSTANT_NONE;
    return clock_start(c, &promise_half, p->id, half);
}

static bool warn_start(struct ctx *c, const struct promise *p)
{
    struct instant warn = { p->counted.ms - policy_value(c, &promise_warn_minutes) * MINUTE_MS };
    return clock_start(c, &promise_warn, p->id, warn.ms > c->now.ms ? warn : INSTANT_NONE);
}

bool promise_clocks_start(struct ctx *c, const struct promise *p)
{
    if (!clock_start(c, &promise_late, p->id, p->counted))
        return false;
    return p->by == BY_BUYER || (half_start(c, p) && warn_start(c, p));
}

bool promise_clocks_stop(struct ctx *c, const struct promise *p)
{
    return clocks_stop(c, STR("promise_"), p->id) && clock_stop(c, &buyer_grace, p->id)
           && clock_stop(c, &interim_status, p->id);
}

/* ---- ringing ---- */

struct ring {
    struct promise p;
    struct deal d;
    struct about about;
    bool live;
};

static bool ring_read(struct ctx *c, int64_t id, struct instant due, struct ring *r)
{
    if (!record_get_any(c, &promise_record, id, &r->p)
        || !record_get_any(c, &deal_record, r->p.deal_id, &r->d))
        return false;
    r->live = promise_is_live(&r->p) && !instant_is(r->p.paused);
    r->about = (struct about){ .deal_id = r->d.id, .subject = id, .due = due };
    return true;
}

static struct str line(struct ctx *c, const char *before, const struct promise *p,
                       const char *after)
{
    return arena_printf(c->arena, "%s%.*s%s", before, STR_FMT(promise_said(c, p)), after);
}

/* Somebody spoke with the buyer meanwhile: he is asked again a business day after that. */
static bool heard_since(const struct ring *r)
{
    return instant_is(r->d.last_touch) && r->d.last_touch.ms > r->p.created.ms;
}

static bool half_rings(struct ctx *c, int64_t id, struct instant due)
{
    struct ring r;
    if (!ring_read(c, id, due, &r) || !r.live)
        return !failed(c);
    struct instant next = heard_since(&r) ? word_due(c, r.d.last_touch) : INSTANT_NONE;
    bool waits = instant_is(next) && next.ms > c->now.ms;
    r.about.text = line(c, "Say where it stands: ", &r.p, ".");
    if (!waits
        && (!alert_raise(c, &promise_half_alert, r.d.owner_id, r.about)
            || !deal_status_soon(c, id)))
        return false;
    next = waits ? next : word_due(c, due);
    return clock_start(c, &promise_half, id, next.ms < r.p.counted.ms ? next : INSTANT_NONE);
}

static bool warn_rings(struct ctx *c, int64_t id, struct instant due)
{
    struct ring r;
    if (!ring_read(c, id, due, &r) || !r.live)
        return !failed(c);
    r.about.text = line(c, "Due soon: ", &r.p, ".");
    return alert_raise(c, &promise_warn_alert, r.d.owner_id, r.about);
}

static bool miss(struct ctx *c, struct ring *r, struct instant due)
{
    r->p.missed = due;
    r->p.held_id = r->p.held_id ? r->p.held_id : r->d.owner_id;
    return record_update(c, &promise_record, &r->p) && promise_tell(c, &r->p, "late", due)
           && clock_start(c, &promise_broken, r->p.id,
                          promise_days_after(c, due, policy_value(c, &promise_broken_days)));
}

/* Ours has no grace: he who promised and his manager hear of it, once. */
static bool ours_is_late(struct ctx *c, struct ring *r, struct instant due)
{
    r->about.text = line(c, "Late: ", &r->p, ".");
    return miss(c, r, due) && alerts_settle(c, &promise_warn_alert, r->p.id)
           && alerts_settle(c, &promise_half_alert, r->p.id)
           && alert_up(c, &promise_late_alert, r->d.owner_id, LEVEL_MANAGER, r->about);
}

/* The buyer's has: his rep knows, and nobody above him (S3-47). */
static bool his_is_overdue(struct ctx *c, struct ring *r, struct instant due)
{
    r->about.text = line(c, "Expected, not here yet: ", &r->p, ".");
    return alert_raise(c, &promise_wait_alert, r->d.owner_id, r->about)
           && clock_start(c, &buyer_grace, r->p.id,
                          promise_days_after(c, due, policy_value(c, &promise_grace)))
           && clock_start(c, &promise_slip, r->p.id, promise_days_after(c, due, 1));
}

static bool late_rings(struct ctx *c, int64_t id, struct instant due)
{
    struct ring r;
    if (!ring_read(c, id, due, &r) || !r.live)
        return !failed(c);
    return r.p.by == BY_US ? ours_is_late(c, &r, due) : his_is_overdue(c, &r, due);
}

static bool broken_rings(struct ctx *c, int64_t id, struct instant due)
{
    struct promise p;
    if (!record_get_any(c, &promise_record, id, &p))
        return false;
    return !promise_is_live(&p) || instant_is(p.paused)
           || promise_settle(c, &p, PROMISE_BROKEN, due);
}

/* Another business day without the input: what waits for it moves by that day. */
static bool slip_rings(struct ctx *c, int64_t id, struct instant due)
{
    struct ring r;
    if (!ring_read(c, id, due, &r) || !r.live)
        return !failed(c);
    return promise_redate(c, &r.p, due)
           && clock_start(c, &promise_slip, id, promise_days_after(c, due, 1));
}

/* ---- a buyer's delay ---- */

static bool review(struct ctx *c, const struct ring *r, struct instant due)
{
    struct about about = { .deal_id = r->d.id, .subject = r->p.contact_id, .due = due };
    int64_t misses, limit = policy_value(c, &promise_review_misses);
    if (!r->p.contact_id || !promise_misses(c, r->p.contact_id, &misses))
        return !failed(c);
    if (!limit || misses % limit)
        return true;
    about.text = arena_printf(c->arena,
                              "%lld commitments were missed. What is the real reason? Ask, offer "
                              "help; it counts against nobody.",
                              (long long)misses);
    return alert_raise(c, &promise_review_alert, r->d.owner_id, about);
}

static bool grace_rings(struct ctx *c, int64_t id, struct instant due)
{
    struct ring r;
    if (!ring_read(c, id, due, &r) || !r.live)
        return !failed(c);
    r.about.text = arena_printf(c->arena, "Ask: “What is preventing the %s?” %.*s",
                                promise_asked_word(r.p.kind), STR_FMT(promise_said(c, &r.p)));
    return miss(c, &r, r.p.counted) && promise_write(c, &promise_reminder, &r.p, r.d.owner_id)
           && alert_raise(c, &promise_ask_alert, r.d.owner_id, r.about) && review(c, &r, due);
}

/* "What is preventing the deposit?" */
const char *promise_asked_word(int kind)
{
    static const char *const words[PROMISE_KINDS] = {
        [PROMISE_PRICE_INFO] = "price",
        [PROMISE_INFORMATION] = "information",
        [PROMISE_ANSWER] = "answer",
        [PROMISE_CALL] = "call",
        [PROMISE_APPOINTMENT] = "appointment",
        [PROMISE_FOLLOW_UP] = "next step",
        [PROMISE_DELIVERY] = "delivery",
        [PROMISE_SAMPLE] = "sample",
        [PROMISE_PAYMENT] = "payment",
        [PROMISE_DEPOSIT] = "deposit",
        [PROMISE_INPUT] = "input",
        [PROMISE_CHECK] = "check",
        [PROMISE_ORDER] = "order",
        [PROMISE_OTHER] = "next step",
    };
    return words[kind];
}
