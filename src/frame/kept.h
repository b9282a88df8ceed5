/* SPDX-License-Identifier: Apache-2.0 */
/* kept.h - small things that every request reads and few change (users, stages, policy numbers),
 * kept in memory.
 *
 * Each thread keeps its own copy and reads it again when somebody changed it, so that readers take
 * no lock and a copy never changes under a handler. A pointer from kept_get() holds until the same
 * thread's next kept_get() of the same thing: copy what a request keeps.
 */
#ifndef KEPT_H
#define KEPT_H
#include "base/ctx.h"
#include <stdatomic.h>

struct kept {
    const char *name;
    int slot; /* 0..KEPT_SLOTS-1, one per kept thing */
    size_t size;
    bool (*load)(struct ctx *c, struct arena *a, void *value);
    atomic_uint_fast64_t changes;
};
enum kept_slot {
    KEPT_PEOPLE,
    KEPT_STAGES,
    KEPT_POLICIES,
    KEPT_ORG,
    KEPT_OFFICE,
    KEPT_KEYS,
    KEPT_SLOTS
};

/* NULL with the fault standing when it could not be read. */
const void *kept_get(struct ctx *c, struct kept *k);
/* In the transaction that changes it: every thread of every node reads again, now and after
 * the commit. When the other nodes cannot be told the fault stands, and the write is not kept. */
void kept_changed(struct ctx *c, struct kept *k);
/* Another database is in use: nothing kept is true any more. */
void kept_forget(void);
#endif
