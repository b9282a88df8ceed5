/* SPDX-License-Identifier: Apache-2.0 */
/* fact_impl.h - what the files of the subject fact share. */
#ifndef FACT_IMPL_H
#define FACT_IMPL_H
#include "fact/fact.h"

/* An entry of the deal that names a row by its number and holds no words; the caller saves d. */
MUST_USE bool fact_told(struct ctx *c, struct deal *d, const char *kind, const char *member,
                        int64_t id);
/* The door is the buyer's own. */
bool fact_by_buyer(const struct ctx *c);
/* One or both of its values go for good. */
MUST_USE bool change_blank(struct ctx *c, struct change_event *e, bool old_value, bool new_value);
#endif
