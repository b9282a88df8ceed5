/* SPDX-License-Identifier: Apache-2.0 */
#include "approval/approval.h"
#include "approval/approval_impl.h"
#include "approval/approval_store.h"
#include "base/text.h"
#include "frame/neutral.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "office/office.h"

/* clang-format off */
static const struct word kind_words[] = { { "price", "Price" }, { "terms", "Terms" }, { 0 } };
static const struct word state_words[] = {
    { "open", "Waits" }, { "approved", "Approved" }, { "declined", "Declined" }, { "void", "Void" }, { 0 },
};
static const struct field fields[] = {
    { F(approval, id,            ID),      .label = "No." },
    { F(approval, deal_id,       REF),     .label = "Deal",         .flags = REQUIRED | FILTER | ONCE | LISTED, .ref = "deal" },
    { F(approval, kind,          WORD),    .label = "Kind",         .flags = LISTED, .words = kind_words },
    { F(approval, amount,        MONEY),   .label = "Special price", .flags = LISTED },
    { F(approval, was_value,     MONEY),   .label = "Instead of",   .flags = LISTED | COMPUTED },
    { F(approval, discount,      INT),     .label = "Discount in %", .flags = LISTED | COMPUTED },
    { F(approval, terms,         LINES),   .label = "Special terms", .max = 2000 },
    { F(approval, reason,        LINES),   .label = "Reason",       .flags = REQUIRED | LISTED, .max = 2000 },
    { F(approval, roadblock_id,  REF),     .label = "Answers roadblock", .ref = "roadblock" },
    { F(approval, buyer_waits,   FLAG),    .label = "The buyer waits" },
    { F(approval, user_id,       REF),     .label = "Asked by",     .flags = LISTED | COMPUTED, .ref = "user" },
    { F(approval, approver_id,   REF),     .label = "Decides",      .flags = LISTED | COMPUTED | FILTER, .ref = "user" },
    { F(approval, due,           INSTANT), .label = "Decision due", .flags = LISTED | COMPUTED | SORTED },
    { F(approval, escalated,     INT),     .label = "Went up",      .flags = COMPUTED },
    { F(approval, state,         WORD),    .label = "State",        .flags = LISTED | COMPUTED | FILTER, .words = state_words },
    { F(approval, decided,       INSTANT), .label = "Decided",      .flags = COMPUTED },
    { F(approval, decided_by_id, REF),     .label = "Decided by",   .flags = COMPUTED, .ref = "user" },
    { F(approval, decision,      LINES),   .label = "Why",          .flags = COMPUTED, .max = 2000 },
    BASE_FIELDS(approval),
};
static const struct list lists[] = {
    { "due", { "deal_id" },              "approval_deal", NULL },
    { "due", { "approver_id", "state" }, "approval_approver", NULL },
};

const struct gate approval_void = {
    "approval_void", "This was decided, or the deal is over: there is nothing to decide any more.",
    { "Leave it: nobody is written to.", "If the buyer comes back, ask anew on a new deal." }, "S0-37", false,
};
const struct policy own_discount = {
    "own_discount", "Discount that a rep gives himself", "%", 5, 0, 100, "S0-36",
};
const struct policy manager_discount = {
    "manager_discount", "Discount that a manager may grant", "%", 20, 0, 100, "S2-16",
};
const struct policy approval_hours = {
    "approval_hours", "Business hours for a decision while the buyer waits", "hours", 1, 1, 80, "S0-36",
};
const struct policy approval_days = {
    "approval_days", "Business days for a decision otherwise", "days", 1, 1, 30, "S2-16",
};
const struct alert_kind approval_asked = { "approval", "Decide on special terms", 2, "S0-36" };
const struct alert_kind approval_moved_up = { "approval_late", "Special terms not decided", 1, "S0-37" };
const struct alert_kind approval_told = { "approval_decided", "Special terms decided", 1, "S2-16" };

static bool rings(struct ctx *c, int64_t id, struct instant due);
const struct clock approval_due = { "approval_due", "approval_hours", BUSINESS_TIME, rings, "S0-37" };
/* clang-format on */

const struct record approval_record = {
    .name = "approval",
    .plural = "approvals",
    .label = "Special terms",
    .labels = "Special terms",
    .size = sizeof(struct approval),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "reason",
    .through = "deal_id",
    .default_sort = "-due",
    .lists = lists,
    .n_lists = COUNT(lists),
};

