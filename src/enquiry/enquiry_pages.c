/* SPDX-License-Identifier: Apache-2.0 */
#include "alert/alert.h"
#include "base/text.h"
#include "enquiry/enquiry.html.h"
#include "enquiry/enquiry_input.h"
#include "enquiry/enquiry_limit.h"
#include "enquiry/enquiry_rules.h"
#include "enquiry/enquiry_view.h"
#include "frame/app.h"
#include "frame/app_store.h"
#include "frame/form.html.h"
#include "frame/openapi.h"
#include "frame/org.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "frame/record_pages.h"
#include "office/office.h"
#include "outbox/outbox.h"
#include "routing/routing.h"
#include "touch/touch.h"

static void row_json(struct buf *b, const void *row)
{
    record_json(b, &enquiry_record, row);
}

/* ---- reading what was sent ---- */

struct asking {
    struct enquiry *e;
    struct str place;
    int64_t owner_id;
};

static bool staff(const struct req *q)
{
    return q->c.viewer->id != 0;
}

/* The field that nobody sees: what fills it is a program. */
static void trap_check(struct req *q)
{
    if (str_trim(input_text(&q->in, "website")).n)
        bad_field(&q->c, STR("website"), "Leave this empty.");
}

static void owner_read(struct req *q, struct asking *a)
{
    struct str text = input_text(&q->in, "owner_id");
    if (text.n && !str_to_int(text, &a->owner_id))
        bad_field(&q->c, STR("owner_id"), "Choose somebody who sells.");
}

static void ours_refuse(struct req *q)
{
    static const char *const ours[] = { "lead_source", "consent_basis" };
    for (size_t i = 0; i < COUNT(ours); i++) {
        if (input_text(&q->in, ours[i]).n)
            bad_field(&q->c, str_of(ours[i]), "Only we say where a lead came from.");
    }
}

static bool words_read(struct req *q, struct asking *a)
{
    struct ctx *c = &q->c;
    struct enquiry *e = a->e;
    struct field_set given;
    record_init(&enquiry_record, e);
    enquiry_input_prepare(c->arena, &q->in);
    trap_check(q);
    if (staff(q))
        owner_read(q, a);
    else
        ours_refuse(q);
    bool good = record_read(c, &enquiry_record, &q->in, RECORD_CREATE, org()->currency, e, &given);
    req_input_all_used(q);
    enquiry_budget_order(e);
    e->origin = !staff(q)                                ? (q->api ? ORIGIN_API : ORIGIN_WEB)
                : e->lead_source.n || e->consent_basis.n ? ORIGIN_LEAD
                                                         : ORIGIN_HAND;
    if (!good || failed(c))
        return false;
    e->message = str_trim(e->message);
    return enquiry_check(c, e);
}

/* ---- how much is let in ---- */

static bool too_many(struct ctx *c, int64_t wait_ms)
{
    long long minutes = (wait_ms + 59999) / 60000;
    fail(c, FAULT_TOO_MANY, "too_many_enquiries",
         arena_printf(c->arena,
                      "More questions came from here than we can answer. Nothing of this one was "
                      "kept: send it again in %lld %s.",
                      minutes, minutes == 1 ? "minute" : "minutes"));
    c->fault.next[0] = STR("Send it again then; what you typed is still here.");
    c->fault.next[1] = STR("Have you asked before? Write on your own page: its link is in the "
                           "receipt you got.");
    c->fault.retry_s = (int)((wait_ms + 999) / 1000);
    return false;
}

static bool asker_fill(struct req *q, struct asking *a, struct asker *asker)
{
    struct ctx *c = &q->c;
    asker->address = q->address;
    asker->email = fold(c->arena, a->e->email);
    asker->per_address = policy_value(c, &enquiries_per_address);
    asker->per_email = policy_value(c, &enquiries_per_email);
    asker->in_all = policy_value(c, &enquiries_in_all);
    a->place = token_hash(c->arena, arena_printf(c->arena, "%.*s %.*s", STR_FMT(asker->address),
                                                 STR_FMT(asker->email)));
    return !failed(c) && place_is_known(c, a->place, &asker->known);
}

static bool take_run(struct ctx *c, void *arg)
{
    struct asking *a = arg;
    struct enquiry e = *a->e;
    if (!enquiry_take(c, &e, a->place, a->owner_id))
        return false;
    *a->e = e;
    return true;
}

