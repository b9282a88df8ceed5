/* SPDX-License-Identifier: Apache-2.0 */
#include "account/account.h"
#include "account/account_store.h"
#include "frame/app.h"
#include "frame/org.h"
#include "frame/record_pages.h"

static void json(struct buf *b, const void *row)
{
    record_json(b, &account_record, row);
}

static bool create(struct ctx *c, void *row)
{
    return account_create(c, row);
}

static bool save(struct ctx *c, const void *was, void *now, struct str why)
{
    return account_save(c, was, now, why);
}

static bool twin(struct ctx *c, const void *row, int64_t *id)
{
    return account_named(c, ((const struct account *)row)->name, id);
}

static void badge_add(struct badges *out, const char *tone, struct buf *text)
{
    out->p[out->n++] = (struct badge){ tone, buf_str(text) };
}

static void open_deals_say(struct ctx *c, const struct open_deals *open, struct badges *out)
{
    struct money value = { .minor = open->value };
    struct buf b;

    memcpy(value.currency, org()->currency, sizeof value.currency);
    buf_init(&b, c->arena, 100);
    buf_printf(&b, "%lld%s open deal%s", (long long)open->n,
               open->n == OPEN_DEALS_MAX ? "+" : "", open->n == 1 ? "" : "s");
    if (open->value) {
        buf_lit(&b, ", ");
        buf_money(&b, value);
    }
    badge_add(out, "indigo", &b);
}

/* Prospect or customer, and what is open with it. */
static bool head(struct ctx *c, const void *row, struct badges *out)
{
    const struct account *a = row;
    struct open_deals open = { 0 };
    struct buf b;

    buf_init(&b, c->arena, 100);
    buf_lit(&b, "Prospect");
    if (account_is_customer(a)) {
        b.n = 0;
        buf_lit(&b, "Customer since ");
        buf_day_long(&b, a->customer_since);
    }
    badge_add(out, account_is_customer(a) ? "teal" : "gray", &b);
    if (!may(c->viewer->roles, "deal", "read"))
        return true;
    if (!account_open_deals(c, a->id, &open))
        return false;
    if (open.n)
        open_deals_say(c, &open, out);
    return true;
}

/* clang-format off */
static const struct related related[] = {
    { "deal", "account_id", "Deals", "No deals with this account yet.", "Add a deal" },
    { "contact", "account_id", "Contacts", "Nobody here yet. Add the people you talk to.",
      "Add a contact" },
    { "account", "parent_id", "Subsidiaries", NULL, NULL },
};

static const struct route routes[] = {
    RECORD_ROUTES("account", "accounts", "S2-04"),
};

static const struct grant grants[] = {
    { "account", "read",   ROLE_STAFF },
    { "account", "create", ROLE_OFFICE },
    { "account", "edit",   ROLE_OFFICE },
    { "account", "export", ROLE_MANAGER | ROLE_ADMINISTRATOR },
};
/* clang-format on */

static const struct record_pages pages = {
    .record = &account_record,
    .here = "accounts",
    .empty = "No accounts yet. Add the first one, or import what you have.",
    .json = json,
    .create = create,
    .save = save,
    .twin = twin,
    .head = head,
    .related = related,
    .n_related = COUNT(related),
};

static const struct record *const records[] = { &account_record };

const struct slice account_slice = {
    .name = "account",
    .checks = account_checks,
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(grants, grants),
    .pages = &pages,
};
