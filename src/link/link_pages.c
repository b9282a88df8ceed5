/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/app.h"
#include "frame/openapi.h"
#include "link/link.html.h"
#include "link/link_view.h"

static const char *state_of(struct ctx *c, const struct link *l)
{
    return instant_is(l->revoked) ? "revoked" : l->expires.ms <= c->now.ms ? "expired"
                                                                           : "open";
}

/* The deal is the record named in the route's right, read as whoever asks sees it. */
static bool deal_seen(struct req *q, struct str *name)
{
    const struct record *r = record_named("deal");
    void *row = arena_alloc(q->c.arena, r->size);
    if (!record_get(&q->c, r, q->ids[0], row))
        return false;
    *name = field_plain(q->c.arena, field_named(r, STR("name")), row);
    return true;
}

static bool fill(struct req *q, struct link_view *v)
{
    struct ctx *c = &q->c;
    struct links all;
    v->deal_id = q->ids[0];
    v->revokes = may(c->viewer->roles, "link", "revoke");
    if (!deal_seen(q, &v->deal) || !links_read(c, v->deal_id, &all))
        return false;
    v->rows.p = arena_alloc_array(c->arena, sizeof *v->rows.p, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const char *state = state_of(c, &all.p[i]);
        v->open += strcmp(state, "open") == 0;
        v->rows.p[v->rows.n++] = (struct link_row){
            &all.p[i], record_title(c, record_named("contact"), all.p[i].contact_id), state
        };
    }
    return !failed(c);
}

static void moment(struct buf *b, const char *name, struct instant t)
{
    buf_printf(b, ",\"%s\":", name);
    if (!instant_is(t)) {
        buf_lit(b, "null");
        return;
    }
    buf_char(b, '"');
    buf_instant(b, t);
    buf_char(b, '"');
}

static void json(struct buf *b, const void *view)
{
    const struct link_view *v = view;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < v->rows.n; i++) {
        const struct link_row *r = &v->rows.p[i];
        buf_printf(b, "%s{\"id\":%lld,\"contact_id\":%lld,\"contact\":", i ? "," : "",
                   (long long)r->link->id, (long long)r->link->contact_id);
        buf_json_str(b, r->contact);
        buf_printf(b, ",\"state\":\"%s\"", r->state);
        moment(b, "made", r->link->made);
        moment(b, "expires", r->link->expires);
        moment(b, "revoked", r->link->revoked);
        buf_char(b, '}');
    }
    buf_lit(b, "]}");
}

static bool show(struct req *q)
{
    struct link_view *v = arena_new(q->c.arena, struct link_view);
    return fill(q, v) && (q->api || frame_fill(q, &v->frame, "Links to the buyer", "deals"))
           && answer_view(q, link_page_page, json, v);
}

static bool revoke_all(struct req *q)
{
    struct str name;
    return deal_seen(q, &name) && links_revoke(&q->c, q->ids[0])
           && answer_go(q, "/deals/%lld/links", (long long)q->ids[0]);
}

static bool revoke_one(struct req *q)
{
    struct str name;
    return deal_seen(q, &name) && link_revoke(&q->c, q->ids[0], q->ids[1])
           && answer_go(q, "/deals/%lld/links", (long long)q->ids[0]);
}

/* clang-format off */
static const struct shape link_shape[] = {
    { "id", SHAPE_ID }, { "contact_id", SHAPE_ID }, { "contact", SHAPE_TEXT },
    { "state", SHAPE_WORD, .words = "open expired revoked" }, { "made", SHAPE_INSTANT }, { "expires", SHAPE_INSTANT },
    { "revoked", SHAPE_INSTANT, NULLABLE }, { 0 },
};
static const struct shape links_answer[] = { { "items", SHAPE_LIST, .of = link_shape, .about = "The newest first." }, { 0 } };
static const struct api api_links = { "List the links to the buyer's page of a deal", .answer = links_answer };
static const struct api api_all = { "Revoke all links to the buyer's page of a deal", .status = 204 };
static const struct api api_one = { "Revoke one link to the buyer's page", .status = 204 };

static const struct route routes[] = {
    { METHOD_GET,  "/deals/{id}/links",             show,       READS,  PAGE | API, { "link", "read" },   "X-05", 0, &api_links },
    { METHOD_POST, "/deals/{id}/links/revoke",      revoke_all, WRITES, PAGE | API, { "link", "revoke" }, "X-05", 0, &api_all },
    { METHOD_POST, "/deals/{id}/links/{id}/revoke", revoke_one, WRITES, PAGE | API, { "link", "revoke" }, "X-05", 0, &api_one },
};
static const struct grant grants[] = {
    { "link", "read",   ROLE_DEALS },
    { "link", "revoke", ROLE_SALES },
};
/* clang-format on */

static const struct policy *const policies[] = { &link_days };

const struct slice link_slice = {
    .name = "link",
    TABLE(routes, routes),
    TABLE(grants, grants),
    TABLE(policies, policies),
};
