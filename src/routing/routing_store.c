/* SPDX-License-Identifier: Apache-2.0 */
#include "routing/routing_store.h"
#include "db/db.h"

bool assignments_read(struct ctx *c, struct assignments *out)
{
    struct db_rows r;
    *out = (struct assignments){ .p = arena_array(c->arena, struct assignment, ROUTING_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT user_id, COALESCE(product_id, 0), region FROM assignment "
                          "ORDER BY id LIMIT $1"),
                      ARGS(I(ROUTING_MAX))))
        return false;
    while (out->n < ROUTING_MAX && db_rows_next(&r))
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
    *out = (struct turns){ .p = arena_array(c->arena, struct turn, ROUTING_MAX) };
    if (!db_rows_open(c, &r, SQL("SELECT user_id, given FROM turn ORDER BY user_id LIMIT $1"),
                      ARGS(I(ROUTING_MAX))))
        return false;
    while (out->n < ROUTING_MAX && db_rows_next(&r))
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
