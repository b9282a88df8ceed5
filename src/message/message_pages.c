/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/openapi.h"
#include "frame/org.h"
#include "frame/record_pages.h"
#include "message/message_impl.h"
#include "message/message_view.h"
#include "message/write.html.h"

static void json(struct buf *b, const void *row)
{
    record_json(b, &message_record, row);
}

static void init(struct message *m)
{
    record_init(&message_record, m);
    m->channel = CHANNEL_EMAIL;
}

static bool read_in(struct req *q, struct message *m)
{
    struct field_set given;
    init(m);
    bool good = record_read(&q->c, &message_record, &q->in, RECORD_CREATE, org()->currency, m,
                            &given);
    req_input_all_used(q);
    return good && !failed(&q->c);
}

static bool add(struct req *q)
{
    struct message *m = arena_new(q->c.arena, struct message);
    return read_in(q, m) && message_send(&q->c, m)
           && answer_created(q, json, m, "messages", m->id) && answer_version(q, m->version);
}

static bool list(struct req *q)
{
    if (!input_text(&q->query, "deal_id").n)
        return bad_field(&q->c, STR("deal_id"), "Say of which deal: deal_id=42.");
    return list_route(q, &message_record, "deals", "Nothing was written yet.");
}

static bool show(struct req *q)
{
    struct message *m = arena_new(q->c.arena, struct message);
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &message_record, q->ids[0], m)
           && answer_view(q, NULL, json, m) && answer_version(q, m->version);
}

/* ---- what the buyer already told us ---- */

static void texts_json(struct buf *b, const char *name, struct strs texts)
{
    buf_printf(b, ",\"%s\":[", name);
    for (size_t i = 0; i < texts.n; i++) {
        if (i)
            buf_char(b, ',');
        buf_json_str(b, texts.p[i]);
    }
    buf_char(b, ']');
}

static void text_json(struct buf *b, const char *name, struct str text)
{
    buf_printf(b, ",\"%s\":", name);
    buf_json_str(b, text);
}

static void before_json(struct buf *b, const void *view)
{
    const struct before *v = view;
    buf_printf(b, "{\"deal_id\":%lld,\"closed\":%s", (long long)v->deal_id,
               v->closed.n ? "true" : "false");
    text_json(b, "closed_words", v->closed);
    texts_json(b, "late", v->late);
    texts_json(b, "known", v->known);
    texts_json(b, "shaky", v->shaky);
    text_json(b, "need_by_passed", v->need_by);
    text_json(b, "wish", v->wish);
    text_json(b, "times", v->times);
    text_json(b, "wait", v->wait);
    buf_char(b, '}');
}

static bool before(struct req *q)
{
    struct deal d;
    struct before *v = arena_new(q->c.arena, struct before);
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &deal_record, q->ids[0], &d)
           && before_read(&q->c, &d, v) && answer_view(q, NULL, before_json, v);
}

/* ---- the page ---- */

