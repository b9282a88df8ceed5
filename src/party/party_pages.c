/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "party/party.h"
#include "frame/openapi.h"
#include "frame/org.h"
#include "frame/record_pages.h"
#include "outbox/outbox.h"

static bool row_read(struct req *q, const struct record *r, enum record_read how, void *row)
{
    struct field_set given;
    bool good = record_read(&q->c, r, &q->in, how, org()->currency, row, &given);
    req_input_all_used(q);
    return good && !failed(&q->c);
}

static bool list_of(struct req *q, const struct record *r)
{
    if (!input_text(&q->query, "deal_id").n)
        return bad_field(&q->c, STR("deal_id"), "Say of which deal: deal_id=42.");
    return list_route(q, r, "deals", "Nobody yet.");
}

/* ---- parties ---- */

static void party_json(struct buf *b, const void *row)
{
    record_json(b, &party_record, row);
}

static bool party_list(struct req *q)
{
    return list_of(q, &party_record);
}

static bool party_add(struct req *q)
{
    struct party *p = arena_new(q->c.arena, struct party);
    record_init(&party_record, p);
    return row_read(q, &party_record, RECORD_CREATE, p) && party_put(&q->c, p)
           && answer_created(q, party_json, p, "parties", p->id)
           && answer_version(q, p->version);
}

static bool party_show(struct req *q)
{
    struct party *p = arena_new(q->c.arena, struct party);
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &party_record, q->ids[0], p)
           && answer_view(q, NULL, party_json, p) && answer_version(q, p->version);
}

static bool party_change(struct req *q)
{
    struct ctx *c = &q->c;
    struct party was, *now = arena_new(c->arena, struct party);
    answer_current(q, party_json);
    if (!record_get(c, &party_record, q->ids[0], &was))
        return false;
    *now = was;
    return row_read(q, &party_record, RECORD_PATCH, now)
           && record_check_version(c, &party_record, &was, q->if_match)
           && party_save(c, &was, now) && answer_view(q, NULL, party_json, now)
           && answer_version(q, now->version);
}

/* ---- consents ---- */

static void consent_json(struct buf *b, const void *row)
{
    record_json(b, &consent_record, row);
}

static bool consent_list(struct req *q)
{
    return list_of(q, &consent_record);
}

static bool consent_add(struct req *q)
{
    struct consent *k = arena_new(q->c.arena, struct consent);
    record_init(&consent_record, k);
    return row_read(q, &consent_record, RECORD_CREATE, k) && consent_put(&q->c, k)
           && answer_created(q, consent_json, k, "consents", k->id)
           && answer_version(q, k->version);
}

static bool consent_show(struct req *q)
{
    struct consent *k = arena_new(q->c.arena, struct consent);
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &consent_record, q->ids[0], k)
           && answer_view(q, NULL, consent_json, k) && answer_version(q, k->version);
}

static bool consent_end(struct req *q)
{
    struct consent *k = arena_new(q->c.arena, struct consent);
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &consent_record, q->ids[0], k)
           && consent_withdraw(&q->c, k)
           && (q->api ? answer_view(q, NULL, consent_json, k) && answer_version(q, k->version)
                      : answer_go(q, "/deals/%lld/parties", (long long)k->deal_id));
}

/* ---- a message in the buyer's name ---- */

static void letter_json(struct buf *b, const void *row)
{
    record_json(b, &letter_record, row);
}

static bool message_read(struct req *q, struct third_party_message *m)
{
    struct ctx *c = &q->c;
    struct str action = input_text(&q->in, "action");
    m->deal_id = q->ids[0];
    m->action = -1;
    for (int i = 0; consent_action_words[i].name; i++)
        m->action = str_is(action, consent_action_words[i].name) ? i : m->action;
    if (m->action < 0)
        bad_field(c, STR("action"), "Say what for: contact, claim, credit_check, sign_up, other.");
    if (!str_to_int(input_text(&q->in, "party_id"), &m->party_id))
        bad_field(c, STR("party_id"), "Name the party by its number.");
    m->subject = input_text(&q->in, "subject");
    m->text = input_text(&q->in, "text");
    req_input_all_used(q);
    return !failed(c);
}

static bool message_send(struct req *q)
{
    struct third_party_message m;
    struct deal d;
    struct letter *l = arena_new(q->c.arena, struct letter);
    return record_get(&q->c, &deal_record, q->ids[0], &d) && message_read(q, &m)
           && third_party_send(&q->c, &m)
           && record_get_any(&q->c, &letter_record, m.letter_id, l)
           && answer_created(q, letter_json, l, "outbox", l->id)
           && answer_version(q, l->version);
}

/* clang-format off */
static const struct shape one_row[] = { { .kind = SHAPE_ROW }, { 0 } };
static const struct shape one_letter[] = { { .kind = SHAPE_ROW, .record = "letter" }, { 0 } };
static const struct shape message_body[] = {
    { "party_id", SHAPE_ID }, { "action", SHAPE_WORD, .words = "contact claim credit_check sign_up other" },
    { "subject", SHAPE_TEXT, .max = 200 }, { "text", SHAPE_TEXT, .max = 20000 }, { 0 },
};
static const struct api api_end = { "Withdraw a consent", .answer = one_row };
static const struct api api_send = {
    "Write to a third party in the buyer's name", NULL, message_body, one_letter, .status = 201,
};

static const struct route routes[] = {
    { METHOD_GET, "/parties", party_list, READS, API, { "party", "read" }, "S0-46", 0, &api_list },
    { METHOD_POST, "/parties", party_add, WRITES, API, { "party", "create" }, "S0-46", 0, &api_add },
    { METHOD_GET, "/parties/{id}", party_show, READS, API, { "party", "read" }, "S0-46", 0, &api_show },
    { METHOD_PATCH, "/parties/{id}", party_change, WRITES, API, { "party", "create" }, "S0-46", 0, &api_change },
    { METHOD_GET, "/consents", consent_list, READS, API, { "consent", "read" }, "S0-49", 0, &api_list },
    { METHOD_POST, "/consents", consent_add, WRITES, API, { "consent", "create" }, "S0-49", 0, &api_add },
    { METHOD_GET, "/consents/{id}", consent_show, READS, API, { "consent", "read" }, "S0-49", 0, &api_show },
    { METHOD_POST, "/consents/{id}/withdraw", consent_end, WRITES, PAGE | API, { "consent", "create" }, "S0-49", 0, &api_end },
    { METHOD_POST, "/deals/{id}/third-party-messages", message_send, WRITES, API, { "consent", "use" }, "S0-49", 0, &api_send },
};
static const struct grant grants[] = {
    { "party",   "read",   ROLE_DEALS },
    { "party",   "create", ROLE_SALES },
    { "consent", "read",   ROLE_DEALS },
    { "consent", "create", ROLE_SALES },
    { "consent", "use",    ROLE_SALES },
};
/* clang-format on */

static const struct record *const records[] = { &party_record, &consent_record };
static const struct mail *const mails[] = { &third_party_mail };

const struct slice party_slice = {
    .name = "party",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(grants, grants),
    TABLE(mails, mails),
};
