/* SPDX-License-Identifier: Apache-2.0 */
/* promise.h - what one side said it would do for the other, and by when.
 *
 * Made by us or by the buyer, by one set of rules (S2-09). Due is a moment, never "soon" (gate
 * due_required, which offers one). It is kept by evidence in the record: a letter of its kind on
 * its channel, a call or visit that took place (gate no_evidence; S0-16, S0-26); evidence that came
 * late makes it kept late, with the minutes. Late rings once: our owner and his manager within 60
 * s; the buyer's gets a day of grace (S3-47) and a friendly reminder. What depends on the other
 * side's input moves openly on the working calendar; agreed and present date stand side by side
 * (S3-29, S3-35). Nothing is taken back: renegotiated and released are states of their own.
 *
 * Shows: the deal's page, Today, /promises, the buyer's page, /api/v1/promises. What needs another
 * team is refused until it said yes (ask/ask.h).
 */
#ifndef PROMISE_H
#define PROMISE_H
#include "deal/deal.h"
#include "sched/clock.h"

enum promise_state {
    PROMISE_OPEN,
    PROMISE_KEPT,
    PROMISE_KEPT_LATE,
    PROMISE_BROKEN,
    PROMISE_RENEGOTIATED,
    PROMISE_RELEASED
};
enum promise_by { BY_US,
                  BY_BUYER };
/* The words are price_info, information, answer, call, appointment, follow_up, delivery, sample,
 * payment, deposit, input, check, order, other. */
enum promise_kind {
    PROMISE_PRICE_INFO,
    PROMISE_INFORMATION,
    PROMISE_ANSWER,
    PROMISE_CALL,
    PROMISE_APPOINTMENT,
    PROMISE_FOLLOW_UP,
    PROMISE_DELIVERY,
    PROMISE_SAMPLE,
    PROMISE_PAYMENT,
    PROMISE_DEPOSIT,
    PROMISE_INPUT,
    PROMISE_CHECK,
    PROMISE_ORDER,
    PROMISE_OTHER
};

struct promise {
    int64_t id;
    int64_t deal_id, contact_id;
    int by;          /* enum promise_by */
    int kind;        /* enum promise_kind */
    int channel;     /* enum channel of frame/channel.h; by which it is to be kept */
    int64_t user_id; /* who of us made it, or hears of the buyer's */
    int64_t team_id; /* whose work it needs; 0: nobody else's */
    struct str what;
    struct instant agreed; /* what was said first; never changes */
    struct instant due;    /* now */
    int moved_by;          /* enum promise_by, when due is not agreed */
    struct str moved_why;
    int64_t depends_on_id; /* the other side's promise this one waits for */
    int64_t depends_days;  /* business days we need after that input; INT_NONE */
    int state;             /* enum promise_state */
    struct instant settled;
    int64_t late_minutes;        /* INT_NONE until settled */
    int64_t letter_id, touch_id; /* the evidence */
    struct str credit;           /* who helped, by name; S3-64 */
    BASE_MEMBERS;
};

extern const struct record promise_record;
extern const struct slice promise_slice;
extern const struct gate due_required, no_evidence, team_not_asked;
extern const struct word promise_kind_words[], promise_state_words[];

MUST_USE bool promise_make(struct ctx *c, struct promise *p);
/* Looks for the evidence; without it no_evidence. */
MUST_USE bool promise_keep(struct ctx *c, const struct promise *was, struct promise *now);
/* Something reached the buyer: what it is evidence of is kept, by itself. kind as promise_kind. */
MUST_USE bool promises_met(struct ctx *c, int64_t deal_id, int kind, int channel,
                           int64_t letter_id, int64_t touch_id, struct instant when);
/* The deal is over: bought here (released), or elsewhere (what was late is broken, the rest too
 * when `broken`). */
MUST_USE bool promises_end(struct ctx *c, int64_t deal_id, bool broken);
struct promises {
    struct promise *p;
    size_t n;
};
/* All of a deal, open ones first by due. */
MUST_USE bool promises_read(struct ctx *c, int64_t deal_id, struct promises *out);
/* How many of ours are open on a deal. */
MUST_USE bool promises_open(struct ctx *c, int64_t deal_id, int64_t *n);
#endif
