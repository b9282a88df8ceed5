/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BULK_STORE_H
#define BULK_STORE_H
#include "bulk/bulk.h"

MUST_USE bool bulk_counts_read(struct ctx *c, int64_t id, int64_t counts[BULK_ROW_STATES]);
MUST_USE bool bulk_row_insert(struct ctx *c, int64_t bulk_id, const struct bulk_row *row);
/* Its result, if it waits. */
MUST_USE bool bulk_row_settle(struct ctx *c, int64_t bulk_id, const struct bulk_row *row);
/* Those behind `after`, of one state or, with -1, all; in order. */
MUST_USE bool bulk_rows_read(struct ctx *c, int64_t bulk_id, int state, int64_t after, int limit,
                             struct bulk_rows *out);
/* From one state to another, once. */
MUST_USE bool bulk_state_move(struct ctx *c, int64_t id, int from, int to, bool *moved);
/* Previews of the viewer that were never run, from before that moment. */
MUST_USE bool bulk_forget(struct ctx *c, struct instant before);
#endif
