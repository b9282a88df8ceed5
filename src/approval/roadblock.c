/* SPDX-License-Identifier: Apache-2.0 */
#include "approval/approval.h"
#include "approval/approval_impl.h"
#include "approval/approval_store.h"
#include "base/text.h"
#include "frame/app.h"
#include "office/office.h"

/* clang-format off */
static const struct word helped_words[] = {
    { "unsaid", "Not said" }, { "yes", "Yes" }, { "partly", "Partly" }, { "no", "No" }, { 0 },
};
static const struct field fields[] = {
    { F(roadblock, id,             ID),      .label = "No." },
    { F(roadblock, deal_id,        REF),     .label = "Deal",        .flags = REQUIRED | FILTER | ONCE, .ref = "deal" },
    { F(roadblock, contact_id,     REF),     .label = "Said by",     .flags = LISTED, .ref = "contact" },
    { F(roadblock, what,           LINES),   .label = "What is in the way", .flags = REQUIRED | LISTED, .max = 2000 },
    { F(roadblock, touch_id,       REF),     .label = "Said in touch", .ref = "touch" },
    { F(roadblock, user_id,        REF),     .label = "Written by",  .flags = COMPUTED, .ref = "user" },
    { F(roadblock, owner_id,       REF),     .label = "Who answers", .flags = LISTED, .ref = "user" },
    { F(roadblock, due,            INSTANT), .label = "Answer due",  .flags = LISTED | SORTED | COMPUTED },
    { F(roadblock, answer,         LINES),   .label = "Answer",      .flags = LISTED | COMPUTED, .max = 2000 },
    { F(roadblock, answered,       INSTANT), .label = "Answered",    .flags = LISTED | COMPUTED },
    { F(roadblock, answered_by_id, REF),     .label = "Answered by", .flags = COMPUTED, .ref = "user" },
    { F(roadblock, helped,         WORD),    .label = "Did it help?", .flags = LISTED | COMPUTED, .words = helped_words },
    { F(roadblock, helped_said,    INSTANT), .label = "Buyer said so", .flags = COMPUTED },
    { F(roadblock, withdrawn,      INSTANT), .label = "Withdrawn",   .flags = COMPUTED | OFF_FORM },
    BASE_FIELDS(roadblock),
};
static const struct list lists[] = {
    { "due", { "deal_id" }, "roadblock_deal", NULL },
};

const struct gate helped_is_buyers = {
    "helped_is_buyers", "Whether an answer helped only the buyer says.",
    { "Ask him on his page.", "Log the inbound touch in which he said it, after the answer, and name it in touch_id." },
    "S2-15", false,
};
const struct policy roadblock_days = {
    "roadblock_days", "Business days in which a buyer's roadblock is answered", "days", 1, 1, 30, "S2-15",
};
const struct alert_kind roadblock_raised = { "roadblock", "Something is in the buyer's way", 1, "S2-15" };
const struct alert_kind roadblock_overdue = { "roadblock_late", "Roadblock not answered", 2, "S2-15" };

static bool rings(struct ctx *c, int64_t id, struct instant due);
const struct clock roadblock_late = { "roadblock_late", "roadblock_days", BUSINESS_TIME, rings, "S2-15" };
/* clang-format on */

const struct record roadblock_record = {
    .name = "roadblock",
    .plural = "roadblocks",
    .label = "Roadblock",
    .labels = "Roadblocks",
    .size = sizeof(struct roadblock),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "what",
    .through = "deal_id",
    .default_sort = "-due",
    .lists = lists,
    .n_lists = COUNT(lists),
};

static bool rings(struct ctx *c, int64_t id, struct instant due)
{
    struct roadblock r;
    struct deal d;
    if (!record_get_any(c, &roadblock_record, id, &r)
        || !record_get_any(c, &deal_record, r.deal_id, &d))
        return false;
    struct about about = { d.id, id, due,
                           STR("What stands in the buyer's way was to be answered by now.") };
    return instant_is(r.answered) || instant_is(r.withdrawn) || d.state != DEAL_OPEN
           || alert_up(c, &roadblock_overdue, r.owner_id, LEVEL_MANAGER, about);
}

