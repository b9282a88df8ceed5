/* SPDX-License-Identifier: Apache-2.0 */
#include "buyer/buyer_forms.h"
#include "approval/approval.h"
#include "buyer/buyer_rules.h"
#include "fact/fact.h"
#include "frame/org.h"
#include "party/party.h"

/* ---- reading ---- */

static struct str text(struct req *q, const char *name)
{
    return str_trim(input_text(&q->in, name));
}

static int64_t id_of(struct req *q)
{
    int64_t id = 0;
    return str_to_int(text(q, "id"), &id) && id > 0 ? id : 0;
}

static int64_t no_id(struct req *q UNUSED)
{
    return 0;
}

/* One of the words, or -1 with a fault; empty is `none`. */
static int word(struct req *q, const char *name, const struct word *words, int none)
{
    struct str said = text(q, name);
    if (!said.n)
        return none;
    for (int i = 0; words[i].name; i++) {
        if (str_is(said, words[i].name))
            return i;
    }
    bad_field(&q->c, str_of(name), "Choose one of these.");
    return -1;
}

static struct day day(struct req *q, const char *name)
{
    struct day d = DAY_NONE;
    struct str said = text(q, name);
    if (said.n && !when_parse_day(said, q->c.now, &d))
        bad_field(&q->c, str_of(name), "Give a day that exists, like 2027-03-31.");
    return d;
}

static bool ticked(struct req *q, const char *name)
{
    struct str said = text(q, name);
    return str_is(said, "yes") || str_is(said, "true") || str_is(said, "on");
}

/* A number of days as people write it; INT_NONE where there is none. */
static int64_t days(struct req *q, const char *name)
{
    struct str said = text(q, name), rest;
    int64_t n = 0;
    if (!said.n)
        return INT_NONE;
    if (str_is(said, "weekly"))
        return 7;
    if (str_is(said, "monthly"))
        return 30;
    if (!str_to_int(str_split(said, ' ', &rest), &n))
        return bad_field(&q->c, str_of(name), "Give a number of days, like 14."), INT_NONE;
    return n;
}

/* ---- what he says ---- */

static bool ask(struct req *q, struct buyer *b, struct reaction *out)
{
    return buyer_asks(&q->c, b, text(q, "words"), ticked(q, "expert"), out);
}

/* What stood in the form from which he asks for help, but its keys. */
static struct str entered(struct req *q)
{
    struct buf b;
    buf_init(&b, q->c.arena, 4 * BUYER_WORDS_MAX);
    for (size_t i = 0; i < q->in.n; i++) {
        const struct input_item *item = &q->in.items[i];
        if (item->name.p[0] == '_' || str_is(item->name, "step") || str_is(item->name, "id")
            || str_is(item->name, "confidential") || !item->text.n
            || item->text.n > BUYER_WORDS_MAX)
            continue;
        buf_add(&b, item->name);
        buf_lit(&b, ": ");
        buf_add(&b, item->text);
        buf_char(&b, '\n');
    }
    return b.full ? STR_NONE : str_trim(buf_str(&b));
}

static bool help(struct req *q, struct buyer *b, struct reaction *out)
{
    return buyer_needs_help(&q->c, b, text(q, "step"), entered(q), out);
}

static bool demo(struct req *q, struct buyer *b, struct reaction *out)
{
    struct str said = text(q, "slot");
    int64_t id = 0;
    if (said.n && (!str_to_int(said, &id) || id < 1))
        return bad_field(&q->c, STR("slot"), "Choose one of the open times.");
    return buyer_sees(&q->c, b, id, out);
}

static bool order(struct req *q, struct buyer *b, struct reaction *out)
{
    struct buyer_order o = { text(q, "what"), text(q, "words"), day(q, "by") };
    return !failed(&q->c) && buyer_orders(&q->c, b, &o, out);
}

static bool state(struct req *q, struct buyer *b, struct reaction *out)
{
    static const struct word urgency[] = { { "", "" }, { "normal", "" }, { "urgent", "" }, { 0 } };
    struct buyer_state s = {
        word(q, "stage", buyer_stage_words, BUYER_UNKNOWN),
        word(q, "urgency", urgency, 0),
        day(q, "need_by"),
    };
    return !failed(&q->c) && buyer_states(&q->c, b, &s, out);
}

static struct buyer_wish wish_now(const struct contact *p)
{
    return (struct buyer_wish){ p->preferred_channel, p->only_by != 0, p->no_phone,
                                p->contact_days, p->contact_hours, STR_NONE };
}

