/* SPDX-License-Identifier: Apache-2.0 */
/* What the buyer asks, orders, says of himself and of what changed; and what he gets for it. */
#include "approval/approval.h"
#include "base/text.h"
#include "buyer/buyer_rules.h"
#include "buyer/buyer_store.h"
#include "cadence/cadence.h"
#include "consult/consult.h"
#include "fact/fact.h"
#include "frame/policy.h"
#include "office/office.h"
#include "outbox/outbox.h"
#include "product/product.h"
#include "question/question.h"

#define DAY_MS INT64_C(86400000)

/* ---- asking and ordering ---- */

/* His words as a touch, our answer as a promise with a clock. */
static bool asked(struct ctx *c, struct buyer *b, struct str details, struct str step,
                  struct reaction *out)
{
    struct instant due = answer_due(c, b);
    struct touch t;
    touch_begin(b, &t);
    t.details = details;
    return touch_end(c, b, &t, step, due)
           && promise_ours(c, b, PROMISE_ANSWER, step, due, out)
           && owner_hears(c, b, t.id, step);
}

/* Who knows the product gets it with all that is known (S0-51). */
static bool expert_gets(struct ctx *c, struct buyer *b, struct str words, struct reaction *out)
{
    struct consult k;
    record_init(&consult_record, &k);
    k.deal_id = b->deal.id;
    k.contact_id = b->contact.id;
    k.kind = CONSULT_EXPERT;
    k.words = words;
    k.channel = his_channel(b);
    if (!consult_said(c, &b->deal, &k) || !deal_again(c, b))
        return false;
    if (k.id)
        say(c, out, "%.*s, who knows it best, has your question and all that you told us.",
            STR_FMT(k.expert));
    return true;
}

bool buyer_asks(struct ctx *c, struct buyer *b, struct str words, bool expert,
                struct reaction *out)
{
    struct str line = one_line(c, words);
    return words_fit(c, "words", words, true)
           && asked(c, b, words, arena_printf(c->arena, "Answer: %.*s", STR_FMT(line)), out)
           && (!expert || expert_gets(c, b, words, out));
}

/* With a clock of its own, on his channel (S0-57). */
static bool help_opens(struct ctx *c, struct buyer *b, struct str step, struct str entered)
{
    struct consult k;
    record_init(&consult_record, &k);
    k.deal_id = b->deal.id;
    k.contact_id = b->contact.id;
    k.kind = CONSULT_HELP;
    k.step = step;
    k.words = arena_printf(c->arena, "Help with: %.*s", STR_FMT(step));
    k.entered = entered;
    k.channel = his_channel(b);
    return consult_said(c, &b->deal, &k) && deal_again(c, b);
}

bool buyer_needs_help(struct ctx *c, struct buyer *b, struct str step, struct str entered,
                      struct reaction *out)
{
    struct str line = one_line(c, step);
    struct str details = arena_printf(c->arena, "Wants help with: %.*s\n%.*s", STR_FMT(line),
                                      STR_FMT(entered));
    if (!words_fit(c, "step", step, true))
        return false;
    if (!asked(c, b, str_trim(details), arena_printf(c->arena, "Help with: %.*s", STR_FMT(line)),
               out)
        || !help_opens(c, b, line, str_trim(entered)))
        return false;
    if (entered.n)
        say(c, out, "What you have entered so far went along: nobody asks you for it again.");
    return true;
}

static struct str order_text(struct ctx *c, const struct buyer_order *o)
{
    struct buf b;
    buf_init(&b, c->arena, o->what.n + o->words.n + 200);
    buf_lit(&b, "Orders: ");
    buf_add(&b, o->what);
    if (day_is(o->by)) {
        buf_lit(&b, "\nWants it by ");
        buf_day(&b, o->by);
    }
    if (o->words.n) {
        buf_lit(&b, "\n");
        buf_add(&b, o->words);
    }
    return buf_str(&b);
}

bool buyer_orders(struct ctx *c, struct buyer *b, const struct buyer_order *o,
                  struct reaction *out)
{
    struct instant due = office_after(c, &buyer_order_hours, BUSINESS_TIME, c->now);
    struct str line = arena_printf(c->arena, "Confirm the order: %.*s",
                                   STR_FMT(one_line(c, o->what)));
    struct touch t;
    bool good = words_fit(c, "what", o->what, true);
    if (!words_fit(c, "words", o->words, false) || !good)
        return false;
    if (day_is(o->by) && o->by.n < instant_day(c->now).n)
        return bad_field(c, STR("by"), "This day has passed.");
    touch_begin(b, &t);
    t.details = order_text(c, o);
    t.buyer_stage = BUYER_READY;
    t.need_by = o->by;
    say(c, out, "Your order is with us.");
    return touch_end(c, b, &t, line, due) && promise_ours(c, b, PROMISE_ORDER, line, due, out)
           && owner_hears(c, b, t.id, line);
}

