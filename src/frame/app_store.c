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

/* An answer that tells a row begins with its number; of those without an address another record's
 * of the same number may be among them, whose repetition then answers nothing. */
bool answers_erase(struct ctx *c, const struct record *r, int64_t id)
{
    struct str at = arena_printf(c->arena, "/api/v1/%s/%lld", r->plural, (long long)id);
    struct str begin = arena_printf(c->arena, "{\"id\":%lld,", (long long)id);
    struct str end = arena_printf(c->arena, "{\"id\":%lld-", (long long)id);
    return db_do(c,
                 SQL("UPDATE idempotency SET body = '{}' WHERE location = $1 "
                     "OR (location = '' AND body >= $2 AND body < $3)"),
                 ARGS(T(at), T(begin), T(end)));
}
