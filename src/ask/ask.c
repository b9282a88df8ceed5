/* SPDX-License-Identifier: Apache-2.0 */
#include "ask/ask.h"
#include "ask/ask_pages.h"
#include "ask/ask_rules.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "office/office.h"
#include "record/openapi.h"
#include "team/team.h"

/* clang-format off */
const struct word ask_answer_words[] = {
    { "waits", "Waits" }, { "yes", "Yes" }, { "no", "No" }, { "yes_if", "Yes, if" },
    { "not_needed", "Not needed any more" }, { 0 },
};
const struct word deadline_owner_words[] = {
    { "buyer", "The buyer's need" }, { "capacity", "Our capacity" }, { "seller_target", "Our own target" },
    { "law", "The law" }, { 0 },
};

static const struct field fields[] = {
    { F(request, id,             ID),      .label = "No." },
    { F(request, deal_id,        REF),     .label = "Deal",     .flags = REQUIRED | FILTER | ONCE, .ref = "deal" },
    { F(request, team_id,        REF),     .label = "Team",     .flags = LISTED | FILTER | ONCE, .ref = "team" },
    { F(request, kind,           WORD),    .label = "Kind",     .flags = ONCE, .words = promise_kind_words },
    { F(request, what,           TEXT),    .label = "What",     .flags = LISTED, .max = 200 },
    { F(request, need,           LINES),   .label = "What the customer needs, in his words", .max = 2000 },
    { F(request, promised,       TEXT),    .label = "What is to be promised", .max = 500 },
    { F(request, wanted,         INSTANT), .label = "Ready by" },
    { F(request, deadline,       INSTANT), .label = "Real deadline" },
    { F(request, deadline_owner, WORD),    .label = "Whose deadline", .words = deadline_owner_words },
    { F(request, if_missed,      TEXT),    .label = "What happens if it is missed", .max = 500 },
    { F(request, blocking,       FLAG),    .label = "Nothing is promised before the answer", .flags = OFF_FORM | ONCE },
    { F(request, promise_id,     REF),     .label = "For promise", .flags = OFF_FORM | ONCE, .ref = "promise" },
    { F(request, due,            INSTANT), .label = "Answer due", .flags = COMPUTED | LISTED | SORTED },
    { F(request, answer,         WORD),    .label = "Answer",   .flags = COMPUTED | LISTED, .words = ask_answer_words },
    { F(request, answered,       INSTANT), .label = "Answered", .flags = COMPUTED },
    { F(request, answered_by_id, REF),     .label = "Answered by", .flags = COMPUTED, .ref = "user" },
    { F(request, words,          LINES),   .label = "In their words", .flags = COMPUTED, .max = 2000 },
    { F(request, late,           INSTANT), .label = "Late since", .flags = COMPUTED },
    { F(request, user_id,        REF),     .label = "Asked by", .flags = COMPUTED | LISTED, .ref = "user" },
    { F(request, after_promise,  FLAG),    .label = "Asked after promising", .flags = COMPUTED },
    { F(request, rush,           FLAG),    .label = "Wanted within a day", .flags = COMPUTED },
    { F(request, changes,        INT),     .label = "Changes after the answer", .flags = COMPUTED },
    { F(request, rating,         INT),     .label = "Rating",   .flags = COMPUTED },
    { F(request, rating_words,   TEXT),    .label = "Rated because", .flags = COMPUTED, .max = 300 },
    BASE_FIELDS(request),
};

static const struct list lists[] = { { "due", { 0 }, "request_due", NULL } };

const struct gate need_missing = {
    "need_missing", "A request says what the customer needs, what is promised, the real deadline, whose it is, and "
                    "what happens if it is missed.",
    { "Add what is missing." }, "S3-63", false,
};
const struct gate already_answered = {
    "already_answered", "The team has answered this already.", { "Ask again: change the request." }, "S3-61", false,
};

const struct gate choice_made = {
    "choice_made", "One of these was chosen already.",
    { "Go by the date that was chosen.", "If that does not do, the buyer says what he still expects: the team is asked again." },
    "S3-29", false,
};

const struct policy ask_hours = {
    "ask_hours", "How long a team has to answer a request", "hours", 4, 1, 80, "S3-61",
};
const struct policy ask_lead_hours = {
    "ask_lead_hours", "How long before a promise is due its team is to answer", "hours", 1, 1, 40, "S0-13",
};

const struct alert_kind request_asked = { "request_asked", "A request to your team", 1, "S0-13" };
const struct alert_kind request_late_alert = { "request_late", "A team's answer is late", 2, "S0-13" };
const struct alert_kind request_answered = { "request_answered", "A team has answered", 1, "S3-61" };
const struct alert_kind request_not_needed = { "request_not_needed", "A request is not needed any more", 0, "S3-61" };

static bool late_rings(struct ctx *c, int64_t id, struct instant due);
const struct clock request_late = { "request_late", "ask_hours", BUSINESS_TIME, late_rings, "S0-13" };
/* clang-format on */

/* ---- the row ---- */

