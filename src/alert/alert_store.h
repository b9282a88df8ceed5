/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ALERT_STORE_H
#define ALERT_STORE_H
#include "alert/alert.h"

/* *added false: it was raised already. */
MUST_USE bool alert_insert(struct ctx *c, struct alert *a, bool *added);
MUST_USE bool alert_close(struct ctx *c, int64_t id);
MUST_USE bool alerts_close(struct ctx *c, struct str kind, int64_t subject);
MUST_USE bool alerts_first(struct ctx *c, size_t limit, struct alerts *out);
MUST_USE bool alerts_count(struct ctx *c, int64_t most, int64_t *n);
/* Who is named as mentor on a deal; 0: nobody. */
MUST_USE bool deal_mentor(struct ctx *c, int64_t deal_id, int64_t *user_id);
MUST_USE bool alerts_delete(struct ctx *c, int64_t deal_id);
#endif
