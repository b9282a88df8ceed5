/* SPDX-License-Identifier: Apache-2.0 */
#include "account/account.h"
#include "base/text.h"
#include "contact/contact.h"
#include "demo/demo.h"
#include "demo/demo_facts.h"
#include "demo/demo_plan.h"
#include "frame/org.h"
#include "frame/people.h"
#include "product/product.h"
#include "rate/rate.h"
#include "touch/touch.h"
#include "user/user.h"

#define PEOPLE_MAX 20
#define ACCOUNTS_MAX 60
#define PRODUCTS_MAX 12

struct demo {
    struct demo_plan plan;
    struct str password;
    int64_t users[PEOPLE_MAX], products[PRODUCTS_MAX], accounts[ACCOUNTS_MAX];
    int64_t contacts[ACCOUNTS_MAX][DEMO_CONTACTS];
    struct str first_names[ACCOUNTS_MAX][DEMO_CONTACTS];
    const struct viewer *viewers[PEOPLE_MAX];
};

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

static struct money dollars(int64_t minor)
{
    return (struct money){ minor, "USD" };
}

/* ---- people, products, accounts ---- */

static struct user user_of(const struct demo *d, const struct demo_person *who)
{
    struct user u;
    user_init(&u);
    u.name = str_of(who->name);
    u.email = str_of(who->email);
    u.office = str_of(who->office);
    u.rep = who->rep;
    u.manager = who->manager;
    u.administrator = who->administrator;
    u.reports_to_id = d->users[who->reports_to];
    u.password = d->password;
    return u;
}

static bool people_fill(struct ctx *c, struct demo *d, struct str zone)
{
    struct first first = { STR(DEMO_COMPANY), STR("USD"), zone, user_of(d, demo_people) };
    assert(n_demo_people <= PEOPLE_MAX);
    if (!user_first(c, &first))
        return false;
    d->users[0] = first.user.id;
    for (size_t i = 1; i < n_demo_people; i++) {
        struct user u = user_of(d, &demo_people[i]);
        if (!user_create(c, &u))
            return false;
        d->users[i] = u.id;
    }
    for (size_t i = 0; i < n_demo_people; i++) {
        if (!viewer_make(c, d->users[i], "web", &d->viewers[i]))
            return false;
    }
    c->viewer = d->viewers[0];
    return true;
}

static bool products_fill(struct ctx *c, struct demo *d)
{
    assert(n_demo_products <= PRODUCTS_MAX);
    for (size_t i = 0; i < n_demo_products; i++) {
        const struct demo_product *from = &demo_products[i];
        struct product p;
        product_init(&p);
        p.name = str_of(from->name);
        p.code = str_of(from->code);
        p.series = str_of(from->series);
        p.price = dollars(from->price);
        p.description = str_of(from->description);
        if (!product_create(c, &p))
            return false;
        d->products[i] = p.id;
    }
    return true;
}

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    }
    return true;
}

/* "Zoë Müller" is zoe.muller; who cannot be written so gets the letters of the house. */
static struct str email_of(struct ctx *c, struct str name, const char *domain, size_t nth)
{
    static const char *const rooms[DEMO_CONTACTS] = { "office", "orders", "direction" };
    struct str folded = fold(c->arena, name);
    struct buf b;
    if (!is_ascii(folded) || str_find(folded, '.') >= 0)
        return arena_printf(c->arena, "%s@%s", rooms[nth], domain);
    buf_init(&b, c->arena, 200);
    for (size_t i = 0; i < folded.n; i++)
        buf_char(&b, folded.p[i] == ' ' ? '.' : folded.p[i]);
    buf_char(&b, '@');
    buf_add(&b, str_of(domain));
    return buf_str(&b);
}

static struct str phone_of(struct ctx *c, const char *country, int number)
{
    struct buf b;
    for (size_t i = 0; i < n_demo_phones; i++) {
        if (strcmp(demo_phones[i].country, country) != 0)
            continue;
        buf_init(&b, c->arena, 40);
        for (const char *p = demo_phones[i].number; *p; p++) {
            if (*p == '%')
                buf_printf(&b, "%02d", number % 100);
            else
                buf_char(&b, *p);
        }
        return buf_str(&b);
    }
    return STR_NONE;
}

static struct str contact_name(struct ctx *c, size_t account, size_t nth)
{
    const char *own = nth < 2 ? demo_accounts[account].contacts[nth] : NULL;
    size_t number = account * DEMO_CONTACTS + nth;
    if (own)
        return str_of(own);
    return arena_printf(c->arena, "%s %s", demo_first_names[number % n_demo_first_names],
                        demo_last_names[(number * 7 + 5) % n_demo_last_names]);
}

/* What one calls him on the phone. */
static struct str called(struct str name)
{
    struct str rest, first = str_split(name, ' ', &rest);
    return str_is(first, "Dr.") || !is_ascii(str_cut(name, 0, 1)) ? name : first;
}

