/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/openapi.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "frame/record_pages.h"
#include "frame/removed.h"
#include "routing/routing.html.h"
#include "routing/routing_rules.h"
#include "routing/routing_store.h"
#include "routing/routing_view.h"

static void seller_json(struct buf *b, const void *row)
{
    record_json(b, &seller_record, row);
}

static void assignment_json(struct buf *b, const void *row)
{
    record_json(b, &assignment_record, row);
}

static void certificate_json(struct buf *b, const void *row)
{
    record_json(b, &certificate_record, row);
}

/* ---- the page ---- */

static struct str day_shown(struct arena *a, struct day d)
{
    struct buf b;
    buf_init(&b, a, 40);
    buf_day_long(&b, d);
    return buf_str(&b);
}

static bool person_fill(struct ctx *c, const struct person *p, struct routing_person *out)
{
    struct seller s;
    bool found;
    int64_t most = policy_value(c, &load_limit), n;
    if (!seller_of(c, p->id, &s, &found))
        return false;
    if (found && s.open_max != INT_NONE)
        most = s.open_max;
    if (!load_count(c, p->id, most, &n))
        return false;
    *out = (struct routing_person){
        .id = found ? s.id : 0,
        .user_id = p->id,
        .name = p->name,
        .on_duty = !found || s.on_duty,
        .load = arena_printf(c->arena, n > most ? "%lld+ of %lld" : "%lld of %lld",
                             (long long)(n > most ? most : n), (long long)most),
    };
    if (found && day_is(s.started)) {
        out->started = day_shown(c->arena, s.started);
        out->novice = instant_day(c->now).n - s.started.n < policy_value(c, &novice_days);
    }
    if (found && s.mentor_id)
        out->mentor = person_name(c, s.mentor_id);
    return !failed(c);
}

static bool people_fill(struct ctx *c, struct routing_people *out)
{
    const struct people *all = people(c);
    if (!all)
        return false;
    out->p = arena_array(c->arena, struct routing_person, all->n);
    for (size_t i = 0; i < all->n; i++) {
        if (!all->p[i].active || !(all->p[i].roles & ROLE_SALES))
            continue;
        if (!person_fill(c, &all->p[i], &out->p[out->n++]))
            return false;
    }
    return true;
}

static bool rules_fill(struct ctx *c, struct routing_rules *out)
{
    struct list_query lq = { .limit = LIST_LIMIT };
    struct list_page page;
    if (!record_list(c, &assignment_record, &lq, &page))
        return false;
    out->p = arena_array(c->arena, struct routing_rule, page.n);
    for (size_t i = 0; i < page.n; i++) {
        const struct assignment *a = &((struct assignment *)page.rows)[i];
        out->p[out->n++] = (struct routing_rule){
            a->id, person_name(c, a->user_id),
            record_title(c, record_named("product"), a->product_id), a->region
        };
    }
    return !failed(c);
}

static bool routing_show(struct req *q)
{
    struct ctx *c = &q->c;
    struct routing_view *v = arena_new(c->arena, struct routing_view);
    req_input_all_used(q);
    v->load_limit = arena_printf(c->arena, "%lld", (long long)policy_value(c, &load_limit));
    v->novice_days = arena_printf(c->arena, "%lld", (long long)policy_value(c, &novice_days));
    return !failed(c) && people_fill(c, &v->people) && rules_fill(c, &v->rules)
           && frame_fill(q, &v->frame, "Routing", "settings")
           && answer_view(q, routing_page_page, NULL, v);
}

static bool assignment_drop(struct req *q)
{
    struct assignment a;
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &assignment_record, q->ids[0], &a)
           && recorded_remove(&q->c, &assignment_record, &a) && answer_go(q, "/settings/routing");
}

/* clang-format off */
static const struct api api_drop = { "Take a rule out", .status = 204 };
static const struct route seller_routes[] = {
    { METHOD_GET, "/settings/routing", routing_show, READS, PAGE, { "seller", "read" }, "S0-52" },
    RECORD_ROUTES("seller", "sellers", "S0-52"),
};
static const struct grant seller_grants[] = {
    { "seller", "read",   ROLE_MANAGER | ROLE_ADMINISTRATOR },
    { "seller", "create", ROLE_MANAGER | ROLE_ADMINISTRATOR },
    { "seller", "edit",   ROLE_MANAGER | ROLE_ADMINISTRATOR },
    { "seller", "export", ROLE_MANAGER | ROLE_ADMINISTRATOR },
};
static const struct route assignment_routes[] = {
    { METHOD_POST, "/assignments/{id}/remove", assignment_drop, WRITES, PAGE | API, { "assignment", "edit" }, "S0-52", 0, &api_drop },
    RECORD_ROUTES("assignment", "assignments", "S0-52"),
};
static const struct grant assignment_grants[] = {
    { "assignment", "read",   ROLE_MANAGER | ROLE_ADMINISTRATOR },
    { "assignment", "create", ROLE_MANAGER | ROLE_ADMINISTRATOR },
    { "assignment", "edit",   ROLE_MANAGER | ROLE_ADMINISTRATOR },
    { "assignment", "export", ROLE_MANAGER | ROLE_ADMINISTRATOR },
};
static const struct route certificate_routes[] = {
    RECORD_ROUTES("certificate", "certificates", "S0-53"),
};
static const struct grant certificate_grants[] = {
    { "certificate", "read",   ROLE_STAFF },
    { "certificate", "create", ROLE_MANAGER | ROLE_ADMINISTRATOR },
    { "certificate", "edit",   ROLE_MANAGER | ROLE_ADMINISTRATOR },
    { "certificate", "export", ROLE_MANAGER | ROLE_ADMINISTRATOR },
};
/* clang-format on */

static const struct record_pages seller_pages = {
    .record = &seller_record,
    .here = "settings",
    .empty = "Nobody has a row of his own: everybody who sells is on duty.",
    .json = seller_json,
    .init = seller_init,
    .create = seller_create,
    .save = seller_save,
};
static const struct record_pages assignment_pages = {
    .record = &assignment_record,
    .here = "settings",
    .empty = "No rules: everybody who sells gets enquiries by turn.",
    .json = assignment_json,
    .create = assignment_create,
    .save = assignment_save,
};
static const struct record_pages certificate_pages = {
    .record = &certificate_record,
    .here = "settings",
    .empty = "No certificates yet. Add one when somebody has passed.",
    .json = certificate_json,
    .create = certificate_create,
    .save = certificate_save,
};

static const struct record *const sellers[] = { &seller_record };
static const struct record *const assignments[] = { &assignment_record };
static const struct record *const certificates[] = { &certificate_record };
static const struct policy *const policies[] = { &load_limit, &novice_days, &complex_value };
static const struct gate *const gates[] = { &load_is_full, &mentor_needed };

const struct slice seller_slice = {
    .name = "seller",
    TABLE(sellers, records),
    TABLE(seller_routes, routes),
    TABLE(seller_grants, grants),
    TABLE(policies, policies),
    TABLE(gates, gates),
    .pages = &seller_pages,
};
const struct slice assignment_slice = {
    .name = "assignment",
    TABLE(assignments, records),
    TABLE(assignment_routes, routes),
    TABLE(assignment_grants, grants),
    .pages = &assignment_pages,
};
const struct slice certificate_slice = {
    .name = "certificate",
    TABLE(certificates, records),
    TABLE(certificate_routes, routes),
    TABLE(certificate_grants, grants),
    .pages = &certificate_pages,
};
