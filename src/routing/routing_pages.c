/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/openapi.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "frame/record_pages.h"
#include "frame/removed.h"
#include "routing/routing.html.h"
#include "routing/routing_rules.h"
#include "routing/routing_view.h"
#include "team/team.h"

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
    *out = (struct routing_person){
        .id = p->id,
        .name = p->name,
        .on_duty = p->on_duty,
        .started = day_is(p->started) ? day_shown(c->arena, p->started) : STR_NONE,
        .novice = person_is_novice(c, p),
        .mentor = p->mentor_id ? person_name(c, p->mentor_id) : STR_NONE,
    };
    return load_is_full(c, p->id, &out->full);
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
static const struct route assignment_routes[] = {
    { METHOD_GET, "/settings/routing", routing_show, READS, PAGE, { "assignment", "read" }, "S0-52" },
    { METHOD_POST, "/assignments/{id}/remove", assignment_drop, WRITES, PAGE | API, { "assignment", "edit" }, "S0-52", 0,
      &api_drop },
    RECORD_ROUTES("assignment", "assignments", "S0-52"),
};
static const struct grant assignment_grants[] = {
    { "assignment", "read",   ROLE_MANAGER | ROLE_ADMINISTRATOR },
    { "assignment", "create", ROLE_MANAGER | ROLE_ADMINISTRATOR },
    { "assignment", "edit",   ROLE_MANAGER | ROLE_ADMINISTRATOR },
};
static const struct route certificate_routes[] = {
    RECORD_ROUTES("certificate", "certificates", "S0-53"),
};
static const struct grant certificate_grants[] = {
    { "certificate", "read",   ROLE_STAFF },
    { "certificate", "create", ROLE_MANAGER | ROLE_ADMINISTRATOR },
    { "certificate", "edit",   ROLE_MANAGER | ROLE_ADMINISTRATOR },
};
/* clang-format on */

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

static const struct record *const assignments[] = { &assignment_record };
static const struct record *const certificates[] = { &certificate_record };
static const struct policy *const policies[] = { &complex_value };
static const struct gate *const gates[] = { &load_full, &mentor_needed };

const struct slice assignment_slice = {
    .name = "assignment",
    TABLE(assignments, records),
    TABLE(assignment_routes, routes),
    TABLE(assignment_grants, grants),
    TABLE(policies, policies),
    TABLE(gates, gates),
    .pages = &assignment_pages,
};
const struct slice certificate_slice = {
    .name = "certificate",
    TABLE(certificates, records),
    TABLE(certificate_routes, routes),
    TABLE(certificate_grants, grants),
    .pages = &certificate_pages,
};
