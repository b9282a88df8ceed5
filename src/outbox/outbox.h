/* SPDX-License-Identifier: Apache-2.0 */
/* outbox.h - letters that leave only if the change they speak of is kept, and the evidence of each
 * (X-07, X-08).
 *
 * outbox_put() writes a row in the caller's transaction; the sender takes it after the commit,
 * again and again with growing pauses for two days, then tells the deal's owner. Each carries a
 * Message-ID made from its row: what is sent twice can be known by it. At the moment it leaves,
 * contact_may() decides once more, and one that falls outside the contact's hours, or comes too
 * soon after another, waits with the reason in `why` (S0-17, S2-17). `human` is what a person
 * wrote; receipts, read-backs, statuses and reminders are not, and reset no silence clock (S0-15).
 * Shows: /outbox, the deal's timeline, /api/v1/outbox (to, kind, channel, queued, sent, state,
 * subject, text), POST /api/v1/bounces. Does not: batch, or track opening.
 */
#ifndef OUTBOX_H
#define OUTBOX_H
#include "contact/contact.h"
#include "frame/channel.h"
#include "mail/delivery.h"

enum letter_state { LETTER_QUEUED,
                    LETTER_SENT,
                    LETTER_FAILED,
                    LETTER_BOUNCED,
                    LETTER_CANCELLED };
enum letter_weight { LETTER_SERVICE,
                     LETTER_VALUE,
                     LETTER_SELL };
struct letter;

/* A kind of letter: its name is the row's `kind` ("receipt", "read_back", "price_info"). */
struct mail {
    const char *name, *label;
    enum letter_weight weight;
    page_fn *text; /* of a .mail template: the first line is the subject; NULL: a person wrote it */
    const char *requirement;
    bool at_once; /* he has just asked for it, and waits for no hours of his: a receipt */
    /* In the write that says so: the server took it; it will never arrive. NULL: nothing follows,
     * but that the deal's owner hears of what failed. */
    bool (*sent)(struct ctx *c, const struct letter *l);
    bool (*failed)(struct ctx *c, const struct letter *l);
};

struct letter {
    int64_t id;
    int64_t deal_id, contact_id;
    int64_t user_id;  /* in whose name; 0: the company's */
    struct str to;    /* an address; empty: the contact's e-mail */
    struct str kind;  /* of the mail */
    int64_t staff_id; /* which of us it is for; 0: a buyer */
    int channel;      /* enum channel of frame/channel.h; CHANNEL_EMAIL */
    int weight;       /* enum letter_weight */
    bool human;
    struct str subject, text;
    int state;                   /* enum letter_state */
    struct instant queued, sent; /* sent: when the server took it */
    int64_t tries;
    struct str why;                         /* what the server said, or why it waits */
    struct instant due, leaving, first_try; /* the sender's */
    struct str message_id;                  /* from its first try on; never another */
    BASE_MEMBERS;
};

/* How letters leave: by a mail server, or into a folder of .eml files. */
struct mailing {
    const char *folder;
    struct smtp_options smtp; /* url NULL: the folder */
    struct str from;          /* the address that they come from; empty: counterpart@localhost */
};

extern const struct record letter_record;
extern const struct slice outbox_slice;
/* Somebody who is only a third party on that deal is reached with the buyer's consent (S0-46,
 * S0-49; party/party.h). */
extern const struct gate consent_required;
extern const struct gate channel_preference, closed_by_buyer, contact_too_soon;
extern const struct policy letter_hours; /* 48 [D] */
extern const struct alert_kind letter_failed;

/* To a contact, or to any address (staff: contact 0). Asks contact_may() for contacts; *l gets its
 * id, 0 when the program would write to a contact who has no address: nobody is blamed then. view
 * is what m->text is called with; a letter that a person wrote brings subject and text in l. */
