/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>

#include "db/db.h"
#include "frame/kept.h"
#include "frame/people_store.h"

#define SESSION_DAYS 14

/* From the flags that stand from `column` on, in the order of enum role. */
static unsigned roles_of(struct db_rows *r, int column)
{
    unsigned roles = 0;
    for (int i = 0; i < 5; i++)
        roles |= db_int(r, column + i) ? 1u << i : 0u;
    return roles;
}

static void person_row(struct db_rows *r, struct arena *a, struct person *p)
{
    *p = (struct person){
        .id = db_int(r, 0),
        .manager_id = db_int(r, 1),
        .name = arena_str(a, db_text_peek(r, 2)),
        .email = arena_str(a, db_text_peek(r, 3)),
        .office = arena_str(a, db_text_peek(r, 4)),
        .active = db_int(r, 5) == 1,
        .team_id = db_int(r, 6),
        .mentor_id = db_int(r, 7),
        .started = { (int32_t)db_int(r, 8) },
        .on_duty = db_int(r, 9) == 1,
        .alert_mail = (int)db_int(r, 10),
        .roles = roles_of(r, 11),
    };
}

bool people_read(struct ctx *c, struct arena *a, struct people *out)
{
    int64_t count = 0;
    if (!db_get(c, SQL("SELECT count(*) FROM user"), NO_ARGS, OUTS(OI(&count))))
        return false;
    struct person *all = arena_array(a, struct person, (size_t)count);
    struct db_rows r;
    if (!db_rows_open(
            c, &r,
            SQL("SELECT id, reports_to_id, name, email, office, active, team_id, mentor_id, "
                "started_on, on_duty, alert_mail, rep, manager, administrator, support, executive "
                "FROM user ORDER BY id LIMIT $1"),
            ARGS(I(count))))
        return false;
    size_t n = 0;
    while (n < (size_t)count && db_rows_next(&r))
        person_row(&r, a, &all[n++]);
    *out = (struct people){ all, n };
    return db_rows_close(&r);
}

bool session_start(struct ctx *c, int64_t user_id, struct session_from from, struct str *token)
{
    int64_t now = instant_now().ms; /* sign-in lives on real time, whatever the test clock says */
    unsigned char csrf[32];
    randombytes_buf(csrf, sizeof csrf);
    *token = token_new(c->arena);
    return db_do(c, SQL("DELETE FROM session WHERE user_id = $1 AND expires < $2"),
                 ARGS(I(user_id), I(now)))
           && db_do(c,
                    SQL("INSERT INTO session (hash, user_id, csrf, started, expires, seen, "
                        "address, agent) VALUES ($1, $2, $3, $4, $5, $4, $6, $7)"),
                    ARGS(B(token_hash(c->arena, *token)), I(user_id),
                         B((struct str){ (char *)csrf, 32 }), I(now),
                         I(now + (int64_t)SESSION_DAYS * 86400000), T(from.place),
                         T(from.browser)));
}

bool session_end(struct ctx *c, struct str token)
{
    return db_do(c, SQL("DELETE FROM session WHERE hash = $1"),
                 ARGS(B(token_hash(c->arena, token))));
}

static bool keys_end_of(struct ctx *c, int64_t user_id)
{
    return db_do(c, SQL("UPDATE api_key SET revoked = $2 WHERE user_id = $1 AND revoked = 0"),
                 ARGS(I(user_id), I(instant_now().ms)))
           && keys_revoked(c);
}

bool sessions_end_of(struct ctx *c, int64_t user_id, bool keys_too)
{
    return db_do(c, SQL("DELETE FROM session WHERE user_id = $1"), ARGS(I(user_id)))
           && db_do(c, SQL("DELETE FROM device WHERE user_id = $1"), ARGS(I(user_id)))
           && db_do(c, SQL("DELETE FROM sign_in_place WHERE user_id = $1"), ARGS(I(user_id)))
           && (!keys_too || keys_end_of(c, user_id));
}

bool session_find(struct ctx *c, struct str token, struct session *out)
{
    struct str secret = STR_NONE;
    struct session s = { 0 };
    bool found;
    *out = s;
    if (!db_one(c,
                SQL("SELECT id, user_id, seen, csrf FROM session "
                    "WHERE hash = $1 AND expires > $2"),
                ARGS(B(token_hash(c->arena, token)), I(instant_now().ms)),
                OUTS(OI(&s.id), OI(&s.user_id), OI(&s.seen.ms), OB(&secret)), &found))
        return false;
    if (found && secret.n == sizeof s.csrf) {
        memcpy(s.csrf, secret.p, sizeof s.csrf);
        *out = s;
    }
    return true;
}

bool key_make(struct ctx *c, int64_t user_id, struct str label, struct str *key)
{
    *key = arena_printf(c->arena, "cp_%.*s", STR_FMT(token_new(c->arena)));
    return db_do(c, SQL("INSERT INTO api_key (hash, user_id, label, made) VALUES ($1, $2, $3, $4)"),
                 ARGS(B(token_hash(c->arena, *key)), I(user_id), T(label), I(instant_now().ms)));
}

/* ---- keys that were found ---- */

#define KEYS_KEPT 64 /* of each thread; two of one place take turns */

struct key_kept {
    unsigned char hash[32];
    struct key_used key;
};
struct keys_kept {
    struct key_kept p[KEYS_KEPT];
};

static bool none_yet(struct ctx *c UNUSED, struct arena *a UNUSED, void *value UNUSED)
{
    return true;
}

static struct kept kept_keys = {
    .name = "keys",
    .slot = KEPT_KEYS,
    .size = sizeof(struct keys_kept),
    .load = none_yet,
};

bool keys_revoked(struct ctx *c)
{
    kept_changed(c, &kept_keys);
    return !failed(c);
}

static bool key_read(struct ctx *c, struct str hash, struct key_used *out)
{
    bool found;
    *out = (struct key_used){ 0 };
    return db_one(c, SQL("SELECT id, user_id, used FROM api_key WHERE hash = $1 AND revoked = 0"),
                  ARGS(B(hash)), OUTS(OI(&out->id), OI(&out->user_id), OI(&out->used.ms)), &found);
}

/* The thread's own copy, which it alone fills. */
bool key_find(struct ctx *c, struct str key, struct key_used *out)
{
    struct str hash = token_hash(c->arena, key);
    struct keys_kept *all = (struct keys_kept *)kept_get(c, &kept_keys);
    if (!all)
        return false;
    struct key_kept *kept = &all->p[(unsigned char)hash.p[0] % KEYS_KEPT];
    if (kept->key.user_id && memcmp(kept->hash, hash.p, sizeof kept->hash) == 0
        && instant_now().ms - kept->key.used.ms < NOTED_MS) {
        *out = kept->key;
        return true;
    }
    if (!key_read(c, hash, out))
        return false;
    if (out->user_id) {
        memcpy(kept->hash, hash.p, sizeof kept->hash);
        kept->key = *out;
    }
    return true;
}
