/* SPDX-License-Identifier: Apache-2.0 */
#include "alert/alert.h"
#include "base/text.h"
#include "demo/demo.h"
#include "demo/demo_facts.h"
#include "demo/demo_impl.h"
#include "demo/demo_time.h"
#include "frame/people.h"
#include "frame/org.h"
#include "link/link.h"
#include "message/message.h"
#include "promise/promise.h"
#include "touch/touch.h"

/* Working minutes before now. */
#define LOOK_MINUTES 15      /* everybody looks at his first screen */
#define SEEN_MINUTES 300     /* and has seen what is older */
#define AT_ONCE_MINUTES 1000 /* or this, of what cannot wait */

/* ---- words ---- */

struct says {
    struct str contact;
    const char *product;
    int n;
};

static struct str say(struct ctx *c, const char *text, const struct says *s)
{
    struct buf b;
    buf_init(&b, c->arena, 2000);
    for (const char *p = text; *p; p++) {
        if (*p != '%') {
            buf_char(&b, *p);
            continue;
        }
        p++;
        if (*p == 'c')
            buf_add(&b, s->contact);
        else if (*p == 'p')
            buf_add(&b, str_of(s->product));
        else
            buf_int(&b, s->n);
    }
    return buf_str(&b);
}

static struct says says_of(const struct demo *d, const struct demo_deal *deal)
{
    return (struct says){
        .contact = d->first_names[deal->account][deal->contact],
        .product = demo_products[deal->offer->product].name,
        .n = deal->amount,
    };
}

static struct str choose(const struct demo_texts *texts, int number)
{
    return str_of(texts->p[(size_t)number % texts->n]);
}

/* ---- deals and what happens to them ---- */

static struct str deal_said(struct ctx *c, const struct demo_deal *from, const struct says *s)
{
    return from->name ? str_of(from->name) : say(c, from->offer->name, s);
}

static bool created(struct ctx *c, struct demo *d, struct demo_deal *from)
{
    struct deal deal;
    deal_init(&deal);
    struct says s = says_of(d, from);
    deal.name = deal_said(c, from, &s);
    deal.account_id = d->accounts[from->account];
    deal.contact_id = d->contacts[from->account][from->contact];
    deal.product_id = d->products[from->offer->product];
    if (from->price)
        deal.value = demo_dollars(from->price);
    if (from->price && from->in_euro)
        memcpy(deal.value.currency, "EUR", sizeof "EUR");
    deal.expected_close = from->guess;
    if (from->urgent) {
        deal.urgency = URGENCY_URGENT;
        deal.need_by = from->close;
    }
    deal.source = 1 + from->kind % 6;
    deal.direction = deal.source == 1 || deal.source == 2 ? 1 : 2;
    deal.purpose = from->phase > 1 ? 2 : from->kind % 3;
    deal.payment_path = from->phase > 2 ? 1 + from->kind % 3 : 0;
    if (from->kind % 5 == 0)
        deal.options = STR("Finish: oak, light\nDelivery in two parts\nOld furniture taken along");
    if (!deal_create(c, &deal))
        return false;
    from->id = deal.id;
    return true;
}

/* Out of a sentence of ours about a letter: one that was sent. */
static bool wrote(struct ctx *c, const struct demo_event *e, const struct says *s)
{
    struct message m;
    record_init(&message_record, &m);
    m.deal_id = e->deal->id;
    m.channel = CHANNEL_EMAIL;
    m.kind = MESSAGE_ANSWER;
    m.subject = deal_said(c, e->deal, s);
    m.text = arena_printf(c->arena, "Dear %.*s,\n\n%.*s", STR_FMT(s->contact),
                          STR_FMT(say(c, e->line->letter, s)));
    m.next_step = say(c, e->line->next, s);
    m.next_step_due = e->due;
    struct touch t = { .deal_id = e->deal->id, .direction = TOUCH_OUTBOUND };
    if (!message_send(c, &m))
        return false;
    t.id = m.touch_id;
    return demo_facts(c, e, &t);
}

