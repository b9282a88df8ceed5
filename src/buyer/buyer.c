/* SPDX-License-Identifier: Apache-2.0 */
/* Who the buyer is to the rules, and what most of what he does has in common. */
#include <stdarg.h>

#include "base/text.h"
#include "buyer/buyer_rules.h"
#include "buyer/buyer_store.h"
#include "enquiry/enquiry.h"
#include "fact/fact.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "office/office.h"

#define ONCE_MS INT64_C(604800000)
#define LINE_MAX_LENGTH 300 /* characters of his that are repeated in a line */

/* clang-format off */
const struct word leaving_words[] = {
    { "bought_elsewhere", "Bought elsewhere" }, { "not_my_decision", "No longer my decision" },
    { "on_hold", "On hold" }, { "price", "Price is not competitive" }, { "not_a_fit", "Not a fit" },
    { "chose_another", "Chose another" }, { "not_interested", "Not interested" },
    { "wrong_person", "Wrong person" }, { 0 },
};
const struct word leaving_reason_words[] = {
    { "unsaid", "Not said" }, { "speed", "Somebody else was faster" }, { "process", "It was too hard to buy from you" },
    { "price", "The price" }, { "product", "The product" }, { "trust", "No reply, or promises not kept" },
    { "other", "Something else" }, { 0 },
};
static const struct word side_words[] = { { "us", "We" }, { "buyer", "The buyer" }, { 0 } };

static const struct field exit_fields[] = {
    { F(exit_row, id,         ID),    .label = "No." },
    { F(exit_row, deal_id,    REF),   .label = "Deal",     .flags = COMPUTED | LISTED | FILTER, .ref = "deal" },
    { F(exit_row, contact_id, REF),   .label = "Who",      .flags = COMPUTED | LISTED, .ref = "contact" },
    { F(exit_row, kind,       WORD),  .label = "How",      .flags = COMPUTED | LISTED | FILTER, .words = leaving_words },
    { F(exit_row, reason,     WORD),  .label = "Why",      .flags = COMPUTED | LISTED | FILTER, .words = leaving_reason_words },
    { F(exit_row, words,      LINES), .label = "His words", .flags = COMPUTED | LISTED, .max = BUYER_WORDS_MAX },
    { F(exit_row, supplier,   TEXT),  .label = "To whom",  .flags = COMPUTED | LISTED },
    { F(exit_row, until,      DAY),   .label = "Until",    .flags = COMPUTED },
    { F(exit_row, minutes,    INT),   .label = "Minutes from ready to lost", .flags = COMPUTED },
    { F(exit_row, version,    ID),      .label = "Version", .flags = COMPUTED | OFF_FORM },
    { F(exit_row, created,    INSTANT), .label = "Said",    .flags = COMPUTED | SORTED },
    { F(exit_row, updated,    INSTANT), .label = "Changed", .flags = COMPUTED | OFF_FORM },
};
static const struct list exit_lists[] = {
    { "created", { NULL },      "exit_created", NULL },
    { "created", { "deal_id" }, "exit_deal",    NULL },
};
static const struct field difference_fields[] = {
    { F(difference, id,         ID),    .label = "No." },
    { F(difference, deal_id,    REF),   .label = "Deal",    .flags = COMPUTED | FILTER, .ref = "deal" },
    { F(difference, promise_id, REF),   .label = "Promise", .flags = REQUIRED | ONCE | LISTED, .ref = "promise" },
    { F(difference, by,         WORD),  .label = "Who sees it so", .flags = COMPUTED | LISTED, .words = side_words },
    { F(difference, contact_id, REF),   .label = "Contact", .flags = COMPUTED, .ref = "contact" },
    { F(difference, user_id,    REF),   .label = "Of us",   .flags = COMPUTED, .ref = "user" },
    { F(difference, words,      LINES), .label = "How",     .flags = REQUIRED | ONCE | LISTED, .max = BUYER_WORDS_MAX },
    { F(difference, version,    ID),      .label = "Version", .flags = COMPUTED | OFF_FORM },
    { F(difference, created,    INSTANT), .label = "Said",    .flags = COMPUTED | SORTED },
    { F(difference, updated,    INSTANT), .label = "Changed", .flags = COMPUTED | OFF_FORM },
};
static const struct list difference_lists[] = {
    { "created", { "deal_id" }, "difference_deal", NULL },
};