static const struct word *channels(void)
{
    return field_named(&contact_record, STR("preferred_channel"))->words;
}

/* How he is to be reached, where he says it along with the rest. */
static bool share_wish(struct req *q, struct buyer *b)
{
    struct reaction unsaid = { .n = 0 };
    struct buyer_wish w = wish_now(&b->contact);
    int channel = word(q, "channel", channels(), w.channel);
    int64_t most = days(q, "days");
    if (failed(&q->c))
        return false;
    if (channel == w.channel && most == INT_NONE)
        return true;
    w.channel = channel;
    if (most != INT_NONE)
        w.days = most;
    return buyer_prefers(&q->c, b, &w, &unsaid);
}

static bool share(struct req *q, struct buyer *b, struct reaction *out)
{
    struct buyer_share s = {
        .stage = word(q, "stage", buyer_stage_words, BUYER_UNKNOWN),
        .decide_by = day(q, "decide_by"),
        .requirements = text(q, "requirements"),
        .authority = text(q, "authority"),
        .budget = text(q, "budget"),
        .confidential = text(q, "confidential"),
    };
    return !failed(&q->c) && share_wish(q, b) && buyer_shares(&q->c, b, &s, out);
}

static bool change(struct req *q, struct buyer *b, struct reaction *out)
{
    struct buyer_change k = { word(q, "kind", change_kind_words, -1), text(q, "words"),
                              text(q, "roadblock") };
    if (k.kind < 0 && !failed(&q->c))
        bad_field(&q->c, STR("kind"), "Say what has changed.");
    return !failed(&q->c) && buyer_changes(&q->c, b, &k, out);
}

static bool answer(struct req *q, struct buyer *b, struct reaction *out)
{
    return buyer_answers(&q->c, b, id_of(q), text(q, "words"), out);
}

static bool correct(struct req *q, struct buyer *b, struct reaction *out)
{
    struct str take = text(q, "take"), words = text(q, "words");
    bool confidential = str_is(take, "confidential");
    if (!take.n && !words.n)
        return bad_field(&q->c, STR("words"), "Say what is true.");
    return buyer_corrects(&q->c, b, id_of(q), take.n ? STR_NONE : words, confidential, out);
}

static bool prefer(struct req *q, struct buyer *b, struct reaction *out)
{
    struct buyer_wish w = {
        word(q, "channel", channels(), b->contact.preferred_channel),
        ticked(q, "only"),
        ticked(q, "no_calls"),
        days(q, "days"),
        text(q, "hours"),
        text(q, "phone"),
    };
    return !failed(&q->c) && buyer_prefers(&q->c, b, &w, out);
}

/* ---- promises ---- */

static bool keep(struct req *q, struct buyer *b, struct reaction *out)
{
    return buyer_keeps(&q->c, b, id_of(q), out);
}

static bool move(struct req *q, struct buyer *b, struct reaction *out)
{
    struct instant due;
    return promise_due_read(&q->c, "due", text(q, "due"), &due)
           && buyer_moves(&q->c, b, id_of(q), due, text(q, "why"), out);
}

static bool release(struct req *q, struct buyer *b, struct reaction *out)
{
    return buyer_releases(&q->c, b, id_of(q), text(q, "why"), out);
}

static bool differ(struct req *q, struct buyer *b, struct reaction *out)
{
    return buyer_differs(&q->c, b, id_of(q), text(q, "words"), out);
}

static bool insist(struct req *q, struct buyer *b, struct reaction *out)
{
    return buyer_insists(&q->c, b, id_of(q), text(q, "words"), out);
}

static bool pause_it(struct req *q, struct buyer *b, struct reaction *out)
{
    return buyer_pauses(&q->c, b, id_of(q), text(q, "words"), out);
}

static bool choose(struct req *q, struct buyer *b, struct reaction *out)
{
    int64_t choice = 0;
    if (!str_to_int(text(q, "choice"), &choice) || choice < 0)
        return bad_field(&q->c, STR("choice"), "Choose one of these.");
    return buyer_chooses(&q->c, b, id_of(q), choice, out);
}

static bool helped(struct req *q, struct buyer *b, struct reaction *out)
{
    static const struct word words[] = {
        { "", "" }, { "yes", "" }, { "partly", "" }, { "no", "" }, { 0 }
    };
    int said = word(q, "helped", words, -1);
    if (said <= HELPED_UNSAID)
        return bad_field(&q->c, STR("helped"), "Say yes, partly or no.");
    return buyer_was_helped(&q->c, b, id_of(q), said, out);
}

