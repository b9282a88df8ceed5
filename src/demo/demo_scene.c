/* SPDX-License-Identifier: Apache-2.0 */
/* Each scene is what a page or the API would have called. */
#include "approval/approval.h"
#include "ask/ask.h"
#include "buyer/buyer.h"
#include "complaint/complaint.h"
#include "demo/demo_impl.h"
#include "demo/demo_time.h"
#include "enquiry/enquiry.h"
#include "frame/app_store.h"
#include "frame/history.h"
#include "message/message.h"
#include "promise/promise.h"
#include "question/question.h"
#include "touch/touch.h"

struct scene {
    struct demo *d;
    const struct demo_scene *s;
    struct instant due;
    int64_t deal_id, on; /* on: the row that it is about */
    int64_t made;        /* and the one that came of it */
};

static struct str text(const char *s)
{
    return s ? str_of(s) : STR_NONE;
}

static bool deal_of(struct ctx *c, const struct scene *x, struct deal *out)
{
    return record_get_any(c, &deal_record, x->deal_id, out);
}

/* ---- asking ---- */

static void enquiry_fill(struct ctx *c, const struct demo *d, const struct demo_sale *from,
                         struct enquiry *e)
{
    record_init(&enquiry_record, e);
    e->name = str_of(from->name);
    e->email = str_of(from->email);
    e->phone = str_of(from->phone);
    e->phone_allowed = from->phone[0] ? PHONE_YES : PHONE_UNSAID;
    e->company = str_of(from->company);
    e->region = str_of(from->region);
    e->message = str_of(from->asks);
    e->product_id = d->products[from->product];
    e->options = str_of(from->options);
    e->urgency = from->urgent ? TOUCH_URGENT : TOUCH_URGENCY_UNSAID;
    if (from->need_days)
        e->need_by = (struct day){ instant_day(c->now).n + from->need_days };
    e->buyer_stage = from->stage;
    e->payment_path = from->payment;
    e->knowledge = from->knowledge;
    if (from->budget)
        e->budget = demo_dollars((int64_t)from->budget * 100);
}

static bool enquires(struct ctx *c, struct scene *x, struct enquiry *e)
{
    const struct demo_scene *s = x->s;
    int64_t owner = e->origin == ORIGIN_HAND ? c->viewer->id : 0;
    if (!enquiry_take(c, e, str_of(demo_sales[s->sale].email), owner))
        return false;
    x->d->sales[s->sale].deal_id = e->deal_id;
    x->d->sales[s->sale].contact_id = e->contact_id;
    x->d->sales[s->sale].enquiry_id = e->id;
    return true;
}

static bool takes(struct ctx *c, struct scene *x)
{
    static const struct viewer nobody = { .door = "web" };
    struct enquiry e;
    enquiry_fill(c, x->d, &demo_sales[x->s->sale], &e);
    e.origin = x->s->who == BUYER ? ORIGIN_WEB : ORIGIN_HAND;
    if (x->s->who == BUYER)
        c->viewer = &nobody;
    return enquires(c, x, &e);
}

static bool buys_lead(struct ctx *c, struct scene *x)
{
    struct enquiry e;
    enquiry_fill(c, x->d, &demo_sales[x->s->sale], &e);
    e.origin = ORIGIN_LEAD;
    e.lead_source = text(x->s->what);
    e.consent_basis = text(x->s->more);
    return enquires(c, x, &e);
}

/* ---- speaking and writing ---- */

static bool calls(struct ctx *c, struct scene *x)
{
    struct touch t;
    record_init(&touch_record, &t);
    t.deal_id = x->deal_id;
    t.channel = CHANNEL_PHONE;
    t.direction = TOUCH_OUTBOUND;
    t.details = text(x->s->what);
    t.minutes = x->s->n;
    t.needs = text(x->s->more);
    t.next_step = text(x->s->next);
    t.next_step_due = x->due;
    return touch_log(c, &t);
}

static bool writes(struct ctx *c, struct scene *x)
{
    struct message m;
    record_init(&message_record, &m);
    m.deal_id = x->deal_id;
    m.channel = CHANNEL_EMAIL;
    m.kind = x->s->kind;
    m.subject = text(x->s->what);
    m.text = text(x->s->more);
    m.next_step = text(x->s->next);
    m.next_step_due = x->due;
    return message_send(c, &m);
}

