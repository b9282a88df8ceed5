/* SPDX-License-Identifier: Apache-2.0 */
/* ask.h - what we ask of another team before we promise it, and what the team answered.
 *
 * A request carries the customer's need in his own words, what is to be promised, the real
 * deadline, whose deadline it is, and what happens if it is missed (S3-63, gate need_missing). The
 * team answers yes, no, or yes-if within its clock (4 business hours); each condition becomes a
 * promise of the buyer's or ours that the promise depends on (S3-61). A request that a promise
 * waits for is due before the buyer's due time, and its lateness alerts the rep first (S0-13).
 * Shows: /requests (the team's queue), the deal's page, /api/v1/requests.
 */
#ifndef ASK_H
#define ASK_H
#include "promise/promise.h"

enum ask_answer { ASK_WAITS,
                  ASK_YES,
                  ASK_NO,
                  ASK_YES_IF,
                  ASK_NOT_NEEDED };
enum deadline_owner { DEADLINE_BUYER,
                      DEADLINE_CAPACITY,
                      DEADLINE_SELLER_TARGET,
                      DEADLINE_LAW };

extern const struct slice ask_slice;
extern const struct gate need_missing;
#endif
