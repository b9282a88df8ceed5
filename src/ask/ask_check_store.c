/* SPDX-License-Identifier: Apache-2.0 */
/* A deal that was lost has nothing open, of promises and requests alike. */
#include "ask/ask_rules.h"

static bool promises_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT p.id, p.deal_id FROM promise p JOIN deal d ON d.id = p.deal_id "
                          "WHERE p.state < 2 AND d.state = 2 ORDER BY p.id"),
                      NO_ARGS, "promise {int} of deal {int}");
}

static bool requests_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT r.id, r.deal_id FROM request r JOIN deal d ON d.id = r.deal_id "
                          "WHERE r.answer = 0 AND d.state = 2 ORDER BY r.id"),
                      NO_ARGS, "request {int} of deal {int}");
}

/* clang-format off */
const struct check ask_checks[] = {
    { "promise_over", "Something is still promised on a deal that is lost.", CHECK_RESTORE, promises_look },
    { "request_over", "A team is still asked for a deal that is lost.", CHECK_RESTORE, requests_look },
    { 0 },
};
/* clang-format on */