static bool is_more(const char *name)
{
    static const char *const names[] = { "apology", "remedy", "remedy_due", "choice", "elsewhere" };
    for (size_t i = 0; i < COUNT(names); i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return false;
}

static void form_split(struct ctx *c, const struct form *all, struct write_view *v)
{
    v->form.p = arena_array(c->arena, struct form_field, all->n);
    v->more.p = arena_array(c->arena, struct form_field, all->n);
    for (size_t i = 0; i < all->n; i++) {
        const struct form_field *f = &all->p[i];
        struct form *to = is_more(f->name) ? &v->more : &v->form;
        if (strcmp(f->name, "deal_id") == 0)
            continue;
        to->p[to->n++] = *f;
        bool said = f->error.n || (f->value.n && !str_is(f->value, "false"));
        v->more_open |= said && to == &v->more;
    }
}

static void wrong(struct ctx *c, const struct fault *fault, struct write_view *v)
{
    struct str *next = arena_array(c->arena, struct str, COUNT(fault->next));
    size_t n = 0;
    for (; n < COUNT(fault->next) && fault->next[n].n; n++)
        next[n] = fault->next[n];
    v->message = fault->detail;
    v->next = (struct strs){ next, n };
    v->more_open |= fault->kind == FAULT_REFUSED;
}

static bool fill(struct req *q, const struct deal *d, struct input *in, struct write_view *v)
{
    struct ctx *c = &q->c;
    struct message m;
    struct fault fault = c->fault;
    init(&m);
    m.contact_id = d->contact_id;
    m.product_id = d->product_id;
    struct form all = record_form(c, &message_record, &m, in, RECORD_CREATE);
    form_split(c, &all, v);
    if (failed(c))
        wrong(c, &fault, v);
    fault_clear(c);
    v->deal = d;
    if (!before_read(c, d, &v->before) || !frame_fill(q, &v->frame, "Write to the buyer", "deals"))
        return false;
    c->fault = fault;
    return true;
}

static bool write_show(struct req *q)
{
    struct deal *d = arena_new(q->c.arena, struct deal);
    struct write_view *v = arena_new(q->c.arena, struct write_view);
    return record_get(&q->c, &deal_record, q->ids[0], d) && fill(q, d, NULL, v)
           && answer_view(q, write_page_page, NULL, v);
}

static bool write_send(struct req *q)
{
    struct ctx *c = &q->c;
    struct deal *d = arena_new(c->arena, struct deal);
    struct message m;
    struct write_view *v = arena_new(c->arena, struct write_view);
    if (!record_get(c, &deal_record, q->ids[0], d))
        return false;
    input_add(c->arena, &q->in, STR("deal_id"), arena_printf(c->arena, "%lld", (long long)d->id),
              INPUT_TEXT);
    if (read_in(q, &m) && message_send(c, &m))
        return answer_go(q, "/deals/%lld", (long long)d->id);
    return fill(q, d, &q->in, v) && answer_again(q, write_page_page, v);
}

/* clang-format off */
static const struct shape before_shape[] = {
    { "deal_id", SHAPE_ID }, { "closed", SHAPE_FLAG, .about = "The buyer has ended it himself." },
    { "closed_words", SHAPE_TEXT, .about = "When and why; else empty." },
    { "late", SHAPE_TEXTS, .about = "What we promised and broke, or have not kept in time." },
    { "known", SHAPE_TEXTS, .about = "What need not be asked again." },
    { "shaky", SHAPE_TEXTS, .about = "What is only assumed, or was said long ago: ask before a proposal stands on it." },
    { "need_by_passed", SHAPE_TEXT, .about = "Empty while it is to come." },
    { "wish", SHAPE_TEXT, .about = "How the contact wants to be reached." },
    { "times", SHAPE_TEXT, .about = "When and how often the contact wants to be reached." },
    { "wait", SHAPE_TEXT, .about = "Why a letter would not leave now; empty when it would." }, { 0 },
};
static const struct api api_before = { "Read what the buyer already told us, before a contact", .answer = before_shape };

static const struct route routes[] = {
    { METHOD_POST, "/messages",          add,        WRITES, API,  { "message", "create" }, "S0-27", 0, &api_add },
    { METHOD_GET,  "/messages",          list,       READS,  API,  { "message", "read" },   "S0-30", 0, &api_list },
    { METHOD_GET,  "/messages/{id}",     show,       READS,  API,  { "message", "read" },   "S0-30", 0, &api_show },
    { METHOD_GET,  "/deals/{id}/before", before,     READS,  API,  { "message", "read" },   "S0-25", 0, &api_before },
    { METHOD_GET,  "/deals/{id}/write",  write_show, READS,  PAGE, { "message", "create" }, "S0-25", 0 },
    { METHOD_POST, "/deals/{id}/write",  write_send, WRITES, PAGE, { "message", "create" }, "S0-32", 0 },
};
static const struct grant grants[] = {
    { "message", "read",   ROLE_SALES },
    { "message", "create", ROLE_SALES },
};
/* clang-format on */

static const struct record *const records[] = { &message_record };
static const struct gate *const gates[] = { &apology_needs_remedy, &suggestion_needed,
                                            &pack_incomplete };

const struct slice message_slice = {
    .name = "message",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(gates, gates),
    TABLE(grants, grants),
    .mails = message_mails,
    .n_mails = MESSAGE_KINDS,
};
