/* SPDX-License-Identifier: Apache-2.0 */
/* approval.h - what stands in a buyer's way, and the special price or terms that may take it away.
 *
 * A roadblock is the buyer's: it has an owner on our side, an answer due in 1 business day, the
 * answer, and whether it helped, which only the buyer says (S2-15). A special price or terms are
 * asked with a reason and the roadblock they answer (S2-16). A rep gives up to his own limit (5 %)
 * himself; above it his manager decides, above the manager's (20 %) the executive; discounts of one
 * deal count together. The decision is due in 1 business hour when the buyer waits, else in 1
 * business day (S0-36); undecided, it goes one level up (S0-37). Value and forecast change only
 * with the yes, and the buyer is told. When the deal is over what was open is void: a yes that
 * comes later changes nothing and writes to nobody.
 * Shows: /approvals, the deal's page, /api/v1/approvals, /api/v1/roadblocks.
 */
#ifndef APPROVAL_H
#define APPROVAL_H
#include "deal/deal.h"

enum helped { HELPED_UNSAID,
              HELPED_YES,
              HELPED_PARTLY,
              HELPED_NO };
struct roadblock {
    int64_t id;
    int64_t deal_id, contact_id;
    struct str what;
    int64_t touch_id; /* in which he said it */
    int64_t user_id;  /* who wrote it down; 0: the buyer himself */
    int64_t owner_id; /* who answers */
    struct instant due;
    struct str answer;
    struct instant answered;
    int64_t answered_by_id;
    int helped; /* enum helped */
    struct instant helped_said;
    struct instant withdrawn; /* its words are gone */
    BASE_MEMBERS;
};

enum approval_kind { APPROVAL_PRICE,
                     APPROVAL_TERMS };
enum approval_state { APPROVAL_OPEN,
                      APPROVAL_APPROVED,
                      APPROVAL_DECLINED,
                      APPROVAL_VOID };
struct approval {
    int64_t id;
    int64_t deal_id;
    int kind;               /* enum approval_kind */
    struct money amount;    /* the value it would have */
    struct money was_value; /* the one that discounts are counted from */
    int64_t discount;       /* of that, in percent, rounded up; INT_NONE for terms */
    struct str terms, reason;
    int64_t roadblock_id;
    bool buyer_waits;
    int64_t user_id;     /* who asks */
    int64_t approver_id; /* who decides */
    struct instant due;
    int64_t escalated; /* how often it went up; INT_NONE: never */
    int state;         /* enum approval_state */
    struct instant decided;
    int64_t decided_by_id;
    struct str decision; /* why */
    BASE_MEMBERS;
};

extern const struct record roadblock_record, approval_record;
extern const struct slice approval_slice;
extern const struct gate approval_void, helped_is_buyers;
extern const struct policy own_discount, manager_discount;

/* From staff; through the door "buyer" the buyer's own. */
MUST_USE bool roadblock_put(struct ctx *c, struct roadblock *r);
/* What the buyer himself says through a door of his own. */
MUST_USE bool roadblock_said(struct ctx *c, struct roadblock *r);
MUST_USE bool roadblock_answer(struct ctx *c, struct roadblock *r, struct str answer);
/* Only his word counts: through his door, or in an inbound touch that came after the answer. */
MUST_USE bool roadblock_helped(struct ctx *c, struct roadblock *r, int helped, int64_t touch_id);
MUST_USE bool roadblock_withdraw(struct ctx *c, struct roadblock *r);

/* Who decides and by when is filled in; within the asker's own limit it is approved at once. */
MUST_USE bool approval_ask(struct ctx *c, struct approval *a);
MUST_USE bool approval_decide(struct ctx *c, struct approval *a, bool yes, struct str reason);
/* The asker needs it no more. */
MUST_USE bool approval_withdraw(struct ctx *c, struct approval *a, struct str reason);

struct roadblocks {
    struct roadblock *p;
    size_t n;
};
struct approvals {
    struct approval *p;
    size_t n;
};
/* Of a deal, open ones first; at most 100. The caller has checked who may see it. */
MUST_USE bool roadblocks_read(struct ctx *c, int64_t deal_id, struct roadblocks *out);
MUST_USE bool approvals_read(struct ctx *c, int64_t deal_id, struct approvals *out);
/* Those that wait for one of the viewer's line, the first due first; at most 100. */
MUST_USE bool approvals_waiting(struct ctx *c, struct approvals *out);
#endif
