/* SPDX-License-Identifier: Apache-2.0 */
/* account.h - an organisation we sell to or hope to. All staff see all accounts.
 *
 * Whether it is a prospect or a customer is computed from its purchases, never set by hand (S2-04):
 * customer_since is the day of its first won deal, kept by account_purchased().
 */
#ifndef ACCOUNT_H
#define ACCOUNT_H
#include "frame/slice.h"

struct account {
    int64_t id;
    struct str name;
    struct str website, phone, sector, country, address;
    int64_t employees, founded;
    struct money revenue;
    int64_t parent_id;
    struct str notes;
    struct day customer_since; /* DAY_NONE: a prospect */
    struct str outside_id;     /* its number in the system it came from */
    BASE_MEMBERS;
};

extern const struct record account_record;
extern const struct slice account_slice;

static inline bool account_is_customer(const struct account *a)
{
    return day_is(a->customer_since);
}
/* Creates it with its history. */
MUST_USE bool account_create(struct ctx *c, struct account *a);
/* Saves changed fields with their history; `was` is the row as read. A ring of parents is
 * refused. */
MUST_USE bool account_save(struct ctx *c, const struct account *was, struct account *now,
                           struct str why);
/* Looks at its won deals again after one was won, lost or reopened. */
MUST_USE bool account_purchased(struct ctx *c, int64_t account_id);
#endif
