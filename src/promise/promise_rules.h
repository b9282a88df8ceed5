/* SPDX-License-Identifier: Apache-2.0 */
/* promise_rules.h - what the rules of a promise share among their files; nobody else's. */
#ifndef PROMISE_RULES_H
#define PROMISE_RULES_H
#include "alert/alert.h"
#include "outbox/outbox.h"
#include "promise/promise.h"

/* An entry in the deal's history that the buyer sees: "made", "kept", "late", "moved", …; when it
 * happened, NONE for now. */
MUST_USE bool promise_tell(struct ctx *c, const struct promise *p, const char *event,
                           struct instant when);
/* "email pricing (for Amy, by Mon 16 Mar 13:20)", short enough for an alert. */
struct str promise_said(struct ctx *c, const struct promise *p);
/* The same time of day so many business days later. The end of a day's hours is that day's, and not
 * the next one's. */
struct instant promise_days_after(struct ctx *c, struct instant from, int64_t days);
MUST_USE bool promise_owner(struct ctx *c, const struct promise *p, int64_t *owner_id);

/* ---- settling: promise_keep.c ---- */
/* Ends it: clocks stop, alerts go, the entry is written, what waited for it is dated anew. */
MUST_USE bool promise_settle(struct ctx *c, struct promise *p, int state, struct instant when);
/* The moment up to which it counts as in time: counted, and the grace of a buyer's. */
struct instant promise_limit(struct ctx *c, const struct promise *p);

/* To the buyer, in the name of who has the deal. */
struct promise_letter {
    struct str to, what, why, rep;
    struct instant agreed, due;
};
/* One that may not go out is the rep's to say by himself: his alert stands. */
MUST_USE bool promise_write(struct ctx *c, const struct mail *m, const struct promise *p,
                            int64_t owner_id);

/* On his own page, or in a touch of his after the promise was made. */
MUST_USE bool promise_buyer_said(struct ctx *c, const struct promise *p, int64_t touch_id,
                                 bool *said);
/* What stood still goes on; 0: nothing did. */
MUST_USE bool promise_resume(struct ctx *c, int64_t id);

/* ---- other teams: promise_team.c ---- */
/* Refuses (team_not_asked) what needs a team that has not said yes; takes the answer along as
 * request_id. */
MUST_USE bool promise_team_asked(struct ctx *c, struct promise *p);
/* When the team answered, whatever it said. */
MUST_USE bool promise_answered(struct ctx *c, int64_t request_id, struct instant *when,
                               bool *found);
/* Who helped, when a team did: credit_required (S3-64). */
MUST_USE bool promise_credit(struct ctx *c, struct promise *p, struct str credit);

/* Who works in the team that a promise needs. */
MUST_USE bool promise_team_members(struct ctx *c, const struct promise *p, int64_t **ids,
                                   size_t *n);

/* ---- time: promise_clock.c ---- */
MUST_USE bool promise_clocks_start(struct ctx *c, const struct promise *p);
MUST_USE bool promise_clocks_stop(struct ctx *c, const struct promise *p);
extern const struct clock promise_half, promise_warn, promise_late, promise_broken, promise_slip,
    buyer_grace;
extern const struct alert_kind promise_half_alert, promise_warn_alert, promise_late_alert,
    promise_wait_alert, promise_ask_alert, promise_moved_alert, promise_review_alert;
extern const struct mail promise_reminder;
const char *promise_asked_word(int kind);
extern const struct policy promise_half_percent, promise_status_days, promise_warn_minutes,
    promise_broken_days, promise_review_misses, sample_days;

/* ---- what waits: promise_move.c ---- */
/* The input's date or state changed: those that wait for it are dated anew, openly. */
MUST_USE bool promise_redate(struct ctx *c, const struct promise *input, struct instant expected);
/* Both sides agree, or the other side's delay says so: it is counted by the new time. */
MUST_USE bool promise_move(struct ctx *c, struct promise *p, struct instant due, int by,
                           struct str why);
/* Buyer, rep and team are told. */
MUST_USE bool promise_moved(struct ctx *c, const struct promise *p);
extern const struct mail promise_moved_letter;
#endif
