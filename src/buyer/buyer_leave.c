/* SPDX-License-Identifier: Apache-2.0 */
/* How a buyer leaves, each way in one step with a next state of its own; whom he tells, whom he
 * thanks. */
#include "alternative/alternative.h"
#include "approval/approval.h"
#include "ask/ask.h"
#include "base/text.h"
#include "buyer/buyer_rules.h"
#include "complaint/complaint.h"
#include "fact/fact.h"
#include "frame/people.h"
#include "frame/recorded.h"
#include "office/office.h"
#include "outbox/outbox.h"
#include "routing/routing.h"
#include "silence/silence.h"

#define MINUTE_MS 60000

/* ---- how it is kept ---- */

/* From when he said that he is ready to buy. */
static int64_t minutes_waited(struct ctx *c, const struct deal *d)
{
    if (d->buyer_stage != BUYER_READY)
        return INT_NONE;
    bool in_enquiry = instant_is(d->asked) && instant_day(d->asked).n == d->buyer_stage_day.n;
    struct instant since = in_enquiry ? d->asked : day_start(d->buyer_stage_day);
    return c->now.ms > since.ms ? (c->now.ms - since.ms) / MINUTE_MS : 0;
}

static bool exit_keep(struct ctx *c, const struct buyer *b, const struct buyer_exit *e, bool lost,
                      struct exit_row *row)
{
    record_init(&exit_record, row);
    row->deal_id = b->deal.id;
    row->contact_id = b->contact.id;
    row->kind = e->kind;
    row->reason = e->reason;
    row->words = e->words;
    row->supplier = e->supplier;
    row->until = e->until;
    row->minutes = lost ? minutes_waited(c, &b->deal) : INT_NONE;
    return recorded_insert(c, &exit_record, row);
}

static bool fits(struct ctx *c, const struct buyer_exit *e)
{
    bool good = words_fit(c, "words", e->words, false);
    if (utf8_length(e->supplier) > 200 || text_has_control(e->supplier, false))
        good = bad_field(c, STR("supplier"), "Give a name of at most 200 characters.");
    if (utf8_length(e->name) > 200 || text_has_control(e->name, false))
        good = bad_field(c, STR("name"), "Give a name of at most 200 characters.");
    if (e->email.n && !email_ok(e->email))
        good = bad_field(c, STR("email"), "This is no e-mail address.");
    if (e->email.n && !e->name.n)
        good = bad_field(c, STR("name"), "Say who that is.");
    if (e->kind == LEAVES_HOLD && (!day_is(e->until) || e->until.n <= instant_day(c->now).n))
        good = bad_field(c, STR("until"), "Say until which day, like 2027-03-31.");
    return good;
}

/* Our line about it: his own words stand in the exit, where nobody takes offence. */
static struct str reason_line(struct ctx *c, const struct buyer_exit *e)
{
    const char *how = leaving_words[e->kind].label;
    if (!e->reason)
        return str_of(how);
    return arena_printf(c->arena, "%s: %s", how, leaving_reason_words[e->reason].label);
}

static bool touched(struct ctx *c, struct buyer *b, const struct buyer_exit *e, struct str step,
                    struct instant due, int64_t *touch_id)
{
    struct touch t;
    touch_begin(b, &t);
    t.details = e->words.n ? arena_printf(c->arena, "%.*s\n%.*s", STR_FMT(reason_line(c, e)),
                                          STR_FMT(e->words))
                           : reason_line(c, e);
    if (!touch_end(c, b, &t, step, due))
        return false;
    *touch_id = t.id;
    return true;
}

static bool line_hears(struct ctx *c, const struct buyer *b, const struct alert_kind *k,
                       int64_t subject, struct str text)
{
    struct about about = {
        .deal_id = b->deal.id,
        .subject = subject,
        .due = INSTANT_NONE,
        .text = arena_printf(c->arena, "%.*s: %.*s", STR_FMT(b->contact.name), STR_FMT(text)),
    };
    return alert_up(c, k, b->deal.owner_id, LEVEL_MANAGER, about);
}

/* ---- gone ---- */

_Static_assert((int)REASON_OTHER == (int)LOST_OTHERWISE, "the reasons of both are alike");

static bool deal_lose(struct ctx *c, struct buyer *b, const struct buyer_exit *e)
{
    struct deal now;
    const struct stage *lost = stage_first(c, b->deal.pipeline_id, ENDING_LOST);
    if (!lost)
        return !failed(c)
               && broken(c, "pipeline %lld has no stage for lost deals",
                         (long long)b->deal.pipeline_id);
    now = b->deal;
    deal_move(&now, lost);
    now.lost_reason = reason_line(c, e);
    now.lost_to = e->supplier;
    now.lost_cause = e->reason; /* the same words */
    return deal_save(c, &b->deal, &now, STR("The buyer said so himself."));
}

