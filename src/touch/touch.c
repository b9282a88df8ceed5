/* SPDX-License-Identifier: Apache-2.0 */
#include "cadence/cadence.h"
#include "frame/history.h"
#include "frame/removed.h"
#include "outbox/outbox.h"
#include "promise/promise.h"
#include "silence/silence.h"
#include "touch/touch.h"
#include "touch/touch_channel.h"
#include "touch/touch_store.h"

/* clang-format off */
static const struct word direction_words[] = {
    { "outbound", "We reached out" }, { "inbound", "They reached out" }, { 0 },
};
static const struct word no_show_words[] = {
    { "nobody", "Nobody" }, { "us", "We did not show" }, { "buyer", "The buyer did not show" }, { 0 },
};
const struct word touch_answered_words[] = {
    { "reached", "Reached" }, { "no_answer", "No answer" }, { "message_left", "Left a message" }, { 0 },
};
const struct word touch_urgency_words[] = {
    { "unknown", "Not said" }, { "normal", "Normal" }, { "urgent", "Urgent" }, { 0 },
};

static const struct word kind_words[] = { { "sell", "Selling" }, { "value", "Value" }, { 0 } };

static const struct field fields[] = {
    { F(touch, id,            ID),      .label = "No." },
    { F(touch, deal_id,       REF),     .label = "Deal",       .flags = REQUIRED | FILTER | ONCE, .ref = "deal" },
    { F(touch, contact_id,    REF),     .label = "With",       .flags = LISTED, .ref = "contact" },
    { F(touch, channel,       WORD),    .label = "Channel",    .flags = LISTED, .words = channel_words },
    { F(touch, direction,     WORD),    .label = "Direction",  .flags = LISTED, .words = direction_words },
    { F(touch, user_id,       REF),     .label = "Who",        .flags = LISTED | COMPUTED, .ref = "user" },
    { F(touch, happened,      INSTANT), .label = "When",       .flags = LISTED | SORTED },
    { F(touch, details,       LINES),   .label = "What was said", .flags = REQUIRED | SEARCHED | LISTED },
    { F(touch, minutes,       INT),     .label = "Our minutes", .max = 1440 },
    { F(touch, buyer_minutes, INT),     .label = "Buyer's minutes", .max = 1440 },
    { F(touch, no_show,       WORD),    .label = "No show",    .words = no_show_words },
    { F(touch, answered,      WORD),    .label = "Answered",   .words = touch_answered_words },
    { F(touch, needs,         LINES),   .label = "Needs",      .max = 2000, .flags = SEARCHED },
    { F(touch, clarity,       LINES),   .label = "Is sure of", .max = 2000, .flags = SEARCHED },
    { F(touch, urgency,       WORD),    .label = "Urgency",    .words = touch_urgency_words },
    { F(touch, need_by,       DAY),     .label = "Needs it by" },
    { F(touch, budget,        MONEY),   .label = "Budget" },
    { F(touch, payment_path,  WORD),    .label = "Payment",    .words = payment_words },
    { F(touch, kind,          WORD),    .label = "Kind",       .words = kind_words },
    { F(touch, shared,        TEXT),    .label = "What of value was shared", .flags = SEARCHED },
    { F(touch, next_step,     TEXT),    .label = "Next step", .flags = SEARCHED },
    { F(touch, next_step_due, INSTANT), .label = "When" },
    { F(touch, again_why,     TEXT),    .label = "Why again" },
    { F(touch, buyer_close,   DAY),     .label = "Buyer's date" },
    { F(touch, buyer_stage,   WORD),    .label = "Buyer's stage", .words = buyer_stage_words },
    { F(touch, purpose,       WORD),    .label = "Why",        .words = purpose_words },
    { F(touch, outside_id,    TEXT),    .label = "Outside No.", .flags = OFF_FORM },
    { F(touch, erased,        INSTANT), .label = "Erased", .flags = OFF_FORM | COMPUTED },
    BASE_FIELDS(touch),
};

static const struct list lists[] = {
    { "happened", { "deal_id" }, "touch_deal", NULL },
};

const struct gate history_is_fixed = {
    "history_is_fixed", "What was logged is never changed.",
    { "Log another touch that corrects it." }, "X-03", false,
};
/* clang-format on */

