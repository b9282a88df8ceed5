/* SPDX-License-Identifier: Apache-2.0 */
/* deal_rules.h - rules of a deal that deal.c calls: inside the subject deal. */
#ifndef DEAL_RULES_H
#define DEAL_RULES_H
#include "deal/deal.h"

/* Whose words this request is: the buyer's through his own page and an enquiry, else ours. */
enum said_by deal_speaker(const struct ctx *c);
int deal_state_of(int ending); /* enum deal_state of an enum ending */

/* ---- deal_buyer.c: what is the buyer's ---- */
/* Whose word urgency, need-by and budget are now; refused (buyer_owned) where one of the buyer's is
 * changed by somebody else, the program included. was NULL: a new deal. */
MUST_USE bool deal_said_derive(struct ctx *c, const struct deal *was, struct deal *d,
                               enum said_by by);
/* The stage that one of us set; the probability that follows from the buyer's stage. */
MUST_USE bool deal_stage_derive(struct ctx *c, const struct deal *was, struct deal *d,
                                enum said_by by);
/* What a buyer who is presumed gone counts for at most. After the ending is derived. */
MUST_USE bool deal_health_derive(struct ctx *c, const struct deal *was, struct deal *d);
/* Whether the buyer's word, not our stage, says how probable it is. */
bool deal_goes_by_buyer(const struct deal *d);

extern const struct policy ready_probability, demo_probability, comparing_probability;
extern const struct policy looking_probability;

/* ---- deal_wait.c: the clocks of a deal that was closed, reopened, or became urgent ---- */
MUST_USE bool deal_wait_follow(struct ctx *c, const struct deal *was, const struct deal *now);
extern const struct policy first_answer_urgent, first_answer_normal, first_answer_executive;
extern const struct policy silence_warn_urgent, silence_warn_normal;
extern const struct policy silence_critical_urgent, silence_critical_normal;
extern const struct policy read_back_seconds, status_minutes;

/* ---- deal_skip.c ---- */
/* Marks what was passed over; nothing is refused for it. */
MUST_USE bool deal_skips_follow(struct ctx *c, const struct deal *was, const struct deal *now);
/* What was passed over just now is by the buyer, who said so in that inbound touch of his, or,
 * where none is named, in his newest; refused (buyer_owned) where there is none. */
MUST_USE bool deal_skips_are_his(struct ctx *c, const struct deal *was, const struct deal *now,
                                  int64_t touch_id);

/* ---- deal_handover.c ---- */
/* Its buyer asked to keep who has it: another owner needs a reason (S0-50). Nobody's mentor comes
 * along. */
MUST_USE bool deal_handover_derive(struct ctx *c, const struct deal *was, struct deal *d,
                                   struct str why);
/* The new owner hears of it, and the buyer, once, where he had asked us (S0-05). */
MUST_USE bool deal_handover_tell(struct ctx *c, const struct deal *was, const struct deal *now);
extern const struct mail handover_letter;
extern const struct alert_kind handed_over;
extern const struct gate preferred_rep;
#endif
