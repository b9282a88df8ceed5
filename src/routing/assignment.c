/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "frame/people.h"
#include "frame/recorded.h"
#include "routing/routing_rules.h"

/* clang-format off */
static const struct word side_words[] = {
    { "product", "The product" }, { "people", "People" }, { 0 },
};
static const struct field assignment_fields[] = {
    { F(assignment, id,         ID),   .label = "No." },
    { F(assignment, name,       TEXT), .label = "Rule",    .flags = COMPUTED | LISTED },
    { F(assignment, user_id,    REF),  .label = "Who",     .flags = REQUIRED | LISTED | FILTER, .ref = "user" },
    { F(assignment, product_id, REF),  .label = "Product", .flags = LISTED, .ref = "product",
      .hint = "Empty: any product." },
    { F(assignment, region,     TEXT), .label = "Region",  .flags = LISTED, .max = 100, .hint = "Empty: any region." },
    BASE_FIELDS(assignment),
};
static const struct field certificate_fields[] = {
    { F(certificate, id,         ID),   .label = "No." },
    { F(certificate, name,       TEXT), .label = "Certificate", .flags = COMPUTED | LISTED },
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
    .title = "name", .size = sizeof(struct assignment), .fields = assignment_fields, .n_fields = COUNT(assignment_fields),
    .default_sort = "id", .lists = assignment_lists, .n_lists = COUNT(assignment_lists),
};
const struct record certificate_record = {
    .name = "certificate", .plural = "certificates", .label = "Certificate", .labels = "Certificates",
    .title = "name", .size = sizeof(struct certificate), .fields = certificate_fields, .n_fields = COUNT(certificate_fields),
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

/* "MD-1, Austria: Ana Diaz" */
static struct str named(struct ctx *c, int64_t product_id, struct str region, int64_t user_id)
{
    struct str product = record_title(c, record_named("product"), product_id);
    struct buf b;
    buf_init(&b, c->arena, 2000);
    buf_add(&b, product_id ? product : STR("Any product"));
    if (region.n) {
        buf_lit(&b, ", ");
        buf_add(&b, region);
    }
    buf_lit(&b, ": ");
    buf_add(&b, person_name(c, user_id));
    struct str all = buf_str(&b);
    while (utf8_length(all) > 200)
        all = str_cut(all, 0, all.n - 1);
    return all;
}

static bool assignment_check(struct ctx *c, struct assignment *a)
{
    if (!is_seller(c, a->user_id, "user_id"))
        return false;
    a->name = named(c, a->product_id, a->region, a->user_id);
    return !failed(c);
}

bool assignment_create(struct ctx *c, void *row)
{
    return assignment_check(c, row) && recorded_insert(c, &assignment_record, row);
}

bool assignment_save(struct ctx *c, const void *was, void *now, struct str why)
{
    return assignment_check(c, now)
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
    k->name =
        named(c, k->product_id, k->side == SIDE_PEOPLE ? STR("people") : STR_NONE, k->user_id);
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
