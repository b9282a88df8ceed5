/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "db/db.h"
#include "enquiry/enquiry_rules.h"

#define HOUR_MS INT64_C(3600000)
#define DAY_MS INT64_C(86400000)

bool contact_with(struct ctx *c, struct str email, int64_t *id)
{
    bool found;
    *id = 0;
    if (!email.n)
        return true;
    return db_one(c, SQL("SELECT id FROM contact WHERE email_fold = $1 ORDER BY id LIMIT 1"),
                  ARGS(T(fold(c->arena, email))), OUTS(OI(id)), &found);
}

bool account_called(struct ctx *c, struct str name, int64_t *id)
{
    bool found;
    *id = 0;
    return db_one(c, SQL("SELECT id FROM account WHERE name_fold = $1 ORDER BY id LIMIT 1"),
                  ARGS(T(fold(c->arena, name))), OUTS(OI(id)), &found);
}

bool product_called(struct ctx *c, struct str text, int64_t *id)
{
    bool found;
    *id = 0;
    if (!str_trim(text).n)
        return true;
    if (!db_one(c,
                SQL("SELECT id FROM product WHERE name_fold = $1 AND active = 1 "
                    "ORDER BY id LIMIT 1"),
                ARGS(T(fold(c->arena, text))), OUTS(OI(id)), &found)
        || found)
        return !failed(c);
    return db_one(c,
                  SQL("SELECT id FROM product WHERE code = $1 AND active = 1 ORDER BY id LIMIT 1"),
                  ARGS(T(str_trim(text))), OUTS(OI(id)), &found);
}

bool deal_open_with(struct ctx *c, int64_t contact_id, const struct enquiry *e, int64_t *id)
{
    bool found;
    *id = 0;
    if (e->product_id)
        return db_one(c,
                      SQL("SELECT id FROM deal WHERE contact_id = $1 AND state = 0 "
                          "AND product_id = $2 ORDER BY id DESC LIMIT 1"),
                      ARGS(I(contact_id), I(e->product_id)), OUTS(OI(id)), &found);
    return db_one(c,
                  SQL("SELECT id FROM deal WHERE contact_id = $1 AND state = 0 "
                      "AND product_id IS NULL AND item = $2 AND source = 1 "
                      "ORDER BY id DESC LIMIT 1"),
                  ARGS(I(contact_id), T(e->item)), OUTS(OI(id)), &found);
}

bool once_take(struct ctx *c, struct str hash, bool *fresh, int64_t *id)
{
    int64_t made = 0, n = 0;
    bool found;
    *id = 0;
    if (!db_do(c, SQL("DELETE FROM enquiry_once WHERE made < $1"), ARGS(I(c->now.ms - DAY_MS)))
        || !db_do_changed(c,
                          SQL("INSERT INTO enquiry_once (hash, made) VALUES ($1, $2) "
                              "ON CONFLICT (hash) DO NOTHING"),
                          ARGS(B(hash), I(c->now.ms)), &n))
        return false;
    *fresh = n == 1;
    if (*fresh)
        return true;
    if (!db_one(c, SQL("SELECT made, COALESCE(enquiry_id, 0) FROM enquiry_once WHERE hash = $1"),
                ARGS(B(hash)), OUTS(OI(&made), OI(id)), &found))
        return false;
    *fresh = !found || !*id || c->now.ms - made >= HOUR_MS;
    return true;
}

bool once_put(struct ctx *c, struct str hash, int64_t id)
{
    return db_do(c, SQL("UPDATE enquiry_once SET made = $2, enquiry_id = $3 WHERE hash = $1"),
                 ARGS(B(hash), I(c->now.ms), I(id)));
}

bool reference_is_free(struct ctx *c, struct str reference, bool *is)
{
    int64_t id;
    bool found;
    bool ok = db_one(c, SQL("SELECT id FROM enquiry WHERE reference = $1"), ARGS(T(reference)),
                     OUTS(OI(&id)), &found);
    *is = !found;
    return ok;
}

bool place_put(struct ctx *c, int64_t id, struct str place)
{
    return !place.n
           || db_do(c, SQL("UPDATE enquiry SET place = $2 WHERE id = $1"),
                    ARGS(I(id), B(place)));
}

bool place_is_known(struct ctx *c, struct str place, bool *known)
{
    int64_t id;
    return db_one(c, SQL("SELECT id FROM enquiry WHERE place = $1 LIMIT 1"), ARGS(B(place)),
                  OUTS(OI(&id)), known);
}

bool receipts_count(struct ctx *c, int64_t contact_id, struct instant since, int64_t *n)
{
    return db_get(c,
                  SQL("SELECT count(*) FROM enquiry WHERE contact_id = $1 AND created >= $2 "
                      "AND letter_id IS NOT NULL"),
                  ARGS(I(contact_id), I(since.ms)), OUTS(OI(n)));
}
