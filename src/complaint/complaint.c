/* SPDX-License-Identifier: Apache-2.0 */
#include "alert/alert.h"
#include "base/text.h"
#include "complaint/complaint.mail.h"
#include "complaint/complaint_rules.h"
#include "complaint/complaint_store.h"
#include "contact/contact.h"
#include "frame/org.h"
#include "frame/people.h"
#include "frame/recorded.h"
#include "office/office.h"
#include "outbox/outbox.h"
#include "sched/clock.h"

#define WORDS_MAX 5000

/* clang-format off */
static const struct field fields[] = {
    { F(complaint, id,             ID),      .label = "No." },
    { F(complaint, deal_id,        REF),     .label = "Deal",        .flags = COMPUTED | FILTER, .ref = "deal" },
    { F(complaint, contact_id,     REF),     .label = "From",        .flags = COMPUTED | LISTED, .ref = "contact" },
    { F(complaint, about_id,       REF),     .label = "About",       .flags = COMPUTED | LISTED, .ref = "user" },
    { F(complaint, manager_id,     REF),     .label = "For",         .flags = COMPUTED | LISTED, .ref = "user" },
    { F(complaint, words,          LINES),   .label = "What he says", .flags = COMPUTED | LISTED, .max = WORDS_MAX },
    { F(complaint, due,            INSTANT), .label = "Answer due",  .flags = COMPUTED | LISTED | SORTED },
    { F(complaint, late,           INSTANT), .label = "Late since",  .flags = COMPUTED },
    { F(complaint, answer,         LINES),   .label = "Answer",      .flags = COMPUTED, .max = WORDS_MAX },
    { F(complaint, answered,       INSTANT), .label = "Answered",    .flags = COMPUTED | LISTED },
    { F(complaint, answered_by_id, REF),     .label = "By",          .flags = COMPUTED, .ref = "user" },
    BASE_FIELDS(complaint),
};
static const struct list lists[] = {
    { "due", { NULL }, "complaint_due", "complaint_manager_due" },
};
static const struct field praise_fields[] = {
    { F(praise, id,         ID),    .label = "No." },
    { F(praise, deal_id,    REF),   .label = "Deal", .flags = COMPUTED | FILTER, .ref = "deal" },
    { F(praise, contact_id, REF),   .label = "From", .flags = COMPUTED | LISTED, .ref = "contact" },
    { F(praise, user_id,    REF),   .label = "For",  .flags = COMPUTED | LISTED | FILTER, .ref = "user" },
    { F(praise, team_id,    REF),   .label = "Team", .flags = COMPUTED | LISTED, .ref = "team" },
    { F(praise, words,      LINES), .label = "Thanks", .flags = COMPUTED | LISTED, .max = WORDS_MAX },
    { F(praise, version,    ID),      .label = "Version", .flags = COMPUTED | OFF_FORM },
    { F(praise, created,    INSTANT), .label = "Said",    .flags = COMPUTED | SORTED },
    { F(praise, updated,    INSTANT), .label = "Changed", .flags = COMPUTED | OFF_FORM },
};
static const struct list praise_lists[] = {
    { "created", { NULL },      "praise_created", "praise_user_created" },
    { "created", { "deal_id" }, "praise_deal",    "praise_user_deal" },
};

const struct policy complaint_days = {
    "complaint_days", "Business days in which a manager answers a buyer who wrote to him", "days", 1, 1, 30, "S2-45",
};
const struct gate complaint_answered = {
    "complaint_answered", "This has been answered.",
    { "Write to the buyer from the deal's page." }, "S2-45", false,
};
const struct alert_kind complaint_arrived = { "complaint", "A buyer wrote to you", 2, "S2-45", "/complaints/" };
const struct alert_kind complaint_unanswered = { "complaint_late", "A buyer has no answer", 2, "S2-45", "/complaints/" };
const struct alert_kind praise_arrived = { "praise", "Thanks of a buyer", 0, "S0-47" };
const struct mail complaint_receipt = {
    "complaint_receipt", "Receipt of what a buyer tells the manager", LETTER_SERVICE, complaint_receipt_mail_page, "S2-45", true,
};
const struct mail complaint_reply = {
    "complaint_answer", "A manager's answer to a buyer", LETTER_SERVICE, NULL, "S2-45",
};
/* clang-format on */

const struct record complaint_record = {
    .name = "complaint",
    .plural = "complaints",
    .label = "Complaint",
    .labels = "Complaints",
    .size = sizeof(struct complaint),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "words",
    .owner = "manager_id",
    .shares = "complaint_share",
    .default_sort = "-due",
    .lists = lists,
    .n_lists = COUNT(lists),
};

const struct record praise_record = {
    .name = "praise",
    .plural = "praises",
    .label = "Praise",
    .labels = "Praise",
    .size = sizeof(struct praise),
    .fields = praise_fields,
    .n_fields = COUNT(praise_fields),
    .title = "words",
    .owner = "user_id",
    .default_sort = "-created",
    .lists = praise_lists,
    .n_lists = COUNT(praise_lists),
};

static bool words_are_good(struct ctx *c, const char *field, struct str words)
{
    if (!words.n)
        return bad_field(c, str_of(field), "Say it in a few words.");
    return (utf8_length(words) <= WORDS_MAX && !text_has_control(words, true))
           || bad_field(c, str_of(field), "At most %d characters.", WORDS_MAX);
}

/* ---- to the manager ---- */

