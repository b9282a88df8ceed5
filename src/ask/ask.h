/* SPDX-License-Identifier: Apache-2.0 */
/* ask.h - what we ask of another team before we promise it, and what the team answered.
 *
 * A request carries the customer's need in his own words, what is to be promised, the real
 * deadline, whose deadline it is, and what happens if it is missed (S3-63, gate need_missing). The
 * team answers yes, no, or yes-if within its clock (4 business hours); each condition becomes a
 * promise of the buyer's or ours that the promise depends on (S3-61). What else it could do stands
 * beside as choices, of which the buyer takes one. A check is asked with its promise and holds it
 * up for nobody (not blocking); it is due an hour before the buyer's due time, and its lateness
 * alerts the rep first (S0-13).
 * Shows: /requests (the team's queue), the deal's page, /api/v1/requests. Seen by who sees the deal
 * and by the team; the team does not see the deal.
 */
#ifndef ASK_H
#define ASK_H
#include "promise/promise.h"

enum ask_answer { ASK_WAITS,
                  ASK_YES,
                  ASK_NO,
                  ASK_YES_IF,
                  ASK_NOT_NEEDED };
enum deadline_owner { DEADLINE_BUYER,
                      DEADLINE_CAPACITY,
                      DEADLINE_SELLER_TARGET,
                      DEADLINE_LAW };

struct request {
    int64_t id;
    int64_t deal_id, team_id;
    int64_t user_id;         /* who asks */
    int64_t promise_id;      /* for which promise that was made already; 0: none yet */
    int kind;                /* enum promise_kind: what is to be promised */
    struct str what;         /* in a line */
    struct str need;         /* the customer's, in his words */
    struct str promised;     /* what is to be said to him */
    struct instant wanted;   /* by when it is to be ready; NONE: not said */
    struct instant deadline; /* the real one */
    int deadline_owner;      /* enum deadline_owner (S3-48) */
    struct str if_missed;
    bool blocking;      /* nothing is promised before the answer */
    bool after_promise; /* asked when it had been promised */
    bool rush;          /* wanted within a business day */
    struct instant due; /* of the answer */
    int answer;         /* enum ask_answer */
    struct instant answered;
    int64_t answered_by_id;
    struct str words;    /* of the team */
    struct instant late; /* when its due passed without an answer; NONE: it did not */
    int64_t changes;     /* how often it was changed after the answer */
    int64_t rating;      /* the team's, of the request: 1 to 5; INT_NONE */
    struct str rating_words;
    struct str team, deal, asker; /* no fields: names */
    BASE_MEMBERS;
};
/* Of a "yes if", or one of the choices beside it. */
struct condition {
    int64_t id, request_id;
    int64_t choice; /* 0: a condition of the answer; else the number of a choice */
    struct str what;
    int by, kind;
    struct instant due;
    int64_t promise_id; /* what became of it; 0: nobody promised it yet */
};
struct conditions {
    struct condition *p;
    size_t n;
};

extern const struct record request_record;
extern const struct slice ask_slice;
extern const struct gate need_missing, already_answered, choice_made;
extern const struct word ask_answer_words[], deadline_owner_words[];
extern const struct policy ask_hours, ask_lead_hours;

/* Reads it when the viewer sees its deal or works in its team, else not found. */
MUST_USE bool request_get(struct ctx *c, int64_t id, struct request *out);
/* given: which parts were said, by which need_missing names the others. */
MUST_USE bool request_make(struct ctx *c, struct request *r, struct field_set given);
/* A promise of ours; a check is asked of its team along with it. */
MUST_USE bool request_promise(struct ctx *c, struct promise *p);
/* The buyer does not take the new date in silence: the team is asked whether the agreed one can
 * still be met (S3-29). */
MUST_USE bool request_again(struct ctx *c, const struct promise *p, struct str words,
                            struct request *out);
/* The team's answer, with its conditions and choices. */
MUST_USE bool request_answer(struct ctx *c, struct request *r, int answer, struct str words,
                             const struct conditions *with);
/* Both sides agree to the conditions: each becomes a promise. touch_id: in which the buyer said
 * yes; needed for what he promises, but by himself. */
MUST_USE bool request_agree(struct ctx *c, const struct request *r, int64_t touch_id);
/* The buyer takes one of the choices: the promise gets its time, moved by him. */
MUST_USE bool request_choose(struct ctx *c, const struct request *r, int64_t choice,
                             int64_t touch_id, struct promise *now);
/* He has taken one: the others are no choices any more (gate choice_made). */
bool choice_taken(const struct conditions *all);
/* Another need, time or word. One that was answered is asked again, and that is counted. */
MUST_USE bool request_change(struct ctx *c, const struct request *was, struct request *now);
/* Whether the viewer works in that team. */
MUST_USE bool works_in(struct ctx *c, int64_t team_id, bool *yes);
/* What an entry of the deal's history tells of a request: "asked a team". */
MUST_USE bool request_told_read(struct ctx *c, struct str body, int64_t *id, struct str *words);
/* Nothing is needed any more: the teams are told. The other: what was asked for his decision. */
MUST_USE bool requests_end(struct ctx *c, int64_t deal_id);
MUST_USE bool requests_moot(struct ctx *c, int64_t deal_id);
MUST_USE bool conditions_read(struct ctx *c, int64_t request_id, struct conditions *out);

struct requests {
    struct request *p;
    size_t n;
};
/* What waits for the team the viewer works in, first by due; none when he is in no team. */
MUST_USE bool requests_of_team(struct ctx *c, struct requests *out);
/* Of a deal; the caller has checked who may see it. */
MUST_USE bool requests_read(struct ctx *c, int64_t deal_id, struct requests *out);
#endif
