/* SPDX-License-Identifier: Apache-2.0 */
/* What the team said, and what becomes of it. */
#include "ask/ask_rules.h"
#include "frame/channel.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "office/office.h"

/* ---- asked along with a promise ---- */

static bool team_find(struct ctx *c, const struct promise *p, int64_t *team_id)
{
    *team_id = p->team_id;
    return *team_id || team_named_in(c, p->what, team_id);
}

/* Its answer is what was promised: nobody has to wait for it before. */
static bool check_ask(struct ctx *c, struct promise *p)
{
    struct request r;
    record_init(&request_record, &r);
    if (!team_find(c, p, &r.team_id) || !r.team_id)
        return !failed(c);
    r.deal_id = p->deal_id;
    r.kind = p->kind;
    r.need = r.promised = p->what;
    r.deadline = p->due;
    r.deadline_owner = DEADLINE_BUYER;
    r.if_missed = arena_printf(c->arena, "The buyer was promised an answer by %.*s.",
                               STR_FMT(moment_words(c->arena, p->due)));
    r.due = before_due(c, p->due);
    if (!request_insert(c, &r))
        return false;
    p->request_id = r.id;
    p->team_id = r.team_id;
    return true;
}

static bool asked_tie(struct ctx *c, const struct promise *p)
{
    struct request r;
    if (!p->request_id || !record_get_any(c, &request_record, p->request_id, &r))
        return !failed(c);
    if (r.promise_id)
        return true;
    r.promise_id = p->id;
    return record_update(c, &request_record, &r);
}

/* What the team made its yes depend on is promised with this. */
static bool condition_tie(struct ctx *c, const struct promise *p)
{
    int64_t id;
    return condition_open(c, p, &id) && (!id || condition_promised(c, id, p->id));
}

bool request_promise(struct ctx *c, struct promise *p)
{
    struct deal d;
    bool asks = p->by == BY_US && p->kind == PROMISE_CHECK && !p->request_id
                && instant_is(p->due) && p->due.ms > c->now.ms;
    if (!record_get(c, &deal_record, p->deal_id, &d) || (asks && !check_ask(c, p)))
        return false;
    return promise_make(c, p) && asked_tie(c, p) && condition_tie(c, p);
}

bool request_again(struct ctx *c, const struct promise *p, struct str words, struct request *out)
{
    struct request was;
    if (!promise_is_live(p))
        return refuse(c, &promise_settled, p->id);
    if (!p->request_id)
        return bad_field(c, STR("promise"), "No team was asked for this promise.");
    if (!record_get_any(c, &request_record, p->request_id, &was))
        return false;
    record_init(&request_record, out);
    out->deal_id = p->deal_id;
    out->team_id = was.team_id;
    out->promise_id = p->id;
    out->kind = p->kind;
    out->need = was.need;
    out->promised = was.promised;
    out->wanted = p->agreed;
    out->deadline = was.deadline.ms > c->now.ms ? was.deadline : p->agreed;
    out->deadline_owner = was.deadline_owner;
    out->if_missed = was.if_missed;
    out->blocking = true;
    struct str said = words.n ? words : STR("I still expect the time we agreed.");
    out->what = promise_short(c->arena, arena_printf(c->arena, "Still by %.*s? “%.*s”",
                                                     STR_FMT(moment_words(c->arena, p->agreed)),
                                                     STR_FMT(said)));
    out->due = office_after(c, &ask_hours, BUSINESS_TIME, c->now);
    return request_insert(c, out);
}

bool request_change(struct ctx *c, const struct request *was, struct request *now)
{
    struct changes what = record_diff(c, &request_record, was, now);
    struct deal d;
    if (!what.n)
        return true;
    if (!record_get_any(c, &deal_record, was->deal_id, &d) || !deal_is_asked_for(c, &d))
        return false;
    if (was->answer == ASK_NOT_NEEDED)
        return refuse(c, &already_answered, was->id);
    bool whole = now->need.n && now->promised.n && instant_is(now->deadline) && now->if_missed.n;
    if (!whole)
        return refuse(c, &need_missing, was->id);
    now->changes = was->changes + (was->answer != ASK_WAITS);
    if (was->answer != ASK_WAITS) {
        now->answer = ASK_WAITS;
        now->answered = INSTANT_NONE;
        now->answered_by_id = 0;
        now->due = office_after(c, &ask_hours, BUSINESS_TIME, c->now);
    }
    struct str text = arena_printf(c->arena, "Changed: %.*s", STR_FMT(now->what));
    return record_update(c, &request_record, now)
           && clock_start(c, &request_late, now->id, now->due)
           && team_hears(c, now->team_id, &request_asked, request_about(now, c->now, text))
           && request_tell(c, now, "changed");
}

/* ---- answering ---- */

static bool condition_check(struct ctx *c, const struct condition *k, size_t i)
{
    struct str what = arena_printf(c->arena, "conditions.%zu.what", i);
    struct str due = arena_printf(c->arena, "conditions.%zu.due", i);
    if (!k->what.n || k->what.n > 500)
        bad_field(c, what, "Say what, in at most 500 characters.");
    if (!instant_is(k->due) || k->due.ms <= c->now.ms)
        bad_field(c, due, "Give a time to come.");
    return !failed(c);
}

