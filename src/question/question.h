/* SPDX-License-Identifier: Apache-2.0 */
/* question.h - what is not known of a buyer, asked instead of guessed (S2-03).
 *
 * Five things are key: commitment, timeline, requirements, authority, budget. Those of which no
 * fact holds, or only an outdated one, are unknown, each with a question that can be put to the
 * buyer's page; he answers it in one step, and the answer is a fact of his. What he says elsewhere
 * answers it too. One question of a name is open on a deal.
 * Shows: the deal's page, the buyer's page, /api/v1/questions, /api/v1/deals/ID/unknown.
 */
#ifndef QUESTION_H
#define QUESTION_H
#include "fact/fact.h"

struct question_row {
    int64_t id;
    int64_t deal_id;
    struct str name, words; /* of the fact; what he is asked */
    int64_t user_id;
    struct instant asked, answered; /* answered NONE: open */
    int64_t fact_id;                /* the answer */
    BASE_MEMBERS;
};
extern const struct record question_record;
extern const struct slice question_slice;

MUST_USE bool question_put(struct ctx *c, struct question_row *k);
/* The buyer's answer on his page; from staff with the inbound touch in which he gave it. */
MUST_USE bool question_answer(struct ctx *c, const struct question_row *k, struct str value,
                              int64_t touch_id, struct fact *out);

struct questions {
    struct question_row *p;
    size_t n;
};
/* The open ones of a deal, the oldest first; at most 50. The caller has checked who may see it. */
MUST_USE bool questions_read(struct ctx *c, int64_t deal_id, struct questions *out);

struct unknown {
    const char *name, *label, *words;
    bool outdated; /* something is known, but long ago */
    bool asked;    /* it is on his page */
};
#define UNKNOWN_MAX 5
struct unknowns {
    struct unknown p[UNKNOWN_MAX];
    size_t n;
};
MUST_USE bool unknown_read(struct ctx *c, int64_t deal_id, struct unknowns *out);
#endif
