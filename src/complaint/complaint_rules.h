/* SPDX-License-Identifier: Apache-2.0 */
/* complaint_rules.h - what the slice names of its rules: inside the subject. */
#ifndef COMPLAINT_RULES_H
#define COMPLAINT_RULES_H
#include "alert/alert.h"
#include "complaint/complaint.h"
#include "outbox/outbox.h"
#include "sched/clock.h"

extern const struct alert_kind complaint_arrived, complaint_unanswered, praise_arrived;
extern const struct clock complaint_clock;
extern const struct mail complaint_receipt, complaint_reply;
#endif