static bool complete(struct ctx *c, void *row)
{
    struct request *r = row;
    r->team = record_title(c, record_named("team"), r->team_id);
    r->deal = record_title(c, &deal_record, r->deal_id);
    r->asker = r->user_id ? person_name(c, r->user_id) : STR_NONE;
    return !failed(c);
}

static void json_more(struct buf *b, const void *row)
{
    const struct request *r = row;
    buf_lit(b, ",\"team\":");
    buf_json_str(b, r->team);
    buf_lit(b, ",\"deal\":");
    buf_json_str(b, r->deal);
    buf_lit(b, ",\"asked_by\":");
    buf_json_str(b, r->asker);
}

static const struct shape more[] = {
    { "team", SHAPE_TEXT }, { "deal", SHAPE_TEXT }, { "asked_by", SHAPE_TEXT }, { 0 }
};

const struct record request_record = {
    .name = "request",
    .plural = "requests",
    .label = "Request",
    .labels = "Requests",
    .size = sizeof(struct request),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "what",
    .default_sort = "due",
    .lists = lists,
    .n_lists = COUNT(lists),
    .ref_by_name = team_by_name,
    .complete = complete,
    .json_more = json_more,
    .more = more,
};

/* ---- who sees and hears ---- */

bool works_in(struct ctx *c, int64_t team_id, bool *yes)
{
    struct team_people who;
    *yes = false;
    if (!team_id)
        return true;
    if (!team_people(c, team_id, &who))
        return false;
    for (size_t i = 0; i < who.n; i++)
        *yes = *yes || who.p[i] == c->viewer->id;
    return true;
}

bool request_get(struct ctx *c, int64_t id, struct request *out)
{
    struct deal d;
    bool ours;
    if (!record_get_any(c, &request_record, id, out) || !works_in(c, out->team_id, &ours))
        return false;
    return ours || record_get(c, &deal_record, out->deal_id, &d);
}

bool team_hears(struct ctx *c, int64_t team_id, const struct alert_kind *k, struct about about)
{
    struct team_people who = { 0 };
    if (team_id && !team_people(c, team_id, &who))
        return false;
    for (size_t i = 0; i < who.n; i++) {
        if (!alert_raise(c, k, who.p[i], about))
            return false;
    }
    return true;
}

bool team_lead(struct ctx *c, int64_t team_id, int64_t *user_id)
{
    struct team t = { 0 };
    if (team_id && !record_get_any(c, &team_record, team_id, &t))
        return false;
    *user_id = t.lead_id;
    return true;
}

struct about request_about(const struct request *r, struct instant due, struct str text)
{
    return (struct about){ .deal_id = r->deal_id, .subject = r->id, .due = due, .text = text };
}

/* ---- time ---- */

/* Business time has no way back: the moment is looked for, to the second. */
struct instant before_due(struct ctx *c, struct instant due)
{
    const struct calendar *k = office(c);
    int64_t want = policy_value(c, &ask_lead_hours) * 3600000;
    int64_t from = c->now.ms, to = due.ms;
    if (calendar_between(k, c->now, due) <= want)
        return c->now.ms + (due.ms - c->now.ms) / 2 < due.ms
                   ? (struct instant){ c->now.ms + (due.ms - c->now.ms) / 2 }
                   : due;
    while (to - from > 1) {
        int64_t middle = from + (to - from) / 2;
        if (calendar_between(k, (struct instant){ middle }, due) >= want)
            from = middle;
        else
            to = middle;
    }
    return (struct instant){ from };
}

static bool late_rings(struct ctx *c, int64_t id, struct instant due)
{
    struct request r;
    struct deal d;
    int64_t lead;
    if (!record_get_any(c, &request_record, id, &r) || r.answer != ASK_WAITS
        || !record_get_any(c, &deal_record, r.deal_id, &d))
        return !failed(c);
    r.late = due;
    struct str text = arena_printf(c->arena, "%.*s has not answered: %.*s", STR_FMT(r.team),
                                   STR_FMT(r.what));
    struct about about = request_about(&r, due, text);
    return record_update(c, &request_record, &r)
           && team_lead(c, r.team_id, &lead)
           && alert_up(c, &request_late_alert, d.owner_id, LEVEL_MANAGER, about)
           && alert_raise(c, &request_late_alert, lead, about);
}

/* ---- asking ---- */

static bool check(struct ctx *c, const struct request *r)
{
    if (!r->team_id)
        bad_field(c, STR("team_id"), "Say which team is asked.");
    if (r->deadline.ms <= c->now.ms)
        bad_field(c, STR("deadline"), "This has passed. Give the real deadline.");
    if (instant_is(r->wanted) && r->wanted.ms <= c->now.ms)
        bad_field(c, STR("wanted"), "This has passed. Give a time to come.");
    return !failed(c);
}

