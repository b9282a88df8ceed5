/* SPDX-License-Identifier: Apache-2.0 */
/* contact.h - a person on the buyer's side. All staff see all contacts; what was said with them
 * stands on deals.
 *
 * How he is to be reached is kept here: what he prefers, what he allows and forbids, hours, how
 * often, zone (S0-17, S2-17). What the buyer said himself only he changes (gate buyer_owned);
 * whether something may leave is decided by contact_may() in outbox/outbox.h.
 */
#ifndef CONTACT_H
#define CONTACT_H
#include "base/calendar.h"
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
    int only_by;           /* the same words; 0: by any */
    bool no_phone, no_email, no_text, no_social, no_letter, no_visit;
    struct str contact_hours;      /* "Mon-Fri 09:00-12:00", in his zone */
    int64_t contact_days;          /* not more often than every so many days; INT_NONE */
    struct str zone;               /* "Europe/Vienna"; empty: ours */
    struct instant prefers_stated; /* when the buyer said so himself; NONE: we noted it */
    struct str priorities, notes;
    struct str outside_id;
    BASE_MEMBERS;
};

extern const struct record contact_record;
extern const struct slice contact_slice;

MUST_USE bool contact_create(struct ctx *c, struct contact *p);
MUST_USE bool contact_save(struct ctx *c, const struct contact *was, struct contact *now,
                           struct str why);
/* The buyer says how he is to be reached: from then on staff cannot change it. */
MUST_USE bool contact_prefers(struct ctx *c, const struct contact *was, struct contact *now);
/* Whether this contact does not want to be reached by that channel (frame/channel.h). */
bool contact_forbids(const struct contact *p, int channel);
/* "by e-mail only", "no calls, no texts"; empty when he forbids nothing. */
struct str contact_wish(struct ctx *c, const struct contact *p);
/* "prefers email, Mon-Fri 09:00-12:00 (Europe/Vienna), at most every 14 days"; empty when he said
 * nothing of it. */
struct str contact_times(struct ctx *c, const struct contact *p);
/* t itself when it is within his hours, by the clocks of his zone; else when they begin next. Who
 * said no hours, or none that can be read (from an import), is reached at any time. */
struct instant contact_opens(const struct contact *p, struct instant t);
/* Hours and zone that can be obeyed, as far as they are new; was is NULL for a new contact. */
MUST_USE bool contact_times_check(struct ctx *c, const struct contact *was,
                                  const struct contact *now);
extern const struct gate preference_is_buyers;
#endif