static bool refused(struct ctx *c, void *arg UNUSED)
{
    return refusal_insert(c, c->fault.code, c->fault.subject, STR("/enquiries"));
}

/* Reads, lets in, takes: e is what stands then. */
static bool taken(struct req *q, struct asking *a)
{
    struct asker asker = { 0 };
    if (!own_read_begin(q))
        return false;
    bool ok = words_read(q, a) && (staff(q) || asker_fill(q, a, &asker));
    own_read_end(q);
    if (!ok)
        return false;
    int64_t wait = staff(q) ? 0 : asker_wait_ms(&asker, monotonic_ms());
    if (wait)
        return too_many(&q->c, wait);
    if (writer_call_refusing(q->store, &q->c, take_run, refused, a))
        return true;
    if (!staff(q))
        asker_undo(&asker);
    return false;
}

/* ---- the API ---- */

struct taken_view {
    const struct enquiry *e;
    struct str owner, words;
    int64_t owner_id;
    bool staff;
};

static void told_json(struct buf *b, const void *view)
{
    const struct taken_view *t = view;
    buf_lit(b, "{\"reference\":");
    buf_json_str(b, t->e->reference);
    buf_lit(b, ",\"answer_by\":\"");
    buf_instant(b, t->e->answer_by);
    buf_lit(b, "\",\"answer_by_words\":");
    buf_json_str(b, t->words);
    if (t->staff) {
        buf_printf(b, ",\"id\":%lld,\"deal_id\":%lld,\"contact_id\":%lld,\"owner_id\":%lld",
                   (long long)t->e->id, (long long)t->e->deal_id, (long long)t->e->contact_id,
                   (long long)t->owner_id);
        buf_printf(b, ",\"joined\":%s,\"state\":\"%s\",\"owner\":", t->e->joined ? "true" : "false",
                   t->e->state == ENQUIRY_OFFERED ? "offered" : "taken");
        buf_json_str(b, t->owner);
    }
    buf_lit(b, "}");
}

static bool told_fill(struct req *q, const struct enquiry *e, struct taken_view *t)
{
    struct ctx *c = &q->c;
    struct deal d;
    if (!own_read_begin(q))
        return false;
    *t = (struct taken_view){
        .e = e, .staff = staff(q), .words = moment_words(c->arena, e->answer_by)
    };
    bool ok = !t->staff || record_get_any(c, &deal_record, e->deal_id, &d);
    if (ok && t->staff) {
        t->owner_id = d.owner_id;
        t->owner = d.owner_name;
    }
    own_read_end(q);
    return ok && !failed(c);
}

static bool post_may(struct req *q)
{
    return !staff(q) || may(q->c.viewer->roles, "enquiry", "create")
           || fail(&q->c, FAULT_NOT_ALLOWED, "not_allowed",
                   STR("This key may not enter enquiries. Ask your administrator, or send it "
                       "without a key."));
}

static bool api_post(struct req *q)
{
    struct asking a = { .e = arena_new(q->c.arena, struct enquiry) };
    struct taken_view *t = arena_new(q->c.arena, struct taken_view);
    if (!post_may(q) || !taken(q, &a) || !told_fill(q, a.e, t))
        return false;
    if (t->staff)
        return answer_created(q, told_json, t, "enquiries", a.e->id);
    if (!answer_view(q, NULL, told_json, t))
        return false;
    q->answer.status = 201;
    q->answer.location = STR("/ask"); /* what became of it is not for everybody to see */
    return true;
}

/* ---- the public form ---- */

/* What stands on the form, in the words of the one who asks. */
static const struct ask_field {
    const char *name, *label, *hint, *type;
    bool main;
} ask_fields[] = {
    { "message", "What do you need?", "In your own words, or name the product.", "lines", true },
    { "item", "Product", NULL, NULL, true },
    { "name", "Your name", NULL, NULL, true },
    { "email", "Your e-mail address", "The receipt goes there within a minute.", NULL, true },
    { "urgency", "How urgent is it?", NULL, NULL, true },
    { "need_by", "By when do you need it?", "Like 20 Mar, or next fri.", NULL, true },
    { "buyer_stage", "Where are you with it?", NULL, NULL, false },
    { "budget", "Your budget", "An amount, or a range like 4,800-5,000.", NULL, false },
    { "payment_path", "How will it be paid?", NULL, NULL, false },
    { "channel", "How shall we answer?", NULL, NULL, false },
    { "phone", "Phone", NULL, NULL, false },
    { "phone_allowed", "May we call?", NULL, NULL, false },
    { "company", "Company", NULL, NULL, false },
    { "region", "Country or region", NULL, NULL, false },
    { "options", "Options and details", NULL, NULL, false },
    { "knowledge", "How well do you know such products?", NULL, NULL, false },
    { "insurer", "Your insurer, if one pays", NULL, NULL, false },
    { "insurer_agreed", "The insurer has agreed", NULL, NULL, false },
    { "insurer_verified", "On which day did you ask them?", NULL, NULL, false },
};

