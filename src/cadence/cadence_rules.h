/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CADENCE_RULES_H
#define CADENCE_RULES_H
#include "alert/alert.h"
#include "sched/clock.h"

extern const struct alert_kind cadence_due, cadence_gave_way;
extern const struct clock cadence_clock;
#endif
