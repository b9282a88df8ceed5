/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "link/link_store.h"

bool link_insert(struct ctx *c, const struct link *l, struct str hash)
{
    return db_do(c,
                 SQL("INSERT INTO link (hash, deal_id, contact_id, made, expires) "
                     "VALUES ($1, $2, $3, $4, $5)"),
                 ARGS(B(hash), I(l->deal_id), I(l->contact_id), I(l->made.ms),
                      I(l->expires.ms)));
}

bool link_by_hash(struct ctx *c, struct str hash, struct link *out, bool *found)
{
    return db_one(c,
                  SQL("SELECT id, deal_id, contact_id, made, expires, revoked FROM link "
                      "WHERE hash = $1"),
                  ARGS(B(hash)),
                  OUTS(OI(&out->id), OI(&out->deal_id), OI(&out->contact_id), OI(&out->made.ms),
                       OI(&out->expires.ms), OI(&out->revoked.ms)),
                  found);
}

bool links_end(struct ctx *c, int64_t deal_id, int64_t link_id, int64_t *n)
{
    return db_do_changed(c,
                         SQL("UPDATE link SET revoked = $3, revoked_by_id = $4 "
                             "WHERE deal_id = $1 AND ($2 = 0 OR id = $2) AND revoked = $5"),
                         ARGS(I(deal_id), I(link_id), I(c->now.ms), R(c->viewer->id),
                              I(INSTANT_NONE.ms)),
                         n);
}

bool links_read(struct ctx *c, int64_t deal_id, struct links *out)
{
    struct db_rows r;
    *out = (struct links){ .p = arena_array(c->arena, struct link, LINKS_SHOWN) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, contact_id, made, expires, revoked FROM link "
                          "WHERE deal_id = $1 ORDER BY id DESC LIMIT $2"),
                      ARGS(I(deal_id), I(LINKS_SHOWN))))
        return false;
    while (out->n < LINKS_SHOWN && db_rows_next(&r)) {
        out->p[out->n++] = (struct link){
            .id = db_int(&r, 0),
            .deal_id = deal_id,
            .contact_id = db_int(&r, 1),
            .made = { db_int(&r, 2) },
            .expires = { db_int(&r, 3) },
            .revoked = { db_int(&r, 4) },
        };
    }
    return db_rows_close(&r);
}

bool links_delete(struct ctx *c, int64_t deal_id)
{
    return db_do(c, SQL("DELETE FROM link WHERE deal_id = $1"), ARGS(I(deal_id)));
}
