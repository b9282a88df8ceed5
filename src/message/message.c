/* SPDX-License-Identifier: Apache-2.0 */
#include "message/message.h"
#include "base/text.h"
#include "fact/fact.h"
#include "link/link.h"
#include "message/message.mail.h"
#include "message/message_impl.h"
#include "promise/promise.h"
#include "silence/silence.h"
#include "touch/touch.h"

#define BODY_MAX ((size_t)128 << 10)
#define TEXT_MAX 8000

/* clang-format off */
static const struct word kind_words[] = {
    { "answer", "Answer" }, { "price_info", "Price and terms" }, { "information", "Information" },
    { "follow_up", "Follow-up" }, { "cannot", "We cannot meet it" }, { "other", "Something else" }, { 0 },
};

static const struct field fields[] = {
    { F(message, id,            ID),      .label = "No." },
    { F(message, deal_id,       REF),     .label = "Deal",       .flags = REQUIRED | FILTER | ONCE, .ref = "deal" },
    { F(message, contact_id,    REF),     .label = "To",         .flags = LISTED, .ref = "contact",
      .hint = "The deal's contact if nobody is named." },
    { F(message, channel,       WORD),    .label = "Channel",    .flags = OFF_FORM, .words = channel_words },
    { F(message, kind,          WORD),    .label = "It is",      .flags = LISTED, .words = kind_words },
    { F(message, subject,       TEXT),    .label = "Subject",    .flags = REQUIRED | LISTED },
    { F(message, text,          LINES),   .label = "Text",       .flags = REQUIRED, .max = TEXT_MAX },
    { F(message, pack,          FLAG),    .label = "With the information pack" },
    { F(message, product_id,    REF),     .label = "Of product", .ref = "product", .hint = "The deal's if none is named." },
    { F(message, shared,        TEXT),    .label = "Value that goes along", .hint = "A hint, a resource, expertise." },
    { F(message, apology,       FLAG),    .label = "It is an apology" },
    { F(message, remedy,        TEXT),    .label = "What we will do", .hint = "Becomes a promise." },
    { F(message, remedy_due,    INSTANT), .label = "By when" },
    { F(message, choice,        LINES),   .label = "A choice for the buyer", .max = 1000 },
    { F(message, elsewhere,     LINES),   .label = "Another supplier or route", .max = 1000 },
    { F(message, next_step,     TEXT),    .label = "Next step",  .flags = LISTED },
    { F(message, next_step_due, INSTANT), .label = "When" },
    { F(message, again_why,     TEXT),    .label = "Why again",  .flags = OFF_FORM },
    { F(message, user_id,       REF),     .label = "Who",        .flags = COMPUTED | LISTED, .ref = "user" },
    { F(message, touch_id,      REF),     .label = "Touch",      .flags = COMPUTED | OFF_FORM, .ref = "touch" },
    { F(message, letter_id,     REF),     .label = "Letter",     .flags = COMPUTED | OFF_FORM, .ref = "letter" },
    { F(message, promise_id,    REF),     .label = "Promise",    .flags = COMPUTED | OFF_FORM, .ref = "promise" },
    { F(message, version,       ID),      .label = "Version",    .flags = COMPUTED | OFF_FORM },
    { F(message, created,       INSTANT), .label = "Written",    .flags = COMPUTED | OFF_FORM | SORTED },
    { F(message, updated,       INSTANT), .label = "Changed",    .flags = COMPUTED | OFF_FORM },
};
static const struct list lists[] = { { "created", { "deal_id" }, "message_deal", NULL } };

const struct gate apology_needs_remedy = {
    "apology_needs_remedy", "An apology without a remedy leaves the buyer where he was.",
    { "Say what we will do and by when: remedy and remedy_due. It becomes a promise.",
      "Offer the buyer a choice: choice.",
      "Suggest another supplier or another route: elsewhere." }, "S0-32", false,
};
const struct gate suggestion_needed = {
    "suggestion_needed", "Who tells a buyer that we cannot meet it suggests how it can be met.",
    { "Suggest another supplier or another route: elsewhere.", "Offer the buyer a choice: choice.",
      "Say what we will do and by when: remedy and remedy_due." }, "S0-33", false,
};
/* clang-format on */

