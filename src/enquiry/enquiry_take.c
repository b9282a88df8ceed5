/* SPDX-License-Identifier: Apache-2.0 */
/* What follows from a question: contact, account, deal, touch, clocks, receipt. */
#include "account/account.h"
#include "alert/alert.h"
#include "base/text.h"
#include "enquiry/enquiry_rules.h"
#include "fact/fact.h"
#include "frame/channel.h"
#include "frame/history.h"
#include "frame/org.h"
#include "frame/people.h"
#include "office/office.h"
#include "outbox/outbox.h"
#include "routing/routing.h"
#include "silence/silence.h"
#include "touch/touch.h"

#define REFERENCE_CHARS 5

/* Whoever asks, and whoever of us enters it: the words are the buyer's, and it may go
 * to anybody. */
static struct viewer enquirer(const struct viewer *v)
{
    struct viewer as = *v;
    as.door = "enquiry";
    as.sees_all = true;
    return as;
}

/* ---- the reference ---- */

/* Without letters and digits that are taken for each other. */
static struct str reference_new(struct arena *a)
{
    static const char from[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    struct str random = token_hash(a, token_new(a));
    struct buf b;
    buf_init(&b, a, 20);
    buf_lit(&b, "CP-");
    for (size_t i = 0; i < REFERENCE_CHARS; i++) {
        unsigned two = (unsigned)(unsigned char)random.p[2 * i] << 8
                       | (unsigned char)random.p[2 * i + 1];
        buf_char(&b, from[two % (sizeof from - 1)]);
    }
    return buf_str(&b);
}

static bool reference_make(struct ctx *c, struct enquiry *e)
{
    bool is_free = false;
    for (int tries = 0; tries < 10 && !is_free; tries++) {
        e->reference = reference_new(c->arena);
        if (!reference_is_free(c, e->reference, &is_free))
            return false;
    }
    return is_free || broken(c, "no free reference for an enquiry");
}

/* ---- who asks ---- */

static bool account_of(struct ctx *c, const struct enquiry *e, int64_t *id)
{
    struct account a;
    *id = 0;
    if (!e->company.n || !account_called(c, e->company, id) || *id)
        return !failed(c);
    record_init(&account_record, &a);
    a.name = e->company;
    if (!account_create(c, &a))
        return false;
    *id = a.id;
    return true;
}

static struct str called(const struct enquiry *e)
{
    struct str rest;
    if (e->name.n)
        return e->name;
    return e->email.n ? str_split(e->email, '@', &rest) : e->phone;
}

static bool contact_make(struct ctx *c, struct enquiry *e)
{
    struct contact p, now;
    record_init(&contact_record, &p);
    p.name = called(e);
    p.email = e->email;
    p.phone = e->phone;
    if (!account_of(c, e, &p.account_id) || !contact_create(c, &p))
        return false;
    e->contact_id = p.id;
    if (!e->channel && !e->phone_allowed)
        return true;
    now = p;
    now.preferred_channel = e->channel;
    now.no_phone = e->phone_allowed == PHONE_NEVER || e->phone_allowed == PHONE_ONCE;
    return contact_prefers(c, &p, &now);
}

/* He may be called once, whatever he says otherwise. */
static bool phone_once(struct ctx *c, const struct enquiry *e)
{
    return e->phone_allowed != PHONE_ONCE
           || contact_asked(c, e->deal_id, e->contact_id, CHANNEL_PHONE);
}

/* ---- the deal ---- */

static struct str deal_name(struct ctx *c, const struct enquiry *e)
{
    struct str what = e->product_id ? record_title(c, &product_record, e->product_id) : e->item;
    struct str who = called(e);
    struct buf b;
    buf_init(&b, c->arena, 1000);
    buf_add(&b, what.n ? what : STR("Enquiry"));
    buf_add(&b, what.n ? STR(" for ") : STR(" of "));
    buf_add(&b, who);
    struct str all = buf_str(&b);
    while (utf8_length(all) > 200)
        all.n--;
    while (all.n && !utf8_ok(all))
        all.n--;
    return all;
}

static int purpose_of(int stage)
{
    return stage == BUYER_LOOKING || stage == BUYER_COMPARING ? PURPOSE_GATHERING
           : stage == BUYER_READY                             ? PURPOSE_BUYING
                                                              : PURPOSE_UNKNOWN;
}

/* What nobody said before, and what makes it more urgent. */
static void fill(struct deal *d, const struct enquiry *e, bool joined)
{
    bool urgent = e->urgency == TOUCH_URGENT;
    if (e->urgency && (!joined || (urgent && d->urgency != URGENCY_URGENT))) {
        d->urgency = urgent ? URGENCY_URGENT : URGENCY_NORMAL;
        d->urgency_source = SAID_BY_BUYER;
    }
    if (day_is(e->need_by) && (!joined || !day_is(d->need_by)))
        d->need_by = e->need_by;
    if (money_is(e->budget) && (!joined || !money_is(d->budget))) {
        d->budget = e->budget;
        d->budget_from = e->budget_from;
    }
    if (e->buyer_stage && (!joined || !d->buyer_stage))
        d->buyer_stage = e->buyer_stage;
    if (e->payment_path && (!joined || !d->payment_path))
        d->payment_path = e->payment_path;
    if (e->knowledge && (!joined || !d->knowledge))
        d->knowledge = e->knowledge;
    if (e->alternatives && !joined)
        d->alternatives = e->alternatives;
}

static bool price_take(struct ctx *c, struct deal *d)
{
    struct product p;
    if (!d->product_id)
        return true;
    if (!record_get_any(c, &product_record, d->product_id, &p))
        return false;
    d->value = p.price;
    d->value_source = money_is(p.price) ? VALUE_LIST_PRICE : VALUE_GIVEN;
    return true;
}

static struct wanted wanted_of(const struct enquiry *e, const struct deal *d)
{
    return (struct wanted){ e->product_id, e->contact_id, e->region,
                            e->urgency == TOUCH_URGENT, d->value };
}

/* A lead that was bought is offered to him, and the manager above him holds it until he takes
 * it. */
static bool owner_find(struct ctx *c, struct enquiry *e, struct deal *d, int64_t owner_id)
{
    struct wanted w = wanted_of(e, d);
    struct given given = { .owner_id = owner_id };
    if (owner_id ? !route_to(c, &w, owner_id, &given.mentor_id) : !route(c, &w, &given))
        return false;
    d->owner_id = given.owner_id;
    d->mentor_id = given.mentor_id;
    if (e->origin != ORIGIN_LEAD || given.waits)
        return true;
    e->state = ENQUIRY_OFFERED;
    e->offered_id = given.owner_id;
    d->owner_id = line_person(c, given.owner_id, LEVEL_MANAGER);
    if (!d->owner_id)
        d->owner_id = given.owner_id;
    return !failed(c);
}

static bool deal_make(struct ctx *c, struct enquiry *e, int64_t owner_id, struct deal *d)
{
    struct contact p;
    deal_init(d);
    if (!record_get_any(c, &contact_record, e->contact_id, &p))
        return false;
    d->name = deal_name(c, e);
    d->contact_id = e->contact_id;
    d->account_id = p.account_id;
    d->product_id = e->product_id;
    d->item = e->item;
    d->options = e->options;
    d->source = SOURCE_ENQUIRY;
    d->direction = e->origin == ORIGIN_LEAD ? DIRECTION_UNKNOWN : DIRECTION_INBOUND;
    d->purpose = purpose_of(e->buyer_stage);
    fill(d, e, false);
    return price_take(c, d) && owner_find(c, e, d, owner_id) && deal_create(c, d)
           && (!d->mentor_id || deal_share(c, d->id, d->mentor_id));
}

static bool deal_join(struct ctx *c, struct enquiry *e, struct deal *d)
{
    struct deal was;
    if (!record_get_any(c, &deal_record, e->deal_id, &was))
        return false;
    *d = was;
    e->joined = true;
    fill(d, e, true);
    return deal_save(c, &was, d, STR("He asked again."));
}

static bool deal_find(struct ctx *c, struct enquiry *e, int64_t owner_id, struct deal *d)
{
    if (!deal_open_with(c, e->contact_id, e, &e->deal_id))
        return false;
    if (e->deal_id)
        return deal_join(c, e, d);
    if (!deal_make(c, e, owner_id, d))
        return false;
    e->deal_id = d->id;
    return true;
}

/* ---- what was said, and until when he is answered ---- */

static bool clock_run(struct ctx *c, struct enquiry *e, const struct deal *d)
{
    bool waits = instant_is(d->first_answer_due) && !instant_is(d->first_answered);
    struct deal as = *d;
    if (!waits)
        return silence_asked(c, &as, &e->answer_by);
    e->answer_by = d->first_answer_due; /* he waits already, and is not put off */
    return true;
}

static bool touch_add(struct ctx *c, struct enquiry *e)
{
    struct touch t;
    struct deal d;
    struct plan plan;
    if (!record_get_any(c, &deal_record, e->deal_id, &d))
        return false;
    plan_make(c->arena, &d, &plan);
    record_init(&touch_record, &t);
    t.deal_id = e->deal_id;
    t.contact_id = e->contact_id;
    t.channel = CHANNEL_WEB;
    t.direction = TOUCH_INBOUND;
    t.details = e->message.n ? e->message
                             : arena_printf(c->arena, "Asked for %.*s.", STR_FMT(deal_name(c, e)));
    t.next_step = plan.p[0].what;
    t.next_step_due = e->answer_by;
    if (!e->joined || !day_is(d.expected_close))
        t.buyer_close = d.need_by;
    t.buyer_stage = d.buyer_stage == e->buyer_stage ? e->buyer_stage : BUYER_UNKNOWN;
    if (!touch_log(c, &t))
        return false;
    e->touch_id = t.id;
    return true;
}

/* What he has settled with his insurer is not asked again (S0-11). Who joins a deal changes no
 * fact of it. */
static bool insurer_noted(struct ctx *c, const struct enquiry *e)
{
    struct fact f;
    if (e->joined || (!e->insurer.n && !e->insurer_agreed))
        return true;
    record_init(&fact_record, &f);
    f.deal_id = e->deal_id;
    f.contact_id = e->contact_id;
    f.touch_id = e->touch_id;
    f.name = STR("insurer");
    f.value = e->insurer_agreed ? STR("agreed") : e->insurer;
    f.verified = e->insurer_verified;
    f.verified_with = day_is(f.verified) ? e->insurer : STR_NONE;
    return fact_said(c, &f);
}

static bool people_told(struct ctx *c, const struct enquiry *e, const struct deal *d)
{
    struct about about = {
        .deal_id = d->id,
        .subject = e->id,
        .due = INSTANT_NONE,
        .text = arena_printf(c->arena, "%.*s: answer by %.*s.",
                             STR_FMT(d->name),
                             STR_FMT(moment_words(c->arena, e->answer_by))),
    };
    if (e->state == ENQUIRY_OFFERED)
        return alert_raise(c, &lead_offered, e->offered_id, about);
    const struct alert_kind *k =
        d->urgency == URGENCY_URGENT ? &alert_asked_urgent : &alert_asked;
    about.subject = d->id;
    return alert_raise(c, k, d->owner_id, about) && alert_raise(c, k, d->mentor_id, about);
}

/* ---- the whole of it ---- */

static bool take(struct ctx *c, struct enquiry *e, struct str place, int64_t owner_id)
{
    struct deal d;
    if (!e->product_id && !product_called(c, e->item, &e->product_id))
        return false;
    if (!contact_with(c, e->email, &e->contact_id)
        || (!e->contact_id && !contact_make(c, e)))
        return false;
    if (!deal_find(c, e, owner_id, &d) || !phone_once(c, e) || !clock_run(c, e, &d)
        || !touch_add(c, e) || !insurer_noted(c, e)
        || !record_get_any(c, &deal_record, e->deal_id, &d))
        return false;
    return reference_make(c, e) && receipt_send(c, e, &d)
           && record_insert(c, &enquiry_record, e) && place_put(c, e->id, place)
           && lead_offer(c, e) && people_told(c, e, &d);
}

/* What he wrote, whatever door it came by. */
static struct str words_hash(struct ctx *c, const struct enquiry *e)
{
    struct buf b;
    buf_init(&b, c->arena, 1 << 17);
    record_json(&b, &enquiry_record, e);
    return token_hash(c->arena, buf_str(&b));
}

bool enquiry_take(struct ctx *c, struct enquiry *e, struct str place, int64_t owner_id)
{
    const struct viewer *before = c->viewer;
    struct viewer as = enquirer(before);
    struct str hash = words_hash(c, e);
    int64_t id;
    bool fresh;
    if (!enquiry_check(c, e) || !once_take(c, hash, &fresh, &id))
        return false;
    if (!fresh)
        return record_get_any(c, &enquiry_record, id, e);
    e->user_id = before->id;
    c->viewer = &as;
    bool ok = take(c, e, place, owner_id) && once_put(c, hash, e->id);
    c->viewer = before;
    return ok;
}
