/* SPDX-License-Identifier: Apache-2.0 */
#include "enquiry/enquiry.h"
#include "base/text.h"
#include "enquiry/enquiry_rules.h"
#include "frame/channel.h"
#include "frame/people.h"

/* clang-format off */
static const struct word origin_words[] = {
    { "web", "Web form" }, { "api", "API" }, { "hand", "By hand" }, { "lead", "Third party" }, { 0 },
};
static const struct word urgency_said_words[] = {
    { "unknown", "Not said" }, { "normal", "Normal" }, { "urgent", "Urgent" }, { 0 },
};
static const struct word phone_words[] = {
    { "unknown", "Not said" }, { "never", "Never" }, { "once", "Once" }, { "yes", "Yes" }, { 0 },
};
static const struct word prefers_words[] = {
    { "unknown", "Not said" }, { "phone", "Call" }, { "email", "E-mail" }, { "text", "Text" }, { "web", "Web" },
    { "social", "Social message" }, { "letter", "Letter" }, { "visit", "Visit" }, { 0 },
};
static const struct word enquiry_state_words[] = {
    { "taken", "Taken" }, { "offered", "Offered" }, { "accepted", "Accepted" }, { "returned", "Given back" }, { 0 },
};

static const struct field fields[] = {
    { F(enquiry, id,               ID),      .label = "No." },
    { F(enquiry, reference,        TEXT),    .label = "Reference",      .flags = COMPUTED | LISTED, .max = 20 },
    { F(enquiry, deal_id,          REF),     .label = "Deal",           .flags = COMPUTED | LISTED | FILTER, .ref = "deal" },
    { F(enquiry, contact_id,       REF),     .label = "Contact",        .flags = COMPUTED, .ref = "contact" },
    { F(enquiry, origin,           WORD),    .label = "Came by",        .flags = COMPUTED | LISTED, .words = origin_words },
    { F(enquiry, joined,           FLAG),    .label = "Joined a deal",  .flags = COMPUTED },
    { F(enquiry, name,             TEXT),    .label = "Name",           .flags = LISTED, .max = 200 },
    { F(enquiry, email,            EMAIL),   .label = "E-mail",         .flags = LISTED },
    { F(enquiry, phone,            TEXT),    .label = "Phone",          .max = 50 },
    { F(enquiry, phone_allowed,    WORD),    .label = "Calls allowed",  .words = phone_words },
    { F(enquiry, company,          TEXT),    .label = "Company",        .max = 200 },
    { F(enquiry, region,           TEXT),    .label = "Region",         .max = 100 },
    { F(enquiry, message,          LINES),   .label = "Message",        .max = 10000 },
    { F(enquiry, item,             TEXT),    .label = "Item",           .flags = LISTED, .max = 200 },
    { F(enquiry, product_id,       REF),     .label = "Product",        .ref = "product" },
    { F(enquiry, options,          LINES),   .label = "Options",        .max = 2000 },
    { F(enquiry, urgency,          WORD),    .label = "Urgency",        .flags = LISTED, .words = urgency_said_words },
    { F(enquiry, need_by,          DAY),     .label = "Needs it by",    .flags = LISTED },
    { F(enquiry, buyer_stage,      WORD),    .label = "Stands at",      .flags = LISTED, .words = buyer_stage_words },
    { F(enquiry, budget_from,      MONEY),   .label = "Budget from" },
    { F(enquiry, budget,           MONEY),   .label = "Budget" },
    { F(enquiry, payment_path,     WORD),    .label = "Payment",        .words = payment_words },
    { F(enquiry, channel,          WORD),    .label = "Answer by",      .words = prefers_words },
    { F(enquiry, knowledge,        WORD),    .label = "Knows of it",    .words = knowledge_words },
    { F(enquiry, alternatives,     WORD),    .label = "Alternatives",   .words = alternatives_words },
    { F(enquiry, insurer,          TEXT),    .label = "Insurer",        .max = 200 },
    { F(enquiry, insurer_agreed,   FLAG),    .label = "Insurer agreed" },
    { F(enquiry, insurer_verified, DAY),     .label = "Verified with the insurer" },
    { F(enquiry, answer_by,        INSTANT), .label = "Answer promised", .flags = COMPUTED | LISTED },
    { F(enquiry, letter_id,        REF),     .label = "Receipt",        .flags = COMPUTED, .ref = "letter" },
    { F(enquiry, touch_id,         REF),     .label = "Touch",          .flags = COMPUTED, .ref = "touch" },
    { F(enquiry, user_id,          REF),     .label = "Entered by",     .flags = COMPUTED, .ref = "user" },
    { F(enquiry, lead_source,      TEXT),    .label = "Lead from",      .max = 200 },
    { F(enquiry, consent_basis,    TEXT),    .label = "Consent basis",  .max = 500 },
    { F(enquiry, state,            WORD),    .label = "State",          .flags = COMPUTED | LISTED,
      .words = enquiry_state_words },
    { F(enquiry, offered_id,       REF),     .label = "Offered to",     .flags = COMPUTED, .ref = "user" },
    { F(enquiry, accept_by,        INSTANT), .label = "Accept by",      .flags = COMPUTED },
    { F(enquiry, settled,          INSTANT), .label = "Accepted or given back", .flags = COMPUTED },
    BASE_FIELDS(enquiry),
};
static const struct list lists[] = {
    { "id", { "deal_id" }, "enquiry_deal", NULL },
};

