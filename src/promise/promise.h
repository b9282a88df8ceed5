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
 * Three moments: `agreed`, what was said first; `counted`, by which it is kept or late, moved only
 * with the other side's yes or by its own delay; `due`, when it is expected now. A promise is
 * answered for by who had the deal when it fell due (`held_id`), whoever made it.
 * Shows: the deal's page, Today, /promises, the buyer's page, /api/v1/promises. What needs another
 * team is refused until it said yes (ask/ask.h).
 */
#ifndef PROMISE_H
#define PROMISE_H
#include "deal/deal.h"
#include "sched/clock.h"

enum promise_state {
    PROMISE_OPEN,
    PROMISE_RENEGOTIATED, /* open, with another time that both sides agreed on */
    PROMISE_KEPT,
    PROMISE_KEPT_LATE,
    PROMISE_BROKEN,
    PROMISE_RELEASED
};
enum promise_by { BY_US,
                  BY_BUYER };
enum moved_by { MOVED_BY_NOBODY,
                MOVED_BY_US,
                MOVED_BY_BUYER };
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
#define PROMISE_KINDS 14

struct promise {
    int64_t id;
    int64_t deal_id, contact_id;
    int by;             /* enum promise_by */
    int kind;           /* enum promise_kind */
    int channel;        /* enum channel of frame/channel.h; by which it is to be kept */
    int64_t user_id;    /* who of us made it, or hears of the buyer's */
    int64_t held_id;    /* who had the deal when it fell due or was settled; 0 until then */
    int64_t team_id;    /* whose work it needs; 0: nobody else's */
    int64_t request_id; /* in which that team was asked (ask/ask.h); 0: none */
    struct str what;
    struct instant agreed;  /* what was said first; never changes */
    struct instant counted; /* by which it is kept or late */
    struct instant due;     /* now */
    int moved_by;           /* enum moved_by, when due is not agreed */
    struct str moved_why;
    int64_t depends_on_id; /* the other side's promise this one waits for */
    int64_t depends_days;  /* business days we need after that input; INT_NONE */
    struct instant paused; /* its clocks stand still since; NONE: they run */
    int64_t pauses_id;     /* the promise that stands still until this one is settled */
    int state;             /* enum promise_state */
    struct instant missed; /* when it first was late, grace over; stays when it is kept later */
    struct instant settled;
    int64_t late_minutes;        /* INT_NONE until settled */
    int64_t letter_id, touch_id; /* the evidence */
    struct str note;             /* of a payment: where it is seen */
    struct str credit;           /* who helped, by name; S3-64 */
    struct str again_why;        /* why it verifies what the buyer has verified: S0-11 */
    bool late, overdue;          /* no fields: now past counted; the same, with the grace over */
    BASE_MEMBERS;
};

extern const struct record promise_record;
extern const struct slice promise_slice, promise_list_slice;
extern const struct gate due_required, no_evidence, team_not_asked, promise_is_fixed;
extern const struct gate promise_settled, release_is_theirs, credit_required;
extern const struct word promise_kind_words[], promise_state_words[], promise_by_words[];
extern const struct policy promise_due_urgent, promise_due_normal, promise_grace;

static inline bool promise_is_live(const struct promise *p)
{
    return p->state <= PROMISE_RENEGOTIATED;
}

/* Reads what was typed for a due time: true with *due, or with NONE where there is none or it is no
 * time ("soon"); a time that does not exist is blamed on `field`. */
MUST_USE bool promise_due_read(struct ctx *c, const char *field, struct str text,
                               struct instant *due);
/* The time that policy offers on this deal, by its urgency. */
struct instant promise_due_offer(struct ctx *c, const struct deal *d);
/* Fills what nobody said: contact, counted, agreed; refuses (due_required, team_not_asked). */
MUST_USE bool promise_make(struct ctx *c, struct promise *p);

/* What the keeper names; 0 and empty: the record is searched. */
struct promise_proof {
    int64_t touch_id;
    struct str note;   /* of a payment or deposit: where it is seen */
    struct str credit; /* who helped: names, or "none" */
};
/* Looks for the evidence; without it no_evidence. *now is the row as kept. */
MUST_USE bool promise_keep(struct ctx *c, const struct promise *was,
                           const struct promise_proof *proof, struct promise *now);
/* Something of ours reached the buyer: the promise it is evidence of is kept, by itself. kind as
 * promise_kind. */
MUST_USE bool promises_met(struct ctx *c, int64_t deal_id, int kind, int channel,
                           int64_t letter_id, int64_t touch_id, struct instant when);
