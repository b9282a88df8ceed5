/* SPDX-License-Identifier: Apache-2.0 */
/* outbox_store.h - the SQL of letters that the record table cannot derive. */
#ifndef OUTBOX_STORE_H
#define OUTBOX_STORE_H
#include "outbox/outbox.h"

const struct mail *mail_named(struct str kind); /* NULL if there is none */
void outbox_wake(void *arg);                    /* something may be due; from after_commit() */

/* The one of us with that address; 0: none. */
MUST_USE bool letter_staff(struct ctx *c, struct str email, int64_t *id);
/* The one with that Message-ID; 0: none. */
MUST_USE bool letter_by_message(struct ctx *c, struct str message_id, int64_t *id);
/* Those of a deal to its buyer that wait and are not being handed over. */
MUST_USE bool letters_cancel(struct ctx *c, int64_t deal_id, int64_t *n);
MUST_USE bool letter_sent_find(struct ctx *c, int64_t deal_id, struct str kind, int channel,
                               struct instant since, struct instant by, int64_t *id);

/* When the buyer ended a deal and has not spoken since; NONE: he has not ended it. */
MUST_USE bool closed_read(struct ctx *c, int64_t deal_id, struct instant *closed, struct str *why);
MUST_USE bool closed_put(struct ctx *c, int64_t deal_id, struct str why);
/* What he asked for by that channel, not before `since`, and did not get yet; 0: nothing. */
struct asked {
    int64_t deal_id, contact_id;
    int channel;
    struct instant since;
};
MUST_USE bool asked_find(struct ctx *c, struct asked a, int64_t *id);
/* As asked_find, since he said how he wants to be reached. */
MUST_USE bool asked_of(struct ctx *c, int64_t deal_id, const struct contact *p, int channel,
                       int64_t *id);
MUST_USE bool asked_put(struct ctx *c, int64_t deal_id, int64_t contact_id, int channel);
MUST_USE bool asked_take(struct ctx *c, int64_t id);
/* When one of us last reached out to this contact before r->at, on any deal: a touch, or a letter
 * that left or waits; before the letter r is about leaves, only those that left. NONE: never. */
MUST_USE bool reached_last(struct ctx *c, const struct reach *r, struct instant *last);
/* When he last wrote, called or came, on any deal. */
MUST_USE bool heard_last(struct ctx *c, const struct reach *r, struct instant *heard);
/* Whether we promised him something by that channel on that deal and have not kept it yet. */
MUST_USE bool owed_by(struct ctx *c, const struct reach *r, bool *owed);
/* Until when he has put that deal on hold, and not spoken since; NONE: he has not. */
MUST_USE bool hold_read(struct ctx *c, int64_t deal_id, struct day *until);
/* Whether one of us reached out on that deal between then and r->at, but for the letter r is
 * about. */
MUST_USE bool reached_on_deal(struct ctx *c, const struct reach *r, struct instant since,
                              bool *reached);
/* Letters to that contact that wait and were never tried are due now. */
MUST_USE bool letters_look_again(struct ctx *c, int64_t contact_id);
/* Whether this contact is a third party on that deal and the buyer consented to nothing. */
MUST_USE bool party_alone(struct ctx *c, int64_t deal_id, int64_t contact_id, bool *alone);
#endif