static struct form_field *of_form(struct form *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++) {
        if (strcmp(f->p[i].name, name) == 0)
            return &f->p[i];
    }
    return NULL;
}

static void field_put_on(struct form *to, struct form *all, const struct ask_field *a)
{
    struct form_field *f = of_form(all, a->name);
    if (!f)
        return;
    f->label = a->label;
    f->hint = a->hint;
    f->required = strcmp(a->name, "email") == 0;
    to->p[to->n++] = *f;
}

static struct str error_of(const struct ctx *c, const char *field)
{
    for (const struct field_fault *f = c->fault.fields; f; f = f->next) {
        if (str_is(f->field, field))
            return f->sentence;
    }
    return STR_NONE;
}

static struct ask_view *ask_view(struct req *q, struct input *in)
{
    struct ctx *c = &q->c;
    struct ask_view *v = arena_new(c->arena, struct ask_view);
    struct enquiry blank;
    record_init(&enquiry_record, &blank);
    struct form all = record_form(c, &enquiry_record, &blank, in, RECORD_CREATE);
    v->company = str_of(org()->name);
    v->main.p = arena_array(c->arena, struct form_field, COUNT(ask_fields));
    v->more.p = arena_array(c->arena, struct form_field, COUNT(ask_fields));
    for (size_t i = 0; i < COUNT(ask_fields); i++) {
        struct form *to = ask_fields[i].main ? &v->main : &v->more;
        field_put_on(to, &all, &ask_fields[i]);
        bool said = !ask_fields[i].main && to->n
                    && (to->p[to->n - 1].error.n || error_of(c, ask_fields[i].name).n);
        v->more_open |= said;
    }
    return v;
}

static bool ask_show(struct req *q)
{
    return answer_view(q, ask_page_page, NULL, ask_view(q, &q->query));
}

static bool ask_again(struct req *q)
{
    struct ctx *c = &q->c;
    enum fault_kind kind = c->fault.kind;
    if (kind != FAULT_BAD_INPUT && kind != FAULT_TOO_MANY && kind != FAULT_CONFLICT)
        return false;
    struct fault fault = c->fault;
    if (kind != FAULT_BAD_INPUT)
        c->fault = (struct fault){ 0 };
    if (!own_read_begin(q))
        return false;
    struct ask_view *v = ask_view(q, &q->in);
    own_read_end(q);
    c->fault = fault;
    if (kind != FAULT_BAD_INPUT)
        v->message = fault.detail;
    else if (error_of(c, "website").n)
        v->message = STR("One field is there for programs only. Leave it empty, please.");
    return answer_again(q, ask_page_page, v);
}

static bool ask_send(struct req *q)
{
    struct ctx *c = &q->c;
    struct asking a = { .e = arena_new(c->arena, struct enquiry) };
    struct ask_done_view *v = arena_new(c->arena, struct ask_done_view);
    if (!post_may(q) || !taken(q, &a))
        return ask_again(q);
    v->company = str_of(org()->name);
    v->reference = a.e->reference;
    v->email = a.e->email;
    v->answer_by = moment_words(c->arena, a.e->answer_by);
    return answer_view(q, ask_done_page_page, NULL, v);
}

/* ---- by hand ---- */

static bool hand_form(struct req *q, struct input *in, struct form_page *v)
{
    struct ctx *c = &q->c;
    struct enquiry blank;
    record_init(&enquiry_record, &blank);
    v->form = record_form(c, &enquiry_record, &blank, in, RECORD_CREATE);
    v->action = STR("/enquiries");
    v->cancel = STR("/");
    v->button = "Take the enquiry";
    return frame_fill(q, &v->frame, "New enquiry", "deals");
}

static bool hand_show(struct req *q)
{
    struct form_page *v = arena_new(q->c.arena, struct form_page);
    return hand_form(q, &q->query, v) && answer_view(q, form_page_page, NULL, v);
}

