/* SPDX-License-Identifier: Apache-2.0 */
/* cadence.h - steps that a rep plans ahead on one deal, "day 1 call, day 3 e-mail", and that give
 * way to what the buyer says (S0-61).
 *
 * A step is due within office hours of its day; then its owner is told, nothing leaves by itself.
 * Our touch by its channel does it. Any word of the buyer, a stage of his most of all, cancels what
 * is left in the same transaction; a frequency of his moves it apart, a channel he forbids takes
 * its steps out. Each row keeps what was planned first and why it is so now, and the owner is told.
 * One sequence runs on a deal at a time. A deal that is closed ends it.
 * Shows: the deal's page, alerts, /api/v1/cadences.
 */
#ifndef CADENCE_H
#define CADENCE_H
#include "contact/contact.h"
#include "deal/deal.h"

enum cadence_state { CADENCE_PLANNED,
                     CADENCE_DUE,
                     CADENCE_DONE,
                     CADENCE_CANCELLED };
struct cadence {
    int64_t id;
    int64_t deal_id;
    int channel; /* enum channel of frame/channel.h */
    struct str what;
    struct instant planned, due; /* first; now */
    int state;
    struct str why; /* it moved, or was cancelled */
    struct instant settled;
    int64_t user_id;  /* who planned it */
    int64_t touch_id; /* by which it was done */
    BASE_MEMBERS;
};
struct cadences {
    struct cadence *p;
    size_t n;
};
#define CADENCE_MAX 20 /* steps of a sequence */

extern const struct record cadence_record;
extern const struct slice cadence_slice;
extern const struct gate sequence_runs;

/* Lines like "1 call: Introduce yourself", the day counted from today, in any order. */
MUST_USE bool cadence_start(struct ctx *c, const struct deal *d, struct str steps,
                            struct cadences *out);
/* What is left is cancelled, for that reason; nothing happens where nothing is. */
MUST_USE bool cadence_stop(struct ctx *c, int64_t deal_id, struct str why);
/* The buyer spoke on it; stage 0: he said nothing of that. */
MUST_USE bool cadence_heard(struct ctx *c, int64_t deal_id, int buyer_stage);
/* We reached out by that channel. */
MUST_USE bool cadence_did(struct ctx *c, int64_t deal_id, int channel, int64_t touch_id);
/* He said how, or how often, he is to be reached: on that deal it counts at once, elsewhere when
 * the next step is due. */
MUST_USE bool cadence_fit(struct ctx *c, int64_t deal_id, const struct contact *p);
/* The newest 40 of a deal, first by due. The caller has checked who may see it. */
MUST_USE bool cadences_read(struct ctx *c, int64_t deal_id, bool live, struct cadences *out);
#endif
