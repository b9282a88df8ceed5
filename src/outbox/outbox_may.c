/* SPDX-License-Identifier: Apache-2.0 */
/* Whether we may reach a buyer now: the one place that decides it. */
#include "outbox/outbox_store.h"

/* clang-format off */
const struct gate closed_by_buyer = {
    "closed_by_buyer", "The buyer has ended this himself.",
    { "Leave it: he can come back by his page, by a message or by an order, and then you may answer.",
      "Read what he said on the deal's page." }, "S0-25", false,
};
const struct gate channel_preference = {
    "channel_preference", "This contact does not want to be reached by that channel.",
    { "Write an e-mail.", "Call when the contact asks for a call: log the inbound touch in which he does." }, "S0-17", false,
};
const struct gate consent_required = {
    "consent_required", "Nothing is sent to a third party in the buyer's name without his consent to it.",
    { "Ask him: put it to his page, or call him.",
      "Record his consent with the inbound touch in which he gave it: who, to whom, for what." }, "S0-49", false,
};
/* clang-format on */

bool contact_end(struct ctx *c, int64_t deal_id, struct str *words)
{
    struct instant closed;
    struct str why = STR_NONE;
    struct buf b;
    buf_init(&b, c->arena, 700);
    if (!closed_read(c, deal_id, &closed, &why))
        return false;
    if (instant_is(closed)) {
        buf_lit(&b, "on ");
        buf_day_long(&b, instant_day(closed));
    }
    if (instant_is(closed) && why.n) {
        buf_lit(&b, ": ");
        buf_add(&b, why);
    }
    *words = buf_str(&b);
    return true;
}

static bool deal_is_his(struct ctx *c, int64_t deal_id)
{
    struct str end = STR_NONE;
    if (!deal_id)
        return true;
    if (!contact_end(c, deal_id, &end))
        return false;
    if (!end.n || failed(c))
        return !failed(c);
    refuse(c, &closed_by_buyer, deal_id);
    c->fault.detail = arena_printf(c->arena, "The buyer has ended this himself, %.*s.",
                                   STR_FMT(end));
    return false;
}

static const char *write_instead(const struct contact *p)
{
    static const struct {
        int channel;
        const char *next;
    } ways[] = {
        { CHANNEL_EMAIL, "Write an e-mail." },
        { CHANNEL_PHONE, "Call." },
        { CHANNEL_TEXT, "Send a text." },
        { CHANNEL_LETTER, "Send a letter." },
        { CHANNEL_SOCIAL, "Send a social message." },
        { CHANNEL_VISIT, "Meet in person." },
    };
    for (size_t i = 0; i < COUNT(ways); i++) {
        if (!contact_forbids(p, ways[i].channel))
            return ways[i].next;
    }
    return "Wait until the contact writes: he allows no channel of ours.";
}

static bool channel_refuse(struct ctx *c, const struct contact *p)
{
    struct buf b;
    if (failed(c))
        return false;
    refuse(c, &channel_preference, p->id);
    buf_init(&b, c->arena, 1000);
    buf_add(&b, p->name);
    buf_lit(&b, " wants to be reached like this: ");
    buf_add(&b, contact_wish(c, p));
    if (instant_is(p->prefers_stated)) {
        buf_lit(&b, " (said so on ");
        buf_day_long(&b, instant_day(p->prefers_stated));
        buf_char(&b, ')');
    }
    buf_char(&b, '.');
    c->fault.detail = buf_str(&b);
    c->fault.next[0] = str_of(write_instead(p));
    return false;
}

/* What he asked for before he said how he wants to be reached counts no more. */
bool asked_of(struct ctx *c, int64_t deal_id, const struct contact *p, int channel, int64_t *id)
{
    struct asked a = { deal_id, p->id, channel, { 0 } };
    if (instant_is(p->prefers_stated))
        a.since = p->prefers_stated;
    return asked_find(c, a, id);
}

static bool channel_is_his(struct ctx *c, int64_t deal_id, int64_t contact_id, int channel)
{
    struct contact p;
    int64_t asked;
    if (!contact_id)
        return true;
    if (!record_get_any(c, &contact_record, contact_id, &p)
        || !asked_of(c, deal_id, &p, channel, &asked))
        return false;
    return asked || !contact_forbids(&p, channel) || channel_refuse(c, &p);
}

/* An insurer, a payer, an agent is no buyer. */
static bool consent_is_there(struct ctx *c, int64_t deal_id, int64_t contact_id)
{
    bool alone;
    if (!deal_id || !contact_id)
        return true;
    return party_alone(c, deal_id, contact_id, &alone)
           && (!alone || refuse(c, &consent_required, deal_id));
}

bool contact_may(struct ctx *c, int64_t deal_id, int64_t contact_id, int channel, int weight)
{
    if (!consent_is_there(c, deal_id, contact_id))
        return false;
    if (weight == LETTER_SERVICE)
        return true;
    return deal_is_his(c, deal_id) && channel_is_his(c, deal_id, contact_id, channel);
}

bool contact_closed(struct ctx *c, int64_t deal_id, struct str why)
{
    int64_t n;
    return closed_put(c, deal_id, why) && outbox_cancel(c, deal_id, &n);
}

bool contact_asked(struct ctx *c, int64_t deal_id, int64_t contact_id, int channel)
{
    return asked_put(c, deal_id, contact_id, channel);
}

bool contact_took(struct ctx *c, int64_t deal_id, int64_t contact_id, int channel)
{
    struct contact p;
    int64_t id;
    if (!contact_id)
        return true;
    return record_get_any(c, &contact_record, contact_id, &p)
           && asked_of(c, deal_id, &p, channel, &id) && (!id || asked_take(c, id));
}
