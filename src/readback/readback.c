/* SPDX-License-Identifier: Apache-2.0 */
#include "readback/readback.h"
#include "alert/alert.h"
#include "contact/contact.h"
#include "frame/channel.h"
#include "frame/org.h"
#include "frame/people.h"
#include "link/link.h"
#include "office/office.h"
#include "outbox/outbox.h"
#include "promise/promise.h"
#include "readback/readback.mail.h"
#include "readback/readback_store.h"
#include "readback/readback_view.h"
#include "sched/clock.h"

/* clang-format off */
static const struct mail read_back_letter = {
    .name = "read_back", .label = "Read-back", .weight = LETTER_SERVICE, .text = read_back_mail_page, .requirement = "S0-09",
    .at_once = true,
};
static const struct mail status_letter = {
    .name = "status", .label = "Where it stands", .weight = LETTER_SERVICE, .text = status_mail_page, .requirement = "S0-24",
};
static const struct alert_kind read_it = { "read_back", "Read back what you heard", 1, "S0-09" };
static const struct alert_kind say_it = { "status_unsent", "Say where it stands", 1, "S0-24" };
/* clang-format on */

/* ---- whether a letter may go ---- */

static bool by_letter(struct ctx *c, const struct deal *d, bool *may)
{
    struct contact p;
    *may = false;
    if (!d->contact_id)
        return true;
    if (!record_get_any(c, &contact_record, d->contact_id, &p))
        return false;
    *may = p.email.n && !contact_forbids(&p, CHANNEL_EMAIL);
    return true;
}

static struct letter letter_to(const struct deal *d)
{
    struct letter l;
    record_init(&letter_record, &l);
    l.deal_id = d->id;
    l.contact_id = d->contact_id;
    l.user_id = d->owner_id;
    return l;
}

/* ---- what was heard ---- */

static struct str day_shown(struct arena *a, struct day d)
{
    struct buf b;
    buf_init(&b, a, 40);
    if (!day_is(d))
        return STR_NONE;
    buf_bytes(&b, weekday_name(day_weekday(d)), 3);
    buf_char(&b, ' ');
    buf_day_long(&b, d);
    return buf_str(&b);
}

static struct str payment_shown(const struct deal *d)
{
    if (d->payment_path == PAYMENT_SELF)
        return STR("you pay up front yourself");
    return d->payment_path ? str_of(payment_words[d->payment_path].label) : STR_NONE;
}

static bool promises_take(struct ctx *c, const struct deal *d, struct read_back_view *v)
{
    struct promises all;
    if (!promises_read(c, d->id, &all))
        return false;
    v->ours.p = arena_array(c->arena, struct told_promise, all.n + 1);
    v->his.p = arena_array(c->arena, struct told_promise, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct promise *p = &all.p[i];
        struct told_promises *to = p->by == BY_US ? &v->ours : &v->his;
        if (p->state == PROMISE_OPEN)
            to->p[to->n++] = (struct told_promise){ p->what, moment_words(c->arena, p->due) };
    }
    return true;
}

static bool view_fill(struct ctx *c, const struct deal *d, struct read_back_view *v)
{
    *v = (struct read_back_view){
        .item = d->product_id ? record_title(c, record_named("product"), d->product_id) : d->item,
        .need_by = day_shown(c->arena, d->need_by),
        .urgent = d->urgency == URGENCY_URGENT,
        .payment = payment_shown(d),
        .owner = person_name(c, d->owner_id),
        .company = str_of(org()->name),
    };
    return said_last(c, d->id, &v->needs, &v->clarity) && promises_take(c, d, v);
}

static void tell(struct buf *b, struct str s)
{
    buf_add(b, s);
    buf_char(b, '\n');
}