static bool check(struct ctx *c, int answer, struct str words, const struct conditions *with)
{
    size_t own = 0;
    for (size_t i = 0; i < with->n; i++) {
        condition_check(c, &with->p[i], i);
        own += with->p[i].choice == 0;
    }
    if (answer < ASK_YES || answer > ASK_YES_IF)
        bad_field(c, STR("answer"), "Answer yes, no or yes_if.");
    if (answer == ASK_NO && !words.n)
        bad_field(c, STR("words"), "Say why not, and what would be possible.");
    if (answer == ASK_YES_IF && !own)
        bad_field(c, STR("conditions"), "Say what the yes depends on: what, who, by when.");
    if (answer != ASK_YES_IF && own)
        bad_field(c, STR("conditions"), "Conditions belong to the answer yes_if.");
    if (words.n > 4000)
        bad_field(c, STR("words"), "At most 2,000 characters.");
    return !failed(c);
}

static bool conditions_keep(struct ctx *c, const struct request *r, const struct conditions *with)
{
    if (!conditions_drop(c, r->id))
        return false;
    for (size_t i = 0; i < with->n; i++) {
        with->p[i].request_id = r->id;
        if (!condition_add(c, &with->p[i]))
            return false;
    }
    return true;
}

static bool asker_hears(struct ctx *c, const struct request *r)
{
    struct deal d;
    struct str text = arena_printf(c->arena, "%.*s says %s: %.*s", STR_FMT(r->team),
                                   ask_answer_words[r->answer].label,
                                   STR_FMT(promise_short(c->arena, r->what)));
    struct about about = request_about(r, r->answered, text);
    return record_get_any(c, &deal_record, r->deal_id, &d)
           && alert_raise(c, &request_answered, d.owner_id, about)
           && (r->user_id == d.owner_id || alert_raise(c, &request_answered, r->user_id, about));
}

bool request_answer(struct ctx *c, struct request *r, int answer, struct str words,
                    const struct conditions *with)
{
    if (r->answer != ASK_WAITS)
        return refuse(c, &already_answered, r->id);
    if (!check(c, answer, words, with))
        return false;
    r->answer = answer;
    r->words = words;
    r->answered = c->now;
    r->answered_by_id = c->viewer->id;
    bool again = answer == ASK_YES && r->after_promise;
    return record_update(c, &request_record, r) && conditions_keep(c, r, with)
           && clock_stop(c, &request_late, r->id) && alerts_settle(c, &request_asked, r->id)
           && alerts_settle(c, &request_late_alert, r->id) && asker_hears(c, r)
           && request_tell(c, r, "answered") && (!again || promise_back(c, r->promise_id));
}

/* ---- agreeing ---- */

/* What the buyer owes already gets the time the team needs; else it is promised now. */
static bool condition_agree(struct ctx *c, const struct request *r, const struct condition *k,
                            int64_t touch_id)
{
    struct promise p, now;
    int64_t id = 0;
    if (k->by == BY_BUYER && !promise_live_of(c, r->deal_id, k->by, k->kind, &id))
        return false;
    if (id) {
        struct promise_change to = { k->due, STR("The team needs it by then."), touch_id,
                                     MOVED_BY_BUYER };
        return record_get_any(c, &promise_record, id, &p)
               && (p.due.ms == k->due.ms || promise_renegotiate(c, &p, &to, &now))
               && condition_promised(c, k->id, id);
    }
    record_init(&promise_record, &p);
    p.deal_id = r->deal_id;
    p.by = k->by;
    p.kind = k->kind;
    p.channel = CHANNEL_EMAIL;
    p.what = k->what;
    p.due = k->due;
    return promise_make(c, &p) && condition_promised(c, k->id, p.id);
}

bool request_agree(struct ctx *c, const struct request *r, int64_t touch_id)
{
    struct conditions all;
    if (r->answer != ASK_YES_IF)
        return bad_field(c, STR("answer"), "There are no conditions to agree to.");
    if (!conditions_read(c, r->id, &all))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        if (all.p[i].choice == 0 && !all.p[i].promise_id
            && !condition_agree(c, r, &all.p[i], touch_id))
            return false;
    }
    return request_tell(c, r, "agreed");
}

static const struct condition *choice_find(const struct conditions *all, int64_t choice)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->p[i].choice == choice)
            return &all->p[i];
    }
    return NULL;
}

bool choice_taken(const struct conditions *all)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->p[i].choice && all->p[i].promise_id)
            return true;
    }
    return false;
}

bool request_choose(struct ctx *c, const struct request *r, int64_t choice, int64_t touch_id,
                    struct promise *now)
{
    struct conditions all;
    struct promise p;
    const struct condition *k;
    if (!conditions_read(c, r->id, &all))
        return false;
    if (choice_taken(&all))
        return refuse(c, &choice_made, r->id);
    k = choice > 0 ? choice_find(&all, choice) : NULL;
    if (!k || !r->promise_id)
        return bad_field(c, STR("choice"), "Choose one of the team's choices by its number.");
    if (!touch_id && !str_is(str_of(c->viewer->door), "buyer"))
        return bad_field(c, STR("touch_id"), "Name the buyer's touch in which he chose (inbound).");
    if ((r->answer == ASK_YES_IF && !request_agree(c, r, touch_id))
        || !record_get_any(c, &promise_record, r->promise_id, &p))
        return false;
    struct promise_change to = { k->due, promise_short(c->arena, k->what), touch_id,
                                 MOVED_BY_BUYER };
    return condition_promised(c, k->id, p.id) && promise_renegotiate(c, &p, &to, now);
}
