/* SPDX-License-Identifier: Apache-2.0 */
/* buyer.h - the buyer's own page, and what he does on it: no account, one deal, one contact.
 *
 * He sees what is promised to him and by him, with clocks; what is known of him and where it comes
 * from; his stage, urgency, need-by, channel. He asks, orders, answers, shares, reports a change,
 * says how he is to be reached, leaves in one step, tells the manager, thanks somebody. Each of
 * these is one rule here, one transaction, and gives a reaction: what changed because of it, who
 * acts, by when (S0-67, S2-08). What he asks for becomes a promise of ours with a clock of its own.
 *
 * Always true: a rule here touches the link's deal and nothing else; its door is "buyer", so what
 * it writes is the buyer's word. A GET changes nothing. The same form twice is done once. Once he
 * has left, we write no more until he does.
 * Shows: /b/TOKEN; to us /api/v1/exits, /api/v1/differences, the deal's timeline.
 */
#ifndef BUYER_H
#define BUYER_H
#include "contact/contact.h"
#include "deal/deal.h"
#include "link/link.h"

#define REACTION_MAX 10
/* What he is told at once: plain sentences. */
struct reaction {
    struct str p[REACTION_MAX];
    size_t n;
};
struct buyer {
    struct deal deal; /* as it stands; read again after what he did */
    struct contact contact;
};

enum leaving {
    LEAVES_BOUGHT,   /* elsewhere */
    LEAVES_DECISION, /* no longer mine */
    LEAVES_HOLD,     /* until a day */
    LEAVES_PRICE,    /* not competitive: stays open, we answer */
    LEAVES_FIT,      /* not a fit */
    LEAVES_OTHER,    /* chose another */
    LEAVES_INTEREST, /* not interested */
    LEAVES_PERSON,   /* the wrong person */
};
enum leaving_reason { REASON_UNSAID,
                      REASON_SPEED,
                      REASON_PROCESS,
                      REASON_PRICE,
                      REASON_PRODUCT,
                      REASON_TRUST,
                      REASON_OTHER };
struct exit_row {
    int64_t id;
    int64_t deal_id, contact_id;
    int kind, reason; /* enum leaving, leaving_reason */
    struct str words, supplier;
    struct day until;
    int64_t minutes; /* from ready to buy to lost; INT_NONE: he never was, or is not lost */
    BASE_MEMBERS;
};
struct difference {
    int64_t id;
    int64_t deal_id, promise_id;
    int by; /* enum promise_by: who sees it so */
    int64_t contact_id, user_id;
    struct str words;
    BASE_MEMBERS;
};
struct differences {
    struct difference *p;
    size_t n;
};

extern const struct record exit_record, difference_record;
extern const struct slice buyer_slice;
extern const struct word leaving_words[], leaving_reason_words[];
extern const struct policy buyer_answer_urgent, buyer_answer_normal, buyer_order_hours;

/* Reads deal and contact of the link and makes c's viewer the buyer. */
MUST_USE bool buyer_enter(struct ctx *c, const struct link *l, struct buyer *b);
/* Says false in *fresh when this was done already; what is older than a week is forgotten. */
MUST_USE bool buyer_once(struct ctx *c, struct str hash, bool *fresh);

/* ---- what he says ---- */
/* A demo: by himself where the product says how, or slot_id, one of the open times (S0-64). */
MUST_USE bool buyer_sees(struct ctx *c, struct buyer *b, int64_t slot_id, struct reaction *out);
/* expert: who knows the product best gets it, with all that is known (consult/consult.h). */
MUST_USE bool buyer_asks(struct ctx *c, struct buyer *b, struct str words, bool expert,
                         struct reaction *out);
/* With the step he is at and what he has entered so far (S0-57). */
MUST_USE bool buyer_needs_help(struct ctx *c, struct buyer *b, struct str step, struct str entered,
                               struct reaction *out);
struct buyer_order {
    struct str what, words;
    struct day by;
};
MUST_USE bool buyer_orders(struct ctx *c, struct buyer *b, const struct buyer_order *o,
                           struct reaction *out);
