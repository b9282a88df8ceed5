/* SPDX-License-Identifier: Apache-2.0 */
/* complaint.h - the buyer's line to the manager of his rep, and his thanks.
 *
 * What he tells the manager goes to the one who now stands above the deal's owner, is acknowledged
 * at once on his page and by letter, and is answered within complaint_days business days; then the
 * executive hears of it too (S2-45). The rep it is about, and everybody below him, does not find it
 * on any page, in the API, in search or in the outbox, and cannot close it, unless the manager
 * shares it with him. Nothing of it stands in the deal's history. Nobody above the rep: an
 * executive, else an administrator, gets it.
 * Thanks are attached to a person and his team (S0-47); he and those above him see them.
 * Shows: /complaints, the buyer's page, /api/v1/complaints, /api/v1/praises.
 */
#ifndef COMPLAINT_H
#define COMPLAINT_H
#include "deal/deal.h"

struct complaint {
    int64_t id;
    int64_t deal_id, contact_id;
    int64_t about_id;   /* the rep when it came */
    int64_t manager_id; /* who answers */
    struct str words;
    struct instant due;  /* of the answer */
    struct instant late; /* when that had passed without one */
    struct str answer;
    struct instant answered;
    int64_t answered_by_id;
    BASE_MEMBERS;
};
struct praise {
    int64_t id;
    int64_t deal_id, contact_id;
    int64_t user_id, team_id;
    struct str words;
    BASE_MEMBERS;
};

extern const struct record complaint_record, praise_record;
extern const struct slice complaint_slice;
extern const struct policy complaint_days;
extern const struct gate complaint_answered;

/* From the buyer: k has deal, contact and words; the rest is filled. */
MUST_USE bool complaint_make(struct ctx *c, const struct deal *d, struct complaint *k);
/* By letter and on his page; the letter is the answerer's own word. */
MUST_USE bool complaint_answer(struct ctx *c, const struct complaint *was, struct str answer,
                               struct complaint *now);
/* The rep it is about sees it from now on. */
MUST_USE bool complaint_share(struct ctx *c, const struct complaint *k);
struct complaints {
    struct complaint *p;
    size_t n;
};
/* Those of one contact on a deal, the newest first, at most 20: for his own page. */
MUST_USE bool complaints_of(struct ctx *c, int64_t deal_id, int64_t contact_id,
                            struct complaints *out);
MUST_USE bool praise_make(struct ctx *c, const struct deal *d, struct praise *p);
#endif
