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

bool override_insert(struct ctx *c, const char *gate, int64_t subject, struct str reason)
{
    return db_do(c,
                 SQL("INSERT INTO override (overridden, user_id, code, subject_id, reason, door) "
                     "VALUES ($1, $2, $3, $4, $5, $6)"),
                 ARGS(I(c->now.ms), R(c->viewer->id), T(str_of(gate)), I(subject),
                      T(reason), T(str_of(c->viewer->door))));
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

/* ---- words that are erased ---- */

static struct str put_instead(struct arena *a, struct str text, struct str what, struct str with)
{
    const char *at = text.n ? memmem(text.p, text.n, what.p, what.n) : NULL;
    struct buf b;
    if (!at)
        return text;
    size_t from = (size_t)(at - text.p);
    buf_init(&b, a, text.n + with.n + 1);
    buf_add(&b, str_cut(text, 0, from));
    buf_add(&b, with);
    buf_add(&b, str_cut(text, from + what.n, text.n));
    return buf_str(&b);
}

static struct str member(struct arena *a, const char *name, struct str value)
{
    struct buf b;
    buf_init(&b, a, value.n * 6 + 100);
    buf_json_str(&b, str_of(name));
    buf_char(&b, ':');
    buf_json_str(&b, value);
    return buf_str(&b);
}

struct answer_key {
    int64_t user_id;
    struct str key, body;
};

static bool body_put(struct ctx *c, const struct answer_key *k, struct str what, struct str with)
{
    struct str body = put_instead(c->arena, k->body, what, with);
    return str_same(body, k->body)
           || db_do(c, SQL("UPDATE idempotency SET body = $1 WHERE user_id = $2 AND key = $3"),
                    ARGS(T(body), I(k->user_id), T(k->key)));
}

/* An answer that tells a row says where it is, or begins with its number. */
bool answers_erase(struct ctx *c, const struct record *r, int64_t id, struct erased_member m)
{
    struct db_rows rows;
    struct str what = member(c->arena, m.name, m.was), with = member(c->arena, m.name, m.now);
    bool ok = true;
    if (!m.was.n
        || !db_rows_open(
            c, &rows,
            SQL("SELECT user_id, key, body FROM idempotency WHERE location = $1 "
                "OR (location = '' AND body >= $2 AND body < $3)"),
            ARGS(T(arena_printf(c->arena, "/api/v1/%s/%lld", r->plural, (long long)id)),
                 T(arena_printf(c->arena, "{\"id\":%lld,", (long long)id)),
                 T(arena_printf(c->arena, "{\"id\":%lld-", (long long)id)))))
        return !m.was.n;
    while (ok && db_rows_next(&rows)) {
        struct answer_key k = { db_int(&rows, 0), db_text(&rows, 1), db_text(&rows, 2) };
        ok = body_put(c, &k, what, with);
    }
    return db_rows_close(&rows) && ok;
}
