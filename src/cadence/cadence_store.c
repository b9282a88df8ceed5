/* SPDX-License-Identifier: Apache-2.0 */
#include "cadence/cadence.h"
#include "db/db.h"

#define ROWS_MAX 40

bool cadences_read(struct ctx *c, int64_t deal_id, bool live, struct cadences *out)
{
    int64_t ids[ROWS_MAX];
    size_t n = 0;
    struct db_rows r;
    *out = (struct cadences){ .p = arena_array(c->arena, struct cadence, ROWS_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id FROM cadence WHERE deal_id = $1 AND state <= $2 "
                          "ORDER BY due DESC, id DESC LIMIT $3"),
                      ARGS(I(deal_id), I(live ? CADENCE_DUE : CADENCE_CANCELLED), I(ROWS_MAX))))
        return false;
    while (n < ROWS_MAX && db_rows_next(&r))
        ids[n++] = db_int(&r, 0);
    if (!db_rows_close(&r))
        return false;
    for (; out->n < n; out->n++) {
        if (!record_get_any(c, &cadence_record, ids[n - 1 - out->n], &out->p[out->n]))
            return false;
    }
    return true;
}
