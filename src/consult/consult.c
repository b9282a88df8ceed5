/* SPDX-License-Identifier: Apache-2.0 */
#include "consult/consult.h"
#include "alert/alert.h"
#include "base/text.h"
#include "consult/consult_store.h"
#include "frame/channel.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "message/message.h"
#include "office/office.h"
#include "promise/promise.h"
#include "record/openapi.h"
#include "sched/clock.h"
#include "team/team.h"

#define WORDS_MAX 10000

/* clang-format off */
static const struct word kind_words[] = { { "help", "Help" }, { "expert", "Expert" }, { 0 } };
static const struct word state_words[] = {
    { "open", "Open" }, { "answered", "Answered" }, { "not_needed", "Not needed any more" }, { 0 },
};
static const struct field fields[] = {
    { F(consult, id,             ID),      .label = "No." },
    { F(consult, deal_id,        REF),     .label = "Deal",        .flags = REQUIRED | FILTER | ONCE, .ref = "deal" },
    { F(consult, contact_id,     REF),     .label = "Buyer",       .flags = COMPUTED, .ref = "contact" },
    { F(consult, kind,           WORD),    .label = "Kind",        .flags = LISTED | COMPUTED, .words = kind_words },
    { F(consult, product_id,     REF),     .label = "Product",     .flags = LISTED, .ref = "product" },
    { F(consult, step,           TEXT),    .label = "At step",     .flags = LISTED | COMPUTED },
    { F(consult, words,          LINES),   .label = "Question",    .flags = REQUIRED | LISTED, .max = 2000 },
    { F(consult, entered,        LINES),   .label = "Entered so far", .flags = COMPUTED, .max = WORDS_MAX },
    { F(consult, channel,        WORD),    .label = "Answer by",   .flags = COMPUTED, .words = channel_words },
    { F(consult, user_id,        REF),     .label = "Asked by",    .flags = COMPUTED, .ref = "user" },
    { F(consult, expert_id,      REF),     .label = "Who answers", .flags = LISTED | FILTER, .ref = "user" },
    { F(consult, due,            INSTANT), .label = "Answer due",  .flags = LISTED | SORTED | COMPUTED },
    { F(consult, state,          WORD),    .label = "State",       .flags = LISTED | COMPUTED | FILTER, .words = state_words },
    { F(consult, answer,         LINES),   .label = "Answer",      .flags = COMPUTED, .max = WORDS_MAX },
    { F(consult, answered,       INSTANT), .label = "Answered",    .flags = COMPUTED },
    { F(consult, answered_by_id, REF),     .label = "Answered by", .flags = COMPUTED, .ref = "user" },
    { F(consult, late,           INSTANT), .label = "Late since",  .flags = COMPUTED },
    { F(consult, letter_id,      REF),     .label = "Letter",      .flags = COMPUTED, .ref = "letter" },
    { F(consult, touch_id,       REF),     .label = "Touch",       .flags = COMPUTED, .ref = "touch" },
    BASE_FIELDS(consult),
};
static const struct list lists[] = {
    { "due", { "deal_id" },            "consult_deal", NULL },
    { "due", { "expert_id", "state" }, "consult_expert", NULL },
};

const struct gate no_expert = {
    "no_expert", "Nobody is certified for this product.",
    { "Name who answers: expert_id, somebody who sells.", "Certify somebody for it, where routing is set." },
    "S0-51", false,
};
const struct gate consult_settled = {
    "consult_settled", "This was answered, or is not needed any more.", { "Write to the buyer instead." }, "S0-51", false,
};
const struct policy consult_urgent = {
    "consult_urgent", "Business hours in which help or an expert answers an urgent buyer", "hours", 1, 1, 80, "S0-57",
};
const struct policy consult_normal = {
    "consult_normal", "Business hours in which help or an expert answers a buyer", "hours", 4, 1, 80, "S0-57",
};
const struct alert_kind consult_asked = { "consult_asked", "A buyer needs your answer", 2, "S0-51" };
const struct alert_kind consult_overdue = { "consult_late", "A buyer still waits for help", 2, "S0-57" };
const struct alert_kind consult_done = { "consult_answered", "An expert answered your buyer", 1, "S0-51" };

static bool rings(struct ctx *c, int64_t id, struct instant due);
const struct clock consult_late = { "consult_late", "consult_normal", BUSINESS_TIME, rings, "S0-57" };
/* clang-format on */

/* ---- the row ---- */

static struct str line_of(struct ctx *c, const struct consult *k)
{
    struct str text = k->step.n ? k->step : k->words;
    const char *nl = memchr(text.p, '\n', text.n);
    return promise_short(c->arena, nl ? (struct str){ text.p, (size_t)(nl - text.p) } : text);
}

