/* SPDX-License-Identifier: Apache-2.0 */
#include "stages/stages.h"
#include "stages/stages_store.h"

#define SLICE_MS 25 /* other writes wait no longer than this for one slice */

bool stage_takes(struct ctx *c, const struct stage *from, const struct stage *to)
{
    static const char *const words[] = {
        [ENDING_NONE] = "is open", [ENDING_WON] = "wins", [ENDING_LOST] = "loses"
    };
    if (!to || to->removed || to->id == from->id)
        return bad_field(c, STR("to_id"), "Choose another stage.");
    return to->ending == from->ending
           || bad_field(c, STR("to_id"), "Choose a stage that %s too: no deal changes sides.",
                        words[from->ending]);
}

static bool moved_over(struct ctx *c, int64_t id, const struct stage *to, struct str why)
{
    struct deal was, now;
    if (!record_get_any(c, &deal_record, id, &was))
        return false;
    now = was;
    deal_move(&now, to);
    return deal_save(c, &was, &now, why);
}

bool stage_empty_some(struct ctx *c, const struct stage *from, const struct stage *to, bool *more)
{
    int64_t until = monotonic_ms() + SLICE_MS;
    struct str why = arena_printf(c->arena, "The stage “%.*s” was removed.", STR_FMT(from->name));
    struct deal_ids ids;
    if (!stage_deal_ids(c, from->id, &ids))
        return false;
    *more = ids.n > 0;
    for (size_t i = 0; i < ids.n && (!i || monotonic_ms() < until); i++) {
        if (!moved_over(c, ids.p[i], to, why))
            return false;
    }
    return true;
}
