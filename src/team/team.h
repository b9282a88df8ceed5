/* SPDX-License-Identifier: Apache-2.0 */
/* team.h - people who work together on what was promised: billing, print, delivery, training.
 *
 * A team has a name of its own and somebody who leads it; a user belongs to one team or none. What
 * a team is asked for, and by when, is ask/ask.h's; who is given what, routing/routing.h's.
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

MUST_USE bool team_create(struct ctx *c, struct team *t);
MUST_USE bool team_save(struct ctx *c, const struct team *was, struct team *now, struct str why);
/* Its people who are active, its lead first. */
struct team_people {
    int64_t *p;
    size_t n;
};
MUST_USE bool team_people(struct ctx *c, int64_t team_id, struct team_people *out);
#endif