static bool values(struct ctx *c, struct scene *x)
{
    const struct stages *all = stages(c);
    struct deal was, now;
    if (!all || !deal_of(c, x, &was))
        return false;
    now = was;
    now.value = demo_dollars((int64_t)x->s->n * 100);
    for (size_t i = 0; i < all->n; i++) {
        if (all->p[i].position == x->s->kind && all->p[i].pipeline_id == now.pipeline_id)
            deal_move(&now, &all->p[i]);
    }
    return deal_save(c, &was, &now, text(x->s->what));
}

static bool questions(struct ctx *c, struct scene *x)
{
    struct question_row k;
    record_init(&question_record, &k);
    k.deal_id = x->deal_id;
    k.name = text(x->s->more);
    k.words = text(x->s->what);
    return question_put(c, &k);
}

/* ---- promises ---- */

static bool promises_as(struct ctx *c, struct scene *x, int by)
{
    const struct demo_scene *s = x->s;
    struct promise p;
    record_init(&promise_record, &p);
    p.deal_id = x->deal_id;
    p.by = by;
    p.kind = s->kind;
    p.channel = s->channel;
    p.what = text(s->what);
    p.due = x->due;
    p.team_id = s->team ? x->d->teams[s->team - 1] : 0;
    p.depends_on_id = x->on;
    p.depends_days = x->on ? s->n : INT_NONE;
    if (!request_promise(c, &p))
        return false;
    x->made = p.id;
    return true;
}

static bool promises(struct ctx *c, struct scene *x)
{
    return promises_as(c, x, BY_US);
}

static bool expects(struct ctx *c, struct scene *x)
{
    return promises_as(c, x, BY_BUYER);
}

static bool keeps(struct ctx *c, struct scene *x)
{
    struct promise_proof proof = { 0 };
    struct promise was, now;
    return record_get(c, &promise_record, x->on, &was) && promise_keep(c, &was, &proof, &now);
}

/* ---- teams ---- */

static bool asks_team(struct ctx *c, struct scene *x)
{
    static const struct field_set all = { ~(field_bits)0 };
    const struct demo_scene *s = x->s;
    struct request r;
    record_init(&request_record, &r);
    r.deal_id = x->deal_id;
    r.team_id = x->d->teams[s->team - 1];
    r.kind = s->kind;
    r.what = text(s->what);
    r.need = text(s->more);
    r.promised = text(s->next);
    r.deadline = demo_before(c->now, -s->n);
    r.deadline_owner = DEADLINE_BUYER;
    r.if_missed = STR("The buyer looks for somebody else.");
    r.blocking = true;
    if (!request_make(c, &r, all))
        return false;
    x->made = r.id;
    return true;
}

static bool answers(struct ctx *c, struct scene *x)
{
    struct condition k = {
        .what = text(x->s->more), .by = BY_BUYER, .kind = PROMISE_INPUT, .due = x->due
    };
    struct conditions with = { &k, x->s->more ? 1 : 0 };
    struct request r;
    return request_get(c, x->on, &r)
           && request_answer(c, &r, x->s->kind, text(x->s->what), &with);
}

/* ---- special prices, complaints ---- */

static bool wants_price(struct ctx *c, struct scene *x)
{
    struct approval a;
    record_init(&approval_record, &a);
    a.deal_id = x->deal_id;
    a.kind = APPROVAL_PRICE;
    a.amount = demo_dollars((int64_t)x->s->n * 100);
    a.reason = text(x->s->what);
    a.buyer_waits = true;
    if (!approval_ask(c, &a))
        return false;
    x->made = a.id;
    return true;
}

static bool decides(struct ctx *c, struct scene *x)
{
    struct approval a;
    return record_get(c, &approval_record, x->on, &a)
           && approval_decide(c, &a, true, text(x->s->what));
}

static bool replies(struct ctx *c, struct scene *x)
{
    struct complaint was, now;
    return record_get(c, &complaint_record, x->on, &was)
           && complaint_answer(c, &was, text(x->s->what), &now);
}

/* ---- the buyer, on his page ---- */

