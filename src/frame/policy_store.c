/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "frame/policy_store.h"

#define CHANGES_MAX 1000

bool policy_changes_read(struct ctx *c, struct arena *a, struct policy_changes *out)
{
    struct db_rows r;
    *out = (struct policy_changes){ .p = arena_array(a, struct policy_change, CHANGES_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT name, value, user_id, changed FROM "
                          "(SELECT id, name, value, user_id, changed FROM policy_change ORDER BY "
                          "id DESC LIMIT $1) newest "
                          "ORDER BY id"),
                      ARGS(I(CHANGES_MAX))))
        return false;
    while (db_rows_next(&r)) {
        out->p[out->n++] = (struct policy_change){
            arena_str(a, db_text_peek(&r, 0)),
            db_int(&r, 1),
            db_int(&r, 2),
            { db_int(&r, 3) },
        };
    }
    return db_rows_close(&r);
}

bool policy_change_add(struct ctx *c, struct str name, int64_t value)
{
    return db_do(
        c, SQL("INSERT INTO policy_change (name, value, user_id, changed) VALUES ($1, $2, $3, $4)"),
        ARGS(T(name), I(value), R(c->viewer->id), I(c->now.ms)));
}
