/* SPDX-License-Identifier: Apache-2.0 */
#include "silence/silence.h"
#include "alert/alert.h"
#include "frame/policy.h"
#include "office/office.h"
#include "promise/promise.h"
#include "sched/clock.h"

/* clang-format off */
const struct word first_answer_words[] = {
    { "none", "No enquiry" }, { "waiting", "Waits for an answer" }, { "met", "Answered in time" },
    { "missed", "Answered late" }, { 0 },
};
/* clang-format on */

enum first_answer_state first_answer_state(const struct deal *d, struct instant now)
{
    if (!instant_is(d->first_answer_due))
        return ANSWER_NONE;
    if (!instant_is(d->first_answered))
        return now.ms > d->first_answer_due.ms ? ANSWER_MISSED : ANSWER_WAITS;
    return d->first_answered.ms <= d->first_answer_due.ms ? ANSWER_MET : ANSWER_MISSED;
}

bool silence_asked(struct ctx *c, const struct deal *d, struct instant *answer_by)
{
    struct deal was, now;
    if (!record_get_any(c, &deal_record, d->id, &was))
        return false;
    now = was;
    if (!deal_wait_asked(c, &now) || !deal_save_health(c, &was, &now, STR_NONE))
        return false;
    *answer_by = now.first_answer_due;
    return true;
}

/* ---- a word reached him ---- */

bool silence_broken_in(struct ctx *c, struct deal *now, struct instant when)
{
    bool waits = instant_is(now->asked) && when.ms >= now->asked.ms;
    if (waits && (!instant_is(now->first_answered) || when.ms < now->first_answered.ms))
        now->first_answered = when;
    if (instant_is(now->human_contact) && when.ms <= now->human_contact.ms)
        return true;
    now->human_contact = when;
    /* What was said before he asked is no answer. */
    if (now->state != DEAL_OPEN || (instant_is(now->asked) && !waits))
        return true;
    now->health = HEALTH_OK;
    return (!waits || deal_wait_answered(c, now->id)) && deal_wait_from(c, now, when)
           && deal_wait_settled(c, now->id);
}

bool silence_broken(struct ctx *c, int64_t deal_id, struct instant when)
{
    struct deal was, now;
    if (!record_get_any(c, &deal_record, deal_id, &was))
        return false;
    now = was;
    return silence_broken_in(c, &now, when)
           && deal_save_health(c, &was, &now, STR("A human word reached the buyer."));
}

bool silence_over(struct ctx *c, int64_t deal_id)
{
    return deal_wait_over(c, deal_id);
}

/* ---- what rings ---- */

static struct str last_word(struct ctx *c, const struct deal *d)
{
    if (!instant_is(d->human_contact))
        return arena_printf(c->arena, "%.*s: the buyer asked and was not answered.",
                            STR_FMT(d->name));
    return arena_printf(c->arena, "%.*s: the last human word reached the buyer %.*s.",
                        STR_FMT(d->name), STR_FMT(moment_words(c->arena, d->human_contact)));
}

static struct str named(struct ctx *c, const struct deal *d, const char *what)
{
    return arena_printf(c->arena, "%.*s: %s", STR_FMT(d->name), what);
}

static bool tell(struct ctx *c, const struct alert_kind *k, const struct deal *d, enum level upto,
                 struct instant due, struct str text)
{
    struct about about = { .deal_id = d->id, .subject = d->id, .due = due, .text = text };
    return alert_up(c, k, d->owner_id, upto, about);
}

/* The deal, when somebody still waits on it. */
static bool waiting(struct ctx *c, int64_t deal_id, struct deal *d, bool *waits)
{
    if (!record_get_any(c, &deal_record, deal_id, d))
        return false;
    *waits = d->state == DEAL_OPEN;
    return true;
}

bool silence_answer_missed(struct ctx *c, int64_t deal_id, struct instant due)
{
    struct deal d;
    bool waits;
    if (!waiting(c, deal_id, &d, &waits))
        return false;
    return !waits
           || tell(c, &alert_answer_missed, &d, LEVEL_MANAGER, due,
                   named(c, &d, "a person was to answer by now, and did not."));
}

bool silence_answer_late(struct ctx *c, int64_t deal_id, struct instant due)
{
    struct deal d;
    bool waits;
    if (!waiting(c, deal_id, &d, &waits))
        return false;
    return !waits
           || (alerts_settle(c, &alert_answer_missed, d.id)
               && tell(c, &alert_answer_late, &d, LEVEL_EXECUTIVE, due,
                       named(c, &d, "nobody has answered it, and its time is over.")));
}

/* What we do not know of his alternatives is no reason to feel safe (S0-35). */
static bool lowers(const struct deal *d)
{
    return d->health == HEALTH_OK && d->alternatives != ALTERNATIVES_NONE;
}

bool silence_warned(struct ctx *c, int64_t deal_id, struct instant due)
{
    struct deal was, now;
    bool waits;
    if (!waiting(c, deal_id, &was, &waits))
        return false;
    if (!waits)
        return true;
    now = was;
    if (lowers(&was))
        now.health = HEALTH_SILENT;
    return deal_save_health(c, &was, &now, last_word(c, &was))
           && tell(c, &alert_silent, &was, LEVEL_MANAGER, due, last_word(c, &was));
}

bool silence_turned_critical(struct ctx *c, int64_t deal_id, struct instant due)
{
    struct deal was, now;
    bool waits;
    int64_t promised;
    if (!waiting(c, deal_id, &was, &waits))
        return false;
    if (!waits)
        return true;
    if (!promises_open(c, deal_id, &promised))
        return false;
    now = was;
    bool lost = promised > 0 && was.urgency == URGENCY_URGENT;
    if (lost)
        now.health = HEALTH_PRESUMED_GONE;
    else if (lowers(&was))
        now.health = HEALTH_SILENT;
    return deal_save_health(c, &was, &now, last_word(c, &was))
           && alerts_settle(c, &alert_silent, deal_id)
           && tell(c, lost ? &alert_gone : &alert_critical, &was, LEVEL_EXECUTIVE, due,
                   last_word(c, &was));
}

/* clang-format off */
static const struct alert_kind *const alerts[] = {
    &alert_answer_missed, &alert_answer_late, &alert_silent, &alert_critical, &alert_gone,
};
static const struct clock *const clocks[] = { &first_answer, &first_answer_late, &silence_warn, &silence_critical };
/* clang-format on */

const struct slice silence_slice = {
    .name = "silence",
    TABLE(alerts, alerts),
    TABLE(clocks, clocks),
};
