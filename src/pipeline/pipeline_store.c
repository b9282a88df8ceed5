/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "pipeline/pipeline_store.h"

#define STAGES_MAX 500

bool stages_read(struct ctx *c, struct arena *a, struct stages *out)
{
    struct stage *all = arena_array(a, struct stage, STAGES_MAX);
    struct db_rows r;
    size_t n = 0;
    if (!db_rows_open(c, &r,
                      SQL("SELECT s.id, s.name, s.pipeline_id, s.position, s.ending, "
                          "s.probability, s.version "
                          "FROM stage s JOIN pipeline p ON p.id = s.pipeline_id "
                          "ORDER BY p.position, p.id, s.position, s.id LIMIT $1"),
                      ARGS(I(STAGES_MAX))))
        return false;
    while (n < STAGES_MAX && db_rows_next(&r)) {
        all[n++] = (struct stage){
            .id = db_int(&r, 0),
            .name = arena_str(a, db_text_peek(&r, 1)),
            .pipeline_id = db_int(&r, 2),
            .position = db_int(&r, 3),
            .ending = (int)db_int(&r, 4),
            .probability = (int)db_int(&r, 5),
            .version = db_int(&r, 6),
        };
    }
    *out = (struct stages){ all, n };
    return db_rows_close(&r);
}