static bool consent(struct req *q, struct buyer *b, struct reaction *out)
{
    int action = word(q, "action", consent_action_words, -1);
    if (action < 0)
        return bad_field(&q->c, STR("action"), "Say to what.");
    return buyer_consents(&q->c, b, id_of(q), action, ticked(q, "give"), out);
}

/* ---- leaving, telling, thanking ---- */

/* A price as he types it, in our currency unless he names another. */
static struct money price(struct req *q, const char *name)
{
    struct str said = text(q, name);
    struct money m = MONEY_NONE;
    if (said.n && !money_parse(said, org()->currency, &m))
        bad_field(&q->c, str_of(name), "Give an amount like 1,200.50.");
    return m;
}

static struct buyer_exit exit_read(struct req *q, int kind)
{
    return (struct buyer_exit){
        .kind = kind,
        .reason = word(q, "reason", leaving_reason_words, REASON_UNSAID),
        .words = text(q, "words"),
        .supplier = text(q, "supplier"),
        .name = text(q, "name"),
        .email = text(q, "email"),
        .until = day(q, "until"),
        .days = days(q, "days"),
        .price = price(q, "price"),
    };
}

static bool bought(struct req *q, struct buyer *b, struct reaction *out)
{
    struct buyer_exit e = exit_read(q, LEAVES_BOUGHT);
    return !failed(&q->c) && buyer_leaves(&q->c, b, &e, out);
}

static bool leave(struct req *q, struct buyer *b, struct reaction *out)
{
    struct buyer_exit e = exit_read(q, word(q, "kind", leaving_words, -1));
    if (e.kind < 0 && !failed(&q->c))
        bad_field(&q->c, STR("kind"), "Say how.");
    return !failed(&q->c) && buyer_leaves(&q->c, b, &e, out);
}

static bool manager(struct req *q, struct buyer *b, struct reaction *out)
{
    return buyer_tells(&q->c, b, text(q, "words"), out);
}

/* Those of us who have to do with it, and nobody else by his number. */
static bool thank(struct req *q, struct buyer *b, struct reaction *out)
{
    struct str said = text(q, "user_id");
    struct promises all;
    int64_t id = b->deal.owner_id;
    bool known = !said.n;
    if (said.n && !str_to_int(said, &id))
        id = 0;
    if (!promises_read(&q->c, b->deal.id, &all))
        return false;
    known = known || (id && id == b->deal.owner_id);
    for (size_t i = 0; i < all.n; i++)
        known = known || (id && all.p[i].by == BY_US && all.p[i].user_id == id);
    if (!known)
        return bad_field(&q->c, STR("user_id"), "Choose one of these.");
    return buyer_thanks(&q->c, b, text(q, "words"), id, ticked(q, "keep"), out);
}

/* clang-format off */
static const struct buyer_form forms[] = {
    { "ask",     ask,      no_id }, { "help",   help,    no_id }, { "order",   order,   no_id },
    { "state",   state,    no_id }, { "share",  share,   no_id }, { "change",  change,  no_id },
    { "answer",  answer,   id_of }, { "correct", correct, id_of }, { "prefer", prefer,  no_id },
    { "keep",    keep,     id_of }, { "move",   move,    id_of }, { "release", release, id_of },
    { "differ",  differ,   id_of }, { "insist", insist,  id_of }, { "pause",   pause_it, id_of },
    { "choose",  choose,   id_of }, { "helped", helped,  id_of }, { "consent", consent, id_of },
    { "bought",  bought,   no_id }, { "leave",  leave,   no_id }, { "manager", manager, no_id },
    { "thank",   thank,    no_id }, { "demo",   demo,    no_id },
};
/* clang-format on */

const struct buyer_form *buyer_form_named(struct str action)
{
    for (size_t i = 0; i < COUNT(forms); i++) {
        if (str_is(action, forms[i].action))
            return &forms[i];
    }
    return NULL;
}

/* ---- what we say ourselves ---- */

bool difference_read(struct req *q, struct difference *d)
{
    struct field_set given;
    record_init(&difference_record, d);
    bool good = record_read(&q->c, &difference_record, &q->in, RECORD_CREATE, org()->currency, d,
                            &given);
    req_input_all_used(q);
    return good && !failed(&q->c);
}
