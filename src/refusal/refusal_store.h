/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REFUSAL_STORE_H
#define REFUSAL_STORE_H
#include "refusal/refusal.h"

MUST_USE bool refusals_select(struct ctx *c, const struct refusals_asked *asked,
                              struct refusals *out);
MUST_USE bool overrides_select(struct ctx *c, struct instant from, struct instant to,
                               struct overrides *out);
MUST_USE bool policy_changes_select(struct ctx *c, struct instant from, struct instant to,
                                    struct policies_changed *out);
MUST_USE bool gate_counts_select(struct ctx *c, struct instant from, struct instant to,
                                 struct gate_counts *out);
#endif
