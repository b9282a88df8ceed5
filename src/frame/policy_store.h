/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_STORE_H
#define POLICY_STORE_H
#include "frame/policy.h"

struct policy_change {
    struct str name;
    int64_t value, user_id;
    struct instant changed;
};
struct policy_changes {
    struct policy_change *p;
    size_t n;
};
/* Oldest first, texts on the arena a; at most the newest 1,000. */
MUST_USE bool policy_changes_read(struct ctx *c, struct arena *a, struct policy_changes *out);
MUST_USE bool policy_change_add(struct ctx *c, struct str name, int64_t value);
#endif
