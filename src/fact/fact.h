/* SPDX-License-Identifier: Apache-2.0 */
/* fact.h - what is known of a buyer and a deal, where it comes from, and how old it is (S2-05).
 *
 * Each fact has a name, a value, a provenance (buyer_confirmed, observed, hearsay, assumption), the
 * day it was said and by whom. A new value is a new row; the old one stays. What the buyer said,
 * nobody of us overwrites (gate buyer_owned): staff need an inbound touch in which he said it.
 * After 90 days it is outdated. What is confidential or withdrawn leaves views, exports, search,
 * the file and its log, and the touch that repeats it; a stub without content stays (S2-06). A
 * typed change (players, priorities, situation, timeline, requirements, budget) keeps old and new
 * (S2-13) and marks probability, close date and plan for review. Interest, right person and
 * potential are presumed until a fact with evidence says otherwise; presumed ones hold the
 * probability at 25 % (S2-11, gate presumptions_open, deal.h).
 *
 * Evidence is what the buyer said (commitment, authority, requirements, budget; or interest,
 * right_person, potential themselves), or what we observed in a touch. "no" confirms nothing.
 * Shows: the deal's page, the buyer's page, /api/v1/facts, /api/v1/changes, /api/v1/questions,
 * /api/v1/parties, /api/v1/consents.
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
    bool confidential;        /* its content is gone */
    struct instant withdrawn; /* since when, NONE: it stands */
    bool current;             /* no newer one of that name on the deal */
    int confirms;             /* 0, or which presumption: 1 interest, 2 right person, 3 potential */
    int64_t touch_id;         /* in which it was said */
    int64_t user_id;          /* who of us wrote it down; 0: the buyer himself */
    bool outdated;            /* no field: said more than fact_days ago */
    BASE_MEMBERS;
};

/* The six kinds in which a buyer's matters change (S2-13). */
enum change_kind { CHANGE_PLAYERS,
                   CHANGE_PRIORITIES,
                   CHANGE_SITUATION,
                   CHANGE_TIMELINE,
                   CHANGE_REQUIREMENTS,
                   CHANGE_BUDGET };
struct change_event {
    int64_t id;
    int64_t deal_id, contact_id;
    int kind;                        /* enum change_kind */
    struct str old_value, new_value; /* old empty: what the fact of that name said */
    int provenance;
    struct day said;
    int64_t touch_id;
    int64_t fact_id, old_fact_id; /* the facts behind both values */
    int64_t user_id;              /* 0: the buyer himself */
    struct instant withdrawn;
    struct instant reviewed; /* somebody looked at probability, close date and plan */
    int64_t reviewed_by_id;
    struct str review; /* what he made of it */
    BASE_MEMBERS;
};

extern const struct record fact_record, change_record;
extern const struct slice fact_slice;
extern const struct policy fact_days;
extern const struct word provenance_words[], change_kind_words[];

/* [a-z0-9_], 1 to 60 of them. */
bool fact_name_is_good(struct str name);

/* From staff; through the door "buyer" it is what he said himself. f->id and the rest are filled;
 * the deal's presumptions follow. */
MUST_USE bool fact_put(struct ctx *c, struct fact *f);
/* What the buyer himself says through a door of his own (his page, a public form), whoever's
 * context it is: buyer_confirmed, and nobody is asked who may see the deal. */
MUST_USE bool fact_said(struct ctx *c, struct fact *f);
/* Its content leaves for good, and so do the changes that repeat it; a stub stays. */
MUST_USE bool fact_withdraw(struct ctx *c, struct fact *f, bool confidential);

MUST_USE bool change_put(struct ctx *c, struct change_event *e);
MUST_USE bool change_said(struct ctx *c, struct change_event *e);
/* Somebody looked at what it means for the deal. */
MUST_USE bool change_review(struct ctx *c, struct change_event *e, struct str review);
MUST_USE bool change_withdraw(struct ctx *c, struct change_event *e);

/* Whether the door is the buyer's own. */
bool fact_by_buyer(const struct ctx *c);
struct touch_of {
    bool found, inbound;
    struct day day;
    int64_t contact_id;
};
/* A touch of that deal. */
MUST_USE bool fact_touch_read(struct ctx *c, int64_t touch_id, int64_t deal_id,
                              struct touch_of *out);
/* The newest touch of a deal, or the newest inbound one; 0 when there is none. */
MUST_USE bool fact_touch_newest(struct ctx *c, int64_t deal_id, bool inbound, int64_t *id);
struct facts_of {
    struct fact *p;
    size_t n;
};
/* The current ones of a deal, by name; at most 200. Whoever may see it. */
MUST_USE bool facts_read(struct ctx *c, int64_t deal_id, struct facts_of *out);
struct changes_of {
    struct change_event *p;
    size_t n;
};
/* Newest first, at most 100. */
MUST_USE bool changes_read(struct ctx *c, int64_t deal_id, struct changes_of *out);
#endif
