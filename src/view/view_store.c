/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "db/db.h"
#include "view/view_store.h"

#define COLUMNS "id, version, created, updated, name, page, query, user_id, shared"

static void view_row(struct db_rows *r, struct view *v)
{
    *v = (struct view){
        .id = db_int(r, 0),
        .version = db_int(r, 1),
        .created = { db_int(r, 2) },
        .updated = { db_int(r, 3) },
        .name = db_text(r, 4),
        .page = (int)db_int(r, 5),
        .query = db_text(r, 6),
        .user_id = db_int(r, 7),
        .shared = db_int(r, 8) == 1,
    };
}

static bool take(struct ctx *c, const char *sql, struct db_args args, struct views *out)
{
    struct db_rows r;
    size_t most = out->n + VIEWS_READ_MAX;
    if (!db_rows_open(c, &r, sql, args))
        return false;
    while (out->n < most && db_rows_next(&r))
        view_row(&r, &out->p[out->n++]);
    return db_rows_close(&r);
}

bool views_own_read(struct ctx *c, int page, struct views *out)
{
    return take(c,
                SQL("SELECT " COLUMNS " FROM view WHERE user_id = $1 AND page >= $2 AND page <= $3 "
                    "ORDER BY page, name_fold, id LIMIT $4"),
                ARGS(I(c->viewer->id), I(page < 0 ? 0 : page), I(page < 0 ? VIEW_PAGES : page),
                     I(VIEWS_READ_MAX)),
                out);
}

bool views_shared_read(struct ctx *c, int page, struct views *out)
{
    return take(c,
                SQL("SELECT " COLUMNS " FROM view WHERE shared = 1 AND page >= $2 AND page <= $3 "
                    "AND user_id <> $1 ORDER BY page, name_fold, id LIMIT $4"),
                ARGS(I(c->viewer->id), I(page < 0 ? 0 : page), I(page < 0 ? VIEW_PAGES : page),
                     I(VIEWS_READ_MAX)),
                out);
}

bool views_count(struct ctx *c, int64_t *n)
{
    return db_get(c, SQL("SELECT count(*) FROM view WHERE user_id = $1"), ARGS(I(c->viewer->id)),
                  OUTS(OI(n)));
}

bool view_named(struct ctx *c, int page, struct str name, int64_t *id)
{
    bool found;
    *id = 0;
    return db_one(c,
                  SQL("SELECT id FROM view WHERE user_id = $1 AND page = $2 AND name_fold = $3 "
                      "ORDER BY id LIMIT 1"),
                  ARGS(I(c->viewer->id), I(page), T(fold(c->arena, name))), OUTS(OI(id)), &found);
}

bool view_delete(struct ctx *c, int64_t id)
{
    return db_do(c, SQL("DELETE FROM view_default WHERE view_id = $1"), ARGS(I(id)))
           && db_do(c, SQL("DELETE FROM view WHERE id = $1"), ARGS(I(id)));
}

bool view_defaults_read(struct ctx *c, int64_t ids[VIEW_PAGES])
{
    struct db_rows r;
    memset(ids, 0, VIEW_PAGES * sizeof *ids);
    if (!db_rows_open(c, &r, SQL("SELECT page, view_id FROM view_default WHERE user_id = $1"),
                      ARGS(I(c->viewer->id))))
        return false;
    while (db_rows_next(&r)) {
        int64_t page = db_int(&r, 0);
        if (page >= 0 && page < VIEW_PAGES)
            ids[page] = db_int(&r, 1);
    }
    return db_rows_close(&r);
}

bool view_default_put(struct ctx *c, int page, int64_t id)
{
    return db_do(c,
                 SQL("INSERT INTO view_default (user_id, page, view_id) VALUES ($1, $2, $3) "
                     "ON CONFLICT (user_id, page) DO UPDATE SET view_id = excluded.view_id"),
                 ARGS(I(c->viewer->id), I(page), I(id)));
}

bool view_default_drop(struct ctx *c, int page, int64_t id)
{
    return db_do(c,
                 SQL("DELETE FROM view_default WHERE user_id = $1 AND page = $2 AND view_id = $3"),
                 ARGS(I(c->viewer->id), I(page), I(id)));
}