const struct record touch_record = {
    .name = "touch",
    .plural = "touches",
    .label = "Touch",
    .labels = "Touches",
    .size = sizeof(struct touch),
    .fields = fields,
    .n_fields = COUNT(fields),
    .detail = "happened",
    .through = "deal_id",
    .default_sort = "-happened",
    .lists = lists,
    .n_lists = COUNT(lists),
};

static bool step_is_given(struct ctx *c, const struct deal *d, const struct touch *t)
{
    if (t->next_step.n && instant_is(t->next_step_due))
        return t->next_step_due.ms >= c->now.ms - LATE_ENTRY_MS
               || bad_field(c, STR("next_step_due"), "This has passed. Give a date to come.");
    if (d->state != DEAL_OPEN)
        return true;
    refuse(c, &next_step_required, d->id);
    if (!t->next_step.n)
        bad_field(c, STR("next_step"), "Say what happens next.");
    if (!instant_is(t->next_step_due))
        bad_field(c, STR("next_step_due"), "Say when, like \"next fri\" or 2027-05-03.");
    return false;
}

/* Both sides spoke: a call that was answered, a visit that took place. */
static bool is_conversation(const struct touch *t)
{
    return !t->no_show
           && (t->channel == CHANNEL_VISIT
               || (t->channel == CHANNEL_PHONE && t->answered == TOUCH_REACHED));
}

static bool says(const struct touch *t)
{
    return t->urgency || day_is(t->need_by) || money_is(t->budget) || t->payment_path;
}

/* Something that can be read back to him. */
static bool tells(const struct touch *t)
{
    return says(t) || t->needs.n || t->clarity.n;
}

/* Only he himself takes back what he said, by an inbound touch (S0-08). */
static bool lowers(const struct deal *d, const struct touch *t)
{
    bool urgency = d->urgency_source == SAID_BY_BUYER && t->urgency == TOUCH_NORMAL
                   && d->urgency == URGENCY_URGENT;
    bool need_by = d->need_by_source == SAID_BY_BUYER && day_is(t->need_by)
                   && t->need_by.n > d->need_by.n;
    bool budget = d->budget_source == SAID_BY_BUYER && money_is(t->budget)
                  && (t->budget.minor != d->budget.minor
                      || strcmp(t->budget.currency, d->budget.currency) != 0);
    return urgency || need_by || budget;
}

static bool may_say(struct ctx *c, const struct deal *d, const struct touch *t)
{
    if (t->direction == TOUCH_INBOUND || !says(t))
        return true;
    if (!is_conversation(t))
        return bad_field(c, STR("direction"),
                         "What the buyer said comes from a conversation, or from an inbound "
                         "touch.");
    return !lowers(d, t) || refuse(c, &buyer_owned, d->id);
}

static bool check(struct ctx *c, const struct touch *t)
{
    if (t->kind == TOUCH_VALUE && !t->shared.n)
        bad_field(c, STR("shared"), "Say what of value was shared.");
    if (t->happened.ms > c->now.ms + 60000)
        bad_field(c, STR("happened"), "This has not happened yet.");
    if (t->direction != TOUCH_INBOUND && day_is(t->buyer_close))
        bad_field(c, STR("buyer_close"),
                  "The buyer's date comes from his own words: log an inbound touch.");
    if (t->direction != TOUCH_INBOUND && t->buyer_stage != BUYER_UNKNOWN)
        bad_field(c, STR("buyer_stage"),
                  "The buyer's stage comes from his own words: log an inbound touch.");
    return !failed(c);
}

static bool add_entry(struct ctx *c, const struct touch *t, int64_t seq)
{
    return history_add(c,
                       (struct entry){
                           .record = "deal",
                           .record_id = t->deal_id,
                           .seq = seq,
                           .kind = STR("touch"),
                           .happened = t->happened,
                           .shared = false,
                           .body = arena_printf(c->arena, "{\"touch_id\":%lld}", (long long)t->id),
                       });
}

static bool is_later(struct instant a, struct instant than)
{
    return !instant_is(than) || a.ms > than.ms;
}