const struct policy buyer_answer_urgent = {
    "buyer_answer_urgent", "Business hours in which a person answers what an urgent buyer asks on his page",
    "hours", 1, 1, 400, "S0-67",
};
const struct policy buyer_answer_normal = {
    "buyer_answer_normal", "Business hours in which a person answers what a buyer asks on his page",
    "hours", 4, 1, 400, "S0-67",
};
const struct policy buyer_order_hours = {
    "buyer_order_hours", "Business hours in which an order from the buyer's page is confirmed", "hours", 1, 1, 400, "S0-34",
};
const struct alert_kind buyer_said_alert = { "buyer_said", "The buyer said something", 2, "S0-67" };
const struct alert_kind buyer_left_alert = { "buyer_left", "The buyer left", 2, "S2-14" };
const struct alert_kind buyer_gone_alert = { "bought_elsewhere", "Bought elsewhere", 2, "S0-21" };
/* clang-format on */

const struct record exit_record = {
    .name = "exit",
    .plural = "exits",
    .label = "Exit",
    .labels = "Exits",
    .size = sizeof(struct exit_row),
    .fields = exit_fields,
    .n_fields = COUNT(exit_fields),
    .title = "words",
    .through = "deal_id",
    .default_sort = "-created",
    .lists = exit_lists,
    .n_lists = COUNT(exit_lists),
};
const struct record difference_record = {
    .name = "difference",
    .plural = "differences",
    .label = "Difference",
    .labels = "Differences",
    .size = sizeof(struct difference),
    .fields = difference_fields,
    .n_fields = COUNT(difference_fields),
    .title = "words",
    .through = "deal_id",
    .default_sort = "-created",
    .lists = difference_lists,
    .n_lists = COUNT(difference_lists),
};

/* ---- who he is ---- */

bool deal_again(struct ctx *c, struct buyer *b)
{
    return record_get_any(c, &deal_record, b->deal.id, &b->deal)
           && record_get_any(c, &contact_record, b->contact.id, &b->contact);
}

/* The rules ask who sees a deal: he sees the one of his link. It is the only one whose number the
 * rules of this subject have. */
bool buyer_enter(struct ctx *c, const struct link *l, struct buyer *b)
{
    struct viewer *v = arena_new(c->arena, struct viewer);
    b->deal.id = l->deal_id;
    b->contact.id = l->contact_id;
    if (!deal_again(c, b))
        return false;
    int64_t *owner = arena_new(c->arena, int64_t);
    *owner = b->deal.owner_id;
    *v = (struct viewer){ .owners = owner, .n_owners = 1, .door = "buyer" };
    c->viewer = v;
    return true;
}

bool buyer_once(struct ctx *c, struct str hash, bool *fresh)
{
    return once_forget(c, (struct instant){ c->now.ms - ONCE_MS }) && once_add(c, hash, fresh);
}

struct str owner_of(struct ctx *c, const struct buyer *b)
{
    return b->deal.owner_id ? person_name(c, b->deal.owner_id) : STR("One of us");
}

/* ---- what is told him ---- */

void say(struct ctx *c, struct reaction *out, const char *format, ...)
{
    char text[1200];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0 || out->n == REACTION_MAX)
        return;
    size_t length = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    while (length && !utf8_ok((struct str){ text, length }))
        length--;
    out->p[out->n++] = arena_str(c->arena, (struct str){ text, length });
}

void plan_say(struct ctx *c, const struct buyer *b, struct reaction *out)
{
    struct plan plan;
    if (b->deal.state != DEAL_OPEN)
        return;
    plan_make(c->arena, &b->deal, &plan);
    for (size_t i = 0; i < plan.n && i < 3; i++)
        say(c, out, "%s%.*s", i ? "Then: " : "The plan now: ", STR_FMT(plan.p[i].what));
}

/* ---- what he writes ---- */

bool words_fit(struct ctx *c, const char *field, struct str words, bool needed)
{
    if (needed && !words.n)
        return bad_field(c, str_of(field), "Say it in a few words.");
    if (utf8_length(words) > BUYER_WORDS_MAX)
        return bad_field(c, str_of(field), "At most %d characters, please.", BUYER_WORDS_MAX);
    return !text_has_control(words, true)
           || bad_field(c, str_of(field), "There are signs in it that are no letters.");
}

