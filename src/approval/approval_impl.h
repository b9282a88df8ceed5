/* SPDX-License-Identifier: Apache-2.0 */
/* approval_impl.h - what the files of the subject approval share. */
#ifndef APPROVAL_IMPL_H
#define APPROVAL_IMPL_H
#include "alert/alert.h"
#include "approval/approval.h"
#include "outbox/outbox.h"
#include "sched/clock.h"

extern const struct clock roadblock_late, approval_due;
extern const struct alert_kind roadblock_raised, roadblock_overdue, approval_asked;
extern const struct alert_kind approval_moved_up, approval_told;
extern const struct mail decide_by_kind, decided_kind;
extern const struct policy roadblock_days, approval_hours, approval_days;

/* ---- letters ---- */
MUST_USE bool approval_promise_answer(struct ctx *c, const struct deal *d,
                                      const struct approval *a);
MUST_USE bool approval_tell_buyer(struct ctx *c, const struct deal *d, const struct approval *a);
#endif
