/* SPDX-License-Identifier: Apache-2.0 */
/* bulk_run.h - rows through the writer, a group at a time. */
#ifndef BULK_RUN_H
#define BULK_RUN_H
#include "bulk/bulk.h"

struct bulk_run {
    struct store *store;
    struct arena *arena; /* of the run */
    struct bulk_order order;
    bool dry;            /* each row is tried and put back */
    bool (*stopping)(void);
};
/* All these rows; what becomes of each is stored, and stands in it. False with the fault in c when
 * it had to end early: the rest waits. */
MUST_USE bool bulk_run_rows(struct bulk_run *run, struct ctx *c, struct bulk_rows *rows);
#endif