/* ---- who decides, by when ---- */

static int64_t limit_of(struct ctx *c, unsigned roles)
{
    if (roles & ROLE_EXECUTIVE)
        return 100;
    return policy_value(c, roles & ROLE_MANAGER ? &manager_discount : &own_discount);
}

/* Rounded up: what is a hair above a limit is above it. */
static int64_t percent_off(int64_t from, int64_t to)
{
    return (int64_t)((((__int128)from - to) * 100 + from - 1) / from);
}

static bool discount_count(struct ctx *c, const struct deal *d, struct approval *a)
{
    int64_t first;
    if (!approval_value_first(c, d->id, d->value.currency, &first))
        return false;
    a->was_value = d->value;
    if (first > a->was_value.minor)
        a->was_value.minor = first;
    a->discount = percent_off(a->was_value.minor, a->amount.minor);
    return true;
}

static bool sees(const struct person *who, int64_t owner_id)
{
    for (size_t i = 0; who && i < who->n_owners; i++) {
        if (who->owners[i] == owner_id)
            return true;
    }
    return false;
}

/* The person of that level above, if he sees the deal: an executive of another line does not, and
 * then it is the last one above who does. 0: nobody. */
static int64_t above(struct ctx *c, int64_t user_id, int64_t owner_id, enum level level)
{
    const struct person *who = person_find(c, line_person(c, user_id, level));
    int64_t top = 0;
    if (sees(who, owner_id))
        return who->id;
    who = person_find(c, user_id);
    for (int steps = 0; who && who->manager_id && steps < 100; steps++) {
        who = person_find(c, who->manager_id);
        top = sees(who, owner_id) ? who->id : top;
    }
    return top;
}

/* By role, above who asks; himself where nobody is above him. */
static bool approver_find(struct ctx *c, const struct deal *d, struct approval *a)
{
    const struct person *who = person_find(c, a->user_id);
    if (!who)
        return failed(c) ? false : broken(c, "nobody asks for special terms");
    bool manager = a->kind == APPROVAL_TERMS || a->discount <= policy_value(c, &manager_discount);
    bool own = a->kind == APPROVAL_PRICE ? a->discount <= limit_of(c, who->roles)
                                         : (who->roles & (ROLE_MANAGER | ROLE_EXECUTIVE)) != 0;
    a->approver_id = a->user_id;
    if (!own)
        a->approver_id = above(c, sees(who, d->owner_id) ? a->user_id : d->owner_id, d->owner_id,
                               manager ? LEVEL_MANAGER : LEVEL_EXECUTIVE);
    if (!a->approver_id)
        a->approver_id = a->user_id;
    return !failed(c);
}

static struct instant due_of(struct ctx *c, const struct approval *a)
{
    return office_after(c, a->buyer_waits ? &approval_hours : &approval_days, BUSINESS_TIME,
                        c->now);
}

/* ---- asking ---- */

static bool is_whole(struct ctx *c, const struct deal *d, struct approval *a)
{
    bool price = a->kind == APPROVAL_PRICE;
    a->reason = str_trim(a->reason);
    if (d->state != DEAL_OPEN)
        return refuse(c, &approval_void, d->id);
    if (!a->reason.n || utf8_length(a->reason) > 2000)
        bad_field(c, STR("reason"), "Say in at most 2,000 characters why.");
    if (!price && !a->terms.n)
        bad_field(c, STR("terms"), "Say which terms.");
    if (price && !money_is(d->value))
        bad_field(c, STR("amount"), "The deal has no value yet: give it one.");
    else if (price
             && (!money_is(a->amount) || strcmp(a->amount.currency, d->value.currency) != 0
                 || a->amount.minor < 0 || a->amount.minor >= d->value.minor))
        bad_field(c, STR("amount"), "Give an amount in %s below the deal's value.",
                  d->value.currency);
    return !failed(c) && neutral(c, "reason", a->reason, d->id);
}

static bool roadblock_fits(struct ctx *c, const struct approval *a)
{
    struct roadblock r;
    if (!a->roadblock_id)
        return true;
    if (!record_get_any(c, &roadblock_record, a->roadblock_id, &r))
        return false;
    return r.deal_id == a->deal_id
           || bad_field(c, STR("roadblock_id"), "Name a roadblock of this deal.");
}