static bool hand_add(struct req *q)
{
    struct ctx *c = &q->c;
    struct asking a = { .e = arena_new(c->arena, struct enquiry) };
    struct form_page *v = arena_new(c->arena, struct form_page);
    if (taken(q, &a))
        return answer_go(q, "/deals/%lld", (long long)a.e->deal_id);
    struct fault fault = c->fault;
    if (fault.kind != FAULT_BAD_INPUT && fault.kind != FAULT_REFUSED)
        return false;
    if (!own_read_begin(q))
        return false;
    bool ok = hand_form(q, &q->in, v);
    own_read_end(q);
    if (fault.kind == FAULT_REFUSED)
        v->message = arena_printf(c->arena, "%.*s %.*s", STR_FMT(fault.detail),
                                  STR_FMT(fault.next[0]));
    return ok && answer_again(q, form_page_page, v);
}

/* ---- leads ---- */

static bool lead_of(struct req *q, struct enquiry *e)
{
    return record_get(&q->c, &enquiry_record, q->ids[0], e);
}

static bool settled(struct req *q, struct enquiry *e)
{
    if (q->api)
        return answer_view(q, NULL, row_json, e) && answer_version(q, e->version);
    return answer_go(q, "/deals/%lld", (long long)e->deal_id);
}

static bool offer_show(struct req *q)
{
    struct ctx *c = &q->c;
    struct offer_view *v = arena_new(c->arena, struct offer_view);
    struct enquiry *e = arena_new(c->arena, struct enquiry);
    req_input_all_used(q);
    if (failed(c) || !lead_of(q, e))
        return false;
    v->e = e;
    v->his = e->state == ENQUIRY_OFFERED && e->offered_id == c->viewer->id;
    v->offered = person_name(c, e->offered_id);
    v->accept_by = instant_is(e->accept_by) ? moment_words(c->arena, e->accept_by) : STR_NONE;
    v->deal = record_title(c, &deal_record, e->deal_id);
    return frame_fill(q, &v->frame, "Lead", "deals") && answer_view(q, offer_page_page, NULL, v);
}

static bool accept_lead(struct req *q)
{
    struct enquiry *e = arena_new(q->c.arena, struct enquiry);
    req_input_all_used(q);
    return !failed(&q->c) && lead_of(q, e) && enquiry_accept(&q->c, e) && settled(q, e);
}

static bool return_lead(struct req *q)
{
    struct enquiry *e = arena_new(q->c.arena, struct enquiry);
    struct str why = str_trim(input_text(&q->in, "why"));
    if (!lead_of(q, e))
        return false;
    if (!why.n || utf8_length(why) > 200)
        bad_field(&q->c, STR("why"), "Say in at most 200 characters why you give it back.");
    req_input_all_used(q);
    if (failed(&q->c) || !enquiry_return(&q->c, e, why))
        return false;
    return q->api ? settled(q, e) : answer_go(q, "/");
}

/* ---- the plan, and whom he wants to keep ---- */

static void plan_json(struct buf *b, const void *view)
{
    const struct plan *p = view;
    buf_lit(b, "{\"steps\":[");
    for (size_t i = 0; i < p->n; i++) {
        buf_add(b, i ? STR(",{\"what\":") : STR("{\"what\":"));
        buf_json_str(b, p->p[i].what);
        buf_lit(b, ",\"promise\":");
        if (p->p[i].promise)
            buf_json_str(b, str_of(p->p[i].promise));
        else
            buf_lit(b, "null");
        buf_printf(b, ",\"blocks\":%s}", p->p[i].blocks ? "true" : "false");
    }
    buf_lit(b, "]}");
}

static bool plan_show(struct req *q)
{
    struct plan *p = arena_new(q->c.arena, struct plan);
    struct deal d;
    req_input_all_used(q);
    if (failed(&q->c) || !record_get(&q->c, &deal_record, q->ids[0], &d))
        return false;
    plan_make(q->c.arena, &d, p);
    return answer_view(q, NULL, plan_json, p);
}

/* Only the buyer says so: an inbound touch of his proves it. */
static bool said_so(struct ctx *c, int64_t touch_id, int64_t contact_id)
{
    struct touch t;
    if (!touch_id)
        return refuse(c, &buyer_owned, contact_id);
    if (!record_get(c, &touch_record, touch_id, &t))
        return false;
    return (t.direction == TOUCH_INBOUND && t.contact_id == contact_id)
           || refuse(c, &buyer_owned, contact_id);
}

