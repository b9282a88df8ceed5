/* SPDX-License-Identifier: Apache-2.0 */
#include "promise/promise.h"
#include "frame/channel.h"
#include "frame/people.h"
#include "office/office.h"
#include "promise/promise_pages.h"
#include "promise/promise_rules.h"
#include "promise/promise_store.h"
#include "record/openapi.h"

#define SHORT_MAX 120
#define NAME_MAX_SAID 60

/* clang-format off */
const struct word promise_by_words[] = { { "us", "We" }, { "buyer", "The buyer" }, { 0 } };
const struct word promise_state_words[] = {
    { "open", "Open" }, { "renegotiated", "Renegotiated" }, { "kept", "Kept" }, { "kept_late", "Kept late" },
    { "broken", "Broken" }, { "released", "Released" }, { 0 },
};
const struct word promise_kind_words[] = {
    { "price_info", "Price information" }, { "information", "Information" }, { "answer", "Answer" }, { "call", "Call" },
    { "appointment", "Appointment" }, { "follow_up", "Follow-up" }, { "delivery", "Delivery" }, { "sample", "Sample" },
    { "payment", "Payment" }, { "deposit", "Deposit" }, { "input", "Input" }, { "check", "Check" }, { "order", "Order" },
    { "other", "Other" }, { 0 },
};
static const struct word moved_words[] = { { "nobody", "Nobody" }, { "us", "Us" }, { "buyer", "The buyer" }, { 0 } };

static const struct field fields[] = {
    { F(promise, id,            ID),      .label = "No." },
    { F(promise, deal_id,       REF),     .label = "Deal",     .flags = REQUIRED | FILTER | ONCE, .ref = "deal" },
    { F(promise, by,            WORD),    .label = "Who promised", .flags = LISTED, .words = promise_by_words },
    { F(promise, what,          TEXT),    .label = "What",     .flags = REQUIRED | LISTED, .max = 500 },
    { F(promise, kind,          WORD),    .label = "Kind",     .flags = LISTED, .words = promise_kind_words },
    { F(promise, channel,       WORD),    .label = "By",       .flags = LISTED, .words = channel_words },
    { F(promise, due,           INSTANT), .label = "Due",      .flags = LISTED | SORTED },
    { F(promise, contact_id,    REF),     .label = "With",     .ref = "contact" },
    { F(promise, depends_on_id, REF),     .label = "Waits for", .ref = "promise" },
    { F(promise, depends_days,  INT),     .label = "Business days after it", .max = 400 },
    { F(promise, team_id,       REF),     .label = "Team",     .ref = "team" },
    { F(promise, request_id,    REF),     .label = "Request",  .flags = OFF_FORM, .ref = "request" },
    { F(promise, agreed,        INSTANT), .label = "Agreed",   .flags = COMPUTED | LISTED },
    { F(promise, counted,       INSTANT), .label = "Counted by", .flags = COMPUTED },
    { F(promise, moved_by,      WORD),    .label = "Moved by", .flags = COMPUTED, .words = moved_words },
    { F(promise, moved_why,     TEXT),    .label = "Moved because", .flags = COMPUTED, .max = 300 },
    { F(promise, paused,        INSTANT), .label = "Paused since", .flags = COMPUTED },
    { F(promise, pauses_id,     REF),     .label = "Holds up", .flags = COMPUTED, .ref = "promise" },
    { F(promise, state,         WORD),    .label = "State",    .flags = COMPUTED | LISTED, .words = promise_state_words },
    { F(promise, missed,        INSTANT), .label = "Late since", .flags = COMPUTED },
    { F(promise, settled,       INSTANT), .label = "Settled",  .flags = COMPUTED },
    { F(promise, late_minutes,  INT),     .label = "Minutes late", .flags = COMPUTED },
    { F(promise, user_id,       REF),     .label = "Made by",  .flags = COMPUTED, .ref = "user" },
    { F(promise, held_id,       REF),     .label = "Answered for by", .flags = COMPUTED, .ref = "user" },
    { F(promise, letter_id,     REF),     .label = "Letter",   .flags = COMPUTED, .ref = "letter" },
    { F(promise, touch_id,      REF),     .label = "Touch",    .flags = COMPUTED, .ref = "touch" },
    { F(promise, note,          TEXT),    .label = "Payment note", .flags = COMPUTED, .max = 300 },
    { F(promise, again_why,     TEXT),    .label = "Why again", .flags = OFF_FORM },
    { F(promise, credit,        TEXT),    .label = "Helped by", .flags = COMPUTED, .max = 300 },
    BASE_FIELDS(promise),
};

static const struct list lists[] = {
    { "due", { "deal_id" }, "promise_deal", NULL },
};

