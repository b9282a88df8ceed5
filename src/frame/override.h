/* SPDX-License-Identifier: Apache-2.0 */
/* override.h - a gate that a manager may pass, with a reason.
 *
 * Whoever is refused by such a gate and is a manager may send the same request again with
 * override_reason: in a form or in JSON. The rule that refuses asks gate_overridden() first; it
 * stores who passed which gate, about what, why and when, in the rule's own transaction, and
 * nothing of that is ever changed. Gates that guard a buyer's stop or a buyer's secret say
 * manager_may_override = false and are passed by nobody.
 * Shows: /overrides (refusal/refusal.h). Does not: lower any score, or tell the buyer.
 */
#ifndef OVERRIDE_H
#define OVERRIDE_H
#include "frame/slice.h"

#define OVERRIDE_REASON_MAX 500

/* True in a manager's request that gives a reason, when the gate allows it; then it is stored:
 *     if (wrong && !gate_overridden(c, &gate, id)) return refuse(c, &gate, id); */
bool gate_overridden(struct ctx *c, const struct gate *g, int64_t subject);

/* ---- for the dispatcher's hooks ---- */
/* Takes override_reason from what was sent. */
MUST_USE bool override_read(struct req *q);
/* What he sent, for a form that sends it again. */
struct override_items {
    const struct input_item *p;
    size_t n;
};
struct override_items override_items(const struct req *q);
/* Whether who was refused may send the same again with a reason. */
bool override_offered(const struct ctx *c);
#endif
