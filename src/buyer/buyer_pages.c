/* SPDX-License-Identifier: Apache-2.0 */
/* The buyer's page and its forms. Who comes has no session: the link is his key, and his forms
 * carry a token that only its page knows. */
#include <sodium.h>

#include "buyer/buyer.html.h"
#include "buyer/buyer_forms.h"
#include "buyer/buyer_rules.h"
#include "frame/client.h"
#include "frame/openapi.h"
#include "frame/org.h"
#include "web/csrf.h"

static bool closed(struct req *q)
{
    struct buyer_view *v = arena_new(q->c.arena, struct buyer_view);
    v->company = str_of(org()->name);
    v->message = q->c.fault.detail;
    v->next = q->c.fault.next[0];
    return answer_again(q, buyer_closed_page_page, v);
}

/* What the dispatcher makes tokens for the page's forms from. */
static void secret_take(struct req *q)
{
    link_secret(q->words[0], q->csrf_secret);
    q->has_session = true;
}

static bool enter(struct req *q, struct buyer *b)
{
    struct ctx *c = &q->c;
    struct link l;
    if (!link_open(c, q->words[0], client_place(c->arena, q->address), &l)
        || !buyer_enter(c, &l, b)) {
        if (failed(c) && c->fault.kind != FAULT_BROKEN && c->fault.kind != FAULT_TOO_SLOW)
            closed(q);
        return false;
    }
    secret_take(q);
    return true;
}

static bool show(struct req *q)
{
    struct buyer *b = arena_new(q->c.arena, struct buyer);
    struct buyer_view *v = arena_new(q->c.arena, struct buyer_view);
    return enter(q, b) && buyer_view_fill(q, b, v) && answer_view(q, buyer_page_page, NULL, v);
}

/* ---- a form ---- */

static bool from_this_page(struct req *q)
{
    if (csrf_matches(q->csrf_secret, input_text(&q->in, "_csrf")))
        return true;
    fail(&q->c, FAULT_NOT_ALLOWED, "csrf", STR("This form is out of date. Nothing was changed."));
    q->c.fault.next[0] = STR("Open your link again, and send it from there.");
    return closed(q);
}

static void hash_text(crypto_generichash_state *state, struct str s)
{
    uint64_t n = s.n;
    crypto_generichash_update(state, (const unsigned char *)&n, sizeof n);
    if (s.n)
        crypto_generichash_update(state, (const unsigned char *)s.p, s.n);
}

/* One form as it stood on one page, with what was typed in. */
static struct str once_hash(struct req *q)
{
    crypto_generichash_state state;
    unsigned char *hash = arena_alloc(q->c.arena, 32);
    crypto_generichash_init(&state, NULL, 0, 32);
    hash_text(&state, q->words[0]);
    hash_text(&state, q->words[1]);
    for (size_t i = 0; i < q->in.n; i++) {
        if (str_is(q->in.items[i].name, "_csrf"))
            continue;
        hash_text(&state, q->in.items[i].name);
        hash_text(&state, q->in.items[i].text);
    }
    crypto_generichash_final(&state, hash, 32);
    return (struct str){ (const char *)hash, 32 };
}

/* The page again, with what was typed and what was wrong with it. */
static bool again(struct req *q, struct buyer *b, const struct buyer_form *form,
                  struct buyer_view *v)
{
    struct ctx *c = &q->c;
    struct fault standing = c->fault;
    if (standing.kind != FAULT_BAD_INPUT && standing.kind != FAULT_REFUSED
        && standing.kind != FAULT_NOT_FOUND)
        return false;
    fault_clear(c);
    v->done.n = 0;
    if (!deal_again(c, b) || !buyer_view_fill(q, b, v))
        return false;
    v->action = form->action;
    v->action_id = form->id(q);
    v->message = standing.detail;
    v->next = standing.next[0];
    c->fault = standing;
    return answer_again(q, buyer_page_page, v);
}

static bool no_form(struct req *q)
{
    fail(&q->c, FAULT_NOT_FOUND, "not_found", STR("There is no such form."));
    q->c.fault.next[0] = STR("Open your link again.");
    return closed(q);
}

static bool act(struct req *q)
{
    struct ctx *c = &q->c;
    struct buyer *b = arena_new(c->arena, struct buyer);
    struct buyer_view *v = arena_new(c->arena, struct buyer_view);
    const struct buyer_form *form = buyer_form_named(q->words[1]);
    bool fresh;
    if (!enter(q, b) || !from_this_page(q))
        return false;
    if (!form)
        return no_form(q);
    if (!buyer_once(c, once_hash(q), &fresh))
        return false;
    v->twice = !fresh;
    if (fresh && !form->does(q, b, &v->done))
        return again(q, b, form, v);
    return deal_again(c, b) && buyer_view_fill(q, b, v)
           && answer_view(q, buyer_page_page, NULL, v);
}

/* ---- for us ---- */

static bool exits(struct req *q)
{
    return list_route(q, &exit_record, "deals",
                      "No buyer has left yet. How and why one does stands here.");
}

static bool differences(struct req *q)
{
    return list_route(q, &difference_record, "deals",
                      "Both sides understand every promise alike, as far as they say.");
}

static void difference_json(struct buf *b, const void *view)
{
    record_json(b, &difference_record, view);
}

static bool difference_add(struct req *q)
{
    struct difference *d = arena_new(q->c.arena, struct difference);
    return difference_read(q, d) && difference_make(&q->c, d)
           && answer_created(q, difference_json, d, "differences", d->id);
}

/* clang-format off */
static const struct shape filters[] = { { .kind = SHAPE_FILTERS }, { 0 } };
static const struct shape page[] = { { .kind = SHAPE_PAGE }, { 0 } };
static const struct shape row[] = { { .kind = SHAPE_ROW }, { 0 } };
static const struct shape create[] = { { .kind = SHAPE_CREATE }, { 0 } };
static const struct api api_exits = { "List how and why buyers left", filters, NULL, page };
static const struct api api_differences = { "List promises that the sides understand differently", filters, NULL, page };
static const struct api api_differ = { "Say that we understand a promise otherwise", NULL, create, row, 201 };

static const struct route routes[] = {
    { METHOD_GET, "/b/{word}", show, READS, PAGE | OPEN, { 0 }, "X-05", 0 },
    { METHOD_GET, "/b/{word}/{word}", show, READS, PAGE | OPEN, { 0 }, "X-05", 0 },
    { METHOD_POST, "/b/{word}/{word}", act, WRITES, PAGE | OPEN, { 0 }, "S0-34", 0 },
    { METHOD_GET, "/exits", exits, READS, PAGE | API, { "exit", "read" }, "S0-38", 0, &api_exits },
    { METHOD_GET, "/differences", differences, READS, PAGE | API, { "difference", "read" }, "S2-01", 0, &api_differences },
    { METHOD_POST, "/differences", difference_add, WRITES, API, { "difference", "create" }, "S2-01", 0, &api_differ },
};
static const struct grant grants[] = {
    { "exit",       "read",   ROLE_DEALS },
    { "difference", "read",   ROLE_DEALS },
    { "difference", "create", ROLE_SALES },
};
static const struct record *const records[] = { &exit_record, &difference_record };
static const struct policy *const policies[] = { &buyer_answer_urgent, &buyer_answer_normal, &buyer_order_hours };
static const struct alert_kind *const alerts[] = { &buyer_said_alert, &buyer_left_alert, &buyer_gone_alert };
/* clang-format on */

const struct slice buyer_slice = {
    .name = "buyer",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(grants, grants),
    TABLE(policies, policies),
    TABLE(alerts, alerts),
};
