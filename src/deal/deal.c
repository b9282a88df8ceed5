/* SPDX-License-Identifier: Apache-2.0 */
#include <stdatomic.h>

#include "account/account.h"
#include "alert/alert.h"
#include "deal/deal.h"
#include "deal/deal_presumed.h"
#include "deal/deal_rules.h"
#include "deal/deal_store.h"
#include "deal/deal_value.h"
#include "frame/history.h"
#include "frame/org.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "frame/removed.h"
#include "link/link.h"

/* clang-format off */
const struct gate next_step_required = {
    "next_step_required", "An open deal always has a next step with a date.",
    { "Say what happens next and when, for example \"send the offer\", \"next fri\".",
      "If nothing more will happen, close the deal as won or lost." },
    "S2-25", false,
};

const struct policy commit_floor = {
    "commit_floor", "Probability from which a deal with the buyer's date counts as commit", "%", 50, 0, 100, "S2-29",
};
const struct policy silent_days = {
    "silent_days", "Days without contact after which an open deal is shown as silent", "days", 7, 1, 365, "S0-19",
};
/* clang-format on */

/* By how its stage ends. */
int deal_state_of(int ending)
{
    return ending == ENDING_WON ? DEAL_WON : ending == ENDING_LOST ? DEAL_LOST
                                                                   : DEAL_OPEN;
}

void deal_init(struct deal *d)
{
    record_init(&deal_record, d);
    d->probability = -1; /* nobody said: the stage's own */
    d->value_base = 0;
    d->last_seq = 0;
    d->ready_minutes = INT_NONE;
}

struct deal_part deal_part_of(const struct deal *d)
{
    struct deal_part part = {
        .owner_id = d->owner_id,
        .stage_id = d->stage_id,
        .probability = d->probability,
        .value = d->value_base,
        .day = d->state == DEAL_OPEN ? d->expected_close : d->closed_on,
        .state = d->state == DEAL_WON    ? SUM_WON
                 : d->state == DEAL_LOST ? SUM_LOST
                                         : SUM_OPEN,
        .confirmed = d->state == DEAL_OPEN && d->close_source == CLOSE_BUYER ? d->probability : -1,
    };
    bool priced = money_is(d->value);
    bool waits = deal_waits_for_rate(d);
    memcpy(part.currency, waits ? d->value.currency : org()->currency, sizeof part.currency);
    if (d->state == DEAL_OPEN && !priced)
        part.state = SUM_NO_VALUE;
    if (waits) {
        part.state = d->state == DEAL_LOST ? SUM_LOST : SUM_NO_RATE;
        part.value = d->value.minor;
    }
    return part;
}

static bool part_same(const struct deal_part *a, const struct deal_part *b)
{
    return a->owner_id == b->owner_id && a->stage_id == b->stage_id && a->day.n == b->day.n
           && a->state == b->state && a->confirmed == b->confirmed
           && a->probability == b->probability && a->value == b->value
           && strcmp(a->currency, b->currency) == 0;
}

int64_t deal_next_seq(struct deal *d)
{
    return ++d->last_seq;
}

bool deal_is_imported(const struct ctx *c)
{
    struct str door = str_of(c->viewer->door);
    return str_is(door, "import") || str_is(door, "undo");
}

/* Who ended it, kept while it is ended the same way. */
static void derive_closer(const struct ctx *c, const struct deal *was, struct deal *d)
{
    bool same = was && was->state == d->state;
    bool buyer = d->state != DEAL_OPEN && deal_speaker(c) == SAID_BY_BUYER;
    d->closed_by = same ? was->closed_by : buyer ? CLOSED_BY_BUYER
                                                 : CLOSED_BY_US;
}

/* How long a buyer who was ready to buy had waited when he was lost (S0-38). */
static bool derive_wait(struct ctx *c, const struct deal *was, struct deal *d)
{
    struct instant since;
    if (was && was->state == DEAL_LOST && d->state == DEAL_LOST) {
        d->ready_minutes = was->ready_minutes;
        return true;
    }
    d->ready_minutes = INT_NONE;
    if (d->state != DEAL_LOST || !d->id || deal_is_imported(c))
        return true;
    if (!deal_ready_since(c, d->id, &since))
        return false;
    if (instant_is(since) && since.ms <= c->now.ms)
        d->ready_minutes = (c->now.ms - since.ms) / 60000;
    return true;
}