const struct record message_record = {
    .name = "message",
    .plural = "messages",
    .label = "Message",
    .labels = "Messages",
    .size = sizeof(struct message),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "subject",
    .through = "deal_id",
    .default_sort = "-created",
    .lists = lists,
    .n_lists = COUNT(lists),
};

/* ---- when the server has taken it ---- */

static const int kept_by[] = {
    [MESSAGE_ANSWER] = PROMISE_ANSWER,
    [MESSAGE_PRICE_INFO] = PROMISE_PRICE_INFO,
    [MESSAGE_INFORMATION] = PROMISE_INFORMATION,
    [MESSAGE_FOLLOW_UP] = PROMISE_FOLLOW_UP,
    [MESSAGE_CANNOT] = PROMISE_ANSWER,
    [MESSAGE_OTHER] = -1,
};

static bool sent(struct ctx *c, const struct letter *l)
{
    struct message m;
    int64_t id;
    bool found;
    if (!message_of_letter(c, l->id, &id, &found))
        return false;
    if (!found || !l->deal_id)
        return true;
    if (!record_get_any(c, &message_record, id, &m) || !silence_broken(c, l->deal_id, l->sent))
        return false;
    int kind = kept_by[m.kind];
    return kind < 0
           || promises_met(c, l->deal_id, kind, l->channel, l->id, m.touch_id, l->sent);
}

/* It will never arrive: known of the buyer from now on, and it kept nothing. */
static bool gone(struct ctx *c, const struct letter *l)
{
    struct message m;
    struct fact f;
    bool found;
    int64_t id;
    if (!promises_unmet(c, l->id) || !message_of_letter(c, l->id, &id, &found))
        return false;
    if (!found || !l->deal_id)
        return true;
    if (!record_get_any(c, &message_record, id, &m))
        return false;
    record_init(&fact_record, &f);
    f.deal_id = l->deal_id;
    f.contact_id = l->contact_id;
    f.name = STR("mail_does_not_arrive");
    f.value = arena_printf(c->arena, "%.*s: %.*s", STR_FMT(l->to), STR_FMT(l->why));
    f.provenance = PROVENANCE_OBSERVED;
    f.said = instant_day(c->now);
    f.touch_id = m.touch_id;
    return fact_put(c, &f);
}

/* clang-format off */
static const struct mail mails[] = {
    [MESSAGE_ANSWER] =      { "answer",      "Answer",          LETTER_SELL,  NULL, "S0-30", false, sent, gone },
    [MESSAGE_PRICE_INFO] =  { "price_info",  "Price and terms", LETTER_SELL,  NULL, "S0-27", false, sent, gone },
    [MESSAGE_INFORMATION] = { "information", "Information",     LETTER_VALUE, NULL, "S0-28", false, sent, gone },
    [MESSAGE_FOLLOW_UP] =   { "follow_up",   "Follow-up",       LETTER_SELL,  NULL, "S0-30", false, sent, gone },
    [MESSAGE_CANNOT] =      { "cannot",      "We cannot meet it", LETTER_VALUE, NULL, "S0-33", false, sent, gone },
    [MESSAGE_OTHER] =       { "message",     "Message",         LETTER_SELL,  NULL, "S0-30", false, sent, gone },
};
/* clang-format on */
const struct mail *const message_mails[MESSAGE_KINDS] = { &mails[0], &mails[1], &mails[2],
                                                          &mails[3], &mails[4], &mails[5] };

/* ---- writing ---- */

static bool has_remedy(const struct message *m)
{
    return str_trim(m->remedy).n || str_trim(m->choice).n || str_trim(m->elsewhere).n;
}

