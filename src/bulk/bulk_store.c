/* SPDX-License-Identifier: Apache-2.0 */
#include "bulk/bulk_store.h"
#include "db/db.h"

bool bulk_counts_read(struct ctx *c, int64_t id, int64_t counts[BULK_ROW_STATES])
{
    struct db_rows r;
    memset(counts, 0, BULK_ROW_STATES * sizeof *counts);
    if (!db_rows_open(c, &r,
                      SQL("SELECT state, count(*) FROM bulk_row WHERE bulk_id = $1 GROUP BY state"),
                      ARGS(I(id))))
        return false;
    while (db_rows_next(&r)) {
        int64_t state = db_int(&r, 0);
        if (state >= 0 && state < BULK_ROW_STATES)
            counts[state] = db_int(&r, 1);
    }
    return db_rows_close(&r);
}

bool bulk_row_insert(struct ctx *c, int64_t bulk_id, const struct bulk_row *row)
{
    return db_do(c,
                 SQL("INSERT INTO bulk_row (bulk_id, place, record_id, seen, seq) "
                     "VALUES ($1, $2, $3, $4, $5)"),
                 ARGS(I(bulk_id), I(row->place), I(row->record_id), I(row->seen), I(row->seq)));
}

bool bulk_row_settle(struct ctx *c, int64_t bulk_id, const struct bulk_row *row)
{
    return db_do(c,
                 SQL("UPDATE bulk_row SET state = $3, seq = $4, code = $5, sentence = $6 "
                     "WHERE bulk_id = $1 AND place = $2 AND state = 0"),
                 ARGS(I(bulk_id), I(row->place), I(row->state), I(row->seq), T(row->code),
                      T(row->sentence)));
}

static bool rows_take(struct ctx *c, const char *sql, struct db_args args, int limit,
                      struct bulk_rows *out)
{
    struct db_rows r;
    *out = (struct bulk_rows){ .p = arena_array(c->arena, struct bulk_row, (size_t)limit) };
    if (!db_rows_open(c, &r, sql, args))
        return false;
    while (db_rows_next(&r)) {
        if (out->n == (size_t)limit) {
            out->after = out->p[out->n - 1].place;
            break;
        }
        out->p[out->n++] = (struct bulk_row){
            .place = db_int(&r, 0),
            .record_id = db_int(&r, 1),
            .seen = db_int(&r, 2),
            .state = (int)db_int(&r, 3),
            .seq = db_int(&r, 4),
            .code = db_text(&r, 5),
            .sentence = db_text(&r, 6),
        };
    }
    return db_rows_close(&r);
}

bool bulk_rows_read(struct ctx *c, int64_t bulk_id, int state, int64_t after, int limit,
                    struct bulk_rows *out)
{
    if (state < 0)
        return rows_take(c,
                         SQL("SELECT place, record_id, seen, state, seq, code, sentence "
                             "FROM bulk_row WHERE bulk_id = $1 AND place > $2 "
                             "ORDER BY place LIMIT $3"),
                         ARGS(I(bulk_id), I(after), I(limit + 1)), limit, out);
    return rows_take(c,
                     SQL("SELECT place, record_id, seen, state, seq, code, sentence "
                         "FROM bulk_row WHERE bulk_id = $1 AND state = $2 AND place > $3 "
                         "ORDER BY place LIMIT $4"),
                     ARGS(I(bulk_id), I(state), I(after), I(limit + 1)), limit, out);
}

bool bulk_state_move(struct ctx *c, int64_t id, int from, int to, bool *moved)
{
    int64_t n = 0;
    int64_t finished = to == BULK_DONE ? c->now.ms : INSTANT_NONE.ms;
    bool ok = db_do_changed(c,
                            SQL("UPDATE bulk SET state = $3, finished = $4, updated = $5, "
                                "version = version + 1 WHERE id = $1 AND state = $2"),
                            ARGS(I(id), I(from), I(to), I(finished), I(c->now.ms)), &n);
    *moved = n == 1;
    return ok;
}

bool bulk_forget(struct ctx *c, struct instant before)
{
    return db_do(c,
                 SQL("DELETE FROM bulk_row WHERE bulk_id IN (SELECT id FROM bulk WHERE "
                     "user_id = $1 AND state = 0 AND created < $2)"),
                 ARGS(I(c->viewer->id), I(before.ms)))
           && db_do(c, SQL("DELETE FROM bulk WHERE user_id = $1 AND state = 0 AND created < $2"),
                    ARGS(I(c->viewer->id), I(before.ms)));
}