/* His words in a line of ours. */
struct str one_line(struct ctx *c, struct str words)
{
    struct buf b;
    size_t characters = 0;
    bool gap = false;
    buf_init(&b, c->arena, words.n + 8);
    for (size_t i = 0; i < words.n && characters < LINE_MAX_LENGTH; i++) {
        unsigned char ch = (unsigned char)words.p[i];
        if (ch <= ' ') {
            gap = b.n > 0;
            continue;
        }
        if (gap)
            buf_char(&b, ' ');
        gap = false;
        buf_char(&b, (char)ch);
        characters += (ch & 0xc0) != 0x80;
    }
    struct str line = buf_str(&b);
    while (line.n && !utf8_ok(line))
        line.n--;
    return line;
}

struct instant answer_due(struct ctx *c, const struct buyer *b)
{
    bool urgent = b->deal.urgency == URGENCY_URGENT;
    return office_after(c, urgent ? &buyer_answer_urgent : &buyer_answer_normal, BUSINESS_TIME,
                        c->now);
}

void touch_begin(struct buyer *b, struct touch *t)
{
    record_init(&touch_record, t);
    t->deal_id = b->deal.id;
    t->contact_id = b->contact.id;
    t->channel = CHANNEL_WEB;
    t->direction = TOUCH_INBOUND;
}

bool touch_end(struct ctx *c, struct buyer *b, struct touch *t, struct str step,
               struct instant due)
{
    if (b->deal.state == DEAL_OPEN) {
        t->next_step = step;
        t->next_step_due = due;
    }
    return touch_log(c, t) && deal_again(c, b);
}

void step_keep(struct ctx *c, const struct buyer *b, struct str step, struct str *now,
               struct instant *due)
{
    bool to_come = b->deal.next_step.n && b->deal.next_step_due.ms > c->now.ms
                   && instant_is(b->deal.next_step_due);
    *now = to_come ? b->deal.next_step : step;
    *due = to_come ? b->deal.next_step_due : promise_due_offer(c, &b->deal);
}

bool fact_say(struct ctx *c, const struct buyer *b, const char *name, struct str value,
              int64_t touch_id)
{
    struct fact f;
    if (!value.n)
        return true;
    record_init(&fact_record, &f);
    f.deal_id = b->deal.id;
    f.contact_id = b->contact.id;
    f.name = str_of(name);
    f.value = value;
    f.touch_id = touch_id;
    return fact_said(c, &f);
}

/* ---- who of us hears of it ---- */

bool owner_hears(struct ctx *c, const struct buyer *b, int64_t subject, struct str text)
{
    struct about about = {
        .deal_id = b->deal.id,
        .subject = subject,
        .due = INSTANT_NONE,
        .text = arena_printf(c->arena, "%.*s: %.*s", STR_FMT(b->contact.name), STR_FMT(text)),
    };
    return alert_up(c, &buyer_said_alert, b->deal.owner_id, LEVEL_REP, about);
}

int his_channel(const struct buyer *b)
{
    int stated = b->contact.only_by ? b->contact.only_by : b->contact.preferred_channel;
    return stated ? stated - 1 : CHANNEL_EMAIL;
}

bool promise_ours(struct ctx *c, struct buyer *b, int kind, struct str what, struct instant due,
                  struct reaction *out)
{
    struct promise p;
    struct str who = owner_of(c, b);
    if (b->deal.state == DEAL_LOST) {
        say(c, out, "%.*s has it in front of him.", STR_FMT(who));
        return true;
    }
    record_init(&promise_record, &p);
    p.deal_id = b->deal.id;
    p.contact_id = b->contact.id;
    p.by = BY_US;
    p.kind = kind;
    p.channel = his_channel(b) == CHANNEL_WEB ? CHANNEL_EMAIL : his_channel(b);
    p.what = what;
    p.due = due;
    if (!promise_make(c, &p) || !deal_again(c, b))
        return false;
    say(c, out, "%.*s %s by %.*s. It stands below, among what we promised you.", STR_FMT(who),
        kind == PROMISE_ORDER ? "confirms it" : "answers", STR_FMT(moment_words(c->arena, due)));
    say(c, out, "If it is late, you see it here, and his manager hears of it by itself.");
    return true;
}