static bool alone(struct ctx *c, int64_t deal_id)
{
    int64_t open;
    return approval_open_find(c, deal_id, &open) && (!open || refuse(c, &price_waits, deal_id));
}

static struct str question(struct ctx *c, const struct approval *a)
{
    struct str who = person_name(c, a->user_id);
    struct str by = moment_words(c->arena, a->due);
    if (a->kind == APPROVAL_TERMS)
        return arena_printf(c->arena, "%.*s asks for special terms: decide by %.*s.",
                            STR_FMT(who), STR_FMT(by));
    struct buf b;
    buf_init(&b, c->arena, 60);
    buf_money(&b, a->amount);
    return arena_printf(c->arena, "%.*s asks for %.*s (%lld %% off): decide by %.*s.",
                        STR_FMT(who), STR_FMT(buf_str(&b)), (long long)a->discount, STR_FMT(by));
}

static bool approver_hears(struct ctx *c, const struct approval *a)
{
    struct about about = { a->deal_id, a->id, a->due, question(c, a) };
    return clock_start(c, &approval_due, a->id, a->due)
           && alert_raise(c, &approval_asked, a->approver_id, about);
}

/* The yes: value and forecast change with it, and with nothing else. */
static bool grant(struct ctx *c, const struct deal *d, const struct approval *a)
{
    struct deal was = *d, now = *d;
    struct str why = arena_printf(c->arena, "Special %s approved: %.*s",
                                  a->kind == APPROVAL_PRICE ? "price" : "terms",
                                  STR_FMT(a->decision));
    if (!deal_tell(c, &now, "approval", "approval_id", a->id))
        return false;
    if (a->kind == APPROVAL_PRICE)
        now.value = a->amount;
    return deal_save(c, &was, &now, str_cut(why, 0, 500));
}

bool approval_ask(struct ctx *c, struct approval *a)
{
    struct deal d;
    a->user_id = c->viewer->id;
    a->discount = a->escalated = INT_NONE;
    a->decided = INSTANT_NONE;
    a->was_value = MONEY_NONE;
    if (a->kind == APPROVAL_TERMS)
        a->amount = MONEY_NONE;
    if (!record_get(c, &deal_record, a->deal_id, &d) || !is_whole(c, &d, a)
        || !roadblock_fits(c, a) || !alone(c, d.id)
        || (a->kind == APPROVAL_PRICE && !discount_count(c, &d, a)) || !approver_find(c, &d, a))
        return false;
    a->due = due_of(c, a);
    a->state = APPROVAL_OPEN;
    if (a->approver_id == a->user_id) {
        a->state = APPROVAL_APPROVED;
        a->decided = a->due = c->now;
        a->decided_by_id = a->user_id;
        a->decision = STR("Within his own limit.");
    }
    if (failed(c) || !record_insert(c, &approval_record, a))
        return false;
    if (a->state == APPROVAL_APPROVED)
        return grant(c, &d, a) && approval_tell_buyer(c, &d, a);
    return deal_tell_alone(c, d.id, "approval", "approval_id", a->id) && approver_hears(c, a)
           && (!a->buyer_waits || approval_promise_answer(c, &d, a));
}

/* ---- deciding ---- */

static bool may_decide(struct ctx *c, const struct approval *a)
{
    bool higher = c->viewer->id != a->user_id && viewer_sees(c->viewer, a->approver_id)
                  && (c->viewer->roles & (ROLE_MANAGER | ROLE_EXECUTIVE));
    if (c->viewer->id == a->approver_id || higher)
        return true;
    return fail(c, FAULT_NOT_ALLOWED, "not_allowed",
                arena_printf(c->arena, "This is for %.*s to decide.",
                             STR_FMT(person_name(c, a->approver_id))));
}

static bool close_it(struct ctx *c, struct approval *a, int state, struct str reason)
{
    a->state = state;
    a->decided = c->now;
    a->decided_by_id = c->viewer->id;
    a->decision = reason;
    return record_update(c, &approval_record, a) && clock_stop(c, &approval_due, a->id)
           && alerts_settle(c, &approval_asked, a->id)
           && alerts_settle(c, &approval_moved_up, a->id);
}

