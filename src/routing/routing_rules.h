/* SPDX-License-Identifier: Apache-2.0 */
/* routing_rules.h - what the pages of routing call: inside the subject. */
#ifndef ROUTING_RULES_H
#define ROUTING_RULES_H
#include "routing/routing.h"

MUST_USE bool assignment_save(struct ctx *c, const void *was, void *now, struct str why);
MUST_USE bool certificate_create(struct ctx *c, void *row);
MUST_USE bool certificate_save(struct ctx *c, const void *was, void *now, struct str why);
#endif
