/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONSULT_STORE_H
#define CONSULT_STORE_H
#include "alert/alert.h"
#include "consult/consult.h"
#include "sched/clock.h"

extern const struct alert_kind consult_asked, consult_overdue, consult_done;
extern const struct clock consult_late;

/* A touch of ours on that deal, not before that moment. */
MUST_USE bool consult_touch_fits(struct ctx *c, int64_t touch_id, int64_t deal_id,
                                 struct instant since, bool *fits);
#endif