/* The buyer called or came: what he promised of that kind and channel is kept. */
MUST_USE bool promises_heard(struct ctx *c, int64_t deal_id, int kind, int channel,
                             int64_t touch_id, struct instant when);
/* Another time. With the other side's yes (his own page, or a touch of his that is named) it is
 * renegotiated and counted by the new one; else the new time is shown as moved by us and counted by
 * the old. */
struct promise_change {
    struct instant due;
    struct str why;
    int64_t touch_id;
    int by; /* enum moved_by: who asked for it; nobody: us, on his page he */
};
MUST_USE bool promise_renegotiate(struct ctx *c, const struct promise *was,
                                  const struct promise_change *to, struct promise *now);
/* Not needed any more, says the side it was promised to (gate release_is_theirs). */
MUST_USE bool promise_release(struct ctx *c, const struct promise *was,
                              const struct promise_change *said, struct promise *now);
/* The buyer asks for something before he does what he promised, such as a sample before a deposit:
 * its clocks stand still, and *decision is our promise to decide within a business day. They go on
 * when that is settled, the time between added (S3-28). */
MUST_USE bool promise_pause(struct ctx *c, const struct promise *was, struct str asked,
                            struct promise *decision);
/* As it was agreed at first, because it can be met after all. */
MUST_USE bool promise_back(struct ctx *c, int64_t id);
/* What the buyer promised of that kind on a deal and is still open; 0: nothing. */
MUST_USE bool promise_live_of(struct ctx *c, int64_t deal_id, int by, int kind, int64_t *id);
/* "billing" for team_id; of promises and requests alike. */
bool team_by_name(struct ctx *c, const struct field *f, struct str name, const void *row,
                  int64_t *id);
/* At most 120 bytes of it. */
struct str promise_short(struct arena *a, struct str what);
/* The deal is over, and all of both sides with it: ours that is late is broken (`broken`: the rest
 * too, because somebody else gave it), everything else released. */
MUST_USE bool promises_end(struct ctx *c, int64_t deal_id, bool broken);
/* It is won: what was to help him decide ends like that, and an order he promised is kept. What is
 * to be delivered, paid or sent is owed as before. */
MUST_USE bool promises_won(struct ctx *c, int64_t deal_id);
/* Of such a kind: a price, an answer, a call, a follow-up, a check. */
bool promise_is_moot(int kind);
/* Who helped to keep one. */
struct credit {
    int64_t id;
    int64_t promise_id, deal_id;
    int64_t user_id; /* 0: nobody who works here has that name */
    struct str name, what;
    struct instant given;
    BASE_MEMBERS;
};
extern const struct record credit_record;

/* Kept, late and broken of what was due within some days, by the same rules for both sides
 * (S2-09). Late is what was kept late, or is open and has been late; of a buyer's, with the grace
 * over. */
enum count_by { COUNT_PERSON,
                COUNT_TEAM,
                COUNT_COMPANY,
                COUNT_CONTACT };
struct promise_count {
    int64_t id; /* of person, team or contact; of the company 0 is us, 1 the buyers */
    struct str name;
    int kind; /* of a contact's; else -1 */
    int64_t kept, late, broken, open, renegotiated, released;
};
struct promise_counts {
    struct promise_count *p;
    size_t n;
};
/* Of the deals in the viewer's line, by name. */
/* The letter that kept them did not arrive: they are open again, late ones too. */
MUST_USE bool promises_unmet(struct ctx *c, int64_t letter_id);
MUST_USE bool promises_count(struct ctx *c, enum count_by by, struct period when,
                             struct promise_counts *out);
extern const struct word count_by_words[];

struct promises {
    struct promise *p;
    size_t n;
};
/* All of a deal, open ones first by due. The caller has checked who may see it. */
MUST_USE bool promises_read(struct ctx *c, int64_t deal_id, struct promises *out);
/* Ours that are open and due by then, first by due: on the viewer's own deals, or in his line. */
MUST_USE bool promises_waiting(struct ctx *c, bool mine, struct instant until,
                               struct promises *out);
/* What an entry of the deal's history tells of a promise. */
struct promise_told {
    int64_t id;
    bool by_buyer;
    const char *words; /* "promised", "kept, late" */
};
MUST_USE bool promise_told_read(struct ctx *c, struct str body, struct promise_told *out);
/* Who answers for it: he who had the deal when it fell due, else who has it now. */
MUST_USE bool promise_holder(struct ctx *c, const struct promise *p, int64_t *user_id);
/* How many of ours are open on a deal. */
MUST_USE bool promises_open(struct ctx *c, int64_t deal_id, int64_t *n);
#endif
