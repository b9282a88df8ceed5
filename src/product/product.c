/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/recorded.h"
#include "product/product.h"

/* clang-format off */
static const struct field fields[] = {
    { F(product, id,          ID),    .label = "No." },
    { F(product, name,        TEXT),  .label = "Name",
      .flags = REQUIRED | SEARCHED | LISTED | PREFIX | SORTED },
    { F(product, code,        TEXT),  .label = "Code",       .flags = LISTED | SEARCHED, .max = 50 },
    { F(product, series,      TEXT),  .label = "Series",     .flags = LISTED | SEARCHED, .max = 100 },
    { F(product, price,       MONEY), .label = "List price", .flags = LISTED | SORTED },
    { F(product, active,      FLAG),  .label = "Sold now",   .flags = LISTED },
    { F(product, description, LINES), .label = "Description", .flags = SEARCHED },
    { F(product, options,     LINES), .label = "Options", .max = 2000, .hint = "Part of the information pack." },
    { F(product, delivery,    LINES), .label = "Delivery", .max = 2000 },
    { F(product, payment_terms, LINES), .label = "Payment terms", .max = 2000 },
    { F(product, how_to_order, LINES), .label = "How to order", .max = 2000 },
    { F(product, returns,     LINES), .label = "Returns", .max = 2000 },
    { F(product, who_to_ask,  LINES), .label = "Who to ask", .max = 2000 },
    { F(product, demo,        LINES), .label = "Self-guided demo", .max = 2000,
      .hint = "What a buyer does to see it by himself." },
    { F(product, demo_url,    TEXT),  .label = "Its address", .hint = "https://…" },
    { F(product, outside_id,  TEXT),  .label = "Outside No.", .flags = OFF_FORM },
    BASE_FIELDS(product),
};

static const struct list lists[] = {
    { "name", { NULL }, "product_name", NULL },
};
/* clang-format on */

const struct record product_record = {
    .name = "product",
    .plural = "products",
    .label = "Product",
    .labels = "Products",
    .size = sizeof(struct product),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "name",
    .detail = "price",
    .default_sort = "name",
    .lists = lists,
    .n_lists = COUNT(lists),
};

void product_init(struct product *p)
{
    record_init(&product_record, p);
    p->active = true;
}

/* It stands as a link on the buyer's page. */
static bool check(struct ctx *c, const struct product *p)
{
    bool good = !p->demo_url.n || str_starts(p->demo_url, STR("https://"))
                || str_starts(p->demo_url, STR("http://"));
    return good || bad_field(c, STR("demo_url"), "Give an address that begins with https://.");
}

bool product_create(struct ctx *c, struct product *p)
{
    return check(c, p) && recorded_insert(c, &product_record, p);
}

bool product_save(struct ctx *c, const struct product *was, struct product *now, struct str why)
{
    return check(c, now) && recorded_update(c, &product_record, was, now, why);
}
