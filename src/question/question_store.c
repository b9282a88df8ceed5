/* SPDX-License-Identifier: Apache-2.0 */
#include "question/question_store.h"
#include "db/db.h"

#define ROWS_MAX 50
#define MONTH_MS INT64_C(2592000000)

bool question_open_find(struct ctx *c, int64_t deal_id, struct str name, int64_t *id)
{
    bool found;
    *id = 0;
    return db_one(c,
                  SQL("SELECT id FROM question WHERE deal_id = $1 AND name = $2 AND answered = $3"),
                  ARGS(I(deal_id), T(name), I(INSTANT_NONE.ms)), OUTS(OI(id)), &found);
}

bool questions_read(struct ctx *c, int64_t deal_id, struct questions *out)
{
    int64_t ids[ROWS_MAX];
    size_t n = 0;
    struct db_rows r;
    *out = (struct questions){ .p = arena_array(c->arena, struct question_row, ROWS_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id FROM question WHERE deal_id = $1 AND answered = $2 "
                          "ORDER BY asked, id LIMIT $3"),
                      ARGS(I(deal_id), I(INSTANT_NONE.ms), I(ROWS_MAX))))
        return false;
    while (n < ROWS_MAX && db_rows_next(&r))
        ids[n++] = db_int(&r, 0);
    if (!db_rows_close(&r))
        return false;
    for (; out->n < n; out->n++) {
        if (!record_get_any(c, &question_record, ids[out->n], &out->p[out->n]))
            return false;
    }
    return true;
}

bool exchange_read(struct ctx *c, int64_t contact_id, struct instant since, struct exchange *out)
{
    return db_get(c,
                  SQL("SELECT count(*), COALESCE(CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM touch o "
                      "WHERE o.contact_id = $1 AND o.direction = 0 AND o.happened < t.happened "
                      "AND o.happened >= t.happened - $3) THEN 0 ELSE 1 END) AS {int}), 0) "
                      "FROM touch t WHERE t.contact_id = $1 AND t.direction = 1 "
                      "AND t.happened >= $2"),
                  ARGS(I(contact_id), I(since.ms), I(MONTH_MS)),
                  OUTS(OI(&out->heard), OI(&out->unasked)));
}
