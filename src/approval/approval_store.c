/* SPDX-License-Identifier: Apache-2.0 */
#include "approval/approval_store.h"
#include "db/db.h"

#define ROWS_MAX 100

static bool ids_read(struct ctx *c, const char *sql, struct db_args in, int64_t *ids, size_t *n)
{
    struct db_rows r;
    if (!db_rows_open(c, &r, sql, in))
        return false;
    while (*n < ROWS_MAX && db_rows_next(&r))
        ids[(*n)++] = db_int(&r, 0);
    return db_rows_close(&r);
}

bool approval_open_find(struct ctx *c, int64_t deal_id, int64_t *id)
{
    bool found;
    *id = 0;
    return db_one(c, SQL("SELECT id FROM approval WHERE deal_id = $1 AND state = 0"),
                  ARGS(I(deal_id)), OUTS(OI(id)), &found);
}

bool approval_value_first(struct ctx *c, int64_t deal_id, const char *currency, int64_t *minor)
{
    return db_get(c,
                  SQL("SELECT COALESCE(max(was_value), 0) FROM approval WHERE deal_id = $1 "
                      "AND state = 1 AND kind = 0 AND was_value_currency = $2"),
                  ARGS(I(deal_id), T(str_of(currency))), OUTS(OI(minor)));
}

bool approval_touch_says(struct ctx *c, int64_t touch_id, int64_t deal_id, struct instant since,
                         bool *says)
{
    int64_t id = 0;
    return db_one(c,
                  SQL("SELECT id FROM touch WHERE id = $1 AND deal_id = $2 AND direction = 1 "
                      "AND happened >= $3"),
                  ARGS(I(touch_id), I(deal_id), I(since.ms)), OUTS(OI(&id)), says);
}

bool roadblocks_read(struct ctx *c, int64_t deal_id, struct roadblocks *out)
{
    int64_t ids[ROWS_MAX];
    size_t n = 0;
    *out = (struct roadblocks){ .p = arena_array(c->arena, struct roadblock, ROWS_MAX) };
    if (!ids_read(c,
                  SQL("SELECT id FROM roadblock WHERE deal_id = $1 "
                      "ORDER BY CASE WHEN answered = $2 THEN 0 ELSE 1 END, due, id LIMIT 100"),
                  ARGS(I(deal_id), I(INSTANT_NONE.ms)), ids, &n))
        return false;
    for (; out->n < n; out->n++) {
        if (!record_get_any(c, &roadblock_record, ids[out->n], &out->p[out->n]))
            return false;
    }
    return true;
}

static bool approvals_by(struct ctx *c, const int64_t *ids, size_t n, struct approvals *out)
{
    *out = (struct approvals){ .p = arena_array(c->arena, struct approval, ROWS_MAX) };
    for (; out->n < n; out->n++) {
        if (!record_get_any(c, &approval_record, ids[out->n], &out->p[out->n]))
            return false;
    }
    return true;
}

bool approvals_read(struct ctx *c, int64_t deal_id, struct approvals *out)
{
    int64_t ids[ROWS_MAX];
    size_t n = 0;
    return ids_read(c,
                    SQL("SELECT id FROM approval WHERE deal_id = $1 "
                        "ORDER BY state, due DESC, id DESC LIMIT 100"),
                    ARGS(I(deal_id)), ids, &n)
           && approvals_by(c, ids, n, out);
}

/* By who decides: one index look-up for each of the line. */
bool approvals_waiting(struct ctx *c, struct approvals *out)
{
    int64_t ids[ROWS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < c->viewer->n_owners && n < ROWS_MAX; i++) {
        if (!ids_read(c,
                      SQL("SELECT id FROM approval WHERE approver_id = $1 AND state = 0 "
                          "ORDER BY due, id LIMIT 100"),
                      ARGS(I(c->viewer->owners[i])), ids, &n))
            return false;
    }
    return approvals_by(c, ids, n, out);
}

/* ---- what is kept beside them ---- */

static bool over_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT a.id, a.deal_id FROM approval a JOIN deal d ON d.id = a.deal_id "
                          "WHERE a.state = 0 AND d.state <> 0 ORDER BY a.id"),
                      NO_ARGS, "approval {int} of deal {int}");
}

/* clang-format off */
const struct check approval_checks[] = {
    { "approval_over", "A request waits for a decision, and its deal is over.", CHECK_RESTORE, over_look },
    { 0 },
};
/* clang-format on */
