/* SPDX-License-Identifier: Apache-2.0 */
/* buyer_rules.h - what the rules of the buyer's page share. */
#ifndef BUYER_RULES_H
#define BUYER_RULES_H
#include "alert/alert.h"
#include "buyer/buyer.h"
#include "promise/promise.h"
#include "touch/touch.h"

#define BUYER_WORDS_MAX 2000

extern const struct alert_kind buyer_said_alert, buyer_left_alert, buyer_gone_alert;

void say(struct ctx *c, struct reaction *out, const char *format, ...) PRINTF(3, 4);
/* One text of his: there, not too long, without control characters. */
MUST_USE bool words_fit(struct ctx *c, const char *field, struct str words, bool needed);
struct str one_line(struct ctx *c, struct str words);
/* By when a person answers what he says now. */
struct instant answer_due(struct ctx *c, const struct buyer *b);
/* A touch of his, inbound by the page; with a next step of ours on an open deal. */
void touch_begin(struct buyer *b, struct touch *t);
MUST_USE bool touch_end(struct ctx *c, struct buyer *b, struct touch *t, struct str step,
                        struct instant due);
/* The next step that stands, or this one where there is none to come. */
void step_keep(struct ctx *c, const struct buyer *b, struct str step, struct str *now,
               struct instant *due);
/* enum channel: as he stated it, else e-mail. */
int his_channel(const struct buyer *b);
/* Our promise of an answer or an order, and who of us hears of it. */
MUST_USE bool promise_ours(struct ctx *c, struct buyer *b, int kind, struct str what,
                           struct instant due, struct reaction *out);
/* To the owner, at the top of his queue; subject is a row that makes it one of its kind. */
MUST_USE bool owner_hears(struct ctx *c, const struct buyer *b, int64_t subject, struct str text);
struct str owner_of(struct ctx *c, const struct buyer *b);
MUST_USE bool deal_again(struct ctx *c, struct buyer *b);
/* "Rick now has this in front of him", and the plan as it is now. */
void plan_say(struct ctx *c, const struct buyer *b, struct reaction *out);
MUST_USE bool fact_say(struct ctx *c, const struct buyer *b, const char *name, struct str value,
                       int64_t touch_id);
#endif
