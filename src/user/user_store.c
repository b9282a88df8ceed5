/* SPDX-License-Identifier: Apache-2.0 */
/* Links and keys live on real time, as sessions do, whatever the test clock says. */
#include "base/text.h"
#include "db/db.h"
#include "frame/people.h"
#include "user/user_store.h"

bool user_id_by_email(struct ctx *c, struct str email, int64_t *id)
{
    struct str folded = fold(c->arena, email);
    bool found;
    *id = 0;
    return !folded.n
           || db_one(c, SQL("SELECT id FROM user WHERE email_fold = $1 AND email_fold <> ''"),
                     ARGS(T(folded)), OUTS(OI(id)), &found);
}

bool user_id_by_outside(struct ctx *c, struct str outside_id, int64_t *id)
{
    bool found;
    *id = 0;
    return !outside_id.n
           || db_one(c, SQL("SELECT id FROM user WHERE outside_id = $1 AND outside_id <> ''"),
                     ARGS(T(outside_id)), OUTS(OI(id)), &found);
}

bool helped_read(struct ctx *c, int64_t user_id, struct helpeds *out)
{
    struct db_rows r;
    *out = (struct helpeds){ .p = arena_array(c->arena, struct helped, HELPED_SHOWN) };
    if (!db_get(c, SQL("SELECT count(*) FROM credit WHERE user_id = $1"), ARGS(I(user_id)),
                OUTS(OI(&out->count)))
        || !db_rows_open(c, &r,
                         SQL("SELECT what, given FROM credit WHERE user_id = $1 "
                             "ORDER BY given DESC, id DESC LIMIT $2"),
                         ARGS(I(user_id), I(HELPED_SHOWN))))
        return false;
    while (out->n < HELPED_SHOWN && db_rows_next(&r))
        out->p[out->n++] = (struct helped){ db_text(&r, 0), { db_int(&r, 1) } };
    return db_rows_close(&r);
}

bool invitation_add(struct ctx *c, int64_t user_id, struct str token, struct instant expires)
{
    return db_do(
        c, SQL("INSERT INTO invitation (hash, user_id, made, expires) VALUES ($1, $2, $3, $4)"),
        ARGS(B(token_hash(c->arena, token)), I(user_id), I(instant_now().ms), I(expires.ms)));
}

bool invitation_find(struct ctx *c, struct str token, struct invitation *out)
{
    bool found;
    *out = (struct invitation){ 0 };
    return db_one(c, SQL("SELECT user_id, expires, used FROM invitation WHERE hash = $1"),
                  ARGS(B(token_hash(c->arena, token))),
                  OUTS(OI(&out->user_id), OI(&out->expires.ms), OI(&out->used.ms)), &found);
}

bool invitation_use(struct ctx *c, struct str token, bool *was_first)
{
    int64_t n = 0;
    bool ok = db_do_changed(
        c, SQL("UPDATE invitation SET used = $2 WHERE hash = $1 AND used = 0 AND expires > $2"),
        ARGS(B(token_hash(c->arena, token)), I(instant_now().ms)), &n);
    *was_first = n == 1;
    return ok;
}

bool invitations_end(struct ctx *c, int64_t user_id)
{
    return db_do(c, SQL("DELETE FROM invitation WHERE user_id = $1 AND used = 0"),
                 ARGS(I(user_id)));
}

bool invitation_waits(struct ctx *c, int64_t user_id, bool *waits)
{
    int64_t one;
    return db_one(c,
                  SQL("SELECT 1 FROM invitation WHERE user_id = $1 AND used = 0 AND expires > $2 "
                      "LIMIT 1"),
                  ARGS(I(user_id), I(instant_now().ms)), OUTS(OI(&one)), waits);
}

bool keys_read(struct ctx *c, int64_t user_id, struct api_keys *out)
{
    struct db_rows r;
    *out = (struct api_keys){ .p = arena_array(c->arena, struct api_key, KEYS_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, label, made, used FROM api_key "
                          "WHERE user_id = $1 AND revoked = 0 ORDER BY id DESC LIMIT $2"),
                      ARGS(I(user_id), I(KEYS_MAX))))
        return false;
    while (out->n < KEYS_MAX && db_rows_next(&r)) {
        out->p[out->n++] = (struct api_key){
            db_int(&r, 0),
            db_text(&r, 1),
            { db_int(&r, 2) },
            { db_int(&r, 3) },
        };
    }
    return db_rows_close(&r);
}

bool key_revoke(struct ctx *c, int64_t user_id, int64_t key_id, bool *revoked)
{
    int64_t n = 0;
    bool ok = db_do_changed(
        c, SQL("UPDATE api_key SET revoked = $3 WHERE id = $1 AND user_id = $2 AND revoked = 0"),
        ARGS(I(key_id), I(user_id), I(instant_now().ms)), &n);
    *revoked = n == 1;
    return ok && (n != 1 || keys_revoked(c));
}

