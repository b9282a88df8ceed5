/* SPDX-License-Identifier: Apache-2.0 */
/* fact_impl.h - what the files of the subject fact share. */
#ifndef FACT_IMPL_H
#define FACT_IMPL_H
#include "fact/fact.h"

struct alert_kind;
extern const struct alert_kind change_reported;
/* One or both of its values go for good. */
MUST_USE bool change_blank(struct ctx *c, struct change_event *e, bool old_value, bool new_value);
#endif
