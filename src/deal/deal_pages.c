/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "deal/deal_pages.h"
#include "deal/deal_rules.h"
#include "deal/deal_store.h"
#include "frame/openapi.h"
#include "frame/org.h"
#include "frame/people.h"
#include "frame/policy.h"

#define DAY_MS INT64_C(86400000)

void deal_json(struct buf *b, const void *row)
{
    record_json(b, &deal_record, row);
}

enum step_sign deal_step_sign(const struct ctx *c, const struct deal *d)
{
    if (!d->next_step.n)
        return STEP_NONE;
    if (d->next_step_due.ms < c->now.ms)
        return STEP_OVERDUE;
    return instant_day(d->next_step_due).n == instant_day(c->now).n ? STEP_TODAY : STEP_BOOKED;
}

bool deal_is_silent(struct ctx *c, const struct deal *d)
{
    struct instant last = instant_is(d->last_touch) ? d->last_touch : d->created;
    return d->state == DEAL_OPEN && c->now.ms - last.ms > policy_value(c, &silent_days) * DAY_MS;
}

struct money deal_weighted(const struct deal *d)
{
    struct money m = { .minor = percent_round(d->value_base * d->probability) };
    memcpy(m.currency, org()->currency, sizeof m.currency);
    return m;
}

static void badge_add(struct badges *out, const char *tone, struct str text)
{
    if (out->n < COUNT(out->p))
        out->p[out->n++] = (struct badge){ tone, text };
}

static void step_badge(struct ctx *c, const struct deal *d, struct badges *out)
{
    static const char *const words[] = { "No next step", "Next step overdue", "Next step today",
                                         NULL };
    static const char *const tones[] = { "amber", "red", "amber", NULL };
    enum step_sign sign = deal_step_sign(c, d);
    if (d->state == DEAL_OPEN && words[sign])
        badge_add(out, tones[sign], str_of(words[sign]));
}

static bool head(struct ctx *c, const void *row, struct badges *out)
{
    const struct deal *d = row;
    if (d->state != DEAL_OPEN)
        badge_add(out, d->state == DEAL_WON ? "green" : "gray",
                  d->state == DEAL_WON ? STR("Won") : STR("Lost"));
    step_badge(c, d, out);
    if (d->urgency == URGENCY_URGENT && d->state == DEAL_OPEN)
        badge_add(out, "red", STR("Urgent"));
    if (d->buyer_stage != BUYER_UNKNOWN)
        badge_add(out, "teal",
                  arena_printf(c->arena, "Buyer: %s", buyer_stage_words[d->buyer_stage].label));
    else if (deal_is_silent(c, d))
        badge_add(out, "gray", STR("Silent"));
    return !failed(c);
}

static void init(void *row)
{
    deal_init(row);
}

static bool create(struct ctx *c, void *row)
{
    return deal_create(c, row);
}

static bool save(struct ctx *c, const void *was, void *now, struct str why)
{
    return deal_save(c, was, now, why);
}

static bool restore(struct ctx *c, const void *was, void *now)
{
    return deal_restore(c, was, now);
}

const struct record_pages deal_pages = {
    .record = &deal_record,
    .here = "deals",
    .empty = "No deals here. Add one, or import what you have.",
    .json = deal_json,
    .create = create,
    .save = save,
    .init = init,
    .head = head,
    .form = deal_form,
    .restore = restore,
};

bool deal_is_back(struct str back)
{
    return str_starts(back, STR("/deals?")) || str_starts(back, STR("/board?"))
           || str_is(back, "/deals") || str_is(back, "/board");
}

/* ---- its value at today's rate ---- */

