/* SPDX-License-Identifier: Apache-2.0 */
#include "outbox/outbox_send.h"
#include "alert/alert.h"
#include "base/text.h"
#include "frame/app_store.h"
#include "frame/org.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "mail/message.h"
#include "outbox/outbox_store.h"

#define HOUR_MS INT64_C(3600000)
#define MINUTE_MS INT64_C(60000)
#define RANDOM_TEXT 16

/* clang-format off */
const struct policy letter_hours = {
    "letter_hours", "How long a letter that a server does not take is tried again", "hours", 48, 1, 240, "X-07",
};
const struct alert_kind letter_failed = { "letter_failed", "A letter did not arrive", 1, "X-07" };
/* clang-format on */

const struct mail *mail_named(struct str kind)
{
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_mails; j++) {
            if (str_is(kind, slices[i]->mails[j]->name))
                return slices[i]->mails[j];
        }
    }
    return NULL;
}

/* ---- what became of it ---- */

/* The last pause again and again, until letter_hours are over. */
static int64_t pause_ms(int64_t tries)
{
    static const int minutes[] = { 1, 5, 15, 60, 120, 240 };
    size_t i = tries < 1 ? 0 : (size_t)tries - 1;
    return minutes[i < COUNT(minutes) ? i : COUNT(minutes) - 1] * MINUTE_MS;
}

static void put_off(struct ctx *c, struct letter *l)
{
    int64_t last = l->first_try.ms + policy_value(c, &letter_hours) * HOUR_MS;
    l->due.ms = c->now.ms + pause_ms(l->tries);
    if (l->due.ms > last)
        l->state = LETTER_FAILED;
}

static void settle(struct ctx *c, const struct delivery *d, struct letter *l)
{
    l->leaving = INSTANT_NONE;
    l->why = arena_str(c->arena, str_of(d->said));
    switch (d->verdict) {
    case MAIL_SENT:
        l->state = LETTER_SENT;
        l->sent = c->now;
        break;
    case MAIL_LATER:
        put_off(c, l);
        break;
    case MAIL_NO_SUCH:
        l->state = LETTER_BOUNCED;
        break;
    case MAIL_NEVER:
        l->state = LETTER_FAILED;
        break;
    }
}

/* Of what does not reach one of us nobody is told by another letter. */
static bool tell_owner(struct ctx *c, const struct letter *l)
{
    bool withheld = l->state == LETTER_CANCELLED;
    int64_t owner;
    if (!l->contact_id)
        return true;
    if (!letter_deal_owner(c, l->deal_id, &owner))
        return false;
    struct str text = arena_printf(c->arena, "The letter “%.*s” to %.*s %s.%s%.*s",
                                   STR_FMT(l->subject), STR_FMT(l->to),
                                   withheld ? "was not sent" : "did not arrive",
                                   withheld ? " " : "", STR_FMT(withheld ? l->why : STR_NONE));
    return alert_raise(c, &letter_failed, owner ? owner : l->user_id,
                       (struct about){ .deal_id = l->deal_id,
                                       .subject = l->id,
                                       .due = INSTANT_NONE,
                                       .text = text });
}

/* What he asked for by e-mail he has now. */
static bool took(struct ctx *c, const struct letter *l)
{
    return !l->contact_id || l->weight == LETTER_SERVICE
           || contact_took(c, l->deal_id, l->contact_id, l->channel);
}

bool letter_follow(struct ctx *c, const struct letter *l)
{
    const struct mail *m = mail_named(l->kind);
    if (l->state == LETTER_QUEUED)
        return true;
    if (l->state == LETTER_SENT)
        return took(c, l) && (!m || !m->sent || m->sent(c, l));
    return (!m || !m->failed || m->failed(c, l)) && tell_owner(c, l);
}

static bool finish(struct ctx *c, const struct step *s)
{
    struct letter l;
    if (!record_get_any(c, &letter_record, s->done_id, &l))
        return false;
    if (l.state != LETTER_QUEUED) /* another node had it too */
        return true;
    settle(c, &s->done, &l);
    return record_update(c, &letter_record, &l) && (s->plain || letter_follow(c, &l));
}

/* ---- the next ---- */

/* One and the same for all time, so that a Message-ID is told from another organisation's. */
static bool random_of(struct ctx *c, struct str *random)
{
    if (!setting_lock(c, "mail_random", random))
        return false;
    if (random->n)
        return true;
    *random = str_cut(token_new(c->arena), 0, RANDOM_TEXT);
    return setting_put(c, "mail_random", *random);
}

static bool name_it(struct ctx *c, struct str domain, struct letter *l)
{
    struct str random;
    if (l->message_id.n)
        return true;
    if (!random_of(c, &random))
        return false;
    l->message_id = arena_printf(c->arena, "%lld.%.*s@%.*s", (long long)l->id, STR_FMT(random),
                                 STR_FMT(domain));
    return true;
}

