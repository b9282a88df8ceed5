/* SPDX-License-Identifier: Apache-2.0 */
/* message.h - what one of us writes to a buyer: a letter, and the touch that says so, in one.
 *
 * It needs a next step like any touch. A price goes out as the whole information pack, from the
 * product's page: price, options, delivery, payment terms, how to order, returns, whom to ask
 * (S0-27, gate pack_incomplete); without it a letter is no evidence of a promised price (S0-26). An
 * apology needs a remedy: what we will do and by when, which becomes a promise; a choice for the
 * buyer; or another supplier or route (S0-32, S0-33, gate apology_needs_remedy). So does a letter
 * that says we cannot meet it. Hints, resources and expertise are marked as value with what was
 * shared (S0-28).
 *
 * When the server has taken the letter, and not before, it ends the silence and keeps what was
 * promised. Before somebody writes or calls he is shown what the buyer already told us (S0-25):
 * before_read(). Shows: /deals/42/write, /api/v1/messages, /api/v1/deals/42/before.
 */
#ifndef MESSAGE_SLICE_H
#define MESSAGE_SLICE_H
#include "deal/deal.h"
#include "outbox/outbox.h"

enum message_kind {
    MESSAGE_ANSWER,
    MESSAGE_PRICE_INFO,
    MESSAGE_INFORMATION,
    MESSAGE_FOLLOW_UP,
    MESSAGE_CANNOT, /* we cannot meet it */
    MESSAGE_OTHER
};
#define MESSAGE_KINDS 6

struct message {
    int64_t id;
    int64_t deal_id, contact_id;
    int channel; /* CHANNEL_EMAIL */
    int kind;    /* enum message_kind */
    struct str subject, text;
    bool pack;
    int64_t product_id; /* of the pack; 0: the deal's */
    bool apology;       /* marked as one; also found by its words */
    struct str remedy;  /* what we will do */
    struct instant remedy_due;
    struct str choice, elsewhere; /* for the buyer; another supplier or route */
    struct str shared;            /* a hint, resource or expertise: what of value goes along */
    struct str next_step;
    struct instant next_step_due;
    struct str again_why; /* why the same step again (touch.h) */
    int64_t user_id, touch_id, letter_id, promise_id;
    BASE_MEMBERS;
};

extern const struct record message_record;
extern const struct slice message_slice;
extern const struct gate apology_needs_remedy, suggestion_needed, pack_incomplete;

/* Checks the gates, writes touch, letter and promise in the caller's transaction; m gets their
 * numbers. */
MUST_USE bool message_send(struct ctx *c, struct message *m);
/* Whether it asks to be excused, in one of a few languages. */
bool text_apologizes(struct ctx *c, struct str text);

/* ---- what the buyer already told us ---- */
struct before {
    int64_t deal_id;
    struct strs late;   /* what we promised and did not keep, or not yet */
    struct strs known;  /* "The buyer pays for it himself." */
    struct strs shaky;  /* what is only assumed, or was said long ago (S2-05) */
    struct str wish;    /* how he wants to be reached; empty: he said nothing */
    struct str times;   /* and when: contact_times() */
    struct str wait;    /* why a letter of ours would not leave now; empty: it would */
    struct str need_by; /* "It was needed by 20 Mar 2026, 4 days ago."; empty: that is to come */
    struct str closed;  /* his end in words; empty: he has not ended it */
};
/* The caller has read the deal, and checked who may see it. */
MUST_USE bool before_read(struct ctx *c, const struct deal *d, struct before *out);
#endif
