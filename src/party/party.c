/* SPDX-License-Identifier: Apache-2.0 */
#include "party/party.h"
#include "fact/fact.h"
#include "frame/neutral.h"
#include "frame/recorded.h"
#include "outbox/outbox.h"

/* clang-format off */
static const struct word role_words[] = {
    { "other", "Other" }, { "payer", "Payer" }, { "insurer", "Insurer" }, { "agent", "Agent" }, { "broker", "Broker" },
    { 0 },
};
const struct word consent_action_words[] = {
    { "contact", "Contact them" }, { "claim", "Send a claim" }, { "credit_check", "Have credit checked" },
    { "sign_up", "Sign him up" }, { "other", "Something else" }, { 0 },
};

static const struct field party_fields[] = {
    { F(party, id,         ID),    .label = "No." },
    { F(party, deal_id,    REF),   .label = "Deal",    .flags = REQUIRED | FILTER | ONCE, .ref = "deal" },
    { F(party, contact_id, REF),   .label = "Person",  .flags = LISTED, .ref = "contact" },
    { F(party, role,       WORD),  .label = "Role",    .flags = LISTED, .words = role_words },
    { F(party, name,       TEXT),  .label = "Name",    .flags = REQUIRED | LISTED | SORTED },
    { F(party, email,      EMAIL), .label = "E-mail",  .flags = LISTED },
    { F(party, agreed,     LINES), .label = "Agreed with the buyer", .flags = LISTED, .max = 2000 },
    BASE_FIELDS(party),
};
static const struct list party_lists[] = {
    { "name", { "deal_id" }, "party_deal", NULL },
};
static const struct field consent_fields[] = {
    { F(consent, id,         ID),      .label = "No." },
    { F(consent, deal_id,    REF),     .label = "Deal",      .flags = FILTER | COMPUTED, .ref = "deal" },
    { F(consent, contact_id, REF),     .label = "Given by",  .flags = LISTED, .ref = "contact" },
    { F(consent, party_id,   REF),     .label = "Towards",   .flags = REQUIRED | LISTED | ONCE, .ref = "party" },
    { F(consent, action,     WORD),    .label = "To",        .flags = LISTED, .words = consent_action_words },
    { F(consent, words,      LINES),   .label = "What exactly", .flags = LISTED, .max = 2000 },
    { F(consent, given,      INSTANT), .label = "Given",     .flags = LISTED | SORTED | COMPUTED },
    { F(consent, withdrawn,  INSTANT), .label = "Withdrawn", .flags = LISTED | COMPUTED },
    { F(consent, touch_id,   REF),     .label = "Said in touch", .ref = "touch" },
    { F(consent, user_id,    REF),     .label = "Written by", .flags = COMPUTED, .ref = "user" },
    BASE_FIELDS(consent),
};
static const struct list consent_lists[] = {
    { "given", { "deal_id" }, "consent_deal", NULL },
};

const struct mail third_party_mail = {
    .name = "third_party", .label = "To a third party", .weight = LETTER_SERVICE, .requirement = "S0-49",
};
/* clang-format on */

const struct record party_record = {
    .name = "party",
    .plural = "parties",
    .label = "Third party",
    .labels = "Third parties",
    .size = sizeof(struct party),
    .fields = party_fields,
    .n_fields = COUNT(party_fields),
    .title = "name",
    .through = "deal_id",
    .default_sort = "name",
    .lists = party_lists,
    .n_lists = COUNT(party_lists),
};
const struct record consent_record = {
    .name = "consent",
    .plural = "consents",
    .label = "Consent",
    .labels = "Consents",
    .size = sizeof(struct consent),
    .fields = consent_fields,
    .n_fields = COUNT(consent_fields),
    .title = "words",
    .through = "deal_id",
    .default_sort = "-given",
    .lists = consent_lists,
    .n_lists = COUNT(consent_lists),
};

static bool is_third(struct ctx *c, const struct party *p)
{
    struct deal d;
    if (!record_get(c, &deal_record, p->deal_id, &d))
        return false;
    if (p->contact_id && p->contact_id == d.contact_id)
        return bad_field(c, STR("contact_id"), "This is the buyer himself, not a third party.");
    return neutral(c, "name", p->name, p->deal_id);
}

bool party_put(struct ctx *c, struct party *p)
{
    return is_third(c, p) && recorded_insert(c, &party_record, p);
}

bool party_save(struct ctx *c, const struct party *was, struct party *now)
{
    return is_third(c, now) && recorded_update(c, &party_record, was, now, STR_NONE);
}

/* His consent is his word: it stands in an inbound touch, or he gave it himself. */
static bool is_his(struct ctx *c, struct consent *k)
{
    struct touch_of t = { 0 };
    if (fact_by_buyer(c))
        return true;
    if (k->touch_id && !fact_touch_read(c, k->touch_id, k->deal_id, &t))
        return false;
    if (!t.inbound) {
        refuse(c, &buyer_owned, k->deal_id);
        return bad_field(c, STR("touch_id"), "Name the inbound touch in which he consented.");
    }
    k->contact_id = k->contact_id ? k->contact_id : t.contact_id;
    return true;
}

bool consent_put(struct ctx *c, struct consent *k)
{
    struct party p;
    struct deal d;
    if (!record_get_any(c, &party_record, k->party_id, &p)
        || !(fact_by_buyer(c) ? record_get_any(c, &deal_record, p.deal_id, &d)
                              : record_get(c, &deal_record, p.deal_id, &d)))
        return false;
    k->deal_id = p.deal_id;
    if (!is_his(c, k))
        return false;
    k->contact_id = k->contact_id ? k->contact_id : d.contact_id;
    k->user_id = c->viewer->id;
    k->given = c->now;
    k->withdrawn = INSTANT_NONE;
    return record_insert(c, &consent_record, k)
           && deal_tell_alone(c, d.id, "consent", "consent_id", k->id);
}

bool consent_withdraw(struct ctx *c, struct consent *k)
{
    if (instant_is(k->withdrawn))
        return true;
    k->withdrawn = c->now;
    return record_update(c, &consent_record, k)
           && deal_tell_alone(c, k->deal_id, "consent_ends", "consent_id", k->id);
}

bool third_party_send(struct ctx *c, struct third_party_message *m)
{
    struct deal d;
    struct party p;
    bool given;
    if (!record_get(c, &deal_record, m->deal_id, &d)
        || !record_get_any(c, &party_record, m->party_id, &p))
        return false;
    if (p.deal_id != d.id)
        return bad_field(c, STR("party_id"), "Name a party of this deal.");
    if (!consent_find(c, p.id, m->action, &given))
        return false;
    if (!given)
        return refuse(c, &consent_required, d.id);
    struct letter l = { .deal_id = d.id,
                        .user_id = c->viewer->id,
                        .to = p.email,
                        .subject = m->subject,
                        .text = m->text,
                        .human = true };
    if (!p.email.n)
        return bad_field(c, STR("party_id"), "This party has no e-mail address. Add it first.");
    if (!outbox_put(c, &third_party_mail, NULL, &l))
        return false;
    m->letter_id = l.id;
    return true;
}
