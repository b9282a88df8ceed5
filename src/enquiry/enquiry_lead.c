/* SPDX-License-Identifier: Apache-2.0 */
/* Leads from elsewhere: offered, accepted, given back (S0-52). */
#include "alert/alert.h"
#include "enquiry/enquiry_rules.h"
#include "frame/people.h"
#include "office/office.h"
#include "sched/clock.h"

/* clang-format off */
const struct policy lead_accept_days = {
    "lead_accept_days", "Business days in which somebody accepts a lead that he is offered", "days", 1, 1, 60, "S0-52",
};
const struct alert_kind lead_offered = { "lead_offered", "A lead is offered to you", 1, "S0-52" };
const struct alert_kind lead_returned = { "lead_returned", "A lead was not accepted", 1, "S0-52" };
/* clang-format on */

static bool rings(struct ctx *c, int64_t enquiry_id, struct instant due);
const struct clock lead_accept = { "lead_accept", "lead_accept_days", BUSINESS_TIME, rings,
                                   "S0-52" };

bool lead_offer(struct ctx *c, struct enquiry *e)
{
    struct enquiry now = *e;
    if (e->state != ENQUIRY_OFFERED)
        return true;
    now.accept_by = office_after(c, &lead_accept_days, BUSINESS_TIME, c->now);
    if (failed(c) || !deal_share(c, e->deal_id, e->offered_id)
        || !record_update(c, &enquiry_record, &now)
        || !clock_start(c, &lead_accept, e->id, now.accept_by))
        return false;
    *e = now;
    return true;
}

/* He who was offered it saw the deal by the offer alone. */
static bool offer_end(struct ctx *c, const struct enquiry *e)
{
    const struct viewer *before = c->viewer;
    struct viewer as = *before;
    as.sees_all = true;
    c->viewer = &as;
    bool ok = deal_unshare(c, e->deal_id, e->offered_id);
    c->viewer = before;
    return ok;
}

static bool settle(struct ctx *c, struct enquiry *e, int state)
{
    e->state = state;
    e->settled = c->now;
    return offer_end(c, e)
           && clock_stop(c, &lead_accept, e->id) && alerts_settle(c, &lead_offered, e->id)
           && record_update(c, &enquiry_record, e);
}

static bool deal_give(struct ctx *c, int64_t deal_id, int64_t owner_id)
{
    const struct viewer *before = c->viewer;
    struct viewer as = *before;
    struct deal was, now;
    if (!record_get_any(c, &deal_record, deal_id, &was))
        return false;
    now = was;
    now.owner_id = owner_id;
    as.sees_all = true; /* what is offered to him he may take out of his manager's hands */
    c->viewer = &as;
    bool ok = deal_save(c, &was, &now, STR("The lead was accepted."));
    c->viewer = before;
    return ok;
}

bool enquiry_accept(struct ctx *c, struct enquiry *e)
{
    if (e->state != ENQUIRY_OFFERED || e->offered_id != c->viewer->id)
        return refuse(c, &not_offered, e->id);
    return deal_give(c, e->deal_id, e->offered_id) && settle(c, e, ENQUIRY_ACCEPTED);
}

static bool manager_told(struct ctx *c, const struct enquiry *e, struct instant due,
                         struct str text)
{
    struct deal d;
    struct about about = { .deal_id = e->deal_id, .subject = e->id, .due = due, .text = text };
    return record_get_any(c, &deal_record, e->deal_id, &d)
           && alert_raise(c, &lead_returned, d.owner_id, about);
}

bool enquiry_return(struct ctx *c, struct enquiry *e, struct str why)
{
    if (e->state != ENQUIRY_OFFERED || e->offered_id != c->viewer->id)
        return refuse(c, &not_offered, e->id);
    struct str text = arena_printf(c->arena, "%.*s gave it back: %.*s",
                                   STR_FMT(person_name(c, e->offered_id)), STR_FMT(why));
    return settle(c, e, ENQUIRY_RETURNED) && manager_told(c, e, INSTANT_NONE, text);
}

static bool rings(struct ctx *c, int64_t enquiry_id, struct instant due)
{
    struct enquiry e;
    if (!record_get_any(c, &enquiry_record, enquiry_id, &e))
        return false;
    if (e.state != ENQUIRY_OFFERED)
        return true;
    struct str text = arena_printf(c->arena, "%.*s did not accept it within his time.",
                                   STR_FMT(person_name(c, e.offered_id)));
    return settle(c, &e, ENQUIRY_RETURNED) && manager_told(c, &e, due, text);
}
