/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROOM_VIEW_H
#define ROOM_VIEW_H
#include "ask/ask_pages.h"
#include "approval/approval_pages.h"
#include "cadence/cadence_pages.h"
#include "consult/consult_pages.h"
#include "deal/deal_pages.h"
#include "fact/fact_pages.h"
#include "frame/history.h"
#include "promise/promise_pages.h"
#include "message/message.h"
#include "question/question_pages.h"
#include "room/room_store.h"
#include "touch/touch.h"

struct room_stage {
    const struct stage *stage;
    const char *place; /* "done", "cur", "next" */
    struct str days;   /* "6 d", empty when it was never there */
};
struct room_item { /* one entry of the timeline */
    bool buyer;    /* his lane */
    const char *icon;
    struct str who, what, details;
    struct instant happened;
    bool late; /* written down more than a day after it happened */
    struct entry_changes changes;
    struct str why, next_step, erase_url; /* erase_url empty: he may not, or there are no words */
    struct undo_offer undo;
    struct instant next_step_due;
};
struct room_person {
    int64_t id;
    struct str name, position, email, phone, role;
    struct mark mark;
};
struct room_composer {
    struct touch touch; /* what stands in it */
    struct str due, happened, minutes, buyer_close;
    struct form_options channels, buyer_stages, answers, urgencies, payments, purposes;
    bool first; /* nobody spoke yet: why is asked */
    struct str need_by;
    struct str message;
    struct str errors[5]; /* details, next_step, next_step_due, buyer_close, purpose */
    bool more;            /* the second part is open */
};

/* Making one needs two things typed: what, and, where the usual time does not do, by when. */
struct room_promise {
    struct form_options kinds, channels, teams;
    struct str what, due, message, what_error, due_error;
    int by;
    bool open; /* it came back with something wrong */
};

struct room_letter {
    struct str subject, state, why;
    const char *tone;
    int64_t id;
    struct instant when; /* sent, or else written */
};

struct room_view {
    struct record_view page;
    const struct deal *deal;
    struct str account, product, close_note, value_note;
    struct str worth, then_worth; /* "= $10,840 at 1.0840 of 3 May 2017" */
    bool recounts;                /* he may have it counted at today's rate */
    struct money weighted;
    enum step_sign sign;
    struct {
        struct room_stage *p;
        size_t n;
    } path;
    struct {
        struct room_person *p;
        size_t n;
    } people;
    struct form_options shared, colleagues; /* those it is shared with; those it may be */
    struct {
        struct room_item *p;
        size_t n;
    } items;
    struct before before; /* what the buyer already told us */
    struct {
        struct room_letter *p;
        size_t n;
    } letters; /* the newest */
    struct touch_counts counts;
    struct form_options kinds; /* the timeline's filter: url, label, chosen */
    struct str older_url;
    struct str known, need; /* what he said already; how long he has; empty: nothing */
    struct str pipeline;    /* empty: there is only one */
    struct room_composer composer;
    struct promise_rows ours, his; /* by due; what was settled behind */
    struct room_promise promise;
    struct request_rows requests;
    struct form_options causes; /* why one is lost */
    bool promises; /* he may make some */
    bool knows; /* he may read what is known */
    struct fact_block learnt;
    struct unknown_block unknown;
    struct approval_block asked;
    struct consult_block consults;
    struct cadence_block cadence;
    struct day on; /* DAY_NONE: now */
    struct str on_text;
    struct room_state then;
    struct str then_stage, then_owner;
};

/* The caller has read the deal, and checked who may see it. */
MUST_USE bool room_fill(struct req *q, const struct deal *d, struct room_view *v);
/* What is known, unknown and in the way; room_known.c. */
MUST_USE bool room_known_fill(struct ctx *c, struct room_view *v);
/* What an entry about them says, as it stands now: what was withdrawn says nothing. */
MUST_USE bool room_known_say(struct ctx *c, const struct entry *e, struct room_item *item);
/* What both sides promised, and what teams were asked; room_promises.c. */
MUST_USE bool room_promises_fill(struct req *q, struct room_view *v);
/* What an entry tells of a promise, on the side of who made it. */
MUST_USE bool room_promise_say(struct ctx *c, const struct entry *e, struct room_item *item);
MUST_USE bool room_request_say(struct ctx *c, const struct entry *e, struct room_item *item);
bool room_promise_add(struct req *q);
struct str room_fault_text(struct ctx *c, const struct fault *fault);
struct str room_error_of(const struct ctx *c, const char *field);
struct form_options room_words(struct ctx *c, const struct word *words, int chosen);
#endif