static bool promised(struct ctx *c, struct demo *d, const struct demo_event *e)
{
    struct says s = says_of(d, e->deal);
    struct promise p;
    record_init(&promise_record, &p);
    p.deal_id = e->deal->id;
    p.by = BY_US;
    p.kind = PROMISE_ANSWER;
    p.channel = CHANNEL_EMAIL;
    p.what = say(c, "Answer %c in writing", &s);
    p.due = e->due;
    return promise_make(c, &p);
}

static bool touched(struct ctx *c, struct demo *d, const struct demo_event *e)
{
    static const int told[] = { 0, BUYER_LOOKING, BUYER_COMPARING, BUYER_WANTS_DEMO, BUYER_READY };
    const struct demo_line *line = e->line;
    struct says s = says_of(d, e->deal);
    struct touch t;
    if (line->letter)
        return wrote(c, e, &s);
    record_init(&touch_record, &t);
    t.deal_id = e->deal->id;
    t.channel = line->channel;
    if (line->missed)
        t.answered = TOUCH_NO_ANSWER;
    t.direction = line->inbound ? TOUCH_INBOUND : TOUCH_OUTBOUND;
    t.details = say(c, line->said, &s);
    if (line->minutes)
        t.minutes = line->minutes;
    t.next_step = say(c, line->next, &s);
    t.next_step_due = e->due;
    if (line->inbound && e->number % 3)
        t.buyer_stage = told[line->phase];
    if (e->tells_date)
        t.buyer_close = e->deal->close;
    return touch_log(c, &t) && demo_facts(c, e, &t);
}

static bool moved(struct ctx *c, struct deal *deal, const struct demo_event *e)
{
    const struct stages *all = stages(c);
    for (size_t i = 0; all && i < all->n; i++) {
        if (all->p[i].position != e->stage || all->p[i].pipeline_id != deal->pipeline_id)
            continue;
        if (!day_is(deal->engaged_on))
            deal->engaged_on = instant_day(c->now);
        deal_move(deal, &all->p[i]);
        return true;
    }
    return !failed(c) && broken(c, "the demo knows no stage %d", e->stage);
}

static bool ended(struct ctx *c, struct deal *deal, const struct demo_event *e, struct str *why)
{
    bool won = e->deal->end == END_WON;
    const struct stage *stage = stage_first(c, deal->pipeline_id, won ? ENDING_WON : ENDING_LOST);
    if (!stage)
        return !failed(c) && broken(c, "the demo knows no such ending");
    if (won)
        *why = choose(&demo_won, e->number);
    else
        deal->lost_reason = choose(&demo_lost, e->number);
    deal_move(deal, stage);
    return true;
}

static bool change(struct ctx *c, struct deal *deal, const struct demo_event *e, struct str *why)
{
    switch (e->what) {
    case DO_STAGE:
        return moved(c, deal, e);
    case DO_END:
        return ended(c, deal, e, why);
    case DO_VALUE:
        *why = choose(e->price > deal->value.minor ? &demo_raised : &demo_lowered, e->number);
        deal->value.minor = e->price - e->price % 5000;
        return true;
    case DO_LIKELIER:
        *why = choose(&demo_likelier, e->number);
        if (deal_is_confirmed(deal))
            deal->probability += 5 + 5 * (e->number % 3);
        return true;
    default:
        *why = choose(&demo_pushed, e->number);
        deal->expected_close = e->deal->close;
        return true;
    }
}

static bool changed(struct ctx *c, const struct demo_event *e)
{
    struct str why = STR_NONE;
    struct deal was, now;
    if (!record_get(c, &deal_record, e->deal->id, &was))
        return false;
    now = was;
    return change(c, &now, e, &why) && deal_save(c, &was, &now, why);
}

static bool shared(struct ctx *c, struct demo *d, const struct demo_event *e)
{
    int with = e->deal->rep == 0 ? 1 : 0;
    return deal_share(c, e->deal->id, d->users[DEMO_FIRST_REP + with]);
}

static bool happen(struct ctx *c, struct demo *d, struct demo_event *e)
{
    c->viewer = d->viewers[DEMO_FIRST_REP + e->deal->rep];
    switch (e->what) {
    case DO_CREATE:
        return created(c, d, e->deal);
    case DO_TOUCH:
        return touched(c, d, e);
    case DO_PROMISE:
        return promised(c, d, e);
    case DO_SHARE:
        return shared(c, d, e);
    default:
        return changed(c, e);
    }
}