static bool parts_are_there(struct ctx *c, const struct request *r, bool owner_said)
{
    const struct {
        bool there;
        const char *name;
    } parts[] = {
        { r->need.n > 0, "what the customer needs, in his words (need)" },
        { r->promised.n > 0, "what is to be promised (promised)" },
        { instant_is(r->deadline), "the real deadline (deadline)" },
        { owner_said, "whose deadline it is (deadline_owner)" },
        { r->if_missed.n > 0, "what happens if it is missed (if_missed)" },
    };
    struct buf b;
    size_t missing = 0;
    buf_init(&b, c->arena, 600);
    for (size_t i = 0; i < COUNT(parts); i++) {
        if (parts[i].there)
            continue;
        buf_add(&b, missing++ ? STR("; ") : STR("Add "));
        buf_add(&b, str_of(parts[i].name));
    }
    if (!missing)
        return true;
    buf_char(&b, '.');
    refuse(c, &need_missing, r->deal_id);
    c->fault.next[0] = buf_str(&b);
    return false;
}

bool request_insert(struct ctx *c, struct request *r)
{
    struct instant day = calendar_add_days(office(c), c->now, 1);
    struct instant wanted = instant_is(r->wanted) ? r->wanted : r->deadline;
    r->user_id = c->viewer->id;
    r->after_promise = r->promise_id != 0;
    r->rush = wanted.ms < day.ms;
    r->answer = ASK_WAITS;
    r->changes = 0;
    if (!r->what.n)
        r->what = promise_short(c->arena, r->promised);
    if (!record_insert(c, &request_record, r))
        return false;
    struct str text =
        arena_printf(c->arena, "%.*s asks: %.*s", STR_FMT(r->asker), STR_FMT(r->what));
    return clock_start(c, &request_late, r->id, r->due)
           && team_hears(c, r->team_id, &request_asked, request_about(r, r->due, text))
           && request_tell(c, r, "asked");
}

bool deal_is_asked_for(struct ctx *c, const struct deal *d)
{
    return d->state != DEAL_LOST
           || bad_field(c, STR("deal_id"), "This deal is lost: nobody is asked for it any more.");
}

bool request_make(struct ctx *c, struct request *r, struct field_set given)
{
    struct deal d;
    if (!record_get(c, &deal_record, r->deal_id, &d) || !deal_is_asked_for(c, &d)
        || !parts_are_there(c, r, field_in(&request_record, given, "deadline_owner"))
        || !check(c, r))
        return false;
    if (!field_in(&request_record, given, "kind"))
        r->kind = PROMISE_DELIVERY;
    if (!field_in(&request_record, given, "blocking"))
        r->blocking = true;
    r->due = office_after(c, &ask_hours, BUSINESS_TIME, c->now);
    return request_insert(c, r);
}

bool requests_read(struct ctx *c, int64_t deal_id, struct requests *out)
{
    return request_deal_rows(c, deal_id, out);
}

bool requests_of_team(struct ctx *c, struct requests *out)
{
    const struct person *me = person_find(c, c->viewer->id);
    *out = (struct requests){ 0 };
    if (!me || !me->team_id)
        return !failed(c);
    return request_rows(c, (struct request_range){ me->team_id, true, 50 }, out);
}

static bool not_needed(struct ctx *c, struct request *r)
{
    struct str text = arena_printf(c->arena, "Not needed any more: %.*s", STR_FMT(r->what));
    r->answer = ASK_NOT_NEEDED;
    r->answered = c->now;
    return record_update(c, &request_record, r) && clock_stop(c, &request_late, r->id)
           && alerts_settle(c, &request_asked, r->id)
           && alerts_settle(c, &request_late_alert, r->id)
           && team_hears(c, r->team_id, &request_not_needed, request_about(r, c->now, text))
           && request_tell(c, r, "not_needed");
}

static bool end_those(struct ctx *c, int64_t deal_id, bool moot)
{
    struct requests all;
    if (!request_deal_rows(c, deal_id, &all))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        struct request *r = &all.p[i];
        if (r->answer == ASK_WAITS && (!moot || promise_is_moot(r->kind)) && !not_needed(c, r))
            return false;
    }
    return true;
}

bool requests_end(struct ctx *c, int64_t deal_id)
{
    return end_those(c, deal_id, false);
}

bool requests_moot(struct ctx *c, int64_t deal_id)
{
    return end_those(c, deal_id, true);
}

static const struct record *const records[] = { &request_record };
static const struct gate *const gates[] = { &need_missing, &already_answered, &choice_made };
static const struct policy *const policies[] = { &ask_hours, &ask_lead_hours };
static const struct clock *const clocks[] = { &request_late };
static const struct alert_kind *const alerts[] = { &request_asked, &request_late_alert,
                                                   &request_answered, &request_not_needed };

const struct slice ask_slice = {
    .name = "ask",
    TABLE(records, records),
    .routes = ask_routes,
    .n_routes = ASK_ROUTES,
    TABLE(gates, gates),
    .grants = ask_grants,
    .n_grants = ASK_GRANTS,
    TABLE(policies, policies),
    TABLE(clocks, clocks),
    TABLE(alerts, alerts),
    .checks = ask_checks,
};