/* ---- where he stands ---- */

static struct str state_text(struct ctx *c, const struct buyer_state *s)
{
    struct buf b;
    buf_init(&b, c->arena, 200);
    buf_lit(&b, "Says");
    if (s->stage)
        buf_printf(&b, ": %s", buyer_stage_words[s->stage].label);
    if (s->urgency)
        buf_printf(&b, "%s %s", s->stage ? ";" : ":",
                   s->urgency == TOUCH_URGENT ? "it is urgent" : "it is not urgent");
    if (day_is(s->need_by)) {
        buf_add(&b, s->stage || s->urgency ? STR("; needs it by ") : STR(": needs it by "));
        buf_day(&b, s->need_by);
    }
    return buf_str(&b);
}

bool buyer_states(struct ctx *c, struct buyer *b, const struct buyer_state *s,
                  struct reaction *out)
{
    struct str step;
    struct instant due;
    struct touch t;
    if (!s->stage && !s->urgency && !day_is(s->need_by))
        return bad_field(c, STR("stage"), "Say at least one of these.");
    if (day_is(s->need_by) && s->need_by.n < instant_day(c->now).n)
        return bad_field(c, STR("need_by"), "This day has passed.");
    touch_begin(b, &t);
    t.details = state_text(c, s);
    t.buyer_stage = s->stage;
    t.urgency = s->urgency;
    t.need_by = s->need_by;
    step_keep(c, b, STR("Fit the plan to where the buyer stands"), &step, &due);
    if (!touch_end(c, b, &t, step, due) || !owner_hears(c, b, t.id, t.details))
        return false;
    say(c, out, "It counts from now on, and none of us can change it.");
    if (b->deal.state == DEAL_OPEN)
        say(c, out, "%.*s acts next, by %.*s.", STR_FMT(owner_of(c, b)),
            STR_FMT(moment_words(c->arena, due)));
    plan_say(c, b, out);
    return true;
}

/* ---- sharing ---- */

static struct str share_text(struct ctx *c, const struct buyer_share *s)
{
    struct buf b;
    buf_init(&b, c->arena, 4 * BUYER_WORDS_MAX * 4 + 400);
    buf_lit(&b, "Shares what he plans.");
    if (s->stage)
        buf_printf(&b, "\n%s", buyer_stage_words[s->stage].label);
    if (day_is(s->decide_by)) {
        buf_lit(&b, "\nDecides by ");
        buf_day(&b, s->decide_by);
    }
    if (s->requirements.n) {
        buf_lit(&b, "\nNeeds: ");
        buf_add(&b, s->requirements);
    }
    if (s->authority.n) {
        buf_lit(&b, "\nDecides: ");
        buf_add(&b, s->authority);
    }
    if (s->budget.n) {
        buf_lit(&b, "\nBudget: ");
        buf_add(&b, s->budget);
    }
    return buf_str(&b);
}

static bool share_fits(struct ctx *c, const struct buyer_share *s)
{
    bool good = words_fit(c, "requirements", s->requirements, false);
    good = words_fit(c, "authority", s->authority, false) && good;
    good = words_fit(c, "budget", s->budget, false) && good;
    good = words_fit(c, "confidential", s->confidential, false) && good;
    if (day_is(s->decide_by) && s->decide_by.n < instant_day(c->now).n)
        good = bad_field(c, STR("decide_by"), "This day has passed.");
    if (!s->stage && !day_is(s->decide_by) && !s->requirements.n && !s->authority.n
        && !s->budget.n && !s->confidential.n)
        good = bad_field(c, STR("requirements"), "Say at least one of these.");
    return good;
}

/* What he marks confidential is not kept: a stub says that there was something (S2-06). */
static bool confidential_say(struct ctx *c, const struct buyer *b, struct str words)
{
    struct fact f;
    if (!words.n)
        return true;
    record_init(&fact_record, &f);
    f.deal_id = b->deal.id;
    f.contact_id = b->contact.id;
    f.name = STR("confidential");
    f.value = words;
    f.confidential = true;
    return fact_said(c, &f);
}