/* What follows from the stage: state, closing day, certainty. */
static bool derive_ending(struct ctx *c, const struct deal *was, struct deal *d,
                          const struct stage *stage)
{
    d->state = deal_state_of(stage->ending);
    if (was && was->state == DEAL_LOST && d->state != DEAL_LOST) {
        d->lost_reason = d->lost_to = STR_NONE;
        d->lost_cause = LOST_UNSAID;
    }
    derive_closer(c, was, d);
    if (!derive_wait(c, was, d))
        return false;
    if (d->state == DEAL_OPEN) {
        d->closed_on = DAY_NONE;
        return true;
    }
    d->probability = d->state == DEAL_WON ? 100 : 0;
    if (!day_is(d->closed_on)
        || (was && was->state == DEAL_OPEN && was->closed_on.n == d->closed_on.n))
        d->closed_on = instant_day(c->now);
    d->next_step = STR_NONE;
    d->next_step_due = INSTANT_NONE;
    if (d->state == DEAL_WON && !money_is(d->value))
        return bad_field(c, STR("value"), "Give the value it was won for.");
    bool never_said = was && was->state == DEAL_LOST && !was->lost_reason.n;
    if (d->state == DEAL_LOST && !d->lost_reason.n && !deal_is_imported(c) && !never_said)
        return bad_field(c, STR("lost_reason"), "Say in a few words why it was lost.");
    return true;
}

/* A date is the buyer's only through the inbound touch that holds his words (S3-53). */
static bool derive_close(struct ctx *c, const struct deal *was, struct deal *d)
{
    int64_t known = was ? was->close_touch_id : 0;
    bool said = false;
    if (d->close_touch_id && d->close_touch_id != known) {
        if (!deal_touch_says(c, d, &said))
            return false;
        if (!said)
            return refuse(c, &buyer_owned, d->id);
        d->close_source = CLOSE_BUYER;
        return true;
    }
    if (!d->close_touch_id || !was || was->expected_close.n != d->expected_close.n) {
        d->close_source = CLOSE_REP_GUESS;
        d->close_touch_id = 0;
    }
    return true;
}

/* A deal is made for oneself or one's line, and handed over by its owner or by somebody above him;
 * whom it is only shared with may not. */
static bool derive_owner(struct ctx *c, const struct deal *was, const struct deal *d)
{
    if (was && was->owner_id == d->owner_id)
        return true;
    const struct person *to = person_find(c, d->owner_id);
    if (failed(c))
        return false;
    if (!to || (!deal_is_imported(c) && (!to->active || !(to->roles & ROLE_SALES))))
        return bad_field(c, STR("owner_id"), "Choose somebody who sells and is still here.");
    if (!was && !viewer_sees(c->viewer, d->owner_id))
        return bad_field(c, STR("owner_id"), "Choose yourself, or somebody of your line.");
    if (was && !viewer_sees(c->viewer, was->owner_id))
        return bad_field(c, STR("owner_id"), "Only its owner or his manager hands a deal over.");
    return true;
}

/* What comes next is said with its date. One that was imported without stays until somebody changes
 * it. */
static bool step_is_whole(struct ctx *c, const struct deal *was, const struct deal *d)
{
    if (was && was->state == DEAL_OPEN && was->next_step.n && !d->next_step.n)
        return refuse(c, &next_step_required, d->id);
    bool same = was && str_same(was->next_step, d->next_step)
                && was->next_step_due.ms == d->next_step_due.ms;
    if (same || deal_is_imported(c))
        return true;
    if (d->next_step.n && !instant_is(d->next_step_due))
        bad_field(c, STR("next_step_due"), "Say when, like \"next fri\" or 2027-05-03.");
    if (!d->next_step.n && instant_is(d->next_step_due))
        bad_field(c, STR("next_step"), "Say what happens then.");
    return !failed(c);
}

/* The stage says the pipeline. Who names another one beside it, or alone, has to say which of its
 * stages he means. */
static bool derive_pipeline(struct ctx *c, const struct deal *was, struct deal *d,
                            const struct stage *stage)
{
    bool moved = !was || was->stage_id != d->stage_id;
    bool said = !was || was->pipeline_id != d->pipeline_id;
    if (stage->removed && moved)
        return bad_field(c, STR("stage_id"), "This stage was removed. Choose another.");
    if (said && d->pipeline_id && d->pipeline_id != stage->pipeline_id)
        return bad_field(c, STR("stage_id"), "Choose a stage of the pipeline %.*s.",
                         STR_FMT(pipeline_name(c, d->pipeline_id)));
    d->pipeline_id = stage->pipeline_id;
    return true;
}

