/* SPDX-License-Identifier: Apache-2.0 */
/* enquiry.h - somebody asks, at any hour, without an account (S0-05).
 *
 * One form, one API call, or by hand: what he wants, his budget, by when, how urgent, where he
 * stands, how he wants to be reached. It becomes account, contact and deal, or joins the open deal
 * of the same contact and product without showing what that holds; it gets an owner by routing
 * (routing/routing.h), a response clock by urgency (silence/silence.h), and within 60 s a receipt:
 * reference, owner's name, the exact time a person will answer, price and order where the product
 * is known, and the link to his page.
 *
 * Always true: everything said stands in the enquiry as it was said; what he said of urgency,
 * need-by, budget and stage is his (S0-08). Who joins a deal by an address alone fills what nobody
 * said and may make it more urgent: he never lowers or overwrites what stands there, because
 * nothing proves that he is who he says. The same words sent twice are one enquiry. A receipt holds
 * no free text of the one who asks, so that nobody sends strangers his own letters through us.
 * Leads bought elsewhere say where from and on what consent; whom one is offered accepts it within
 * a business day, or it goes back to his manager, who holds it until then (S0-52).
 * Shows: /ask (public), /enquiries/new, /api/v1/enquiries (without a key too), /settings/routing.
 */
#ifndef ENQUIRY_H
#define ENQUIRY_H
#include "deal/deal.h"

enum enquiry_origin { ORIGIN_WEB,
                      ORIGIN_API,
                      ORIGIN_HAND,
                      ORIGIN_LEAD };
enum enquiry_state { ENQUIRY_TAKEN,
                     ENQUIRY_OFFERED,
                     ENQUIRY_ACCEPTED,
                     ENQUIRY_RETURNED };
enum phone_allowed { PHONE_UNSAID,
                     PHONE_NEVER,
                     PHONE_ONCE,
                     PHONE_YES };

struct enquiry {
    int64_t id;
    struct str reference; /* "CP-7K3F9" */
    int64_t deal_id, contact_id;
    int origin;  /* enum enquiry_origin */
    bool joined; /* a deal that was there */
    struct str name, email, phone;
    int phone_allowed; /* enum phone_allowed */
    struct str company, region, message, item;
    int64_t product_id;
    struct str options;
    int urgency; /* 0 not said, 1 normal, 2 urgent */
    struct day need_by;
    int buyer_stage;
    struct money budget_from, budget;
    int payment_path;
    int channel; /* as contact.preferred_channel: 0 not said */
    int knowledge, alternatives;
    struct str insurer;
    bool insurer_agreed;
    struct day insurer_verified;
    struct instant answer_by; /* what the receipt says */
    int64_t letter_id, touch_id;
    int64_t user_id; /* who of us entered it; 0: nobody */
    struct str lead_source, consent_basis;
    int state; /* enum enquiry_state */
    int64_t offered_id;
    struct instant accept_by, settled;
    BASE_MEMBERS;
};

extern const struct record enquiry_record;
extern const struct slice enquiry_slice;
extern const struct gate consent_basis_missing, not_offered;
extern const struct policy receipts_per_day;

/* In a write. Everything follows from it; e gets its number, reference, deal and answer_by. `place`
 * is what a later question from the same place is known by. owner_id 0: by routing. */
MUST_USE bool enquiry_take(struct ctx *c, struct enquiry *e, struct str place, int64_t owner_id);
/* Of leads: whom it is offered takes it, or gives it back. */
MUST_USE bool enquiry_accept(struct ctx *c, struct enquiry *e);
MUST_USE bool enquiry_return(struct ctx *c, struct enquiry *e, struct str why);

/* ---- the first steps, fitted to the buyer (S0-63) ---- */
struct plan_step {
    struct str what;
    const char *promise; /* kind of a promise that fits, or NULL */
    bool blocks;         /* false: nothing waits for it (S0-10) */
};
#define PLAN_STEPS 6
struct plan {
    struct plan_step p[PLAN_STEPS];
    size_t n;
};
/* By stage, payment and what he knows already; the first is the deal's next step. */
void plan_make(struct arena *a, const struct deal *d, struct plan *out);
#endif
