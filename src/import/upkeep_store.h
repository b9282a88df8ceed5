/* SPDX-License-Identifier: Apache-2.0 */
/* upkeep_store.h - what `counterpart check` asks of the whole database. */
#ifndef UPKEEP_STORE_H
#define UPKEEP_STORE_H
#include "db/db.h"

/* Each difference is a line in *out. */
MUST_USE bool check_stage_sums(struct ctx *c, struct buf *out);
MUST_USE bool check_deal_states(struct ctx *c, struct buf *out);
MUST_USE bool check_customers(struct ctx *c, struct buf *out);
MUST_USE bool check_history(struct ctx *c, struct buf *out);
struct counts {
    int64_t accounts, contacts, products, deals, touches, entries;
};
MUST_USE bool count_all(struct ctx *c, struct counts *out);
#endif