static int64_t one_with(struct ctx *c, unsigned roles, int64_t but)
{
    const struct people *all = people(c);
    for (size_t i = 0; all && i < all->n; i++) {
        if (all->p[i].active && (all->p[i].roles & roles) && all->p[i].id != but)
            return all->p[i].id;
    }
    return 0;
}

/* Who answers: never the one it is about, as long as there is somebody else. */
static int64_t answers_for(struct ctx *c, int64_t owner_id)
{
    static const unsigned instead[] = { ROLE_EXECUTIVE, ROLE_ADMINISTRATOR, ROLE_MANAGER };
    int64_t id = line_person(c, owner_id, LEVEL_MANAGER);
    for (size_t i = 0; i < COUNT(instead) && (!id || id == owner_id); i++) {
        int64_t other = one_with(c, instead[i], owner_id);
        id = other ? other : id;
    }
    return id;
}

static bool complaint_late_rings(struct ctx *c, int64_t id, struct instant due)
{
    struct complaint was, now;
    if (!record_get_any(c, &complaint_record, id, &was))
        return false;
    if (instant_is(was.answered))
        return true;
    now = was;
    now.late = due;
    struct str text = arena_printf(c->arena, "%.*s was to answer a buyer's complaint by %.*s.",
                                   STR_FMT(person_name(c, was.manager_id)),
                                   STR_FMT(moment_words(c->arena, due)));
    struct about about = { .deal_id = was.deal_id, .subject = id, .due = due, .text = text };
    return recorded_update(c, &complaint_record, &was, &now, STR_NONE)
           && alert_raise(c, &complaint_unanswered,
                          line_person(c, was.manager_id, LEVEL_EXECUTIVE), about);
}

const struct clock complaint_clock = {
    "complaint_answer",
    "complaint_days",
    BUSINESS_TIME,
    complaint_late_rings,
    "S2-45",
};

/* Not on the deal, where the rep would find it. */
static bool receipt_send(struct ctx *c, const struct complaint *k)
{
    struct contact p;
    struct letter l = { .contact_id = k->contact_id };
    if (!record_get_any(c, &contact_record, k->contact_id, &p))
        return false;
    struct complaint_letter view = {
        .name = p.name,
        .manager = person_name(c, k->manager_id),
        .company = str_of(org()->name),
        .due = k->due,
    };
    return !p.email.n || outbox_put(c, &complaint_receipt, &view, &l);
}

bool complaint_make(struct ctx *c, const struct deal *d, struct complaint *k)
{
    if (!words_are_good(c, "words", k->words))
        return false;
    k->deal_id = d->id;
    k->about_id = d->owner_id;
    k->manager_id = answers_for(c, d->owner_id);
    k->due = office_after(c, &complaint_days, BUSINESS_TIME, c->now);
    if (failed(c) || !recorded_insert(c, &complaint_record, k))
        return false;
    struct about about = {
        .deal_id = d->id,
        .subject = k->id,
        .due = k->due,
        .text = arena_printf(c->arena, "A buyer wrote to you. He is told that you answer by %.*s.",
                             STR_FMT(moment_words(c->arena, k->due))),
    };
    return clock_start(c, &complaint_clock, k->id, k->due)
           && alert_raise(c, &complaint_arrived, k->manager_id, about) && receipt_send(c, k);
}

static bool reply_send(struct ctx *c, const struct complaint *k)
{
    struct contact p;
    struct str who = person_name(c, c->viewer->id);
    struct letter l = { .contact_id = k->contact_id, .user_id = c->viewer->id };
    if (!record_get_any(c, &contact_record, k->contact_id, &p))
        return false;
    l.subject = STR("Answer to your message");
    l.text = arena_printf(c->arena, "%.*s,\n\n%.*s\n\n%.*s\n%s\n", STR_FMT(p.name),
                          STR_FMT(k->answer), STR_FMT(who), org()->name);
    return !p.email.n || outbox_put(c, &complaint_reply, NULL, &l);
}

bool complaint_answer(struct ctx *c, const struct complaint *was, struct str answer,
                      struct complaint *now)
{
    if (instant_is(was->answered))
        return refuse(c, &complaint_answered, was->id);
    if (!words_are_good(c, "answer", answer))
        return false;
    *now = *was;
    now->answer = answer;
    now->answered = c->now;
    now->answered_by_id = c->viewer->id;
    return recorded_update(c, &complaint_record, was, now, STR_NONE)
           && clock_stop(c, &complaint_clock, now->id)
           && alerts_settle(c, &complaint_arrived, now->id)
           && alerts_settle(c, &complaint_unanswered, now->id) && reply_send(c, now);
}

bool complaint_share(struct ctx *c, const struct complaint *k)
{
    return complaint_share_add(c, k->id, k->about_id)
           && record_seen_changed(c, &complaint_record, k->id);
}

/* ---- thanks ---- */

bool praise_make(struct ctx *c, const struct deal *d, struct praise *p)
{
    const struct person *who = person_find(c, p->user_id ? p->user_id : d->owner_id);
    if (failed(c) || !words_are_good(c, "words", p->words))
        return false;
    if (!who)
        return bad_field(c, STR("user_id"), "Choose one of us.");
    p->deal_id = d->id;
    p->user_id = who->id;
    p->team_id = who->team_id;
    if (!recorded_insert(c, &praise_record, p))
        return false;
    struct about about = {
        .deal_id = d->id, .subject = p->id, .due = INSTANT_NONE, .text = p->words
    };
    return alert_up(c, &praise_arrived, p->user_id, LEVEL_MANAGER, about);
}
