/* SPDX-License-Identifier: Apache-2.0 */
/* enquiry_rules.h - what the files of an enquiry ask of each other: inside the subject. */
#ifndef ENQUIRY_RULES_H
#define ENQUIRY_RULES_H
#include "contact/contact.h"
#include "enquiry/enquiry.h"
#include "product/product.h"

MUST_USE bool enquiry_check(struct ctx *c, const struct enquiry *e);

/* ---- enquiry_letter.c ---- */
/* The receipt, in the same write; nothing where he has no address, or had enough of them today. */
MUST_USE bool receipt_send(struct ctx *c, struct enquiry *e, const struct deal *d);
/* What a stranger calls himself, fit to stand in a letter to whoever has the address he gave. */
struct str name_in_letters(struct str name);
extern const struct mail receipt_mail_kind;
extern const struct clock receipt_clock;
extern const struct policy receipt_seconds;
extern const struct alert_kind receipt_unsent, lead_offered, lead_returned;

/* ---- enquiry_lead.c ---- */
/* The clock of one that is offered. */
MUST_USE bool lead_offer(struct ctx *c, struct enquiry *e);
extern const struct clock lead_accept;
extern const struct policy lead_accept_days;

/* ---- enquiry_store.c ---- */
MUST_USE bool contact_with(struct ctx *c, struct str email, int64_t *id);
MUST_USE bool account_called(struct ctx *c, struct str name, int64_t *id);
/* By its code or name, as it is sold now; 0 if there is none. */
MUST_USE bool product_called(struct ctx *c, struct str text, int64_t *id);
/* His open deal about the same product, or the same item where that is none of ours. */
MUST_USE bool deal_open_with(struct ctx *c, int64_t contact_id, const struct enquiry *e,
                             int64_t *id);
/* True in *fresh when these words were not sent within the hour; else *id is that enquiry's. */
MUST_USE bool once_take(struct ctx *c, struct str hash, bool *fresh, int64_t *id);
MUST_USE bool once_put(struct ctx *c, struct str hash, int64_t id);
MUST_USE bool reference_is_free(struct ctx *c, struct str reference, bool *is);
MUST_USE bool place_put(struct ctx *c, int64_t id, struct str place);
MUST_USE bool place_is_known(struct ctx *c, struct str place, bool *known);
/* How many receipts he got since then. */
MUST_USE bool receipts_count(struct ctx *c, int64_t contact_id, struct instant since, int64_t *n);
#endif
