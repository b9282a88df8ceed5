/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/openapi.h"
#include "frame/org.h"
#include "frame/people.h"
#include "frame/record_pages.h"
#include "outbox/letter.html.h"
#include "outbox/outbox.h"
#include "outbox/outbox_store.h"
#include "outbox/outbox_view.h"

#define BOUNCE_MAX ((size_t)1 << 20)

static void json(struct buf *b, const void *row)
{
    record_json(b, &letter_record, row);
}

static bool list(struct req *q)
{
    return list_route(q, &letter_record, "outbox", "Nothing was written yet.");
}

static struct str kind_label(const struct letter *l)
{
    const struct mail *m = mail_named(l->kind);
    return m ? str_of(m->label) : l->kind;
}

static bool show_page(struct req *q, const struct letter *l)
{
    static const char *const tones[] = {
        [LETTER_QUEUED] = "amber",
        [LETTER_SENT] = "green",
        [LETTER_FAILED] = "red",
        [LETTER_BOUNCED] = "red",
        [LETTER_CANCELLED] = "gray",
    };
    struct ctx *c = &q->c;
    struct letter_view *v = arena_new(c->arena, struct letter_view);
    v->letter = l;
    v->tone = tones[l->state];
    v->state = field_show(c, field_named(&letter_record, STR("state")), l);
    v->kind = kind_label(l);
    v->deal = record_title(c, record_named("deal"), l->deal_id);
    v->contact = record_title(c, &contact_record, l->contact_id);
    v->from = l->user_id ? person_name(c, l->user_id) : str_of(org()->name);
    return frame_fill(q, &v->frame, "Letter", "outbox")
           && answer_view(q, letter_page_page, NULL, v);
}

static bool show(struct req *q)
{
    struct letter *l = arena_new(q->c.arena, struct letter);
    req_input_all_used(q);
    if (failed(&q->c) || !record_get(&q->c, &letter_record, q->ids[0], l))
        return false;
    if (!q->api)
        return show_page(q, l);
    return answer_view(q, NULL, json, l) && answer_version(q, l->version);
}

static bool bounce(struct req *q)
{
    struct letter *l = arena_new(q->c.arena, struct letter);
    struct str message = input_text(&q->in, "message");
    req_input_all_used(q);
    return !failed(&q->c) && outbox_bounce(&q->c, message, l) && answer_view(q, NULL, json, l)
           && answer_version(q, l->version);
}

/* clang-format off */
static const struct shape bounce_body[] = {
    { "message", SHAPE_TEXT, .about = "The report as it came, with its header lines (RFC 3464)." }, { 0 },
};
static const struct shape one_letter[] = { { .kind = SHAPE_ROW, .record = "letter" }, { 0 } };
static const struct api api_bounce = { "Tell what became of a letter that was sent", NULL, bounce_body, one_letter };

static const struct route routes[] = {
    { METHOD_GET, "/outbox",      list, READS, PAGE | API, { "letter", "read" }, "X-07", 0, &api_list },
    { METHOD_GET, "/outbox/{id}", show, READS, PAGE | API, { "letter", "read" }, "X-07", 0, &api_show },
    { METHOD_POST, "/bounces",    bounce, WRITES, API,      { "letter", "bounce" }, "X-07", BOUNCE_MAX, &api_bounce },
};
static const struct grant grants[] = {
    { "letter", "read",   ROLE_STAFF },
    { "letter", "bounce", ROLE_ADMINISTRATOR },
};
/* clang-format on */

static const struct record *const records[] = { &letter_record };
static const struct policy *const policies[] = { &letter_hours };
static const struct alert_kind *const alerts[] = { &letter_failed };
static const struct gate *const gates[] = { &closed_by_buyer, &channel_preference,
                                            &contact_too_soon, &consent_required };

const struct slice outbox_slice = {
    .name = "outbox",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(gates, gates),
    TABLE(grants, grants),
    TABLE(policies, policies),
    TABLE(alerts, alerts),
};