/* ---- sessions ---- */

bool sessions_read(struct ctx *c, int64_t user_id, int64_t here, struct sessions *out)
{
    struct db_rows r;
    *out = (struct sessions){ .p = arena_array(c->arena, struct signed_in, SESSIONS_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, started, seen, address, agent FROM session "
                          "WHERE user_id = $1 AND expires > $2 ORDER BY seen DESC, id DESC "
                          "LIMIT $3"),
                      ARGS(I(user_id), I(instant_now().ms), I(SESSIONS_MAX))))
        return false;
    while (out->n < SESSIONS_MAX && db_rows_next(&r)) {
        out->p[out->n++] = (struct signed_in){
            .id = db_int(&r, 0),
            .started = { db_int(&r, 1) },
            .seen = { db_int(&r, 2) },
            .place = db_text(&r, 3),
            .browser = db_text(&r, 4),
            .here = db_int(&r, 0) == here,
        };
    }
    return db_rows_close(&r);
}

bool session_drop(struct ctx *c, int64_t user_id, int64_t session_id, bool *dropped)
{
    int64_t n = 0;
    bool ok = db_do_changed(c, SQL("DELETE FROM session WHERE id = $1 AND user_id = $2"),
                            ARGS(I(session_id), I(user_id)), &n);
    *dropped = n == 1;
    return ok;
}

bool sessions_drop_others(struct ctx *c, int64_t user_id, int64_t here, struct str device)
{
    return db_do(c, SQL("DELETE FROM session WHERE user_id = $1 AND id <> $2"),
                 ARGS(I(user_id), I(here)))
           && db_do(c, SQL("DELETE FROM device WHERE user_id = $1 AND hash <> $2"),
                    ARGS(I(user_id), B(token_hash(c->arena, device))))
           && db_do(c, SQL("DELETE FROM sign_in_place WHERE user_id = $1"), ARGS(I(user_id)));
}

/* ---- who signed in here before ---- */

static int64_t oldest_use(void)
{
    return instant_now().ms - DEVICE_DAYS * INT64_C(86400000);
}

bool device_known(struct ctx *c, int64_t user_id, struct str token, bool *known)
{
    int64_t one;
    *known = false;
    return !token.n
           || db_one(c, SQL("SELECT 1 FROM device WHERE hash = $1 AND user_id = $2 AND used > $3"),
                     ARGS(B(token_hash(c->arena, token)), I(user_id), I(oldest_use())),
                     OUTS(OI(&one)), known);
}

bool place_known(struct ctx *c, int64_t user_id, struct str place, bool *known)
{
    int64_t one;
    return db_one(c,
                  SQL("SELECT 1 FROM sign_in_place WHERE user_id = $1 AND place = $2 "
                      "AND used > $3"),
                  ARGS(I(user_id), T(place), I(oldest_use())), OUTS(OI(&one)), known);
}

static bool device_add(struct ctx *c, int64_t user_id, struct str *token)
{
    *token = token_new(c->arena);
    return db_do(c,
                 SQL("DELETE FROM device WHERE user_id = $1 AND id NOT IN (SELECT id FROM device "
                     "WHERE user_id = $1 ORDER BY used DESC, id DESC LIMIT $2)"),
                 ARGS(I(user_id), I(DEVICES_MAX - 1)))
           && db_do(c, SQL("INSERT INTO device (hash, user_id, used) VALUES ($1, $2, $3)"),
                    ARGS(B(token_hash(c->arena, *token)), I(user_id), I(instant_now().ms)));
}

bool device_keep(struct ctx *c, int64_t user_id, struct str *token)
{
    bool known;
    if (!device_known(c, user_id, *token, &known))
        return false;
    if (!known)
        return device_add(c, user_id, token);
    return db_do(c, SQL("UPDATE device SET used = $2 WHERE hash = $1"),
                 ARGS(B(token_hash(c->arena, *token)), I(instant_now().ms)));
}

bool place_keep(struct ctx *c, int64_t user_id, struct str place)
{
    return !place.n
           || (db_do(c, SQL("DELETE FROM sign_in_place WHERE user_id = $1 AND used <= $2"),
                     ARGS(I(user_id), I(oldest_use())))
               && db_do(c,
                        SQL("INSERT INTO sign_in_place (user_id, place, used) VALUES ($1, $2, $3) "
                            "ON CONFLICT (user_id, place) DO UPDATE SET used = excluded.used"),
                        ARGS(I(user_id), T(place), I(instant_now().ms))));
}
