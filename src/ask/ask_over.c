/* SPDX-License-Identifier: Apache-2.0 */
/* What ends with a deal, whoever closes it: one of us, the buyer, an import. */
#include "ask/ask.h"
#include "cadence/cadence.h"
#include "consult/consult.h"

bool deal_over(struct ctx *c, int64_t deal_id, int state)
{
    if (!cadence_stop(c, deal_id, STR("The deal is closed.")) || !consults_end(c, deal_id))
        return false;
    if (state == DEAL_LOST)
        return promises_end(c, deal_id, false) && requests_end(c, deal_id);
    return promises_won(c, deal_id) && requests_moot(c, deal_id);
}
