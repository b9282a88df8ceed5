/* SPDX-License-Identifier: Apache-2.0 */
/* When a buyer may be reached: within his hours, not more often than he wants, and not while he has
 * put it on hold. */
#include "office/office.h"
#include "outbox/outbox_store.h"

#define DAY_MS INT64_C(86400000)
#define HOLD_HOUR 9

/* clang-format off */
const struct gate contact_too_soon = {
    "contact_too_soon", "This contact does not want to hear from us yet.",
    { "Wait until then, or until the contact writes: a reply may go out at once.",
      "Put it into the letter that is due then." }, "S2-17", false,
};
/* clang-format on */

/* "Mon 16 Mar 2026 09:00 (Europe/Vienna)" */
static struct str moment(struct ctx *c, struct instant t)
{
    struct buf b;
    int hour, minute;
    buf_init(&b, c->arena, 60);
    buf_bytes(&b, weekday_name(day_weekday(instant_day(t))), 3);
    buf_char(&b, ' ');
    buf_day_long(&b, instant_day(t));
    instant_clock(t, &hour, &minute);
    buf_printf(&b, " %02d:%02d", hour, minute);
    return buf_str(&b);
}

static struct str hours_words(struct ctx *c, const struct contact *p, struct instant from)
{
    return arena_printf(c->arena,
                        "%.*s wants to be reached %.*s%s%.*s%s: from %.*s on.", STR_FMT(p->name),
                        STR_FMT(p->contact_hours), p->zone.n ? " (" : "", STR_FMT(p->zone),
                        p->zone.n ? ")" : "",
                        STR_FMT(moment_words_in(c->arena, from, p->zone)));
}

static struct str days_words(struct ctx *c, const struct contact *p, struct instant last,
                             struct instant from)
{
    return arena_printf(c->arena,
                        "%.*s wants to hear from us at most every %lld day%s, and did on %.*s: the "
                        "earliest is %.*s.",
                        STR_FMT(p->name), (long long)p->contact_days,
                        p->contact_days == 1 ? "" : "s", STR_FMT(moment(c, last)),
                        STR_FMT(moment(c, from)));
}

/* ---- how often ---- */

/* He wrote after our last contact, and not just to say how he wants to be reached. */
static bool is_answer(const struct contact *p, struct instant last, struct instant heard)
{
    return instant_is(heard) && heard.ms >= last.ms
           && (!instant_is(p->prefers_stated) || heard.ms > p->prefers_stated.ms);
}

/* *last is NONE when nothing stands in the way. */
static bool last_that_counts(struct ctx *c, const struct reach *r, const struct contact *p,
                             struct instant *last)
{
    struct instant heard;
    bool owed;
    *last = INSTANT_NONE;
    if (r->weight == LETTER_SERVICE || p->contact_days == INT_NONE)
        return true;
    if (!reached_last(c, r, last))
        return false;
    if (!instant_is(*last))
        return true;
    if (!heard_last(c, r, &heard) || !owed_by(c, r, &owed))
        return false;
    if (owed || is_answer(p, *last, heard))
        *last = INSTANT_NONE;
    return true;
}

/* ---- on hold ---- */

/* What stands in the way of a moment, but for his hours. */
struct times {
    struct contact contact;
    struct instant rested; /* from when on he may be reached; NONE: not until he speaks */
    struct instant opens;  /* and within his hours */
    struct str why;        /* why not before `rested` */
};

/* Once on the day that he named, or later; then he has been asked, and speaks next (S2-22). */
static bool hold_look(struct ctx *c, const struct reach *r, struct times *t)
{
    struct day until;
    bool asked = false;
    if (r->weight == LETTER_SERVICE || !hold_read(c, r->deal_id, &until))
        return !failed(c);
    if (!day_is(until))
        return true;
    struct instant from = day_at(until, HOLD_HOUR, 0);
    if (r->at.ms >= from.ms && !reached_on_deal(c, r, from, &asked))
        return false;
    if (r->at.ms >= from.ms && !asked)
        return true;
    struct buf b;
    buf_init(&b, c->arena, 400);
    buf_add(&b, t->contact.name);
    buf_lit(&b, " has put this on hold until ");
    buf_day_long(&b, until);
    buf_add(&b, asked ? STR(", and was asked once since.") : STR(": ask then, once."));
    t->rested = asked ? INSTANT_NONE : from;
    t->why = buf_str(&b);
    return true;
}

/* ---- all of it ---- */

static bool times_read(struct ctx *c, const struct reach *r, struct times *t)
{
    int64_t asked = 0;
    struct instant last;
    *t = (struct times){ .rested = r->at, .opens = r->at };
    if (!r->contact_id)
        return true;
    if (!record_get_any(c, &contact_record, r->contact_id, &t->contact)
        || !asked_of(c, r->deal_id, &t->contact, r->channel, &asked))
        return false;
    if (asked)
        return true;
    if (!last_that_counts(c, r, &t->contact, &last))
        return false;
    int64_t days = instant_is(last) ? t->contact.contact_days : 0;
    if (days && last.ms + days * DAY_MS > r->at.ms) {
        t->rested.ms = last.ms + days * DAY_MS;
        t->why = days_words(c, &t->contact, last, contact_opens(&t->contact, t->rested));
    }
    if (!hold_look(c, r, t))
        return false;
    t->opens = contact_opens(&t->contact, t->rested);
    return true;
}

bool contact_wait(struct ctx *c, const struct reach *r, struct instant *from, struct str *why)
{
    struct times t;
    if (!times_read(c, r, &t))
        return false;
    *from = t.opens;
    *why = t.opens.ms == r->at.ms ? STR_NONE
           : t.why.n              ? t.why
                                  : hours_words(c, &t.contact, t.opens);
    return true;
}

static bool refuse_until(struct ctx *c, const struct gate *g, const struct times *t,
                         struct str words)
{
    struct buf b;
    refuse(c, g, t->contact.id);
    c->fault.detail = words;
    if (!instant_is(t->opens)) {
        c->fault.next[0] = STR("Wait until the contact writes: a reply may go out at once.");
        c->fault.next[1] = STR_NONE;
        return false;
    }
    buf_init(&b, c->arena, 40);
    buf_char(&b, '"');
    buf_instant(&b, t->opens);
    buf_char(&b, '"');
    c->fault.offer_name = "earliest";
    c->fault.offer = buf_str(&b);
    return false;
}

bool contact_may_at(struct ctx *c, const struct reach *r)
{
    struct times t;
    if (!contact_may(c, r->deal_id, r->contact_id, r->channel, r->weight) || !times_read(c, r, &t))
        return false;
    if (t.rested.ms > r->at.ms)
        return refuse_until(c, &contact_too_soon, &t, t.why);
    if (t.opens.ms > r->at.ms && r->channel != CHANNEL_EMAIL) {
        refuse_until(c, &channel_preference, &t, hours_words(c, &t.contact, t.opens));
        c->fault.next[0] = STR("Wait until then, or write an e-mail: it leaves then by itself.");
        return false;
    }
    return true;
}

bool contact_hours_changed(struct ctx *c, int64_t contact_id)
{
    after_commit(c, outbox_wake, NULL);
    return letters_look_again(c, contact_id);
}