const struct gate due_required = {
    "due_required", "A promise has an exact time; \"quickly\" or \"soon\" is none.",
    { "Give a date and a time of day." }, "S0-14", false,
};
const struct gate team_not_asked = {
    "team_not_asked", "What needs another team is promised when that team has said yes.",
    { "Ask the team first: say what the customer needs and by when.",
      "If it said yes under conditions, let the buyer agree to them." }, "S3-61", true,
};
const struct gate promise_is_fixed = {
    "history_is_fixed", "What was agreed stays as it was said.",
    { "Ask the buyer for another time and record his yes (renegotiate).", "Make another promise." }, "X-03", false,
};

const struct policy promise_due_urgent = {
    "promise_due_urgent", "When a promise on an urgent deal is due if nobody says when", "hours", 4, 1, 200, "S0-14",
};
const struct policy promise_due_normal = {
    "promise_due_normal", "When a promise is due if nobody says when", "hours", 8, 1, 400, "S0-14",
};
const struct policy promise_grace = {
    "promise_grace", "A buyer's delay that is normal: no reminder before, no mark", "days", 1, 0, 30, "S3-47",
};

static const struct shape more[] = {
    { "late", SHAPE_FLAG, .about = "It is open, and its time has passed." },
    { "status", SHAPE_WORD, .words = "open late overdue renegotiated paused kept kept_late broken released" }, { 0 },
};
/* clang-format on */

/* ---- the row ---- */

static const char *status(const struct promise *p)
{
    if (!promise_is_live(p))
        return promise_state_words[p->state].name;
    if (instant_is(p->paused))
        return "paused";
    if (p->late)
        return p->by == BY_US ? "late" : "overdue";
    return promise_state_words[p->state].name;
}

static bool complete(struct ctx *c, void *row)
{
    struct promise *p = row;
    p->late = promise_is_live(p) && !instant_is(p->paused)
              && (instant_is(p->missed) || c->now.ms >= p->counted.ms);
    p->overdue = p->late && instant_is(p->missed);
    return true;
}

static void json_more(struct buf *b, const void *row)
{
    const struct promise *p = row;
    buf_printf(b, ",\"late\":%s,\"status\":\"%s\"", p->late ? "true" : "false", status(p));
}

const struct record promise_record = {
    .name = "promise",
    .plural = "promises",
    .label = "Promise",
    .labels = "Promises",
    .size = sizeof(struct promise),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "what",
    .detail = "due",
    .through = "deal_id",
    .default_sort = "due",
    .lists = lists,
    .n_lists = COUNT(lists),
    .ref_by_name = team_by_name,
    .complete = complete,
    .json_more = json_more,
    .more = more,
};

/* ---- words ---- */

