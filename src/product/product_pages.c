/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/record_pages.h"
#include "product/product.h"

static void json(struct buf *b, const void *row)
{
    record_json(b, &product_record, row);
}

static void init(void *row)
{
    product_init(row);
}

static bool create(struct ctx *c, void *row)
{
    return product_create(c, row);
}

static bool save(struct ctx *c, const void *was, void *now, struct str why)
{
    return product_save(c, was, now, why);
}

static bool head(struct ctx *c, const void *row, struct badges *out)
{
    const struct product *p = row;
    struct buf b;

    buf_init(&b, c->arena, 60);
    buf_money(&b, p->price);
    if (money_is(p->price))
        out->p[out->n++] = (struct badge){ "indigo", buf_str(&b) };
    if (!p->active)
        out->p[out->n++] = (struct badge){ "gray", STR("No longer sold") };
    return true;
}

/* clang-format off */
static const struct related related[] = {
    { "deal", "product_id", "Deals", "No deals for this product yet.", "Add a deal" },
};

static const struct route routes[] = {
    RECORD_ROUTES("product", "products", "S2-01"),
};

static const struct grant grants[] = {
    { "product", "read",   ROLE_STAFF },
    { "product", "create", ROLE_MANAGER | ROLE_ADMINISTRATOR },
    { "product", "edit",   ROLE_MANAGER | ROLE_ADMINISTRATOR },
    { "product", "export", ROLE_MANAGER | ROLE_ADMINISTRATOR },
};
/* clang-format on */

static const struct record_pages pages = {
    .record = &product_record,
    .here = "products",
    .empty = "No products yet. A manager or an administrator adds what you sell, or imports it.",
    .json = json,
    .init = init,
    .create = create,
    .save = save,
    .head = head,
    .related = related,
    .n_related = COUNT(related),
};

static const struct record *const records[] = { &product_record };

const struct slice product_slice = {
    .name = "product",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(grants, grants),
    .pages = &pages,
};
