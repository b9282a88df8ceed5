/* SPDX-License-Identifier: Apache-2.0 */
/* people_store.h - the SQL behind people.h; the session and key functions of people.h live here
 * too. */
#ifndef PEOPLE_STORE_H
#define PEOPLE_STORE_H
#include "frame/people.h"

/* All users by id, texts on the arena a; owners are left to the caller. */
MUST_USE bool people_read(struct ctx *c, struct arena *a, struct people *out);
#endif
