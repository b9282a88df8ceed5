/* SPDX-License-Identifier: Apache-2.0 */
/* party.h - payers, insurers, agents, brokers on a deal, and what the buyer allowed us to do
 * towards them (S0-46, S0-49).
 *
 * A party has a role and what the buyer has agreed with it. Nothing goes to it in the buyer's name
 * without his consent to that action (gate consent_required, outbox/outbox.h): who gave it, for
 * what, when; given on his page or in an inbound touch, and withdrawn whenever he likes.
 * Shows: the deal's page, /deals/42/parties, /api/v1/parties, /api/v1/consents,
 * POST /api/v1/deals/ID/third-party-messages.
 */
#ifndef PARTY_H
#define PARTY_H
#include "deal/deal.h"

struct party {
    int64_t id;
    int64_t deal_id, contact_id; /* contact: the person there, 0 if none is known */
    int role;
    struct str name, email;
    struct str agreed; /* what the buyer has agreed with it */
    BASE_MEMBERS;
};

enum consent_action { CONSENT_CONTACT,
                      CONSENT_CLAIM,
                      CONSENT_CREDIT_CHECK,
                      CONSENT_SIGN_UP,
                      CONSENT_OTHER };
struct consent {
    int64_t id;
    int64_t deal_id, contact_id; /* contact: who gave it */
    int64_t party_id;
    int action;       /* enum consent_action */
    struct str words; /* what exactly */
    struct instant given, withdrawn;
    int64_t touch_id; /* in which he gave it */
    int64_t user_id;  /* who wrote it down; 0: he himself */
    BASE_MEMBERS;
};

/* Something sent to a party in the buyer's name. */
struct third_party_message {
    int64_t deal_id, party_id;
    int action;
    struct str subject, text;
    int64_t letter_id;
};

extern const struct record party_record, consent_record;
extern const struct slice party_slice, party_deal_slice;
struct mail;
extern const struct mail third_party_mail;
extern const struct word consent_action_words[];

MUST_USE bool party_put(struct ctx *c, struct party *p);
MUST_USE bool party_save(struct ctx *c, const struct party *was, struct party *now);
/* From staff with the inbound touch that shows it; through the door "buyer" his own. */
MUST_USE bool consent_put(struct ctx *c, struct consent *k);
MUST_USE bool consent_withdraw(struct ctx *c, struct consent *k);
/* Whether he consented to this and has not taken it back. */
MUST_USE bool consent_find(struct ctx *c, int64_t party_id, int action, bool *given);
/* Refused (consent_required) without consent to that action; nothing is written then. */
MUST_USE bool third_party_send(struct ctx *c, struct third_party_message *m);

struct parties {
    struct party *p;
    size_t n;
};
struct consents {
    struct consent *p;
    size_t n;
};
/* At most 50 each. The caller has checked who may see the deal. */
MUST_USE bool parties_read(struct ctx *c, int64_t deal_id, struct parties *out);
MUST_USE bool consents_read(struct ctx *c, int64_t deal_id, struct consents *out);
#endif
