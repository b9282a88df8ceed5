/* SPDX-License-Identifier: Apache-2.0 */
/* touch.h - one contact between the sides: a call, a mail, a letter, a visit; who, when, which way,
 * what was said, and what comes next.
 *
 * On an open deal a touch without a next step and its date is refused (S2-25, gate
 * next_step_required). It is written once and never changed: a correction is another touch (X-03,
 * gate history_is_fixed); only its words may be erased, by a manager. What the buyer said about his
 * date or stage is taken from an inbound touch, which is its proof (S3-53, S0-62). Needs, urgency,
 * need-by, budget, payment and what he is sure of stand in fields of their own (S0-07) and become
 * the deal's, as his: any conversation may bring them, only an inbound touch lowers what he said
 * before (S0-08, gate buyer_owned). A conversation that reached him ends the silence (S0-15). We
 * reach out by no channel that the contact forbids, nor plan to (S0-17): gates channel_preference
 * and closed_by_buyer, by contact_may(). The first contact says who reached out and why (S2-10): it
 * becomes the deal's, and who gathers information is looking, whom nobody pushes to a close.
 */
#ifndef TOUCH_H
#define TOUCH_H
#include "deal/deal.h"
#include "frame/channel.h"

enum touch_direction { TOUCH_OUTBOUND,
                       TOUCH_INBOUND };

enum touch_answered { TOUCH_REACHED,
                      TOUCH_NO_ANSWER,
                      TOUCH_MESSAGE_LEFT };
enum touch_urgency { TOUCH_URGENCY_UNSAID,
                     TOUCH_NORMAL,
                     TOUCH_URGENT };

enum touch_kind { TOUCH_SELL,
                  TOUCH_VALUE };

struct touch {
    int64_t id;
    int64_t deal_id, contact_id;
    int channel, direction;
    int64_t user_id;
    struct instant happened; /* entry time is `created` */
    struct str details;
    int64_t minutes, buyer_minutes; /* INT_NONE: not said (S2-24) */
    int no_show;                    /* 0 nobody, 1 we, 2 the buyer */
    int answered;                   /* of a call: enum touch_answered */
    struct str needs, clarity;      /* what he needs, what he is sure of already */
    int urgency;                    /* enum touch_urgency: as he said */
    struct day need_by;
    struct money budget;
    int payment_path;
    int kind;          /* enum touch_kind */
    struct str shared; /* of value: the hint, resource or expertise */
    struct str next_step;
    struct instant next_step_due;
    struct str again_why;   /* why the next step verifies what the buyer has verified (S0-11) */
    struct day buyer_close; /* inbound: "we need it by", becomes the deal's expected close */
    int buyer_stage;        /* inbound: what the buyer says of himself */
    int purpose;            /* enum deal_purpose: why the sides speak (S2-10) */
    struct str outside_id;
    struct instant erased; /* NONE: its words are there */
    BASE_MEMBERS;
};

extern const struct record touch_record;
extern const struct slice touch_slice;
extern const struct gate history_is_fixed;
extern const struct word touch_answered_words[], touch_urgency_words[];

/* Logs it: checks the gates, writes touch, entry and the deal's next step in the caller's
 * transaction. */
MUST_USE bool touch_log(struct ctx *c, struct touch *t);
/* Nobody spoke yet on this deal, and it does not say why the sides come together: the next touch
 * does. */
bool touch_is_first(const struct deal *d);
/* Stores what another system had, without gates. Only the newest touch of a deal says its next
 * step, and only an inbound one the buyer's date and stage. */
MUST_USE bool touch_import(struct ctx *c, struct touch *t);
/* How often we sold and how often we gave something of value on a deal (S0-28). */
struct touch_counts {
    int64_t value, sell;
    struct instant last_value; /* NONE: never */
};
MUST_USE bool touch_counts_read(struct ctx *c, int64_t deal_id, struct touch_counts *out);
/* Takes back one that was imported: the deal's last contact is what the others say, and what only
 * this one said of the buyer's date or stage is not said any more. The next step stays. */
MUST_USE bool touch_remove(struct ctx *c, const struct touch *t);
/* Blanks its words for good: here, in the message and letter that it was written as, in letters
 * that read them back, in the deal's next step where it repeats them, in answers kept for repeated
 * requests and in the index of search. A letter that has not left does not leave; what it promised
 * stays promised. The deal's history keeps who did it and when. t is the touch as it stands; one
 * that was erased stays as it is. */
MUST_USE bool touch_erase(struct ctx *c, struct touch *t);
#endif