MUST_USE bool outbox_put(struct ctx *c, const struct mail *m, const void *view, struct letter *l);
/* Those of a deal that have not left are not sent any more; *n: how many. */
MUST_USE bool outbox_cancel(struct ctx *c, int64_t deal_id, int64_t *n);
/* A mail server's report about a letter that it had taken (RFC 3464): one that did not arrive is
 * bounced after all, keeps no promise, and its owner is alerted. *l is the letter; twice the same
 * changes nothing. Bad input when it is no report, or about no letter of ours. */
MUST_USE bool outbox_bounce(struct ctx *c, struct str message, struct letter *l);
/* Whether a letter of this kind by this channel went to that buyer on that deal at or before `by`:
 * the newest; found only when state is sent (S0-16). Since: not before that moment. */
MUST_USE bool outbox_evidence(struct ctx *c, int64_t deal_id, struct str kind, int channel,
                              struct instant since, struct instant by, struct letter *out,
                              bool *found);

/* The one check about every outbound contact, at the moment it leaves: true, or a refusal stands
 * (closed_by_buyer, channel_preference, …). A reply to the buyer's own message, and what he asked
 * for, always may. weight is enum letter_weight. */
MUST_USE bool contact_may(struct ctx *c, int64_t deal_id, int64_t contact_id, int channel,
                          int weight);
/* A contact that takes place at a moment, or the letter that is about to leave. */
struct reach {
    int64_t deal_id, contact_id;
    int channel, weight;
    struct instant at;
    int64_t letter_id; /* 0: none yet */
};
/* Whether he may be reached then, as to how: contact_may() besides. *from is `at` itself, or the
 * first moment within his hours and as many days after our last contact as he wants between them;
 * *why says so in a sentence. While he has put the deal on hold nothing may, and then one contact
 * (S2-22; *from NONE once he was asked and says nothing). A call that he asked for may come at
 * any time. The days count for nothing that serves him, answers what he wrote since, or delivers
 * what we promised him by that channel. */
MUST_USE bool contact_wait(struct ctx *c, const struct reach *r, struct instant *from,
                           struct str *why);
/* contact_may(), and at that moment: else channel_preference with his hours (an e-mail waits for
 * them by itself), or contact_too_soon with the earliest. */
MUST_USE bool contact_may_at(struct ctx *c, const struct reach *r);
/* He said anew how he is to be reached: what waits for his hours is looked at again. */
MUST_USE bool contact_hours_changed(struct ctx *c, int64_t contact_id);
/* "on 15 Mar 2017: Bought elsewhere"; empty while he has not ended it, or has spoken since. */
MUST_USE bool contact_end(struct ctx *c, int64_t deal_id, struct str *words);
/* The buyer ended that deal himself: from now on closed_by_buyer, until he speaks again. What waits
 * to leave is cancelled. */
MUST_USE bool contact_closed(struct ctx *c, int64_t deal_id, struct str why);
/* He asks to be reached by this channel, whatever he said before: good once (S0-17). */
MUST_USE bool contact_asked(struct ctx *c, int64_t deal_id, int64_t contact_id, int channel);
/* It was done: what he asked for is used up. Nothing happens when he had not. */
MUST_USE bool contact_took(struct ctx *c, int64_t deal_id, int64_t contact_id, int channel);

/* ---- for who makes up a past in one write (demo/demo.h) ---- */
/* When the first that waits is to leave; NONE: none waits. */
MUST_USE bool outbox_past_due(struct ctx *c, struct instant *due);
/* That one leaves at c->now for nowhere, and `went` says what became of it. */
MUST_USE bool outbox_past_leave(struct ctx *c, void (*went)(const struct letter *l,
                                                            struct delivery *out));

/* ---- for main.c ---- */
/* The sender's thread; it takes what waits since before. False with what to do. */
MUST_USE bool outbox_begin(struct store *store, const struct mailing *how, struct str *why);
void outbox_stop(void); /* before the store closes; what is under way ends within a second */
#endif
