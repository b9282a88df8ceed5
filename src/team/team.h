/* SPDX-License-Identifier: Apache-2.0 */
/* team.h - people who work together on what was promised: billing, print, delivery, training.
 *
 * A team has a name of its own and somebody who leads it; a user belongs to one team or none. What
 * a team is asked for, and by when, is ask/ask.h's. Here is also who new work may go to: who is on
 * duty, who is a novice and has a mentor, and how many open deals one person is given (S0-52,
 * S0-53). These hold for everybody alike, whatever his seniority (S0-55).
 * Shows: /teams, /users, /api/v1/teams.
 */
#ifndef TEAM_H
#define TEAM_H
#include "frame/people.h"

struct team {
    int64_t id;
    struct str name;
    int64_t lead_id;
    BASE_MEMBERS;
};

extern const struct record team_record;
extern const struct slice team_slice;
extern const struct policy novice_days, load_limit;

MUST_USE bool team_create(struct ctx *c, struct team *t);
MUST_USE bool team_save(struct ctx *c, const struct team *was, struct team *now, struct str why);
/* Its people who are active, its lead first. */
struct team_people {
    int64_t *p;
    size_t n;
};
MUST_USE bool team_people(struct ctx *c, int64_t team_id, struct team_people *out);
/* Fewer than novice_days since he started; who has no such day is none. */
bool person_is_novice(struct ctx *c, const struct person *who);
/* His active mentor while he is a novice, else 0. */
int64_t novice_mentor(struct ctx *c, int64_t user_id);
/* Open deals that somebody owns, counted up to load_limit: as many are enough (S0-52). */
MUST_USE bool load_is_full(struct ctx *c, int64_t user_id, bool *full);
#endif
