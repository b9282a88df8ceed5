/* SPDX-License-Identifier: Apache-2.0 */
/* Who else sees a deal. */
#include "deal/deal.h"
#include "deal/deal_store.h"
#include "frame/history.h"
#include "frame/people.h"

bool deal_may_share(struct ctx *c, const struct deal *d)
{
    return viewer_sees(c->viewer, d->owner_id)
           || fail(c, FAULT_NOT_ALLOWED, "not_allowed",
                   STR("Only the deal's owner and his managers say who else sees it."));
}

bool deal_may_share_with(struct ctx *c, int64_t user_id)
{
    const struct person *who = person_find(c, user_id);
    bool sells = who && who->active && (who->roles & ROLE_SALES);
    return sells || failed(c) ? !failed(c)
                              : bad_field(c, STR("user_id"),
                                          "Choose somebody who sells and is still here.");
}

static bool share_entry(struct ctx *c, int64_t deal_id, int64_t user_id, bool begins)
{
    struct deal was, now;
    if (!record_get(c, &deal_record, deal_id, &was))
        return false;
    now = was;
    int64_t seq = deal_next_seq(&now);
    struct str body = arena_printf(c->arena, "{\"user_id\":%lld,\"ends\":%s}", (long long)user_id,
                                   begins ? "false" : "true");
    return record_update(c, &deal_record, &now)
           && history_add(c, (struct entry){ .record = "deal",
                                             .record_id = deal_id,
                                             .seq = seq,
                                             .kind = STR("shared"),
                                             .happened = INSTANT_NONE,
                                             .body = body });
}

bool deal_share(struct ctx *c, int64_t deal_id, int64_t user_id)
{
    bool added;
    return deal_share_add(c, deal_id, user_id, &added)
           && (!added
               || (share_entry(c, deal_id, user_id, true)
                   && record_seen_changed(c, &deal_record, deal_id)));
}

bool deal_unshare(struct ctx *c, int64_t deal_id, int64_t user_id)
{
    bool removed;
    return deal_share_remove(c, deal_id, user_id, &removed)
           && (!removed
               || (share_entry(c, deal_id, user_id, false)
                   && record_seen_changed(c, &deal_record, deal_id)));
}