/* Under which a deal was found: from then on its currency stays. */
static _Atomic(const struct org *) fixed;

static void currency_fix(void *org)
{
    atomic_store(&fixed, org);
}

/* Until there is a deal, the organisation's currency may be changed, elsewhere and now. */
static bool currency_hold(struct ctx *c)
{
    bool some;
    if (!db_locks(c->db) || atomic_load(&fixed) == org())
        return true;
    if (!org_currency_hold(c) || !deals_exist(c, &some))
        return false;
    if (some)
        after_commit(c, currency_fix, (void *)(uintptr_t)org());
    return true;
}

/* usual: nobody said the probability. */
static bool derive(struct ctx *c, const struct deal *was, struct deal *d, enum said_by by,
                   bool usual)
{
    int given = d->probability;
    const struct stage *stage = stage_find(c, d->stage_id);
    if (!stage)
        return failed(c) ? false : bad_field(c, STR("stage_id"), "Choose one of the stages.");
    if (!currency_hold(c) || !derive_pipeline(c, was, d, stage))
        return false;
    if (stage->ending == ENDING_NONE && !step_is_whole(c, was, d))
        return false;
    if (was && was->stage_id != d->stage_id && was->probability == d->probability
        && !deal_goes_by_buyer(d))
        d->probability = stage->probability;
    return derive_owner(c, was, d) && deal_said_derive(c, was, d, by)
           && deal_stage_derive(c, was, d, by)
           && deal_presumed_derive(c, was, d, stage, usual || given != d->probability)
           && derive_ending(c, was, d, stage) && deal_health_derive(c, was, d)
           && derive_close(c, was, d) && deal_words_derive(c, was, d)
           && deal_value_derive(c, was, d);
}

bool deal_defaults(struct ctx *c, struct deal *d)
{
    const struct stage *stage =
        d->stage_id ? stage_find(c, d->stage_id) : stage_first(c, d->pipeline_id, ENDING_NONE);
    if (failed(c))
        return false;
    if (!stage)
        return bad_field(c, STR("stage_id"), "Choose one of the stages.");
    d->stage_id = stage->id;
    if (d->probability < 0)
        d->probability = stage->probability;
    if (!d->owner_id)
        d->owner_id = c->viewer->id;
    if (!day_is(d->engaged_on) && stage->ending == ENDING_NONE && stage->position > 1
        && !deal_is_imported(c))
        d->engaged_on = instant_day(c->now);
    return true;
}

static bool state_enter(struct ctx *c, const struct deal *d, const struct deal_part *part)
{
    return deal_state_end(c, d->id) && deal_state_begin(c, d, part);
}

bool deal_create(struct ctx *c, struct deal *d)
{
    bool said = d->probability >= 0;
    if (!deal_defaults(c, d) || !derive(c, NULL, d, deal_speaker(c), !said))
        return false;
    int64_t seq = deal_next_seq(d);
    struct deal_part part;
    if (!record_insert(c, &deal_record, d))
        return false;
    part = deal_part_of(d);
    return history_created_with(c, &deal_record, d->id, seq, d->name, deal_value_told(c, d))
           && deal_state_begin(c, d, &part)
           && deal_sums_add(c, &part, 1)
           && (d->state != DEAL_WON || account_purchased(c, d->account_id));
}

/* What only follows from other fields is not told again. */
static bool is_told(const struct field *f, bool touched)
{
    static const char *const derived[] = {
        "last_touch",
        "last_heard",
        "last_seq",
        "value_base",
        "value_day",
        "state",
        "close_touch_id",
        "closed_by",
        "ready_minutes",
        "buyer_stage_day",
        "urgency_source",
        "urgency_said",
        "need_by_source",
        "need_by_said",
        "budget_source",
        "rep_stage_id",
        "first_answered",
        "human_contact",
        "asked",
        "first_answer_due",
        "review_since",
    };
    static const char *const of_touch[] = { "next_step", "next_step_due" };
    for (size_t i = 0; i < COUNT(derived); i++) {
        if (strcmp(f->name, derived[i]) == 0)
            return false;
    }
    for (size_t i = 0; touched && i < COUNT(of_touch); i++) {
        if (strcmp(f->name, of_touch[i]) == 0)
            return false;
    }
    return true;
}

