/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "frame/history.h"

bool history_add(struct ctx *c, struct entry e)
{
    struct instant happened = instant_is(e.happened) ? e.happened : c->now;
    return db_do(c,
                 SQL("INSERT INTO entry (record, record_id, seq, kind, happened, entered, user_id, "
                     "door, shared, body) "
                     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
                 ARGS(T(str_of(e.record)), I(e.record_id), I(e.seq), T(e.kind), I(happened.ms),
                      I(c->now.ms), R(c->viewer->id), T(str_of(c->viewer->door)), I(e.shared),
                      T(e.body)));
}

static void entry_row(struct db_rows *r, const char *record, int64_t id, struct entry *e)
{
    *e = (struct entry){
        .id = db_int(r, 0),
        .record = record,
        .record_id = id,
        .seq = db_int(r, 1),
        .kind = db_text(r, 2),
        .happened = { db_int(r, 3) },
        .entered = { db_int(r, 4) },
        .user_id = db_int(r, 5),
        .door = db_text(r, 6),
        .shared = db_int(r, 7) == 1,
        .body = db_text(r, 8),
    };
}

bool history_read(struct ctx *c, const char *record, int64_t id, struct str kind, int64_t before,
                  int limit, struct entries *out)
{
    struct db_rows r;
    *out = (struct entries){ .p = arena_array(c->arena, struct entry, (size_t)limit) };
    if (!db_rows_open(
            c, &r,
            SQL("SELECT id, seq, kind, happened, entered, user_id, door, shared, body FROM entry "
                "WHERE record = $1 AND record_id = $2 AND seq < $3 AND ($4 = '' OR kind = $4) "
                "ORDER BY seq DESC LIMIT $5"),
            ARGS(T(str_of(record)), I(id), I(before ? before : INT64_MAX), T(kind), I(limit + 1))))
        return false;
    while (db_rows_next(&r)) {
        if (out->n == (size_t)limit) {
            out->before = out->p[out->n - 1].seq;
            break;
        }
        entry_row(&r, record, id, &out->p[out->n++]);
    }
    return db_rows_close(&r);
}

bool history_entry(struct ctx *c, const char *record, int64_t id, int64_t seq, struct entry *out,
                   bool *found)
{
    struct db_rows r;
    *found = false;
    if (!db_rows_open(
            c, &r,
            SQL("SELECT id, seq, kind, happened, entered, user_id, door, shared, body FROM entry "
                "WHERE record = $1 AND record_id = $2 AND seq = $3"),
            ARGS(T(str_of(record)), I(id), I(seq))))
        return false;
    if (db_rows_next(&r)) {
        entry_row(&r, record, id, out);
        *found = true;
    }
    return db_rows_close(&r);
}