static bool recount(struct req *q)
{
    struct ctx *c = &q->c;
    struct deal was, *now = arena_new(c->arena, struct deal);
    struct str why = str_trim(input_text(&q->in, "why"));
    answer_current(q, deal_json);
    if (!record_get(c, &deal_record, q->ids[0], &was))
        return false;
    *now = was;
    if (utf8_length(why) > 500)
        bad_field(c, STR("why"), "At most 500 characters.");
    if (!input_all_used(c, &q->in) || failed(c)
        || !record_check_version(c, &deal_record, &was, q->if_match)
        || !deal_rate_again(c, &was, now, why))
        return false;
    if (q->api)
        return answer_view(q, NULL, deal_json, now) && answer_version(q, now->version);
    return answer_go(q, "/deals/%lld", (long long)now->id);
}

/* ---- who else sees it, who else takes part ---- */

static bool share_change(struct req *q, bool begins)
{
    struct ctx *c = &q->c;
    struct deal d;
    int64_t id;
    if (!record_get(c, &deal_record, q->ids[0], &d) || !deal_may_share(c, &d))
        return false;
    bool good = str_to_int(input_text(&q->in, "user_id"), &id)
                && (begins ? deal_may_share_with(c, id) : person_find(c, id) != NULL);
    if (!good && !failed(c))
        bad_field(c, STR("user_id"), "Choose somebody who sells and is still here.");
    if (!input_all_used(c, &q->in) || !good)
        return false;
    return (begins ? deal_share(c, d.id, id) : deal_unshare(c, d.id, id))
           && answer_go(q, "/deals/%lld", (long long)d.id);
}

static bool share(struct req *q)
{
    return share_change(q, true);
}

static bool unshare(struct req *q)
{
    return share_change(q, false);
}

/* clang-format off */
static const struct shape stage_body[] = {
    { "stage_id", SHAPE_ID, OPTIONAL }, { "stage", SHAPE_TEXT, OPTIONAL, .about = "By its name instead." },
    { "value", SHAPE_TEXT, OPTIONAL, .about = "An amount, for one that is won." },
    { "lost_reason", SHAPE_TEXT, OPTIONAL, .max = 200 },
    { "lost_cause", SHAPE_WORD, OPTIONAL, .words = "unsaid speed process price product trust other" },
    { "lost_to", SHAPE_TEXT, OPTIONAL, .max = 200 }, { "why", SHAPE_TEXT, OPTIONAL },
    { "said_by_buyer", SHAPE_FLAG, OPTIONAL, .about = "He wants it so: what is passed over is marked as his choice." },
    { "touch_id", SHAPE_ID, OPTIONAL, .about = "The inbound touch in which he said so; his newest otherwise." }, { 0 },
};
static const struct shape skip_shape[] = {
    { "mark", SHAPE_WORD, .words = "skipped_by_buyer skipped" },
    { "stage", SHAPE_TEXT, NULLABLE, .about = "One of ours." },
    { "buyer_stage", SHAPE_TEXT, NULLABLE, .about = "One of the buyer's own." },
    { "skipped", SHAPE_INSTANT }, { "touch_id", SHAPE_ID, NULLABLE }, { 0 },
};
static const struct shape skips_shape[] = { { "items", SHAPE_LIST, .of = skip_shape }, { 0 } };
static const struct api api_skips = { "List the stages that a deal passed over", .answer = skips_shape };
static const struct shape user_body[] = { { "user_id", SHAPE_ID }, { 0 } };
static const struct shape one_deal[] = { { .kind = SHAPE_ROW }, { 0 } };
static const struct api api_move = { "Move a deal to another stage", NULL, stage_body, one_deal, .versioned = true };
static const struct api api_share = { "Share a deal with somebody else", NULL, user_body, .status = 204 };
static const struct shape why_body[] = { { "why", SHAPE_TEXT, OPTIONAL, .max = 500 }, { 0 } };
static const struct api api_recount = { "Count its value at the rate of today", NULL, why_body, one_deal, .versioned = true };
static const struct api api_unshare = { "End sharing it with him", NULL, user_body, .status = 204 };

