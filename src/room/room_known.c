/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of the buyer, what is not, and what stands in his way. */
#include "frame/app.h"
#include "room/room_view.h"

bool room_known_fill(struct ctx *c, struct room_view *v)
{
    const struct deal *d = v->deal;
    if (may(c->viewer->roles, "fact", "read") && !fact_block_fill(c, d, &v->learnt))
        return false;
    v->knows = may(c->viewer->roles, "fact", "read");
    v->unknown = (struct unknown_block){ .deal_id = d->id };
    if (d->state == DEAL_OPEN && may(c->viewer->roles, "question", "read")
        && !unknown_block_fill(c, d->id, &v->unknown))
        return false;
    return !may(c->viewer->roles, "approval", "read") || approval_block_fill(c, d, &v->asked);
}