static struct changes told(struct changes all, bool touched)
{
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++) {
        if (is_told(all.p[i].field, touched))
            all.p[n++] = all.p[i];
    }
    return (struct changes){ all.p, n };
}

static bool sums_move(struct ctx *c, const struct deal *was, const struct deal *now)
{
    struct deal_part before = deal_part_of(was), after = deal_part_of(now);
    bool same = part_same(&before, &after);
    if (same && deal_value_same(was, now))
        return true;
    return state_enter(c, now, &after)
           && (same || (deal_sums_add(c, &before, -1) && deal_sums_add(c, &after, 1)));
}

static bool purchases_move(struct ctx *c, const struct deal *was, const struct deal *now)
{
    bool moved = was->state != now->state || was->account_id != now->account_id
                 || was->closed_on.n != now->closed_on.n;
    if (!moved || (was->state != DEAL_WON && now->state != DEAL_WON))
        return true;
    return account_purchased(c, now->account_id)
           && (was->account_id == now->account_id || account_purchased(c, was->account_id));
}

/* What ends with it stands in its history before its own end, which is then the newest change. */
static bool ties_end(struct ctx *c, const struct deal *was, struct deal *now)
{
    struct deal kept;
    if (was->state == now->state || now->state == DEAL_OPEN)
        return true;
    if (!deal_over(c, now->id, now->state)
        || !record_get_any(c, &deal_record, now->id, &kept))
        return false;
    now->version = kept.version;
    now->last_seq = kept.last_seq;
    return true;
}

bool deal_keep(struct ctx *c, const struct deal *was, struct deal *now, struct str why,
               bool touched)
{
    struct changes all = record_diff(c, &deal_record, was, now);
    if (!all.n)
        return true;
    struct changes what = told(all, touched);
    if (!ties_end(c, was, now))
        return false;
    int64_t seq = what.n ? deal_next_seq(now) : 0;
    return record_update(c, &deal_record, now)
           && (!what.n || history_changed(c, &deal_record, now->id, seq, what, why))
           && (was->owner_id == now->owner_id || record_seen_changed(c, &deal_record, now->id))
           && sums_move(c, was, now) && purchases_move(c, was, now)
           && (was->state == now->state || deal_asked_void(c, now->id))
           && deal_skips_follow(c, was, now) && deal_wait_follow(c, was, now);
}

bool deal_save(struct ctx *c, const struct deal *was, struct deal *now, struct str why)
{
    bool step = now->state == DEAL_OPEN && !str_same(was->next_step, now->next_step);
    return (!step || deal_step_is_new(c, now->id, now->next_step, why))
           && deal_value_is_free(c, was, now)
           && deal_handover_derive(c, was, now, why)
           && derive(c, was, now, deal_speaker(c), false) && deal_keep(c, was, now, why, false)
           && deal_handover_tell(c, was, now);
}

bool deal_save_touched(struct ctx *c, const struct deal *was, struct deal *now)
{
    return derive(c, was, now, SAID_BY_BUYER, false) && deal_keep(c, was, now, STR_NONE, true);
}

bool deal_save_health(struct ctx *c, const struct deal *was, struct deal *now, struct str why)
{
    return deal_health_derive(c, was, now) && deal_keep(c, was, now, why, false);
}

bool deal_restore(struct ctx *c, const struct deal *was, struct deal *now)
{
    if (now->buyer_stage != was->buyer_stage)
        return refuse(c, &buyer_owned, now->id);
    bool proven = now->close_source == CLOSE_BUYER && was->close_source != CLOSE_BUYER;
    return !proven || deal_touch_that_says(c, now);
}

bool deal_remove(struct ctx *c, const struct deal *d)
{
    struct deal_part part = deal_part_of(d);
    return deal_state_end(c, d->id) && deal_sums_add(c, &part, -1) && deal_ties_drop(c, d->id)
           && alerts_drop(c, d->id) && links_forget(c, d->id)
           && removed_keep(c, &deal_record, d, d->last_seq + 1)
           && (d->state != DEAL_WON || account_purchased(c, d->account_id));
}

void deal_move(struct deal *d, const struct stage *to)
{
    d->stage_id = to->id;
    d->pipeline_id = to->pipeline_id;
    if (to->ending != ENDING_NONE || !deal_goes_by_buyer(d))
        d->probability = to->probability;
}

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
