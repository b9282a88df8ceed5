/* SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_STORE_H
#define APP_STORE_H
#include "frame/app.h"

#define ANSWER_CLAIMED 0 /* in place of a status: the request is under way, or was cut off */

MUST_USE bool override_insert(struct ctx *c, const char *gate, int64_t subject, struct str reason);

struct kept_answer {
    struct str asked;
    int64_t status, version;
    struct str location, body;
};
MUST_USE bool refusal_insert(struct ctx *c, const char *code, int64_t subject, struct str path);
MUST_USE bool answer_find(struct ctx *c, struct str key, struct kept_answer *out, bool *found);
/* Also forgets answers older than a day. */
MUST_USE bool answer_keep(struct ctx *c, struct str key, const struct kept_answer *a);
/* The same for a key that was claimed, which has the status ANSWER_CLAIMED until then. */
MUST_USE bool answer_settle(struct ctx *c, struct str key, const struct kept_answer *a);
MUST_USE bool answer_give_back(struct ctx *c, struct str key);
#endif