static struct str view_hash(struct arena *a, const struct read_back_view *v)
{
    struct buf b;
    buf_init(&b, a, 1 << 20);
    tell(&b, v->item);
    tell(&b, v->needs);
    tell(&b, v->clarity);
    tell(&b, v->need_by);
    tell(&b, v->payment);
    tell(&b, v->urgent ? STR("urgent") : STR_NONE);
    for (size_t i = 0; i < v->ours.n; i++) {
        tell(&b, v->ours.p[i].what);
        tell(&b, v->ours.p[i].by);
    }
    tell(&b, STR("his"));
    for (size_t i = 0; i < v->his.n; i++) {
        tell(&b, v->his.p[i].what);
        tell(&b, v->his.p[i].by);
    }
    return token_hash(a, buf_str(&b));
}

static bool read_back_send(struct ctx *c, const struct deal *d, struct read_back_view *v)
{
    struct letter l = letter_to(d);
    return link_make(c, d->id, d->contact_id, &v->link)
           && outbox_put(c, &read_back_letter, v, &l);
}

bool read_back_rings(struct ctx *c, int64_t deal_id, struct instant due)
{
    struct deal d;
    struct read_back_view v;
    bool fresh, may;
    if (!record_get_any(c, &deal_record, deal_id, &d))
        return false;
    if (d.state != DEAL_OPEN || !d.contact_id)
        return true;
    if (!view_fill(c, &d, &v) || !read_back_note(c, deal_id, view_hash(c->arena, &v), &fresh))
        return false;
    if (!fresh)
        return true;
    struct about about = { deal_id, deal_id, due,
                           STR("He gets no e-mail: read back to him what you heard.") };
    if (!by_letter(c, &d, &may))
        return false;
    return may ? read_back_send(c, &d, &v) : alert_raise(c, &read_it, d.owner_id, about);
}

/* ---- where a promise stands ---- */

static bool status_send(struct ctx *c, const struct deal *d, const struct promise *p)
{
    struct letter l = letter_to(d);
    struct status_view v = {
        .what = p->what,
        .due = moment_words(c->arena, p->due),
        .next = moment_words(c->arena, p->due),
        .owner = person_name(c, d->owner_id),
        .company = str_of(org()->name),
    };
    if (p->depends_on_id && !p->team_id)
        v.waits_for = STR("something that we asked you for");
    return (!p->team_id || team_name(c, p->team_id, &v.waits_for))
           && link_make(c, d->id, d->contact_id, &v.link) && outbox_put(c, &status_letter, &v, &l);
}

/* Somebody spoke with him, or wrote to him, since he was asked to. */
static bool told_since(struct ctx *c, const struct deal *d, int64_t promise_id, bool *told)
{
    struct instant since;
    if (!asked_last(c, promise_id, &since))
        return false;
    *told = instant_is(d->human_contact) && d->human_contact.ms >= since.ms;
    return *told || human_letter_since(c, d->id, since, told);
}

bool interim_status_rings(struct ctx *c, int64_t promise_id, struct instant due)
{
    struct promise p;
    struct deal d;
    bool told, may;
    if (!record_get_any(c, &promise_record, promise_id, &p)
        || !record_get_any(c, &deal_record, p.deal_id, &d))
        return false;
    bool waits = p.by == BY_US && p.state == PROMISE_OPEN && (p.team_id || p.depends_on_id);
    if (!waits || d.state != DEAL_OPEN || !d.contact_id || p.due.ms <= c->now.ms)
        return true;
    if (!told_since(c, &d, promise_id, &told) || !by_letter(c, &d, &may))
        return false;
    struct about about = { d.id, promise_id, due,
                           STR("He gets no e-mail: tell him where it stands.") };
    if (told)
        return true;
    return may ? status_send(c, &d, &p) : alert_raise(c, &say_it, d.owner_id, about);
}

static const struct mail *const mails[] = { &read_back_letter, &status_letter };
static const struct clock *const clocks[] = { &read_back, &interim_status };
static const struct alert_kind *const alerts[] = { &read_it, &say_it };

const struct slice readback_slice = {
    .name = "readback",
    TABLE(mails, mails),
    TABLE(clocks, clocks),
    TABLE(alerts, alerts),
};