static const struct route routes[] = {
    { METHOD_GET,   "/deals",                record_index, READS,  API,        { "deal", "read" },   "S2-27", 0 },
    { METHOD_GET,   "/deals",                deal_index,   READS,  PAGE,       { "deal", "read" },   "S2-27", 0 },
    { METHOD_GET,   "/board",                board_show,   READS,  PAGE,       { "deal", "read" },   "X-15", 0 },
    { METHOD_GET,   "/deals/new",            record_new,   READS,  PAGE,       { "deal", "create" }, "S2-27", 0 },
    { METHOD_POST,  "/deals",                record_add,   WRITES, PAGE | API, { "deal", "create" }, "S2-27", 0 },
    { METHOD_GET,   "/deals/{id}",           record_show,  READS,  API,        { "deal", "read" },   "S2-27", 0 },
    { METHOD_GET,   "/deals/{id}/edit",      record_edit,  READS,  PAGE,       { "deal", "edit" },   "S2-27", 0 },
    { METHOD_POST,  "/deals/{id}",           record_change, WRITES, PAGE,      { "deal", "edit" },   "X-03", 0 },
    { METHOD_PATCH, "/deals/{id}",           record_change, WRITES, API,       { "deal", "edit" },   "X-03", 0 },
    { METHOD_GET,   "/deals/{id}/stage",     deal_move_show, READS, PAGE,      { "deal", "edit" },   "S2-27", 0 },
    { METHOD_POST,  "/deals/{id}/stage",     deal_move_stage, WRITES, PAGE | API, { "deal", "edit" }, "S2-27", 0, &api_move },
    { METHOD_GET,   "/deals/{id}/skipped",   deal_skipped_list, READS, API,    { "deal", "read" },   "S0-60", 0, &api_skips },
    { METHOD_POST,  "/deals/{id}/share",     share,        WRITES, PAGE | API, { "deal", "edit" },   "S2-26", 0, &api_share },
    { METHOD_POST,  "/deals/{id}/unshare",   unshare,      WRITES, PAGE | API, { "deal", "edit" },   "S2-26", 0, &api_unshare },
    { METHOD_POST,  "/deals/{id}/rate",      recount,      WRITES, PAGE | API, { "deal", "recount" }, "X-14", 0, &api_recount },
    { METHOD_POST,  "/deals/{id}/date",      record_change, WRITES, PAGE,      { "deal", "edit" },   "S3-53", 0 },
    { METHOD_POST,  "/deals/{id}/{word}",    record_set,   WRITES, PAGE,       { "deal", "edit" },   "X-03", 0 },
    { METHOD_GET,   "/deals/{id}/history",   record_history, READS, API,       { "deal", "read" },   "X-03", 0 },
};
static const struct grant grants[] = {
    { "deal", "read",   ROLE_DEALS },
    { "deal", "create", ROLE_SALES },
    { "deal", "edit",   ROLE_SALES },
    { "deal", "export", ROLE_MANAGER },
    { "deal", "recount", ROLE_MANAGER },
};
/* clang-format on */

static const struct record *const records[] = { &deal_record };
static const struct gate *const gates[] = { &next_step_required, &buyer_owned, &no_rate,
                                            &own_currency, &buyer_is_gone, &preferred_rep,
                                           &presumptions_open, &already_verified, &price_waits };
static const struct policy *const policies[] = {
    &commit_floor,
    &silent_days,
    &gone_probability,
    &presumption_cap,
    &ready_probability,
    &demo_probability,
    &comparing_probability,
    &looking_probability,
    &first_answer_urgent,
    &first_answer_normal,
    &first_answer_executive,
    &silence_warn_urgent,
    &silence_warn_normal,
    &read_back_seconds,
    &status_minutes,
    &silence_critical_urgent,
    &silence_critical_normal,
};

static const struct mail *const mails[] = { &handover_letter };
static const struct alert_kind *const alerts[] = { &handed_over };

const struct slice deal_slice = {
    .name = "deal",
    .checks = deal_checks,
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(gates, gates),
    TABLE(grants, grants),
    TABLE(policies, policies),
    TABLE(mails, mails),
    TABLE(alerts, alerts),
    .pages = &deal_pages,
};