/* The newest row of his that a rule made without telling its number. */
static bool newest_promise(struct ctx *c, struct scene *x)
{
    struct promises all;
    if (!promises_read(c, x->deal_id, &all))
        return false;
    for (size_t i = 0; i < all.n; i++)
        x->made = all.p[i].id > x->made ? all.p[i].id : x->made;
    return true;
}

static bool newest_complaint(struct ctx *c, struct scene *x)
{
    struct complaints all;
    if (!complaints_of(c, x->deal_id, x->d->sales[x->s->sale].contact_id, &all))
        return false;
    x->made = all.n ? all.p[0].id : 0;
    return true;
}

static bool buyer_acts(struct ctx *c, struct scene *x, struct buyer *b)
{
    const struct demo_scene *s = x->s;
    struct reaction told = { .n = 0 };
    switch (s->act) {
    case ASKS:
        return buyer_asks(c, b, text(s->what), false, &told);
    case SHARES:
        return buyer_shares(c, b,
                            &(struct buyer_share){ .stage = s->kind,
                                                   .decide_by = DAY_NONE,
                                                   .requirements = text(s->what),
                                                   .authority = text(s->more) },
                            &told);
    case CHANGES:
        return buyer_changes(c, b,
                             &(struct buyer_change){ s->kind, text(s->what), text(s->more) },
                             &told);
    case DOES:
        return buyer_keeps(c, b, x->on, &told);
    case AGREES:
        return buyer_chooses(c, b, x->on, 0, &told) && newest_promise(c, x);
    case MOVES:
        return buyer_moves(c, b, x->on, x->due, text(s->what), &told);
    case TELLS:
        return buyer_tells(c, b, text(s->what), &told) && newest_complaint(c, x);
    case THANKS:
        return buyer_thanks(c, b, text(s->what), 0, false, &told);
    default:
        return buyer_leaves(c, b,
                            &(struct buyer_exit){ .kind = LEAVES_BOUGHT,
                                                  .reason = REASON_SPEED,
                                                  .words = text(s->what),
                                                  .supplier = text(s->more),
                                                  .until = DAY_NONE },
                            &told);
    }
}

static bool buyer_does(struct ctx *c, struct scene *x)
{
    struct link at = { .deal_id = x->deal_id,
                       .contact_id = x->d->sales[x->s->sale].contact_id };
    struct buyer b;
    return buyer_enter(c, &at, &b) && buyer_acts(c, x, &b);
}

/* ---- any of them ---- */

static bool (*const plays[])(struct ctx *c, struct scene *x) = {
    [TAKES] = takes,
    [BUYS_LEAD] = buys_lead,
    [CALLS] = calls,
    [SENDS] = writes,
    [VALUES] = values,
    [PROMISES] = promises,
    [EXPECTS] = expects,
    [KEEPS] = keeps,
    [ASKS_TEAM] = asks_team,
    [ANSWERS] = answers,
    [QUESTIONS] = questions,
    [WANTS_PRICE] = wants_price,
    [DECIDES] = decides,
    [REPLIES] = replies,
};

/* As a request does that was refused: what the rule said stays, and nothing else of it. */
static bool refusal_keep(struct ctx *c, const struct scene *x)
{
    const char *code = c->fault.code;
    int64_t subject = c->fault.subject;
    if (c->fault.kind != FAULT_REFUSED)
        return failed(c) ? false : broken(c, "a scene of the demo was not refused");
    fault_clear(c);
    return refusal_insert(c, code, subject,
                          arena_printf(c->arena, "/deals/%lld", (long long)x->deal_id));
}

bool demo_scene_play(struct ctx *c, struct demo *d, const struct demo_scene *s)
{
    struct cause cause = { .override_reason = text(s->override) };
    struct scene x = {
        .d = d,
        .s = s,
        .due = demo_before(d->plan.now, s->due),
        .deal_id = d->sales[s->sale].deal_id,
        .on = d->marks[s->on],
    };
    if (s->who != BUYER)
        c->viewer = d->viewers[s->who];
    c->cause = s->override ? &cause : NULL;
    bool ok = s->act >= ASKS ? buyer_does(c, &x) : plays[s->act](c, &x);
    c->cause = NULL;
    if (s->refused)
        return refusal_keep(c, &x);
    if (s->mark)
        d->marks[s->mark] = x.made;
    return ok;
}