static bool facts_say(struct ctx *c, const struct buyer *b, const struct buyer_share *s,
                      int64_t touch_id)
{
    struct str stage = s->stage ? str_of(buyer_stage_words[s->stage].label) : STR_NONE;
    struct buf day;
    buf_init(&day, c->arena, 40);
    if (day_is(s->decide_by)) {
        buf_lit(&day, "Decides by ");
        buf_day(&day, s->decide_by);
    }
    return fact_say(c, b, "commitment", stage, touch_id)
           && fact_say(c, b, "timeline", buf_str(&day), touch_id)
           && fact_say(c, b, "requirements", s->requirements, touch_id)
           && fact_say(c, b, "authority", s->authority, touch_id)
           && fact_say(c, b, "budget", s->budget, touch_id)
           && confidential_say(c, b, s->confidential);
}

static bool contact_say(struct ctx *c, const struct buyer *b, struct reaction *out)
{
    struct instant last = b->deal.human_contact;
    if (b->contact.contact_days == INT_NONE)
        return true;
    if (!instant_is(last) && !last_outbound(c, b->deal.id, &last))
        return false;
    if (!instant_is(last)) {
        say(c, out, "You hear from us at most every %lld days.",
            (long long)b->contact.contact_days);
        return true;
    }
    struct instant next = { last.ms + b->contact.contact_days * DAY_MS };
    say(c, out, "You hear from us at most every %lld days: not before %.*s, unless you ask.",
        (long long)b->contact.contact_days,
        STR_FMT(moment_words(c->arena, next.ms > c->now.ms ? next : c->now)));
    return true;
}

/* What he gets back for it (S2-08). */
static bool shared_say(struct ctx *c, const struct buyer *b, struct reaction *out)
{
    struct unknowns left;
    struct product p;
    if (!unknown_read(c, b->deal.id, &left))
        return false;
    if (b->deal.product_id) {
        if (!record_get_any(c, &product_record, b->deal.product_id, &p))
            return false;
        struct buf price;
        buf_init(&price, c->arena, 60);
        if (money_is(p.price)) {
            buf_lit(&price, ", ");
            buf_money(&price, p.price);
        }
        say(c, out, "What fits so far: %.*s%.*s.", STR_FMT(p.name), STR_FMT(buf_str(&price)));
    }
    if (left.n)
        say(c, out, "We have %zu question%s left, no more.", left.n, left.n == 1 ? "" : "s");
    else
        say(c, out, "We have no question left: nobody asks you for any of this again.");
    plan_say(c, b, out);
    return contact_say(c, b, out);
}

bool buyer_shares(struct ctx *c, struct buyer *b, const struct buyer_share *s,
                  struct reaction *out)
{
    struct str step;
    struct instant due;
    struct touch t;
    if (!share_fits(c, s))
        return false;
    touch_begin(b, &t);
    t.details = share_text(c, s);
    t.buyer_stage = s->stage;
    t.buyer_close = s->decide_by;
    step_keep(c, b, STR("Answer what the buyer shared with a plan that fits"), &step, &due);
    if (!touch_end(c, b, &t, step, due) || !facts_say(c, b, s, t.id) || !deal_again(c, b)
        || !owner_hears(c, b, t.id, STR("shares what he plans.")))
        return false;
    if (s->confidential.n)
        say(c, out, "What you marked as confidential was not kept.");
    return shared_say(c, b, out);
}

/* ---- what changed ---- */

static bool roadblock_say(struct ctx *c, struct buyer *b, struct str words, int64_t touch_id,
                          struct reaction *out)
{
    struct roadblock r;
    record_init(&roadblock_record, &r);
    r.deal_id = b->deal.id;
    r.contact_id = b->contact.id;
    r.what = words;
    r.touch_id = touch_id;
    if (!roadblock_said(c, &r))
        return false;
    say(c, out, "What stands in your way has an owner: %.*s answers by %.*s.",
        STR_FMT(owner_of(c, b)), STR_FMT(moment_words(c->arena, r.due)));
    return true;
}

bool buyer_changes(struct ctx *c, struct buyer *b, const struct buyer_change *k,
                   struct reaction *out)
{
    const char *kind = change_kind_words[k->kind].label;
    struct change_event e;
    struct str step;
    struct instant due;
    struct touch t;
    bool good = words_fit(c, "words", k->words, true);
    if (!words_fit(c, "roadblock", k->roadblock, false) || !good)
        return false;
    touch_begin(b, &t);
    t.details = arena_printf(c->arena, "%s changed: %.*s%s%.*s", kind, STR_FMT(k->words),
                             k->roadblock.n ? "\nIn the way: " : "", STR_FMT(k->roadblock));
    step_keep(c, b, STR("Look at what changed, and say what follows"), &step, &due);
    if (!touch_end(c, b, &t, step, due))
        return false;
    record_init(&change_record, &e);
    e.deal_id = b->deal.id;
    e.contact_id = b->contact.id;
    e.kind = k->kind;
    e.new_value = k->words;
    e.touch_id = t.id;
    if (!change_said(c, &e)
        || !owner_hears(c, b, t.id, arena_printf(c->arena, "%s changed.", kind)))
        return false;
    say(c, out, "%s: what was true before is kept beside what is true now.", kind);
    say(c, out, "Dates and plan are looked at again before anything else happens.");
    if (k->roadblock.n)
        return roadblock_say(c, b, k->roadblock, t.id, out) && deal_again(c, b);
    due = answer_due(c, b);
    return promise_ours(c, b, PROMISE_FOLLOW_UP,
                        arena_printf(c->arena, "Say what follows from the change: %s", kind), due,
                        out);
}