static bool asker_hears(struct ctx *c, const struct approval *a)
{
    bool yes = a->state == APPROVAL_APPROVED;
    struct about about = { a->deal_id, a->id, c->now,
                           yes ? STR("What you asked for this deal was approved.")
                               : STR("What you asked for this deal was declined.") };
    return a->user_id == c->viewer->id || alert_raise(c, &approval_told, a->user_id, about);
}

static bool reason_is_good(struct ctx *c, struct str reason)
{
    if (!reason.n || utf8_length(reason) > 2000)
        return bad_field(c, STR("reason"), "Say in at most 2,000 characters why.");
    return neutral(c, "reason", reason, 0);
}

bool approval_decide(struct ctx *c, struct approval *a, bool yes, struct str reason)
{
    struct deal d;
    if (!record_get_any(c, &deal_record, a->deal_id, &d))
        return false;
    if (a->state != APPROVAL_OPEN || d.state != DEAL_OPEN)
        return refuse(c, &approval_void, a->id);
    if (!may_decide(c, a) || !reason_is_good(c, reason))
        return false;
    if (!close_it(c, a, yes ? APPROVAL_APPROVED : APPROVAL_DECLINED, reason))
        return false;
    return (yes ? grant(c, &d, a)
                : deal_tell_alone(c, d.id, "approval", "approval_id", a->id))
           && asker_hears(c, a) && approval_tell_buyer(c, &d, a);
}

bool approval_withdraw(struct ctx *c, struct approval *a, struct str reason)
{
    if (a->user_id != c->viewer->id && !viewer_sees(c->viewer, a->user_id))
        return fail(c, FAULT_NOT_ALLOWED, "not_allowed",
                    STR("Who asked, or his manager, withdraws it."));
    if (a->state != APPROVAL_OPEN)
        return refuse(c, &approval_void, a->id);
    return reason_is_good(c, reason) && close_it(c, a, APPROVAL_VOID, reason)
           && deal_tell_alone(c, a->deal_id, "approval", "approval_id", a->id);
}

/* ---- when nobody decides ---- */

static bool asker_waits(struct ctx *c, const struct approval *a, struct instant due)
{
    struct str whom = person_name(c, a->approver_id);
    struct about about = { a->deal_id, a->id, due,
                           arena_printf(c->arena, "Not decided by %.*s; it is with %.*s now.",
                                        STR_FMT(moment_words(c->arena, due)), STR_FMT(whom)) };
    return alert_raise(c, &approval_moved_up, a->user_id, about);
}

/* The nearest manager or executive above who sees the deal; without one the executive. */
static int64_t next_up(struct ctx *c, int64_t user_id, int64_t owner_id)
{
    const struct person *who = person_find(c, user_id);
    for (int steps = 0; who && who->manager_id && steps < 100; steps++) {
        who = person_find(c, who->manager_id);
        if (who && who->active && (who->roles & (ROLE_MANAGER | ROLE_EXECUTIVE))
            && sees(who, owner_id))
            return who->id;
    }
    return above(c, user_id, owner_id, LEVEL_EXECUTIVE);
}

/* One level up, with the same time again; above the last one it stays where it is. */
static bool rings(struct ctx *c, int64_t id, struct instant due)
{
    struct approval a;
    struct deal d;
    if (!record_get_any(c, &approval_record, id, &a)
        || !record_get_any(c, &deal_record, a.deal_id, &d))
        return false;
    if (a.state != APPROVAL_OPEN || d.state != DEAL_OPEN)
        return true;
    int64_t next = next_up(c, a.approver_id, d.owner_id);
    if (failed(c))
        return false;
    bool same = !next || next == a.approver_id;
    if (!same)
        a.approver_id = next;
    a.escalated = a.escalated == INT_NONE ? 1 : a.escalated + 1;
    a.due = due_of(c, &a);
    if (failed(c) || !record_update(c, &approval_record, &a) || !asker_waits(c, &a, due))
        return false;
    struct about about = { a.deal_id, a.id, a.due, question(c, &a) };
    return alert_raise(c, &approval_asked, a.approver_id, about)
           && clock_start(c, &approval_due, id, same ? INSTANT_NONE : a.due);
}
