/* SPDX-License-Identifier: Apache-2.0 */
/* deal_presumed.h - what derive() asks of presumptions and of words: inside the subject deal. */
#ifndef DEAL_PRESUMED_H
#define DEAL_PRESUMED_H
#include "deal/deal.h"

/* What came from elsewhere is taken as it came; taking it back puts back what was. */
bool deal_is_imported(const struct ctx *c);
/* Holds the probability of a deal whose buyer is only presumed: refuses one that people raise above
 * the cap, holds the one that a stage brings along (usual). */
MUST_USE bool deal_presumed_derive(struct ctx *c, const struct deal *was, struct deal *d,
                                   const struct stage *stage, bool usual);
/* Tags and the reason it was lost are neutral; a deadline says whose it is. */
MUST_USE bool deal_words_derive(struct ctx *c, const struct deal *was, struct deal *d);

/* ---- deal_fact_store.c: what it reads of the facts about a deal ---- */
struct deal_evidence {
    bool confirmed[3]; /* interest, right person, potential: by a fact */
    bool ready;        /* he said that he is ready to buy */
    bool wrong_person; /* and then that he is not the one who decides (S2-12) */
};
MUST_USE bool deal_evidence_find(struct ctx *c, int64_t deal_id, struct deal_evidence *out);
struct deal_verified {
    struct str name, with;
    struct day day;
};
struct deal_verifieds {
    struct deal_verified *p;
    size_t n;
};
MUST_USE bool deal_verified_read(struct ctx *c, int64_t deal_id, struct deal_verifieds *out);
/* Whether special terms of it wait for a decision (approval/approval.h). */
MUST_USE bool deal_asked_for(struct ctx *c, int64_t deal_id, bool *waits);
/* The deal is over: nobody decides any more. */
MUST_USE bool deal_asked_void(struct ctx *c, int64_t deal_id);
/* Refuses (price_waits) a value that people change while a special price waits. */
MUST_USE bool deal_value_is_free(struct ctx *c, const struct deal *was, const struct deal *now);
#endif
