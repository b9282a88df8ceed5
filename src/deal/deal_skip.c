/* SPDX-License-Identifier: Apache-2.0 */
/* No stage has to be gone through (S0-60): what a deal passes over is marked, never refused and
 * never counted against anybody. */
#include "deal/deal_presumed.h"
#include "deal/deal_rules.h"
#include "deal/deal_skip.h"
#include "pipeline/pipeline.h"

/* His own word is behind it: he says so now, or stands where a jump to there comes from. */
static bool is_his(const struct ctx *c, const struct deal *now, bool forward)
{
    bool further = now->buyer_stage >= BUYER_WANTS_DEMO;
    bool nearer = now->buyer_stage == BUYER_LOOKING || now->buyer_stage == BUYER_COMPARING;
    return deal_speaker(c) == SAID_BY_BUYER || (forward ? further : nearer);
}

struct between {
    const struct deal *now;
    int64_t low, high; /* positions; neither counts */
    bool forward;
};

/* Nothing lies between where there is no way: in another pipeline, to a loss, from an end. */
static bool between_find(struct ctx *c, const struct deal *was, const struct deal *now,
                         struct between *out)
{
    const struct stage *from = stage_find(c, was->stage_id);
    int64_t low = from ? from->position : 0;
    const struct stage *to = stage_find(c, now->stage_id);
    bool way = from && to && was->pipeline_id == now->pipeline_id && was->state == DEAL_OPEN
               && now->state != DEAL_LOST;
    *out = (struct between){ .now = now };
    if (!way)
        return !failed(c);
    int64_t high = now->state == DEAL_WON ? INT64_MAX : to->position;
    out->forward = high > low;
    out->low = out->forward ? low : high;
    out->high = out->forward ? high : low;
    return true;
}

static bool is_between(const struct between *w, const struct stage *s)
{
    return s->pipeline_id == w->now->pipeline_id && s->ending == ENDING_NONE && !s->removed
           && s->position > w->low && s->position < w->high;
}

static bool mark(struct ctx *c, const struct between *w, int64_t stage_id)
{
    struct skip k = { .stage_id = stage_id,
                      .skipped = c->now,
                      .by_buyer = is_his(c, w->now, w->forward) };
    bool undoes = c->cause && c->cause->undoes;
    return undoes ? skip_forget(c, w->now->id, stage_id) : skip_put(c, w->now->id, &k);
}

static bool ours(struct ctx *c, const struct deal *was, const struct deal *now)
{
    struct stages all;
    struct between way;
    if (!between_find(c, was, now, &way) || !stages_copy(c, &all)
        || !skip_forget(c, now->id, now->stage_id))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        if (is_between(&way, &all.p[i]) && !mark(c, &way, all.p[i].id))
            return false;
    }
    return true;
}

/* His stages are his: what he passes over in his own order is by him. */
static bool his(struct ctx *c, const struct deal *was, const struct deal *now)
{
    for (int k = was->buyer_stage + 1; k < now->buyer_stage; k++) {
        struct skip skip = { .buyer_stage = k, .skipped = c->now, .by_buyer = true };
        if (!skip_put(c, now->id, &skip))
            return false;
    }
    return skip_forget_his(c, now->id, now->buyer_stage);
}

bool deal_skips_follow(struct ctx *c, const struct deal *was, const struct deal *now)
{
    if (deal_is_imported(c))
        return true;
    return (was->stage_id == now->stage_id || ours(c, was, now))
           && (was->buyer_stage == now->buyer_stage || his(c, was, now));
}

bool deal_skips_are_his(struct ctx *c, const struct deal *was, const struct deal *now,
                        int64_t touch_id)
{
    struct stages all;
    struct between way;
    bool inbound;
    if (!skip_touch_is_his(c, now->id, touch_id, &inbound))
        return false;
    if (!inbound)
        return refuse(c, &buyer_owned, now->id);
    if (!between_find(c, was, now, &way) || !stages_copy(c, &all))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        if (is_between(&way, &all.p[i]) && !skip_say(c, now->id, all.p[i].id, touch_id))
            return false;
    }
    return true;
}