static bool put(struct ctx *c, struct roadblock *r, const struct deal *d)
{
    r->user_id = c->viewer->id;
    r->owner_id = r->owner_id ? r->owner_id : d->owner_id;
    r->contact_id = r->contact_id ? r->contact_id : d->contact_id;
    r->due = office_after(c, &roadblock_days, BUSINESS_TIME, c->now);
    r->answered = r->helped_said = r->withdrawn = INSTANT_NONE;
    if (!str_trim(r->what).n || utf8_length(r->what) > 2000)
        bad_field(c, STR("what"), "Say in at most 2,000 characters what is in the way.");
    if (failed(c) || !record_insert(c, &roadblock_record, r))
        return false;
    struct about about = { d->id, r->id, c->now,
                           STR("Something is in the buyer's way: answer it.") };
    return clock_start(c, &roadblock_late, r->id, r->due)
           && deal_tell_alone(c, d->id, "roadblock", "roadblock_id", r->id)
           && (r->owner_id == c->viewer->id
               || alert_raise(c, &roadblock_raised, r->owner_id, about));
}

bool roadblock_said(struct ctx *c, struct roadblock *r)
{
    struct deal d;
    return record_get_any(c, &deal_record, r->deal_id, &d) && put(c, r, &d);
}

bool roadblock_put(struct ctx *c, struct roadblock *r)
{
    struct deal d;
    if (str_is(str_of(c->viewer->door), "buyer"))
        return roadblock_said(c, r);
    return record_get(c, &deal_record, r->deal_id, &d) && put(c, r, &d);
}

static bool settle(struct ctx *c, const struct roadblock *r)
{
    return clock_stop(c, &roadblock_late, r->id) && alerts_settle(c, &roadblock_raised, r->id)
           && alerts_settle(c, &roadblock_overdue, r->id);
}

bool roadblock_answer(struct ctx *c, struct roadblock *r, struct str answer)
{
    if (!answer.n || utf8_length(answer) > 2000)
        return bad_field(c, STR("answer"), "Answer in at most 2,000 characters.");
    r->answer = answer;
    if (!instant_is(r->answered))
        r->answered = c->now;
    r->answered_by_id = c->viewer->id;
    return record_update(c, &roadblock_record, r) && settle(c, r)
           && deal_tell_alone(c, r->deal_id, "answered", "roadblock_id", r->id);
}

bool roadblock_helped(struct ctx *c, struct roadblock *r, int helped, int64_t touch_id)
{
    bool his = str_is(str_of(c->viewer->door), "buyer");
    if (!instant_is(r->answered))
        return bad_field(c, STR("helped"), "It has not been answered yet.");
    if (!his && touch_id
        && !approval_touch_says(c, touch_id, r->deal_id, r->answered, &his))
        return false;
    if (!his)
        return refuse(c, &helped_is_buyers, r->id);
    r->helped = helped;
    r->helped_said = c->now;
    return record_update(c, &roadblock_record, r)
           && deal_tell_alone(c, r->deal_id, "helped", "roadblock_id", r->id);
}

bool roadblock_withdraw(struct ctx *c, struct roadblock *r)
{
    struct erased_member what = { "what", r->what, STR_NONE };
    struct erased_member answer = { "answer", r->answer, STR_NONE };
    if (instant_is(r->withdrawn))
        return true;
    if (!answers_erase(c, &roadblock_record, r->id, what)
        || (r->answer.n && !answers_erase(c, &roadblock_record, r->id, answer)))
        return false;
    r->what = r->answer = STR_NONE;
    r->withdrawn = c->now;
    return record_update(c, &roadblock_record, r) && settle(c, r)
           && deal_tell_alone(c, r->deal_id, "withdrawn", "roadblock_id", r->id);
}
