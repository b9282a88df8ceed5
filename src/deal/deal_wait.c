/* SPDX-License-Identifier: Apache-2.0 */
/* How long a buyer waits for a human word: the numbers, and the clocks that run by them. */
#include "alert/alert.h"
#include "deal/deal.h"
#include "deal/deal_rules.h"
#include "frame/policy.h"
#include "office/office.h"
#include "sched/clock.h"

/* clang-format off */
const struct policy first_answer_urgent = {
    "first_answer_urgent", "Business hours in which a person answers an urgent enquiry",
    "hours", 1, 0, 1000, "S0-06",
};
const struct policy first_answer_normal = {
    "first_answer_normal", "Business hours in which a person answers an enquiry",
    "hours", 4, 0, 1000, "S0-06",
};
const struct policy first_answer_executive = {
    "first_answer_executive", "Business hours from a missed answer to the executive",
    "hours", 1, 0, 1000, "S0-06",
};
const struct policy silence_warn_urgent = {
    "silence_warn_urgent", "Hours without a human word until rep and manager hear (urgent)",
    "hours", 24, 1, 1000, "S0-15",
};
const struct policy silence_warn_normal = {
    "silence_warn_normal", "Days without a human word until rep and manager hear",
    "days", 3, 1, 365, "S0-15",
};
const struct policy silence_critical_urgent = {
    "silence_critical_urgent", "Hours without a human word until the executive hears (urgent)",
    "hours", 48, 1, 1000, "S0-19",
};
const struct policy silence_critical_normal = {
    "silence_critical_normal", "Days without a human word until the executive hears",
    "days", 7, 1, 365, "S0-15",
};

const struct policy read_back_seconds = {
    "read_back_seconds", "Seconds after a conversation until what was heard goes back to the buyer", "seconds", 45, 5, 3600,
      "S0-09",
};
const struct policy status_minutes = {
    "status_minutes", "Business minutes in which the owner says where a promise stands before a letter does", "minutes", 60, 5,
      2400, "S0-24",
};
const struct clock read_back = { "read_back", "read_back_seconds", WALL_TIME, read_back_rings, "S0-09" };
const struct clock interim_status = { "interim_status", "status_minutes", BUSINESS_TIME, interim_status_rings, "S0-24" };

const struct alert_kind alert_asked = { "enquiry", "New enquiry", 1, "S0-05" };
const struct alert_kind alert_asked_urgent = { "enquiry_urgent", "New enquiry, urgent", 2, "S0-05" };
const struct alert_kind alert_answer_missed = { "first_answer_missed", "First answer missed", 2, "S0-06" };
const struct alert_kind alert_answer_late = { "first_answer_late", "Still not answered", 2, "S0-06" };
const struct alert_kind alert_silent = { "silence_warn", "Buyer without a word", 1, "S0-15" };
const struct alert_kind alert_critical = { "silence_critical", "Buyer written off soon", 2, "S0-19" };
const struct alert_kind alert_gone = { "presumed_gone", "Buyer presumed gone", 2, "S0-19" };


const struct clock first_answer = {
    "first_answer", "first_answer_normal", BUSINESS_TIME, silence_answer_missed, "S0-06",
};
const struct clock first_answer_late = {
    "first_answer_late", "first_answer_executive", BUSINESS_TIME, silence_answer_late, "S0-06",
};
const struct clock silence_warn = {
    "silence_warn", "silence_warn_normal", WALL_TIME, silence_warned, "S0-15",
};
const struct clock silence_critical = {
    "silence_critical", "silence_critical_normal", WALL_TIME, silence_turned_critical, "S0-19",
};
/* clang-format on */

static bool is_urgent(const struct deal *d)
{
    return d->urgency == URGENCY_URGENT;
}

bool deal_wait_asked(struct ctx *c, struct deal *d)
{
    const struct policy *answer = is_urgent(d) ? &first_answer_urgent : &first_answer_normal;
    d->first_answer_due = office_after(c, answer, BUSINESS_TIME, c->now);
    d->first_answered = INSTANT_NONE;
    d->asked = c->now;
    struct instant late =
        office_after(c, &first_answer_executive, BUSINESS_TIME, d->first_answer_due);
    return !failed(c) && clock_start(c, &first_answer, d->id, d->first_answer_due)
           && clock_start(c, &first_answer_late, d->id, late)
           && deal_wait_from(c, d, d->first_answer_due);
}

bool deal_wait_from(struct ctx *c, const struct deal *d, struct instant from)
{
    const struct policy *warn = is_urgent(d) ? &silence_warn_urgent : &silence_warn_normal;
    const struct policy *critical =
        is_urgent(d) ? &silence_critical_urgent : &silence_critical_normal;
    struct instant at = office_after(c, warn, WALL_TIME, from);
    struct instant end = office_after(c, critical, WALL_TIME, from);
    return !failed(c) && clock_start(c, &silence_warn, d->id, at)
           && clock_start(c, &silence_critical, d->id, end);
}

bool deal_wait_answered(struct ctx *c, int64_t deal_id)
{
    return clock_stop(c, &first_answer, deal_id) && clock_stop(c, &first_answer_late, deal_id);
}

bool deal_wait_over(struct ctx *c, int64_t deal_id)
{
    return deal_wait_answered(c, deal_id) && clock_stop(c, &silence_warn, deal_id)
           && clock_stop(c, &silence_critical, deal_id)
           && clock_stop(c, &read_back, deal_id) && deal_wait_settled(c, deal_id);
}

bool deal_wait_settled(struct ctx *c, int64_t deal_id)
{
    static const struct alert_kind *const all[] = { &alert_asked, &alert_asked_urgent,
                                                    &alert_answer_missed, &alert_answer_late,
                                                    &alert_silent, &alert_critical,
                                                    &alert_gone };
    for (size_t i = 0; i < COUNT(all); i++) {
        if (!alerts_settle(c, all[i], deal_id))
            return false;
    }
    return true;
}

/* From when it is counted: the last human word, before it the answer that he was told to expect;
 * NONE for a deal that nobody waits on. */
static struct instant counted_from(const struct deal *d)
{
    return instant_is(d->human_contact) ? d->human_contact : d->first_answer_due;
}

bool deal_wait_follow(struct ctx *c, const struct deal *was, const struct deal *now)
{
    bool open = now->state == DEAL_OPEN, moved = was->state != now->state;
    if (!open)
        return !moved || deal_wait_over(c, now->id);
    if (!moved && was->urgency == now->urgency)
        return true;
    struct instant from = moved ? c->now : counted_from(now);
    return !instant_is(counted_from(now)) || deal_wait_from(c, now, from);
}

/* ---- letters that follow ---- */

#define LATELY_MS INT64_C(3600000)

bool deal_read_back(struct ctx *c, int64_t deal_id)
{
    struct instant at = { c->now.ms + policy_value(c, &read_back_seconds) * 1000 };
    return !failed(c) && clock_start(c, &read_back, deal_id, at);
}

bool deal_read_back_too(struct ctx *c, const struct deal *d)
{
    bool lately = instant_is(d->human_contact) && c->now.ms - d->human_contact.ms <= LATELY_MS;
    return !lately || d->state != DEAL_OPEN || deal_read_back(c, d->id);
}

bool deal_status_soon(struct ctx *c, int64_t promise_id)
{
    struct instant at = office_after(c, &status_minutes, BUSINESS_TIME, c->now);
    return !failed(c) && clock_start(c, &interim_status, promise_id, at);
}
