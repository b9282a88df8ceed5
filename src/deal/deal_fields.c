/* SPDX-License-Identifier: Apache-2.0 */
#include "deal/deal.h"
#include "deal/deal_rules.h"
#include "frame/people.h"
#include "record/openapi.h"

/* clang-format off */
static const struct word state_words[] = { { "open", "Open" }, { "won", "Won" }, { "lost", "Lost" }, { 0 } };
static const struct word close_source_words[] = { { "rep_guess", "our guess" }, { "buyer", "from the buyer" }, { 0 } };
static const struct word value_source_words[] = { { "given", "given" }, { "list_price", "list price" }, { 0 } };
const struct word urgency_words[] = { { "normal", "Normal" }, { "urgent", "Urgent" }, { 0 } };
const struct word buyer_stage_words[] = {
    { "unknown", "Not said" }, { "looking", "Looking" }, { "comparing", "Comparing" },
    { "wants_demo", "Wants a demo" }, { "ready_to_buy", "Ready to buy" }, { 0 },
};
const struct word payment_words[] = {
    { "unknown", "Not said" }, { "invoice", "Invoice" }, { "self_pay", "Pays up front" },
    { "approval", "Needs approval" }, { "insurance", "Insurance pays" }, { "lease", "Lease" }, { 0 },
};
static const struct word said_by_words[] = { { "nobody", "Nobody" }, { "us", "Us" }, { "buyer", "The buyer" }, { 0 } };
const struct word knowledge_words[] = {
    { "unknown", "Not said" }, { "beginner", "New to this" }, { "homework_done", "Has done his homework" },
    { "expert", "Expert" }, { 0 },
};
const struct word alternatives_words[] = {
    { "unknown", "Not known" }, { "some", "Has others" }, { "none", "Says he has none" }, { 0 },
};
static const struct word health_words[] = {
    { "ok", "Well" }, { "silent", "Silent" }, { "presumed_gone", "Presumed gone" }, { 0 },
};
const struct word lost_cause_words[] = {
    { "unsaid", "Not said" }, { "speed", "Somebody else was faster" }, { "process", "Too hard to buy from us" },
    { "price", "The price" }, { "product", "The product" }, { "trust", "No reply, or promises not kept" },
    { "other", "Something else" }, { 0 },
};
static const struct word closed_by_words[] = { { "us", "Us" }, { "buyer", "The buyer" }, { 0 } };
static const struct word source_words[] = {
    { "unknown", "Not said" }, { "enquiry", "Enquiry" }, { "referral", "Referral" }, { "outbound", "Outbound" },
    { "event", "Event" }, { "partner", "Partner" }, { "customer", "Existing customer" }, { "import", "Import" }, { 0 },
};
static const struct word direction_words[] = {
    { "unknown", "Not said" }, { "inbound", "They reached out" }, { "outbound", "We reached out" }, { 0 },
};
const struct word purpose_words[] = {
    { "unknown", "Not said" }, { "gathering_information", "Gathering information" },
    { "active_buying", "Active buying" }, { "other", "Other" }, { 0 },
};

static const struct word presumption_words[] = { { "presumed", "Presumed" }, { "confirmed", "Confirmed" }, { 0 } };
static const struct word deadline_words[] = {
    { "unknown", "Not said" }, { "buyer_need", "The buyer's need" }, { "seller_capacity", "Our capacity" },
    { "seller_target", "Our target" }, { "law", "The law" }, { 0 },
};

