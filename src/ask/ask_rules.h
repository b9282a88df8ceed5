/* SPDX-License-Identifier: Apache-2.0 */
/* ask_rules.h - what the rules of a request share among their files; nobody else's. */
#ifndef ASK_RULES_H
#define ASK_RULES_H
#include "alert/alert.h"
#include "ask/ask.h"
#include "ask/ask_store.h"
#include "frame/check.h"

extern const struct clock request_late;
extern const struct check ask_checks[];
/* Blames the deal when it is lost: nobody works for it any more. */
MUST_USE bool deal_is_asked_for(struct ctx *c, const struct deal *d);
extern const struct alert_kind request_asked, request_late_alert, request_answered,
    request_not_needed;

/* The moment a business hour (policy) before another; now at the earliest. */
struct instant before_due(struct ctx *c, struct instant due);
MUST_USE bool team_hears(struct ctx *c, int64_t team_id, const struct alert_kind *k,
                         struct about about);
/* The person who leads it, 0: nobody. */
MUST_USE bool team_lead(struct ctx *c, int64_t team_id, int64_t *user_id);
/* In the deal's history, for us only. */
MUST_USE bool request_tell(struct ctx *c, const struct request *r, const char *event);
MUST_USE bool request_insert(struct ctx *c, struct request *r);
struct about request_about(const struct request *r, struct instant due, struct str text);
#endif