static bool check(struct ctx *c, struct message *m)
{
    if (m->channel != CHANNEL_EMAIL)
        bad_field(c, STR("channel"), "Letters go out by e-mail. Log others as a touch.");
    if (str_trim(m->remedy).n && !instant_is(m->remedy_due))
        bad_field(c, STR("remedy_due"), "Say by when, like \"tomorrow 12:00\" or 2027-05-03.");
    if (failed(c))
        return false;
    m->apology |= text_apologizes(c, m->subject) || text_apologizes(c, m->text);
    if (m->apology && !has_remedy(m))
        return refuse(c, &apology_needs_remedy, m->deal_id);
    if (m->kind == MESSAGE_CANNOT && !has_remedy(m))
        return refuse(c, &suggestion_needed, m->deal_id);
    return true;
}

static bool body(struct ctx *c, const struct message_text *v, struct str *out)
{
    struct html h;
    html_init(&h, c->arena, BODY_MAX);
    h.now = c->now;
    message_body(&h, v);
    *out = buf_str(&h.b);
    return !h.b.full || broken(c, "the letter is too long");
}

static bool log_it(struct ctx *c, struct message *m)
{
    struct touch t;
    record_init(&touch_record, &t);
    t.deal_id = m->deal_id;
    t.contact_id = m->contact_id;
    t.channel = m->channel;
    t.direction = TOUCH_OUTBOUND;
    t.details = arena_printf(c->arena, "%.*s\n\n%.*s", STR_FMT(m->subject), STR_FMT(m->text));
    t.shared = m->shared;
    t.next_step = m->next_step;
    t.next_step_due = m->next_step_due;
    t.again_why = m->again_why;
    if (!touch_log(c, &t))
        return false;
    m->touch_id = t.id;
    return true;
}

static bool promise_it(struct ctx *c, struct message *m)
{
    struct promise p;
    if (!str_trim(m->remedy).n)
        return true;
    record_init(&promise_record, &p);
    p.deal_id = m->deal_id;
    p.contact_id = m->contact_id;
    p.by = BY_US;
    p.kind = PROMISE_OTHER;
    p.channel = CHANNEL_EMAIL;
    p.user_id = c->viewer->id;
    p.what = m->remedy;
    p.due = m->remedy_due;
    if (!promise_make(c, &p))
        return false;
    m->promise_id = p.id;
    return true;
}

static bool put_it(struct ctx *c, struct message *m, struct str text)
{
    struct letter l = {
        .deal_id = m->deal_id,
        .contact_id = m->contact_id,
        .user_id = m->user_id,
        .human = true,
        .subject = m->subject,
        .text = text,
    };
    if (!outbox_put(c, &mails[m->kind], NULL, &l))
        return false;
    m->letter_id = l.id;
    return true;
}

bool message_send(struct ctx *c, struct message *m)
{
    struct deal d;
    struct product product;
    struct message_text v = { .message = m };
    struct str text;
    m->pack |= m->kind == MESSAGE_PRICE_INFO;
    m->user_id = c->viewer->id;
    if (!record_get(c, &deal_record, m->deal_id, &d))
        return false;
    if (!m->contact_id)
        m->contact_id = d.contact_id;
    if (!m->contact_id)
        return bad_field(c, STR("contact_id"), "Say who it goes to: the deal has no contact.");
    struct reach r = { d.id, m->contact_id, CHANNEL_EMAIL, (int)mails[m->kind].weight, c->now, 0 };
    if (!contact_may_at(c, &r)
        || !check(c, m) || (m->pack && !pack_read(c, m, &d, &product)))
        return false;
    v.product = m->pack ? &product : NULL;
    return link_make(c, d.id, m->contact_id, &v.link) && body(c, &v, &text) && log_it(c, m)
           && put_it(c, m, text) && promise_it(c, m) && record_insert(c, &message_record, m);
}
