/* SPDX-License-Identifier: Apache-2.0 */
/* Whom and what there is at the demo's company before anything happens. */
#include "account/account.h"
#include "base/text.h"
#include "contact/contact.h"
#include "demo/demo_impl.h"
#include "frame/org.h"
#include "frame/people.h"
#include "product/product.h"
#include "rate/rate.h"
#include "routing/routing.h"
#include "team/team.h"
#include "user/user.h"

#define NOVICE_DAYS 24

/* ---- people, teams, products ---- */

static struct user user_of(const struct demo *d, int i)
{
    const struct demo_person *who = &demo_people[i];
    struct user u;
    user_init(&u);
    u.name = str_of(who->name);
    u.email = str_of(who->email);
    u.office = str_of(who->office);
    u.rep = who->rep;
    u.manager = who->manager;
    u.administrator = who->administrator;
    u.executive = who->executive;
    u.support = who->support;
    u.on_duty = !who->away;
    u.reports_to_id = d->users[who->reports_to];
    u.team_id = who->team ? d->teams[who->team - 1] : 0;
    u.password = d->password;
    if (i == SAM) {
        u.started_on = (struct day){ instant_day(d->plan.now).n - NOVICE_DAYS };
        u.mentor_id = d->users[RUTH];
    }
    return u;
}

static bool teams_fill(struct ctx *c, struct demo *d)
{
    for (size_t i = 0; i < DEMO_TEAMS; i++) {
        struct team t;
        record_init(&team_record, &t);
        t.name = str_of(demo_teams[i].name);
        if (!team_create(c, &t))
            return false;
        d->teams[i] = t.id;
    }
    return true;
}

static bool teams_lead(struct ctx *c, const struct demo *d)
{
    for (size_t i = 0; i < DEMO_TEAMS; i++) {
        struct team was, now;
        if (!record_get(c, &team_record, d->teams[i], &was))
            return false;
        now = was;
        now.lead_id = d->users[demo_teams[i].lead];
        if (!team_save(c, &was, &now, STR_NONE))
            return false;
    }
    return true;
}

static bool viewers_make(struct ctx *c, struct demo *d)
{
    for (size_t i = 0; i < DEMO_PEOPLE; i++) {
        if (!viewer_make(c, d->users[i], "web", &d->viewers[i]))
            return false;
    }
    c->viewer = d->viewers[0];
    return true;
}

static bool people_fill(struct ctx *c, struct demo *d)
{
    struct first first = { STR(DEMO_COMPANY), STR("USD"), d->zone, user_of(d, 0) };
    if (!user_first(c, &first))
        return false;
    d->users[0] = first.user.id;
    if (!viewer_make(c, d->users[0], "web", &c->viewer) || !teams_fill(c, d))
        return false;
    for (int i = 1; i < DEMO_PEOPLE; i++) {
        struct user u = user_of(d, i);
        if (!user_create(c, &u))
            return false;
        d->users[i] = u.id;
    }
    return viewers_make(c, d) && teams_lead(c, d);
}

static struct product product_of(const struct demo_product *from)
{
    struct product p;
    product_init(&p);
    p.name = str_of(from->name);
    p.code = str_of(from->code);
    p.series = str_of(from->series);
    p.price = demo_dollars(from->price);
    p.description = str_of(from->description);
    p.options = str_of(from->options);
    p.delivery = str_of(from->delivery);
    p.payment_terms = STR("Thirty days after it stands; orders above $20,000 with 30 % before.");
    p.how_to_order = STR("On your own page, by the link below, or by answering this letter.");
    p.returns = STR("Within sixty days, fetched by us; what was made for you at half its price.");
    p.who_to_ask = STR("Whoever wrote this letter. In the evening: +44 20 7946 0900.");
    return p;
}

static bool products_fill(struct ctx *c, struct demo *d)
{
    assert(n_demo_products <= PRODUCTS_MAX);
    for (size_t i = 0; i < n_demo_products; i++) {
        struct product p = product_of(&demo_products[i]);
        if (!product_create(c, &p))
            return false;
        d->products[i] = p.id;
    }
    return true;
}

static bool rules_fill(struct ctx *c, const struct demo *d)
{
    for (size_t i = 0; i < n_demo_rules; i++) {
        const struct demo_rule *from = &demo_rules[i];
        struct assignment a;
        record_init(&assignment_record, &a);
        a.user_id = d->users[from->who];
        a.product_id = from->product ? d->products[from->product - 1] : 0;
        a.region = str_of(from->region);
        if (!assignment_create(c, &a))
            return false;
    }
    return true;
}

/* ---- accounts ---- */

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

bool demo_base(struct ctx *c, struct demo *d, struct instant until)
{
    return people_fill(c, d) && products_fill(c, d) && rules_fill(c, d) && accounts_fill(c, d)
           && rates_fill(c, until);
}
