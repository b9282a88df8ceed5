/* SPDX-License-Identifier: Apache-2.0 */
/* account_store.h - the SQL of accounts that the record table cannot derive. Deals are read here
 * by their table: the slice of deals stands above this one. */
#ifndef ACCOUNT_STORE_H
#define ACCOUNT_STORE_H
#include "account/account.h"

/* The closing day of its first won deal, DAY_NONE without one (S2-04). */
MUST_USE bool account_first_won(struct ctx *c, int64_t account_id, struct day *first);
/* The oldest other account of that name, however it is written; 0 if none. */
MUST_USE bool account_named(struct ctx *c, struct str name, int64_t *id);

#define OPEN_DEALS_MAX 1000
struct open_deals {
    int64_t n;     /* at most OPEN_DEALS_MAX are looked at */
    int64_t value; /* of those with a value in the organisation's currency */
};
/* Its open deals that the viewer sees. */
MUST_USE bool account_open_deals(struct ctx *c, int64_t account_id, struct open_deals *out);

/* Ends with {0}. */
extern const struct check account_checks[];
#endif