static const struct field fields[] = {
    { F(deal, id,              ID),      .label = "No." },
    { F(deal, name,            TEXT),    .label = "Deal",           .flags = REQUIRED | SEARCHED | LISTED | PREFIX | SORTED },
    { F(deal, account_id,      REF),     .label = "Account",        .flags = LISTED | FILTER, .ref = "account" },
    { F(deal, contact_id,      REF),     .label = "Contact",        .flags = FILTER, .ref = "contact" },
    { F(deal, product_id,      REF),     .label = "Product",        .flags = FILTER, .ref = "product" },
    { F(deal, item,            TEXT),    .label = "Item", .flags = SEARCHED },
    { F(deal, options,         LINES),   .label = "Options", .max = 2000, .flags = SEARCHED },
    { F(deal, pipeline_id,     REF),     .label = "Pipeline",       .flags = FILTER | OFF_FORM, .ref = "pipeline" },
    { F(deal, stage_id,        REF),     .label = "Stage",          .flags = LISTED | FILTER, .ref = "stage" },
    { F(deal, rep_stage_id,    REF),     .label = "Stage we set",   .flags = COMPUTED | OFF_FORM, .ref = "stage" },
    { F(deal, state,           WORD),    .label = "State",          .flags = COMPUTED | FILTER, .words = state_words },
    { F(deal, buyer_stage,     WORD),    .label = "Buyer's stage",  .flags = COMPUTED | FILTER, .words = buyer_stage_words },
    { F(deal, buyer_stage_day, DAY),     .label = "Buyer said so",  .flags = COMPUTED },
    { F(deal, owner_id,        REF),     .label = "Owner",          .flags = LISTED | FILTER, .ref = "user" },
    { F(deal, value,           MONEY),   .label = "Value",          .flags = LISTED | SORTED },
    { F(deal, value_base,      INT),     .label = "Base value",     .flags = COMPUTED | OFF_FORM },
    { F(deal, value_day,       DAY),     .label = "Value of",       .flags = COMPUTED | OFF_FORM },
    { F(deal, value_rate,      TEXT),    .label = "Exchange rate",  .flags = COMPUTED | OFF_FORM },
    { F(deal, value_rate_day,  DAY),     .label = "Rate of",        .flags = COMPUTED | OFF_FORM },
    { F(deal, value_source,    WORD),    .label = "Value is",       .flags = COMPUTED, .words = value_source_words },
    { F(deal, probability,     PERCENT), .label = "Probability",    .flags = LISTED,
      .hint = "In percent; it goes with the stage unless you say." },
    { F(deal, expected_close,  DAY),     .label = "Expected close", .flags = LISTED | FILTER | SORTED },
    { F(deal, close_source,    WORD),    .label = "Close date is",  .flags = COMPUTED, .words = close_source_words },
    { F(deal, close_touch_id,  REF),     .label = "Said in touch",  .flags = OFF_FORM, .ref = "touch" },
    { F(deal, seller_target,   DAY),     .label = "Our target" },
    { F(deal, urgency,         WORD),    .label = "Urgency",        .flags = FILTER, .words = urgency_words },
    { F(deal, urgency_source,  WORD),    .label = "Urgency is of",  .flags = COMPUTED, .words = said_by_words },
    { F(deal, urgency_said,    INSTANT), .label = "Urgency said",   .flags = COMPUTED },
    { F(deal, need_by,         DAY),     .label = "Needs it by" },
    { F(deal, need_by_source,  WORD),    .label = "Need-by is of",  .flags = COMPUTED, .words = said_by_words },
    { F(deal, need_by_said,    INSTANT), .label = "Need-by said",   .flags = COMPUTED },
    { F(deal, budget_from,     MONEY),   .label = "Budget from",    .flags = OFF_FORM },
    { F(deal, budget,          MONEY),   .label = "Budget" },
    { F(deal, budget_source,   WORD),    .label = "Budget is of",   .flags = COMPUTED, .words = said_by_words },
    { F(deal, payment_path,    WORD),    .label = "Payment",        .words = payment_words },
    { F(deal, source,          WORD),    .label = "Source",         .words = source_words },
    { F(deal, direction,       WORD),    .label = "First contact",  .words = direction_words },
    { F(deal, purpose,         WORD),    .label = "Purpose",        .words = purpose_words },
    { F(deal, knowledge,       WORD),    .label = "Knows of it",    .words = knowledge_words },
    { F(deal, alternatives,    WORD),    .label = "Alternatives",   .words = alternatives_words },
    { F(deal, health,          WORD),    .label = "Health",         .flags = COMPUTED, .words = health_words },
    { F(deal, asked,           INSTANT), .label = "Asked",          .flags = COMPUTED },
    { F(deal, first_answer_due, INSTANT), .label = "Answer due",    .flags = COMPUTED },
    { F(deal, first_answered,  INSTANT), .label = "First answered", .flags = COMPUTED },
    { F(deal, human_contact,   INSTANT), .label = "Last human word", .flags = COMPUTED },
    { F(deal, mentor_id,       REF),     .label = "Mentor",         .flags = COMPUTED, .ref = "user" },
    { F(deal, engaged_on,      DAY),     .label = "Engaged on" },
    { F(deal, closed_on,       DAY),     .label = "Closed on",      .flags = COMPUTED | FILTER | SORTED },
    { F(deal, closed_by,       WORD),    .label = "Closed by",      .flags = COMPUTED, .words = closed_by_words },
    { F(deal, lost_reason,     TEXT),    .label = "Reason lost", .flags = OFF_FORM | SEARCHED },
    { F(deal, lost_to,         TEXT),    .label = "Bought from", .flags = OFF_FORM },
    { F(deal, lost_cause,      WORD),    .label = "Lost by",     .flags = OFF_FORM, .words = lost_cause_words },
    { F(deal, ready_minutes,   INT),     .label = "Minutes from ready to lost", .flags = COMPUTED | OFF_FORM },
    { F(deal, next_step,       TEXT),    .label = "Next step",      .flags = LISTED },
    { F(deal, next_step_due,   INSTANT), .label = "Due",            .flags = LISTED | SORTED },
    { F(deal, last_touch,      INSTANT), .label = "Last contact",   .flags = COMPUTED | SORTED },
    { F(deal, last_heard,      INSTANT), .label = "Last heard",     .flags = COMPUTED },
    { F(deal, last_seq,        INT),     .label = "Entries",        .flags = COMPUTED | SECRET },
    { F(deal, outside_id,      TEXT),    .label = "Outside No.",    .flags = OFF_FORM },
    { F(deal, interest,        WORD),    .label = "Interest",       .flags = COMPUTED, .words = presumption_words },
    { F(deal, right_person,    WORD),    .label = "Right person",   .flags = COMPUTED, .words = presumption_words },
    { F(deal, potential,       WORD),    .label = "Potential",      .flags = COMPUTED, .words = presumption_words },
    { F(deal, probability_held, FLAG),   .label = "Probability is held", .flags = COMPUTED },
    { F(deal, deadline,        DAY),     .label = "Deadline" },
    { F(deal, deadline_of,     WORD),    .label = "Whose deadline", .words = deadline_words },
    { F(deal, tags,            TEXT),    .label = "Tags",           .flags = SEARCHED,
      .hint = "Neutral words, with commas between." },
    { F(deal, review_since,    INSTANT), .label = "To be reviewed since", .flags = COMPUTED },
    BASE_FIELDS(deal),
};

