/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "party/party_store.h"

#define ROWS_MAX 50
#define SAID_MAX 20

bool consent_find(struct ctx *c, int64_t party_id, int action, bool *given)
{
    int64_t id;
    return db_one(c,
                  SQL("SELECT id FROM consent WHERE party_id = $1 AND action = $2 "
                      "AND withdrawn = $3 LIMIT 1"),
                  ARGS(I(party_id), I(action), I(INSTANT_NONE.ms)), OUTS(OI(&id)), given);
}

static bool ids_read(struct ctx *c, const char *sql, int64_t deal_id, int64_t *ids, size_t *n)
{
    struct db_rows r;
    *n = 0;
    if (!db_rows_open(c, &r, sql, ARGS(I(deal_id), I(ROWS_MAX))))
        return false;
    while (*n < ROWS_MAX && db_rows_next(&r))
        ids[(*n)++] = db_int(&r, 0);
    return db_rows_close(&r);
}

bool parties_read(struct ctx *c, int64_t deal_id, struct parties *out)
{
    int64_t ids[ROWS_MAX];
    size_t n;
    *out = (struct parties){ .p = arena_array(c->arena, struct party, ROWS_MAX) };
    if (!ids_read(c,
                  SQL("SELECT id FROM party WHERE deal_id = $1 ORDER BY name_fold, id LIMIT $2"),
                  deal_id, ids, &n))
        return false;
    for (; out->n < n; out->n++) {
        if (!record_get_any(c, &party_record, ids[out->n], &out->p[out->n]))
            return false;
    }
    return true;
}

bool consents_read(struct ctx *c, int64_t deal_id, struct consents *out)
{
    int64_t ids[ROWS_MAX];
    size_t n;
    *out = (struct consents){ .p = arena_array(c->arena, struct consent, ROWS_MAX) };
    if (!ids_read(c,
                  SQL("SELECT id FROM consent WHERE deal_id = $1 ORDER BY given DESC, id DESC "
                      "LIMIT $2"),
                  deal_id, ids, &n))
        return false;
    for (; out->n < n; out->n++) {
        if (!record_get_any(c, &consent_record, ids[out->n], &out->p[out->n]))
            return false;
    }
    return true;
}

bool said_touches_read(struct ctx *c, int64_t deal_id, struct said_touch **all, size_t *n)
{
    struct db_rows r;
    *n = 0;
    *all = arena_array(c->arena, struct said_touch, SAID_MAX);
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, happened, substr(details, 1, 80) FROM touch "
                          "WHERE deal_id = $1 AND direction = 1 ORDER BY happened DESC, id DESC "
                          "LIMIT $2"),
                      ARGS(I(deal_id), I(SAID_MAX))))
        return false;
    while (*n < SAID_MAX && db_rows_next(&r)) {
        (*all)[(*n)++] = (struct said_touch){ db_int(&r, 0), { db_int(&r, 1) }, db_text(&r, 2) };
    }
    return db_rows_close(&r);
}
