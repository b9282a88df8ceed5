/* SPDX-License-Identifier: Apache-2.0 */
/* policy.h - the numbers of the business: read by rules, changed by an administrator, every
 * change kept. */
#ifndef POLICY_H
#define POLICY_H
#include "frame/slice.h"

int64_t policy_value(struct ctx *c, const struct policy *p);
/* What it was at the end of a moment, for a report "as it was on". */
MUST_USE bool policy_value_at(struct ctx *c, const struct policy *p, struct instant at,
                              int64_t *value);
MUST_USE bool policy_set(struct ctx *c, const struct policy *p,
                         int64_t value);            /* out of bounds: bad_field */
const struct policy *policy_named(struct str name); /* of any slice, NULL if none */
extern const struct slice policy_slice;             /* the settings page */
#endif
