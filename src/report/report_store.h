/* SPDX-License-Identifier: Apache-2.0 */
/* report_store.h - what the reports are made of, as it stands in the record; everybody's, so the
 * caller leaves out what the viewer does not see. */
#ifndef REPORT_STORE_H
#define REPORT_STORE_H
#include "report/report_table.h"

/* Enquiries whose first answer was due in the period. */
struct answer_row {
    int64_t deal_id, owner_id;
    struct instant asked, due, answered; /* answered NONE: not yet, or never */
};
typedef bool answer_fn(struct ctx *c, void *arg, const struct answer_row *row);
MUST_USE bool answers_each(struct ctx *c, struct period when, answer_fn *each, void *arg);

/* Promises of ours that fell due in the period, on the deals as they stand. */
struct due_row {
    int64_t id, deal_id, owner_id, team_id, kind, state;
    struct str deal, what;
    struct instant counted, settled;
    bool missed; /* it was late, or is */
    int64_t deal_state;
    struct str lost_to, lost_reason;
};
typedef bool due_fn(struct ctx *c, void *arg, const struct due_row *row);
MUST_USE bool dues_each(struct ctx *c, struct period when, due_fn *each, void *arg);

/* Moments at which a human word reached a buyer or came from him, in the order of deals and time:
 * of deals that were open in the period; the deal's end is its own row, of kind WORD_END. */
enum word_kind { WORD_ASKED,
                 WORD_SAID,
                 WORD_END };
struct word_row {
    int64_t deal_id, owner_id;
    int kind;
    struct instant when;
};
typedef bool word_fn(struct ctx *c, void *arg, const struct word_row *row);
MUST_USE bool words_each(struct ctx *c, struct period when, word_fn *each, void *arg);

/* How often buyers thanked somebody (S0-47). */
typedef bool praise_fn(struct ctx *c, void *arg, int64_t user_id, int64_t n);
MUST_USE bool praise_each(struct ctx *c, struct period when, praise_fn *each, void *arg);

/* Open deals, the one whose next step is due first, first. */
struct open_row {
    int64_t id, owner_id, stage_id, buyer_stage, health, value;
    struct str name;
    struct instant human_contact, last_heard, next_step_due;
    struct str next_step;
    struct day buyer_stage_day;
};
typedef bool open_fn(struct ctx *c, void *arg, const struct open_row *row);
MUST_USE bool open_deals_each(struct ctx *c, open_fn *each, void *arg);

/* Deals that were closed in the period, the newest first. */
struct closed_row {
    int64_t id, owner_id, value;
    struct money price; /* as it was agreed on */
    bool won, by_buyer;
    struct str name, lost_to, lost_reason;
    int64_t cause, waited;        /* enum lost_cause; minutes from ready to lost, INT_NONE */
    int64_t touches;              /* of value */
    struct instant began, ended;  /* asked, engaged or entered; the stage that ended it */
    struct instant priced;        /* the first letter with the price left, or it was kept */
    struct instant arrived;       /* what was promised as delivery was kept */
};
typedef bool closed_fn(struct ctx *c, void *arg, const struct closed_row *row);
MUST_USE bool closed_each(struct ctx *c, struct period when, closed_fn *each, void *arg);

/* What its buyer can get elsewhere; at most 20. */
struct offer_row {
    struct str who;
    int64_t days; /* INT_NONE: not said */
    struct money price;
};
struct offers {
    struct offer_row *p;
    size_t n;
};
MUST_USE bool offers_read(struct ctx *c, int64_t deal_id, struct offers *out);

/* The lines of one deal's loss timeline. */
struct step_row {
    struct instant when;
    struct str who, what;
    bool buyer;
};
typedef bool step_fn(struct ctx *c, void *arg, const struct step_row *row);
MUST_USE bool steps_each(struct ctx *c, int64_t deal_id, step_fn *each, void *arg);
#endif
