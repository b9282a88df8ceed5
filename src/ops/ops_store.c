/* SPDX-License-Identifier: Apache-2.0 */
#include "ops/ops_store.h"
#include "db/db.h"

bool migration_newest(struct ctx *c, int64_t *number)
{
    return db_get(c, SQL("SELECT COALESCE(MAX(number), 0) FROM migration"), NO_ARGS,
                  OUTS(OI(number)));
}