const struct gate consent_basis_missing = {
    "consent_basis_missing", "A lead from elsewhere says where it came from and on what consent.",
    { "Give lead_source and consent_basis.", "Without consent, leave it: nobody may write to him." }, "S0-52", false,
};
const struct gate not_offered = {
    "not_offered", "This is not offered to you now.",
    { "Look at the deal: it has its owner already." }, "S0-52", false,
};
/* clang-format on */

const struct record enquiry_record = {
    .name = "enquiry",
    .plural = "enquiries",
    .label = "Enquiry",
    .labels = "Enquiries",
    .size = sizeof(struct enquiry),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "reference",
    .through = "deal_id",
    .default_sort = "-id",
    .lists = lists,
    .n_lists = COUNT(lists),
};

/* ---- is it enough to answer him ---- */

static bool reach_check(struct ctx *c, const struct enquiry *e)
{
    bool by_hand = e->origin == ORIGIN_HAND || e->origin == ORIGIN_LEAD;
    if (!e->email.n && !by_hand)
        bad_field(c, STR("email"), "Give the e-mail address that we answer to.");
    else if (!e->email.n && !e->phone.n)
        bad_field(c, STR("email"), "Give an e-mail address or a phone number.");
    return !failed(c);
}

static bool dates_check(struct ctx *c, const struct enquiry *e)
{
    struct day today = instant_day(c->now);
    if (day_is(e->need_by) && e->need_by.n < today.n)
        bad_field(c, STR("need_by"), "This day has passed. Give a day to come.");
    if (day_is(e->insurer_verified) && e->insurer_verified.n > today.n)
        bad_field(c, STR("insurer_verified"), "This day has not come yet.");
    return !failed(c);
}

bool enquiry_check(struct ctx *c, const struct enquiry *e)
{
    reach_check(c, e);
    if (!str_trim(e->message).n && !e->item.n && !e->product_id)
        bad_field(c, STR("message"), "Say what you need, or name a product.");
    dates_check(c, e);
    if (money_is(e->budget) && e->budget.minor < 0)
        bad_field(c, STR("budget"), "A budget is not below nothing.");
    if (failed(c))
        return false;
    bool lead = e->origin == ORIGIN_LEAD;
    return !lead || (e->lead_source.n && e->consent_basis.n)
           || refuse(c, &consent_basis_missing, 0);
}

/* ---- the first steps ---- */

static void step_add(struct plan *p, struct str what, const char *promise, bool blocks)
{
    if (p->n < PLAN_STEPS)
        p->p[p->n++] = (struct plan_step){ what, promise, blocks };
}

static void steps_to_order(struct plan *p, const struct deal *d)
{
    bool informed = d->knowledge >= KNOWLEDGE_HOMEWORK;
    step_add(p, STR("Send the price and how to order"), "price_info", true);
    if (d->payment_path == PAYMENT_APPROVAL)
        step_add(p, STR("Get the approval that he needs"), "input", true);
    if (d->payment_path == PAYMENT_SELF || d->payment_path == PAYMENT_INSURANCE)
        step_add(p, STR("Look at the insurance"), "check", d->payment_path != PAYMENT_SELF);
    if (!informed)
        step_add(p, STR("Answer what is still open"), "answer", false);
    step_add(p, STR("Take the order"), "order", true);
}

static void steps_to_know(struct plan *p, const struct deal *d)
{
    bool informed = d->knowledge >= KNOWLEDGE_HOMEWORK;
    if (d->buyer_stage == BUYER_WANTS_DEMO) {
        step_add(p, STR("Give the demo: self-guided now, or three times to choose from"),
                 "appointment", true);
        step_add(p, STR("Send the price and how to order"), "price_info", false);
        return;
    }
    if (d->buyer_stage == BUYER_COMPARING) {
        step_add(p, STR("Send what it does and does not do, and the price, to compare"),
                 "information", true);
        step_add(p, STR("Answer the open questions"), "answer", false);
        return;
    }
    if (d->buyer_stage == BUYER_LOOKING || d->purpose == PURPOSE_GATHERING) {
        step_add(p, STR("Send what he asked for, and nothing else"), "information", true);
        step_add(p, STR("Ask when he wants to hear again"), "follow_up", false);
        return;
    }
    step_add(p, STR("Answer what he asked"), "answer", true);
    if (!informed)
        step_add(p, STR("Ask what he needs it for and by when"), "input", false);
    step_add(p, STR("Send the price and how to order"), "price_info", false);
}

void plan_make(struct arena *a UNUSED, const struct deal *d, struct plan *out)
{
    *out = (struct plan){ .n = 0 };
    if (d->buyer_stage == BUYER_READY)
        steps_to_order(out, d);
    else
        steps_to_know(out, d);
}