static bool is_elsewhere(const struct buyer_exit *e)
{
    return e->kind == LEAVES_BOUGHT || e->kind == LEAVES_OTHER;
}

/* What we owed and could not give is broken when somebody else gave it. */
static bool ties_cut(struct ctx *c, struct buyer *b, const struct buyer_exit *e)
{
    return promises_end(c, b->deal.id, is_elsewhere(e)) && requests_end(c, b->deal.id)
           && deal_again(c, b);
}

/* What he gets elsewhere, for our own speed beside it (S0-68). */
static bool offer_keep(struct ctx *c, const struct buyer *b, const struct buyer_exit *e)
{
    struct alternative a;
    if (!is_elsewhere(e) || (!e->supplier.n && e->days == INT_NONE && !money_is(e->price)))
        return true;
    record_init(&alternative_record, &a);
    a.deal_id = b->deal.id;
    a.contact_id = b->contact.id;
    a.who = e->supplier;
    a.days = e->days;
    a.price = e->price;
    return alternative_said(c, &a);
}

static bool goes(struct ctx *c, struct buyer *b, const struct buyer_exit *e, struct reaction *out)
{
    struct exit_row row;
    int64_t touch_id;
    if (!exit_keep(c, b, e, true, &row) || !offer_keep(c, b, e) || !ties_cut(c, b, e))
        return false;
    if (b->deal.state == DEAL_OPEN && (!deal_lose(c, b, e) || !deal_again(c, b)))
        return false;
    if (!touched(c, b, e, STR_NONE, INSTANT_NONE, &touch_id)
        || !contact_closed(c, b->deal.id, reason_line(c, e))
        || !line_hears(c, b, is_elsewhere(e) ? &buyer_gone_alert : &buyer_left_alert, row.id,
                       reason_line(c, e)))
        return false;
    say(c, out, "It is closed, as you said. Nobody of us contacts you any more.");
    say(c, out, "Letters that had not left yet were stopped, and what was open between us has "
                "ended.");
    say(c, out, "%.*s and his manager have been told. If you ever want to come back, ask below.",
        STR_FMT(owner_of(c, b)));
    return true;
}

/* ---- not gone ---- */

static bool holds(struct ctx *c, struct buyer *b, const struct buyer_exit *e, struct reaction *out)
{
    struct instant due = day_at(e->until, 9, 0);
    struct exit_row row;
    struct buf day;
    int64_t touch_id, n;
    buf_init(&day, c->arena, 40);
    buf_day(&day, e->until);
    struct str until = buf_str(&day);
    struct str step = arena_printf(c->arena, "On hold until %.*s, says the buyer: ask then",
                                   STR_FMT(until));
    if (!exit_keep(c, b, e, false, &row) || !touched(c, b, e, step, due, &touch_id)
        || !promises_end(c, b->deal.id, false) || !outbox_cancel(c, b->deal.id, &n)
        || !silence_over(c, b->deal.id)
        || !line_hears(c, b, &buyer_left_alert, row.id, step) || !deal_again(c, b))
        return false;
    say(c, out, "On hold until %.*s. What was planned before that has been stopped.",
        STR_FMT(until));
    say(c, out, "%.*s asks you again on that day, once. You can go on earlier, here.",
        STR_FMT(owner_of(c, b)));
    return true;
}

static bool prices(struct ctx *c, struct buyer *b, const struct buyer_exit *e,
                   struct reaction *out)
{
    struct exit_row row;
    struct roadblock r;
    int64_t touch_id;
    struct str step = STR("Answer the buyer on the price");
    if (!exit_keep(c, b, e, false, &row)
        || !touched(c, b, e, step, promise_due_offer(c, &b->deal), &touch_id))
        return false;
    record_init(&roadblock_record, &r);
    r.deal_id = b->deal.id;
    r.contact_id = b->contact.id;
    r.what = e->words.n ? arena_printf(c->arena, "The price is not competitive: %.*s",
                                       STR_FMT(one_line(c, e->words)))
                        : STR("The price is not competitive.");
    r.touch_id = touch_id;
    if (!roadblock_said(c, &r)
        || !line_hears(c, b, &buyer_left_alert, row.id, STR("The price is not competitive."))
        || !deal_again(c, b))
        return false;
    say(c, out, "%.*s answers on the price by %.*s; his manager knows.", STR_FMT(owner_of(c, b)),
        STR_FMT(moment_words(c->arena, r.due)));
    say(c, out, "You need not decide before that. Everything else stays as it is.");
    return true;
}