/* What need not be asked: "Urgent. 4 days to need-by. Known: item MD-1, pays up front." */
static bool context_read(struct ctx *c, struct consult *k)
{
    struct deal d;
    struct str known, need;
    struct buf b;
    if (!record_get_any(c, &deal_record, k->deal_id, &d) || !deal_known(c, &d, &known))
        return false;
    need = deal_need_words(c->arena, d.need_by, instant_day(c->now));
    buf_init(&b, c->arena, known.n + need.n + 40);
    if (d.urgency == URGENCY_URGENT)
        buf_lit(&b, "Urgent. ");
    if (need.n) {
        buf_add(&b, need);
        buf_lit(&b, ". ");
    }
    if (known.n) {
        buf_lit(&b, "Known: ");
        buf_add(&b, known);
        buf_char(&b, '.');
    }
    k->context = str_trim(buf_str(&b));
    return true;
}

static bool complete(struct ctx *c, void *row)
{
    struct consult *k = row;
    k->expert = person_name(c, k->expert_id);
    return !failed(c) && context_read(c, k);
}

static void json_more(struct buf *b, const void *row)
{
    const struct consult *k = row;
    buf_lit(b, ",\"expert\":");
    buf_json_str(b, k->expert);
    buf_lit(b, ",\"context\":");
    buf_json_str(b, k->context);
}

static const struct shape more[] = {
    { "expert", SHAPE_TEXT },
    { "context", SHAPE_TEXT, .about = "What is known already, so that nobody asks it again." },
    { 0 },
};

const struct record consult_record = {
    .name = "consult",
    .plural = "consults",
    .label = "Help request",
    .labels = "Help requests",
    .size = sizeof(struct consult),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "words",
    .through = "deal_id",
    .default_sort = "due",
    .lists = lists,
    .n_lists = COUNT(lists),
    .complete = complete,
    .json_more = json_more,
    .more = more,
};

/* ---- the clock ---- */

static struct about about_of(const struct consult *k, struct instant due, struct str text)
{
    return (struct about){ .deal_id = k->deal_id, .subject = k->id, .due = due, .text = text };
}

static bool settle(struct ctx *c, const struct consult *k)
{
    return clock_stop(c, &consult_late, k->id) && alerts_settle(c, &consult_asked, k->id)
           && alerts_settle(c, &consult_overdue, k->id);
}

static bool not_needed(struct ctx *c, struct consult *k)
{
    k->state = CONSULT_NOT_NEEDED;
    return record_update(c, &consult_record, k) && settle(c, k);
}

bool consults_end(struct ctx *c, int64_t deal_id)
{
    struct consults all;
    if (!consults_read(c, deal_id, &all))
        return false;
    for (size_t i = 0; i < all.n && all.p[i].state == CONSULT_OPEN; i++) {
        if (!not_needed(c, &all.p[i]))
            return false;
    }
    return true;
}

static bool rings(struct ctx *c, int64_t id, struct instant due)
{
    struct consult k;
    struct deal d;
    if (!record_get_any(c, &consult_record, id, &k)
        || !record_get_any(c, &deal_record, k.deal_id, &d))
        return false;
    if (k.state != CONSULT_OPEN)
        return true;
    if (d.state != DEAL_OPEN)
        return not_needed(c, &k);
    k.late = due;
    struct about about = about_of(&k, due,
                                  arena_printf(c->arena, "%.*s was to answer by now: %.*s",
                                               STR_FMT(k.expert), STR_FMT(line_of(c, &k))));
    return record_update(c, &consult_record, &k)
           && alert_raise(c, &consult_overdue, k.expert_id, about)
           && alert_up(c, &consult_overdue, d.owner_id, LEVEL_MANAGER, about);
}

/* ---- asking ---- */

static bool sells(const struct person *p)
{
    return p && p->active && (p->roles & ROLE_SALES);
}

/* Certified, here, and not the one who cannot answer it; 0: nobody. */
static bool expert_find(struct ctx *c, const struct deal *d, struct consult *k)
{
    struct expert_ids who;
    if (!k->product_id || !experts_read(c, k->product_id, &who))
        return !failed(c);
    for (size_t i = 0; i < who.n && !k->expert_id; i++) {
        if (who.p[i] != d->owner_id && sells(person_find(c, who.p[i])))
            k->expert_id = who.p[i];
    }
    return !failed(c);
}

/* The whole context is the deal itself, for who does not see it by his line. */
static bool show_deal(struct ctx *c, const struct deal *d, int64_t expert_id)
{
    const struct viewer *his;
    if (!viewer_make(c, expert_id, "share", &his))
        return false;
    return viewer_sees(his, d->owner_id) || deal_share(c, d->id, expert_id);
}

static bool put(struct ctx *c, const struct deal *d, struct consult *k)
{
    bool urgent = d->urgency == URGENCY_URGENT;
    k->due = office_after(c, urgent ? &consult_urgent : &consult_normal, BUSINESS_TIME, c->now);
    k->state = CONSULT_OPEN;
    k->answered = k->late = INSTANT_NONE;
    k->contact_id = k->contact_id ? k->contact_id : d->contact_id;
    if (!record_insert(c, &consult_record, k) || !complete(c, k))
        return false;
    struct about about = about_of(k, c->now,
                                  arena_printf(c->arena, "%.*s: %.*s", STR_FMT(d->name),
                                               STR_FMT(line_of(c, k))));
    return clock_start(c, &consult_late, k->id, k->due)
           && show_deal(c, d, k->expert_id)
           && alert_raise(c, &consult_asked, k->expert_id, about)
           && deal_tell_alone(c, d->id, "consult", "consult_id", k->id);
}