/* ---- all of it, in the order of time ---- */

static bool scene_is_next(const struct demo *d, size_t event, size_t scene)
{
    if (scene == n_demo_scenes || event == d->plan.n_events)
        return scene < n_demo_scenes;
    return d->scenes[scene].at.ms < d->plan.events[event].at.ms;
}

static int by_time(const void *x, const void *y)
{
    const struct demo_played *a = x, *b = y;
    if (a->at.ms != b->at.ms)
        return a->at.ms < b->at.ms ? -1 : 1;
    return a->scene < b->scene ? -1 : a->scene > b->scene;
}

static void scenes_sort(struct ctx *c, struct demo *d)
{
    d->scenes = arena_array(c->arena, struct demo_played, n_demo_scenes);
    for (size_t i = 0; i < n_demo_scenes; i++)
        d->scenes[i] = (struct demo_played){
            &demo_scenes[i], demo_before(d->plan.now, demo_scenes[i].ago)
        };
    qsort(d->scenes, n_demo_scenes, sizeof *d->scenes, by_time);
}

/* What somebody has seen does not stand on his first screen: all that is older, but what cannot
 * wait a little longer. */
static bool alerts_seen(struct ctx *c, struct instant now)
{
    struct instant old = demo_before(now, SEEN_MINUTES), oldest = demo_before(now, AT_ONCE_MINUTES);
    struct alerts mine;
    if (!alerts_mine(c, ALERTS_CAP, &mine))
        return false;
    for (size_t i = 0; i < mine.n; i++) {
        const struct alert *a = &mine.p[i];
        if (a->created.ms < (a->weight > 1 ? oldest : old).ms && !alert_see(c, a->id))
            return false;
    }
    return true;
}

static bool everybody_looks(struct ctx *c, const struct demo *d)
{
    if (!demo_pass(c, demo_before(d->plan.now, LOOK_MINUTES)))
        return false;
    for (size_t i = 0; i < DEMO_PEOPLE; i++) {
        c->viewer = d->viewers[i];
        if (!alerts_seen(c, d->plan.now))
            return false;
    }
    return true;
}

static bool all_happens(struct ctx *c, struct demo *d)
{
    size_t event = 0, scene = 0;
    while (event < d->plan.n_events || scene < n_demo_scenes) {
        bool is_scene = scene_is_next(d, event, scene);
        struct instant at = is_scene ? d->scenes[scene].at : d->plan.events[event].at;
        if (!demo_pass(c, at)
            || !(is_scene ? demo_scene_play(c, d, d->scenes[scene].scene)
                          : happen(c, d, &d->plan.events[event])))
            return false;
        scene += is_scene;
        event += !is_scene;
    }
    return everybody_looks(c, d) && demo_pass(c, (struct instant){ d->plan.now.ms - 1 });
}

bool demo_fill(struct ctx *c, void *order)
{
    const struct demo_order *o = order;
    struct demo *d = arena_new(c->arena, struct demo);
    d->password = o->password;
    d->zone = o->zone;
    struct instant now = c->now;
    demo_plan_make(c->arena, &d->plan, now);
    scenes_sort(c, d);
    c->now = day_at(demo_begin(now), 8, 0);
    struct str shown;
    if (!demo_base(c, d, now) || !all_happens(c, d))
        return false;
    shown = arena_printf(c->arena, "%lld", (long long)d->sales[FERNHOLLOW].deal_id);
    return setting_put(c, "demo", STR("1")) && setting_put(c, "demo_shown", shown);
}

bool demo_is(struct ctx *c, bool *is)
{
    struct str mark = STR_NONE;
    if (!setting_get(c, "demo", &mark))
        return false;
    *is = str_is(mark, "1");
    return true;
}

bool demo_page_link(struct ctx *c, void *url)
{
    struct str shown = STR_NONE, *out = url;
    struct deal deal;
    int64_t id;
    *out = STR_NONE;
    if (!setting_get(c, "demo_shown", &shown))
        return false;
    if (!str_to_int(shown, &id))
        return true;
    return record_get_any(c, &deal_record, id, &deal) && link_make(c, id, deal.contact_id, out);
}
