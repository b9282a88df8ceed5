/* SPDX-License-Identifier: Apache-2.0 */
/* silence.h - how long a buyer has waited for a human word: the first answer to an enquiry (S0-06),
 * and every silence after it (S0-15, S0-19).
 *
 * The rep, then his manager, then the executive hear of it, in that order, with nobody looking. At
 * 48 hours of silence on an urgent deal with an open promise its health is presumed_gone, its
 * probability at most 10 %, and the forecast drops by the difference. Automatic letters never
 * count, and neither does what the buyer writes: a human word that reached him does, and brings the
 * health back (never the probability: a person decides that). Before the first one silence is
 * counted from the answer that he was told to expect. Clocks (deal/deal.h): first_answer and
 * first_answer_late (business time), silence_warn and silence_critical (wall). Policies by urgency.
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
/* The same for who saves the deal himself. */
MUST_USE bool silence_broken_in(struct ctx *c, struct deal *now, struct instant when);
/* Nobody owes anything any more: the deal is closed, or on hold. */
MUST_USE bool silence_over(struct ctx *c, int64_t deal_id);

enum first_answer_state { ANSWER_NONE,
                          ANSWER_WAITS,
                          ANSWER_MET,
                          ANSWER_MISSED };
/* How the first answer stands at `now`. */
enum first_answer_state first_answer_state(const struct deal *d, struct instant now);
extern const struct word first_answer_words[];
#endif