/* Not any more: it stays here, and the refusal is kept with its rule. */
static bool withhold(struct ctx *c, struct letter *l)
{
    struct str why = arena_str(c->arena, c->fault.detail);
    const char *code = c->fault.code;
    if (c->fault.kind != FAULT_REFUSED)
        return false;
    fault_clear(c);
    l->state = LETTER_CANCELLED;
    l->why = why;
    return record_update(c, &letter_record, l) && (!l->human || tell_owner(c, l))
           && refusal_insert(c, code, l->deal_id,
                             arena_printf(c->arena, "/outbox/%lld", (long long)l->id));
}

/* They were, while it was being handed over for the first time. */
static bool is_blank(struct ctx *c, struct letter *l, bool *blank)
{
    *blank = !l->text.n;
    if (!*blank)
        return true;
    l->state = LETTER_CANCELLED;
    l->why = STR("Its words were erased.");
    return record_update(c, &letter_record, l);
}

static bool claim(struct ctx *c, struct str domain, struct letter *l)
{
    if (!name_it(c, domain, l))
        return false;
    l->leaving = c->now;
    l->tries++;
    if (!instant_is(l->first_try))
        l->first_try = c->now;
    return record_update(c, &letter_record, l);
}

static bool who(struct ctx *c, struct outgoing *o)
{
    const struct person *from = o->letter.user_id ? person_find(c, o->letter.user_id) : NULL;
    struct contact to;
    o->from_name = from ? arena_str(c->arena, from->name) : str_of(org()->name);
    if (from && email_ok(from->email))
        o->reply_to = arena_str(c->arena, from->email);
    if (!o->letter.contact_id)
        return !failed(c);
    if (!record_get_any(c, &contact_record, o->letter.contact_id, &to))
        return false;
    o->to_name = to.name;
    return true;
}

/* Not now: outside his hours, or too soon after another. */
static bool is_held(struct ctx *c, struct letter *l, bool *held)
{
    const struct mail *m = mail_named(l->kind);
    struct reach r = { l->deal_id, l->contact_id, l->channel, l->weight, c->now, l->id };
    struct instant from;
    *held = false;
    if (!l->contact_id || (m && m->at_once))
        return true;
    if (!contact_wait(c, &r, &from, &l->why))
        return false;
    *held = from.ms > c->now.ms;
    l->due = from;
    return !*held || record_update(c, &letter_record, l);
}

static bool next(struct ctx *c, struct step *s)
{
    struct letter *l = &s->next.letter;
    bool held;
    for (;;) {
        int64_t id;
        s->next = (struct outgoing){ 0 };
        if (!letter_due_find(c, &id) || !id)
            return !failed(c);
        if (!record_get_any(c, &letter_record, id, l))
            return false;
        if (l->contact_id && !contact_may(c, l->deal_id, l->contact_id, l->channel, l->weight)) {
            if (!withhold(c, l))
                return false;
            continue;
        }
        if (!is_blank(c, l, &held) || (!held && !is_held(c, l, &held)))
            return false;
        if (!held)
            return claim(c, s->domain, l) && who(c, &s->next);
    }
}

bool outbox_finish(struct ctx *c, void *arg)
{
    return finish(c, arg);
}

bool outbox_step(struct ctx *c, void *arg)
{
    struct step *s = arg;
    bool ours = true;
    s->next = (struct outgoing){ 0 };
    if (s->holder.n && !sender_lease_lock(c, s->holder, &ours))
        return false;
    s->lost = !ours;
    return (!s->done_id || finish(c, s)) && (!ours || next(c, s));
}

/* ---- a past that is made up ---- */

bool outbox_past_due(struct ctx *c, struct instant *due)
{
    return letter_next_due(c, due);
}

bool outbox_past_leave(struct ctx *c, void (*went)(const struct letter *l, struct delivery *out))
{
    struct step s = { .domain = STR("localhost") };
    if (!next(c, &s))
        return false;
    if (!s.next.letter.id)
        return true;
    s.done_id = s.next.letter.id;
    went(&s.next.letter, &s.done);
    return finish(c, &s);
}

/* ---- handing it over ---- */

/* A name with a line break in it, from an import, is left out rather than repaired. */
static struct str clean(struct str name)
{
    return text_has_control(name, false) || str_find(name, '\t') >= 0 || name.n > 200 ? STR_NONE
                                                                                      : name;
}

static bool write_it(struct buf *b, const struct outgoing *o, const struct mailing *how)
{
    const struct letter *l = &o->letter;
    struct message m = {
        .from_name = clean(o->from_name),
        .from = how->from,
        .to_name = clean(o->to_name),
        .to = l->to,
        .reply_to = o->reply_to,
        .subject = l->subject,
        .text = l->text,
        .message_id = l->message_id,
        .date = l->queued,
        .automatic = !l->human,
    };
    return message_write(b, &m);
}

void letter_hand_over(struct arena *a, const struct outgoing *o, const struct mailing *how,
                      struct smtp *smtp, struct delivery *out)
{
    struct buf b;
    struct str name = arena_printf(a, "%lld", (long long)o->letter.id);
    buf_init(&b, a, MESSAGE_MAX);
    if (!write_it(&b, o, how))
        *out = (struct delivery){ MAIL_NEVER, false, "It cannot be written as a letter." };
    else if (smtp)
        smtp_send(smtp, how->from, o->letter.to, buf_str(&b), out);
    else
        folder_put(how->folder, name, buf_str(&b), out);
}
