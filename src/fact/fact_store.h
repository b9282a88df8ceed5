/* SPDX-License-Identifier: Apache-2.0 */
/* fact_store.h - the SQL of facts and changes that the record tables cannot derive. */
#ifndef FACT_STORE_H
#define FACT_STORE_H
#include "fact/fact.h"

/* The one of that name that holds now. */
MUST_USE bool fact_current(struct ctx *c, int64_t deal_id, struct str name, struct fact *out,
                           bool *found);
MUST_USE bool fact_retire(struct ctx *c, const struct fact *f);
/* Changes that tell of this fact, at most 100. */
MUST_USE bool changes_of_fact(struct ctx *c, int64_t fact_id, struct changes_of *out);
/* Since when a change waits to be looked at; NONE when none does. */
MUST_USE bool change_waits_since(struct ctx *c, int64_t deal_id, struct instant *since);
/* Open questions of that name are answered by this fact. */
MUST_USE bool questions_answered(struct ctx *c, const struct fact *f);
/* Ends with {0}. */
extern const struct check fact_checks[];
#endif