static struct str cut(struct arena *a, struct str s, size_t max)
{
    size_t n = max;
    if (s.n <= max)
        return s;
    while (n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
        n--;
    return arena_printf(a, "%.*s…", (int)n, s.p);
}

struct str promise_short(struct arena *a, struct str what)
{
    return cut(a, what, SHORT_MAX);
}

struct str promise_said(struct ctx *c, const struct promise *p)
{
    struct str to = record_title(c, record_named("contact"), p->contact_id);
    struct str what = promise_short(c->arena, p->what), when = moment_words(c->arena, p->due);
    if (!to.n)
        return arena_printf(c->arena, "%.*s (by %.*s)", STR_FMT(what), STR_FMT(when));
    to = cut(c->arena, to, NAME_MAX_SAID);
    return arena_printf(c->arena, "%.*s (%s %.*s, by %.*s)", STR_FMT(what),
                        p->by == BY_US ? "for" : "from", STR_FMT(to), STR_FMT(when));
}

struct instant promise_days_after(struct ctx *c, struct instant from, int64_t days)
{
    const struct calendar *k = office(c);
    struct instant before = { from.ms - 1 };
    if (calendar_is_open(k, from) || !calendar_is_open(k, before))
        return calendar_add_days(k, from, (int)days);
    before = calendar_add_days(k, before, (int)days);
    return (struct instant){ before.ms + (instant_is(before) ? 1 : 0) };
}

bool promise_owner(struct ctx *c, const struct promise *p, int64_t *owner_id)
{
    struct deal d;
    if (!record_get_any(c, &deal_record, p->deal_id, &d))
        return false;
    *owner_id = d.owner_id;
    return true;
}

bool promise_holder(struct ctx *c, const struct promise *p, int64_t *user_id)
{
    *user_id = p->held_id;
    return *user_id || promise_owner(c, p, user_id);
}

/* ---- making ---- */

struct instant promise_due_offer(struct ctx *c, const struct deal *d)
{
    const struct policy *p =
        d->urgency == URGENCY_URGENT ? &promise_due_urgent : &promise_due_normal;
    return office_after(c, p, BUSINESS_TIME, c->now);
}

static bool due_refuse(struct ctx *c, const struct deal *d)
{
    struct instant offer = promise_due_offer(c, d);
    struct str words = moment_words(c->arena, offer);
    struct buf b;
    refuse(c, &due_required, d->id);
    buf_init(&b, c->arena, 200);
    buf_printf(&b, "Promise it by %.*s, the usual time (due: ", STR_FMT(words));
    buf_instant(&b, offer);
    buf_lit(&b, ").");
    c->fault.next[1] = c->fault.next[0];
    c->fault.next[0] = buf_str(&b);
    return false;
}

static bool check(struct ctx *c, const struct promise *p, const struct deal *d)
{
    if (!instant_is(p->due))
        return due_refuse(c, d);
    if (p->due.ms <= c->now.ms)
        bad_field(c, STR("due"), "This has passed. Give a time to come.");
    if (d->state == DEAL_LOST)
        bad_field(c, STR("deal_id"), "This deal is lost: nothing more is promised on it.");
    if (p->depends_days != INT_NONE && !p->depends_on_id)
        bad_field(c, STR("depends_on_id"), "Say which promise of the other side it waits for.");
    return !failed(c);
}

/* One waits for the other side's, on the same deal; so they form no ring. */
static bool depends(struct ctx *c, const struct promise *p)
{
    struct promise on;
    if (!p->depends_on_id)
        return true;
    if (!record_get_any(c, &promise_record, p->depends_on_id, &on))
        return false;
    if (on.deal_id != p->deal_id || on.by == p->by)
        return bad_field(c, STR("depends_on_id"),
                         "Choose a promise of the other side on the same deal.");
    return promise_is_live(&on) || on.state == PROMISE_KEPT || on.state == PROMISE_KEPT_LATE
           || bad_field(c, STR("depends_on_id"), "That promise is broken or released.");
}

static void fill(struct ctx *c, struct promise *p, const struct deal *d)
{
    if (!p->contact_id)
        p->contact_id = d->contact_id;
    p->user_id = c->viewer->id;
    p->agreed = p->counted = p->due;
    p->state = PROMISE_OPEN;
    p->moved_by = MOVED_BY_NOBODY;
}

bool promise_make(struct ctx *c, struct promise *p)
{
    struct deal d;
    if (!record_get(c, &deal_record, p->deal_id, &d))
        return false;
    fill(c, p, &d);
    return check(c, p, &d) && deal_step_is_new(c, d.id, p->what, p->again_why) && depends(c, p)
           && promise_team_asked(c, p)
           && record_insert(c, &promise_record, p) && promise_clocks_start(c, p)
           && promise_tell(c, p, "made", INSTANT_NONE) && deal_read_back_too(c, &d);
}

bool promises_read(struct ctx *c, int64_t deal_id, struct promises *out)
{
    return promise_rows(c, deal_id, out);
}

bool promises_open(struct ctx *c, int64_t deal_id, int64_t *n)
{
    return promise_live_count(c, deal_id, BY_US, n);
}

static const struct record *const records[] = { &promise_record, &credit_record };
static const struct gate *const gates[] = { &due_required, &no_evidence, &team_not_asked,
                                            &promise_is_fixed, &promise_settled,
                                            &release_is_theirs, &credit_required };
static const struct policy *const policies[] = {
    &promise_due_urgent,
    &promise_due_normal,
    &promise_half_percent,
    &promise_status_days,
    &promise_warn_minutes,
    &promise_broken_days,
    &promise_review_misses,
    &promise_grace,
};
static const struct clock *const clocks[] = { &promise_half, &promise_warn, &promise_late,
                                              &promise_broken, &promise_slip, &buyer_grace };
static const struct mail *const mails[] = { &promise_reminder, &promise_moved_letter };
static const struct alert_kind *const alerts[] = {
    &promise_half_alert,
    &promise_warn_alert,
    &promise_late_alert,
    &promise_wait_alert,
    &promise_ask_alert,
    &promise_moved_alert,
    &promise_review_alert,
};

const struct slice promise_slice = {
    .name = "promise",
    TABLE(records, records),
    .routes = promise_routes,
    .n_routes = PROMISE_ROUTES,
    TABLE(gates, gates),
    .grants = promise_grants,
    .n_grants = PROMISE_GRANTS,
    TABLE(policies, policies),
    TABLE(clocks, clocks),
    TABLE(mails, mails),
    TABLE(alerts, alerts),
};