static bool contact_fill(struct ctx *c, struct demo *d, size_t account, size_t nth)
{
    static const int roles[DEMO_CONTACTS] = { BUYING_SPONSOR, BUYING_PAYER, BUYING_DECISION_MAKER };
    const struct demo_account *from = &demo_accounts[account];
    int number = (int)(account * DEMO_CONTACTS + nth);
    struct contact p;
    record_init(&contact_record, &p);
    p.name = contact_name(c, account, nth);
    p.email = email_of(c, p.name, from->domain, nth);
    p.phone = phone_of(c, from->country, number + 17);
    p.account_id = d->accounts[account];
    p.position = str_of(demo_positions[nth][account % 4]);
    p.buying_role = roles[nth];
    p.preferred_channel = number % 3;
    if (!contact_create(c, &p))
        return false;
    d->contacts[account][nth] = p.id;
    d->first_names[account][nth] = called(p.name);
    return true;
}

static bool accounts_fill(struct ctx *c, struct demo *d)
{
    assert(n_demo_accounts <= ACCOUNTS_MAX);
    for (size_t i = 0; i < n_demo_accounts; i++) {
        const struct demo_account *from = &demo_accounts[i];
        struct account a;
        record_init(&account_record, &a);
        a.name = str_of(from->name);
        a.website = arena_printf(c->arena, "https://%s", from->domain);
        a.phone = phone_of(c, from->country, (int)i);
        a.sector = str_of(from->sector);
        a.country = str_of(from->country);
        a.address = str_of(from->city);
        a.employees = from->employees;
        if (!account_create(c, &a))
            return false;
        d->accounts[i] = a.id;
        for (size_t k = 0; k < (i % 4 ? 2 : DEMO_CONTACTS); k++) {
            if (!contact_fill(c, d, i, k))
                return false;
        }
    }
    return true;
}

/* ---- deals and what happens to them ---- */

static struct str deal_name(struct ctx *c, const struct demo *d, const struct demo_deal *from)
{
    struct says s = says_of(d, from);
    return from->name ? str_of(from->name) : say(c, from->offer->name, &s);
}

static bool created(struct ctx *c, struct demo *d, struct demo_deal *from)
{
    struct deal deal;
    deal_init(&deal);
    deal.name = deal_name(c, d, from);
    deal.account_id = d->accounts[from->account];
    deal.contact_id = d->contacts[from->account][from->contact];
    deal.product_id = d->products[from->offer->product];
    if (from->price)
        deal.value = dollars(from->price);
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

static bool touched(struct ctx *c, struct demo *d, const struct demo_event *e)
{
    static const int told[] = { 0, BUYER_LOOKING, BUYER_COMPARING, BUYER_WANTS_DEMO, BUYER_READY };
    const struct demo_line *line = e->line;
    struct says s = says_of(d, e->deal);
    struct touch t;
    record_init(&touch_record, &t);
    t.deal_id = e->deal->id;
    t.channel = line->channel;
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
    c->now = e->at;
    c->viewer = d->viewers[DEMO_FIRST_REP + e->deal->rep];
    switch (e->what) {
    case DO_CREATE:
        return created(c, d, e->deal);
    case DO_TOUCH:
        return touched(c, d, e);
    case DO_SHARE:
        return shared(c, d, e);
    default:
        return changed(c, e);
    }
}

/* Every week since the company began, as a bank might have had it. */
static bool rates_fill(struct ctx *c, struct instant until)
{
    static const char *const euros[] = { "1.0840", "1.0795", "1.0861", "1.0902", "1.0877",
                                         "1.0930", "1.0968", "1.0915" };
    struct day day = instant_day(c->now);
    for (size_t i = 0; day.n <= instant_day(until).n; i++, day.n += 7) {
        struct rate r;
        record_init(&rate_record, &r);
        r.base = STR("EUR");
        r.currency = str_of(org()->currency);
        r.day = day;
        r.rate = str_of(euros[i % COUNT(euros)]);
        r.source = STR("made up");
        if (!rate_enter(c, &r))
            return false;
    }
    return true;
}

bool demo_fill(struct ctx *c, void *order)
{
    const struct demo_order *o = order;
    struct demo *d = arena_new(c->arena, struct demo);
    d->password = o->password;
    struct instant now = c->now;
    demo_plan_make(c->arena, &d->plan, c->now);
    c->now = day_at(demo_begin(c->now), 8, 0);
    if (!people_fill(c, d, o->zone) || !products_fill(c, d) || !accounts_fill(c, d)
        || !rates_fill(c, now))
        return false;
    for (size_t i = 0; i < d->plan.n_events; i++) {
        if (!happen(c, d, &d->plan.events[i]))
            return false;
    }
    return setting_put(c, "demo", STR("1"));
}

bool demo_is(struct ctx *c, bool *is)
{
    struct str mark = STR_NONE;
    if (!setting_get(c, "demo", &mark))
        return false;
    *is = str_is(mark, "1");
    return true;
}
