/* SPDX-License-Identifier: Apache-2.0 */
#include "approval/approval_impl.h"
#include "approval/approval_pages.h"
#include "frame/app.h"
#include "frame/people.h"

#define SHOWN 5

static bool roadblocks_fill(struct ctx *c, struct approval_block *out)
{
    static const char *const said[] = { "", "It helped.", "It helped partly.", "It did not help." };
    struct roadblocks all;
    if (!roadblocks_read(c, out->deal_id, &all))
        return false;
    out->roadblocks.p = arena_array(c->arena, struct roadblock_line, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct roadblock *r = &all.p[i];
        bool open = !instant_is(r->answered) && !instant_is(r->withdrawn);
        if (open || out->roadblocks.n < SHOWN)
            out->roadblocks.p[out->roadblocks.n++] =
                (struct roadblock_line){ r, open, r->due.ms < c->now.ms, said[r->helped] };
    }
    return true;
}

static struct str what_of(struct ctx *c, const struct approval *a)
{
    struct buf b;
    if (a->kind == APPROVAL_TERMS)
        return a->terms;
    buf_init(&b, c->arena, 200);
    buf_money(&b, a->amount);
    buf_lit(&b, " instead of ");
    buf_money(&b, a->was_value);
    return buf_str(&b);
}

static bool approvals_fill(struct ctx *c, struct approval_block *out)
{
    static const char *const tones[] = { "amber", "green", "gray", "gray" };
    static const char *const states[] = { "Waits", "Approved", "Declined", "Void" };
    struct approvals all;
    if (!approvals_read(c, out->deal_id, &all))
        return false;
    out->approvals.p = arena_array(c->arena, struct approval_line, SHOWN + 1);
    for (size_t i = 0; i < all.n && i < SHOWN; i++) {
        const struct approval *a = &all.p[i];
        out->approvals.p[out->approvals.n++] = (struct approval_line){
            .approval = a,
            .what = what_of(c, a),
            .decides = person_name(c, a->approver_id),
            .state = str_of(states[a->state]),
            .tone = tones[a->state],
            .open = a->state == APPROVAL_OPEN,
        };
    }
    return true;
}

bool approval_block_fill(struct ctx *c, const struct deal *d, struct approval_block *out)
{
    *out = (struct approval_block){ .deal_id = d->id };
    out->writes = may(c->viewer->roles, "approval", "create") && d->state == DEAL_OPEN;
    if (!roadblocks_fill(c, out) || !approvals_fill(c, out))
        return false;
    out->asks = money_is(d->value);
    for (size_t i = 0; i < out->approvals.n; i++)
        out->asks &= !out->approvals.p[i].open;
    return !failed(c);
}