/* The buyer sees who answers, and by when; once, where he was promised an answer already. */
static bool promise_it(struct ctx *c, const struct consult *k)
{
    struct promise p;
    int64_t live;
    if (!promise_live_of(c, k->deal_id, BY_US, PROMISE_ANSWER, &live))
        return false;
    if (live)
        return true;
    record_init(&promise_record, &p);
    p.deal_id = k->deal_id;
    p.contact_id = k->contact_id;
    p.by = BY_US;
    p.kind = PROMISE_ANSWER;
    p.channel = CHANNEL_EMAIL;
    p.user_id = k->expert_id;
    p.what = arena_printf(c->arena, "%.*s answers: %.*s", STR_FMT(k->expert),
                          STR_FMT(line_of(c, k)));
    p.due = k->due;
    p.again_why = STR("The buyer asked it.");
    return promise_make(c, &p);
}

bool consult_ask(struct ctx *c, struct consult *k)
{
    struct deal d;
    if (!record_get(c, &deal_record, k->deal_id, &d))
        return false;
    k->kind = CONSULT_EXPERT;
    k->user_id = c->viewer->id;
    k->channel = CHANNEL_EMAIL;
    k->product_id = k->product_id ? k->product_id : d.product_id;
    if (!str_trim(k->words).n || utf8_length(k->words) > 2000)
        bad_field(c, STR("words"), "Give the buyer's question, in at most 2,000 characters.");
    if (d.state != DEAL_OPEN)
        bad_field(c, STR("deal_id"), "This deal is closed.");
    if (k->expert_id && !sells(person_find(c, k->expert_id)))
        bad_field(c, STR("expert_id"), "Choose somebody who sells and is still here.");
    if (failed(c) || (!k->expert_id && !expert_find(c, &d, k)))
        return false;
    return (k->expert_id || refuse(c, &no_expert, d.id)) && put(c, &d, k) && promise_it(c, k);
}

bool consult_said(struct ctx *c, const struct deal *d, struct consult *k)
{
    if (d->state != DEAL_OPEN)
        return true;
    k->product_id = d->product_id;
    if (k->kind == CONSULT_EXPERT && !expert_find(c, d, k))
        return false;
    if (k->kind == CONSULT_EXPERT && !k->expert_id)
        k->expert_id = line_person(c, d->owner_id, LEVEL_MANAGER);
    if (!k->expert_id)
        k->expert_id = d->owner_id;
    return !failed(c) && put(c, d, k);
}

/* ---- answering ---- */

static bool letter_send(struct ctx *c, const struct deal *d, struct consult *k)
{
    struct message m;
    bool to_come = d->next_step.n && d->next_step_due.ms > c->now.ms;
    record_init(&message_record, &m);
    m.deal_id = k->deal_id;
    m.contact_id = k->contact_id;
    m.channel = CHANNEL_EMAIL;
    m.kind = MESSAGE_ANSWER;
    m.subject = arena_printf(c->arena, "Your question: %.*s", STR_FMT(line_of(c, k)));
    m.text = k->answer;
    m.next_step = to_come ? d->next_step : STR("Hear whether that answered it");
    m.next_step_due = to_come ? d->next_step_due : promise_due_offer(c, d);
    m.again_why = STR("As it was planned.");
    if (!message_send(c, &m))
        return false;
    k->letter_id = m.letter_id;
    k->touch_id = m.touch_id;
    return true;
}

static bool evidence(struct ctx *c, const struct deal *d, struct consult *k, int64_t touch_id)
{
    bool fits;
    if (!touch_id)
        return letter_send(c, d, k);
    if (!consult_touch_fits(c, touch_id, k->deal_id, k->created, &fits))
        return false;
    if (!fits)
        return bad_field(c, STR("touch_id"),
                         "Name a touch of ours with this buyer since he asked.");
    k->touch_id = touch_id;
    return true;
}

bool consult_answer(struct ctx *c, struct consult *k, struct str words, int64_t touch_id)
{
    struct deal d;
    if (k->state != CONSULT_OPEN)
        return refuse(c, &consult_settled, k->id);
    if (!words.n || utf8_length(words) > WORDS_MAX)
        return bad_field(c, STR("answer"), "Answer in at most 10,000 characters.");
    if (!record_get(c, &deal_record, k->deal_id, &d))
        return false;
    k->answer = words;
    if (!evidence(c, &d, k, touch_id))
        return false;
    k->state = CONSULT_ANSWERED;
    k->answered = c->now;
    k->answered_by_id = c->viewer->id;
    struct about about = about_of(k, c->now,
                                  arena_printf(c->arena, "%.*s answered: %.*s",
                                               STR_FMT(person_name(c, c->viewer->id)),
                                               STR_FMT(line_of(c, k))));
    return record_update(c, &consult_record, k) && settle(c, k)
           && (d.owner_id == c->viewer->id
               || alert_raise(c, &consult_done, d.owner_id, about))
           && deal_tell_alone(c, d.id, "consult_answered", "consult_id", k->id);
}
