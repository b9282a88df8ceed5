/* SPDX-License-Identifier: Apache-2.0 */
/* refusal.h - what was refused, and what was done all the same: read from what the dispatcher and
 * gate_overridden() keep.
 *
 * Refusals are seen by managers and executives, those of themselves and the people below, and by
 * administrators, who see all. Overrides and changes of policy numbers within a period are a report
 * for executives and administrators: who, when, why, how often.
 * Shows: /refusals, /overrides, /api/v1/refusals, /api/v1/overrides. Does not: change anything.
 */
#ifndef REFUSAL_H
#define REFUSAL_H
#include "frame/slice.h"

struct refusal {
    int64_t id;
    struct instant refused;
    int64_t user_id; /* 0: a buyer, a clock */
    struct str code, sentence, path, door;
    int64_t subject_id;
    struct str user;
};
struct refusals {
    struct refusal *p;
    size_t n;
    int64_t before; /* the number to go on with; 0 at the end */
};
struct refusals_asked {
    struct str code, door;
    int64_t user_id, subject_id; /* 0: any */
    struct instant from, to;     /* NONE: open */
    int64_t before;
    int limit;
};
/* Newest first, of those whose refusals the viewer sees. */
MUST_USE bool refusals_read(struct ctx *c, const struct refusals_asked *asked,
                            struct refusals *out);

struct overridden {
    int64_t id, user_id, subject_id;
    struct instant when;
    struct str code, sentence, reason, user;
};
struct overrides {
    struct overridden *p;
    size_t n;
};
struct policy_changed {
    struct instant when;
    int64_t user_id;
    struct str name, label, unit, user;
    int64_t was, value;
};
struct policies_changed {
    struct policy_changed *p;
    size_t n;
};
/* How often a gate was passed, and how often it held. */
struct gate_count {
    struct str code, sentence;
    int64_t overridden, refused;
};
struct gate_counts {
    struct gate_count *p;
    size_t n;
};
struct override_report {
    struct period period;
    struct overrides overrides;
    struct policies_changed policies;
    struct gate_counts gates;
};
#define OVERRIDES_MAX 1000 /* of a period; the newest */
MUST_USE bool override_report_make(struct ctx *c, struct override_report *r);

extern const struct slice refusal_slice;
#endif
