/* SPDX-License-Identifier: Apache-2.0 */
/* fact.h - what is known of a buyer and a deal, where it comes from, and how old it is (S2-05).
 *
 * Each fact has a name, a value, a provenance (buyer_confirmed, observed, hearsay, assumption), the
 * day it was said and by whom. A new value is a new row; the old one stays. What the buyer said,
 * nobody of us overwrites (gate buyer_owned). After 90 days it is outdated. What is confidential or
 * withdrawn leaves views, exports, search, the file and its log, and a stub without content stays
 * (S2-06). A typed change (players, priorities, situation, timeline, requirements, budget) keeps
 * old and new (S2-13). Interest, right person and potential are presumed until a fact with evidence
 * says otherwise; presumed ones hold the probability at 25 % (S2-11, gate presumptions_open).
 * Shows: the deal's page, the buyer's page, /api/v1/facts, /api/v1/changes.
 */
#ifndef FACT_H
#define FACT_H
#include "deal/deal.h"

enum provenance { PROVENANCE_ASSUMPTION,
                  PROVENANCE_HEARSAY,
                  PROVENANCE_OBSERVED,
                  PROVENANCE_BUYER };

struct fact {
    int64_t id;
    int64_t deal_id, contact_id; /* contact: who said it, on their side */
    struct str name, value;      /* "budget", "need", "insurer": [a-z0-9_]+ */
    int provenance;
    struct day said;
    struct day verified; /* the buyer verified it himself (S0-11) */
    struct str verified_with;
    bool confidential; /* its content is gone */
    bool current;      /* no newer one of that name on the deal */
    int64_t touch_id;  /* in which it was said */
    BASE_MEMBERS;
};
extern const struct record fact_record;
extern const struct slice fact_slice;
extern const struct gate presumptions_open, consent_required;

/* From staff, or from the buyer's own page (then provenance is the buyer's, by the door). */
MUST_USE bool fact_put(struct ctx *c, struct fact *f);
#endif
