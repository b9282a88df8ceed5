/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/people.h"
#include "frame/recorded.h"
#include "frame/removed.h"
#include "routing/routing_rules.h"
#include "routing/routing_store.h"

/* clang-format off */
static const struct word side_words[] = {
    { "product", "The product" }, { "people", "People" }, { 0 },
};
static const struct field seller_fields[] = {
    { F(seller, id,         ID),   .label = "No." },
    { F(seller, user_id,    REF),  .label = "Who",     .flags = REQUIRED | LISTED | ONCE, .ref = "user" },
    { F(seller, on_duty,    FLAG), .label = "On duty", .flags = LISTED },
    { F(seller, started,    DAY),  .label = "Started", .flags = LISTED,
      .hint = "Who is new has a mentor beside him." },
    { F(seller, mentor_id,  REF),  .label = "Mentor",  .flags = LISTED, .ref = "user" },
    { F(seller, open_max,   INT),  .label = "Open enquiries at most", .flags = LISTED, .min = 0, .max = 100000,
      .hint = "Empty: what is set for everybody." },
    BASE_FIELDS(seller),
};
static const struct field assignment_fields[] = {
    { F(assignment, id,         ID),   .label = "No." },
    { F(assignment, user_id,    REF),  .label = "Who",     .flags = REQUIRED | LISTED | FILTER, .ref = "user" },
    { F(assignment, product_id, REF),  .label = "Product", .flags = LISTED, .ref = "product",
      .hint = "Empty: any product." },
    { F(assignment, region,     TEXT), .label = "Region",  .flags = LISTED, .max = 100, .hint = "Empty: any region." },
    BASE_FIELDS(assignment),
};
static const struct field certificate_fields[] = {
    { F(certificate, id,         ID),   .label = "No." },
    { F(certificate, user_id,    REF),  .label = "Who",     .flags = REQUIRED | LISTED, .ref = "user" },
    { F(certificate, side,       WORD), .label = "About",   .flags = LISTED, .words = side_words },
    { F(certificate, product_id, REF),  .label = "Product", .flags = LISTED, .ref = "product" },
    { F(certificate, passed,     DAY),  .label = "Passed",  .flags = LISTED },
    { F(certificate, expires,    DAY),  .label = "Expires", .flags = LISTED },
    BASE_FIELDS(certificate),
};
static const struct list assignment_lists[] = { { "id", { "user_id" }, "assignment_user", NULL } };

const struct record seller_record = {
    .name = "seller", .plural = "sellers", .label = "Seller", .labels = "Sellers",
    .size = sizeof(struct seller), .fields = seller_fields, .n_fields = COUNT(seller_fields), .default_sort = "id",
};
const struct record assignment_record = {
    .name = "assignment", .plural = "assignments", .label = "Assignment", .labels = "Assignments",
    .size = sizeof(struct assignment), .fields = assignment_fields, .n_fields = COUNT(assignment_fields),
    .default_sort = "id", .lists = assignment_lists, .n_lists = COUNT(assignment_lists),
};
const struct record certificate_record = {
    .name = "certificate", .plural = "certificates", .label = "Certificate", .labels = "Certificates",
    .size = sizeof(struct certificate), .fields = certificate_fields, .n_fields = COUNT(certificate_fields),
    .default_sort = "id",
};
/* clang-format on */

static bool is_seller(struct ctx *c, int64_t user_id, const char *field)
{
    const struct person *p = person_find(c, user_id);
    if (failed(c))
        return false;
    return (p && p->active && (p->roles & ROLE_SALES))
           || bad_field(c, str_of(field), "Choose somebody who sells and is still here.");
}

void seller_init(void *row)
{
    struct seller *s = row;
    record_init(&seller_record, s);
    s->on_duty = true;
}

static bool seller_check(struct ctx *c, const struct seller *s)
{
    bool good = is_seller(c, s->user_id, "user_id");
    if (good && s->mentor_id == s->user_id)
        good = bad_field(c, STR("mentor_id"), "Nobody is his own mentor.");
    return good && (!s->mentor_id || is_seller(c, s->mentor_id, "mentor_id"));
}

bool seller_create(struct ctx *c, void *row)
{
    struct seller *s = row, other;
    bool found;
    if (!seller_check(c, s) || !seller_of(c, s->user_id, &other, &found))
        return false;
    if (found)
        return bad_field(c, STR("user_id"), "He has his row already: change that one.");
    return recorded_insert(c, &seller_record, s);
}

bool seller_save(struct ctx *c, const void *was, void *now, struct str why)
{
    return seller_check(c, now) && recorded_update(c, &seller_record, was, now, why);
}

bool assignment_create(struct ctx *c, void *row)
{
    const struct assignment *a = row;
    return is_seller(c, a->user_id, "user_id") && recorded_insert(c, &assignment_record, row);
}

bool assignment_save(struct ctx *c, const void *was, void *now, struct str why)
{
    const struct assignment *a = now;
    return is_seller(c, a->user_id, "user_id")
           && recorded_update(c, &assignment_record, was, now, why);
}

static bool certificate_check(struct ctx *c, struct certificate *k)
{
    if (k->side == SIDE_PRODUCT && !k->product_id)
        bad_field(c, STR("product_id"), "Say for which product.");
    if (!day_is(k->passed))
        k->passed = instant_day(c->now);
    if (day_is(k->expires) && k->expires.n < k->passed.n)
        bad_field(c, STR("expires"), "This is before it was passed.");
    return !failed(c);
}

bool certificate_create(struct ctx *c, void *row)
{
    return certificate_check(c, row) && recorded_insert(c, &certificate_record, row);
}

bool certificate_save(struct ctx *c, const void *was, void *now, struct str why)
{
    return certificate_check(c, now) && recorded_update(c, &certificate_record, was, now, why);
}
