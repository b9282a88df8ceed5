/* SPDX-License-Identifier: Apache-2.0 */
/* promise_store.h - what is read of promises beside the rows themselves, and of touches and
 * requests, which are known here by number only. */
#ifndef PROMISE_STORE_H
#define PROMISE_STORE_H
#include "promise/promise.h"

/* All of a deal: open ones first by due, then what was settled last. */
MUST_USE bool promise_rows(struct ctx *c, int64_t deal_id, struct promises *out);
/* Those that are open. */
MUST_USE bool promise_live_rows(struct ctx *c, int64_t deal_id, struct promises *out);
/* Open ones that wait for this one. */
MUST_USE bool promise_dependents(struct ctx *c, int64_t id, struct promises *out);
/* The one of these that was made before `when` and is due first; 0 when there is none. */
struct promise_match {
    int64_t deal_id;
    int by, kind, channel;
    struct instant when;
};
MUST_USE bool promise_first(struct ctx *c, const struct promise_match *m, int64_t *id);
MUST_USE bool promise_live_count(struct ctx *c, int64_t deal_id, int by, int64_t *n);
/* How many commitments of a contact were missed, grace over. */
MUST_USE bool promise_misses(struct ctx *c, int64_t contact_id, int64_t *n);

struct touch_seen {
    int64_t id; /* 0: there is none */
    int64_t deal_id, channel, direction, no_show;
    struct instant happened, entered;
};
MUST_USE bool touch_seen_read(struct ctx *c, int64_t id, struct touch_seen *out);
/* The first of a deal on that channel since a moment, in which we did not fail to show. */
MUST_USE bool touch_first(struct ctx *c, int64_t deal_id, int channel, int direction,
                          struct instant since, struct touch_seen *out);

/* ---- requests to teams (ask/ask.h), by number ---- */
struct answer_seen {
    int64_t id; /* 0: there is none */
    int64_t deal_id, team_id, answer;
    bool blocking;
    struct instant wanted, answered;
    int64_t unpromised; /* conditions that nobody has promised yet */
    int64_t input_id;   /* what the buyer promised of them, due last; 0: nothing */
};
/* The one the promise names; else the newest on its deal about its kind (and team) that stands
 * behind no promise yet. */
MUST_USE bool answer_seen_read(struct ctx *c, const struct promise *p, struct answer_seen *out);
/* By its folded name; 0: there is none. */
MUST_USE bool team_named(struct ctx *c, struct str folded, int64_t *id);

/* Those that this letter kept. */
MUST_USE bool promises_by_letter(struct ctx *c, int64_t letter_id, struct promises *out);

/* ---- lists and counts ---- */
struct promise_range {
    int64_t owner_id;     /* whose deals; 0: everybody's */
    int by;               /* -1: of either side */
    bool all;             /* settled ones too, the newest first; else open ones by due */
    struct instant until; /* open and due by then; NONE: all */
    int limit;
    struct instant after_due; /* behind that row: of open ones its due, else its number alone */
    int64_t after_id;         /* 0: from the first */
};
MUST_USE bool promise_range_read(struct ctx *c, const struct promise_range *r,
                                 struct promises *out);
/* How many are open and due by then, at most `limit`. */
MUST_USE bool promise_range_count(struct ctx *c, const struct promise_range *r, int64_t *n);

/* One owner's part of a count; who: person, team or contact. */
struct promise_part {
    int64_t owner_id, who;
    int by, kind;
    struct promise_sums {
        int64_t kept, late, broken, open, renegotiated, released;
    } sums;
};
struct promise_parts {
    struct promise_part *p;
    size_t n;
};
MUST_USE bool promise_parts_read(struct ctx *c, enum count_by by, struct instant from,
                                 struct instant to, struct promise_parts *out);
#endif
