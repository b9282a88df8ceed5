/* SPDX-License-Identifier: Apache-2.0 */
#include "promise/promise_pages.h"
#include "frame/channel.h"
#include "frame/openapi.h"
#include "frame/org.h"
#include "promise/promise_rules.h"

static void json(struct buf *b, const void *row)
{
    record_json(b, &promise_record, row);
}

static struct promise *read_one(struct req *q)
{
    struct promise *p = arena_new(q->c.arena, struct promise);
    return record_get(&q->c, &promise_record, q->ids[0], p) ? p : NULL;
}

static bool show(struct req *q)
{
    struct promise *p = read_one(q);
    req_input_all_used(q);
    return p && !failed(&q->c) && answer_view(q, NULL, json, p) && answer_version(q, p->version);
}

/* ---- making ---- */

/* A due time in words becomes the moment it means; what is none is left out, for the gate. */
void promise_due_tidy(struct req *q, const char *name)
{
    struct input_item *due = input_find(&q->in, name);
    struct instant t;
    struct buf b;
    if (!due || due->listed || due->kind != INPUT_TEXT)
        return;
    bool read = promise_due_read(&q->c, name, due->text, &t);
    buf_init(&b, q->c.arena, 60);
    if (read)
        buf_instant(&b, t);
    due->text = buf_str(&b);
}

/* Writing is kept by e-mail, a call by phone, if nobody says how. */
static int usual_channel(int kind)
{
    return kind == PROMISE_CALL          ? CHANNEL_PHONE
           : kind == PROMISE_APPOINTMENT ? CHANNEL_VISIT
                                         : CHANNEL_EMAIL;
}

bool promise_read(struct req *q, struct promise *p)
{
    struct ctx *c = &q->c;
    struct field_set given;
    record_init(&promise_record, p);
    promise_due_tidy(q, "due");
    if (!input_has(&q->in, "kind"))
        bad_field(c, STR("kind"), "Say what is promised, as \"price_info\" or \"call\".");
    bool good = record_read(c, &promise_record, &q->in, RECORD_CREATE, org()->currency, p, &given);
    if (good && !field_in(&promise_record, given, "channel"))
        p->channel = usual_channel(p->kind);
    req_input_all_used(q);
    return good && !failed(c);
}

/* ---- what happens to one ---- */

static bool number(struct req *q, const char *name, int64_t *out)
{
    struct str text = str_trim(input_text(&q->in, name));
    *out = 0;
    return !text.n || (str_to_int(text, out) && *out > 0)
           || bad_field(&q->c, str_of(name), "Give its number.");
}

static bool answer_row(struct req *q, const struct promise *p)
{
    if (!q->api)
        return answer_go(q, "/deals/%lld", (long long)p->deal_id);
    return answer_view(q, NULL, json, p) && answer_version(q, p->version);
}

static bool keep(struct req *q)
{
    struct ctx *c = &q->c;
    struct promise *p = read_one(q), now;
    struct promise_proof proof;
    if (!p || !number(q, "touch_id", &proof.touch_id))
        return false;
    proof.note = input_text(&q->in, "note");
    proof.credit = input_text(&q->in, "credit");
    req_input_all_used(q);
    if (failed(c) || !record_check_version(c, &promise_record, p, q->if_match)
        || !promise_keep(c, p, &proof, &now))
        return false;
    *p = now;
    return answer_row(q, p);
}

/* What renegotiating and releasing read alike. */
static bool change_read(struct req *q, struct promise_change *to)
{
    *to = (struct promise_change){ .due = INSTANT_NONE };
    bool good = number(q, "touch_id", &to->touch_id);
    to->why = str_trim(input_text(&q->in, "why"));
    return good;
}

static bool changed(struct req *q, struct promise *p, const struct promise_change *to,
                    bool (*how)(struct ctx *c, const struct promise *was,
                                const struct promise_change *to, struct promise *now))
{
    struct promise now;
    req_input_all_used(q);
    if (failed(&q->c) || !record_check_version(&q->c, &promise_record, p, q->if_match)
        || !how(&q->c, p, to, &now))
        return false;
    *p = now;
    return answer_row(q, p);
}

static bool move(struct req *q)
{
    struct promise *p = read_one(q);
    struct promise_change to;
    if (!p)
        return false;
    change_read(q, &to);
    return promise_due_read(&q->c, "due", input_text(&q->in, "due"), &to.due)
           && changed(q, p, &to, promise_renegotiate);
}

static bool release(struct req *q)
{
    struct promise *p = read_one(q);
    struct promise_change said;
    if (!p)
        return false;
    change_read(q, &said);
    return changed(q, p, &said, promise_release);
}

