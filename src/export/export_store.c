/* SPDX-License-Identifier: Apache-2.0 */
#include "export/export_store.h"

bool export_log_add(struct ctx *c, const char *record, int64_t rows)
{
    return db_do(c,
                 SQL("INSERT INTO export_log (user_id, record, rows_written, exported, door) "
                     "VALUES ($1, $2, $3, $4, $5)"),
                 ARGS(I(c->viewer->id), T(str_of(record)), I(rows), I(c->now.ms),
                      T(str_of(c->viewer->door))));
}
