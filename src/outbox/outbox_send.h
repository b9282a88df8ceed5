/* SPDX-License-Identifier: Apache-2.0 */
/* outbox_send.h - how a letter leaves: claimed in one write, handed over outside of any, and what
 * became of it kept in the next, which claims the one behind it.
 *
 * A letter that was claimed by a process that died is claimed again and goes out under the same
 * Message-ID; only one that was taken and whose write was lost then arrives twice.
 */
#ifndef OUTBOX_SEND_H
#define OUTBOX_SEND_H
#include "db/store.h"
#include "mail/delivery.h"
#include "outbox/outbox.h"

/* What is handed over, beside the letter's own words. */
struct outgoing {
    struct letter letter; /* id 0: nothing is due */
    struct str from_name, reply_to, to_name;
};
/* One write: what became of the letter before, then the next. */
struct step {
    int64_t done_id; /* 0: there was none */
    struct delivery done;
    bool plain; /* the verdict alone: what follows from it could not be written */
    struct str domain;
    struct str holder; /* of the sender's lease; empty where no other node could send */
    bool lost;         /* out: the lease is another's, and nothing was claimed */
    struct outgoing next;
};
bool outbox_step(struct ctx *c, void *step);
/* What follows from its state: what it promised, who hears of it. */
MUST_USE bool letter_follow(struct ctx *c, const struct letter *l);
bool outbox_finish(struct ctx *c, void *step); /* its first half alone */
/* The letter as a message; what cannot be written as one is NEVER. */
void letter_hand_over(struct arena *a, const struct outgoing *o, const struct mailing *how,
                      struct smtp *smtp, struct delivery *out);

/* Of the first that waits, or is being handed over; NONE: none. */
MUST_USE bool letter_next_due(struct ctx *c, struct instant *due);
MUST_USE bool letter_due_find(struct ctx *c, int64_t *id);
/* Nobody is handing anything over: who did is gone. */
bool letters_unclaim(struct ctx *c, void *arg);
MUST_USE bool letter_deal_owner(struct ctx *c, int64_t deal_id, int64_t *owner_id);
/* Which node sends, where several could. */
struct sender_lease {
    struct str holder;
    int64_t now_ms, until_ms; /* of the wall clock */
    bool ours;
};
/* Not before a write of who had it is over, whose connection may live longer than he does. */
bool sender_lease_take(struct ctx *c, void *lease);
/* Holds it until the end of the write, so that nobody takes it meanwhile; false in *ours: it is
 * another's. */
MUST_USE bool sender_lease_lock(struct ctx *c, struct str holder, bool *ours);
MUST_USE bool sender_lease_of_others(struct ctx *c, struct str holder, struct instant now,
                                     bool *others);
bool sender_lease_release(struct ctx *c, void *lease);
#endif
