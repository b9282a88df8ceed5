/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "pipeline/pipeline_store.h"

static bool pipelines_read(struct ctx *c, struct arena *a, struct pipelines *out)
{
    struct pipeline *all = arena_array(a, struct pipeline, PIPELINES_MAX);
    struct db_rows r;
    size_t n = 0;
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, name, position, version FROM pipeline WHERE removed = 0 "
                          "ORDER BY position, id LIMIT $1"),
                      ARGS(I(PIPELINES_MAX))))
        return false;
    while (n < PIPELINES_MAX && db_rows_next(&r)) {
        all[n++] = (struct pipeline){
            .id = db_int(&r, 0),
            .name = arena_str(a, db_text_peek(&r, 1)),
            .position = db_int(&r, 2),
            .version = db_int(&r, 3),
        };
    }
    *out = (struct pipelines){ all, n };
    return db_rows_close(&r);
}

static struct stage stage_row(struct db_rows *r, struct arena *a)
{
    return (struct stage){
        .id = db_int(r, 0),
        .name = arena_str(a, db_text_peek(r, 1)),
        .pipeline_id = db_int(r, 2),
        .position = db_int(r, 3),
        .ending = (int)db_int(r, 4),
        .probability = (int)db_int(r, 5),
        .version = db_int(r, 6),
        .removed = db_int(r, 7) == 1,
    };
}

bool stages_read(struct ctx *c, struct arena *a, struct stages *out)
{
    int64_t count = 0;
    struct db_rows r;
    if (!stages_ever(c, &count)
        || !db_rows_open(c, &r,
                         SQL("SELECT s.id, s.name, s.pipeline_id, s.position, s.ending, "
                             "s.probability, s.version, s.removed "
                             "FROM stage s JOIN pipeline p ON p.id = s.pipeline_id "
                             "ORDER BY s.removed, p.position, p.id, s.position, s.id LIMIT $1"),
                         ARGS(I(count))))
        return false;
    struct stage *all = arena_array(a, struct stage, (size_t)count);
    *out = (struct stages){ .p = all };
    while (out->n_all < (size_t)count && db_rows_next(&r)) {
        all[out->n_all] = stage_row(&r, a);
        out->n += !all[out->n_all++].removed;
    }
    return db_rows_close(&r) && pipelines_read(c, a, &out->pipelines);
}

static bool placed_read(struct ctx *c, const char *sql, struct db_args args,
                        struct row_of_places *out)
{
    struct db_rows r;
    out->n = 0;
    if (!db_rows_open(c, &r, sql, args))
        return false;
    while (out->n < COUNT(out->p) && db_rows_next(&r)) {
        out->p[out->n++] =
            (struct placed){ db_int(&r, 0), db_int(&r, 1), (int)db_int(&r, 2) };
    }
    return db_rows_close(&r);
}

bool pipelines_placed(struct ctx *c, struct row_of_places *out)
{
    return placed_read(c,
                       SQL("SELECT id, position, 0 FROM pipeline WHERE removed = 0 "
                           "ORDER BY position, id {lock}"),
                       NO_ARGS, out);
}

/* The pipeline's own row stands for all its stages, those to come included. */
bool stages_placed(struct ctx *c, int64_t pipeline_id, struct row_of_places *out)
{
    int64_t id;
    bool found;
    return db_one(c, SQL("SELECT id FROM pipeline WHERE id = $1 {lock}"), ARGS(I(pipeline_id)),
                  OUTS(OI(&id)), &found)
           && placed_read(c,
                          SQL("SELECT id, position, ending FROM stage "
                              "WHERE pipeline_id = $1 AND removed = 0 ORDER BY position, id"),
                          ARGS(I(pipeline_id)), out);
}

bool pipeline_place(struct ctx *c, int64_t id, int64_t position)
{
    return db_do(c,
                 SQL("UPDATE pipeline SET position = $2, version = version + 1, updated = $3 "
                     "WHERE id = $1"),
                 ARGS(I(id), I(position), I(c->now.ms)));
}

bool stage_place(struct ctx *c, int64_t id, int64_t position)
{
    return db_do(c,
                 SQL("UPDATE stage SET position = $2, version = version + 1, updated = $3 "
                     "WHERE id = $1"),
                 ARGS(I(id), I(position), I(c->now.ms)));
}

bool stages_ever(struct ctx *c, int64_t *n)
{
    return db_get(c, SQL("SELECT count(*) FROM stage"), NO_ARGS, OUTS(OI(n)));
}

bool stage_has_deals(struct ctx *c, int64_t stage_id, bool *has)
{
    int64_t one;
    return db_one(c, SQL("SELECT 1 FROM deal WHERE stage_id = $1 LIMIT 1"), ARGS(I(stage_id)),
                  OUTS(OI(&one)), has);
}

bool pipeline_has_deals(struct ctx *c, int64_t pipeline_id, bool *has)
{
    int64_t one;
    return db_one(c, SQL("SELECT 1 FROM deal WHERE pipeline_id = $1 LIMIT 1"),
                  ARGS(I(pipeline_id)), OUTS(OI(&one)), has);
}

bool stages_remove_all(struct ctx *c, int64_t pipeline_id)
{
    return db_do(c,
                 SQL("UPDATE stage SET removed = 1, version = version + 1, updated = $2 "
                     "WHERE pipeline_id = $1 AND removed = 0"),
                 ARGS(I(pipeline_id), I(c->now.ms)));
}
