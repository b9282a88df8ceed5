/* SPDX-License-Identifier: Apache-2.0 */
/* silence.h - how long a buyer has waited for a human word: the first answer to an enquiry (S0-06),
 * and every silence after it (S0-15, S0-19).
 *
 * The rep, then his manager, then the executive hear of it, in that order, with nobody looking. At
 * 48 hours of silence on an urgent deal with an open promise its health is presumed_gone, its
 * probability at most 10 %, and the forecast drops by the difference. Automatic letters never
 * count; a human word does, and brings the health back (never the probability: a person decides
 * that). Clocks: first_answer (business), silence_warn, silence_critical (wall). Policies by
 * urgency.
 */
#ifndef SILENCE_H
#define SILENCE_H
#include "deal/deal.h"

extern const struct slice silence_slice;

/* In a write. The buyer asked: the answer's clock runs; *answer_by is the moment to tell him. */
MUST_USE bool silence_asked(struct ctx *c, const struct deal *d, struct instant *answer_by);
/* A human word reached him (a conversation, a letter somebody wrote): the first answer is met or
 * missed, to the second, and the silence is counted from `when`. */
MUST_USE bool silence_broken(struct ctx *c, int64_t deal_id, struct instant when);
/* Nobody owes anything any more: the deal is closed, or on hold. */
MUST_USE bool silence_over(struct ctx *c, int64_t deal_id);
#endif
