/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DEMO_FACTS_H
#define DEMO_FACTS_H
#include "demo/demo_plan.h"
#include "touch/touch.h"

/* What was said in a touch becomes what is known of the buyer. */
MUST_USE bool demo_facts(struct ctx *c, const struct demo_event *e, const struct touch *t);
#endif