struct buyer_state {
    int stage;   /* enum buyer_stage; BUYER_UNKNOWN: not said now */
    int urgency; /* enum touch_urgency */
    struct day need_by;
};
MUST_USE bool buyer_states(struct ctx *c, struct buyer *b, const struct buyer_state *s,
                           struct reaction *out);
struct buyer_share {
    int stage; /* his commitment */
    struct day decide_by;
    struct str requirements, authority, budget, confidential;
};
MUST_USE bool buyer_shares(struct ctx *c, struct buyer *b, const struct buyer_share *s,
                           struct reaction *out);
struct buyer_change {
    int kind; /* enum change_kind */
    struct str words, roadblock;
};
MUST_USE bool buyer_changes(struct ctx *c, struct buyer *b, const struct buyer_change *k,
                            struct reaction *out);
MUST_USE bool buyer_answers(struct ctx *c, struct buyer *b, int64_t question_id, struct str words,
                            struct reaction *out);
/* Words empty: withdrawn; confidential: its content is gone for good. */
MUST_USE bool buyer_corrects(struct ctx *c, struct buyer *b, int64_t fact_id, struct str words,
                             bool confidential, struct reaction *out);
struct buyer_wish {
    int channel; /* as contact.preferred_channel */
    bool only, no_calls;
    int64_t days; /* INT_NONE: whenever there is something */
    struct str hours, phone;
};
MUST_USE bool buyer_prefers(struct ctx *c, struct buyer *b, const struct buyer_wish *w,
                            struct reaction *out);

/* ---- promises, on both sides ---- */
/* Each on a promise of this deal, else not found. */
MUST_USE bool buyer_keeps(struct ctx *c, struct buyer *b, int64_t id, struct reaction *out);
MUST_USE bool buyer_moves(struct ctx *c, struct buyer *b, int64_t id, struct instant due,
                          struct str why, struct reaction *out);
MUST_USE bool buyer_releases(struct ctx *c, struct buyer *b, int64_t id, struct str why,
                             struct reaction *out);
/* He understands it otherwise. */
MUST_USE bool buyer_differs(struct ctx *c, struct buyer *b, int64_t id, struct str words,
                            struct reaction *out);
/* He still expects what was agreed: the team is asked (S3-29). */
MUST_USE bool buyer_insists(struct ctx *c, struct buyer *b, int64_t id, struct str words,
                            struct reaction *out);
/* He wants something before he does what he promised: it stands still until we have decided. */
MUST_USE bool buyer_pauses(struct ctx *c, struct buyer *b, int64_t id, struct str wants,
                           struct reaction *out);
/* choice 0: he agrees to the conditions. */
MUST_USE bool buyer_chooses(struct ctx *c, struct buyer *b, int64_t request_id, int64_t choice,
                            struct reaction *out);
MUST_USE bool buyer_was_helped(struct ctx *c, struct buyer *b, int64_t roadblock_id, int helped,
                               struct reaction *out);
MUST_USE bool buyer_consents(struct ctx *c, struct buyer *b, int64_t party_id, int action,
                             bool gives, struct reaction *out);

/* ---- leaving, telling, thanking ---- */
struct buyer_exit {
    int kind, reason;
    struct str words, supplier, name, email; /* name, email: who is the right person */
    int64_t days;                            /* within which he has it elsewhere; INT_NONE */
    struct money price;                      /* and at what price */
    struct day until;
};
MUST_USE bool buyer_leaves(struct ctx *c, struct buyer *b, const struct buyer_exit *e,
                           struct reaction *out);
MUST_USE bool buyer_tells(struct ctx *c, struct buyer *b, struct str words, struct reaction *out);
/* keep: new enquiries of his go to that person (S0-50). */
MUST_USE bool buyer_thanks(struct ctx *c, struct buyer *b, struct str words, int64_t user_id,
                           bool keep, struct reaction *out);

/* Of a deal, the oldest first; at most 50. The caller has checked who may see it. */
MUST_USE bool differences_read(struct ctx *c, int64_t deal_id, struct differences *out);
#endif
