/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEAM_STORE_H
#define TEAM_STORE_H
#include "team/team.h"

MUST_USE bool team_id_by_name(struct ctx *c, struct str name, int64_t *id); /* 0: none */
/* No further than `most`. */
MUST_USE bool load_count(struct ctx *c, int64_t user_id, int64_t most, int64_t *n);
#endif