/* Nothing of ours reaches him by himself any more. */
static bool contact_rests(struct ctx *c, struct buyer *b)
{
    struct contact now = b->contact;
    now.no_phone = now.no_email = now.no_text = now.no_social = now.no_letter = now.no_visit = true;
    return contact_prefers(c, &b->contact, &now);
}

/* Whom he names stands on the deal from now on, said by him. */
static bool other_add(struct ctx *c, struct buyer *b, const struct buyer_exit *e)
{
    struct contact p;
    struct deal was, now;
    bool added;
    if (!e->name.n)
        return true;
    record_init(&contact_record, &p);
    p.name = e->name;
    p.email = e->email;
    p.account_id = b->contact.account_id;
    p.notes = arena_printf(c->arena, "Named by %.*s as the right person.",
                           STR_FMT(b->contact.name));
    if (!contact_create(c, &p) || !deal_contact_add(c, b->deal.id, b->contact.id, &added)
        || !record_get_any(c, &deal_record, b->deal.id, &was))
        return false;
    now = was;
    now.contact_id = p.id;
    return deal_save(c, &was, &now, STR("The buyer named the right person."));
}

static bool passes_on(struct ctx *c, struct buyer *b, const struct buyer_exit *e,
                      struct reaction *out)
{
    struct exit_row row;
    int64_t touch_id;
    struct str step = e->name.n ? arena_printf(c->arena, "Ask %.*s whether he is the right person",
                                               STR_FMT(one_line(c, e->name)))
                                : STR("Find out who decides now");
    if (!exit_keep(c, b, e, false, &row)
        || !touched(c, b, e, step, promise_due_offer(c, &b->deal), &touch_id)
        || !fact_say(c, b, "authority", STR("no"), touch_id)
        || !fact_say(c, b, "right_person", STR("no"), touch_id) || !contact_rests(c, b)
        || !other_add(c, b, e) || !line_hears(c, b, &buyer_left_alert, row.id, step)
        || !deal_again(c, b))
        return false;
    say(c, out, "You get nothing from us any more that wants to sell you something.");
    if (e->name.n)
        say(c, out, "%.*s turns to %.*s instead, and says that you named %s.",
            STR_FMT(owner_of(c, b)), STR_FMT(one_line(c, e->name)), "him or her");
    else
        say(c, out, "%.*s finds out who decides now, without asking you again.",
            STR_FMT(owner_of(c, b)));
    return true;
}

bool buyer_leaves(struct ctx *c, struct buyer *b, const struct buyer_exit *e,
                  struct reaction *out)
{
    if (!fits(c, e))
        return false;
    if (b->deal.state != DEAL_OPEN && e->kind != LEAVES_BOUGHT)
        return bad_field(c, STR("kind"), "This is closed already.");
    switch (e->kind) {
    case LEAVES_HOLD:
        return holds(c, b, e, out);
    case LEAVES_PRICE:
        return prices(c, b, e, out);
    case LEAVES_DECISION:
    case LEAVES_PERSON:
        return passes_on(c, b, e, out);
    default:
        return goes(c, b, e, out);
    }
}

/* ---- telling and thanking ---- */

bool buyer_tells(struct ctx *c, struct buyer *b, struct str words, struct reaction *out)
{
    struct complaint k;
    if (!words_fit(c, "words", words, true))
        return false;
    record_init(&complaint_record, &k);
    k.contact_id = b->contact.id;
    k.words = words;
    if (!complaint_make(c, &b->deal, &k))
        return false;
    say(c, out, "%.*s has your message, and nobody below sees it.",
        STR_FMT(person_name(c, k.manager_id)));
    say(c, out, "You have an answer by %.*s; after that it goes one level up, by itself.",
        STR_FMT(moment_words(c->arena, k.due)));
    return true;
}

bool buyer_thanks(struct ctx *c, struct buyer *b, struct str words, int64_t user_id, bool keep,
                  struct reaction *out)
{
    struct praise p;
    if (!words_fit(c, "words", words, true))
        return false;
    record_init(&praise_record, &p);
    p.contact_id = b->contact.id;
    p.user_id = user_id;
    p.words = words;
    if (!praise_make(c, &b->deal, &p) || (keep && !preferred_set(c, b->contact.id, p.user_id)))
        return false;
    struct str who = person_name(c, p.user_id);
    say(c, out, "%.*s reads it, and so does his manager.", STR_FMT(who));
    if (keep)
        say(c, out, "What you ask us next goes to %.*s first.", STR_FMT(who));
    return true;
}
