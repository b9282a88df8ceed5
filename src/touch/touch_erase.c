/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/app.h"
#include "frame/history.h"
#include "search/search.h"
#include "touch/touch_store.h"

/* An open deal goes on having a next step with its date. */
static const struct str step_erased = STR_INIT("Say what comes next: its words were erased");

static bool stub_add(struct ctx *c, const struct touch *t, int64_t seq)
{
    struct str body = arena_printf(c->arena, "{\"touch_id\":%lld}", (long long)t->id);
    return history_add(c, (struct entry){ .record = "deal",
                                          .record_id = t->deal_id,
                                          .seq = seq,
                                          .kind = STR("erased"),
                                          .happened = INSTANT_NONE,
                                          .body = body });
}

/* Answers told what the row told when they were given: the deal's next step may be another by
 * now. */
static bool answers_forget(struct ctx *c, const struct touch *t)
{
    struct erased_member details = { "details", t->details, STR_NONE };
    struct erased_member again = { "again_why", t->again_why, STR_NONE };
    struct erased_member needs = { "needs", t->needs, STR_NONE };
    struct erased_member clarity = { "clarity", t->clarity, STR_NONE };
    struct erased_member shared = { "shared", t->shared, STR_NONE };
    struct erased_member step = { "next_step", t->next_step, STR_NONE };
    struct erased_member deals = { "next_step", t->next_step, step_erased };
    return answers_erase(c, &touch_record, t->id, details)
           && answers_erase(c, &touch_record, t->id, again)
           && answers_erase(c, &touch_record, t->id, needs)
           && answers_erase(c, &touch_record, t->id, clarity)
           && answers_erase(c, &touch_record, t->id, shared)
           && answers_erase(c, &touch_record, t->id, step)
           && answers_erase(c, &deal_record, t->deal_id, deals);
}

bool touch_erase(struct ctx *c, struct touch *t)
{
    struct deal was, now;
    if (instant_is(t->erased))
        return true;
    if (!answers_forget(c, t) || !touch_copies_erase(c, t)
        || !record_get_any(c, &deal_record, t->deal_id, &was))
        return false;
    now = was;
    int64_t seq = deal_next_seq(&now);
    if (t->next_step.n && str_same(now.next_step, t->next_step))
        now.next_step = step_erased;
    t->details = t->again_why = t->needs = t->clarity = STR_NONE;
    t->shared = t->next_step = STR_NONE;
    t->erased = c->now;
    return record_update(c, &touch_record, t) && stub_add(c, t, seq)
           && deal_save_touched(c, &was, &now) && search_erased(c, &touch_record);
}
