/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OPS_STORE_H
#define OPS_STORE_H
#include "ops/ops.h"

const struct ops *ops(void);
/* The number of the newest migration that the database has. */
MUST_USE bool migration_newest(struct ctx *c, int64_t *number);
#endif
