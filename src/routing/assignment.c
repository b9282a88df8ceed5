/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/people.h"
#include "frame/recorded.h"
#include "routing/routing_rules.h"

/* clang-format off */
static const struct word side_words[] = {
    { "product", "The product" }, { "people", "People" }, { 0 },
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
