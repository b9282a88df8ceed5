/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "frame/app_store.h"

#define KEPT_MS INT64_C(86400000)

bool refusal_insert(struct ctx *c, const char *code, int64_t subject, struct str path)
{
    return db_do(c,
                 SQL("INSERT INTO refusal (refused, user_id, code, subject_id, path, door) "
                     "VALUES ($1, $2, $3, $4, $5, $6)"),
                 ARGS(I(c->now.ms), R(c->viewer->id), T(str_of(code)), I(subject), T(path),
                      T(str_of(c->viewer->door))));
}

bool answer_find(struct ctx *c, struct str key, struct kept_answer *out, bool *found)
{
    return db_one(c,
                  SQL("SELECT asked, status, version, location, body FROM idempotency "
                      "WHERE user_id = $1 AND key = $2 AND answered > $3"),
                  ARGS(I(c->viewer->id), T(key), I(instant_now().ms - KEPT_MS)),
                  OUTS(OB(&out->asked), OI(&out->status), OI(&out->version), OT(&out->location),
                       OT(&out->body)),
                  found);
}

bool answer_keep(struct ctx *c, struct str key, const struct kept_answer *a)
{
    int64_t now = instant_now().ms;
    return db_do(c, SQL("DELETE FROM idempotency WHERE answered <= $1"), ARGS(I(now - KEPT_MS)))
           && db_do(c,
                    SQL("INSERT INTO idempotency (user_id, key, asked, status, version, location, "
                        "body, answered) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"),
                    ARGS(I(c->viewer->id), T(key), B(a->asked), I(a->status), I(a->version),
                         T(a->location), T(a->body), I(now)));
}

bool answer_settle(struct ctx *c, struct str key, const struct kept_answer *a)
{
    return db_do(c,
                 SQL("UPDATE idempotency SET status = $1, version = $2, location = $3, body = $4 "
                     "WHERE user_id = $5 AND key = $6 AND status = $7"),
                 ARGS(I(a->status), I(a->version), T(a->location), T(a->body), I(c->viewer->id),
                      T(key), I(ANSWER_CLAIMED)));
}

bool answer_give_back(struct ctx *c, struct str key)
{
    return db_do(c,
                 SQL("DELETE FROM idempotency WHERE user_id = $1 AND key = $2 AND status = $3"),
                 ARGS(I(c->viewer->id), T(key), I(ANSWER_CLAIMED)));
}