static bool pause(struct req *q)
{
    struct promise *p = read_one(q), *decision = arena_new(q->c.arena, struct promise);
    if (!p)
        return false;
    struct str why = str_trim(input_text(&q->in, "why"));
    req_input_all_used(q);
    if (failed(&q->c) || !promise_pause(&q->c, p, why, decision))
        return false;
    return q->api ? answer_created(q, json, decision, "promises", decision->id)
                  : answer_row(q, decision);
}

static bool fixed(struct req *q)
{
    struct promise *p = read_one(q);
    return p && refuse(&q->c, &promise_is_fixed, p->id);
}

/* ---- reports ---- */

#define PERIOD_DAYS 90

bool promise_period(struct req *q, struct period *out)
{
    struct ctx *c = &q->c;
    struct str from = input_text(&q->query, "from"), to = input_text(&q->query, "to");
    struct day today = instant_day(c->now);
    *out = (struct period){ { today.n - PERIOD_DAYS }, today };
    if (from.n && !day_parse(from, &out->from))
        bad_field(c, STR("from"), "Give a day like 2017-03-31.");
    if (to.n && !day_parse(to, &out->to))
        bad_field(c, STR("to"), "Give a day like 2017-03-31.");
    if (!failed(c) && out->to.n < out->from.n)
        bad_field(c, STR("to"), "This is before the first day.");
    return !failed(c);
}

/* clang-format off */
static const struct shape keep_body[] = {
    { "touch_id", SHAPE_ID, OPTIONAL, .about = "The touch that shows it; without one the record is searched." },
    { "note", SHAPE_TEXT, OPTIONAL, .about = "Of a payment or deposit: where it is seen." },
    { "credit", SHAPE_TEXT, OPTIONAL, .about = "Who helped, by name; \"none\"." }, { 0 },
};
static const struct shape move_body[] = {
    { "due", SHAPE_WHEN }, { "why", SHAPE_TEXT }, { "touch_id", SHAPE_ID, OPTIONAL, .about = "Of the buyer's yes." }, { 0 },
};
static const struct shape release_body[] = {
    { "why", SHAPE_TEXT }, { "touch_id", SHAPE_ID, OPTIONAL, .about = "In which the buyer said so." }, { 0 },
};
static const struct shape pause_body[] = { { "why", SHAPE_TEXT, .about = "What he asks for first." }, { 0 } };
static const struct shape row[] = { { .kind = SHAPE_ROW }, { 0 } };
static const struct api api_keep = { "Keep a promise by the evidence in the record", NULL, keep_body, row, .versioned = true };
static const struct api api_move = { "Give a promise another time", NULL, move_body, row, .versioned = true };
static const struct api api_release = { "Say that a promise is not needed any more", NULL, release_body, row, .versioned = true };
static const struct api api_pause = { "Let a promise stand still; answers ours to decide", NULL, pause_body, row, .status = 201 };
static const struct api api_fixed = { "Refused: what was agreed is never changed", .status = 409 };

const struct route promise_routes[PROMISE_ROUTES] = {
    { METHOD_GET,    "/promises/{id}",      show,  READS,  API,        { "promise", "read" },   "S0-12", 0, &api_show },
    { METHOD_POST,   "/promises/{id}/keep", keep,  WRITES, PAGE | API, { "promise", "create" }, "S0-16", 0, &api_keep },
    { METHOD_POST,   "/promises/{id}/renegotiate", move, WRITES, PAGE | API, { "promise", "create" }, "S3-35", 0, &api_move },
    { METHOD_POST,   "/promises/{id}/release", release, WRITES, PAGE | API, { "promise", "create" }, "S2-09", 0, &api_release },
    { METHOD_POST,   "/promises/{id}/pause", pause, WRITES, PAGE | API, { "promise", "create" }, "S3-28", 0, &api_pause },
    { METHOD_PATCH,  "/promises/{id}",      fixed, WRITES, API,        { "promise", "create" }, "X-03", 0, &api_fixed },
    { METHOD_PUT,    "/promises/{id}",      fixed, WRITES, API,        { "promise", "create" }, "X-03", 0, &api_fixed },
    { METHOD_DELETE, "/promises/{id}",      fixed, WRITES, API,        { "promise", "create" }, "X-03", 0, &api_fixed },
};
const struct grant promise_grants[PROMISE_GRANTS] = {
    { "promise", "read",   ROLE_DEALS },
    { "promise", "create", ROLE_SALES },
};
/* clang-format on */
