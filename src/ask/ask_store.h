/* SPDX-License-Identifier: Apache-2.0 */
/* ask_store.h - lists of requests, their conditions, and who asks for what. */
#ifndef ASK_STORE_H
#define ASK_STORE_H
#include "ask/ask.h"
#include "frame/frame.h"

/* Those that wait, or all of a period, of one team (0: of all); first by due. */
struct request_range {
    int64_t team_id;
    bool waiting;
    int limit;
};
MUST_USE bool request_rows(struct ctx *c, struct request_range range, struct requests *out);
/* Those of deals that the viewer sees by his line. */
MUST_USE bool requests_seen(struct ctx *c, bool waiting, struct requests *out);
MUST_USE bool request_deal_rows(struct ctx *c, int64_t deal_id, struct requests *out);
MUST_USE bool request_waiting_count(struct ctx *c, int64_t team_id, int64_t *n);

MUST_USE bool condition_add(struct ctx *c, struct condition *k);
MUST_USE bool conditions_drop(struct ctx *c, int64_t request_id);
MUST_USE bool condition_promised(struct ctx *c, int64_t id, int64_t promise_id);
/* The first condition of a kind on a deal that somebody is to promise and nobody has; 0: none. */
MUST_USE bool condition_open(struct ctx *c, const struct promise *p, int64_t *id);

/* All teams, by name. */
MUST_USE bool teams_read(struct ctx *c, struct form_options *out);

/* The team whose name stands in `text`; the longest name wins, 0: none does. */
MUST_USE bool team_named_in(struct ctx *c, struct str text, int64_t *team_id);

/* What one person asked of the teams (S3-62). */
struct request_load {
    int64_t user_id;
    int64_t asked, rush, changed, after_promise, late, rated, rating_sum;
    struct str name, mean; /* of the ratings, "4.5" */
};
struct request_loads {
    struct request_load *p;
    size_t n;
};
MUST_USE bool request_loads_read(struct ctx *c, struct instant from, struct instant to,
                                 struct request_loads *out);
#endif