static bool preferred_put(struct req *q)
{
    struct ctx *c = &q->c;
    struct contact p;
    int64_t user_id = 0, touch_id = 0;
    struct str user = input_text(&q->in, "user_id"), touch = input_text(&q->in, "touch_id");
    if (user.n && !str_to_int(user, &user_id))
        bad_field(c, STR("user_id"), "Choose somebody who sells and is still here.");
    if (touch.n && !str_to_int(touch, &touch_id))
        bad_field(c, STR("touch_id"), "Give the touch in which the buyer said so.");
    req_input_all_used(q);
    return !failed(c) && record_get(c, &contact_record, q->ids[0], &p)
           && said_so(c, touch_id, p.id) && preferred_set(c, p.id, user_id)
           && answer_go(q, "/contacts/%lld", (long long)p.id);
}

/* clang-format off */
static const struct shape enquiry_body[] = {
    { "name", SHAPE_TEXT, OPTIONAL, .max = 200 }, { "email", SHAPE_TEXT, OPTIONAL, .about = "Needed without a key." },
    { "phone", SHAPE_TEXT, OPTIONAL, .max = 50 }, { "phone_allowed", SHAPE_WORD, OPTIONAL, .words = "unknown never once yes" },
    { "company", SHAPE_TEXT, OPTIONAL, .max = 200 }, { "region", SHAPE_TEXT, OPTIONAL, .max = 100 },
    { "message", SHAPE_TEXT, OPTIONAL, .max = 10000 }, { "item", SHAPE_TEXT, OPTIONAL, .max = 200 },
    { "product", SHAPE_TEXT, OPTIONAL, .about = "Its name or code: the same as item." },
    { "product_id", SHAPE_ID, OPTIONAL }, { "options", SHAPE_TEXT, OPTIONAL, .max = 2000 },
    { "urgency", SHAPE_WORD, OPTIONAL, .words = "unknown normal urgent" }, { "need_by", SHAPE_WHEN, OPTIONAL },
    { "buyer_stage", SHAPE_WORD, OPTIONAL, .options = buyer_stage_words },
    { "budget", SHAPE_AMOUNT, OPTIONAL, .about = "A range too: \"4,800-5,000\"." }, { "budget_from", SHAPE_AMOUNT, OPTIONAL },
    { "payment_path", SHAPE_WORD, OPTIONAL, .options = payment_words },
    { "channel", SHAPE_WORD, OPTIONAL, .words = "unknown phone email text web social letter visit" },
    { "knowledge", SHAPE_WORD, OPTIONAL, .options = knowledge_words },
    { "alternatives", SHAPE_WORD, OPTIONAL, .options = alternatives_words },
    { "insurer", SHAPE_TEXT, OPTIONAL, .max = 200 }, { "insurer_agreed", SHAPE_FLAG, OPTIONAL },
    { "insurer_verified", SHAPE_WHEN, OPTIONAL }, { "website", SHAPE_TEXT, OPTIONAL, .about = "Leave it out." },
    { "owner_id", SHAPE_ID, OPTIONAL, .about = "With a key: to him, not by routing." },
    { "lead_source", SHAPE_TEXT, OPTIONAL, .about = "With a key: a third party's lead." },
    { "consent_basis", SHAPE_TEXT, OPTIONAL, .about = "With a key: on what consent we write to him." }, { 0 },
};
static const struct shape enquiry_told[] = {
    { "reference", SHAPE_TEXT }, { "answer_by", SHAPE_INSTANT }, { "answer_by_words", SHAPE_TEXT },
    { "id", SHAPE_ID, OPTIONAL, .about = "These with a key only." }, { "deal_id", SHAPE_ID, OPTIONAL },
    { "contact_id", SHAPE_ID, OPTIONAL }, { "owner_id", SHAPE_ID, OPTIONAL }, { "owner", SHAPE_TEXT, OPTIONAL },
    { "joined", SHAPE_FLAG, OPTIONAL }, { "state", SHAPE_WORD, OPTIONAL, .words = "taken offered" }, { 0 },
};
static const struct api api_ask = { "Ask, with or without a key", NULL, enquiry_body, enquiry_told, 201 };
static const struct shape one_row[] = { { .kind = SHAPE_ROW }, { 0 } };
static const struct shape why_body[] = { { "why", SHAPE_TEXT, .max = 200 }, { 0 } };
static const struct api api_accept = { "Accept a lead that you are offered", .answer = one_row, .versioned = true };
static const struct api api_return = { "Give a lead back", NULL, why_body, one_row, .versioned = true };
static const struct shape step_shape[] = {
    { "what", SHAPE_TEXT }, { "promise", SHAPE_TEXT, NULLABLE, .about = "A kind of promise that fits." },
    { "blocks", SHAPE_FLAG, .about = "Whether what comes behind it waits for it." }, { 0 },
};
static const struct shape plan_shape[] = { { "steps", SHAPE_LIST, .of = step_shape }, { 0 } };
static const struct api api_plan = { "The first steps that fit this buyer", .answer = plan_shape };
static const struct shape preferred_body[] = {
    { "user_id", SHAPE_ID, OPTIONAL, .about = "Left out: nobody any more." },
    { "touch_id", SHAPE_ID, .about = "The inbound touch in which he said so." }, { 0 },
};
static const struct api api_preferred = { "The buyer asks to keep this rep", NULL, preferred_body, .status = 204 };