static const struct list lists[] = {
    { "value",          { "stage_id" }, "deal_stage_value", "deal_owner_stage_value" },
    { "value",          { "state" },    "deal_state_value", "deal_owner_state_value" },
    { "value",          { "pipeline_id", "state" }, "deal_pipeline_value", "deal_owner_pipeline_value" },
    { "next_step_due",  { "pipeline_id", "state" }, "deal_pipeline_due",   "deal_owner_pipeline_due" },
    { "expected_close", { "state" },    "deal_state_close", "deal_owner_state_close" },
    { "next_step_due",  { "state" },    "deal_state_due",   "deal_owner_state_due" },
    { "closed_on",      { "state" },    "deal_state_closed", "deal_owner_state_closed" },
    { "last_touch",     { "state" },    "deal_state_touch", "deal_owner_state_touch" },
};

static const struct shape more[] = {
    { "stage", SHAPE_TEXT }, { "owner", SHAPE_TEXT },
    { "rep_stage", SHAPE_TEXT, NULLABLE, .about = "The stage that one of us set, if any." }, { 0 },
};

/* clang-format on */

static const char *sort_column(const struct field *f)
{
    return strcmp(f->name, "value") == 0 ? "value_base" : NULL;
}

/* Stages of two pipelines may share a name: the deal's own pipeline, or the one named beside. */
static bool ref_by_name(struct ctx *c, const struct field *f, struct str name, const void *row,
                        int64_t *id)
{
    const struct deal *d = row;
    const struct pipeline *p = NULL;
    const struct stage *s = NULL;
    if (strcmp(f->name, "pipeline_id") == 0)
        p = pipeline_named(c, name);
    if (strcmp(f->name, "stage_id") == 0)
        s = stage_named(c, name, d->pipeline_id);
    if (p || s)
        *id = p ? p->id : s->id;
    return p || s;
}

static bool narrows(const char *name, const struct list_query *lq, size_t *at)
{
    for (*at = 0; *at < lq->n_filters; (*at)++) {
        if (strcmp(lq->filters[*at].field->name, name) == 0 && lq->filters[*at].op == LIST_IS)
            return true;
    }
    return false;
}

/* Takes the filter away when it says what the stage says anyway; false when it says otherwise. */
static bool agrees(struct list_query *lq, const char *name, int64_t value)
{
    size_t at;
    while (narrows(name, lq, &at)) {
        if (lq->filters[at].i != value)
            return false;
        lq->filters[at] = lq->filters[--lq->n_filters];
    }
    return true;
}

/* A stage says the state and the pipeline. */
static bool imply(struct ctx *c, struct list_query *lq)
{
    size_t at;
    const struct stage *s =
        narrows("stage_id", lq, &at) ? stage_find(c, lq->filters[at].i) : NULL;
    if (!s)
        return !failed(c);
    return agrees(lq, "state", deal_state_of(s->ending))
           && agrees(lq, "pipeline_id", s->pipeline_id);
}

static bool complete(struct ctx *c, void *row)
{
    struct deal *d = row;
    d->stage_name = stage_name(c, d->stage_id);
    d->owner_name = person_name(c, d->owner_id);
    d->rep_stage_name = d->rep_stage_id ? stage_name(c, d->rep_stage_id) : STR_NONE;
    return !failed(c);
}

static void json_more(struct buf *b, const void *row)
{
    const struct deal *d = row;
    buf_lit(b, ",\"stage\":");
    buf_json_str(b, d->stage_name);
    buf_lit(b, ",\"owner\":");
    buf_json_str(b, d->owner_name);
    buf_lit(b, ",\"rep_stage\":");
    if (d->rep_stage_id)
        buf_json_str(b, d->rep_stage_name);
    else
        buf_lit(b, "null");
}

const struct record deal_record = {
    .name = "deal",
    .plural = "deals",
    .label = "Deal",
    .labels = "Deals",
    .size = sizeof(struct deal),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "name",
    .detail = "account_id",
    .owner = "owner_id",
    .shares = "deal_share",
    .default_sort = "-id",
    .lists = lists,
    .n_lists = COUNT(lists),
    .sort_column = sort_column,
    .ref_by_name = ref_by_name,
    .imply = imply,
    .complete = complete,
    .json_more = json_more,
    .more = more,
};
