/* SPDX-License-Identifier: Apache-2.0 */
#include "import/map/saved_store.h"

bool saved_delete(struct ctx *c, int64_t id)
{
    return db_do(c, SQL("DELETE FROM import_mapping WHERE id = $1"), ARGS(I(id)));
}

static struct import_mapping row_of(struct db_rows *r)
{
    return (struct import_mapping){
        .id = db_int(r, 0),
        .name = db_text(r, 1),
        .record = db_text(r, 2),
        .heads = db_text(r, 3),
        .mapping = db_text(r, 4),
        .user_id = db_int(r, 5),
        .version = db_int(r, 6),
        .created = { db_int(r, 7) },
        .updated = { db_int(r, 8) },
    };
}

bool saved_read(struct ctx *c, struct str heads, struct saved_mappings *out)
{
    struct db_rows r;
    *out = (struct saved_mappings){ .p = arena_array(c->arena, struct import_mapping, SAVED_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, name, record, heads, mapping, user_id, version, created, "
                          "updated FROM import_mapping WHERE $1 = '' OR heads = $1 "
                          "ORDER BY name_fold, id LIMIT $2"),
                      ARGS(T(heads), I(SAVED_MAX))))
        return false;
    while (out->n < SAVED_MAX && db_rows_next(&r))
        out->p[out->n++] = row_of(&r);
    return db_rows_close(&r);
}