/* Of two words at the same moment the one that was said last counts. */
static bool is_newer(struct instant a, struct instant than)
{
    return !instant_is(than) || a.ms >= than.ms;
}

static void take_words(struct deal *d, const struct touch *t)
{
    if (t->urgency && is_newer(t->happened, d->urgency_said)) {
        d->urgency = t->urgency == TOUCH_URGENT ? URGENCY_URGENT : URGENCY_NORMAL;
        d->urgency_source = SAID_BY_BUYER;
        d->urgency_said = t->happened;
    }
    if (day_is(t->need_by) && is_newer(t->happened, d->need_by_said)) {
        d->need_by = t->need_by;
        d->need_by_source = SAID_BY_BUYER;
        d->need_by_said = t->happened;
    }
    if (money_is(t->budget)) {
        if (t->budget.minor != d->budget.minor)
            d->budget_from = MONEY_NONE;
        d->budget = t->budget;
        d->budget_source = SAID_BY_BUYER;
    }
    if (t->payment_path)
        d->payment_path = t->payment_path;
}

/* Who says so himself, or in a conversation, that he gathers information is looking: no step to a
 * close follows from that (S2-10). */
static void take_purpose(struct ctx *c, struct deal *d, const struct touch *t)
{
    bool his = t->direction == TOUCH_INBOUND || is_conversation(t);
    if (!instant_is(d->last_touch) && d->direction == DIRECTION_UNKNOWN)
        d->direction =
            t->direction == TOUCH_INBOUND ? DIRECTION_INBOUND : DIRECTION_OUTBOUND;
    if (t->purpose)
        d->purpose = t->purpose;
    if (t->purpose == PURPOSE_GATHERING && his && d->buyer_stage == BUYER_UNKNOWN) {
        d->buyer_stage = BUYER_LOOKING;
        d->buyer_stage_day = instant_day(c->now);
    }
    if (t->buyer_stage == BUYER_READY)
        d->purpose = PURPOSE_BUYING;
}

static void take_along(struct ctx *c, struct deal *d, const struct touch *t)
{
    take_purpose(c, d, t);
    if (is_later(t->happened, d->last_touch))
        d->last_touch = t->happened;
    if (t->direction == TOUCH_INBOUND && is_later(t->happened, d->last_heard))
        d->last_heard = t->happened;
    if (d->state == DEAL_OPEN && t->next_step.n) {
        d->next_step = t->next_step;
        d->next_step_due = t->next_step_due;
    }
    if (day_is(t->buyer_close)) {
        d->expected_close = t->buyer_close;
        d->close_touch_id = t->id;
    }
    if (t->buyer_stage != BUYER_UNKNOWN) {
        d->buyer_stage = t->buyer_stage;
        d->buyer_stage_day = instant_day(c->now);
    }
    take_words(d, t);
}

/* A call is what was promised as a call. What it said, only the content proves (S0-26). */
static bool keeps(struct ctx *c, const struct touch *t)
{
    enum { NO_SHOW_US = 1 };
    int kind = t->channel == CHANNEL_PHONE   ? PROMISE_CALL
               : t->channel == CHANNEL_VISIT ? PROMISE_APPOINTMENT
                                             : PROMISE_FOLLOW_UP;
    struct instant when = c->now.ms - t->happened.ms > LATE_ENTRY_MS ? c->now : t->happened;
    if (t->channel == CHANNEL_EMAIL || t->no_show == NO_SHOW_US)
        return true;
    if (t->direction == TOUCH_INBOUND)
        return promises_heard(c, t->deal_id, kind, t->channel, t->id, when);
    return promises_met(c, t->deal_id, kind, t->channel, 0, t->id, when);
}

/* A first contact always says why: where nobody said, what he says of his stage tells, or it is
 * something else. */
static void purpose_fill(const struct ctx *c, const struct deal *d, struct touch *t)
{
    if (!touch_is_first(d) || t->purpose || !c->viewer->id)
        return;
    t->purpose = t->buyer_stage == BUYER_READY  ? PURPOSE_BUYING
                 : t->buyer_stage != BUYER_UNKNOWN ? PURPOSE_GATHERING
                                                   : PURPOSE_OTHER;
}

bool touch_is_first(const struct deal *d)
{
    return d->state == DEAL_OPEN && !instant_is(d->last_touch) && d->purpose == PURPOSE_UNKNOWN;
}

