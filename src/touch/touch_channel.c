/* SPDX-License-Identifier: Apache-2.0 */
#include "touch/touch_channel.h"
#include "base/text.h"
#include "outbox/outbox.h"

/* clang-format off */
static const struct {
    const char *word;
    int channel;
} words[] = {
    { "call", CHANNEL_PHONE }, { "calls", CHANNEL_PHONE }, { "calling", CHANNEL_PHONE }, { "callback", CHANNEL_PHONE },
    { "phone", CHANNEL_PHONE }, { "telephone", CHANNEL_PHONE }, { "ring", CHANNEL_PHONE }, { "dial", CHANNEL_PHONE },
    { "anrufen", CHANNEL_PHONE }, { "anruf", CHANNEL_PHONE }, { "telefonieren", CHANNEL_PHONE },
    { "appeler", CHANNEL_PHONE }, { "rappeler", CHANNEL_PHONE }, { "llamar", CHANNEL_PHONE }, { "chiamare", CHANNEL_PHONE },
    { "sms", CHANNEL_TEXT }, { "visit", CHANNEL_VISIT }, { "besuchen", CHANNEL_VISIT },
};
/* Who waits for a call does not call. */
static const char *const waits[] = { "wait", "await", "awaiting", "waiting", "expect", "warten" };
/* clang-format on */

static struct str word_next(struct str *rest)
{
    struct str s = *rest, word;
    while (s.n && !((s.p[0] >= 'a' && s.p[0] <= 'z') || (s.p[0] & 0x80)))
        s = str_cut(s, 1, s.n);
    word = (struct str){ s.p, 0 };
    while (word.n < s.n && ((s.p[word.n] >= 'a' && s.p[word.n] <= 'z') || (s.p[word.n] & 0x80)))
        word.n++;
    *rest = str_cut(s, word.n, s.n);
    return word;
}

static bool is_wait(struct str word)
{
    for (size_t i = 0; i < COUNT(waits); i++) {
        if (str_is(word, waits[i]))
            return true;
    }
    return false;
}

int step_channel(struct ctx *c, struct str step)
{
    struct str rest = fold(c->arena, step), word = word_next(&rest);
    if (is_wait(word))
        return -1;
    for (; word.n; word = word_next(&rest)) {
        for (size_t i = 0; i < COUNT(words); i++) {
            if (str_is(word, words[i].word))
                return words[i].channel;
        }
    }
    return -1;
}

/* The next step, when what was asked for is used up by the touch itself. */
static bool step_may(struct ctx *c, const struct touch *t)
{
    int channel = step_channel(c, t->next_step);
    if (channel < 0)
        return true;
    if (t->direction == TOUCH_INBOUND)
        return !t->contact_id || contact_asked(c, t->deal_id, t->contact_id, channel);
    if (contact_may(c, t->deal_id, t->contact_id, channel, LETTER_SELL))
        return true;
    if (c->fault.kind == FAULT_REFUSED)
        bad_field(c, STR("next_step"), "Choose another way than this channel.");
    return false;
}

bool touch_may(struct ctx *c, const struct touch *t)
{
    if (t->direction == TOUCH_INBOUND)
        return step_may(c, t);
    int weight = t->kind == TOUCH_VALUE ? LETTER_VALUE : LETTER_SELL;
    struct reach r = { t->deal_id, t->contact_id, t->channel, weight, t->happened, 0 };
    return contact_may_at(c, &r)
           && (t->channel == CHANNEL_EMAIL /* when the letter leaves */
               || contact_took(c, t->deal_id, t->contact_id, t->channel))
           && step_may(c, t);
}
