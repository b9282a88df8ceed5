/* SPDX-License-Identifier: Apache-2.0 */
#include "routing/routing_store.h"
#include "db/db.h"

bool sellers_read(struct ctx *c, struct sellers *out)
{
    struct db_rows r;
    *out = (struct sellers){ .p = arena_array(c->arena, struct seller, SELLERS_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT user_id, on_duty, started, COALESCE(mentor_id, 0), open_max "
                          "FROM seller ORDER BY user_id LIMIT $1"),
                      ARGS(I(SELLERS_MAX))))
        return false;
    while (out->n < SELLERS_MAX && db_rows_next(&r))
        out->p[out->n++] = (struct seller){
            .user_id = db_int(&r, 0),
            .on_duty = db_int(&r, 1) == 1,
            .started = { (int32_t)db_int(&r, 2) },
            .mentor_id = db_int(&r, 3),
            .open_max = db_is_null(&r, 4) ? INT_NONE : db_int(&r, 4),
        };
    return db_rows_close(&r);
}

bool seller_of(struct ctx *c, int64_t user_id, struct seller *out, bool *found)
{
    int64_t id = 0;
    if (!db_one(c, SQL("SELECT id FROM seller WHERE user_id = $1"), ARGS(I(user_id)),
                OUTS(OI(&id)), found))
        return false;
    return !*found || record_get_any(c, &seller_record, id, out);
}

bool assignments_read(struct ctx *c, struct assignments *out)
{
    struct db_rows r;
    *out = (struct assignments){ .p = arena_array(c->arena, struct assignment, SELLERS_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT user_id, COALESCE(product_id, 0), region FROM assignment "
                          "ORDER BY id LIMIT $1"),
                      ARGS(I(SELLERS_MAX))))
        return false;
    while (out->n < SELLERS_MAX && db_rows_next(&r))
        out->p[out->n++] = (struct assignment){
            .user_id = db_int(&r, 0),
            .product_id = db_int(&r, 1),
            .region = db_text(&r, 2),
        };
    return db_rows_close(&r);
}

bool turns_read(struct ctx *c, struct turns *out)
{
    struct db_rows r;
    *out = (struct turns){ .p = arena_array(c->arena, struct turn, SELLERS_MAX) };
    if (!db_rows_open(c, &r, SQL("SELECT user_id, given FROM turn ORDER BY user_id LIMIT $1"),
                      ARGS(I(SELLERS_MAX))))
        return false;
    while (out->n < SELLERS_MAX && db_rows_next(&r))
        out->p[out->n++] = (struct turn){ db_int(&r, 0), db_int(&r, 1) };
    return db_rows_close(&r);
}

bool turn_take(struct ctx *c, int64_t user_id)
{
    return db_do(c,
                 SQL("INSERT INTO turn (user_id, given) VALUES ($1, $2) "
                     "ON CONFLICT (user_id) DO UPDATE SET given = excluded.given"),
                 ARGS(I(user_id), I(c->now.ms)));
}

bool load_count(struct ctx *c, int64_t user_id, int64_t most, int64_t *n)
{
    return db_get(c,
                  SQL("SELECT count(*) FROM (SELECT id FROM deal WHERE owner_id = $1 "
                      "AND source = 1 AND state = 0 LIMIT $2) d"),
                  ARGS(I(user_id), I(most + 1)), OUTS(OI(n)));
}

bool certificates_look(struct ctx *c, int64_t product_id, int64_t user_id, bool *any, bool *his)
{
    int64_t id;
    return db_one(c,
                  SQL("SELECT id FROM certificate WHERE product_id = $1 AND side = 0 LIMIT 1"),
                  ARGS(I(product_id)), OUTS(OI(&id)), any)
           && db_one(c,
                     SQL("SELECT id FROM certificate WHERE user_id = $1 AND side = 0 "
                         "AND product_id = $2 AND expires >= $3 LIMIT 1"),
                     ARGS(I(user_id), I(product_id), I(instant_day(c->now).n)), OUTS(OI(&id)),
                     his);
}

bool preferred_read(struct ctx *c, int64_t contact_id, int64_t *user_id)
{
    bool found;
    *user_id = 0;
    return db_one(c, SQL("SELECT user_id FROM preferred WHERE contact_id = $1"),
                  ARGS(I(contact_id)), OUTS(OI(user_id)), &found);
}

bool preferred_write(struct ctx *c, int64_t contact_id, int64_t user_id)
{
    if (!user_id)
        return db_do(c, SQL("DELETE FROM preferred WHERE contact_id = $1"), ARGS(I(contact_id)));
    return db_do(c,
                 SQL("INSERT INTO preferred (contact_id, user_id, since) VALUES ($1, $2, $3) "
                     "ON CONFLICT (contact_id) DO UPDATE SET user_id = excluded.user_id, "
                     "since = excluded.since"),
                 ARGS(I(contact_id), I(user_id), I(c->now.ms)));
}