/* What was planned gives way to his word; ours is what was planned by that channel (S0-61). */
static bool cadence_follows(struct ctx *c, const struct touch *t)
{
    if (t->direction == TOUCH_INBOUND)
        return cadence_heard(c, t->deal_id, t->buyer_stage);
    return cadence_did(c, t->deal_id, t->channel, t->id);
}

bool touch_log(struct ctx *c, struct touch *t)
{
    struct deal was, now;
    if (!record_get(c, &deal_record, t->deal_id, &was))
        return false;
    if (!instant_is(t->happened))
        t->happened = c->now;
    if (!t->contact_id)
        t->contact_id = was.contact_id;
    t->user_id = c->viewer->id;
    if (t->shared.n)
        t->kind = TOUCH_VALUE;
    purpose_fill(c, &was, t);
    if (!check(c, t) || !may_say(c, &was, t) || !step_is_given(c, &was, t) || !touch_may(c, t)
        || !deal_step_is_new(c, was.id, t->next_step, t->again_why)
        || !record_insert(c, &touch_record, t))
        return false;
    now = was;
    int64_t seq = deal_next_seq(&now);
    take_along(c, &now, t);
    return add_entry(c, t, seq)
           && (!is_conversation(t) || silence_broken_in(c, &now, t->happened))
           && deal_save_touched(c, &was, &now) && keeps(c, t) && cadence_follows(c, t)
           && (!is_conversation(t) || !tells(t) || deal_read_back(c, t->deal_id));
}

bool touch_import(struct ctx *c, struct touch *t)
{
    struct deal was, now;
    if (!record_get(c, &deal_record, t->deal_id, &was))
        return false;
    if (!t->contact_id)
        t->contact_id = was.contact_id;
    if (!t->user_id)
        t->user_id = c->viewer->id;
    if (!record_insert(c, &touch_record, t))
        return false;
    struct touch said = *t;
    if (!is_later(t->happened, was.last_touch))
        said.next_step = STR_NONE;
    if (t->direction != TOUCH_INBOUND || !is_later(t->happened, was.last_heard)) {
        said.buyer_close = DAY_NONE;
        said.buyer_stage = BUYER_UNKNOWN;
    }
    /* What the deal's own row in the file says of these stands. */
    said.urgency = TOUCH_URGENCY_UNSAID;
    said.need_by = DAY_NONE;
    said.budget = MONEY_NONE;
    said.payment_path = PAYMENT_UNKNOWN;
    now = was;
    int64_t seq = deal_next_seq(&now);
    take_along(c, &now, &said);
    return add_entry(c, t, seq) && deal_save_touched(c, &was, &now);
}

static bool add_removed(struct ctx *c, const struct touch *t, int64_t seq)
{
    return history_add(c, (struct entry){ .record = "deal",
                                          .record_id = t->deal_id,
                                          .seq = seq,
                                          .kind = STR("removed"),
                                          .happened = INSTANT_NONE,
                                          .body = arena_printf(c->arena, "{\"touch_id\":%lld}",
                                                               (long long)t->id) });
}

bool touch_remove(struct ctx *c, const struct touch *t)
{
    struct deal was, now;
    struct touch_rest rest;
    if (!record_get_any(c, &deal_record, t->deal_id, &was)
        || !touch_rest_read(c, t->deal_id, t->id, &rest))
        return false;
    now = was;
    int64_t seq = deal_next_seq(&now);
    now.last_touch = rest.last_touch;
    now.last_heard = rest.last_heard;
    if (t->buyer_stage != BUYER_UNKNOWN && now.buyer_stage == t->buyer_stage) {
        now.buyer_stage = rest.buyer_stage;
        now.buyer_stage_day = rest.buyer_stage == BUYER_UNKNOWN ? DAY_NONE : now.buyer_stage_day;
    }
    if (now.close_touch_id == t->id)
        now.close_touch_id = 0;
    return add_removed(c, t, seq) && removed_keep(c, &touch_record, t, 0)
           && (t->buyer_stage != BUYER_READY || deal_evidence_read(c, &now))
           && deal_save_touched(c, &was, &now);
}
