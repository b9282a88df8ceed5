/* SPDX-License-Identifier: Apache-2.0 */
/* consult.h - the buyer needs somebody: help at a step of his own page, or an answer of a person
 * who knows the product better than the one he deals with.
 *
 * Help opens with the step and everything entered so far and goes to the owner (S0-57). A question
 * for an expert goes to a person certified for the product, or one who is named, with the whole
 * context: he sees the deal from then on, and what is known stands beside the question (S0-51).
 * Each has a clock of its own in business time by urgency; late, he and those above the owner hear
 * of it. The answer goes to the buyer as a letter of the one who gives it, or was said in a touch
 * that is named; the owner hears of it and asks nothing again. Nobody certified: the buyer's goes
 * to the manager; who asks for him is refused (no_expert) until somebody is named.
 * Shows: the deal's page, alerts, the buyer's page among our promises, /api/v1/consults.
 */
#ifndef CONSULT_H
#define CONSULT_H
#include "deal/deal.h"

enum consult_kind { CONSULT_HELP,
                    CONSULT_EXPERT };
enum consult_state { CONSULT_OPEN,
                     CONSULT_ANSWERED,
                     CONSULT_NOT_NEEDED };
struct consult {
    int64_t id;
    int64_t deal_id, contact_id;
    int kind;
    int64_t product_id;
    struct str step, words, entered; /* of help: where he stood, what he had entered */
    int channel;                     /* by which he wants to be answered */
    int64_t user_id;                 /* who of us asked; 0: the buyer himself */
    int64_t expert_id;               /* who answers */
    struct instant due;
    int state;
    struct str answer;
    struct instant answered;
    int64_t answered_by_id;
    struct instant late; /* when its due passed without an answer; NONE: it did not */
    int64_t letter_id, touch_id;
    struct str expert, context; /* no fields: his name; what is known, in a line */
    BASE_MEMBERS;
};

extern const struct record consult_record;
extern const struct slice consult_slice;
extern const struct gate no_expert, consult_settled;
extern const struct policy consult_urgent, consult_normal;

/* One of us asks for the buyer: expert_id, or who is certified for the product. The buyer is told
 * of it as a promise. */
MUST_USE bool consult_ask(struct ctx *c, struct consult *k);
/* The buyer asks, on his page: what is promised him there is promised by the caller. */
MUST_USE bool consult_said(struct ctx *c, const struct deal *d, struct consult *k);
/* Its deal is being closed: what is open is not needed any more. */
MUST_USE bool consults_end(struct ctx *c, int64_t deal_id);
/* As a letter; with touch_id as it was said there, to him and by us. */
MUST_USE bool consult_answer(struct ctx *c, struct consult *k, struct str words, int64_t touch_id);

struct consults {
    struct consult *p;
    size_t n;
};
/* Of a deal, the open ones first; at most 50. The caller has checked who may see it. */
MUST_USE bool consults_read(struct ctx *c, int64_t deal_id, struct consults *out);
struct expert_ids {
    int64_t *p;
    size_t n;
};
/* Who is certified for a product and sells, who has least to answer first; at most 20. */
MUST_USE bool experts_read(struct ctx *c, int64_t product_id, struct expert_ids *out);
#endif