static const struct route routes[] = {
    { METHOD_GET,  "/ask",                   ask_show,    READS,  PAGE | OPEN, { 0 }, "S0-05" },
    { METHOD_POST, "/ask",                   ask_send,    OWN,    PAGE | OPEN, { 0 }, "S0-05" },
    { METHOD_POST, "/enquiries",             api_post,    OWN,    API | OPEN,  { 0 }, "S0-05", 0, &api_ask },
    { METHOD_GET,  "/enquiries",             record_index, READS, PAGE | API,  { "enquiry", "read" },   "S0-01" },
    { METHOD_GET,  "/enquiries/new",         hand_show,   READS,  PAGE,        { "enquiry", "create" }, "S0-05" },
    { METHOD_POST, "/enquiries",             hand_add,    OWN,    PAGE,        { "enquiry", "create" }, "S0-05" },
    { METHOD_GET,  "/enquiries/{id}",        record_show, READS,  PAGE | API,  { "enquiry", "read" },   "S0-01" },
    { METHOD_GET,  "/enquiries/{id}/offer",  offer_show,  READS,  PAGE,        { "enquiry", "read" },   "S0-52" },
    { METHOD_POST, "/enquiries/{id}/accept", accept_lead, WRITES, PAGE | API,  { "enquiry", "create" }, "S0-52", 0, &api_accept },
    { METHOD_POST, "/enquiries/{id}/return", return_lead, WRITES, PAGE | API,  { "enquiry", "create" }, "S0-52", 0, &api_return },
    { METHOD_GET,  "/deals/{id}/plan",       plan_show,   READS,  API,         { "deal", "read" },      "S0-63", 0, &api_plan },
    { METHOD_POST, "/contacts/{id}/preferred", preferred_put, WRITES, PAGE | API, { "enquiry", "create" }, "S0-50", 0,
      &api_preferred },
};
static const struct grant grants[] = {
    { "enquiry", "read",   ROLE_SALES },
    { "enquiry", "create", ROLE_SALES },
};
/* clang-format on */

static const struct record_pages pages = {
    .record = &enquiry_record,
    .here = "deals",
    .empty = "Nobody has asked yet. Put the address of /ask on your site.",
    .json = row_json,
};
static const struct record *const records[] = { &enquiry_record };
static const struct gate *const gates[] = { &consent_basis_missing, &not_offered };
static const struct mail *const mails[] = { &receipt_mail_kind };
static const struct clock *const clocks[] = { &receipt_clock, &lead_accept };
static const struct alert_kind *const alerts[] = {
    &receipt_unsent,
    &alert_asked,
    &alert_asked_urgent,
    &lead_offered,
    &lead_returned,
};
static const struct policy *const policies[] = {
    &receipts_per_day,
    &receipt_seconds,
    &enquiries_per_address,
    &enquiries_per_email,
    &enquiries_in_all,
    &lead_accept_days,
};

const struct slice enquiry_slice = {
    .name = "enquiry",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(gates, gates),
    TABLE(grants, grants),
    TABLE(policies, policies),
    TABLE(clocks, clocks),
    TABLE(mails, mails),
    TABLE(alerts, alerts),
    .pages = &pages,
};
