/* SPDX-License-Identifier: Apache-2.0 */
/* contact.h - a person on the buyer's side. All staff see all contacts; what was said with them
 * stands on deals.
 */
#ifndef CONTACT_H
#define CONTACT_H
#include "frame/slice.h"

enum buying_role {
    BUYING_UNKNOWN,
    BUYING_DECISION_MAKER,
    BUYING_SPONSOR,
    BUYING_INFLUENCER,
    BUYING_GATEKEEPER,
    BUYING_END_USER,
    BUYING_PAYER
};

struct contact {
    int64_t id;
    struct str name, email, phone, mobile;
    int64_t account_id;
    struct str position;
    int buying_role; /* enum buying_role */
    int64_t reports_to_id;
    int preferred_channel; /* index into channel words; 0: not said */
    struct str priorities, notes;
    struct str outside_id;
    BASE_MEMBERS;
};

extern const struct record contact_record;
extern const struct slice contact_slice;

MUST_USE bool contact_create(struct ctx *c, struct contact *p);
MUST_USE bool contact_save(struct ctx *c, const struct contact *was, struct contact *now,
                           struct str why);
#endif
