/* SPDX-License-Identifier: Apache-2.0 */
/* What is kept of an account beside its deals. */
#include "account/account_store.h"
#include "frame/check.h"

static bool customer_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT id, customer_since, first FROM (SELECT a.id, a.customer_since, "
                          "(SELECT COALESCE(min(d.closed_on), 2932897) FROM deal d "
                          "WHERE d.account_id = a.id AND d.state = 1) AS first FROM account a) w "
                          "WHERE customer_since <> first ORDER BY id"),
                      NO_ARGS, "account {int}: customer since {day}, first deal won {day}");
}

/* clang-format off */
const struct check account_checks[] = {
    { "account_customer", "An account is a customer since another day than that of its first won deal.",
      CHECK_RESTORE, customer_look },
    { 0 },
};
/* clang-format on */