/* ---- what is known of him ---- */

bool buyer_answers(struct ctx *c, struct buyer *b, int64_t question_id, struct str words,
                   struct reaction *out)
{
    struct question_row k;
    struct unknowns left;
    struct fact f;
    if (!record_get(c, &question_record, question_id, &k))
        return false;
    if (k.deal_id != b->deal.id)
        return fail(c, FAULT_NOT_FOUND, "not_found", STR("This question is not here any more."));
    if (!words_fit(c, "words", words, true) || !question_answer(c, &k, words, 0, &f)
        || !owner_hears(c, b, k.id, STR("answered a question.")) || !deal_again(c, b)
        || !unknown_read(c, b->deal.id, &left))
        return false;
    say(c, out, "Thank you: it stands below, as your word, and nobody asks you again.");
    if (left.n)
        say(c, out, "%zu left of what we would like to know.", left.n);
    else
        say(c, out, "We know what we need.");
    plan_say(c, b, out);
    return true;
}

bool buyer_corrects(struct ctx *c, struct buyer *b, int64_t fact_id, struct str words,
                    bool confidential, struct reaction *out)
{
    struct fact f;
    if (!record_get(c, &fact_record, fact_id, &f))
        return false;
    if (f.deal_id != b->deal.id || !f.current)
        return fail(c, FAULT_NOT_FOUND, "not_found", STR("This is not known any more."));
    if (!words.n || confidential) {
        if (!fact_withdraw(c, &f, confidential))
            return false;
        say(c, out, "It is gone from our pages, lists and search. That something was there is all "
                    "that stays.");
        return deal_again(c, b);
    }
    if (!words_fit(c, "words", words, true)
        || !fact_say(c, b, arena_cstr(c->arena, f.name), words, 0)
        || !owner_hears(c, b, f.id, STR("corrected what we know.")))
        return false;
    say(c, out, "Corrected. It stands as your word, and none of us can change it.");
    return deal_again(c, b);
}

/* ---- how he is to be reached ---- */

static bool wish_fits(struct ctx *c, const struct buyer_wish *w)
{
    struct calendar hours;
    if (w->days != INT_NONE && (w->days < 1 || w->days > 365))
        bad_field(c, STR("days"), "Give a number of days from 1 to 365.");
    if (w->hours.n && !calendar_read(w->hours, &hours))
        bad_field(c, STR("hours"), "Give hours like Mon-Fri 09:00-12:00.");
    if (w->phone.n && (utf8_length(w->phone) > 50 || text_has_control(w->phone, false)))
        bad_field(c, STR("phone"), "Give a number of at most 50 characters.");
    if (w->only && !w->channel)
        bad_field(c, STR("channel"), "Say by which way only.");
    return !failed(c);
}

bool buyer_prefers(struct ctx *c, struct buyer *b, const struct buyer_wish *w,
                   struct reaction *out)
{
    struct contact now = b->contact;
    if (!wish_fits(c, w))
        return false;
    now.preferred_channel = w->channel;
    now.only_by = w->only ? w->channel : 0;
    now.no_phone = w->no_calls;
    now.contact_days = w->days;
    now.contact_hours = w->hours;
    if (w->phone.n)
        now.phone = w->phone;
    if (!contact_prefers(c, &b->contact, &now) || !contact_hours_changed(c, now.id)
        || !owner_hears(c, b, b->contact.id, STR("said how to be reached.")) || !deal_again(c, b)
        || !cadence_fit(c, b->deal.id, &b->contact) || !deal_again(c, b))
        return false;
    struct str wish = contact_wish(c, &b->contact);
    if (wish.n)
        say(c, out, "From now on: %.*s. The program refuses us anything else.", STR_FMT(wish));
    else
        say(c, out, "From now on you are reached like this.");
    return contact_say(c, b, out);
}
