/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "office/office_store.h"

#define CHANGES_MAX 5000

bool office_changes_read(struct ctx *c, struct arena *a, struct office_changes *out)
{
    struct db_rows r;
    *out = (struct office_changes){ .p = arena_array(a, struct office_change, CHANGES_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, user_id, kind, day, said, changed FROM "
                          "(SELECT id, user_id, kind, day, said, changed FROM office_change "
                          "ORDER BY id DESC LIMIT $1) newest ORDER BY id"),
                      ARGS(I(CHANGES_MAX))))
        return false;
    while (db_rows_next(&r)) {
        out->p[out->n++] = (struct office_change){
            .id = db_int(&r, 0),
            .user_id = db_int(&r, 1),
            .kind = arena_str(a, db_text_peek(&r, 2)),
            .day = { (int32_t)db_int(&r, 3) },
            .said = arena_str(a, db_text_peek(&r, 4)),
            .changed = { db_int(&r, 5) },
        };
    }
    return db_rows_close(&r);
}

bool office_change_add(struct ctx *c, const char *kind, struct day day, struct str said)
{
    return db_do(c,
                 SQL("INSERT INTO office_change (kind, day, said, user_id, changed)"
                     " VALUES ($1, $2, $3, $4, $5)"),
                 ARGS(T(str_of(kind)), I(day.n), T(said), R(c->viewer->id), I(c->now.ms)));
}
